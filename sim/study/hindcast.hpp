// How good a forecast was: an ensemble, three naive baselines and three simple forecasters, against what was observed afterwards.
#pragma once

#include "sim/scenario.hpp"
#include "sim/store.hpp"
#include "sim/summary.hpp"

#include <array>
#include <span>
#include <string>
#include <vector>

namespace sim {

/// The value on the scale: itself, its natural logarithm, or its logit log(x / (1 - x)); not-a-number where it has none.
[[nodiscard]] double to_scale(double value, Observation::Scale scale);
[[nodiscard]] double from_scale(double value, Observation::Scale scale);

/// Continuous ranked probability score, by the fair estimator: mean |x - y| - sum |x_i - x_j| / (2 n (n - 1)). In the unit of the values;
/// lower is better. Its expectation is that of the law which the n members are drawn from, whatever n (Ferro 2014, "Fair scores for
/// ensemble forecasts"); the score itself: Gneiting and Raftery 2007, "Strictly Proper Scoring Rules, Prediction, and Estimation". Of one
/// member it is the absolute error. REQUIRES: ascending, not empty.
[[nodiscard]] double crps(std::span<const double> ascending, double observed);
/// Where the observation falls among the members, in (0, 1): its mid-rank of n + 1 places, (below + equal / 2 + 1/2) / (n + 1).
[[nodiscard]] double pit(std::span<const double> ascending, double observed);

/// A value at a date, the date as a year with its part.
struct Known {
    double year = 0;
    double value = 0;
};
inline constexpr std::size_t baseline_count = 3;
/// What naive forecasters would have said about that date from what was known up to the origin, as point forecasts: no change since the
/// last value; the mean growth from the first value to the last, compounded (no change where one of the two is not positive); the straight
/// line by least squares on the scale. REQUIRES: two or more values, ascending in time.
[[nodiscard]] std::array<double, baseline_count> baselines(std::span<const Known> known, double at_year, Observation::Scale scale);

/// Baselines that are distributions, see forecasters.hpp: the random walk with drift, the damped trend, the changes of all series.
inline constexpr std::size_t forecaster_count = 3;
/// How good one of them was. Not-a-number, here and below: a score on a scale on which a member or the observation has no value.
struct ForecasterScore {
    double p05 = 0, p95 = 0;
    double crps = 0, crps_scaled = 0;
    double interval = 0, interval_scaled = 0; ///< interval score of p05 to p95
};

/// One forecast beside what was observed.
struct Scored {
    double observed = 0;
    Statistics of; ///< over replicates; n is 0 where none has a value, and then nothing else is known
    double crps = 0, crps_scaled = 0, pit = 0;
    double interval = 0, interval_scaled = 0; ///< interval score of p05 to p95
    std::array<ForecasterScore, forecaster_count> forecasters{};
    std::array<double, baseline_count> naive{};
    std::array<double, baseline_count> naive_crps{}, naive_crps_scaled{}; ///< of a point forecast: its absolute error
};
/// Members that are not-a-number count as absent.
[[nodiscard]] Scored score(std::vector<double> members, double observed, Observation::Scale scale,
                           const std::array<double, baseline_count>& naive);

/// Scores of these values on the scale, as `forecasts` gives them. REQUIRES: ascending, not empty.
[[nodiscard]] ForecasterScore score_forecaster(std::span<const double> on_scale, double observed, Observation::Scale scale);

/// What several forecasts come to.
struct Performance {
    std::size_t points = 0;
    std::size_t within_50 = 0, within_90 = 0;   ///< observed values between p25 and p75, and p05 and p95
    double bias = 0;                            ///< mean of median - observed
    double error = 0;                           ///< mean of |median - observed|
    double crps = 0, crps_scaled = 0;           ///< means
    std::array<double, baseline_count> skill{}; ///< 1 - CRPS / CRPS of the baseline, of the means; above 0: better than it
    std::array<double, baseline_count> skill_scaled{};
    std::array<double, baseline_count>
        skill_of_median{}; ///< the same for the absolute error of the median: a point forecast against another
};
/// Over the points that have a forecast.
[[nodiscard]] Performance performance(std::span<const Scored> points);
inline constexpr std::size_t pit_bins = 10;
/// How many of the forecasts have a PIT in each tenth of (0, 1).
[[nodiscard]] std::array<std::size_t, pit_bins> pit_histogram(std::span<const Scored> points);

/// One value of one of the scenario's observations, in its unit, in one variant.
struct HindcastPoint {
    std::uint32_t variant = 0;
    std::uint32_t observation = 0; ///< into Scenario::observations of that variant
    Instant at;
    double lead = 0; ///< years since the origin
    Scored scored;
};
/// Every observation after the origin, by variant, observation and date. Failed trials count for nothing.
/// REQUIRES: scenarios with an origin, as they were resolved.
[[nodiscard]] std::vector<HindcastPoint> score_hindcast(Store& store, const TrialList& list, std::span<const Scenario> variants,
                                                        std::span<const Layout> layouts);

/// One date of observations that are named as one vector, in their unit: energy scores.
struct VectorPoint {
    std::uint32_t variant = 0;
    std::string vector;
    Instant at;
    std::size_t parts = 0; ///< observations
    std::size_t members = 0;
    double model = 0;                                   ///< not-a-number where no trial has all parts
    std::array<double, forecaster_count> forecasters{}; ///< each series' law by itself: they know of no correlation
    std::array<double, baseline_count> naive{};
};
/// By variant, vector and date, for the dates after the origin at which all its observations have a value.
[[nodiscard]] std::vector<VectorPoint> score_vectors(Store& store, const TrialList& list, std::span<const Scenario> variants,
                                                     std::span<const Layout> layouts);

} // namespace sim
