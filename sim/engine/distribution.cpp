// Quantiles, means and texts of laws, and the laws that have a given interval.
#include "sim/distribution.hpp"

#include "base/extended.hpp"
#include "engine/tails.hpp"
#include "sim/quantity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <limits>
#include <optional>

namespace sim {

double standard_normal_quantile(double p) { return normal_quantile(p); }
double standard_normal_share_below(double number) { return normal_tails(number).below; }

namespace {

/// least (most / least)^share: share of the way on a logarithmic scale.
double between(double least, double most, double share) {
    const Extended doublings = (log2(Extended{most, 0}) - log2(Extended{least, 0})) * Extended{share, 0};
    return to_double(scaled({least, 0}) * exp2(doublings));
}

struct QuantileAt {
    double p;
    double operator()(const Constant& law) const { return law.value; }
    double operator()(const Uniform& law) const { return law.least + (law.most - law.least) * p; }
    double operator()(const LogUniform& law) const { return between(law.least, law.most, p); }
    double operator()(const Triangular& law) const {
        const double width = law.most - law.least;
        if (width == 0) return law.least;
        const double below = (law.mode - law.least) / width;
        if (p < below) return law.least + std::sqrt(p * width * (law.mode - law.least));
        return law.most - std::sqrt((1 - p) * width * (law.most - law.mode));
    }
    double operator()(const Normal& law) const { return law.mean + law.sd * standard_normal_quantile(p); }
    double operator()(const LogNormal& law) const { return law.median * exp_of(law.sigma * standard_normal_quantile(p)); }
    double operator()(const Student& law) const { return law.middle + law.scale * student_quantile(law.freedom, p); }
    double operator()(const LogStudent& law) const { return law.median * exp_of(law.scale * student_quantile(law.freedom, p)); }
    double operator()(const Exponential& law) const { return -law.mean * log_of(1 - p); }
    double operator()(const Gamma& law) const { return law.mean * (gamma_quantile(law.shape, p) / law.shape); }
    double operator()(const Beta& law) const { return beta_quantile(law.alpha, law.beta, p); }
};

struct MeanOf {
    static constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
    double operator()(const Constant& law) const { return law.value; }
    double operator()(const Uniform& law) const { return law.least + (law.most - law.least) / 2; }
    double operator()(const LogUniform& law) const {
        const double logarithms = log_of(law.most) - log_of(law.least);
        return logarithms == 0 ? law.least : (law.most - law.least) / logarithms;
    }
    double operator()(const Triangular& law) const { return (law.least + law.mode + law.most) / 3; }
    double operator()(const Normal& law) const { return law.mean; }
    double operator()(const LogNormal& law) const { return law.median * exp_of(law.sigma * law.sigma / 2); }
    double operator()(const Student& law) const { return law.freedom > 1 ? law.middle : not_a_number; }
    double operator()(const LogStudent&) const { return std::numeric_limits<double>::infinity(); }
    double operator()(const Exponential& law) const { return law.mean; }
    double operator()(const Gamma& law) const { return law.mean; }
    double operator()(const Beta& law) const { return law.alpha / (law.alpha + law.beta); }
};

struct IsConstant {
    bool operator()(const Constant&) const { return true; }
    bool operator()(const Uniform& law) const { return law.least == law.most; }
    bool operator()(const LogUniform& law) const { return law.least == law.most; }
    bool operator()(const Triangular& law) const { return law.least == law.most; }
    bool operator()(const Normal& law) const { return law.sd == 0; }
    bool operator()(const LogNormal& law) const { return law.sigma == 0 || law.median == 0; }
    bool operator()(const Student& law) const { return law.scale == 0; }
    bool operator()(const LogStudent& law) const { return law.scale == 0 || law.median == 0; }
    bool operator()(const Exponential& law) const { return law.mean == 0; }
    bool operator()(const Gamma& law) const { return law.mean == 0; }
    bool operator()(const Beta&) const { return false; }
};

struct TextOf {
    std::string operator()(const Constant& law) const { return to_text(law.value); }
    std::string operator()(const Uniform& law) const { return fmt::format("uniform(least {}, most {})", law.least, law.most); }
    std::string operator()(const LogUniform& law) const { return fmt::format("loguniform(least {}, most {})", law.least, law.most); }
    std::string operator()(const Triangular& law) const {
        return fmt::format("triangular(least {}, mode {}, most {})", law.least, law.mode, law.most);
    }
    std::string operator()(const Normal& law) const { return fmt::format("normal(mean {}, sd {})", law.mean, law.sd); }
    std::string operator()(const LogNormal& law) const { return fmt::format("lognormal(median {}, sigma {})", law.median, law.sigma); }
    std::string operator()(const Student& law) const {
        return fmt::format("student(middle {}, scale {}, freedom {})", law.middle, law.scale, law.freedom);
    }
    std::string operator()(const LogStudent& law) const {
        return fmt::format("logstudent(median {}, scale {}, freedom {})", law.median, law.scale, law.freedom);
    }
    std::string operator()(const Exponential& law) const { return fmt::format("exponential(mean {})", law.mean); }
    std::string operator()(const Gamma& law) const { return fmt::format("gamma(mean {}, shape {})", law.mean, law.shape); }
    std::string operator()(const Beta& law) const { return fmt::format("beta(alpha {}, beta {})", law.alpha, law.beta); }
};

// ---- fitting a beta law -----------------------------------------------------------------------------------------------

using Pair = std::array<double, 2>;

constexpr double least_probability = 1e-300; // so that its logarithm is finite; far below what a tail of an interval asks for
constexpr double step_of_slopes = 1e-5;      // near the cube root of a double's precision, where central differences err least
constexpr int most_rounds = 100;             // Newton's method needs about ten where it arrives at all
constexpr double close_enough = 1e-14;       // in log-odds: some last places of a double
constexpr double longest_step = 2;           // of the shapes' logarithms in a round
constexpr double least_part_of_step = 1e-6;  // where not even so much of a step helps, none does
constexpr double agreement = 1e-9;           // of the fitted law's quantiles with the ends, relative to the nearer of 0 and 1
constexpr double least_total = 0.1;          // of both shapes, where an interval is too wide for the normal law to start from

/// How far a beta law with these shapes (as logarithms) is from an interval, in log-odds of the probabilities below its two ends.
struct BetaMisfit {
    double tail, low, high;

