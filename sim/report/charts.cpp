#include "report/charts.hpp"

#include "ensemble/block.hpp"
#include "input/figure.hpp"
#include "report/labels.hpp"
#include "study/selection.hpp"
#include "study/figure_values.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

namespace sim {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t memory = std::size_t{64} << 20U;
constexpr std::size_t most_groups = 24; // of each level; more cannot be told apart
constexpr double most_bins = 40;

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
    }
    return {};
}

/// The report's groups, and every country and kind unless they are many; of a big sweep the report's groups alone.
std::vector<bool> drawn_groups(const Run& run, std::uint32_t variant, const Selection& choice) {
    const Layout& layout = run.layouts[variant];
    std::vector<bool> drawn(layout.groups.size());
    for (const std::uint32_t group : choice.groups) drawn[group] = true;
    if (run.design.points > most_points_in_tables) return drawn;
    for (const Level level : {Level::country, Level::kind}) {
        const auto is = [&](const Group& g) { return g.level == level; };
        if (std::ranges::count_if(layout.groups, is) > static_cast<std::ptrdiff_t>(most_groups)) continue;
        for (std::size_t g = 0; g < drawn.size(); ++g) drawn[g] = drawn[g] || is(layout.groups[g]);
    }
    return drawn;
}

double to_digits(double value, int digits) {
    const std::string text = fmt::format("{:.{}g}", value, digits);
    double shown = 0;
    std::from_chars(text.data(), text.data() + text.size(), shown);
    return shown;
}

/// One number per date, null where there is none.
Json numbers_of(const ChartLine& line, const std::vector<Instant>& dates, double Statistics::*which, int digits) {
    Json list = Json::array();
    for (const Instant date : dates) {
        const auto at = line.at.find(date);
        list.push_back(at == line.at.end() ? Json() : Json(to_digits(at->second.*which, digits)));
    }
    return list;
}

Json json_of(const ChartLine& line, const std::vector<Instant>& dates, bool brief) {
    const int digits = brief ? 5 : 6;
    Json json{{"world", line.world}, {"group", line.group}, {"point", line.point}};
    json["mean"] = numbers_of(line, dates, &Statistics::mean, digits);
    json["p05"] = numbers_of(line, dates, &Statistics::p05, digits);
    if (!brief) json["p25"] = numbers_of(line, dates, &Statistics::p25, digits);
    json["p50"] = numbers_of(line, dates, &Statistics::p50, digits);
    if (!brief) json["p75"] = numbers_of(line, dates, &Statistics::p75, digits);
    json["p95"] = numbers_of(line, dates, &Statistics::p95, digits);
    return json;
}

Json json_of(const Histogram& h) {
    return {{"world", h.world},
            {"group", h.group},
            {"date", to_text(h.date)},
            {"from", to_digits(h.from, 6)},
            {"width", to_digits(h.width, 6)},
            {"counts", h.counts}};
}

/// One measured value and nothing done to it.
bool is_plain(const Figure& figure) {
    if (figure.places().size() != 1) return false;
    const double one = 1, three = 3;
    return figure.value({&one, 1}) == one && figure.value({&three, 1}) == three;
}

} // namespace

Histogram histogram(std::span<double> values) {
    const auto end = std::remove_if(values.begin(), values.end(), [](double x) { return std::isnan(x); });
    const std::span<double> known(values.begin(), end);
    Histogram h;
    if (known.empty()) return h;
    std::ranges::sort(known);
    const double low = known.front(), range = known.back() - low;
    const double quartiles = sample_quantile(known, 0.75) - sample_quantile(known, 0.25);
    const double width = 2 * quartiles / std::cbrt(static_cast<double>(known.size()));
    const double bins = range > 0 && width > 0 ? std::clamp(std::ceil(range / width), 1.0, most_bins) : range > 0 ? most_bins : 1;
    h.from = low;
    h.width = range > 0 ? range / bins : 0;
    h.counts.assign(static_cast<std::size_t>(bins), 0);
    for (const double x : known) ++h.counts[h.width > 0 ? std::min(h.counts.size() - 1, static_cast<std::size_t>((x - low) / h.width)) : 0];
    return h;
}

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

/// The groups that are drawn get their numbers, and the metrics their charts.
void ChartBook::open_variant(const Run& run, std::uint32_t variant, const std::string& name) {
    worlds_.push_back(name);
    const Layout& layout = run.layouts[variant];
    const Selection choice = selection_of(run.variants[variant], layout);
    last_dates_.push_back(choice.dates.empty() ? Instant{} : layout.dates[choice.dates.back()]);
    const std::vector<bool> drawn = drawn_groups(run, variant, choice);
    numbers_.emplace_back(layout.groups.size(), Layout::absent);
    const auto number = [&](std::size_t g) { numbers_.back()[g] = group_number(run, layout.groups[g]); };
    for (const std::uint32_t group : choice.groups) number(group); // in the report's order
    for (std::size_t g = 0; g < drawn.size(); ++g)
        if (drawn[g]) number(g);
    for (const Metric metric : choice.metrics) {
        if (find_chart(metric) == nullptr) charts_.emplace_back().metric = metric;
        auto& chosen = find_chart(metric)->chosen;
        for (const std::uint32_t group : choice.groups) {
            const bool whole = layout.groups[group].level == Level::world && adds_up(row_of(metric)); // always 100 %
            if (!whole && std::ranges::find(chosen, numbers_.back()[group]) == chosen.end()) chosen.push_back(numbers_.back()[group]);
        }
    }
}

