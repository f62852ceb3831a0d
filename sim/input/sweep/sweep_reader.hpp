// What is set at the points of a sweep, as it is written: values or a law for each path.
#pragma once

#include "input/document.hpp"
#include "sim/scenario.hpp"

#include <string>
#include <vector>

namespace sim {

/// Makes the node the law of the axis; nothing, and problems, where it is none.
void read_axis_law(const Node& node, const std::string& path, Axis& axis, Problems& problems);

/// Texts to try whether a field takes what an axis gives it: each value once; of a law what lies at its ends, and a number between.
[[nodiscard]] std::vector<std::string> samples_of(const Axis& axis);

} // namespace sim
