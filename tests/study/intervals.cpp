// The 95 % intervals of a mean, a quantile and a probability, by hand and by scipy.
#include "support/catch.hpp"

#include "sim/summary.hpp"
#include "study/intervals.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

using namespace sim;

TEST_CASE("Intervals: of a mean, by Student's t") {
    const std::vector<double> values{-4, -3, -2, -1, 0, 1, 2, 3, 4, 5}; // sd sqrt(82.5 / 9), scipy: t.ppf(0.975, 9)
    const Statistics of = statistics(values);
    CHECK(of.ci95_high == Approx(0.5 + 2.2621571628 * std::sqrt(82.5 / 9 / 10)).epsilon(1e-9));
    CHECK(of.ci95_low == Approx(0.5 - 2.2621571628 * std::sqrt(82.5 / 9 / 10)).epsilon(1e-9));
    CHECK(of.needed == 0);
}

TEST_CASE("Intervals: of a mean on the logarithmic scale, and mirrored") {
    const std::vector<double> values{0.2, 0.5, 0.8, 1, 1.3, 2, 3, 5, 9, 20};
    std::vector<double> losses;
    for (const double x : values) losses.push_back(-x);
    const Statistics of = statistics(values), mirrored = statistics(losses);
    CHECK(of.ci95_low == Approx(1.6159869170327226).epsilon(1e-6));
    CHECK(of.ci95_high == Approx(56.753458036144224).epsilon(1e-6));
    CHECK(mirrored.ci95_low == Approx(-of.ci95_high));
    CHECK(mirrored.ci95_high == Approx(-of.ci95_low));
}

TEST_CASE("Intervals: of a mean there is none of few values, nor of skewed ones; what never varies has its own") {
    const std::vector<double> one{3}, nine{1, 2, 3, 4, 5, 6, 7, 8, 9}, same(50, 0.1), rounded{0.3, 0.1 + 0.2, 0.3};
    CHECK(std::isnan(statistics(one).ci95_low));
    CHECK(std::isnan(statistics(nine).ci95_low));
    CHECK(statistics(nine).needed == 10);
    CHECK(statistics(same).ci95_low == Approx(0.1));
    CHECK(statistics(same).needed == 0);
    CHECK(statistics(rounded).needed == 0);
    std::vector<double> skewed(30, 0.0); // scipy: skew(bias=False) is 5.477: 25 * 30 + 1
    skewed[4] = 1;
    CHECK(std::isnan(statistics(skewed).ci95_high));
    CHECK(statistics(skewed).needed >= 750);
    CHECK(statistics(skewed).needed <= 751);
}

TEST_CASE("Intervals: of a median, by ranks") {
    const std::vector<double> nine{1, 2, 3, 4, 5, 6, 7, 8, 9}; // P(Binomial(9, 1/2) < 2) = 0.0195
    CHECK(interval_of_quantile(nine, 0.5)->low == 2);
    CHECK(interval_of_quantile(nine, 0.5)->high == 8);
    CHECK_FALSE(interval_of_quantile(std::vector<double>{1, 2, 3, 4, 5}, 0.5)); // no rank is far enough out
    CHECK(interval_of_quantile(std::vector<double>{1, 2, 3, 4, 5, 6}, 0.5)->high == 6);
}

TEST_CASE("Intervals: of a tail quantile, by ranks") {
    std::vector<double> values;
    for (int i = 1; i <= 100; ++i) values.push_back(i);
    const auto tail = interval_of_quantile(values, 0.95); // scipy: binom(100, 0.95).cdf(89) = 0.0115, cdf(90) = 0.0282; sf(98) = 0.0371
    CHECK(tail->low == 90);
    CHECK(tail->high == 100);
    CHECK(interval_of_quantile(values, 0.05)->low == 1);
    CHECK(interval_of_quantile(values, 0.05)->high == 11);
    values.resize(71);
    CHECK_FALSE(interval_of_quantile(values, 0.95));
}

TEST_CASE("Intervals: Clopper and Pearson's, of a probability") {
    // scipy: beta.ppf(0.025, x, n - x + 1), beta.ppf(0.975, x + 1, n - x)
    CHECK(interval_of_probability(5, 10).low == Approx(0.1870860).margin(1e-7));
    CHECK(interval_of_probability(5, 10).high == Approx(0.8129140).margin(1e-7));
    CHECK(interval_of_probability(0, 60).low == 0);
    CHECK(interval_of_probability(0, 60).high == Approx(1 - std::pow(0.025, 1.0 / 60)));
    CHECK(interval_of_probability(60, 60).low == Approx(std::pow(0.025, 1.0 / 60)));
    CHECK(interval_of_probability(60, 60).high == 1);
    CHECK(interval_of_probability(5.5, 10).low == interval_of_probability(5, 10).low); // split ties: outwards
    CHECK(interval_of_probability(5.5, 10).high == interval_of_probability(6, 10).high);
}

TEST_CASE("Intervals: the rule of three, and what a range holds") {
    CHECK(most_of_unseen(100) == Approx(0.0295130));
    CHECK(content_of_range(5) == Approx(4.0 / 6));
    CHECK(content_of_range(18) == Approx(17.0 / 19));
    CHECK(content_of_range(19) == 0.9);
    CHECK(content_of_range(1) == 0);
}
