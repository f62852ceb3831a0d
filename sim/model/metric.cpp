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

std::size_t bit_number(Level level) {
    std::size_t number = 0;
    while ((1U << number) != static_cast<unsigned>(level)) ++number;
    return number;
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

Layout::Layout(const Scenario& scenario) : start(scenario.clock.start), dates(sample_dates(scenario.clock)), groups(groups_of(scenario)) {
    for (auto& levels : first_column) levels.fill(absent);
    for (const MetricRow& row : metrics()) {
        for (std::uint32_t g = 0; g < groups.size(); ++g) {
            if ((row.levels & only(groups[g].level)) == 0) continue;
            std::uint32_t& first = first_column[static_cast<std::size_t>(row.metric)][bit_number(groups[g].level)];
            if (first == absent) first = static_cast<std::uint32_t>(columns.size());
            columns.push_back({row.metric, g});
        }
    }
}

std::uint32_t Layout::first(Metric metric, Level level) const { return first_column[static_cast<std::size_t>(metric)][bit_number(level)]; }

bool measures_the_same(const Layout& a, const Layout& b) {
    return a.dates == b.dates && std::ranges::equal(a.groups, b.groups, {}, &Group::name, &Group::name) &&
           std::ranges::equal(a.columns, b.columns,
                              [](const Column& x, const Column& y) { return x.metric == y.metric && x.group == y.group; });
}

} // namespace sim
