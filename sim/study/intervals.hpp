// How far off an estimate may be: the 95 % intervals of a mean, of a median and of a probability.
#pragma once

#include "sim/summary.hpp"

#include <cstdint>
#include <vector>

namespace sim {

struct Interval {
    double low = 0, high = 0;
};

/// Half of the mean's 95 % interval: Student's t with n - 1 degrees of freedom, Student (1908), "The probable error of a mean";
/// not-a-number for n < 2.
[[nodiscard]] double half_interval(const Statistics& statistics);

/// At least 95 % of such intervals hold the median, whatever the law: x[r] to x[n + 1 - r], ascending, where r is the largest rank with
/// P(Binomial(n, 1/2) < r) <= 2.5 % (David and Nagaraja 2003, "Order Statistics", 7.1). Below 6 values there is no such rank, and the
/// whole range stands in. REQUIRES: at least one value, none of them not-a-number.
[[nodiscard]] Interval interval_of_median(std::vector<double> values);

/// The 95 % interval of a probability after so many successes: E. B. Wilson (1927), "Probable inference, the law of succession, and
/// statistical inference". REQUIRES: successes <= n, n > 0.
[[nodiscard]] Interval wilson_interval(std::uint64_t successes, std::uint64_t n);

} // namespace sim
