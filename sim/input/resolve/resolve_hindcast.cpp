// The checks of a hindcast: that nothing in the world is younger than its origin, and that what was observed can be scored.
#include "input/resolve/resolve_parts.hpp"

#include "input/figure.hpp"
#include "model/walk.hpp"
#include "sim/metric.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>

namespace sim {
namespace {

class HindcastResolver : private Resolving {
public:
    using Resolving::Resolving;

    void run() {
        check_ids_of(scenario_.observations, within(root_, "observations"), "observations");
        for (std::size_t i = 0; i < scenario_.observations.size(); ++i) resolve_observation(i);
        check_vectors();
        const Node& origin = within(within(root_, "hindcast"), "origin");
        if (!scenario_.hindcast.origin || !is_date(&origin)) return;
        if (clock_runs_ && (*scenario_.hindcast.origin < scenario_.clock.start || *scenario_.hindcast.origin >= scenario_.clock.end))
            problems_.at(origin, fmt::format("hindcast.origin must lie between clock.start and clock.end, {} and {}",
                                             to_text(scenario_.clock.start), to_text(scenario_.clock.end)));
        for (const Node& section : root_.items)
            if (section.key != "clock" && part_of_section(section.key) == Part::world) refuse_later(section);
    }

private:
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
        const bool can_be_read = !observation.values.points.empty() && !observation.metric.empty() && clock_runs_ && problems_.size() == 0;
        if (can_be_read) resolve_figure(observation, node);
        resolve_points(observation, within(node, "values"));
    }

    /// The parts of a vector are added up as they are, so that they must be of one unit.
    void check_vectors() {
        std::map<std::string_view, const Observation*> first;
        for (std::size_t i = 0; i < scenario_.observations.size(); ++i) {
            const Observation& observation = scenario_.observations[i];
            const Node& node = item(within(root_, "observations"), i);
            if (!observation.block.empty()) check_id(within(node, "block"), observation.block, problems_);
            if (observation.vector.empty()) continue;
            check_id(within(node, "vector"), observation.vector, problems_);
            const Observation& other = *first.try_emplace(observation.vector, &observation).first->second;
            if (other.unit != observation.unit || other.per_base != observation.per_base)
                problems_.at(within(node, "vector"), fmt::format("observations[{}].vector: '{}' has another unit, and is in {} too",
                                                                 observation.id, other.id, in_quotes(observation.vector)));
        }
    }

    void resolve_figure(Observation& observation, const Node& node) {
        const std::string date = to_text(sample_dates(scenario_.clock).back());
        const ParsedFigure parsed = Figure::parse(dated(observation.metric, date), Layout(scenario_));
        if (!parsed.ok())
            problems_.at(within(node, "metric"), fmt::format("observations[{}].metric: {}", observation.id, parsed.error));
        else
            resolve_unit(observation, parsed.figure, within(node, "values"));
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
            if (scored && found != samples.rend()) check_year(observation, point, node);
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

    /// What was observed in a year is not what is measured in a part of it.
    void check_year(const Observation& observation, const Series::Point& point, const Node& node) {
        const Layout layout(scenario_);
        const auto date = std::ranges::find(layout.dates, point.at) - layout.dates.begin();
        const Days days = layout.period(static_cast<std::size_t>(date));
        if (!point.whole_year || is_calendar_year(days)) return;
        problems_.at_head(node,
                          fmt::format("observations[{}].values: {} is not measured as a whole, but {}", observation.id, in_quotes(node.key),
                                      to_text(days)),
                          "name the sample date, or give 'clock: {sample: 12 mo}'");
    }
    static const Node& item_of_map(const Node& map, std::size_t i) {
        return map.is(Type::map) && i < map.items.size() ? map.items[i] : map;
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

    /// Metrics of one unit that are only added keep it; any other figure is in base units.
    void resolve_unit(Observation& observation, const Figure& figure, const Node& values) {
        const std::vector<Metric> named = metrics_in(observation.metric);
        const MetricRow& first = row_of(named.empty() ? Metric::research_share : named.front());
        const auto same_unit = [&](Metric metric) { return row_of(metric).unit == first.unit; };
        const bool plain =
            !named.empty() && std::ranges::all_of(named, same_unit) && observation.metric.find_first_of("*/^()") == std::string::npos;
        observation.unit = plain ? std::string(first.unit) : unit_text(figure.dimension());
        observation.per_base = plain ? first.per_base : 1;
        auto& points = observation.values.points; // as they stand in the file
        for (std::size_t i = 0; i < points.size(); ++i) {
            const Node& value = item_of_map(values, i);
            if (check_beside(figure, value.text, value, fmt::format("observations[{}].values", observation.id)))
                points[i].value = {printed_beside(figure, value.text).value, figure.dimension()};
        }
    }
};

} // namespace

void resolve_hindcast(Scenario& scenario, const Node& root, Problems& problems) { HindcastResolver{scenario, root, problems}.run(); }

} // namespace sim
