// Incomplete gamma and beta functions by series, continued fractions and quadrature, and their inverses by Newton's method.
#include "engine/tails.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

namespace sim {
namespace {

constexpr double last_bit = 0x1p-53;
constexpr double least_share = 1e-300; // so that its logarithm is finite
constexpr double narrow = 1e4;         // from this shape on quadrature is quicker than series and continued fractions
constexpr int most_terms = 200'000;    // a continued fraction takes some square roots of its larger shape
constexpr Extended half_log_2_pi{0x1.d67f1c864beb5p-1, -0x1.65b5a1b7ff5dfp-55};

constexpr Extended exact(double x) { return {x, 0}; }
Extended natural_log(Extended x) { return log2(x) * ln_2; }
double exponential(Extended x) { return to_double(exp2(x * log2_e)); }

// ---- parts of the densities -------------------------------------------------------------------------------------------

/// The logarithm of Gamma(z) / (sqrt(2 pi / z) (z / e)^z): Stirling's series from 16 on, and below by Gamma(z + 1) = z Gamma(z).
Extended beyond_stirling(double z) {
    constexpr int enough = 16;
    if (z >= enough) {
        constexpr std::array terms{1 / 156.0, -691 / 360360.0, 1 / 1188.0, -1 / 1680.0, 1 / 1260.0, -1 / 360.0, 1 / 12.0};
        double sum = 0;
        for (const double term : terms) sum = sum / (z * z) + term;
        return exact(sum / z);
    }
    Extended product = exact(1);
    for (int i = 0; i < enough; ++i) product = product * exact_sum(i, z);
    const Extended up = exact_sum(enough, z), half = exact(0.5);
    const Extended above = beyond_stirling(up.high) + (up - half) * natural_log(up) - exact(enough);
    return above - natural_log(product) - (exact(z) - half) * natural_log(exact(z));
}

/// u - log(1 + u) for |u| <= 0.2, without cancellation.
double small_distance(double u) {
    const double s = u / (2 + u), square = s * s; // log(1 + u) = 2 artanh(s), and u - 2 s = u s
    double sum = 0;
    for (int n = 19; n >= 3; n -= 2) sum = sum * square + 1.0 / n;
    return u * s - 2 * s * square * sum;
}

/// r - 1 - log r.
Extended distance(Extended r) {
    constexpr double near = 0.125;
    const Extended u = r - exact(1);
    return std::abs(u.high) < near ? exact(small_distance(u.high)) : u - natural_log(r);
}

/// e^t - 1 - t for |t| <= 0.2.
double small_excess(double t) {
    double sum = 0;
    for (int n = 14; n >= 2; --n) sum = (sum + 1) * t / n;
    return sum * t;
}

// ---- sums -------------------------------------------------------------------------------------------------------------

/// b1 / (a1 + b2 / (a2 + ...)) by Lentz's method (1976; as modified by Thompson and Barnett, 1986). `term(n)` gives b and a.
struct Term {
    double over, under;
};
template <class F> double continued_fraction(F term) {
    constexpr double tiny = 1e-300;
    const auto beside_0 = [=](double x) { return std::abs(x) < tiny ? tiny : x; };
    double value = tiny, c = tiny, d = 0;
    for (int n = 1; n < most_terms; ++n) {
        const auto [over, under] = term(n);
        d = 1 / beside_0(under + over * d);
        c = beside_0(under + over / c);
        const double change = c * d;
        value *= change;
        if (std::abs(change - 1) <= 2 * last_bit) break;
    }
    return value;
}

/// The integral of e^-fall(t) from t = 0 on, until that is e^-40. It falls by `slope` there, and bends by 1 / width^2 thereafter.
/// Abscissas and weights of Gauss's quadrature: Abramowitz and Stegun, Handbook of Mathematical Functions, table 25.4.
template <class F> double integral(double slope, double width, F fall) {
    constexpr std::array<double, 8> at{0.0950125098376374402, 0.2816035507792589132, 0.4580167776572273863, 0.6178762444026437484,
                                       0.7554044083550030339, 0.8656312023878317439, 0.9445750230732325761, 0.9894009349916499326};
    constexpr std::array<double, 8> weights{0.1894506104550684963, 0.1826034150449235889, 0.1691565193950025382, 0.1495959888165767321,
                                            0.1246289712555338720, 0.0951585116824927848, 0.0622535239386478929, 0.0271524594117540949};
    constexpr double deep = 40, margin = 1.2;
    constexpr int panels = 6;
    const double along = slope * width;
    const double end = margin * width * 2 * deep / (along + std::sqrt(along * along + 2 * deep)), half = end / (2 * panels);
    double sum = 0;
    for (int panel = panels - 1; panel >= 0; --panel) {
        const double middle = (2 * panel + 1) * half;
        for (std::size_t i = 0; i < at.size(); ++i)
            sum += weights[i] * (exp_of(-fall(middle - half * at[i])) + exp_of(-fall(middle + half * at[i])));
    }
    return sum * half;
}

// ---- the two laws, by logarithm and by log-odds: scales without ends and poles, on which the logarithms of both tails are concave ------

struct Point {
    Tails tails;
    double density; ///< on that scale
};
Point known_below(double share, double density) { return {{share, 1 - share}, density}; }
Point known_above(double share, double density) { return {{1 - share, share}, density}; }

/// Gamma, by the logarithm: the density is x^a e^-x / Gamma(a).
class GammaLaw {
public:
    explicit GammaLaw(double shape)
        : shape_(shape), log_shape_(natural_log(exact(shape))), highest_(log_shape_ * exact(0.5) - half_log_2_pi - beyond_stirling(shape)) {
    }

