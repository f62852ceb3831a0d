// From the outcomes of many replicates to means, quantiles and their Monte Carlo errors.
#pragma once

#include "sim/store.hpp"

#include <cstdint>
#include <functional>
#include <span>

namespace sim {

/// What a sample says. Of no value, all numbers are not-a-number; of one, sd, mcse and the interval are.
struct Statistics {
    std::uint64_t n = 0;               ///< values that are numbers
    double mean = 0, mcse = 0, sd = 0; ///< sd with n - 1; mcse is the standard error of the mean, sd / sqrt(n)
    double p05 = 0, p25 = 0, p50 = 0, p75 = 0, p95 = 0;
    double p05_error = 0, p50_error = 0, p95_error = 0; ///< Monte Carlo standard errors of these quantiles, by order statistics
    /// 95 % interval of the mean; not-a-number where these values allow none that could be trusted (study/intervals.hpp).
    double ci95_low = 0, ci95_high = 0;
    std::uint64_t needed = 0; ///< about so many values an interval of the mean takes; 0 where there is one, or where the values never vary
    /// What the median would be at least and at most, whatever the trials that failed had given. Infinite where half of them failed.
    double p50_least = 0, p50_most = 0;
};
/// Exact statistics; not-a-number counts as absent, and so many failed trials as values that nobody knows. The order of the values decides
/// the last bits of mean and sd.
[[nodiscard]] Statistics statistics(std::span<const double> values, std::uint64_t failed = 0);

/// The p-quantile of a sample by linear interpolation between order statistics, x[1] to x[n]: at the place (n + 1) p, or the nearest end.
/// Definition 6 of Hyndman and Fan (1996), "Sample Quantiles in Statistical Packages": R's type 6, numpy's method "weibull". The place is
/// chosen so that a further value falls below the quantile with probability p, whatever the law; so that [p05, p95] holds 90 % of further
/// values, from 19 values on. Of fewer it is their whole range, which holds less: `content_of_range`.
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
    std::size_t memory = std::size_t{16} << 20U; ///< bytes for the block of values that is looked at at once
};

/// Tells `sink` every line with at least one value: by variant, point, date and column.
/// Reads the store a block of columns at a time; never depends on threads, memory or the order in which trials were finished.
void summarise(Store& store, const TrialList& list, std::span<const Layout> layouts, const SummaryOptions& options,
               const std::function<void(const SummaryRow&)>& sink);

} // namespace sim
