// How much of a law lies below and above a number, and the number that a share lies below: normal, Student's, gamma and beta laws.
#pragma once

#include "base/extended.hpp"

namespace sim {

// Everything here is made of base/extended.hpp's arithmetic: the same bits on every machine.
// How near they come to the truth, relative to it, tested against fifty digits: normal quantiles 1e-15, Student's 5e-15, those of gamma and
// beta laws 2e-15, or 1e-15 / shape where a shape is small. Shares, each of the two, 2e-14; 2e-13 for shapes below 0.01.

/// The two add up to 1, and the smaller keeps its digits.
struct Tails {
    double below = 0, above = 1;
};

/// Of the standard normal law.
[[nodiscard]] Tails normal_tails(double x);
/// Of the gamma law with mean = shape. REQUIRES: shape > 0, x >= 0.
[[nodiscard]] Tails gamma_tails(double shape, double x);
/// Of the beta law. REQUIRES: shapes > 0, 0 <= x <= 1.
[[nodiscard]] Tails beta_tails(double alpha, double beta, double x);

/// REQUIRES of all: 0 < p < 1.
[[nodiscard]] double normal_quantile(double p);
[[nodiscard]] double student_quantile(double freedom, double p);
/// Of the gamma law with mean = shape; 0 where it would be below the least double.
[[nodiscard]] double gamma_quantile(double shape, double p);
[[nodiscard]] double beta_quantile(double alpha, double beta, double p);

} // namespace sim