    [[nodiscard]] Point at(double x) const { return at(exact(x)); }
    [[nodiscard]] Point at(Extended x) const {
        const double density = exponential(highest_ - exact(shape_) * distance(x / exact(shape_)));
        if (shape_ >= narrow) return narrow_at(x, density);
        return x.high < shape_ + 1 ? known_below(density * series(x.high), density) : known_above(density * fraction(x.high), density);
    }
    /// The logarithm of where p of the law is below, were there nothing but x^a: right where that is far below 1.
    [[nodiscard]] Extended by_power(double p) const {
        const Extended log_gamma = exact(shape_) * log_shape_ - exact(shape_) - highest_;
        return (natural_log(exact(p)) + log_shape_ + log_gamma) / exact(shape_);
    }

private:
    [[nodiscard]] double series(double x) const {
        double term = 1 / shape_, sum = term;
        for (int n = 1; n < most_terms && term > sum * (last_bit / 4); ++n) sum += term *= x / (shape_ + n);
        return sum;
    }
    [[nodiscard]] double fraction(double x) const {
        return continued_fraction([&](int n) {
            const double k = n - 1;
            return Term{n == 1 ? 1 : k * (shape_ - k), x - shape_ + 2 * k + 1};
        });
    }
    [[nodiscard]] Point narrow_at(Extended x, double density) const {
        const double slope = (x - exact(shape_)).high, side = slope < 0 ? -1 : 1, steep = std::abs(slope);
        const double share =
            density * integral(steep, 1 / std::sqrt(shape_), [&](double t) { return steep * t + x.high * small_excess(side * t); });
        return slope < 0 ? known_below(share, density) : known_above(share, density);
    }

    double shape_;
    Extended log_shape_, highest_;
};

/// Beta, by the log-odds of x and y = 1 - x: the density is x^a y^b / B(a, b).
class BetaLaw {
public:
    BetaLaw(double a, double b)
        : a_(a), b_(b), total_(exact_sum(a, b)), log_a_(natural_log(exact(a) / total_)), log_b_(natural_log(exact(b) / total_)),
          highest_(exact(0.5) * (log_a_ + log_b_ + natural_log(total_)) - half_log_2_pi + beyond_stirling(total_.high) -
                   beyond_stirling(a) - beyond_stirling(b)) {}