void ChartBook::open(const Run& run, const std::string& prefix) {
    run_ = &run;
    first_world_ = static_cast<std::uint32_t>(worlds_.size());
    numbers_.clear();
    replicates_ = std::max(replicates_, run.design.replicates);
    points_ = std::max(points_, run.design.points);
    if (run.design.points > 1) axes_ = swept_columns(run.points);
    for (std::uint32_t variant = 0; variant < run.design.variants; ++variant) {
        const std::string& name = run.variants[variant].variant;
        open_variant(run, variant, prefix.empty() ? name : fmt::format("{}: {}", prefix, name));
    }
}

void ChartBook::open_pairs(const Run& run) {
    run_ = &run;
    paired_ = true;
    replicates_ = run.design.replicates;
    points_ = run.design.points;
    for (std::uint32_t other = 1; other < run.design.variants; ++other) open_variant(run, 0, run.variants[other].variant);
}

void ChartBook::add_to(Metric metric, std::uint32_t world, std::uint32_t group, std::uint32_t point, Instant date, const Statistics& of) {
    Chart* const chart = find_chart(metric);
    if (chart == nullptr || group == Layout::absent) return;
    const auto is = [&](const ChartLine& line) { return line.world == world && line.group == group && line.point == point; };
    auto line = std::find_if(chart->lines.rbegin(), chart->lines.rend(), is); // the latest are the likely ones
    if (line == chart->lines.rend()) {
        chart->lines.push_back({world, group, point, {}});
        line = chart->lines.rbegin();
    }
    line->at.emplace(date, of);
}

void ChartBook::add(const SummaryRow& row) {
    const Layout& layout = run_->layouts[row.variant];
    const Column& column = layout.columns[row.column];
    add_to(column.metric, first_world_ + row.variant, numbers_[row.variant][column.group], row.point, layout.dates[row.date], row.of);
}

void ChartBook::add(const PairedRow& row) {
    const Layout& layout = run_->layouts[0];
    const Column& column = layout.columns[row.column];
    Statistics of;
    of.n = row.of.difference.n;
    of.mean = of.p25 = of.p50 = of.p75 = row.of.difference.mean;
    of.p05 = std::isnan(row.of.ci95_low) ? of.mean : row.of.ci95_low;
    of.p95 = std::isnan(row.of.ci95_high) ? of.mean : row.of.ci95_high;
    add_to(column.metric, row.other - 1, numbers_[row.other - 1][column.group], row.point, layout.dates[row.date], of);
}

void ChartBook::add_distributions(Store& store) {
    if (run_->design.points > 1 || run_->design.replicates < 2) return;
    for (std::uint32_t variant = 0; variant < run_->design.variants; ++variant) {
        const Layout& layout = run_->layouts[variant];
        const Selection choice = selection_of(run_->variants[variant], layout);
        const auto trials = trials_that_went_well(store, run_->design, variant);
        if (trials.empty() || choice.dates.empty()) continue;
        Block block(trials.size(), memory);
        for (std::uint32_t c = 0; c < layout.columns.size(); ++c) {
            const Column& column = layout.columns[c];
            Chart* const chart = find_chart(column.metric);
            if (chart == nullptr || std::ranges::find(choice.groups, column.group) == choice.groups.end()) continue;
            const std::size_t place = choice.dates.back() * layout.columns.size() + c;
            block.read(store, trials, {&place, 1});
            to_unit(block.row(0), column.metric);
            Histogram h = histogram(block.row(0));
            if (h.counts.empty()) continue;
            h.world = first_world_ + variant;
            h.group = numbers_[variant][column.group];
            h.date = layout.dates[choice.dates.back()];
            chart->distributions.push_back(std::move(h));
        }
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
            for (const auto& [date, statistics] : line.at) all.insert(date);
    return {all.begin(), all.end()};
}

std::string ChartBook::json() const {
    const std::vector<Instant> all = dates();
    const bool brief = paired_ || points_ > most_points_in_tables;
    Json json{{"paired", paired_}, {"worlds", worlds_}, {"replicates", replicates_}, {"points", points_}};
    json["dates"] = Json::array();
    for (const Instant date : all) json["dates"].push_back(to_text(date));
    json["groups"] = Json::array();
    for (const ChartGroup& group : groups_) json["groups"].push_back({{"id", group.id}, {"label", group.label}, {"level", group.level}});
    json["axes"] = Json::array();
    for (const SweptColumn& axis : axes_)
        json["axes"].push_back(
            {{"name", axis.name}, {"path", axis.path}, {"unit", axis.unit}, {"texts", axis.texts}, {"numbers", axis.numbers}});
    json["charts"] = Json::array();
    for (const Chart& chart : charts_) {
        const MetricRow& row = row_of(chart.metric);
        Json lines = Json::array(), distributions = Json::array(), observed = Json::array();
        for (const ObservedValue& o : chart.observed)
            observed.push_back({{"group", o.group}, {"date", to_text(o.date)}, {"value", to_digits(o.value, 6)}});
        for (const ChartLine& line : chart.lines) lines.push_back(json_of(line, all, brief));
        for (const Histogram& h : chart.distributions) distributions.push_back(json_of(h));
        json["charts"].push_back({{"metric", row.id},
                                  {"unit", row.unit},
                                  {"share", is_share(row)},
                                  {"stack", !paired_ && adds_up(row)},
                                  {"chosen", chart.chosen},
                                  {"lines", std::move(lines)},
                                  {"distributions", std::move(distributions)},
                                  {"observed", std::move(observed)}});
    }
    std::string text = json.dump(-1, ' ', false, Json::error_handler_t::replace), safe;
    for (const char c : text) safe += c == '<' ? "\\u003c" : std::string(1, c);
    return safe;
}

} // namespace sim
