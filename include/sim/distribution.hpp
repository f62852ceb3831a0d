// A probability law for one uncertain quantity: its quantiles, and a draw from one uniform number.
#pragma once

#include <string>
#include <variant>

namespace sim {

/// Always this value.
struct Constant {
    double value = 0;
};
/// Uniform between two bounds.
struct Uniform {
    double least = 0, most = 1;
};
/// Uniform in the logarithm between two positive bounds.
struct LogUniform {
    double least = 1, most = 1;
};
/// Triangular between least and most with a mode between them.
struct Triangular {
    double least = 0, mode = 0.5, most = 1;
};
/// Normal with its mean and standard deviation.
struct Normal {
    double mean = 0, sd = 1;
};
/// Lognormal: the median, and the standard deviation of the natural logarithm.
struct LogNormal {
    double median = 1, sigma = 1;
};
/// Student's t, moved and stretched: what an estimate from few points leaves open, with so many degrees of freedom.
struct Student {
    double middle = 0, scale = 1, freedom = 1;
};
/// The exponential of such a number: its median, and the scale of the natural logarithm.
struct LogStudent {
    double median = 1, scale = 1, freedom = 1;
};
/// Exponential with its mean.
struct Exponential {
    double mean = 1;
};
/// Gamma (Erlang when the shape is whole) with its mean and shape.
struct Gamma {
    double mean = 1, shape = 1;
};
/// Beta on [0, 1] with the two usual shape parameters.
struct Beta {
    double alpha = 1, beta = 1;
};

/// One law, as a value.
struct Distribution {
    std::variant<Constant, Uniform, LogUniform, Triangular, Normal, LogNormal, Student, LogStudent, Exponential, Gamma, Beta> law =
        Constant{};
};

/// The value that a share p of the draws stay below. REQUIRES: 0 < p < 1.
[[nodiscard]] double quantile(const Distribution& distribution, double p);
/// The number that a share p of standard normal draws stay below, REQUIRES: 0 < p < 1; and the share that stays below a number.
[[nodiscard]] double standard_normal_quantile(double p);
[[nodiscard]] double standard_normal_share_below(double number);
/// The mean of the law.
[[nodiscard]] double mean_of(const Distribution& distribution);
/// True when the law is a single value.
[[nodiscard]] bool is_constant(const Distribution& distribution);
/// "lognormal(median 12, sigma 0.8)", for tables and resolved scenarios.
[[nodiscard]] std::string to_text(const Distribution& distribution);

/// The shapes that a named interval can take.
enum class IntervalShape { normal, lognormal, uniform, loguniform, beta };
/// Either a law, or a sentence that says why no law fits.
struct FittedInterval {
    Distribution distribution;
    std::string error;
    [[nodiscard]] bool ok() const { return error.empty(); }
};
/// The law whose central interval of that coverage (0.9 for "ci90") is exactly [low, high]; equal tails.
/// Beta is solved numerically, so that both quantiles agree to 1e-9; it needs 0 < low < high < 1.
[[nodiscard]] FittedInterval fit_interval(IntervalShape shape, double coverage, double low, double high);

} // namespace sim