    [[nodiscard]] Point at(double odds) const {
        const Extended whole = exact_sum(1, odds);
        return at(exact(odds) / whole, exact(1) / whole);
    }
    [[nodiscard]] Point at(Extended x, Extended y) const {
        const Extended a = exact(a_), b = exact(b_);
        const double density = exponential(highest_ - a * distance(x * total_ / a) - b * distance(y * total_ / b));
        if (std::min(a_, b_) >= narrow) return narrow_at(x, y, density);
        const double rise = (a - x * total_).high;
        if (x.high < (a_ + 1) / (total_.high + 2)) return known_below(density * fraction(a_, b_, x.high, rise), density);
        return known_above(density * fraction(b_, a_, y.high, -rise), density);
    }
    /// The logarithm of where p of the law is below, were there nothing but x^a; and of 1 - x, q above, nothing but y^b.
    [[nodiscard]] Extended by_power(double p) const { return (natural_log(exact(p) * exact(a_)) + log_beta()) / exact(a_); }
    [[nodiscard]] Extended by_power_above(double q) const { return (natural_log(exact(q) * exact(b_)) + log_beta()) / exact(b_); }

private:
    [[nodiscard]] Extended log_beta() const { return exact(a_) * log_a_ + exact(b_) * log_b_ - highest_; }
    /// The share below over the density. `rise` is a - (a + b) x. Source: A. R. DiDonato, A. H. Morris, "Significant digit computation of
    /// the incomplete beta function ratios", ACM Transactions on Mathematical Software 18 (1992), equation 9.
    [[nodiscard]] double fraction(double a, double b, double x, double rise) const {
        return continued_fraction([=, total = total_.high](int place) {
            const double n = place - 1, under = a + 2 * n - 1;
            const double over = n == 0 ? 1 : (a + n - 1) / under * ((total + n - 1) / under) * n * (b - n) * x * x;
            return Term{over, n + (n == 0 ? 0 : n * (b - n) * x / under) + (a + n) / (a + 2 * n + 1) * (rise + 1 + n * (2 - x))};
        });
    }
    [[nodiscard]] Point narrow_at(Extended x, Extended y, double density) const {
        const double slope = (x * total_ - exact(a_)).high, side = slope < 0 ? -1 : 1, steep = std::abs(slope), total = total_.high;
        const double less = std::min(x.high, y.high), turn = x.high < y.high ? side : -side; // from the rarer side little cancels
        const double share = density * integral(steep, std::sqrt(1 / a_ + 1 / b_), [=](double t) {
                                 const double excess = small_excess(turn * t);
                                 return steep * t + total * (less * excess - small_distance(less * (turn * t + excess)));
                             });
        return slope < 0 ? known_below(share, density) : known_above(share, density);
    }

