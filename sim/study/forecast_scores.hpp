// Scores of forecasts beyond a single value's CRPS: intervals, vectors, and what several series come to.
#pragma once

#include "engine/dice.hpp"
#include "study/intervals.hpp"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace sim {

/// Interval score of a 90 % interval (Gneiting and Raftery 2007, equation 43, with alpha = 0.1): its width, and 20 times the distance by
/// which the observation lies outside. In the unit of the values; lower is better.
[[nodiscard]] double interval_score(double low, double high, double observed);

/// Energy score, the CRPS of a vector (Gneiting and Raftery 2007, equation 22, with beta = 1), by the fair estimator for ensembles:
/// mean |x - y| - sum |x_i - x_j| / (2 n (n - 1)), |.| being the Euclidean distance. Of one member it is the distance to the observation.
/// REQUIRES: one member or more, all as long as the observation.
[[nodiscard]] double energy_score(std::span<const std::vector<double>> members, std::span<const double> observed);

/// How much better one forecaster did than another over several series: 1 - the geometric mean over series of the ratio of their mean
/// scores. Every series counts alike, whatever its unit. Above 0 is better.
struct Skill {
    double of = 0;     ///< not-a-number where no series has one
    Interval interval; ///< 95 %, by the bootstrap over series as clusters; not-a-number for fewer than two series
};
/// Series of one block: ln(own mean score / the other's) of each.
using LogRatios = std::vector<double>;
inline constexpr std::uint32_t resamples = 4000;
/// The skill in a block: its series are drawn anew, with replacement, `resamples` times (Efron 1979; percentiles). Of few series such an
/// interval is too narrow. `block` names the luck.
[[nodiscard]] Skill skill_of(const LogRatios& series, const Dice& dice, std::string_view block);
/// Over blocks, each of the same weight however many series it has; series are drawn anew within their block. Blocks without a series count
/// for nothing. REQUIRES: as many names as blocks.
[[nodiscard]] Skill skill_over(std::span<const LogRatios> blocks, const Dice& dice, std::span<const std::string_view> names);

} // namespace sim
