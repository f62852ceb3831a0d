#include "sim/report.hpp"

#include "sim/version.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sim {
namespace {

constexpr std::string_view tables_by_default[] = {"research_share", "reproducible_fraction"};

std::vector<Metric> metrics_of(const Scenario& scenario, const Layout& layout) {
    std::vector<std::string> ids = scenario.report.tables;
    if (ids.empty()) ids.assign(std::begin(tables_by_default), std::end(tables_by_default));
    std::vector<Metric> chosen;
    for (const std::string& id : ids) {
        for (const Metric metric : metrics_named(id)) {
            const bool measured = std::ranges::find(layout.columns, metric, &Column::metric) != layout.columns.end();
            if (measured && std::ranges::find(chosen, metric) == chosen.end()) chosen.push_back(metric);
        }
    }
    return chosen;
}

/// Where the scenario names none: the world, each country and domain by itself, and the learners of an experiment.
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
            return group.level == Level::world || group.level == Level::country || group.level == Level::domain || group.level == Level::learner ||
                   group.level == Level::goal;
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

}  // namespace

ReportChoice choice_of(const Scenario& scenario, const Layout& layout) {
    return {metrics_of(scenario, layout), groups_of(scenario, layout), dates_of_report(scenario, layout)};
}

std::string label_of(const Scenario& scenario, std::string_view group) {
    std::string label;
    while (!group.empty()) {
        const auto part = group.substr(0, group.find('/'));
        group.remove_prefix(std::min(group.size(), part.size() + 1));
        std::string name(part.substr(part.find(':') + 1));
        if (part.starts_with("n:")) name = "n = " + name;
        if (part.starts_with("goal:")) name = "goal " + name;
        for (const Country& c : scenario.countries) {
            if (part == "country:" + c.id && !c.name.empty()) name = c.name;
        }
        for (const Kind& k : scenario.kinds) {
            if (part == "kind:" + k.id && !k.name.empty()) name = k.name;
        }
        if (part.starts_with("error:")) {
            const ParsedQuantity error = parse_quantity(part.substr(6));
            name = fmt::format("error {:.4g} %", 100 * error.quantity.value);
        }
        for (const Benchmark& b : scenario.benchmarks) {
            if (part == "benchmark:" + b.id) name = b.name;
        }
        label += (label.empty() ? "" : ", ") + name;
    }
    return label;
}

std::string head_of(Instant date, const std::vector<Instant>& dates) {
    const auto same = std::count_if(dates.begin(), dates.end(), [&](Instant other) { return calendar_year(other) == calendar_year(date); });
    return same == 1 ? std::to_string(calendar_year(date)) : to_text(date);
}

std::string with_unit(const MetricRow& metric) {
    return metric.unit.empty() ? std::string(metric.id) : fmt::format("{} ({})", metric.id, metric.unit);
}

bool is_share(const MetricRow& metric) { return metric.unit.empty() && metric.doc.starts_with("Share of "); }

std::string origin_of(const Run& run, const Inventory& inventory) {
    return fmt::format("Fingerprint {:016x}; {}; sim {}.", inventory.fingerprint, run.command, program_version);
}

}  // namespace sim
