// Gathers lines, distributions and observations for charts, with the words that tables have for them.
#include "report/charts.hpp"

#include "ensemble/block.hpp"
#include "input/figure.hpp"
#include "report/labels.hpp"
#include "report/rounding.hpp"
#include "study/figure_values.hpp"
#include "study/selection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace sim {
namespace {

std::string_view name_of(Level level) {
    switch (level) {
    case Level::world:
        return "world";
    case Level::country:
        return "country";
    case Level::kind:
        return "kind";
    case Level::country_kind:
        return "country_kind";
    case Level::size:
        return "size";
    case Level::domain:
        return "domain";
    case Level::corpus:
        return "corpus";
    case Level::learner:
        return "learner";
    case Level::goal:
        return "goal";
    case Level::benchmark:
        return "benchmark";
    case Level::income:
        return "income";
    case Level::basket:
        return "basket";
    }
    return {};
}

/// Of the groups that charts draw those of which something is kept; of a big sweep the report's groups alone.
std::vector<bool> drawn_of(const Run& run, const Layout& layout, const Selection& selection) {
    std::vector<bool> drawn = drawn_groups(layout, selection.groups, run.trials.points <= most_points_in_tables), kept(drawn.size());
    for (const Column& column : layout.columns)
        if (std::ranges::find(selection.metrics, column.metric) != selection.metrics.end()) kept[column.group] = drawn[column.group];
    return kept;
}

/// One measured value and nothing done to it.
bool is_plain(const Figure& figure) {
    if (figure.places().size() != 1) return false;
    const double one = 1, three = 3;
    return figure.value({&one, 1}) == one && figure.value({&three, 1}) == three;
}

/// The mean difference for all quantiles, and its interval for the outer ones: where it has none, no band is drawn that would look sure.
Statistics as_line(const PairedStatistics& paired) {
    Statistics of;
    of.n = paired.difference.n;
    of.mean = of.p25 = of.p50 = of.p75 = paired.difference.mean;
    of.p05 = paired.difference.ci95_low;
    of.p95 = paired.difference.ci95_high;
    return of;
}

} // namespace

std::uint32_t ChartBook::group_number(const Run& run, const Group& group) {
    const auto known = std::ranges::find(groups_, group.name, &ChartGroup::id);
    if (known == groups_.end()) {
        groups_.push_back({group.name, label_of(run.variants.front(), group.name), std::string(name_of(group.level))});
        return static_cast<std::uint32_t>(groups_.size() - 1);
    }
    return static_cast<std::uint32_t>(known - groups_.begin());
}

Chart* ChartBook::find_chart(Metric metric) {
    const auto found = std::ranges::find(charts_, metric, &Chart::metric);
    return found == charts_.end() ? nullptr : &*found;
}

/// The groups that are drawn get their numbers, and the metrics their charts. `named` is the variant after which it is called.
void ChartBook::open_variant(const Run& run, std::uint32_t variant, std::uint32_t named, const std::string& prefix) {
    const auto prefixed = [&](const std::string& name) { return prefix.empty() ? name : fmt::format("{}: {}", prefix, name); };
    variants_.push_back(prefixed(label_of_variant(run, named)));
    variant_ids_.push_back(prefixed(run.variants[named].variant));
    const Layout& layout = run.layouts[variant];
    const Selection selection = selection_of(run.variants[variant], layout);
    last_dates_.push_back(selection.dates.empty() ? Instant{} : layout.dates[selection.dates.back()]);
    const std::vector<bool> drawn = drawn_of(run, layout, selection);
    numbers_.emplace_back(layout.groups.size(), Layout::absent);
    const auto number = [&](std::size_t g) { numbers_.back()[g] = group_number(run, layout.groups[g]); };
    for (const std::uint32_t group : selection.groups) number(group); // in the report's order
    for (std::size_t g = 0; g < drawn.size(); ++g)
        if (drawn[g]) number(g);
    for (const Metric metric : selection.metrics) {
        if (find_chart(metric) == nullptr) charts_.push_back({metric, adds_up(row_of(metric)), {}, {}, {}, {}});
        const bool parts = find_chart(metric)->parts;
        auto& chosen = find_chart(metric)->chosen;
        for (const std::uint32_t group : selection.groups) {
            const bool whole = layout.groups[group].level == Level::world && parts; // always 100 %
            if (!whole && std::ranges::find(chosen, numbers_.back()[group]) == chosen.end()) chosen.push_back(numbers_.back()[group]);
        }
    }
}

void ChartBook::open(const Run& run, const std::string& prefix) {
    run_ = &run;
    first_variant_ = static_cast<std::uint32_t>(variants_.size());
    numbers_.clear();
    replicates_ = std::max(replicates_, run.trials.replicates);
    fewest_ = fewest_ == 0 ? run.trials.replicates : std::min(fewest_, run.trials.replicates);
    points_ = std::max(points_, run.trials.points);
    if (run.trials.points > 1) axes_ = swept_columns(run.points);
    for (std::uint32_t variant = 0; variant < run.trials.variants; ++variant) open_variant(run, variant, variant, prefix);
}

