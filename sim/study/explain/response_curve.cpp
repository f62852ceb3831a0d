// Legendre's polynomials of the input, fitted to the trials and to each resample.
#include "study/explain/response_curve.hpp"

#include "base/quick.hpp"
#include "sim/summary.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <variant>

namespace sim {
namespace {

constexpr std::size_t most_terms = 7, fewest_terms = 4, steps = 400;
constexpr int halvings = 60;
constexpr double range_begin = 0.01, range_end = 0.99;
constexpr double least_pivot_of_terms = 1e-12, least_rest = 1e-12;

using Terms = std::array<double, most_terms>;

/// 1, x, (3 x^2 - 1) / 2, ...
Terms terms_at(double x) {
    Terms p{1, x};
    for (std::size_t m = 1; m + 1 < most_terms; ++m) {
        const auto order = static_cast<double>(m);
        p[m + 1] = ((2 * order + 1) * x * p[m] - order * p[m - 1]) / (order + 1);
    }
    return p;
}

/// Normal equations of all terms.
struct Equations {
    std::array<Terms, most_terms> left{};
    Terms right{};
    double squares = 0;

    void add(const Terms& terms, double y, double weight) {
        for (std::size_t a = 0; a < most_terms; ++a) {
            for (std::size_t b = 0; b <= a; ++b) left[a][b] += weight * terms[a] * terms[b];
            right[a] += weight * terms[a] * y;
        }
        squares += weight * y * y;
    }
};

/// Cholesky's factor of as many of the equations as are independent, and the right side in its terms.
struct Solved {
    std::array<Terms, most_terms> factor{};
    Terms along{};

    explicit Solved(const Equations& equations) {
        for (std::size_t a = 0; a < most_terms; ++a) {
            for (std::size_t b = 0; b <= a; ++b) {
                double rest = equations.left[a][b];
                for (std::size_t c = 0; c < b; ++c) rest -= factor[a][c] * factor[b][c];
                if (a == b)
                    factor[a][a] = rest > least_pivot_of_terms * equations.left[a][a] ? std::sqrt(rest) : 0;
                else
                    factor[a][b] = factor[b][b] > 0 ? rest / factor[b][b] : 0;
            }
            double rest = equations.right[a];
            for (std::size_t b = 0; b < a; ++b) rest -= factor[a][b] * along[b];
            along[a] = factor[a][a] > 0 ? rest / factor[a][a] : 0;
        }
    }

