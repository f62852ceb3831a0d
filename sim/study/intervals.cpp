// Intervals by Student's t, on a logarithmic scale, by order statistics and by the binomial distribution.
#include "study/intervals.hpp"

#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/beta.hpp>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <vector>

namespace sim {
namespace {

constexpr double not_known = std::numeric_limits<double>::quiet_NaN();
constexpr double below_interval = 0.025, up_to_its_end = 0.975; // what 95 % leave on either side
constexpr double normal_quantile = 1.959963984540054;           // of the standard normal distribution, at `up_to_its_end`
constexpr double values_per_skewness = 25;                      // Cochran's rule
constexpr double sum_rounding = 4 * std::numeric_limits<double>::epsilon();
constexpr double tail = 0.05;

struct Moments {
    double mean = 0, variance = 0, skewness = 0; // of n - 1; G1 of Joanes and Gill (1998)
};

/// REQUIRES: three or more values that vary.
Moments moments_of(std::span<const double> values) {
    const auto n = static_cast<double>(values.size());
    double sum = 0, squares = 0, cubes = 0;
    for (const double x : values) sum += x / n;
    for (const double x : values) {
        squares += (x - sum) * (x - sum);
        cubes += (x - sum) * (x - sum) * (x - sum);
    }
    const double variance = squares / n;
    return {sum, squares / (n - 1), cubes / n / std::pow(variance, 1.5) * std::sqrt(n * (n - 1)) / (n - 2)};
}

/// The standard error of G1, of normal values.
double error_of_skewness(double n) { return std::sqrt(6 * n * (n - 1) / ((n - 2) * (n + 1) * (n + 3))); }

/// Quantiles for n values: of Student's t, and of chi squared at both ends. They are dear, and asked for again and again with one n.
struct Quantiles {
    double n = 0, t = 0, chi_low = 0, chi_high = 0;
};
const Quantiles& quantiles_for(double n) {
    static thread_local Quantiles last;
    if (last.n == n) return last;
    const boost::math::chi_squared law(n - 1);
    last = {n, boost::math::quantile(boost::math::students_t(n - 1), up_to_its_end), boost::math::quantile(law, below_interval),
            boost::math::quantile(law, up_to_its_end)};
    return last;
}

/// Of the mean of a lognormal law, from the moments of its logarithms: MOVER.
Interval lognormal_mean(const Moments& logs, double n) {
    const Quantiles& of = quantiles_for(n);
    const double half = logs.variance / 2, of_mean = of.t * of.t * logs.variance / n;
    const double below = half * (1 - (n - 1) / of.chi_high);
    const double above = half * ((n - 1) / of.chi_low - 1);
    const double middle = logs.mean + half;
    return {std::exp(middle - std::sqrt(of_mean + below * below)), std::exp(middle + std::sqrt(of_mean + above * above))};
}

/// Where the values are of one sign, and their logarithms look normal.
std::optional<Interval> on_logarithmic_scale(std::span<const double> values, double mean) {
    const double sign = mean < 0 ? -1 : 1;
    std::vector<double> logs;
    logs.reserve(values.size());
    for (const double x : values) {
        if (!(sign * x > 0)) return std::nullopt;
        logs.push_back(std::log(sign * x));
    }
    const auto n = static_cast<double>(values.size());
    const Moments of = moments_of(logs);
    if (!(of.variance > 0) || !(std::abs(of.skewness) <= normal_quantile * error_of_skewness(n))) return std::nullopt;
    const Interval sizes = lognormal_mean(of, n);
    if (!std::isfinite(sizes.high)) return std::nullopt;
    const double low = std::min(sizes.low, sign * mean), high = std::max(sizes.high, sign * mean);
    return sign > 0 ? Interval{low, high} : Interval{-high, -low};
}

} // namespace

IntervalOfMean interval_of_mean(std::span<const double> values, double mean, double sd) {
    const std::uint64_t n = values.size();
    if (n < 2) return {{not_known, not_known}, least_values_of_mean};
    const double largest = std::abs(*std::ranges::max_element(values, {}, [](double x) { return std::abs(x); }));
    if (!(sd > sum_rounding * largest)) return {{mean, mean}, 0};
    if (n < least_values_of_mean) return {{not_known, not_known}, least_values_of_mean};
    if (const auto interval = on_logarithmic_scale(values, mean)) return {*interval, 0};
    const double skewness = moments_of(values).skewness, wanted = values_per_skewness * skewness * skewness;
    if (!(static_cast<double>(n) > wanted))
        return {{not_known, not_known}, std::isfinite(wanted) ? static_cast<std::uint64_t>(wanted) + 1 : n + 1};
    const double half = quantiles_for(static_cast<double>(n)).t * sd / std::sqrt(static_cast<double>(n));
    return {{mean - half, mean + half}, 0};
}

std::optional<Interval> interval_of_quantile(std::span<const double> ascending, double p) {
    const std::size_t n = ascending.size();
    if (n < least_values_of_quantile(p)) return std::nullopt;
    const boost::math::binomial below(static_cast<double>(n), p);
    std::size_t low = 1, high = n;
    while (low < n && boost::math::cdf(below, static_cast<double>(low)) <= below_interval) ++low;
    while (high > low && boost::math::cdf(complement(below, static_cast<double>(high) - 2)) <= below_interval) --high;
    return Interval{ascending[low - 1], ascending[high - 1]};
}

std::uint64_t least_values_of_quantile(double p) {
    return static_cast<std::uint64_t>(std::ceil(std::log(below_interval) / std::log(std::max(p, 1 - p))));
}

Interval interval_of_probability(double successes, std::uint64_t n) {
    assert(n > 0 && successes >= 0 && successes <= static_cast<double>(n));
    const double few = std::floor(successes), many = std::ceil(successes), all = static_cast<double>(n);
    return {few == 0 ? 0 : boost::math::ibeta_inv(few, all - few + 1, below_interval),
            many == all ? 1 : boost::math::ibeta_inv(many + 1, all - many, up_to_its_end)};
}

double content_of_range(std::uint64_t n) {
    return n >= least_values_of_tails ? 1 - 2 * tail : static_cast<double>(n - 1) / static_cast<double>(n + 1);
}

double most_of_unseen(std::uint64_t n) { return 1 - std::pow(tail, 1 / static_cast<double>(n)); }

} // namespace sim
