#include "sim/report.hpp"

#include "sim/version.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <tuple>

namespace sim {
namespace {

constexpr std::string_view tables_by_default[] = {"research_share", "reproducible_fraction"};

auto key_of_row(const SummaryRow& row) { return std::tuple(row.variant, row.point, row.date, row.column); }

std::vector<Metric> metrics_of(const Scenario& scenario, const Layout& layout) {
    std::vector<std::string> ids = scenario.report.tables;
    if (ids.empty()) ids.assign(std::begin(tables_by_default), std::end(tables_by_default));
    std::vector<Metric> chosen;
    for (const std::string& id : ids) {
        const MetricRow* const row = find_metric(id);
        if (row == nullptr) continue;
        const bool measured =
            std::any_of(layout.columns.begin(), layout.columns.end(), [&](const Column& c) { return c.metric == row->metric; });
        if (measured) chosen.push_back(row->metric);
    }
    return chosen;
}

/// Where the scenario names none: the world, and each country and domain by itself.
std::vector<std::uint32_t> groups_of(const Scenario& scenario, const Layout& layout) {
    std::vector<std::uint32_t> chosen;
    const auto add_if = [&](const auto& wanted) {
        for (std::uint32_t g = 0; g < layout.groups.size(); ++g) {
            if (wanted(layout.groups[g])) chosen.push_back(g);
        }
    };
    for (const std::string& name : scenario.report.groups) add_if([&](const Group& group) { return group.name == name; });
    if (scenario.report.groups.empty())
        add_if([](const Group& group) {
            return group.level == Level::world || group.level == Level::country || group.level == Level::domain;
        });
    return chosen;
}

std::vector<std::uint32_t> dates_of_report(const Scenario& scenario, const Layout& layout) {
    const auto count = static_cast<std::uint32_t>(layout.dates.size());
    std::vector<std::uint32_t> chosen;
    if (scenario.report.dates.empty() && count > 0) chosen = {0, count / 2, count - 1};
    for (const Instant date : scenario.report.dates) {
        const auto found = std::find(layout.dates.begin(), layout.dates.end(), date);
        if (found != layout.dates.end()) chosen.push_back(static_cast<std::uint32_t>(found - layout.dates.begin()));
    }
    std::sort(chosen.begin(), chosen.end());
    chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());
    return chosen;
}

/// The year, where no other column has the same one.
std::string head_of(Instant date, const std::vector<Instant>& dates) {
    const auto same = std::count_if(dates.begin(), dates.end(), [&](Instant other) { return calendar_year(other) == calendar_year(date); });
    return same == 1 ? std::to_string(calendar_year(date)) : to_text(date);
}

std::string with_unit(const MetricRow& metric) {
    return metric.unit.empty() ? std::string(metric.id) : fmt::format("{} ({})", metric.id, metric.unit);
}

}  // namespace

std::string label_of(const Scenario& scenario, std::string_view group) {
    std::string label;
    while (!group.empty()) {
        const auto part = group.substr(0, group.find('/'));
        group.remove_prefix(std::min(group.size(), part.size() + 1));
        std::string name(part.substr(part.find(':') + 1));
        for (const Country& c : scenario.countries) {
            if (part == "country:" + c.id && !c.name.empty()) name = c.name;
        }
        for (const Kind& k : scenario.kinds) {
            if (part == "kind:" + k.id && !k.name.empty()) name = k.name;
        }
        label += (label.empty() ? "" : ", ") + name;
    }
    return label;
}

std::vector<std::string> footnotes_of(const Run& run, const Inventory& inventory) {
    std::vector<std::string> footnotes;
    if (inventory.played.failed > 0)
        footnotes.push_back(fmt::format("{} of {} trials failed and are left out; runs.csv has the reasons.", inventory.played.failed, inventory.played.trials));
    footnotes.push_back(fmt::format("Fingerprint {:016x}; {}; sim {}.", inventory.fingerprint, run.command, program_version));
    return footnotes;
}

bool is_share(const MetricRow& metric) { return metric.unit.empty() && metric.doc.starts_with("Share of "); }

Headline::Headline(const Run& run) : run_(run) {
    for (std::uint32_t v = 0; v < run.design.variants; ++v) {
        const Layout& layout = run.layouts[v];
        choices_.push_back(
            {metrics_of(run.variants[v], layout), groups_of(run.variants[v], layout), dates_of_report(run.variants[v], layout)});
        for (const Metric metric : choices_.back().metrics) {
            if (std::find(metrics_.begin(), metrics_.end(), metric) == metrics_.end()) metrics_.push_back(metric);
        }
        for (const std::uint32_t date : choices_.back().dates) dates_.push_back(layout.dates[date]);
    }
    std::sort(dates_.begin(), dates_.end());
    dates_.erase(std::unique(dates_.begin(), dates_.end()), dates_.end());
}

void Headline::add(const SummaryRow& row) {
    const Choice& choice = choices_[row.variant];
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
    const Choice& choice = choices_[variant];
    if (std::find(choice.metrics.begin(), choice.metrics.end(), metric) == choice.metrics.end()) return;
    for (const std::uint32_t group : choice.groups) {
        const auto column = std::find_if(layout.columns.begin(), layout.columns.end(),
                                         [&](const Column& c) { return c.metric == metric && c.group == group; });
        if (column == layout.columns.end()) continue;
        for (std::uint32_t point = 0; point < run_.design.points; ++point) {
            std::vector<std::string> row{first_label, label_of(run_.variants[variant], layout.groups[group].name)};
            if (run_.design.points > 1) row[0] += fmt::format(" #{}", point);
            const auto cells = dates_of(variant, point, static_cast<std::uint32_t>(column - layout.columns.begin()));
            row.insert(row.end(), cells.begin(), cells.end());
            table.rows.push_back(std::move(row));
        }
    }
}

std::vector<std::string> Headline::heads(std::vector<std::string> labels) const {
    for (const Instant date : dates_) labels.push_back(head_of(date, dates_));
    return labels;
}

std::string Headline::caption() const {
    if (run_.design.replicates == 1) return "one replicate";
    return fmt::format("median [90 % interval] over {} replicates", run_.design.replicates);
}

Table Headline::of_metric(Metric metric) const {
    const MetricRow& row = row_of(metric);
    Table table{with_unit(row), fmt::format("{}\n{}", row.doc, caption()), 2, heads({"variant", "group"}), {}, footnotes_};
    for (std::uint32_t variant = 0; variant < run_.design.variants; ++variant)
        add_rows(table, variant, metric, run_.variants[variant].variant);
    return table;
}

Table Headline::of_variant(std::uint32_t variant) const {
    const Scenario& scenario = run_.variants[variant];
    Table table{fmt::format("{}: {}", scenario.name, scenario.variant), caption(), 2, heads({"measure", "group"}), {}, footnotes_};
    for (const Metric metric : choices_[variant].metrics) add_rows(table, variant, metric, with_unit(row_of(metric)));
    return table;
}

}  // namespace sim