    double a_, b_;
    Extended total_, log_a_, log_b_, highest_; // the logarithms are of a and b over their total
};

// ---- inverses ---------------------------------------------------------------------------------------------------------

/// Where p lies below and q above, from a guess, by Newton's method on the logarithm of the smaller tail: as that is concave, it comes to
/// the answer from one side after one step, wherever it starts.
template <class Law> double solve(const Law& law, double at, double p, double q) {
    constexpr int rounds = 200;
    constexpr double longest = 2, small = 1e-3, enough = 1e-10; // of a step; the error after it is some times its square
    double before = longest;
    for (int round = 0; round < rounds; ++round) {
        const auto [tails, density] = law.at(at);
        const double below = std::max(tails.below, least_share), above = std::max(tails.above, least_share);
        double step = p <= q ? log_of(p / below) * below / density : log_of(above / q) * above / density;
        if (!std::isfinite(step)) step = below < above ? longest : -longest;
        step = std::clamp(step, -longest, longest);
        at *= exp_of(step);
        const double size = std::abs(step);
        if (size < enough || (size < small && size > before / 2)) break;
        before = size;
    }
    return at;
}

constexpr double power_law_ends = -40; // as a logarithm: what follows the power changes no digit

/// x / (1 - x) of the beta law where p lies below and q above.
double beta_odds(double a, double b, double p, double q) {
    const BetaLaw law{a, b};
    const Extended x = law.by_power(p), y = law.by_power_above(q);
    if (x.high + log_of(1 + b) < power_law_ends) return exponential(x);
    if (y.high + log_of(1 + a) < power_law_ends) return exponential(exact(0) - y);
    constexpr double bell = 10; // from here on a law looks more like a normal one than like a power
    const double least_x = exponential(x), least_y = exponential(y);
    const bool powers = std::min(a, b) < bell;
    if (powers && least_x < a / (a + b) / 2) return solve(law, least_x / (1 - least_x), p, q);
    if (powers && least_y < b / (a + b) / 2) return solve(law, (1 - least_y) / least_y, p, q);
    return solve(law, a / b * exp_of(std::clamp(normal_quantile(p), -8.0, 8.0) * std::sqrt(1 / a + 1 / b)), p, q);
}

/// Near the middle, in the tails, and far out; by the coefficients from the highest power down.
using Coefficients = std::array<double, 8>;
double ratio(const Coefficients& over, const Coefficients& under, double r) {
    double above = 0, below = 0;
    for (std::size_t i = 0; i < over.size(); ++i) {
        above = above * r + over[i];
        below = below * r + under[i];
    }
    return above / below;
}

} // namespace

Tails normal_tails(double x) {
    constexpr double nothing = 1e-17, everything = 40;
    if (std::abs(x) < nothing) return {0.5, 0.5};
    if (std::abs(x) > everything) return x < 0 ? Tails{0, 1} : Tails{1, 0};
    const Tails of_square = GammaLaw(0.5).at(exact_product(x, x) * exact(0.5)).tails;
    const double far = of_square.above / 2, near = 0.5 + of_square.below / 2;
    return x < 0 ? Tails{far, near} : Tails{near, far};
}

Tails gamma_tails(double shape, double x) {
    assert(shape > 0 && x >= 0);
    if (x == 0) return {0, 1};
    return std::isinf(x) ? Tails{1, 0} : GammaLaw(shape).at(x).tails;
}

Tails beta_tails(double alpha, double beta, double x) {
    assert(alpha > 0 && beta > 0 && x >= 0 && x <= 1);
    if (x == 0) return {0, 1};
    return x == 1 ? Tails{1, 0} : BetaLaw(alpha, beta).at(exact(x), exact_sum(1, -x)).tails;
}

// Source: M. J. Wichura, "Algorithm AS 241: The percentage points of the normal distribution", Applied Statistics 37 (1988).
double normal_quantile(double p) {
    assert(p > 0 && p < 1);
    // clang-format off
    constexpr Coefficients
        a{2.5090809287301226727e+3, 3.3430575583588128105e+4, 6.7265770927008700853e+4, 4.5921953931549871457e+4, 1.3731693765509461125e+4, 1.9715909503065514427e+3, 1.3314166789178437745e+2, 3.3871328727963666080e+0},
        b{5.2264952788528545610e+3, 2.8729085735721942674e+4, 3.9307895800092710610e+4, 2.1213794301586595867e+4, 5.3941960214247511077e+3, 6.8718700749205790830e+2, 4.2313330701600911252e+1, 1},
        c{7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258e+0, 3.64784832476320460504e+0, 5.76949722146069140550e+0, 4.63033784615654529590e+0, 1.42343711074968357734e+0},
        d{1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1, 6.89767334985100004550e-1, 1.67638483018380384940e+0, 2.05319162663775882187e+0, 1},
        e{2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3, 2.65321895265761230930e-2, 2.96560571828504891230e-1, 1.78482653991729133580e+0, 5.46378491116411436990e+0, 6.65790464350110377720e+0},
        f{2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5, 7.86869131145613259100e-4, 1.48753612908506148525e-2, 1.36929880922735805310e-1, 5.99832206555887937690e-1, 1};
    // clang-format on
    constexpr double central = 0.425, tail = 5;
    const double from_middle = p - 0.5;
    if (std::abs(from_middle) <= central) return from_middle * ratio(a, b, 0.180625 - from_middle * from_middle);
    const double r = std::sqrt(-log_of(std::min(p, 1 - p))), size = r <= tail ? ratio(c, d, r - 1.6) : ratio(e, f, r - tail);
    return from_middle < 0 ? -size : size;
}

double student_quantile(double freedom, double p) {
    const double tail = std::min(p, 1 - p);
    if (tail == 0.5) return 0;
    const double size = std::sqrt(freedom / beta_odds(freedom / 2, 0.5, 2 * tail, 1 - 2 * tail));
    return p < 0.5 ? -size : size;
}

double gamma_quantile(double shape, double p) {
    assert(shape > 0 && p > 0 && p < 1);
    const GammaLaw law{shape};
    const Extended log_least = law.by_power(p);
    if (log_least.high < power_law_ends) return exponential(log_least);
    // Source of the other guess: E. B. Wilson, M. M. Hilferty, "The distribution of chi-square", PNAS 17 (1931).
    const double least = exponential(log_least), root = 1 - 1 / (9 * shape) + normal_quantile(p) / (3 * std::sqrt(shape));
    const bool is_low = least < (shape + 1) / 4 || root < 0.1;
    return solve(law, is_low ? std::min(least, shape + 1) : shape * root * root * root, p, 1 - p);
}

double beta_quantile(double alpha, double beta, double p) {
    assert(alpha > 0 && beta > 0 && p > 0 && p < 1);
    const double odds = beta_odds(alpha, beta, p, 1 - p);
    return odds < 1 ? odds / (1 + odds) : 1 / (1 + 1 / odds);
}

} // namespace sim
