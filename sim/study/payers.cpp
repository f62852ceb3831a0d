// The first date of each trial at which a target fits, counted over replicates.
#include "study/payers.hpp"

#include "study/figure_values.hpp"
#include "study/selection.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace sim {
namespace {

using Date = std::uint16_t;
constexpr Date never = 0xffff;

constexpr Metric target_metric = Metric::target_work, reach_metric = Metric::reach;

/// A metric's columns: which group each one is of.
struct Columns {
    std::vector<std::uint32_t> place, group;

    Columns(const Layout& layout, Metric metric) {
        for (std::uint32_t c = 0; c < layout.columns.size(); ++c) {
            if (layout.columns[c].metric != metric) continue;
            place.push_back(c);
            group.push_back(layout.columns[c].group);
        }
    }
};

std::vector<double> values_of(Store& store, StoredRow row, const Layout& layout) {
    std::vector<double> values = store.values(row);
    if (values.size() != layout.size()) throw DamagedStore(store.path(), "a trial has not as many values as its scenario measures");
    return values;
}

/// For each target and group of one trial the first date that fits, and whether the group has labs.
class TrialDates {
public:
    TrialDates(const Layout& layout, const Columns& targets, const Columns& reaches)
        : layout_(layout), targets_(targets), reaches_(reaches) {}

    void read(const std::vector<double>& values, std::span<Date> first, std::vector<bool>& has_labs) const {
        const std::size_t width = layout_.columns.size();
        std::ranges::fill(first, never);
        for (std::size_t date = 0; date < layout_.dates.size(); ++date) {
            for (std::size_t g = 0; g < reaches_.place.size(); ++g) {
                const double reach = values[date * width + reaches_.place[g]];
                if (!(reach >= 0)) continue;
                has_labs[g] = true;
                for (std::size_t t = 0; t < targets_.place.size(); ++t) {
                    Date& found = first[t * reaches_.place.size() + g];
                    if (found == never && values[date * width + targets_.place[t]] <= std::log10(reach)) found = static_cast<Date>(date);
                }
            }
        }
    }

private:
    const Layout& layout_;
    const Columns& targets_;
    const Columns& reaches_;
};

/// How many of n replicates are there for the first time at each date.
using Arrivals = std::span<const std::uint64_t>;

/// The date at which the replicate of this rank is there, from 1.
std::optional<std::uint32_t> date_of(Arrivals arrivals, std::uint64_t rank) {
    std::uint64_t there = 0;
    for (std::uint32_t date = 0; date < arrivals.size(); ++date) {
        there += arrivals[date];
        if (there >= rank) return date;
    }
    return std::nullopt;
}

/// The ranks that the places (n + 1) p lie between, outwards (sample_quantile); that of the median is the lower one.
constexpr std::uint64_t rank_of_p05(std::uint64_t n) { return std::max<std::uint64_t>(1, (n + 1) / 20); }
constexpr std::uint64_t rank_of_p95(std::uint64_t n) { return n + 1 - rank_of_p05(n); }
constexpr std::uint64_t rank_of_median(std::uint64_t n) { return (n + 1) / 2; }

void add_variant(Store& store, const TrialList& list, std::uint32_t variant, std::uint32_t point, const Layout& layout,
                 std::vector<Payer>& payers) {
    const Columns targets(layout, target_metric), reaches(layout, reach_metric);
    if (targets.place.empty()) return;
    const std::vector<StoredRow> trials = trials_that_went_well(store, list, variant, point);
    if (trials.empty()) return;
    const std::size_t pairs = targets.place.size() * reaches.place.size();
    const TrialDates dates(layout, targets, reaches);
    std::vector<bool> has_labs(reaches.place.size());
    std::vector<Date> first(pairs);
    std::vector<std::uint64_t> arrivals(pairs * layout.dates.size());
    for (const StoredRow row : trials) {
        dates.read(values_of(store, row, layout), first, has_labs);
        for (std::size_t p = 0; p < pairs; ++p) {
            if (first[p] != never) ++arrivals[p * layout.dates.size() + first[p]];
        }
    }
    for (std::size_t p = 0; p < pairs; ++p) {
        const std::size_t target = p / reaches.place.size(), group = p % reaches.place.size();
        if (!has_labs[group]) continue;
        const Arrivals of_pair = std::span(arrivals).subspan(p * layout.dates.size(), layout.dates.size());
        const std::uint64_t n = trials.size(), reached = std::accumulate(of_pair.begin(), of_pair.end(), std::uint64_t{0});
        payers.push_back({variant, point, targets.group[target], reaches.group[group], n, reached, date_of(of_pair, rank_of_p05(n)),
                          date_of(of_pair, rank_of_median(n)), date_of(of_pair, rank_of_p95(n))});
    }
}

} // namespace

std::vector<std::uint32_t> groups_of_payers(const Scenario& scenario, const Layout& layout) {
    std::vector<std::uint32_t> found;
    for (const std::uint32_t group : selection_of(scenario, layout).groups) {
        const Level level = layout.groups[group].level;
        if (level == Level::world || level == Level::country || level == Level::kind || level == Level::country_kind)
            found.push_back(group);
    }
    for (std::uint32_t g = 0; found.empty() && g < layout.groups.size(); ++g) {
        if (layout.groups[g].level == Level::kind) found.push_back(g);
    }
    return found;
}

std::vector<Column> columns_of_payers(const Scenario& scenario, const Layout& layout) {
    std::vector<Column> columns;
    for (const Column& column : layout.columns)
        if (column.metric == target_metric) columns.push_back(column);
    if (columns.empty()) return columns;
    for (const std::uint32_t group : groups_of_payers(scenario, layout)) columns.push_back({reach_metric, group});
    return columns;
}

std::vector<Payer> find_payers(Store& store, const TrialList& list, std::span<const Layout> layouts) {
    std::vector<Payer> payers;
    for (std::uint32_t variant = 0; variant < list.variants; ++variant) {
        for (std::uint32_t point = 0; point < list.points; ++point) add_variant(store, list, variant, point, layouts[variant], payers);
    }
    return payers;
}

} // namespace sim
