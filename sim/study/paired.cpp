// Pairs of trials with the same luck, matched place by place, and what their differences say.
#include "study/paired.hpp"

#include "base/nothing.hpp"
#include "ensemble/block.hpp"
#include "sim/ensemble.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <map>
#include <string>
#include <tuple>
#include <vector>

namespace sim {
namespace {

constexpr double least_change = 1e-6; // of what is compared: below it nothing is a result

constexpr double error_of_difference = 4 * std::numeric_limits<double>::epsilon(); // of a number, by a subtraction and a few sums

/// Differences of numbers as large as these vary by as much through rounding alone.
double rounding_of(const Statistics& base, const Statistics& other) {
    const auto size = [](const Statistics& s) { return std::abs(s.mean) + (s.n > 1 ? s.sd : 0); };
    return error_of_difference * std::max(size(base), size(other));
}

void add_variance_reduction(PairedStatistics& s) {
    s.variance_reduction = nothing;
    if (s.difference.n > 1 && s.difference.sd > rounding_of(s.base, s.other))
        s.variance_reduction = (s.base.sd * s.base.sd + s.other.sd * s.other.sd) / (s.difference.sd * s.difference.sd);
}

/// A share cannot change to less than nothing or more than all: no interval goes farther, as the truth is within that too.
void keep_possible(PairedStatistics& s) {
    Statistics& d = s.difference;
    if (std::isnan(d.ci95_low)) return;
    d.ci95_low = std::max(d.ci95_low, std::min(d.mean, -s.base.mean));
    d.ci95_high = std::min(d.ci95_high, std::max(d.mean, 1 - s.base.mean));
}

/// The two trials of each replicate, where both went well.
struct Pairs {
    std::vector<StoredRow> base, other;
    std::uint64_t failed = 0;
};

/// A variant at a point.
struct Cell {
    std::uint32_t variant = 0, point = 0;
};

Pairs read_pairs(Store& store, const TrialList& list, Cell base_cell, Cell other_cell) {
    Pairs pairs;
    for (std::uint64_t replicate = 0; replicate < list.replicates; ++replicate) {
        const auto base = store.find({0, base_cell.variant, base_cell.point, replicate});
        const auto other = store.find({0, other_cell.variant, other_cell.point, replicate});
        if (!base || !other) continue;
        if (base->head.status == Outcome::Status::failed || other->head.status == Outcome::Status::failed) {
            ++pairs.failed;
            continue;
        }
        pairs.base.push_back(base->row);
        pairs.other.push_back(other->row);
    }
    return pairs;
}

/// Where each value of the base is in the other variant's outcomes: by date, metric and group name.
class Match {
public:
    Match(const Layout& base, const Layout& other) : base_(base), other_(other) {
        for (std::size_t d = 0; d < other.dates.size(); ++d) dates_[other.dates[d]] = d;
        std::map<std::pair<Metric, std::string>, std::size_t> known;
        for (std::size_t c = 0; c < other.columns.size(); ++c) known[{other.columns[c].metric, name_of(other, c)}] = c;
        for (std::size_t c = 0; c < base.columns.size(); ++c) {
            const auto found = known.find({base.columns[c].metric, name_of(base, c)});
            columns_.push_back(found == known.end() ? std::nullopt : std::optional(found->second));
        }
    }
    [[nodiscard]] std::optional<std::size_t> operator()(std::size_t place) const {
        const auto date = dates_.find(base_.dates[place / columns_.size()]);
        const auto& column = columns_[place % columns_.size()];
        if (date == dates_.end() || !column) return std::nullopt;
        return date->second * other_.columns.size() + *column;
    }

private:
    static const std::string& name_of(const Layout& layout, std::size_t column) { return layout.groups[layout.columns[column].group].name; }
    const Layout& base_;
    const Layout& other_;
    std::map<Instant, std::size_t> dates_;
    std::vector<std::optional<std::size_t>> columns_;
};

/// Some places that both variants measure, side by side.
struct Places {
    std::vector<std::size_t> base, other;
};

/// The next ones from `from` on, which is moved behind them.
Places next_places(const Match& match, std::size_t size, std::size_t width, std::size_t& from) {
    Places places;
    for (; from < size && places.base.size() < width; ++from) {
        const auto there = match(from);
        if (!there) continue;
        places.base.push_back(from);
        places.other.push_back(*there);
    }
    return places;
}

/// Tells the lines of one other variant and point, which the sink fills in.
void compare_cell(Store& store, const Pairs& pairs, const Layout& base, const Layout& other, const SummaryOptions& options,
                  const std::function<void(PairedRow)>& sink) {
    if (pairs.base.empty()) return;
    const Match match(base, other);
    Block base_block(pairs.base.size(), options.memory / 2, base.size()), other_block(pairs.other.size(), options.memory / 2, base.size());
    std::vector<PairedStatistics> of(base_block.width());
    for (std::size_t from = 0; from < base.size();) {
        const Places places = next_places(match, base.size(), base_block.width(), from);
        base_block.read(store, pairs.base, places.base);
        other_block.read(store, pairs.other, places.other);
        in_parallel(places.base.size(), options.threads, [&](std::size_t v) {
            const Metric metric = base.columns[places.base[v] % base.columns.size()].metric;
            to_unit(base_block.row(v), metric);
            to_unit(other_block.row(v), metric);
            of[v] = paired_statistics(base_block.row(v), other_block.row(v));
        });
        for (std::size_t v = 0; v < places.base.size(); ++v) {
            const auto [date, column] = std::pair(places.base[v] / base.columns.size(), places.base[v] % base.columns.size());
            if (row_of(base.columns[column].metric).form != MetricForm::amount) keep_possible(of[v]);
            if (of[v].difference.n > 0) sink({0, 0, static_cast<std::uint32_t>(date), static_cast<std::uint32_t>(column), of[v]});
        }
    }
}

/// The sink for lines of this cell.
std::function<void(PairedRow)> at(const std::function<void(const PairedRow&)>& sink, Cell cell) {
    return [&sink, cell](PairedRow row) {
        row.other = cell.variant;
        row.point = cell.point;
        sink(row);
    };
}

} // namespace

PairedStatistics paired_statistics(std::span<const double> base, std::span<const double> other) {
    assert(base.size() == other.size());
    std::vector<double> ours, theirs, differences;
    for (std::size_t i = 0; i < base.size(); ++i) {
        if (std::isnan(base[i]) || std::isnan(other[i])) continue;
        ours.push_back(base[i]);
        theirs.push_back(other[i]);
        differences.push_back(other[i] - base[i]);
    }
    PairedStatistics s{statistics(ours), statistics(theirs), statistics(differences)};
    add_variance_reduction(s);
    return s;
}

bool matters(const PairedStatistics& paired) {
    const Statistics& d = paired.difference;
    return std::max(std::abs(d.mean), d.n > 1 ? d.sd : 0) >
           least_change * std::max(std::abs(paired.base.mean), std::abs(paired.other.mean));
}

bool differ(const PairedStatistics& paired) {
    const Statistics& d = paired.difference;
    return std::max(std::abs(d.mean), d.n > 1 ? d.sd : 0) > rounding_of(paired.base, paired.other);
}

std::optional<double> median_variance_reduction(std::span<const PairedRow> rows) {
    std::vector<double> factors;
    for (const PairedRow& row : rows)
        if (!std::isnan(row.of.variance_reduction)) factors.push_back(row.of.variance_reduction);
    if (factors.empty()) return std::nullopt;
    std::ranges::sort(factors);
    return sample_quantile(factors, 0.5);
}

void compare_pairs(Store& store, const TrialList& list, std::span<const Layout> layouts, const SummaryOptions& options,
                   const std::function<void(const PairedRow&)>& sink) {
    for (std::uint32_t other = 1; other < list.variants; ++other) {
        for (std::uint32_t point = 0; point < list.points; ++point) {
            const Pairs pairs = read_pairs(store, list, {0, point}, {other, point});
            compare_cell(store, pairs, layouts[0], layouts[other], options, at(sink, {other, point}));
        }
    }
}

void compare_points(Store& store, const TrialList& list, std::span<const Layout> layouts, const SummaryOptions& options,
                    const std::function<void(const PairedRow&)>& sink) {
    for (std::uint32_t variant = 0; variant < list.variants; ++variant) {
        for (std::uint32_t point = 1; point < list.points; ++point) {
            const Pairs pairs = read_pairs(store, list, {variant, 0}, {variant, point});
            compare_cell(store, pairs, layouts[variant], layouts[variant], options, at(sink, {variant, point}));
        }
    }
}

std::uint64_t failed_pairs(Store& store, const TrialList& list, std::uint32_t other) {
    std::uint64_t failed = 0;
    for (std::uint32_t point = 0; point < list.points; ++point) failed += read_pairs(store, list, {0, point}, {other, point}).failed;
    return failed;
}

} // namespace sim
