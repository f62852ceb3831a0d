// Who is ahead: how likely one group's figure is above another's, counted over replicates, ties split.
#pragma once

#include "sim/metric.hpp"
#include "sim/run.hpp"
#include "sim/store.hpp"
#include "study/selection.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace sim {

/// One group against another of its kind, or against all others of its kind at once.
struct Standing {
    std::uint32_t variant = 0, point = 0;
    std::uint32_t date = 0; ///< into Layout::dates
    Metric metric{};
    std::uint32_t group = 0;              ///< into Layout::groups
    std::uint32_t other = Layout::absent; ///< absent: all others
    std::uint64_t n = 0;                  ///< replicates in which both have a value
    double ahead = 0;                     ///< in which the group's is the largest; where k are level, 1/k of the replicate

    [[nodiscard]] double probability() const { return ahead / static_cast<double>(n); }
};

/// The word in `report.tables` for who is ahead.
inline constexpr std::string_view ranks_table = "ranks";
/// What it looks at: of the selected metrics all groups that are of one kind with a selected one.
[[nodiscard]] std::vector<Column> columns_of_standings(const Selection& selection, const Layout& layout);

/// Of each pair of the report's groups that are of one kind, both ways, and of each against all others where all are kept; for the report's
/// metrics and dates. By variant, point, date, metric, group and other. Takes some 4 MiB. Throws IoError.
[[nodiscard]] std::vector<Standing> find_standings(Store& store, const Run& run);

} // namespace sim