    Pair operator()(Pair log_shapes) const {
        const Beta law{exp_of(log_shapes[0]), exp_of(log_shapes[1])};
        const double wanted = log_of(tail) - log_of(1 - tail);
        return {log_odds(law, low) - wanted, log_odds(law, high) + wanted};
    }
    static double log_odds(const Beta& law, double x) {
        const auto [below, above] = beta_tails(law.alpha, law.beta, x);
        return log_of(std::max(below, least_probability)) - log_of(std::max(above, least_probability));
    }
};

double size_of(Pair misfit) { return std::max(std::abs(misfit[0]), std::abs(misfit[1])); }

/// The derivative of the misfit by each of the logarithms, by central differences.
std::array<Pair, 2> slopes(const BetaMisfit& misfit, Pair at) {
    std::array<Pair, 2> result{};
    for (std::size_t i = 0; i < 2; ++i) {
        Pair up = at, down = at;
        up[i] += step_of_slopes;
        down[i] -= step_of_slopes;
        const Pair above = misfit(up), below = misfit(down);
        result[i] = {(above[0] - below[0]) / (2 * step_of_slopes), (above[1] - below[1]) / (2 * step_of_slopes)};
    }
    return result;
}

/// Newton's method, with steps halved until they help; stops when no step does.
Pair solve(const BetaMisfit& misfit, Pair at) {
    Pair now = misfit(at);
    for (int round = 0; round < most_rounds && size_of(now) > close_enough; ++round) {
        const auto [by_alpha, by_beta] = slopes(misfit, at);
        const double determinant = by_alpha[0] * by_beta[1] - by_beta[0] * by_alpha[1];
        if (determinant == 0 || !std::isfinite(determinant)) break;
        const Pair step{(now[0] * by_beta[1] - now[1] * by_beta[0]) / determinant,
                        (now[1] * by_alpha[0] - now[0] * by_alpha[1]) / determinant};
        double part = std::min(1.0, longest_step / size_of(step));
        Pair next{}, then{};
        do {
            next = {at[0] - part * step[0], at[1] - part * step[1]};
            then = misfit(next);
            part /= 2;
        } while (!(size_of(then) < size_of(now)) && part > least_part_of_step);
        if (!(size_of(then) < size_of(now))) break;
        at = next;
        now = then;
    }
    return at;
}

bool agrees(const Beta& law, const BetaMisfit& wanted) {
    const Distribution fitted{law};
    const auto near = [](double found, double value) { return std::abs(found - value) <= agreement * std::min(value, 1 - value); };
    return near(quantile(fitted, wanted.tail), wanted.low) && near(quantile(fitted, 1 - wanted.tail), wanted.high);
}

/// The shapes whose quantiles are the interval's ends. Starts from the normal law with this interval, or from the uniform one.
std::optional<Beta> fit_beta(double tail, double low, double high) {
    const BetaMisfit misfit{tail, low, high};
    const double mean = (low + high) / 2, sd = (high - low) / (-2 * standard_normal_quantile(tail));
    const double total = std::max(mean * (1 - mean) / (sd * sd) - 1, least_total);
    for (const Pair start : {Pair{log_of(mean * total), log_of((1 - mean) * total)}, Pair{0, 0}}) {
        const Pair found = solve(misfit, start);
        const Beta law{exp_of(found[0]), exp_of(found[1])};
        if (agrees(law, misfit)) return law;
    }
    return std::nullopt;
}

// ---- intervals --------------------------------------------------------------------------------------------------------

/// The sentence that refuses an interval, or nothing.
std::string refusal(IntervalShape shape, double coverage, double low, double high) {
    if (!(coverage > 0 && coverage < 1)) return fmt::format("an interval covers more than 0 and less than 1 of a law, not {}", coverage);
    if (!std::isfinite(low) || !std::isfinite(high)) return "an interval needs two finite ends";
    if (!(low < high)) return fmt::format("the interval [{}, {}] must go from a lower to a higher value", low, high);
    const bool logarithmic = shape == IntervalShape::lognormal || shape == IntervalShape::loguniform;
    const char* const name = shape == IntervalShape::lognormal ? "lognormal" : "loguniform";
    if (logarithmic && low <= 0) return fmt::format("a {} law has only positive values, but the interval begins at {}", name, low);
    if (shape == IntervalShape::beta && !(low > 0 && high < 1)) {
        return fmt::format("a beta law lies between 0 and 1, but the interval is [{}, {}]", low, high);
    }
    return {};
}

} // namespace

double quantile(const Distribution& distribution, double p) {
    assert(p > 0 && p < 1);
    return std::visit(QuantileAt{p}, distribution.law);
}

double mean_of(const Distribution& distribution) { return std::visit(MeanOf{}, distribution.law); }

bool is_constant(const Distribution& distribution) { return std::visit(IsConstant{}, distribution.law); }

std::string to_text(const Distribution& distribution) { return std::visit(TextOf{}, distribution.law); }

FittedInterval fit_interval(IntervalShape shape, double coverage, double low, double high) {
    if (std::string error = refusal(shape, coverage, low, high); !error.empty()) return {{}, std::move(error)};
    const double tail = (1 - coverage) / 2;
    switch (shape) {
    case IntervalShape::normal:
        return {{Normal{low + (high - low) / 2, (high - low) / (-2 * standard_normal_quantile(tail))}}, {}};
    case IntervalShape::lognormal:
        return {{LogNormal{between(low, high, 0.5), (log_of(high) - log_of(low)) / (-2 * standard_normal_quantile(tail))}}, {}};
    case IntervalShape::uniform:
        return {{Uniform{low - tail * (high - low) / coverage, high + tail * (high - low) / coverage}}, {}};
    case IntervalShape::loguniform:
        return {{LogUniform{between(low, high, -tail / coverage), between(low, high, 1 + tail / coverage)}}, {}};
    case IntervalShape::beta:
        break;
    }
    if (const auto law = fit_beta(tail, low, high)) return {{*law}, {}};
    return {{}, fmt::format("no beta law was found whose {} % interval is [{}, {}]; take less extreme ends", 100 * coverage, low, high)};
}

} // namespace sim
