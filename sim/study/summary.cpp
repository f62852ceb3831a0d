// Moments and quantiles of each line of the summary, read from the store a block of columns at a time.
#include "sim/summary.hpp"

#include "base/nothing.hpp"
#include "ensemble/block.hpp"
#include "sim/ensemble.hpp"
#include "study/intervals.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <iterator>
#include <limits>
#include <numeric>
#include <vector>

namespace sim {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr std::array levels{0.05, 0.25, 0.50, 0.75, 0.95};
constexpr std::array all_parts{&Statistics::mean,      &Statistics::mcse,      &Statistics::sd,        &Statistics::p05,
                               &Statistics::p25,       &Statistics::p50,       &Statistics::p75,       &Statistics::p95,
                               &Statistics::p05_error, &Statistics::p50_error, &Statistics::p95_error, &Statistics::ci95_low,
                               &Statistics::ci95_high, &Statistics::p50_least, &Statistics::p50_most};

/// Mean and standard deviation in two passes; the second one also takes the rounding error out of the mean.
void add_moments(std::span<const double> values, Statistics& s) {
    const auto n = static_cast<double>(values.size());
    double sum = 0;
    for (const double x : values) sum += x;
    s.mean = sum / n;
    double rest = 0, squares = 0;
    for (const double x : values) {
        rest += x - s.mean;
        squares += (x - s.mean) * (x - s.mean);
    }
    s.mean += rest / n;
    s.sd = values.size() < 2 ? nothing : std::sqrt(std::max(0.0, squares - rest * rest / n) / (n - 1));
    s.mcse = s.sd / std::sqrt(n);
}

/// Where the p-quantile of n values lies among them, from 0 to n - 1.
double place_of(double p, std::size_t n) { return std::clamp(p * static_cast<double>(n + 1) - 1, 0.0, static_cast<double>(n - 1)); }

/// The places one standard error of the rank below and above the p-quantile: the rank of a quantile among n values is binomial.
struct Around {
    std::size_t low, high;
};
Around around(double p, std::size_t n) {
    const double place = place_of(p, n), error = std::sqrt(static_cast<double>(n) * p * (1 - p)), last = static_cast<double>(n - 1);
    return {static_cast<std::size_t>(std::max(0.0, std::floor(place - error))),
            static_cast<std::size_t>(std::min(last, std::ceil(place + error)))};
}

/// Puts the order statistics of these ascending ranks into their places; the values begin at rank `first`.
void place(std::span<double> values, std::span<const std::size_t> ranks, std::size_t first) {
    if (ranks.empty()) return;
    const std::size_t rank = ranks[ranks.size() / 2], at = rank - first;
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(at), values.end());
    const auto below = std::ranges::lower_bound(ranks, rank) - ranks.begin(), up_to = std::ranges::upper_bound(ranks, rank) - ranks.begin();
    place(values.first(at), ranks.first(static_cast<std::size_t>(below)), first);
    place(values.subspan(at + 1), ranks.subspan(static_cast<std::size_t>(up_to)), rank + 1);
}

/// Puts just those order statistics into their places that the quantiles and their errors look at.
void place_order_statistics(std::span<double> values) {
    std::vector<std::size_t> ranks;
    for (const double p : levels) {
        const auto [low, high] = around(p, values.size());
        const auto below = static_cast<std::size_t>(place_of(p, values.size()));
        ranks.insert(ranks.end(), {low, below, std::min(below + 1, values.size() - 1), high});
    }
    std::ranges::sort(ranks);
    place(values, ranks, 0);
}

/// The standard error of a quantile, towards the side where it is larger. REQUIRES: order statistics in their places.
double quantile_error(std::span<const double> values, double p, double quantile) {
    const auto [low, high] = around(p, values.size());
    return std::max(values[high] - quantile, quantile - values[low]);
}

/// Bounds of the median of all trials, the failed ones included: they may all lie below the others, or all above (C. F. Manski 1989,
/// "Anatomy of the selection problem").
void add_worst_cases(std::vector<double>& numbers, std::uint64_t failed, Statistics& s) {
    s.p50_least = s.p50_most = s.p50;
    if (failed == 0) return;
    for (const double anywhere : {-infinite, infinite}) {
        std::vector<double> all = numbers;
        all.insert(all.end(), failed, anywhere);
        std::ranges::sort(all);
        const double median = sample_quantile(all, levels[2]);
        (anywhere < 0 ? s.p50_least : s.p50_most) = std::isnan(median) ? anywhere : median;
    }
}

