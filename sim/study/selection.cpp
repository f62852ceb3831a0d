// Which metrics, groups and dates of a layout the words in `report` stand for, and which ones where it says nothing.
#include "study/selection.hpp"

#include "model/ledger.hpp"

#include <algorithm>

namespace sim {
namespace {

constexpr std::string_view tables_by_default[] = {"research_share", "reproducible_fraction"};

std::vector<Metric> metrics_of(const Scenario& scenario, const Layout& layout) {
    std::vector<std::string> ids = scenario.report.tables;
    if (ids.empty()) ids.assign(std::begin(tables_by_default), std::end(tables_by_default));
    std::vector<Metric> selected;
    for (const std::string& id : ids) {
        for (const Metric metric : metrics_named(id)) {
            const bool measured = std::ranges::find(layout.columns, metric, &Column::metric) != layout.columns.end();
            if (measured && std::ranges::find(selected, metric) == selected.end()) selected.push_back(metric);
        }
    }
    return selected;
}

/// Where the scenario names none: the world, each country and domain by itself, and the learners of an experiment.
std::vector<std::uint32_t> groups_of(const Scenario& scenario, const Layout& layout) {
    std::vector<std::uint32_t> selected;
    const auto add_if = [&](const auto& wanted) {
        for (std::uint32_t g = 0; g < layout.groups.size(); ++g) {
            if (wanted(layout.groups[g])) selected.push_back(g);
        }
    };
    for (const std::string& name : scenario.report.groups) add_if([&](const Group& group) { return group.name == name; });
    if (scenario.report.groups.empty())
        add_if([](const Group& group) {
            return group.level == Level::world || group.level == Level::country || group.level == Level::domain ||
                   group.level == Level::learner || group.level == Level::goal;
        });
    return selected;
}

std::vector<std::uint32_t> dates_of_report(const Scenario& scenario, const Layout& layout) {
    const auto count = static_cast<std::uint32_t>(layout.dates.size());
    std::vector<std::uint32_t> selected;
    if (scenario.report.dates.empty() && count > 0) selected = {0, count / 2, count - 1};
    for (const Instant date : scenario.report.dates) {
        const auto found = std::find(layout.dates.begin(), layout.dates.end(), date);
        if (found != layout.dates.end()) selected.push_back(static_cast<std::uint32_t>(found - layout.dates.begin()));
    }
    std::sort(selected.begin(), selected.end());
    selected.erase(std::unique(selected.begin(), selected.end()), selected.end());
    return selected;
}

bool is_measured(const Layout& layout, Metric metric, std::uint32_t group) { return layout.column(metric, group) != Layout::absent; }

} // namespace

Selection selection_of(const Scenario& scenario, const Layout& layout) {
    Selection selection{metrics_of(scenario, layout), groups_of(scenario, layout), dates_of_report(scenario, layout)};
    std::erase_if(selection.metrics, [&](Metric metric) { // a table without rows says nothing
        return std::ranges::none_of(selection.groups, [&](std::uint32_t group) { return is_measured(layout, metric, group); });
    });
    return selection;
}

std::vector<bool> drawn_groups(const Layout& layout, const std::vector<std::uint32_t>& selected, bool kin) {
    constexpr std::ptrdiff_t most_groups = 24; // of each level; more cannot be told apart
    std::vector<bool> drawn(layout.groups.size());
    for (const std::uint32_t group : selected) drawn[group] = true;
    for (const Level level : {Level::country, Level::kind}) {
        const auto is = [&](const Group& g) { return g.level == level; };
        if (!kin || std::ranges::count_if(layout.groups, is) > most_groups) continue;
        for (std::size_t g = 0; g < drawn.size(); ++g) drawn[g] = drawn[g] || is(layout.groups[g]);
    }
    return drawn;
}

std::vector<std::uint32_t> groups_of_ledger(const Scenario& scenario, const Layout& layout) {
    std::vector<std::uint32_t> found;
    const unsigned of_labs = row_of(account_rows[0].metric).levels;
    const auto add_if = [&](const auto& wanted) {
        for (std::uint32_t g = 0; g < layout.groups.size(); ++g)
            if ((of_labs & static_cast<unsigned>(layout.groups[g].level)) != 0 && wanted(layout.groups[g])) found.push_back(g);
    };
    if (!scenario.report.groups.empty()) add_if([](const Group& group) { return group.level == Level::world; });
    for (const std::string& name : scenario.report.groups)
        add_if([&](const Group& group) { return group.name == name && group.level != Level::world; });
    if (scenario.report.groups.empty())
        add_if([](const Group& group) { return group.level == Level::world || group.level == Level::kind; });
    return found;
}

std::vector<Column> columns_of_ledger(const Scenario& scenario, const Layout& layout) {
    std::vector<Column> columns;
    for (const std::uint32_t group : groups_of_ledger(scenario, layout))
        for (const AccountRow& account : account_rows) columns.push_back({account.metric, group});
    return columns;
}

} // namespace sim
