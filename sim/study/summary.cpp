// Moments and quantiles of each line of the summary, read from the store a block of columns at a time.
#include "sim/summary.hpp"

#include "base/nothing.hpp"
#include "ensemble/block.hpp"
#include "sim/ensemble.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <numeric>

namespace sim {
namespace {

constexpr std::array levels{0.05, 0.25, 0.50, 0.75, 0.95};

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

/// Puts just those order statistics into their places that the quantiles look at.
void place_order_statistics(std::span<double> values) {
    auto from = values.begin();
    for (const double p : levels) {
        const auto below = static_cast<std::ptrdiff_t>(p * static_cast<double>(values.size() - 1));
        for (const std::ptrdiff_t rank : {below, below + 1}) {
            const auto place = values.begin() + rank;
            if (place < from || place >= values.end()) continue;
            std::nth_element(from, place, values.end());
            from = place + 1;
        }
    }
}

/// The trials of one variant and point that the store holds, by replicate.
struct CellTrials {
    std::vector<StoredRow> trials; // the ones that went well
    std::uint64_t failed = 0;
};

CellTrials read_cell(Store& store, const TrialList& list, std::uint32_t variant, std::uint32_t point) {
    CellTrials cell;
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
    std::vector<Statistics> of(part_size);
    Block block(cell.trials.size(), options.memory);
    std::vector<std::size_t> places;
    for (std::size_t first = 0, width = 0; first < layout.size(); first += width) {
        const std::size_t end_of_part = std::min(layout.size(), (first / part_size + 1) * part_size);
        width = std::min(block.width(), end_of_part - first);
        places.resize(width);
        std::iota(places.begin(), places.end(), first);
        block.read(store, cell.trials, places);
        in_parallel(width, options.threads, [&](std::size_t v) {
            to_unit(block.row(v), layout.columns[(first + v) % columns].metric);
            of[v] = statistics(block.row(v));
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
    const double h = p * static_cast<double>(ascending.size() - 1);
    const auto below = static_cast<std::size_t>(h);
    if (below + 1 >= ascending.size()) return ascending.back();
    return std::lerp(ascending[below], ascending[below + 1], h - std::floor(h));
}

Statistics statistics(std::span<double> values) {
    const auto end = std::remove_if(values.begin(), values.end(), [](double x) { return std::isnan(x); });
    const std::span<double> numbers(values.begin(), end);
    Statistics s;
    s.n = numbers.size();
    if (numbers.empty()) {
        s.mean = s.mcse = s.sd = s.p05 = s.p25 = s.p50 = s.p75 = s.p95 = nothing;
        return s;
    }
    add_moments(numbers, s);
    place_order_statistics(numbers);
    std::size_t i = 0;
    for (double* const quantile : {&s.p05, &s.p25, &s.p50, &s.p75, &s.p95}) *quantile = sample_quantile(numbers, levels[i++]);
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
