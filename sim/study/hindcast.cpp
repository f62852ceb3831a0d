// Scores of an ensemble, of naive baselines and of simple forecasters, one observation at a time or several as a vector.
#include "study/hindcast.hpp"

#include "base/nothing.hpp"
#include "engine/dice.hpp"
#include "study/figure_values.hpp"
#include "study/forecast_scores.hpp"
#include "study/forecasters.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <map>
#include <optional>

namespace sim {
namespace {

using Scale = Observation::Scale;

/// Of the points that have a forecast.
template <class Part> double mean_of(std::span<const Scored> points, Part&& part) {
    double sum = 0;
    std::size_t n = 0;
    for (const Scored& point : points) {
        if (point.of.n == 0) continue;
        sum += part(point);
        ++n;
    }
    return n > 0 ? sum / static_cast<double>(n) : nothing;
}

/// Against a baseline that was always right it is minus infinity, or 0 where the forecast was right as well.
double skill_against(double own, double other) {
    if (other == 0) return own > 0 ? -std::numeric_limits<double>::infinity() : 0;
    return 1 - own / other;
}

/// A straight line by least squares, read at x.
double line_at(std::span<const Known> points, double x) {
    double years = 0, values = 0, across = 0, both = 0;
    const auto n = static_cast<double>(points.size());
    for (const Known& p : points) {
        years += p.year / n;
        values += p.value / n;
    }
    for (const Known& p : points) {
        across += (p.year - years) * (p.year - years);
        both += (p.year - years) * (p.value - values);
    }
    return values + both / across * (x - years);
}

double error_on(double forecast, double observed, Scale scale) { return std::abs(to_scale(forecast, scale) - to_scale(observed, scale)); }

// ---- the store ----------------------------------------------------------------------------------------------------

/// What was known of it at the origin, in its unit.
std::vector<Known> known_of(const Observation& observation, Instant origin) {
    std::vector<Known> known;
    for (const Series::Point& point : observation.values.points) {
        if (point.at <= origin) known.push_back({decimal_year(point.at), point.value.value * observation.per_base});
    }
    return known;
}

KnownSeries on_scale(std::vector<Known> known, Scale scale) {
    for (Known& point : known) point.value = to_scale(point.value, scale);
    return known;
}

/// Observations in an order that does not depend on that of the file.
std::vector<const Observation*> by_id(const Scenario& scenario) {
    std::vector<const Observation*> observations;
    for (const Observation& observation : scenario.observations) observations.push_back(&observation);
    std::ranges::sort(observations, {}, &Observation::id);
    return observations;
}

/// The series of the same block and scale, itself among them.
std::vector<KnownSeries> series_like(const Observation& observation, const Scenario& scenario) {
    std::vector<KnownSeries> alike;
    for (const Observation* other : by_id(scenario)) {
        if (other->block == observation.block && other->scale == observation.scale)
            alike.push_back(on_scale(known_of(*other, scenario.hindcast.origin.value()), other->scale));
    }
    return alike;
}

using Laws = std::array<std::vector<double>, forecaster_count>;

/// What the forecasters say of an observation at a date, on its scale.
Laws laws_of(const Observation& observation, const Scenario& scenario, Instant at) {
    const KnownSeries own = on_scale(known_of(observation, scenario.hindcast.origin.value()), observation.scale);
    return forecasts(own, series_like(observation, scenario), decimal_year(at));
}

/// The observation's figure at a date in each trial, in its unit.
std::vector<double> members_of(Store& store, std::span<const StoredRow> trials, const Observation& observation, Instant at,
                               const Layout& layout) {
    const ParsedFigure parsed = Figure::parse(dated(observation.metric, to_text(at)), layout);
    assert(parsed.ok());
    std::vector<double> members = figure_in_each(store, trials, parsed.figure);
    for (double& member : members) member *= observation.per_base;
    return members;
}

// ---- vectors ------------------------------------------------------------------------------------------------------

std::optional<double> observed_at(const Observation& observation, Instant at) {
    const auto found = std::ranges::find(observation.values.points, at, &Series::Point::at);
    if (found == observation.values.points.end()) return std::nullopt;
    return found->value.value * observation.per_base;
}

/// Part by part, turned to member by member; members that lack a part are left out.
std::vector<std::vector<double>> transposed(const std::vector<std::vector<double>>& parts) {
    std::vector<std::vector<double>> members;
    for (std::size_t m = 0; m < parts.front().size(); ++m) {
        std::vector<double> member;
        for (const auto& part : parts) member.push_back(part[m]);
        if (std::ranges::none_of(member, [](double value) { return std::isnan(value); })) members.push_back(std::move(member));
    }
    return members;
}

constexpr std::size_t draws_of_law = 500;

/// As many draws of a law on the scale, in the unit.
std::vector<double> draws_of(const std::vector<double>& law, const Observation& observation, const Dice& dice, Instant at) {
    Roll roll = dice.roll(Purpose::resampling, key_of(observation.id), static_cast<std::uint64_t>(calendar_year(at)));
    std::vector<double> draws;
    for (std::size_t i = 0; i < draws_of_law; ++i) {
        const auto which = static_cast<std::size_t>(roll.uniform() * static_cast<double>(law.size()));
        draws.push_back(from_scale(law[which], observation.scale));
    }
    return draws;
}

/// The observations of one vector, of one variant.
class VectorScores {
public:
    VectorScores(const Scenario& scenario, std::vector<const Observation*> parts) : scenario_(scenario), parts_(std::move(parts)) {}

