// The points of a sweep as texts: what a law is written as, and what a constraint may name.
#pragma once

#include "input/constraint.hpp"
#include "sim/scenario.hpp"
#include "sim/trial_list.hpp"

#include <string>
#include <vector>

namespace sim {

/// What the constraint of a sweep may name. REQUIRES: each path has values or a law.
[[nodiscard]] std::vector<ConstraintTerm> constraint_terms(const Sweep& sweep);

/// As points_of, but of a design that draws its points no more than so many, the first ones: to look at, where all of them take long.
[[nodiscard]] Points first_points_of(const Sweep& sweep, std::uint64_t seed, std::uint32_t most);
inline constexpr std::uint32_t points_looked_at = 1000; ///< of a drawn design, while a scenario is read
/// How many points there are where the constraint leaves all; those of a drawn design are never fewer. REQUIRES: as points_of.
[[nodiscard]] std::uint64_t most_points_of(const Sweep& sweep);

/// What a path with a law is set to where a share of its draws stay below, to 15 digits: "2.3 yr". REQUIRES: a law, 0 < share < 1.
[[nodiscard]] std::string written(const Axis& axis, double share);

} // namespace sim
