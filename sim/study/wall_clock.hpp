// When and on how much of a machine a run was played: what no result depends on.
#pragma once

#include "sim/ensemble.hpp"

#include <string>

namespace sim {

/// What depends on the machine and the day; the only such part of a results folder.
struct WallClock {
    std::string started, finished; ///< ISO 8601, UTC
    double seconds = 0;
    unsigned threads = 1; ///< of each rank
    int ranks = 1;
    Played played; ///< in this command; the rest was there before
};

/// ISO 8601, UTC.
[[nodiscard]] std::string now_as_text();

} // namespace sim
