// What `report` in a scenario chooses of what is measured.
#pragma once

#include "sim/metric.hpp"
#include "sim/scenario.hpp"

#include <cstdint>
#include <vector>

namespace sim {

/// What `report` in a scenario chooses for its tables, of what is measured.
struct ReportChoice {
    std::vector<Metric> metrics;
    std::vector<std::uint32_t> groups; ///< into Layout::groups
    std::vector<std::uint32_t> dates;  ///< into Layout::dates, ascending
};
[[nodiscard]] ReportChoice choice_of(const Scenario& scenario, const Layout& layout);

} // namespace sim
