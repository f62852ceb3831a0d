// Shares and quantiles keep the digits that they promise, against fifty decimal digits of Boost's functions.
#include "support/catch.hpp"
#include "support/exact.hpp"

#include "engine/tails.hpp"
#include "sim/distribution.hpp"

#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>

#include <algorithm>
#include <utility>
#include <vector>

using namespace sim;
using namespace sim::test;

namespace {

const std::vector<double> shares{0x1p-53, 1e-12, 1e-6, 1e-3,  0.05,     0.25,      0.4,        0.5,
                                 0.6,     0.75,  0.95, 0.999, 1 - 1e-6, 1 - 1e-12, 1 - 0x1p-53};
constexpr double least = 1e-290; // below, products of doubles lose digits

/// The law at a number, to fifty digits: the shares on both sides, and the density on a logarithmic scale.
struct ExactLaw {
    Exact below, above, density;
};

double off(double found, const Exact& wanted) { return Exact(abs(Exact(found) / wanted - 1)).convert_to<double>(); }
double off(const Tails& found, const ExactLaw& law) { return std::max(off(found.below, law.below), off(found.above, law.above)); }

/// How far a quantile is from where exactly p lies below, of itself.
double off(double p, const ExactLaw& law) {
    const Exact excess = p < 0.5 ? Exact(law.below - p) : Exact(1 - Exact(p) - law.above);
    return Exact(abs(excess / law.density)).convert_to<double>();
}

ExactLaw normal_law(double x) {
    const Exact number = x, part = number / sqrt(Exact(2)), pi = boost::math::constants::pi<Exact>();
    return {erfc(-part) / 2, erfc(part) / 2, abs(number) * exp(-number * number / 2) / sqrt(2 * pi)};
}
ExactLaw gamma_law(double shape, double x) {
    const Exact a = shape, number = x;
    return {boost::math::gamma_p(a, number), boost::math::gamma_q(a, number), number * boost::math::gamma_p_derivative(a, number)};
}
ExactLaw beta_law(double alpha, double beta, double x) {
    const Exact a = alpha, b = beta, number = x;
    return {boost::math::ibeta(a, b, number), boost::math::ibetac(a, b, number), number * boost::math::ibeta_derivative(a, b, number)};
}

} // namespace

TEST_CASE("Tails: the normal law") {
    for (int i = -2000; i <= 2000; ++i) {
        const double x = i * 0.0187 + 1e-4;
        REQUIRE(off(normal_tails(x), normal_law(x)) < 1e-14);
    }
    for (int i = 1; i < 3000; ++i) {
        for (const double p : {i / 3001.0, exp_of(-i * 0.23)}) {
            const double x = normal_quantile(p);
            if (x != 0) REQUIRE(off(p, normal_law(x)) < 1e-15);
        }
    }
    CHECK(normal_quantile(0.5) == 0);
    CHECK(normal_tails(0).below == 0.5);
    CHECK(normal_tails(-50).below == 0);
    CHECK(normal_tails(50).below == 1);
    CHECK(standard_normal_quantile(0.1) == normal_quantile(0.1));
    CHECK(standard_normal_share_below(-1) == normal_tails(-1).below);
}

TEST_CASE("Tails: gamma laws of small, usual and large shapes") {
    for (const double shape : {0.001, 0.01, 0.1, 0.5, 1.0, 1.7, 3.0, 15.9, 40.0, 1000.0, 9000.0, 11'000.0, 1e6}) {
        for (const double p : shares) {
            const double x = gamma_quantile(shape, p);
            if (x < least) continue;
            INFO(shape << " at " << p << ": " << x);
            const ExactLaw law = gamma_law(shape, x);
            CHECK(off(p, law) < std::max(2e-15, 1e-15 / shape));
            CHECK(off(gamma_tails(shape, x), law) < (shape < 0.01 ? 2e-13 : 2e-14));
        }
    }
    CHECK(gamma_quantile(1e-4, 0.01) == 0);
    CHECK(gamma_tails(2, 0).below == 0);
    CHECK(gamma_tails(2, std::numeric_limits<double>::infinity()).above == 0);
}

TEST_CASE("Tails: beta laws of small, usual, large and lopsided shapes") {
    const std::vector<std::pair<double, double>> shapes{{0.001, 1},   {0.01, 0.01}, {0.01, 5},  {0.1, 0.2}, {0.5, 0.5},       {1, 1},
                                                        {2, 5},       {0.6, 0.8},   {30, 2},    {0.5, 40},  {50, 0.5},        {400, 900},
                                                        {20, 20'000}, {9000, 3e5},  {1e6, 0.5}, {500, 0.5}, {12'000, 11'000}, {2e4, 5e6}};
    for (const auto& [alpha, beta] : shapes) {
        for (const double p : shares) {
            const double x = beta_quantile(alpha, beta, p);
            if (x < least || x == 1) continue;
            INFO(alpha << ", " << beta << " at " << p << ": " << x);
            const ExactLaw law = beta_law(alpha, beta, x);
            CHECK(off(p, law) < std::max(2e-15, 1e-15 / std::min(alpha, beta)));
            CHECK(off(beta_tails(alpha, beta, x), law) < (std::min(alpha, beta) < 0.01 ? 1e-13 : 2e-14));
        }
    }
    CHECK(beta_quantile(1, 0.01, 0.9) == 1); // nearer than a double can tell
    CHECK(beta_tails(2, 3, 0).below == 0);
    CHECK(beta_tails(2, 3, 1).above == 0);
}

TEST_CASE("Tails: Student's law") {
    for (const double freedom : {1.0, 2.0, 3.0, 7.5, 30.0, 1e4, 1e7}) {
        for (const double p : shares) {
            const double t = student_quantile(freedom, p);
            if (p == 0.5) {
                CHECK(t == 0);
                continue;
            }
            INFO(freedom << " at " << p << ": " << t);
            const Exact number = t, square = number * number, a = freedom;
            // The share beyond |t| on both sides is that of a beta law; where that is near 1, by its complement.
            const Exact within = boost::math::ibeta(Exact(0.5), a / 2, Exact(square / (a + square))),
                        beyond = boost::math::ibeta(a / 2, Exact(0.5), Exact(a / (a + square)));
            const Exact density = abs(number) * pow(1 + square / a, -(a + 1) / 2) / (sqrt(a) * boost::math::beta(a / 2, Exact(0.5)));
            const Exact wanted = 2 * (p < 0.5 ? Exact(p) : 1 - Exact(p));
            const Exact excess = p > 0.2 && p < 0.8 ? Exact(1 - wanted - within) : Exact(beyond - wanted);
            CHECK(Exact(abs(excess / (2 * density))).convert_to<double>() < 5e-15);
        }
    }
}
