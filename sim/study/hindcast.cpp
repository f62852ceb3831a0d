// Scores of an ensemble and of three naive baselines, one observation at a time.
#include "study/hindcast.hpp"

#include "base/nothing.hpp"
#include "study/figure_values.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

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
    std::vector<Known> on_scale(known.begin(), known.end());
    for (Known& point : on_scale) point.value = to_scale(point.value, scale);
    return {last.value, last.value * growth, from_scale(line_at(on_scale, at_year), scale)};
}

Scored score(std::vector<double> members, double observed, Scale scale, const std::array<double, baseline_count>& naive) {
    std::erase_if(members, [](double member) { return std::isnan(member); });
    std::ranges::sort(members);
    Scored scored{observed, {}, nothing, nothing, nothing, naive, {}, {}};
    for (std::size_t b = 0; b < baseline_count; ++b) {
        scored.naive_crps[b] = std::abs(naive[b] - observed);
        scored.naive_crps_scaled[b] = error_on(naive[b], observed, scale);
    }
    if (members.empty()) return scored;
    scored.crps = crps(members, observed);
    scored.pit = pit(members, observed);
    scored.of = statistics(members);
    for (double& member : members) member = to_scale(member, scale); // which keeps their order
    const bool all_on_scale = std::ranges::none_of(members, [](double member) { return std::isnan(member); });
    if (all_on_scale) scored.crps_scaled = crps(members, to_scale(observed, scale));
    return scored;
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
        const Instant origin = variants[v].hindcast.origin.value();
        const std::vector<StoredRow> trials = trials_that_went_well(store, list, v);
        for (std::uint32_t o = 0; o < variants[v].observations.size(); ++o) {
            const Observation& observation = variants[v].observations[o];
            const std::vector<Known> known = known_of(observation, origin);
            for (const Series::Point& point : observation.values.points) {
                if (point.at <= origin) continue;
                const ParsedFigure parsed = Figure::parse(dated(observation.metric, to_text(point.at)), layouts[v]);
                assert(parsed.ok());
                std::vector<double> members = figure_in_each(store, trials, parsed.figure);
                for (double& member : members) member *= observation.per_base;
                const auto naive = baselines(known, decimal_year(point.at), observation.scale);
                points.push_back(
                    {v, o, point.at, score(std::move(members), point.value.value * observation.per_base, observation.scale, naive)});
            }
        }
    }
    return points;
}

} // namespace sim
