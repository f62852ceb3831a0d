// A draw from a law at the cost of a few words of a roll: ziggurats where the law allows, its quantile elsewhere.
#pragma once

#include "engine/dice.hpp"
#include "sim/distribution.hpp"

namespace sim {

/// One value of the law. Which words of the roll it takes is part of the results: a test pins it.
[[nodiscard]] double draw(const Distribution& distribution, Roll& roll);
/// Normal with mean 0 and standard deviation 1.
[[nodiscard]] double draw_normal(Roll& roll);
/// Exponential with mean 1.
[[nodiscard]] double draw_exponential(Roll& roll);

} // namespace sim
