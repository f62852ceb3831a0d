// The points of a sweep as texts: what a law is written as, and what a constraint may name.
#pragma once

#include "input/constraint.hpp"
#include "sim/scenario.hpp"

#include <string>
#include <vector>

namespace sim {

/// What the constraint of a sweep may name. REQUIRES: each path has values or a law.
[[nodiscard]] std::vector<ConstraintTerm> constraint_terms(const Sweep& sweep);

/// What a path with a law is set to where a share of its draws stay below, to 15 digits: "2.3 yr". REQUIRES: a law, 0 < share < 1.
[[nodiscard]] std::string written(const Axis& axis, double share);

} // namespace sim
