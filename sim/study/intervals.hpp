// How far off an estimate may be: the 95 % intervals of a mean, of a quantile and of a probability, and what the range of a few values
// holds.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace sim {

struct Interval {
    double low = 0, high = 0;
};

/// Below so many values no interval of a mean is given: as few cannot tell a skewed law from a symmetric one.
inline constexpr std::uint64_t least_values_of_mean = 10;

/// The 95 % interval of a mean, or how many values one would take.
struct IntervalOfMean {
    Interval ends;            ///< not-a-number where there is none
    std::uint64_t needed = 0; ///< about so many values; 0 where there is an interval, or where the values never vary
};
/// No interval of a mean holds for every law (Bahadur and Savage 1956), so this one is given where it can be trusted, and withheld
/// elsewhere:
///
/// - Values of one sign whose logarithms look normal (their skewness is within 1.96 standard errors of 0): on the logarithmic scale, by the
///   variance estimates recovery of Zou, Taleban and Huo (2009), "Confidence interval estimation for lognormal data with application to
///   health economics"; widened to the sample mean where that lies outside.
/// - Other values: Student's t with n - 1 degrees of freedom (1908), "The probable error of a mean", if n > 25 G1^2 by Cochran's rule
///   (1977, "Sampling Techniques", 2.15), G1 being the sample's skewness.
///
/// Needed are `least_values_of_mean`, or 25 G1^2. Values that differ by rounding alone do not vary. Their order does not matter.
/// REQUIRES: mean and sd of these values; none is not-a-number, at least one.
[[nodiscard]] IntervalOfMean interval_of_mean(std::span<const double> values, double mean, double sd);

/// At least 95 % of such intervals hold the p-quantile, whatever the law: x[r] to x[s] of the ascending values, where r is the largest rank
/// with P(Binomial(n, p) < r) <= 2.5 % and s the smallest with P(Binomial(n, p) >= s) <= 2.5 % (David and Nagaraja 2003, "Order
/// Statistics", 7.1). Nothing where values are too few for that. REQUIRES: ascending, none of them not-a-number, 0 < p < 1.
[[nodiscard]] std::optional<Interval> interval_of_quantile(std::span<const double> ascending, double p);
/// From so many values on there is one: 6 for the median, 72 for the 5 % and the 95 % quantile.
[[nodiscard]] std::uint64_t least_values_of_quantile(double p);

/// An interval that holds a probability in at least 95 % of cases, whatever it is: C. J. Clopper and E. S. Pearson (1934), "The use of
/// confidence or fiducial limits illustrated in the case of the binomial". Wilson's, which is shorter, holds rare events in 84 % of cases
/// only. Successes may be parts of one, where ties are split. REQUIRES: 0 <= successes <= n, n > 0.
[[nodiscard]] Interval interval_of_probability(double successes, std::uint64_t n);

/// From so many values on, p05 to p95 hold 90 % of further ones; below, they are the whole range.
inline constexpr std::uint64_t least_values_of_tails = 19;
/// With which probability a further value falls between p05 and p95 of n values, whatever the law: 90 %, or (n - 1) / (n + 1) where that is
/// their range (S. S. Wilks 1941, "Determination of sample sizes for setting tolerance limits").
[[nodiscard]] double content_of_range(std::uint64_t n);

/// The rule of three, exactly: after n values that were all the same, another one comes with at most this probability (95 %, one-sided).
[[nodiscard]] double most_of_unseen(std::uint64_t n);

} // namespace sim
