#include "report/headline.hpp"

#include "report/labels.hpp"
#include "report/rounding.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <tuple>

namespace sim {
namespace {

/// True where each point has rows of its own.
bool in_rows(const Run& run) { return run.design.points > 1 && run.design.points <= most_points_in_tables; }

auto key_of_row(const SummaryRow& row) { return std::tuple(row.variant, row.point, row.date, row.column); }

} // namespace

Headline::Headline(const Run& run) : run_(run), swept_(shown_columns(run.points)) {
    for (std::uint32_t v = 0; v < run.design.variants; ++v) {
        const Layout& layout = run.layouts[v];
        choices_.push_back(choice_of(run.variants[v], layout));
        for (const Metric metric : choices_.back().metrics) {
            if (std::find(metrics_.begin(), metrics_.end(), metric) == metrics_.end()) metrics_.push_back(metric);
        }
        for (const std::uint32_t date : choices_.back().dates) dates_.push_back(layout.dates[date]);
    }
    std::sort(dates_.begin(), dates_.end());
    dates_.erase(std::unique(dates_.begin(), dates_.end()), dates_.end());
}

void Headline::add(const SummaryRow& row) {
    const ReportChoice& choice = choices_[row.variant];
    const Column& column = run_.layouts[row.variant].columns[row.column];
    const auto has = [](const auto& list, const auto& what) { return std::find(list.begin(), list.end(), what) != list.end(); };
    if (!has(choice.dates, row.date) || !has(choice.metrics, column.metric) || !has(choice.groups, column.group)) return;
    assert(rows_.empty() || key_of_row(rows_.back()) < key_of_row(row));
    rows_.push_back(row);
}

void Headline::conclude(const Inventory& inventory) { footnotes_ = footnotes_of(run_, inventory); }

const SummaryRow* Headline::find(std::uint32_t variant, std::uint32_t point, std::uint32_t date, std::uint32_t column) const {
    const auto key = std::tuple(variant, point, date, column);
    const auto found =
        std::lower_bound(rows_.begin(), rows_.end(), key, [](const SummaryRow& row, const auto& k) { return key_of_row(row) < k; });
    return found != rows_.end() && key_of_row(*found) == key ? &*found : nullptr;
}

/// One cell per date; empty where the variant has no such date or nothing was measured. Cells on fewer replicates than went well say on how
/// many.
std::vector<std::string> Headline::dates_of(std::uint32_t variant, std::uint32_t point, std::uint32_t column) const {
    const Layout& layout = run_.layouts[variant];
    std::vector<std::string> cells;
    for (const Instant date : dates_) {
        const auto place = std::find(layout.dates.begin(), layout.dates.end(), date) - layout.dates.begin();
        const SummaryRow* const row = find(variant, point, static_cast<std::uint32_t>(place), column);
        cells.push_back(row == nullptr ? "" : cell_text(row->of, is_share(row_of(layout.columns[column].metric))));
        if (row != nullptr && row->of.n + row->failed < run_.design.replicates) cells.back() += fmt::format(" (n = {})", row->of.n);
    }
    return cells;
}

/// In the order of the groups that the scenario asks for.
void Headline::add_rows(Table& table, std::uint32_t variant, Metric metric, const std::string& first_label) const {
    const Layout& layout = run_.layouts[variant];
    const ReportChoice& choice = choices_[variant];
    if (std::find(choice.metrics.begin(), choice.metrics.end(), metric) == choice.metrics.end()) return;
    for (const std::uint32_t group : choice.groups) {
        const auto column = std::find_if(layout.columns.begin(), layout.columns.end(),
                                         [&](const Column& c) { return c.metric == metric && c.group == group; });
        if (column == layout.columns.end()) continue;
        const std::string label = label_of(run_.variants[variant], layout.groups[group].name);
        const auto place = static_cast<std::uint32_t>(column - layout.columns.begin());
        const auto add = [&](std::string above, std::string beside, const std::vector<std::string>& cells) {
            table.rows.push_back({std::move(above), std::move(beside)});
            table.rows.back().insert(table.rows.back().end(), cells.begin(), cells.end());
        };
        const std::uint32_t points = run_.design.points;
        if (points == 1) add(first_label, label, dates_of(variant, 0, place));
        if (points > most_points_in_tables) add(first_label, label, over_points(variant, place));
        for (std::uint32_t point = 0; point < points && points > 1 && points <= most_points_in_tables; ++point)
            add(fmt::format("{}, {}", first_label, label), sim::label_of(swept_, point), dates_of(variant, point, place));
    }
}

std::vector<std::string> Headline::heads(std::vector<std::string> labels) const {
    for (const Instant date : dates_) labels.push_back(head_of(date, dates_));
    return labels;
}

std::string Headline::caption() const {
    const std::uint32_t points = run_.design.points;
    const std::string replicates = run_.design.replicates == 1 ? "one replicate" : fmt::format("{} replicates", run_.design.replicates);
    if (points > most_points_in_tables)
        return fmt::format("median [lowest, highest] over {} points of the median over {}", points, replicates);
    if (run_.design.replicates == 1) return points == 1 ? "one replicate" : fmt::format("one replicate at each of {} points", points);
    if (points > 1) return fmt::format("median [90 % interval] over {} replicates at each of {} points", run_.design.replicates, points);
    return fmt::format("median [90 % interval] over {} replicates", run_.design.replicates);
}

Table Headline::of_metric(Metric metric) const {
    const MetricRow& row = row_of(metric);
    Table table{with_unit(row), fmt::format("{}\n{}", row.doc, caption()), 2, heads({"variant", in_rows(run_) ? "point" : "group"}), {},
                footnotes_};
    for (std::uint32_t variant = 0; variant < run_.design.variants; ++variant)
        add_rows(table, variant, metric, run_.variants[variant].variant);
    return table;
}

Table Headline::of_variant(std::uint32_t variant) const {
    const Scenario& scenario = run_.variants[variant];
    Table table{fmt::format("{}: {}", scenario.name, scenario.variant),
                caption(),
                2,
                heads({"measure", in_rows(run_) ? "point" : "group"}),
                {},
                footnotes_,
                "headline-" + scenario.variant};
    for (const Metric metric : choices_[variant].metrics) add_rows(table, variant, metric, with_unit(row_of(metric)));
    return table;
}

} // namespace sim
