// What there is to play, and who plays which trial: a player at each thread for each variant and point, made when it is needed.
#pragma once

#include "sim/ensemble.hpp"
#include "sim/reader.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>

namespace sim {

/// What there is to play.
struct Programme {
    std::span<const Scenario> variants;
    std::span<const std::shared_ptr<const VariantDocument>> documents; ///< of each variant; only looked at where points set something
    std::span<const Layout> layouts;                                   ///< of each variant
    const Points& points;
    std::uint64_t seed = 0;
    std::optional<std::chrono::nanoseconds> time_limit{}; ///< of a trial
    std::function<bool()> interrupted{};                  ///< drops the trials in flight; nothing: never
};

/// Plays the scenario of a trial's variant with its point's values laid over. Its luck depends on the seed and the replicate alone: it is
/// the same in all variants and at all points. A point whose values make no scenario, or one that measures other things, throws. REQUIRES:
/// what the programme refers to outlives the players.
[[nodiscard]] MakePlay players_of(const Programme& programme);

} // namespace sim
