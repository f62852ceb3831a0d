// How good a forecast was: an ensemble, and three naive baselines, against what was observed afterwards.
#pragma once

#include "sim/scenario.hpp"
#include "sim/store.hpp"
#include "sim/summary.hpp"

#include <array>
#include <span>
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

/// One forecast beside what was observed. Not-a-number: a score on a scale on which a member, a baseline or the observation has no value.
struct Scored {
    double observed = 0;
    Statistics of; ///< over replicates; n is 0 where none has a value, and then nothing else is known
    double crps = 0, crps_scaled = 0, pit = 0;
    std::array<double, baseline_count> naive{};
    std::array<double, baseline_count> naive_crps{}, naive_crps_scaled{}; ///< of a point forecast: its absolute error
};
/// Members that are not-a-number count as absent.
[[nodiscard]] Scored score(std::vector<double> members, double observed, Observation::Scale scale,
                           const std::array<double, baseline_count>& naive);

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
    Scored scored;
};
/// Every observation after the origin, by variant, observation and date. Failed trials count for nothing.
/// REQUIRES: scenarios with an origin, as they were resolved.
[[nodiscard]] std::vector<HindcastPoint> score_hindcast(Store& store, const TrialList& list, std::span<const Scenario> variants,
                                                        std::span<const Layout> layouts);

} // namespace sim