    /// The dates after the origin at which all parts have a value.
    [[nodiscard]] std::vector<Instant> dates() const {
        std::vector<Instant> dates;
        for (const Series::Point& point : parts_.front()->values.points) {
            const auto has = [&](const Observation* part) { return observed_at(*part, point.at).has_value(); };
            if (point.at > scenario_.hindcast.origin.value() && std::ranges::all_of(parts_, has)) dates.push_back(point.at);
        }
        return dates;
    }
    /// Scores of the model's members, given part by part.
    [[nodiscard]] VectorPoint at(Instant at, const std::vector<std::vector<double>>& model) const {
        VectorPoint point{0, parts_.front()->vector, at, parts_.size(), 0, nothing, {}, {}};
        std::vector<double> observed;
        for (const Observation* part : parts_) observed.push_back(observed_at(*part, at).value());
        const auto members = transposed(model);
        point.members = members.size();
        if (!members.empty()) point.model = energy_score(members, observed);
        for (std::size_t f = 0; f < forecaster_count; ++f) point.forecasters[f] = energy_score(transposed(drawn(at, f)), observed);
        for (std::size_t b = 0; b < baseline_count; ++b) point.naive[b] = energy_score(transposed(said(at, b)), observed);
        return point;
    }
    [[nodiscard]] const std::vector<const Observation*>& parts() const { return parts_; }

private:
    [[nodiscard]] std::vector<std::vector<double>> drawn(Instant at, std::size_t forecaster) const {
        const Dice dice(scenario_.seed, 0);
        std::vector<std::vector<double>> parts;
        for (const Observation* part : parts_) parts.push_back(draws_of(laws_of(*part, scenario_, at)[forecaster], *part, dice, at));
        return parts;
    }
    [[nodiscard]] std::vector<std::vector<double>> said(Instant at, std::size_t baseline) const {
        std::vector<std::vector<double>> parts;
        for (const Observation* part : parts_) {
            const auto known = known_of(*part, scenario_.hindcast.origin.value());
            parts.push_back({baselines(known, decimal_year(at), part->scale)[baseline]});
        }
        return parts;
    }

