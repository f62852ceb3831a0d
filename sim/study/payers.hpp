// Who could pay for which benchmark's target, and from when on: the first date on which the target fits the reach of a group's labs.
#pragma once

#include "sim/metric.hpp"
#include "sim/store.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace sim {

/// One target and one group of labs, over the replicates of a variant's point.
struct Payer {
    std::uint32_t variant = 0, point = 0;
    std::uint32_t target = 0;  ///< into Layout::groups: "benchmark:imagenet/error:0.05"
    std::uint32_t group = 0;   ///< into Layout::groups: "country:CHN/kind:academia"
    std::uint64_t n = 0;       ///< replicates that went well
    std::uint64_t reached = 0; ///< of these, the ones in which the day came
    /// Sample dates by which it had come in so many of ALL replicates; nothing where it had not by the end. From 19 replicates on at least
    /// 90 % of further ones fall between p05 and p95; below they are the range.
    std::optional<std::uint32_t> p05, p50, p95; ///< into Layout::dates
};

/// The groups of labs in `report.groups`, or the kinds where it names none: those of the table.
[[nodiscard]] std::vector<std::uint32_t> groups_of_payers(const Scenario& scenario, const Layout& layout);
/// What they are found from.
[[nodiscard]] std::vector<Column> columns_of_payers(const Scenario& scenario, const Layout& layout);

/// All targets, and all groups that have labs and are kept. "Fits" is: 10^target_work <= reach, the median over the group's researchers.
/// Where the benchmarks have no targets this is empty. Throws IoError.
[[nodiscard]] std::vector<Payer> find_payers(Store& store, const TrialList& list, std::span<const Layout> layouts);

} // namespace sim
