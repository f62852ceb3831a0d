// Forecasters that know a few series up to the origin and nothing else, and answer with a distribution.
#pragma once

#include "study/hindcast.hpp"

#include <array>
#include <span>
#include <vector>

namespace sim {

/// What was known of one series, on its scale, ascending in time.
using KnownSeries = std::vector<Known>;

/// What each says of a date, as equally likely values on the scale, ascending. With d the mean yearly change of the series from its first
/// to its last value over T years, h the years since the last, s^2 the variance of a year's change:
///
/// - the random walk with drift: normal, mean last + d h, variance s^2 h (1 + h / T) (Hyndman and Athanasopoulos, "Forecasting: principles
///   and practice", 5.5: what h steps add, and the error of d);
/// - the damped trend: the same but for the mean, last + d (phi + ... + phi^h), phi = 0.9 (Gardner and McKenzie 1985, "Forecasting trends
///   in time series"), between whole years by the same formula;
/// - changes of all: the last value, and a change that a series like it has made before: any over as many years (to half a year), where
///   there are `enough_changes`; else each step of any series, its excess over the mean drift of all scaled by the root of time.
///
/// s^2 is sum (c - d t)^2 / t over the k steps c of the series, t years long, over k - 1; where k is below `enough_steps` it is pooled over
/// `alike`; where these have no more than one step each, it is the mean of c^2 / t.
/// REQUIRES: two values or more in each, `own` among `alike`, at_year after the last value.
[[nodiscard]] std::array<std::vector<double>, forecaster_count> forecasts(const KnownSeries& own, std::span<const KnownSeries> alike,
                                                                          double at_year);
inline constexpr double damping = 0.9;
inline constexpr std::size_t enough_steps = 4;
inline constexpr std::size_t enough_changes = 8;

/// CRPS of a law that has just these values, equally likely: mean |x - y| - sum |x_i - x_j| / (2 n^2).
/// REQUIRES: ascending, not empty.
[[nodiscard]] double crps_of_law(std::span<const double> ascending, double observed);

} // namespace sim
