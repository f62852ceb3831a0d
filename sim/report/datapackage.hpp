// The description of the data that a run leaves, for other programs.
#pragma once

#include "sim/ensemble.hpp"
#include "sim/run.hpp"

#include <set>
#include <string>

namespace sim {

inline constexpr auto datapackage_name = "datapackage.json";
/// datapackage.json (Frictionless Data, tabular): what each of these files holds, column by column, and what the metrics mean.
[[nodiscard]] std::string datapackage(const Run& run, const Inventory& inventory, const std::set<std::string>& files);

} // namespace sim
