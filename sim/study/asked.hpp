// What a scenario asks to be measured: for each metric the groups that its tables, charts, figures and files look at.
#pragma once

#include "sim/metric.hpp"
#include "sim/scenario.hpp"

#include <string_view>

namespace sim {

/// All of `report.keep: [all]`; else what is named by `report` (tables with their charts, keep, precision), by claims, expectations and
/// observations, and what the files read that every run has. What is not in it is neither measured nor kept. REQUIRES: a scenario that
/// was read without problems.
[[nodiscard]] Asked asked_of(const Scenario& scenario);

/// True where the layout has every column that the text needs: a metric or a set of them, a figure, or "all".
[[nodiscard]] bool is_kept(std::string_view text, const Layout& layout, const Scenario& scenario);

/// Asks of another scenario for what a layout has, group by group of the same name.
void ask_likewise(Asked& asked, const Scenario& scenario, const Layout& other);

} // namespace sim
