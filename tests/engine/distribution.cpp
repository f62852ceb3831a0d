// Laws have the quantiles of their textbooks, and an interval gives back the law that has it.
#include "support/catch.hpp"

#include "sim/distribution.hpp"

#include <boost/math/distributions/normal.hpp>

#include <cmath>

using namespace sim;

namespace {

Distribution law(auto of) { return {of}; }
double at(auto of, double p) { return quantile(law(of), p); }

/// The mean as the integral of the quantile over (0, 1), by the midpoint rule in u^3 (3 - 2u), which is gentle on both tails.
double integral_of_quantile(const Distribution& distribution) {
    constexpr int cells = 400;
    double sum = 0;
    for (int i = 0; i < cells; ++i) {
        const double u = (i + 0.5) / cells;
        sum += quantile(distribution, u * u * (3 - 2 * u)) * 6 * u * (1 - u);
    }
    return sum / cells;
}

const Distribution laws[] = {law(Uniform{-2, 5}),     law(LogUniform{0.1, 40}), law(Triangular{1, 2, 7}), law(Normal{3, 2}),
                             law(LogNormal{12, 0.8}), law(Exponential{4}),      law(Gamma{6, 3}),         law(Gamma{6, 0.7}),
                             law(Beta{2, 5}),         law(Beta{0.6, 0.8}),      law(Triangular{1, 1, 2}), law(Triangular{1, 2, 2})};

} // namespace

TEST_CASE("Distribution: closed forms of quantiles") {
    CHECK(at(Constant{7}, 0.01) == 7);
    CHECK(at(Uniform{-2, 6}, 0.25) == 0);
    CHECK(at(LogUniform{1, 16}, 0.25) == 2);
    CHECK(at(LogUniform{1, 16}, 0.75) == 8);
    CHECK(at(Triangular{0, 1, 2}, 0.125) == 0.5);
    CHECK(at(Triangular{0, 1, 2}, 0.875) == 1.5);
    CHECK(at(Triangular{0, 0, 1}, 0.75) == 0.5);
    CHECK(at(Triangular{0, 1, 1}, 0.25) == 0.5);
    CHECK(at(Exponential{2}, 0.5) == Approx(2 * std::log(2)).epsilon(1e-15));
    CHECK(at(Exponential{2}, 1 - 0x1p-53) == Approx(2 * 53 * std::log(2)).epsilon(1e-15));
    CHECK(at(Normal{5, 3}, 0.5) == 5);
    CHECK(at(LogNormal{12, 0.8}, 0.5) == 12);
    CHECK(at(Gamma{3, 1}, 0.5) == Approx(3 * std::log(2)).epsilon(1e-14));
    CHECK(at(Beta{1, 1}, 0.3) == Approx(0.3).epsilon(1e-14));
    CHECK(at(Beta{1, 3}, 0.875) == Approx(0.5).epsilon(1e-14)); // 1 - (1 - p)^(1/3)
}

TEST_CASE("Distribution: quantiles from published tables") {
    // NIST/SEMATECH e-Handbook of Statistical Methods: normal, chi-square (a gamma law with shape nu/2 and mean nu), 1.3.6.7.
    CHECK(at(Normal{0, 1}, 0.975) == Approx(1.959963984540054).epsilon(1e-14));
    CHECK(at(Normal{0, 1}, 0.05) == Approx(-1.644853626951473).epsilon(1e-14));
    CHECK(at(Gamma{10, 5}, 0.95) == Approx(18.307).epsilon(1e-4));
    CHECK(at(Gamma{1, 0.5}, 0.95) == Approx(3.841).epsilon(2e-4));
    CHECK(at(LogNormal{2, 0.5}, 0.975) == Approx(2 * std::exp(0.5 * 1.959963984540054)).epsilon(1e-14));
}

