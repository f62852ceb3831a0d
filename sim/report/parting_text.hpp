// Where two variants with the same luck part, in words: the first event that differs, and over how many replicates.
#pragma once

#include "sim/run.hpp"

#include <cstdint>
#include <string>

namespace sim {

/// Over the first replicates, which are played side by side. `differs`: results of the two do, which events alone may not show.
[[nodiscard]] std::string parting_text(const Run& run, std::uint32_t other, bool differs, unsigned threads);

} // namespace sim
