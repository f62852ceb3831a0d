// Two variants with the same luck, replicate by replicate: their differences, with intervals, and what the common luck is worth.
#pragma once

#include "sim/summary.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>

namespace sim {

/// What pairs of values say. A pair counts only if both its values are numbers; all of `base` and `other` is over the pairs that count.
struct PairedStatistics {
    Statistics base, other;
    Statistics difference; ///< other - base, pair by pair; with the 95 % interval of its mean
    /// (Var(base) + Var(other)) / Var(difference): how many times as many replicates independent luck would take for an interval as narrow.
    /// Not-a-number for n < 2, and where the differences vary by no more than rounding.
    double variance_reduction = 0;
};
/// REQUIRES: as many values of the one as of the other.
[[nodiscard]] PairedStatistics paired_statistics(std::span<const double> base, std::span<const double> other);

/// True where the difference is a millionth of the means or more, or varies by as much.
[[nodiscard]] bool matters(const PairedStatistics& paired);
/// True where the difference is more than what rounding leaves of numbers as large as these.
[[nodiscard]] bool differ(const PairedStatistics& paired);

/// One line of the comparison: a metric of the base and of one other variant, in the metric's unit.
struct PairedRow {
    std::uint32_t other = 0; ///< variant; the base is variant 0
    std::uint32_t point = 0;
    std::uint32_t date = 0;   ///< into the base's Layout::dates
    std::uint32_t column = 0; ///< into the base's Layout::columns
    PairedStatistics of;
};

/// Over the rows that have one; nothing where none has.
[[nodiscard]] std::optional<double> median_variance_reduction(std::span<const PairedRow> rows);

/// Tells `sink` every date, group and metric that both variants measure and for which at least one pair counts: by other variant, point,
/// and the base's date and column. Pairs of which a trial failed are left out. Reads the store a block of columns at a time; never depends
/// on threads, memory or the order in which trials were finished.
void compare_pairs(Store& store, const TrialList& list, std::span<const Layout> layouts, const SummaryOptions& options,
                   const std::function<void(const PairedRow&)>& sink);

/// The same between the points of each variant: `other` is the variant, `point` the point, and the base is point 0 of the same variant.
void compare_points(Store& store, const TrialList& list, std::span<const Layout> layouts, const SummaryOptions& options,
                    const std::function<void(const PairedRow&)>& sink);

/// Pairs of the base with one other variant of which a trial failed, over all points.
[[nodiscard]] std::uint64_t failed_pairs(Store& store, const TrialList& list, std::uint32_t other);

} // namespace sim