TEST_CASE("Distribution: quantiles rise, and stay finite in the furthest tails that dice can roll") {
    for (const Distribution& distribution : laws) {
        INFO(to_text(distribution));
        double before = quantile(distribution, 0x1p-53);
        REQUIRE(std::isfinite(before));
        for (int i = 1; i < 200; ++i) {
            const double now = quantile(distribution, i / 200.0);
            REQUIRE(now >= before);
            before = now;
        }
        REQUIRE(quantile(distribution, 1 - 0x1p-53) >= before);
        REQUIRE(std::isfinite(quantile(distribution, 1 - 0x1p-53)));
    }
}

TEST_CASE("Distribution: the mean is the integral of the quantile") {
    for (const Distribution& distribution : laws) {
        INFO(to_text(distribution));
        CHECK(mean_of(distribution) == Approx(integral_of_quantile(distribution)).epsilon(2e-4));
        CHECK_FALSE(is_constant(distribution));
    }
    CHECK(mean_of(law(Constant{3})) == 3);
    CHECK(mean_of(law(Uniform{1, 2})) == 1.5);
    CHECK(mean_of(law(LogNormal{2, 1})) == Approx(2 * std::exp(0.5)).epsilon(1e-15));
    CHECK(mean_of(law(Beta{2, 6})) == 0.25);
}

TEST_CASE("Distribution: a law without width is its only value") {
    for (const Distribution& distribution :
         {law(Constant{3}), law(Uniform{3, 3}), law(LogUniform{3, 3}), law(Triangular{3, 3, 3}), law(Normal{3, 0}), law(LogNormal{3, 0})}) {
        INFO(to_text(distribution));
        CHECK(is_constant(distribution));
        CHECK(mean_of(distribution) == 3);
        for (const double p : {0x1p-53, 0.1, 0.5, 0.99}) CHECK(quantile(distribution, p) == 3);
    }
    for (const Distribution& distribution : {law(Exponential{0}), law(Gamma{0, 2}), law(LogNormal{0, 2})}) {
        CHECK(is_constant(distribution));
        CHECK(quantile(distribution, 0.9) == 0);
    }
}

TEST_CASE("Distribution: laws as text") {
    CHECK(to_text(law(Constant{0.1})) == "0.1");
    CHECK(to_text(law(Uniform{0, 1.5})) == "uniform(least 0, most 1.5)");
    CHECK(to_text(law(LogUniform{1, 1e21})) == "loguniform(least 1, most 1e+21)");
    CHECK(to_text(law(Triangular{1, 2, 3})) == "triangular(least 1, mode 2, most 3)");
    CHECK(to_text(law(Normal{-1, 2})) == "normal(mean -1, sd 2)");
    CHECK(to_text(law(LogNormal{12, 0.8})) == "lognormal(median 12, sigma 0.8)");
    CHECK(to_text(law(Exponential{2})) == "exponential(mean 2)");
    CHECK(to_text(law(Gamma{2, 3})) == "gamma(mean 2, shape 3)");
    CHECK(to_text(law(Beta{2, 3})) == "beta(alpha 2, beta 3)");
}

TEST_CASE("Distribution: a fitted law has the interval that was asked for") {
    for (const IntervalShape shape : {IntervalShape::normal, IntervalShape::lognormal, IntervalShape::uniform, IntervalShape::loguniform}) {
        for (const double coverage : {0.5, 0.8, 0.9, 0.95, 0.999}) {
            for (const auto& [low, high] : {std::pair{0.2, 0.5}, {1.0, 1e6}, {3e21, 3.1e21}, {1e-30, 2e-30}}) {
                const FittedInterval fitted = fit_interval(shape, coverage, low, high);
                INFO(to_text(fitted.distribution) << " for " << coverage << " in [" << low << ", " << high << "]");
                REQUIRE(fitted.ok());
                const double tolerance = 1e-14 * high;
                CHECK(quantile(fitted.distribution, (1 - coverage) / 2) == Approx(low).margin(tolerance).epsilon(1e-13));
                CHECK(quantile(fitted.distribution, (1 + coverage) / 2) == Approx(high).margin(tolerance).epsilon(1e-13));
            }
        }
    }
    CHECK(fit_interval(IntervalShape::normal, 0.9, -3, 1).ok());
    CHECK(to_text(fit_interval(IntervalShape::uniform, 0.5, 1, 2).distribution) == "uniform(least 0.5, most 2.5)");
    CHECK(to_text(fit_interval(IntervalShape::loguniform, 0.5, 2, 8).distribution) == "loguniform(least 1, most 16)");
    CHECK(std::get<LogNormal>(fit_interval(IntervalShape::lognormal, 0.9, 2, 8).distribution.law).median == 4);
    CHECK(std::get<Normal>(fit_interval(IntervalShape::normal, 0.9, 2, 8).distribution.law).mean == 5);
}

