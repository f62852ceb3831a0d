// The 95 % intervals of a mean, a median and a probability, by hand and by R.
#include "support/catch.hpp"

#include "study/intervals.hpp"

#include <cmath>

using namespace sim;

TEST_CASE("Intervals: of a mean, by Student's t") {
    std::vector<double> values{1, 2, 3, 4, 5, 6, 7, 8, 9}, one{3};
    CHECK(half_interval(statistics(values)) == Approx(2.306004 * std::sqrt(7.5) / 3)); // R: qt(0.975, 8)
    CHECK(std::isnan(half_interval(statistics(one))));
}

TEST_CASE("Intervals: of a median, by ranks") {
    const Interval nine = interval_of_median({9, 1, 8, 2, 7, 3, 6, 4, 5}); // P(Binomial(9, 1/2) < 2) = 0.0195
    CHECK(nine.low == 2);
    CHECK(nine.high == 8);
    const Interval five = interval_of_median({5, 1, 4, 2, 3}); // no rank is far enough out
    CHECK(five.low == 1);
    CHECK(five.high == 5);
}

TEST_CASE("Intervals: Wilson's, of a probability") {
    // R: prop.test(x, n, correct = FALSE)$conf.int
    CHECK(wilson_interval(5, 10).low == Approx(0.2365931).margin(1e-7));
    CHECK(wilson_interval(5, 10).high == Approx(0.7634069).margin(1e-7));
    CHECK(wilson_interval(126, 200).low == Approx(0.5612).margin(1e-4));
    CHECK(wilson_interval(0, 60).low == 0);
    CHECK(wilson_interval(0, 60).high == Approx(0.0601718521).margin(1e-6));
    CHECK(wilson_interval(60, 60).low == Approx(1 - 0.0601718521).margin(1e-6));
    CHECK(wilson_interval(60, 60).high == 1);
}
