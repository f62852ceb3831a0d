// The checks of what is asked: tables, claims, expectations, precision, and the observations that a hindcast is scored against.
#include "input/resolve/resolve_parts.hpp"

#include "input/expectation.hpp"
#include "input/figure.hpp"
#include "input/wanted.hpp"
#include "model/walk.hpp"
#include "sim/metric.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sim {
namespace {

class ReportResolver : private Resolving {
public:
    using Resolving::Resolving;

    void run() {
        resolve_tables();
        for (std::size_t i = 0; i < scenario_.claims.size(); ++i) resolve_claim(i);
        for (std::size_t i = 0; i < scenario_.report.precision.size(); ++i) resolve_precision(i);
        for (std::size_t i = 0; i < scenario_.expect.size(); ++i) resolve_expectation(i);
        resolve_hindcast();
    }

private:
    void resolve_tables() {
        Report& report = scenario_.report;
        const Node& node = within(root_, "report");
        const Words known = table_names();
        for (std::size_t i = 0; i < report.tables.size(); ++i) find_in(known, report.tables[i], "measure", item(within(node, "tables"), i));
        for (std::size_t i = 0; i < report.groups.size(); ++i) check_group(report.groups[i], item(within(node, "groups"), i));
        if (clock_runs_) resolve_dates(report.dates, within(node, "dates"));
    }

    /// A figure can only be understood in the variants that it is about.
    void resolve_claim(std::size_t i) {
        const Claim& claim = scenario_.claims[i];
        const Node& node = item(within(root_, "claims"), i);
        check_printed(claim.published, within(node, "published"));
        if (!claim.tolerance.empty()) {
            check_printed(claim.tolerance, within(node, "tolerance"));
            if (parse_quantity(claim.tolerance).quantity.dimension != parse_quantity(claim.published).quantity.dimension)
                problems_.at(within(node, "tolerance"),
                             fmt::format("claims[{}].tolerance does not measure the same as 'published'", claim.id));
        }
        const bool concerned = claim.variant.empty() || claim.variant == scenario_.variant ||
                               std::ranges::find(claim.instead, scenario_.variant) != claim.instead.end();
        if (!concerned || !clock_runs_ || problems_.size() > 0 || claim.metric.empty()) return;
        const ParsedFigure parsed = Figure::parse(claim.metric, Layout(scenario_));
        if (!parsed.ok())
            problems_.at(within(node, "metric"),
                         fmt::format("claims[{}].metric, at '{}': {}", claim.id, claim.metric.substr(parsed.at, 30), parsed.error));
    }

    void resolve_precision(std::size_t i) {
        Precision& precision = scenario_.report.precision[i];
        const Node& node = item(within(within(root_, "report"), "precision"), i);
        check_printed(precision.within, within(node, "within"));
        precision.half_width = parse_quantity(precision.within).quantity.value;
        if (!precision.within.empty() && !(precision.half_width > 0))
            problems_.at(within(node, "within"), "report.precision: 'within' must be above 0");
        if (!clock_runs_ || problems_.size() > 0 || precision.figure.empty()) return;
        const WantedFigure wanted = wanted_figure(precision.figure);
        const ParsedFigure parsed = Figure::parse(wanted.figure, Layout(scenario_));
        if (!parsed.ok())
            problems_.at(within(node, "figure"),
                         fmt::format("report.precision, at '{}': {}", wanted.figure.substr(parsed.at, 30), parsed.error));
    }

    void resolve_expectation(std::size_t i) {
        if (!clock_runs_ || problems_.size() > 0) return;
        const ParsedExpectation parsed = parse_expectation(scenario_.expect[i], Layout(scenario_));
        if (!parsed.ok()) problems_.at(item(within(root_, "expect"), i), fmt::format("expect: {}", parsed.error));
    }

    void check_printed(const std::string& text, const Node& node) {
        const ParsedQuantity parsed = parse_quantity(text);
        if (!text.empty() && !parsed.ok()) problems_.at(node, parsed.error);
    }

    // ---- hindcast -----------------------------------------------------------------------------------------------------

    void resolve_hindcast() {
        check_ids_of(scenario_.observations, within(root_, "observations"), "observations");
        for (std::size_t i = 0; i < scenario_.observations.size(); ++i) resolve_observation(i);
        const Node& origin = within(within(root_, "hindcast"), "origin");
        if (!scenario_.hindcast.origin || !is_date(&origin)) return;
        if (clock_runs_ && (*scenario_.hindcast.origin < scenario_.clock.start || *scenario_.hindcast.origin >= scenario_.clock.end))
            problems_.at(origin, fmt::format("hindcast.origin must lie between clock.start and clock.end, {} and {}",
                                             to_text(scenario_.clock.start), to_text(scenario_.clock.end)));
        for (const Node& section : root_.items)
            if (section.key != "clock" && part_of_section(section.key) == Part::world) refuse_later(section);
    }

