// The smallest change of an input at which a claim turns, found on the fitted curve and then played.
#pragma once

#include "study/explain/explain.hpp"

#include <filesystem>
#include <optional>
#include <vector>

namespace sim {

/// What came of playing a run's trials with one input set to a value.
struct PlayedThere {
    double at = 0; ///< the value, in base units
    Statistics of; ///< of the figure, in the unit in which tables print it
};

/// Where a claim turns.
struct Flip {
    Crossing predicted;
    double level = 0, uncertainty = 0; ///< half of the curve's band there
    std::vector<PlayedThere> played;   ///< there, and then where the ones before it point to; at most three
    bool confirmed = false;            ///< the last one's mean is the level, as far as it and the curve are known
};

/// So many trials are played at each value, or as many as the run has.
inline constexpr std::uint64_t most_played_there = 400;

/// The value of the explanation's leading input nearest to its median at which the mean of the figure crosses the level that is asked; the
/// trials of the run are played there with all other draws and all luck as they were. Nothing where the level is not crossed within the
/// range. The folder is for the outcomes. Throws IoError. REQUIRES: an explanation that is told, with a claim and a leading input.
[[nodiscard]] std::optional<Flip> find_flip(Store& store, const Run& run, const Explanation& of, const std::filesystem::path& folder,
                                            unsigned threads);

} // namespace sim
