// A figure against one input: the curve through the trials, how well it is known, and where it crosses a level.
#pragma once

#include "sim/distribution.hpp"
#include "study/explain/rank_basis.hpp"
#include "study/explain/resamples.hpp"
#include "study/intervals.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace sim {

/// Where a curve crosses a level.
struct Crossing {
    double at = 0;           ///< value of the input
    Interval interval{0, 0}; ///< 95 %: where the level is within the band
    bool surely = false;     ///< the interval ends within the range on both sides; else there is none
    bool upwards = false;    ///< above the level beyond it
};

/// The mean of a figure over everything else, by one input: a polynomial of degree 3 to 6, chosen by Schwarz's criterion (G. Schwarz 1978,
/// "Estimating the dimension of a model"), over the input or, where its law is of a logarithmic kind, over its logarithm.
class ResponseCurve {
public:
    /// REQUIRES: one value of each for each trial of the resamples; an input that varies.
    ResponseCurve(const Draws& input, std::span<const double> figure, const Distribution& law, const Resamples& resamples);
    /// The ends of the range in which it holds: the 1 % and the 99 % quantile of the draws.
    [[nodiscard]] Interval range() const { return range_; }
    [[nodiscard]] double median() const { return median_; }
    /// True where even steps of the input are steps of its logarithm.
    [[nodiscard]] bool logarithmic() const { return logarithmic_; }
    [[nodiscard]] double value(double input) const { return value(coefficients_, input); }
    /// 95 % of the mean there: 1.96 standard errors over the resamples.
    [[nodiscard]] Interval band(double input) const;
    /// The value of the input nearest to its median at which the mean is the level; nothing where it is nowhere in the range.
    [[nodiscard]] std::optional<Crossing> crossing(double level) const;
    /// The input's value at a part of the range, from 0 to 1, in even steps of what the polynomial is over.
    [[nodiscard]] double along(double part) const;

private:
    using Coefficients = std::vector<double>;
    [[nodiscard]] double place_of(double input) const; // from -1 to 1 over all draws
    [[nodiscard]] double value(const Coefficients& coefficients, double input) const;
    [[nodiscard]] std::optional<double> crossing_of(double level) const;
    [[nodiscard]] std::optional<double> end_of_interval(double from, double level, bool upwards) const;
    bool logarithmic_ = false;
    double low_ = 0, high_ = 0, median_ = 0; // of all draws
    Interval range_{0, 0};
    Coefficients coefficients_;
    std::vector<Coefficients> resampled_;
};

} // namespace sim
