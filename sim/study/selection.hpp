// What `report` in a scenario selects of what is measured.
#pragma once

#include "sim/metric.hpp"
#include "sim/scenario.hpp"

#include <cstdint>
#include <vector>

namespace sim {

/// What `report` in a scenario selects for its tables, of what is measured.
struct Selection {
    std::vector<Metric> metrics;
    std::vector<std::uint32_t> groups; ///< into Layout::groups
    std::vector<std::uint32_t> dates;  ///< into Layout::dates, ascending
};
[[nodiscard]] Selection selection_of(const Scenario& scenario, const Layout& layout);

/// Where the metric is measured for the group, into Layout::columns; absent where it is not.
[[nodiscard]] std::uint32_t column_of(const Layout& layout, Metric metric, std::uint32_t group);

} // namespace sim
