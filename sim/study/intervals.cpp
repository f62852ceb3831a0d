// Intervals by Student's t, by order statistics and by Wilson's formula.
#include "study/intervals.hpp"

#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/students_t.hpp>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

namespace sim {
namespace {

// What 95 % leave on either side.
constexpr double below_interval = 0.025, up_to_its_end = 0.975;
constexpr double normal_quantile = 1.959963984540054; // of the standard normal distribution, at `up_to_its_end`

} // namespace

double half_interval(const Statistics& s) {
    if (s.n < 2) return std::numeric_limits<double>::quiet_NaN();
    return boost::math::quantile(boost::math::students_t(static_cast<double>(s.n - 1)), up_to_its_end) * s.mcse;
}

Interval interval_of_median(std::vector<double> values) {
    assert(!values.empty());
    std::ranges::sort(values);
    const std::size_t n = values.size();
    const boost::math::binomial heads(static_cast<double>(n), 0.5);
    std::size_t rank = 1;
    while (rank < n / 2 && boost::math::cdf(heads, static_cast<double>(rank)) <= below_interval) ++rank;
    return {values[rank - 1], values[n - rank]};
}

Interval wilson_interval(std::uint64_t successes, std::uint64_t n) {
    assert(n > 0 && successes <= n);
    constexpr double z = normal_quantile;
    const auto trials = static_cast<double>(n);
    const double p = static_cast<double>(successes) / trials, share = z * z / trials;
    const double middle = (p + share / 2) / (1 + share), half = z / (1 + share) * std::sqrt(p * (1 - p) / trials + share / (4 * trials));
    return {successes == 0 ? 0 : std::max(0.0, middle - half), successes == n ? 1 : std::min(1.0, middle + half)};
}

} // namespace sim
