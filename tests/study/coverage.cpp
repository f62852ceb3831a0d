// The error bars are right: 95 % intervals hold the truth in 95 % of 2,000 small experiments, by theory through the front door.
#include "support/catch.hpp"

#include "engine/dice.hpp"
#include "sim/summary.hpp"
#include "study/intervals.hpp"
#include "study/paired.hpp"
#include "study/precision.hpp"

#include <cmath>
#include <functional>
#include <vector>

using namespace sim;

namespace {

constexpr std::uint64_t experiments = 2000;

/// How often an interval holds the truth; within what 2,000 experiments can tell from 95 %: 93.5 to 96.5 %, three standard errors.
void check_coverage(const std::function<bool(Roll&)>& holds_truth) {
    std::uint64_t inside = 0;
    for (std::uint64_t e = 0; e < experiments; ++e) {
        Roll roll = Dice(17, e).roll(Purpose::choice, 0);
        inside += holds_truth(roll) ? 1U : 0U;
    }
    CHECK(static_cast<double>(inside) / static_cast<double>(experiments) >= 0.935);
    CHECK(static_cast<double>(inside) / static_cast<double>(experiments) <= 0.965);
}

double normal(Roll& roll) { return std::sqrt(-2 * std::log(roll.uniform())) * std::cos(2 * M_PI * roll.uniform()); }

std::vector<double> sample(Roll& roll, std::size_t n, const std::function<double(Roll&)>& draw) {
    std::vector<double> values;
    for (std::size_t i = 0; i < n; ++i) values.push_back(draw(roll));
    return values;
}

} // namespace

TEST_CASE("Coverage: means of ten normal outcomes, mean +- t(n - 1) x mcse") {
    check_coverage([](Roll& roll) {
        std::vector<double> values = sample(roll, 10, normal);
        const Statistics of = statistics(values);
        return std::abs(of.mean) <= half_interval(of);
    });
}

TEST_CASE("Coverage: means of a hundred skewed outcomes, the same interval") {
    check_coverage([](Roll& roll) {
        std::vector<double> values = sample(roll, 100, [](Roll& r) { return -std::log(r.uniform()); });
        const Statistics of = statistics(values);
        return std::abs(of.mean - 1) <= half_interval(of);
    });
}

TEST_CASE("Coverage: medians of 58 skewed outcomes, ranks 22 and 37, which hold the median with 95.2 % whatever the law") {
    check_coverage([](Roll& roll) {
        const Interval found = interval_of_median(sample(roll, 58, [](Roll& r) { return -std::log(r.uniform()); }));
        return found.low <= std::log(2.0) && std::log(2.0) <= found.high;
    });
}

TEST_CASE("Coverage: paired differences of outcomes that share their luck, and differ by 0.3") {
    check_coverage([](Roll& roll) {
        std::vector<double> base, other;
        for (int i = 0; i < 12; ++i) {
            const double luck = 5 * normal(roll);
            base.push_back(luck + 0.2 * normal(roll));
            other.push_back(luck + 0.3 + 0.2 * normal(roll));
        }
        const PairedStatistics of = paired_statistics(base, other);
        return of.ci95_low <= 0.3 && 0.3 <= of.ci95_high;
    });
}
