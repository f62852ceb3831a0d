// What a hindcast's series come to by block, by lead time and as vectors, and whether the model did better than without something.
#pragma once

#include "sim/run.hpp"
#include "sim/table.hpp"
#include "study/hindcast.hpp"

#include <cstdint>
#include <span>

namespace sim {

/// One variant's coverage, and its skill against the forecasters, a row for each block, and one for all blocks with the same weight.
[[nodiscard]] Table blocks_table(const Run& run, std::span<const HindcastPoint> points, std::uint32_t variant);
/// The CRPS of each series on its scale beside the forecasters'.
[[nodiscard]] Table forecasters_table(const Run& run, std::span<const HindcastPoint> points, std::uint32_t variant);
/// Interval scores by block and years since the origin.
[[nodiscard]] Table leads_table(const Run& run, std::span<const HindcastPoint> points, std::uint32_t variant);
/// Energy scores by vector and date; no rows where nothing is named as a vector.
[[nodiscard]] Table vectors_table(const Run& run, std::span<const VectorPoint> points, std::uint32_t variant);
/// The first variant beside another that lacks something: CRPS of both by series, and skill by block. REQUIRES: the same observations.
[[nodiscard]] Table without_table(const Run& run, std::span<const HindcastPoint> points, std::uint32_t other);

} // namespace sim