    void refuse_later(const Node& node) {
        static constexpr std::string_view dates[] = {"at", "from", "until", "release", "as_of"};
        const bool dated = std::ranges::find(dates, node.key) != std::end(dates);
        if (node.is(Type::scalar) && dated) refuse_later_date(node, node.text, false);
        for (const Node& entry : node.items) {
            if (node.is(Type::map)) refuse_later_date(entry, entry.key, true);
            if (dated && entry.is(Type::scalar) && (node.is(Type::list) || entry.key == "value"))
                refuse_later_date(entry, entry.text, false);
            refuse_later(entry);
        }
    }

    void refuse_later_date(const Node& node, const std::string& text, bool is_key) {
        const ParsedInstant date = parse_instant(text);
        if (!date.ok() || date.instant <= *scenario_.hindcast.origin) return;
        const std::string message =
            fmt::format("{} is after the hindcast's origin, {}: nobody knew it then", in_quotes(text), to_text(*scenario_.hindcast.origin));
        constexpr const char* hint = "'~' removes what a file below says";
        if (is_key)
            problems_.at_head(node, message, hint);
        else
            problems_.at(node, message, hint);
    }

    void resolve_observation(std::size_t i) {
        Observation& observation = scenario_.observations[i];
        const Node& node = item(within(root_, "observations"), i);
        if (observation.name.empty()) observation.name = observation.id;
        resolve_points(observation, within(node, "values"));
        if (observation.values.points.empty() || observation.metric.empty() || !clock_runs_ || problems_.size() > 0) return;
        const std::string date = to_text(sample_dates(scenario_.clock).back());
        const ParsedFigure parsed = Figure::parse(dated(observation.metric, date), Layout(scenario_));
        if (!parsed.ok())
            problems_.at(within(node, "metric"), fmt::format("observations[{}].metric: {}", observation.id, parsed.error));
        else
            resolve_unit(observation, within(node, "values"));
    }

    /// Whole years become dates; what is to be scored must be measured, and what is on a logarithmic scale must be on it.
    void resolve_points(Observation& observation, const Node& values) {
        const std::vector<Instant> samples = clock_runs_ ? sample_dates(scenario_.clock) : std::vector<Instant>{};
        std::size_t before = 0, after = 0;
        const auto& origin = scenario_.hindcast.origin;
        for (Series::Point& point : observation.values.points) {
            const Node& node = node_at(values, point.at);
            const int in_year = calendar_year(point.at);
            if (point.whole_year) point.at = new_year(in_year + 1) - std::chrono::days(1);
            const auto found = std::find_if(samples.rbegin(), samples.rend(),
                                            [&](Instant s) { return point.whole_year ? calendar_year(s) == in_year : s == point.at; });
            if (found != samples.rend()) point.at = *found;
            const bool scored = origin && point.at > *origin;
            (scored ? after : before) += 1;
            if (scored && clock_runs_ && found == samples.rend())
                problems_.at_head(node, fmt::format("observations[{}].values: {} is no sample date", observation.id, in_quotes(node.key)));
            check_on_scale(observation, point.value.value, node);
        }
        std::ranges::stable_sort(observation.values.points, {}, &Series::Point::at);
        const auto twice = std::ranges::adjacent_find(observation.values.points, {}, &Series::Point::at);
        if (twice != observation.values.points.end())
            problems_.at_head(values, fmt::format("observations[{}].values has two for {}", observation.id, to_text(twice->at)));
        if (!origin || observation.values.points.empty()) return;
        const auto need = [&](std::string_view what) {
            problems_.at_head(
                values, fmt::format("observations[{}].values needs {} the hindcast's origin, {}", observation.id, what, to_text(*origin)));
        };
        if (before < 2) need("two or more dates up to");
        if (after < 1) need("one or more dates after");
    }

    static const Node& node_at(const Node& values, Instant at) {
        const auto found = std::ranges::find_if(values.items, [&](const Node& n) {
            const auto date = parse_instant(n.key);
            return date.ok() && date.instant == at;
        });
        return found == values.items.end() ? values : *found;
    }

    void check_on_scale(const Observation& observation, double value, const Node& node) {
        if (observation.scale == Observation::Scale::log && value <= 0)
            problems_.at(node, fmt::format("observations[{}].values: {} has no logarithm", observation.id, in_quotes(node.text)),
                         "take 'scale: identity'");
        if (observation.scale == Observation::Scale::logit && (value <= 0 || value >= 1))
            problems_.at(
                node,
                fmt::format("observations[{}].values: {} has no logit, as it is not between 0 and 1", observation.id, in_quotes(node.text)),
                "take 'scale: identity'");
    }

