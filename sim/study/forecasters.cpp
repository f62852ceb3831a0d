// The random walk with drift, the damped trend, and the changes of all series.
#include "study/forecasters.hpp"

#include "sim/distribution.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace sim {
namespace {

constexpr std::size_t members_of_normal = 400;

struct Step {
    double years = 0, change = 0;
};

std::vector<Step> steps_of(const KnownSeries& series) {
    std::vector<Step> steps;
    for (std::size_t i = 1; i < series.size(); ++i)
        steps.push_back({series[i].year - series[i - 1].year, series[i].value - series[i - 1].value});
    return steps;
}

double span_of(const KnownSeries& series) { return series.back().year - series.front().year; }
double drift_of(const KnownSeries& series) { return (series.back().value - series.front().value) / span_of(series); }

/// A sum of squares with its degrees of freedom.
struct Scatter {
    double squares = 0, freedom = 0;
    void add(const KnownSeries& series, double drift, double parameters) {
        for (const Step& step : steps_of(series)) {
            const double excess = step.change - drift * step.years;
            squares += excess * excess / step.years;
        }
        freedom += static_cast<double>(series.size() - 1) - parameters;
    }
};

/// Variance of a year's change.
double variance_of(const KnownSeries& own, std::span<const KnownSeries> alike) {
    Scatter about_drift, about_nothing;
    if (own.size() > enough_steps) {
        about_drift.add(own, drift_of(own), 1);
        return about_drift.squares / about_drift.freedom;
    }
    for (const KnownSeries& series : alike) {
        about_drift.add(series, drift_of(series), 1);
        about_nothing.add(series, 0, 0);
    }
    return about_drift.freedom > 0 ? about_drift.squares / about_drift.freedom : about_nothing.squares / about_nothing.freedom;
}

std::vector<double> normal(double mean, double variance) {
    std::vector<double> members;
    constexpr auto n = static_cast<double>(members_of_normal);
    for (std::size_t i = 0; i < members_of_normal; ++i)
        members.push_back(mean + std::sqrt(variance) * standard_normal_quantile((static_cast<double>(i) + 0.5) / n));
    return members;
}

/// All changes over so many years, to half a year.
std::vector<double> changes_over(std::span<const KnownSeries> alike, double years) {
    std::vector<double> changes;
    for (const KnownSeries& series : alike) {
        for (std::size_t j = 1; j < series.size(); ++j) {
            for (std::size_t i = 0; i < j; ++i)
                if (std::abs(series[j].year - series[i].year - years) < 0.5) changes.push_back(series[j].value - series[i].value);
        }
    }
    return changes;
}

/// Steps of any length as changes over so many years.
std::vector<double> changes_by_steps(std::span<const KnownSeries> alike, double years) {
    std::vector<Step> steps;
    double change = 0, time = 0;
    for (const KnownSeries& series : alike) {
        for (const Step& step : steps_of(series)) {
            steps.push_back(step);
            change += step.change;
            time += step.years;
        }
    }
    const double drift = change / time;
    std::vector<double> changes;
    for (const Step& step : steps) changes.push_back(drift * years + (step.change - drift * step.years) * std::sqrt(years / step.years));
    return changes;
}

std::vector<double> by_changes(double last, std::span<const KnownSeries> alike, double years) {
    std::vector<double> members = changes_over(alike, years);
    if (members.size() < enough_changes) members = changes_by_steps(alike, years);
    for (double& member : members) member += last;
    std::ranges::sort(members);
    return members;
}

} // namespace

std::array<std::vector<double>, forecaster_count> forecasts(const KnownSeries& own, std::span<const KnownSeries> alike, double at_year) {
    assert(own.size() >= 2 && at_year > own.back().year);
    const double last = own.back().value, years = at_year - own.back().year, drift = drift_of(own);
    const double variance = variance_of(own, alike) * years * (1 + years / span_of(own));
    const double damped_years = damping * (1 - std::pow(damping, years)) / (1 - damping);
    return {normal(last + drift * years, variance), normal(last + drift * damped_years, variance), by_changes(last, alike, years)};
}

double crps_of_law(std::span<const double> ascending, double observed) {
    const auto n = static_cast<double>(ascending.size());
    double distance = 0, apart = 0;
    for (std::size_t i = 0; i < ascending.size(); ++i) {
        distance += std::abs(ascending[i] - observed);
        apart += (2 * static_cast<double>(i) - n + 1) * ascending[i];
    }
    return distance / n - apart / (n * n);
}

} // namespace sim
