// What a run will take, from a few trials of it.
#pragma once

#include "command/request.hpp"

#include <string>

namespace sim {

struct Forecast {
    double trials = 0;     ///< of the whole run; of a sweep that takes long to draw as many as there can be
    double seconds = 0;    ///< of one trial on one thread
    double memory = 0;     ///< bytes that one process had at most which played them on one thread
    bool at_least = false; ///< no trial was finished: each takes longer than that
};
/// Plays some trials in a process of its own, for at most 3 s. Throws NoPoints and IoError.
[[nodiscard]] Forecast forecast(const Request& request, const std::string& file, const Reading& reading);

} // namespace sim
