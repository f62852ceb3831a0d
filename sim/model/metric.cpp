// The list of metrics, made of their definitions, and the place of each value in an outcome.
#include "sim/metric.hpp"

#include "model/measure/definition.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace sim {
namespace {

/// In the order of the enumeration.
template <std::size_t... m> std::array<Definition, sizeof...(m)> all_defined(std::index_sequence<m...>) {
    return {define<static_cast<Metric>(m)>()...};
}

template <std::size_t... m> std::array<MetricRow, sizeof...(m)> all_rows(std::index_sequence<m...>) {
    const auto row = [](Metric metric) {
        const Definition& d = definition_of(metric);
        return MetricRow{metric, d.id, d.title, d.unit, d.per_base, d.levels, d.form, d.doc};
    };
    return {row(static_cast<Metric>(m))...};
}

constexpr std::string_view set_names[] = {"access", "concentration", "footprint", "what_access_decides"};

std::vector<Group> groups_of(const Scenario& scenario) {
    std::vector<Group> groups{{Level::world, "world"}};
    for (const Country& c : scenario.countries) groups.push_back({Level::country, "country:" + c.id, c.name});
    for (const Kind& k : scenario.kinds) groups.push_back({Level::kind, "kind:" + k.id, k.name});
    for (const Country& c : scenario.countries) {
        for (const Kind& k : scenario.kinds) groups.push_back({Level::country_kind, "country:" + c.id + "/kind:" + k.id});
    }
    for (const SizeClass& s : scenario.sizes) groups.push_back({Level::size, "size:" + s.id});
    for (const std::string& income : income_groups(scenario)) groups.push_back({Level::income, "income:" + income});
    for (const Domain& d : scenario.domains) groups.push_back({Level::domain, "domain:" + d.id});
    for (const Corpus& c : scenario.corpora) groups.push_back({Level::corpus, "corpus:" + c.id});
    for (const std::string_view learner : learner_names) {
        for (const std::uint32_t samples : scenario.experiment.samples)
            groups.push_back({Level::learner, "learner:" + std::string(learner) + "/n:" + std::to_string(samples)});
    }
    for (const std::string_view learner : learner_names) {
        for (const double goal : scenario.experiment.goals)
            groups.push_back({Level::goal, "learner:" + std::string(learner) + "/goal:" + to_text(goal)});
    }
    for (const Benchmark& b : scenario.benchmarks) {
        if (b.targets.empty()) groups.push_back({Level::benchmark, "benchmark:" + b.id});
        for (const double error : b.targets) groups.push_back({Level::benchmark, "benchmark:" + b.id + "/error:" + to_text(error)});
    }
    for (const std::uint32_t basket : scenario.baskets) {
        const std::string name = "basket:" + std::to_string(basket);
        groups.push_back({Level::basket, name});
        for (const Country& c : scenario.countries) groups.push_back({Level::basket, name + "/country:" + c.id});
        for (const Kind& k : scenario.kinds) groups.push_back({Level::basket, name + "/kind:" + k.id});
    }
    return groups;
}

} // namespace

const Definition& definition_of(Metric metric) {
    static const auto definitions = all_defined(std::make_index_sequence<metric_count>{});
    return definitions[static_cast<std::size_t>(metric)];
}

std::span<const MetricRow> metrics() {
    static const auto rows = all_rows(std::make_index_sequence<metric_count>{});
    return rows;
}

const MetricRow& row_of(Metric metric) { return metrics()[static_cast<std::size_t>(metric)]; }

std::span<const std::string_view> metric_sets() { return set_names; }

std::vector<Metric> metrics_named(std::string_view word) {
    using enum Metric;
    if (word == "access") return {reproducible_fraction, excluded_researchers, reproduction_lag};
    if (word == "concentration") return {compute_gini, compute_top10, credit_gini, credit_top10};
    if (word == "footprint") return {energy, energy_cost, emissions};
    if (word == "what_access_decides")
        return {breadth, basket_lag, divide, theil, top_credit_per_researcher, without_gpus_for_want, researchers_left};
    const MetricRow* const row = find_metric(word);
    return row == nullptr ? std::vector<Metric>{} : std::vector{row->metric};
}

const MetricRow* find_metric(std::string_view id) {
    for (const MetricRow& row : metrics()) {
        if (row.id == id) return &row;
    }
    return nullptr;
}

namespace {

using std::chrono::year_month_day;

year_month_day day_of(Instant at) { return std::chrono::floor<std::chrono::days>(at); }
std::string month_text(year_month_day day) {
    return fmt::format("{:04}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()));
}
bool ends_month(year_month_day day) { return day == year_month_day{day.year() / day.month() / std::chrono::last}; }

} // namespace

bool is_calendar_year(Days days) {
    const int in_year = calendar_year(days.first);
    return days.first == new_year(in_year) && days.last == new_year(in_year + 1) - std::chrono::days(1);
}

std::string to_text(Days days) {
    if (is_calendar_year(days)) return std::to_string(calendar_year(days.first));
    const year_month_day first = day_of(days.first), last = day_of(days.last);
    const bool months = first.day() == std::chrono::day(1) && ends_month(last);
    const std::string from = months ? month_text(first) : to_text(days.first), to = months ? month_text(last) : to_text(days.last);
    return from == to ? to : fmt::format("{} to {}", from, to);
}

Days Layout::period(std::size_t date) const {
    const auto day = [](Instant at) { return std::chrono::floor<std::chrono::days>(at); };
    return {date == 0 ? Instant(day(start)) : Instant(day(dates[date - 1]) + std::chrono::days(1)), Instant(day(dates[date]))};
}

Asked Asked::all() {
    Asked asked;
    asked.all_ = true;
    return asked;
}

void Asked::add(Metric metric, std::uint32_t group) {
    std::vector<bool>& groups = groups_[static_cast<std::size_t>(metric)];
    if (groups.size() <= group) groups.resize(group + 1U);
    groups[group] = true;
}

bool Asked::has(Metric metric, std::uint32_t group) const {
    const std::vector<bool>& groups = groups_[static_cast<std::size_t>(metric)];
    return all_ || (group < groups.size() && groups[group]);
}

Layout::Layout(const Scenario& scenario, const Asked& asked)
    : start(scenario.clock.start), dates(sample_dates(scenario.clock)), groups(groups_of(scenario)) {
    for (const MetricRow& row : metrics()) {
        for (std::uint32_t g = 0; g < groups.size(); ++g) {
            if ((row.levels & only(groups[g].level)) != 0 && asked.has(row.metric, g)) columns.push_back({row.metric, g});
        }
    }
}

std::uint32_t Layout::column(Metric metric, std::uint32_t group) const {
    const auto key = [](const Column& c) { return std::pair(c.metric, c.group); };
    const auto found = std::ranges::lower_bound(columns, std::pair(metric, group), {}, key);
    return found != columns.end() && key(*found) == std::pair(metric, group) ? static_cast<std::uint32_t>(found - columns.begin()) : absent;
}

std::uint32_t first_group_of(const Layout& layout, Metric metric) {
    const auto can = [&](const Group& group) { return (row_of(metric).levels & only(group.level)) != 0; };
    const auto found = std::ranges::find_if(layout.groups, can);
    return found == layout.groups.end() ? Layout::absent : static_cast<std::uint32_t>(found - layout.groups.begin());
}

bool is_of(const Layout& layout, const Scenario& scenario) {
    return layout.dates == sample_dates(scenario.clock) &&
           std::ranges::equal(layout.groups, groups_of(scenario), {}, &Group::name, &Group::name);
}

} // namespace sim