/// The trials of one variant and point that the store holds, by replicate.
struct CellTrials {
    std::vector<StoredRow> trials; // the ones that went well
    std::uint64_t failed = 0;
};

CellTrials read_cell(Store& store, const TrialList& list, std::uint32_t variant, std::uint32_t point) {
    CellTrials cell;
    cell.trials.reserve(std::min(list.replicates, store.count()));
    for (std::uint64_t replicate = 0; replicate < list.replicates; ++replicate) {
        const auto stored = store.find({0, variant, point, replicate});
        if (!stored) continue;
        if (stored->head.status == Outcome::Status::failed)
            ++cell.failed;
        else
            cell.trials.push_back(stored->row);
    }
    return cell;
}

/// Tells the lines of one variant and point, which the sink fills in.
void summarise_cell(Store& store, const CellTrials& cell, const Layout& layout, const SummaryOptions& options,
                    const std::function<void(SummaryRow)>& sink) {
    const std::size_t columns = layout.columns.size();
    Block block(cell.trials.size(), options.memory, layout.size());
    std::vector<Statistics> of(block.width());
    std::vector<std::size_t> places;
    for (std::size_t first = 0, width = 0; first < layout.size(); first += width) {
        width = std::min(block.width(), layout.size() - first);
        places.resize(width);
        std::iota(places.begin(), places.end(), first);
        block.read(store, cell.trials, places);
        in_parallel(width, options.threads, [&](std::size_t v) {
            to_unit(block.row(v), layout.columns[(first + v) % columns].metric);
            of[v] = statistics(block.row(v), cell.failed);
        });
        for (std::size_t v = 0; v < width; ++v) {
            const std::size_t place = first + v;
            if (of[v].n > 0)
                sink({0, 0, static_cast<std::uint32_t>(place / columns), static_cast<std::uint32_t>(place % columns), cell.failed, of[v]});
        }
    }
}

} // namespace

double sample_quantile(std::span<const double> ascending, double p) {
    assert(!ascending.empty() && p >= 0 && p <= 1);
    const double place = place_of(p, ascending.size());
    const auto below = static_cast<std::size_t>(place);
    if (below + 1 >= ascending.size()) return ascending.back();
    return ascending[below] == ascending[below + 1] ? ascending[below]
                                                    : std::lerp(ascending[below], ascending[below + 1], place - std::floor(place));
}

Statistics statistics(std::span<const double> values, std::uint64_t failed) {
    std::vector<double> numbers;
    numbers.reserve(values.size());
    std::ranges::copy_if(values, std::back_inserter(numbers), [](double x) { return !std::isnan(x); });
    Statistics s;
    s.n = numbers.size();
    if (numbers.empty()) {
        for (double Statistics::*const part : all_parts) s.*part = nothing;
        return s;
    }
    add_moments(numbers, s);
    const IntervalOfMean interval = interval_of_mean(numbers, s.mean, s.sd);
    s.ci95_low = interval.ends.low;
    s.ci95_high = interval.ends.high;
    s.needed = interval.needed;
    place_order_statistics(numbers);
    std::size_t i = 0;
    for (double* const quantile : {&s.p05, &s.p25, &s.p50, &s.p75, &s.p95}) *quantile = sample_quantile(numbers, levels[i++]);
    s.p05_error = quantile_error(numbers, levels[0], s.p05);
    s.p50_error = quantile_error(numbers, levels[2], s.p50);
    s.p95_error = quantile_error(numbers, levels[4], s.p95);
    add_worst_cases(numbers, failed, s);
    return s;
}

void summarise(Store& store, const TrialList& list, std::span<const Layout> layouts, const SummaryOptions& options,
               const std::function<void(const SummaryRow&)>& sink) {
    for (std::uint32_t variant = 0; variant < list.variants; ++variant) {
        for (std::uint32_t point = 0; point < list.points; ++point) {
            const CellTrials cell = read_cell(store, list, variant, point);
            if (!cell.trials.empty())
                summarise_cell(store, cell, layouts[variant], options, [&](SummaryRow row) {
                    row.variant = variant;
                    row.point = point;
                    sink(row);
                });
        }
    }
}

} // namespace sim