    [[nodiscard]] std::vector<double> coefficients(std::size_t terms) const {
        std::vector<double> found(terms);
        for (std::size_t a = terms; a-- > 0;) {
            double rest = along[a];
            for (std::size_t b = a + 1; b < terms; ++b) rest -= factor[b][a] * found[b];
            found[a] = factor[a][a] > 0 ? rest / factor[a][a] : 0;
        }
        return found;
    }
};

/// How many terms have the least n ln(RSS) + k ln(n), from the cubic on.
std::size_t terms_wanted(const Equations& equations, const Solved& solved, double n) {
    double rest = equations.squares, least = 0;
    std::size_t best = fewest_terms;
    for (std::size_t terms = 1; terms <= most_terms; ++terms) {
        rest -= solved.along[terms - 1] * solved.along[terms - 1];
        if (terms < fewest_terms) continue;
        if (!(rest > least_rest * equations.squares)) return terms;
        const double criterion = n * quick_log2(rest) + static_cast<double>(terms) * quick_log2(n);
        if (terms == fewest_terms || criterion < least) {
            least = criterion;
            best = terms;
        }
    }
    return best;
}

bool is_logarithmic(const Distribution& law) {
    return std::holds_alternative<LogNormal>(law.law) || std::holds_alternative<LogUniform>(law.law) ||
           std::holds_alternative<LogStudent>(law.law);
}

} // namespace

ResponseCurve::ResponseCurve(const Draws& input, std::span<const double> figure, const Distribution& law, const Resamples& resamples) {
    std::vector<double> sorted = input;
    std::ranges::sort(sorted);
    logarithmic_ = is_logarithmic(law) && sorted.front() > 0;
    low_ = sorted.front();
    high_ = sorted.back();
    median_ = sample_quantile(sorted, 0.5);
    range_ = {sample_quantile(sorted, range_begin), sample_quantile(sorted, range_end)};
    std::vector<Terms> terms;
    for (const double x : input) terms.push_back(terms_at(place_of(x)));
    Equations all;
    for (std::size_t i = 0; i < input.size(); ++i) all.add(terms[i], figure[i], 1);
    const Solved solved(all);
    const std::size_t wanted = terms_wanted(all, solved, static_cast<double>(input.size()));
    coefficients_ = solved.coefficients(wanted);
    for (std::size_t r = 0; r < Resamples::count; ++r) {
        const std::span<const double> weights = resamples.block(r / lanes);
        Equations resampled;
        for (std::size_t i = 0; i < input.size(); ++i)
            if (const double weight = weights[i * lanes + r % lanes]; weight > 0) resampled.add(terms[i], figure[i], weight);
        resampled_.push_back(Solved(resampled).coefficients(wanted));
    }
}

double ResponseCurve::place_of(double input) const {
    if (!logarithmic_) return 2 * (input - low_) / (high_ - low_) - 1;
    const double low = quick_log2(low_), high = quick_log2(high_);
    return 2 * (quick_log2(input) - low) / (high - low) - 1;
}

double ResponseCurve::along(double part) const {
    if (!logarithmic_) return range_.low + part * (range_.high - range_.low);
    const double low = quick_log2(range_.low), high = quick_log2(range_.high);
    return std::clamp(quick_exp2(low + part * (high - low)), range_.low, range_.high);
}

double ResponseCurve::value(const Coefficients& coefficients, double input) const {
    const Terms terms = terms_at(place_of(input));
    double sum = 0;
    for (std::size_t k = 0; k < coefficients.size(); ++k) sum += coefficients[k] * terms[k];
    return sum;
}

Interval ResponseCurve::band(double input) const {
    double sum = 0, squares = 0;
    const double middle = value(input);
    for (const Coefficients& coefficients : resampled_) {
        const double off = value(coefficients, input) - middle;
        sum += off;
        squares += off * off;
    }
    const auto n = static_cast<double>(resampled_.size());
    const double half = errors_of_interval * std::sqrt(std::max(0.0, squares - sum * sum / n) / (n - 1));
    return {middle - half, middle + half};
}

/// As a part of the range.
std::optional<double> ResponseCurve::crossing_of(double level) const {
    std::optional<double> nearest;
    const auto above = [&](double part) { return value(along(part)) >= level; };
    const auto distance = [&](double part) { return std::abs(place_of(along(part)) - place_of(median_)); };
    for (std::size_t s = 0; s < steps; ++s) {
        double low = static_cast<double>(s) / steps, high = static_cast<double>(s + 1) / steps;
        const bool before = above(low);
        if (before == above(high)) continue;
        for (int h = 0; h < halvings; ++h) {
            const double middle = (low + high) / 2;
            (above(middle) == before ? low : high) = middle;
        }
        if (!nearest || distance(high) < distance(*nearest)) nearest = high;
    }
    return nearest;
}

/// How far the level stays within the band from there on, as a part of the range; nothing where it does so to the end.
std::optional<double> ResponseCurve::end_of_interval(double from, double level, bool upwards) const {
    const double step = (upwards ? 1.0 : -1.0) / steps;
    for (double part = from + step; part >= 0 && part <= 1; part += step) {
        const Interval here = band(along(part));
        if (level < here.low || level > here.high) return part;
    }
    return std::nullopt;
}

std::optional<Crossing> ResponseCurve::crossing(double level) const {
    const std::optional<double> part = crossing_of(level);
    if (!part) return std::nullopt;
    const double at = along(*part), step = 1.0 / steps;
    const auto low = end_of_interval(*part, level, false), high = end_of_interval(*part, level, true);
    const bool upwards = value(along(std::min(1.0, *part + step))) > value(along(std::max(0.0, *part - step)));
    return Crossing{at, {low ? along(*low) : at, high ? along(*high) : at}, low && high, upwards};
}

} // namespace sim