TEST_CASE("Distribution: beta laws are found for narrow, wide, lopsided and bathtub intervals") {
    for (const double coverage : {0.5, 0.9, 0.95}) {
        for (const auto& [low, high] : {std::pair{0.2, 0.5},
                                        {0.01, 0.05},
                                        {0.5, 0.99},
                                        {0.001, 0.999},
                                        {0.49, 0.51},
                                        {0.9, 0.999},
                                        {0.001, 0.002},
                                        {0.05, 0.06},
                                        {0.3, 0.9999},
                                        {1e-4, 0.5},
                                        {0.6, 0.66},
                                        {0.95, 0.951}}) {
            const FittedInterval fitted = fit_interval(IntervalShape::beta, coverage, low, high);
            INFO(coverage << " in [" << low << ", " << high << "] " << to_text(fitted.distribution) << fitted.error);
            REQUIRE(fitted.ok());
            CHECK(std::abs(quantile(fitted.distribution, (1 - coverage) / 2) - low) <= 1e-9 * low);
            CHECK(std::abs(quantile(fitted.distribution, (1 + coverage) / 2) - high) <= 1e-9 * high);
        }
    }
}

TEST_CASE("Distribution: a beta law is recovered from its own interval") {
    for (const auto& [alpha, beta] : {std::pair{2.0, 5.0}, {0.5, 0.5}, {30.0, 2.0}, {400.0, 900.0}, {1.0, 1.0}}) {
        const Distribution original{Beta{alpha, beta}};
        const FittedInterval fitted = fit_interval(IntervalShape::beta, 0.9, quantile(original, 0.05), quantile(original, 0.95));
        REQUIRE(fitted.ok());
        CHECK(std::get<Beta>(fitted.distribution.law).alpha == Approx(alpha).epsilon(1e-8));
        CHECK(std::get<Beta>(fitted.distribution.law).beta == Approx(beta).epsilon(1e-8));
    }
}

TEST_CASE("Distribution: an interval that no law has is refused in a sentence") {
    const double infinity = std::numeric_limits<double>::infinity();
    const auto error = [](IntervalShape shape, double coverage, double low, double high) {
        return fit_interval(shape, coverage, low, high).error;
    };
    CHECK(error(IntervalShape::normal, 0.9, 2, 1) == "the interval [2, 1] must go from a lower to a higher value");
    CHECK(error(IntervalShape::uniform, 0.9, 1, 1) == "the interval [1, 1] must go from a lower to a higher value");
    CHECK(error(IntervalShape::lognormal, 0.9, 0, 1) == "a lognormal law has only positive values, but the interval begins at 0");
    CHECK(error(IntervalShape::loguniform, 0.9, -1, 1) == "a loguniform law has only positive values, but the interval begins at -1");
    CHECK(error(IntervalShape::beta, 0.9, 0.5, 1) == "a beta law lies between 0 and 1, but the interval is [0.5, 1]");
    CHECK(error(IntervalShape::beta, 0.9, 0, 0.5) == "a beta law lies between 0 and 1, but the interval is [0, 0.5]");
    CHECK(error(IntervalShape::normal, 0, 1, 2) == "an interval covers more than 0 and less than 1 of a law, not 0");
    CHECK(error(IntervalShape::normal, 90, 1, 2) == "an interval covers more than 0 and less than 1 of a law, not 90");
    CHECK(error(IntervalShape::normal, 0.9, 1, infinity) == "an interval needs two finite ends");
    CHECK(error(IntervalShape::normal, 0.9, std::nan(""), 1) == "an interval needs two finite ends");
}