    const Scenario& scenario_;
    std::vector<const Observation*> parts_;
};

std::map<std::string, std::vector<const Observation*>> vectors_of(const Scenario& scenario) {
    std::map<std::string, std::vector<const Observation*>> vectors;
    for (const Observation* observation : by_id(scenario))
        if (!observation->vector.empty()) vectors[observation->vector].push_back(observation);
    return vectors;
}

} // namespace

double to_scale(double value, Scale scale) {
    const auto finite = [](double on_it) { return std::isfinite(on_it) ? on_it : nothing; };
    switch (scale) {
    case Scale::identity:
        return value;
    case Scale::log:
        return finite(std::log(value));
    case Scale::logit:
        return finite(std::log(value / (1 - value)));
    }
    return nothing;
}

double from_scale(double value, Scale scale) {
    switch (scale) {
    case Scale::identity:
        return value;
    case Scale::log:
        return std::exp(value);
    case Scale::logit:
        return 1 / (1 + std::exp(-value));
    }
    return nothing;
}

double crps(std::span<const double> ascending, double observed) {
    const auto n = static_cast<double>(ascending.size());
    double distance = 0, apart = 0;
    for (std::size_t i = 0; i < ascending.size(); ++i) {
        distance += std::abs(ascending[i] - observed);
        apart += (2 * static_cast<double>(i) - n + 1) * ascending[i];
    }
    return distance / n - (ascending.size() > 1 ? apart / (n * (n - 1)) : 0);
}

double pit(std::span<const double> ascending, double observed) {
    const auto [first, last] = std::equal_range(ascending.begin(), ascending.end(), observed);
    const auto below = static_cast<double>(first - ascending.begin()), equal = static_cast<double>(last - first);
    return (below + equal / 2 + 0.5) / (static_cast<double>(ascending.size()) + 1);
}

std::array<double, baseline_count> baselines(std::span<const Known> known, double at_year, Scale scale) {
    assert(known.size() >= 2);
    const Known first = known.front(), last = known.back();
    const bool positive = first.value > 0 && last.value > 0;
    const double growth = positive ? std::pow(last.value / first.value, (at_year - last.year) / (last.year - first.year)) : 1;
    const KnownSeries line = on_scale({known.begin(), known.end()}, scale);
    return {last.value, last.value * growth, from_scale(line_at(line, at_year), scale)};
}

Scored score(std::vector<double> members, double observed, Scale scale, const std::array<double, baseline_count>& naive) {
    std::erase_if(members, [](double member) { return std::isnan(member); });
    std::ranges::sort(members);
    Scored scored;
    scored.observed = observed;
    scored.crps = scored.crps_scaled = scored.pit = scored.interval = scored.interval_scaled = nothing;
    scored.naive = naive;
    for (std::size_t b = 0; b < baseline_count; ++b) {
        scored.naive_crps[b] = std::abs(naive[b] - observed);
        scored.naive_crps_scaled[b] = error_on(naive[b], observed, scale);
    }
    if (members.empty()) return scored;
    scored.crps = crps(members, observed);
    scored.pit = pit(members, observed);
    scored.of = statistics(members);
    scored.interval = interval_score(scored.of.p05, scored.of.p95, observed);
    scored.interval_scaled = interval_score(to_scale(scored.of.p05, scale), to_scale(scored.of.p95, scale), to_scale(observed, scale));
    for (double& member : members) member = to_scale(member, scale); // which keeps their order
    const bool all_on_scale = std::ranges::none_of(members, [](double member) { return std::isnan(member); });
    if (all_on_scale) scored.crps_scaled = crps(members, to_scale(observed, scale));
    return scored;
}

ForecasterScore score_forecaster(std::span<const double> on_scale, double observed, Scale scale) {
    std::vector<double> members(on_scale.begin(), on_scale.end());
    for (double& member : members) member = from_scale(member, scale);
    const double low = sample_quantile(on_scale, 0.05), high = sample_quantile(on_scale, 0.95), there = to_scale(observed, scale);
    ForecasterScore score{from_scale(low, scale), from_scale(high, scale), crps_of_law(members, observed), nothing, nothing, nothing};
    score.interval = interval_score(score.p05, score.p95, observed);
    if (std::isnan(there)) return score;
    score.crps_scaled = crps_of_law(on_scale, there);
    score.interval_scaled = interval_score(low, high, there);
    return score;
}

Performance performance(std::span<const Scored> points) {
    Performance sum;
    for (const Scored& point : points) {
        if (point.of.n == 0) continue;
        ++sum.points;
        sum.within_50 += point.of.p25 <= point.observed && point.observed <= point.of.p75 ? 1 : 0;
        sum.within_90 += point.of.p05 <= point.observed && point.observed <= point.of.p95 ? 1 : 0;
    }
    sum.bias = mean_of(points, [](const Scored& p) { return p.of.p50 - p.observed; });
    sum.error = mean_of(points, [](const Scored& p) { return std::abs(p.of.p50 - p.observed); });
    sum.crps = mean_of(points, [](const Scored& p) { return p.crps; });
    sum.crps_scaled = mean_of(points, [](const Scored& p) { return p.crps_scaled; });
    for (std::size_t b = 0; b < baseline_count; ++b) {
        const double naive_crps = mean_of(points, [b](const Scored& p) { return p.naive_crps[b]; });
        const double naive_crps_scaled = mean_of(points, [b](const Scored& p) { return p.naive_crps_scaled[b]; });
        sum.skill[b] = skill_against(sum.crps, naive_crps);
        sum.skill_scaled[b] = skill_against(sum.crps_scaled, naive_crps_scaled);
        sum.skill_of_median[b] = skill_against(sum.error, naive_crps);
    }
    return sum;
}

std::array<std::size_t, pit_bins> pit_histogram(std::span<const Scored> points) {
    std::array<std::size_t, pit_bins> bins{};
    for (const Scored& point : points) {
        if (point.of.n > 0) ++bins[std::min(static_cast<std::size_t>(point.pit * pit_bins), pit_bins - 1)];
    }
    return bins;
}

std::vector<HindcastPoint> score_hindcast(Store& store, const TrialList& list, std::span<const Scenario> variants,
                                          std::span<const Layout> layouts) {
    std::vector<HindcastPoint> points;
    for (std::uint32_t v = 0; v < list.variants; ++v) {
        const Scenario& scenario = variants[v];
        const Instant origin = scenario.hindcast.origin.value();
        const std::vector<StoredRow> trials = trials_that_went_well(store, list, v);
        for (std::uint32_t o = 0; o < scenario.observations.size(); ++o) {
            const Observation& observation = scenario.observations[o];
            const std::vector<Known> known = known_of(observation, origin);
            for (const Series::Point& point : observation.values.points) {
                if (point.at <= origin) continue;
                const double observed = point.value.value * observation.per_base;
                Scored scored = score(members_of(store, trials, observation, point.at, layouts[v]), observed, observation.scale,
                                      baselines(known, decimal_year(point.at), observation.scale));
                const Laws laws = laws_of(observation, scenario, point.at);
                for (std::size_t f = 0; f < forecaster_count; ++f)
                    scored.forecasters[f] = score_forecaster(laws[f], observed, observation.scale);
                points.push_back({v, o, point.at, decimal_year(point.at) - decimal_year(origin), std::move(scored)});
            }
        }
    }
    return points;
}

std::vector<VectorPoint> score_vectors(Store& store, const TrialList& list, std::span<const Scenario> variants,
                                       std::span<const Layout> layouts) {
    std::vector<VectorPoint> points;
    for (std::uint32_t v = 0; v < list.variants; ++v) {
        const std::vector<StoredRow> trials = trials_that_went_well(store, list, v);
        for (auto& [name, parts] : vectors_of(variants[v])) {
            const VectorScores scores(variants[v], parts);
            for (const Instant at : scores.dates()) {
                std::vector<std::vector<double>> members;
                for (const Observation* part : scores.parts()) members.push_back(members_of(store, trials, *part, at, layouts[v]));
                points.push_back(scores.at(at, members));
                points.back().variant = v;
            }
        }
    }
    return points;
}

} // namespace sim
