// What `report` in a scenario selects of what is measured.
#pragma once

#include "sim/metric.hpp"
#include "sim/scenario.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace sim {

/// What `report` in a scenario selects for its tables, of what is measured.
struct Selection {
    std::vector<Metric> metrics;
    std::vector<std::uint32_t> groups; ///< into Layout::groups
    std::vector<std::uint32_t> dates;  ///< into Layout::dates, ascending
};
[[nodiscard]] Selection selection_of(const Scenario& scenario, const Layout& layout);

/// The groups that charts draw: these, and where `kin` says so every country and kind unless they are many. By place in Layout::groups.
[[nodiscard]] std::vector<bool> drawn_groups(const Layout& layout, const std::vector<std::uint32_t>& selected, bool kin);

/// The word in `report.tables` for where the compute went.
inline constexpr std::string_view ledger_table = "ledger";
/// The groups of its rows: the world and those groups that the report names, as far as they are made of labs; else the world and each kind.
[[nodiscard]] std::vector<std::uint32_t> groups_of_ledger(const Scenario& scenario, const Layout& layout);
/// What it looks at. Here and below: of a layout that has all there is.
[[nodiscard]] std::vector<Column> columns_of_ledger(const Scenario& scenario, const Layout& layout);

} // namespace sim