void ChartBook::open_pairs(const Run& run) {
    run_ = &run;
    paired_ = true;
    replicates_ = fewest_ = run.trials.replicates;
    points_ = run.trials.points;
    for (std::uint32_t other = 1; other < run.trials.variants; ++other) open_variant(run, 0, other, {});
}

bool ChartBook::has_texts() const { return run_->trials.points <= most_points_in_tables; }

/// Nothing where the metric or the group is not drawn.
ChartLine* ChartBook::find_line(Metric metric, std::uint32_t variant, std::uint32_t group, std::uint32_t point) {
    Chart* const chart = find_chart(metric);
    if (chart == nullptr || group == Layout::absent) return nullptr;
    const auto is = [&](const ChartLine& line) { return line.variant == variant && line.group == group && line.point == point; };
    const auto line = std::find_if(chart->lines.rbegin(), chart->lines.rend(), is); // the latest are the likely ones
    if (line != chart->lines.rend()) return &*line;
    chart->lines.push_back({variant, group, point, {}});
    return &chart->lines.back();
}

void ChartBook::add(const SummaryRow& row) {
    const Layout& layout = run_->layouts[row.variant];
    const Column& column = layout.columns[row.column];
    ChartLine* const line = find_line(column.metric, first_variant_ + row.variant, numbers_[row.variant][column.group], row.point);
    if (line == nullptr) return;
    ChartValue& value = line->at[layout.dates[row.date]];
    value.of = row.of;
    if (has_texts()) value.text = cell_of(row, run_->trials.replicates, shown_as(row_of(column.metric)));
}

void ChartBook::add(const PairedRow& row) {
    const Layout& layout = run_->layouts[0];
    const Column& column = layout.columns[row.column];
    ChartLine* const line = find_line(column.metric, row.other - 1, numbers_[row.other - 1][column.group], row.point);
    if (line == nullptr) return;
    ChartValue& value = line->at[layout.dates[row.date]];
    value.of = as_line(row.of);
    if (has_texts()) value.text = with_count(difference_text(row.of, shown_as(row_of(column.metric))), value.of.n, run_->trials.replicates);
}

void ChartBook::add_distributions(Store& store) {
    if (run_->trials.points > 1 || run_->trials.replicates < 2) return;
    for (std::uint32_t variant = 0; variant < run_->trials.variants; ++variant) add_distributions_of(store, variant);
}

void ChartBook::add_distributions_of(Store& store, std::uint32_t variant) {
    const Layout& layout = run_->layouts[variant];
    const Selection selection = selection_of(run_->variants[variant], layout);
    const auto trials = trials_that_went_well(store, run_->trials, variant);
    if (trials.empty() || selection.dates.empty()) return;
    Block block(trials.size(), 0, 1);
    for (std::uint32_t c = 0; c < layout.columns.size(); ++c) {
        const Column& column = layout.columns[c];
        Chart* const chart = find_chart(column.metric);
        if (chart == nullptr || std::ranges::find(selection.groups, column.group) == selection.groups.end()) continue;
        const std::size_t place = selection.dates.back() * layout.columns.size() + c;
        block.read(store, trials, {&place, 1});
        to_unit(block.row(0), column.metric);
        Histogram spread = histogram(block.row(0));
        if (spread.counts.empty()) continue;
        chart->distributions.push_back(
            {first_variant_ + variant, numbers_[variant][column.group], layout.dates[selection.dates.back()], std::move(spread)});
    }
}

void ChartBook::add_observations() {
    const Layout& layout = run_->layouts.front();
    for (const Observation& observation : run_->variants.front().observations) {
        for (const Series::Point& point : observation.values.points) {
            const auto date = std::ranges::find(layout.dates, point.at);
            const ParsedFigure parsed = Figure::parse(dated(observation.metric, to_text(point.at)), layout);
            if (date == layout.dates.end() || !parsed.ok() || !is_plain(parsed.figure)) continue;
            const Column& column = layout.columns[parsed.figure.places().front() % layout.columns.size()];
            Chart* const chart = find_chart(column.metric);
            const std::uint32_t group = numbers_.front()[column.group];
            if (chart != nullptr && group != Layout::absent)
                chart->observed.push_back({group, point.at, point.value.value * row_of(column.metric).per_base});
        }
    }
}

std::vector<Instant> ChartBook::dates() const {
    std::set<Instant> all;
    for (const Chart& chart : charts_)
        for (const ChartLine& line : chart.lines)
            for (const auto& [date, value] : line.at) all.insert(date);
    return {all.begin(), all.end()};
}

} // namespace sim