    /// Metrics of one unit that are only added keep it; any other figure is what its values are.
    void resolve_unit(Observation& observation, const Node& values) {
        const auto& points = observation.values.points;
        const std::vector<Metric> named = metrics_in(observation.metric);
        const MetricRow& first = row_of(named.empty() ? Metric::research_share : named.front());
        const auto same_unit = [&](Metric metric) { return row_of(metric).unit == first.unit; };
        const bool plain =
            !named.empty() && std::ranges::all_of(named, same_unit) && observation.metric.find_first_of("*/^()") == std::string::npos;
        const Dimension dimension = plain ? dimension_of(first.unit) : points.front().value.dimension;
        observation.unit = plain ? std::string(first.unit) : unit_text(dimension);
        observation.per_base = plain ? first.per_base : 1;
        for (const auto& point : points) {
            if (point.value.dimension != dimension)
                return problems_.at_head(values,
                                         fmt::format("observations[{}].values must all be {}", observation.id,
                                                     observation.unit.empty() ? "numbers without a unit" : "in " + observation.unit));
        }
    }

    /// "country:CHN" and the like for all things of the scenario.
    std::vector<std::string> simple_groups() const {
        std::vector<std::string> names{"world"};
        for (const Country& c : scenario_.countries) names.push_back("country:" + c.id);
        for (const Kind& k : scenario_.kinds) names.push_back("kind:" + k.id);
        for (const SizeClass& s : scenario_.sizes) names.push_back("size:" + s.id);
        for (const Domain& d : scenario_.domains) names.push_back("domain:" + d.id);
        for (const Corpus& c : scenario_.corpora) names.push_back("corpus:" + c.id);
        for (const std::string_view learner : learner_names) {
            for (const std::uint32_t samples : scenario_.experiment.samples)
                names.push_back(fmt::format("learner:{}/n:{}", learner, samples));
            for (const double goal : scenario_.experiment.goals) names.push_back(fmt::format("learner:{}/goal:{}", learner, to_text(goal)));
        }
        for (const Benchmark& b : scenario_.benchmarks) {
            if (b.targets.empty()) names.push_back("benchmark:" + b.id);
            for (const double error : b.targets) names.push_back(fmt::format("benchmark:{}/error:{}", b.id, to_text(error)));
        }
        return names;
    }

    /// A simple group, or "country:CHN/kind:academia".
    void check_group(const std::string& name, const Node& node) {
        const std::vector<std::string> simple = simple_groups();
        const Words words{simple.begin(), simple.end()};
        const std::size_t slash = name.find('/');
        const bool crossed = name.starts_with("country:") && slash != name.npos && name.compare(slash + 1, 5, "kind:") == 0;
        find_in(words, crossed ? name.substr(0, slash) : name, "group", node);
        if (crossed) find_in(words, name.substr(slash + 1), "group", node);
    }

    void resolve_dates(std::vector<Instant>& dates, const Node& list) {
        const std::vector<Instant> samples = sample_dates(scenario_.clock);
        for (std::size_t i = 0; i < dates.size(); ++i) {
            const Node& node = item(list, i);
            if (!is_date(&node)) continue;
            const bool whole_year = node.text.size() == 4;
            const auto found = std::find_if(samples.rbegin(), samples.rend(), [&](Instant sample) {
                return whole_year ? calendar_year(sample) == calendar_year(dates[i]) : sample == dates[i];
            });
            if (found == samples.rend()) {
                const auto after = std::lower_bound(samples.begin(), samples.end(), dates[i]);
                problems_.at(node, fmt::format("report.dates: {} is no sample date", in_quotes(node.text)),
                             fmt::format("near it is {}", to_text(after == samples.end() ? samples.back() : *after)));
                continue;
            }
            dates[i] = *found;
            if (i > 0 && is_date(&item(list, i - 1)) && dates[i] <= dates[i - 1]) problems_.at(node, "report.dates must ascend");
        }
    }
};

} // namespace

Words table_names() {
    Words names;
    for (const MetricRow& row : metrics()) names.push_back(row.id);
    for (const std::string_view set : metric_sets()) names.push_back(set);
    names.push_back("ledger"); // the table of where the compute went
    names.push_back("ranks");  // the table of who is ahead
    return names;
}

void resolve_report(Scenario& scenario, const Node& root, Problems& problems) { ReportResolver{scenario, root, problems}.run(); }

} // namespace sim
