// Headline tables: a cell for each date, with the median and the interval of a group in a variant.
#include "report/headline.hpp"

#include "report/labels.hpp"
#include "report/rounding.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

namespace sim {
namespace {

/// True where each point has rows of its own.
bool in_rows(const Run& run) { return run.trials.points > 1 && run.trials.points <= most_points_in_tables; }

template <class List, class What> bool has(const List& list, const What& what) { return std::ranges::find(list, what) != list.end(); }

void add_row(Table& table, std::string above, std::string beside, const std::vector<std::string>& cells) {
    table.rows.push_back({std::move(above), std::move(beside)});
    table.rows.back().insert(table.rows.back().end(), cells.begin(), cells.end());
}

/// Into Layout::dates; as many as there are where it has no such date.
std::uint32_t place_of(Instant date, const Layout& layout) {
    return static_cast<std::uint32_t>(std::ranges::find(layout.dates, date) - layout.dates.begin());
}

} // namespace

Headline::Headline(const Run& run) : run_(run), swept_(shown_columns(run.points)), rows_(selected_lines(run)) {
    for (std::uint32_t v = 0; v < run.trials.variants; ++v) {
        const Layout& layout = run.layouts[v];
        selections_.push_back(selection_of(run.variants[v], layout));
        for (const Metric metric : selections_.back().metrics)
            if (!has(metrics_, metric)) metrics_.push_back(metric);
        for (const std::uint32_t date : selections_.back().dates) dates_.push_back(layout.dates[date]);
    }
    std::ranges::sort(dates_);
    dates_.erase(std::unique(dates_.begin(), dates_.end()), dates_.end());
}

void Headline::conclude(const Inventory& inventory) { footnotes_ = footnotes_of(run_, inventory); }

std::string Headline::last_date() const { return dates_.empty() ? "" : head_of(dates_.back(), run_.layouts); }

/// One cell per date; empty where the variant has no such date or nothing was measured. Cells on fewer replicates than went well say on how
/// many.
std::vector<std::string> Headline::cells_of(std::uint32_t variant, std::uint32_t point, std::uint32_t column) const {
    const Layout& layout = run_.layouts[variant];
    std::vector<std::string> cells;
    for (const Instant date : dates_) {
        const SummaryRow* const row = rows_.find({variant, point, place_of(date, layout), column});
        cells.emplace_back();
        if (row == nullptr) continue;
        cells.back() = cell_of(*row, run_.trials.replicates, shown_as(row_of(layout.columns[column].metric)));
    }
    return cells;
}

/// One cell per date: the median and the range of the points' medians.
std::vector<std::string> Headline::cells_over_points(std::uint32_t variant, std::uint32_t column) const {
    const Layout& layout = run_.layouts[variant];
    std::vector<std::string> cells;
    for (const Instant date : dates_) {
        std::vector<double> medians;
        for (std::uint32_t point = 0; point < run_.trials.points; ++point)
            if (const auto* const row = rows_.find({variant, point, place_of(date, layout), column})) medians.push_back(row->of.p50);
        const As as = shown_as(row_of(layout.columns[column].metric));
        cells.push_back(medians.empty() ? "" : over_points_text(medians, run_.trials.points, as));
    }
    return cells;
}

/// One row, or one for each point of a few.
void Headline::add_group(Table& table, std::uint32_t variant, std::uint32_t column, const std::string& first_label) const {
    const Layout& layout = run_.layouts[variant];
    const std::string label = label_of(run_.variants[variant], layout.groups[layout.columns[column].group].name);
    if (!in_rows(run_)) {
        const bool alone = run_.trials.points == 1;
        return add_row(table, first_label, label, alone ? cells_of(variant, 0, column) : cells_over_points(variant, column));
    }
    for (std::uint32_t point = 0; point < run_.trials.points; ++point)
        add_row(table, fmt::format("{}, {}", first_label, label), label_of(swept_, point), cells_of(variant, point, column));
}

/// In the order of the groups that the scenario asks for.
void Headline::add_rows(Table& table, std::uint32_t variant, Metric metric, const std::string& first_label) const {
    const Selection& selection = selections_[variant];
    if (!has(selection.metrics, metric)) return;
    for (const std::uint32_t group : selection.groups)
        if (const std::uint32_t column = run_.layouts[variant].column(metric, group); column != Layout::absent)
            add_group(table, variant, column, first_label);
}

std::vector<std::string> Headline::heads(std::string_view first) const {
    std::vector<std::string> heads{std::string(first), in_rows(run_) ? "point" : "group"};
    for (const Instant date : dates_) heads.push_back(head_of(date, run_.layouts));
    return heads;
}

std::string Headline::caption() const {
    const std::uint32_t points = run_.trials.points;
    const std::string replicates = run_.trials.replicates == 1 ? "one replicate" : fmt::format("{} replicates", run_.trials.replicates);
    if (points > most_points_in_tables)
        return fmt::format("median [lowest, highest] over {} points of the median over {}", points, replicates);
    if (run_.trials.replicates == 1) return points == 1 ? replicates : fmt::format("{} at each of {} points", replicates, points);
    if (points > 1) return fmt::format("median [{}] over {} at each of {} points", tails_text(run_.trials.replicates), replicates, points);
    return fmt::format("median [{}] over {}", tails_text(run_.trials.replicates), replicates);
}

Table Headline::of_metric(Metric metric) const {
    const MetricRow& row = row_of(metric);
    Table table{with_unit(row), fmt::format("{}\n{}", row.doc, caption()), 2, heads("variant"), {}, footnotes_};
    for (std::uint32_t variant = 0; variant < run_.trials.variants; ++variant)
        add_rows(table, variant, metric, label_of_variant(run_, variant));
    explain_braces(table);
    return table;
}

Table Headline::of_variant(std::uint32_t variant) const {
    const Scenario& scenario = run_.variants[variant];
    const std::string title = fmt::format("{}: {}", run_.title.empty() ? scenario.name : run_.title, label_of_variant(run_, variant));
    Table table{title, caption(), 2, heads("measure"), {}, footnotes_, "headline-" + scenario.variant};
    for (const Metric metric : selections_[variant].metrics) add_rows(table, variant, metric, with_unit(row_of(metric)));
    explain_braces(table);
    return table;
}

} // namespace sim
