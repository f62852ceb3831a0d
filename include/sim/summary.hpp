// From the outcomes of many replicates to means, quantiles and their Monte Carlo errors.
#pragma once

#include "sim/store.hpp"

#include <cstdint>
#include <functional>
#include <span>

namespace sim {

/// What a sample says. `mcse` is the standard error of the mean, sd / sqrt(n); it and `sd` are not-a-number for n < 2, all for n = 0.
struct Statistics {
    std::uint64_t n = 0;               ///< values that are numbers
    double mean = 0, mcse = 0, sd = 0; ///< sd with n - 1
    double p05 = 0, p25 = 0, p50 = 0, p75 = 0, p95 = 0;
};
/// Exact statistics; not-a-number counts as absent. The order of the values decides the last bits of mean and sd and is lost.
[[nodiscard]] Statistics statistics(std::span<double> values);

/// The p-quantile of a sample by linear interpolation between order statistics: h = (n - 1) p, x[h] + (h - [h]) (x[h + 1] - x[h]).
/// Definition 7 of Hyndman and Fan (1996), "Sample Quantiles in Statistical Packages": the default of R and numpy.
/// REQUIRES: ascending, not empty, 0 <= p <= 1.
[[nodiscard]] double sample_quantile(std::span<const double> ascending, double p);

/// One line of the summary, in the metric's unit.
struct SummaryRow {
    std::uint32_t variant = 0;
    std::uint32_t point = 0;
    std::uint32_t date = 0;   ///< into Layout::dates
    std::uint32_t column = 0; ///< into Layout::columns
    std::uint64_t failed = 0; ///< trials of this variant and point that failed
    Statistics of;
};

struct SummaryOptions {
    unsigned threads = 1;
    std::size_t memory = std::size_t{256} << 20U; ///< bytes for the block of values that is looked at at once
};

/// Tells `sink` every line with at least one value: by variant, point, date and column.
/// Reads the store a block of columns at a time; never depends on threads, memory or the order in which trials were finished.
void summarise(Store& store, const TrialList& list, std::span<const Layout> layouts, const SummaryOptions& options,
               const std::function<void(const SummaryRow&)>& sink);

} // namespace sim
