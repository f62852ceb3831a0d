// The checks that need more than one field: references, order of dates, sums.
#pragma once

#include "input/document.hpp"
#include "sim/scenario.hpp"

namespace sim {

/// Resolves every reference of the scenario, adds the domain and the size class that it does not name, turns the years of report.dates
/// into sample dates, and reports what does not fit together. `root` is the document that the scenario was read from.
void resolve(Scenario& scenario, const Node& root, Problems& problems);

/// Reports an id that could not stand in paths, groups and file names: letters, digits, '_', '-', '+' and inner '.' can.
void check_id(const Node& node, std::string_view id, Problems& problems);

} // namespace sim
