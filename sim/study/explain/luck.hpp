// The luck of the simulated world told from its inputs: some drawn inputs, each played again with other luck.
#pragma once

#include "study/explain/explain.hpp"
#include "study/explain/replay.hpp"

#include <optional>
#include <span>
#include <vector>

namespace sim {

/// So many drawn inputs are played again, so often each.
inline constexpr std::uint32_t points_of_luck = 40;
inline constexpr std::uint64_t lucks_at_a_point = 8;

/// The first trials of the variant that went well, each to be played with luck that no other has. Throws IoError. REQUIRES: the store holds
/// the run.
[[nodiscard]] Replay replay_of_luck(Store& store, const Run& run, std::uint32_t variant);

/// What of a figure's variance is luck, and what its inputs do, alone or together.
struct LuckPart {
    double part = 0;         ///< of the variance within points over all of it
    Interval interval{0, 0}; ///< 95 %, by resamples of the points
    std::uint64_t trials = 0;
};

/// From values point by point, as many at each: a one-way analysis of variance (R. A. Fisher 1925). Nothing where they never vary.
/// REQUIRES: two points or more, two values or more at each.
[[nodiscard]] std::optional<LuckPart> luck_part(std::span<const std::vector<double>> by_point, std::uint64_t seed);
/// The same of a figure, from a store that holds the replay; points at which it has no value in some trial are left out. Throws IoError.
[[nodiscard]] std::optional<LuckPart> luck_part(Store& store, const Replay& replay, const Figure& figure, std::uint64_t seed);

} // namespace sim
