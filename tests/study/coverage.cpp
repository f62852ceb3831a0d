// The error bars are right: of 2,000 small experiments so many hold the truth as each printed interval says, by theory through the
// functions that print; and where no interval could be trusted there is none.
#include "support/catch.hpp"

#include "engine/dice.hpp"
#include "report/rounding.hpp"
#include "sim/summary.hpp"
#include "study/intervals.hpp"
#include "study/paired.hpp"
#include "study/precision.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <span>
#include <string>
#include <vector>

using namespace sim;

namespace {

constexpr std::uint64_t experiments = 2000;

using Draw = std::function<double(Roll&)>;

/// A law, and what is true of it.
struct Law {
    std::string name;
    Draw draw;
    double mean = 0;
};

double normal(Roll& roll) { return std::sqrt(-2 * std::log(roll.uniform())) * std::cos(2 * M_PI * roll.uniform()); }

Law lognormal(double sigma) {
    return {"lognormal " + std::to_string(sigma), [sigma](Roll& roll) { return std::exp(sigma * normal(roll)); },
            std::exp(sigma * sigma / 2)};
}
Law lognormal_loss(double sigma) {
    return {"minus lognormal", [sigma](Roll& roll) { return -std::exp(sigma * normal(roll)); }, -std::exp(sigma * sigma / 2)};
}
const Law standard_normal{"normal", normal, 0};
const Law around_ten{"normal around 10", [](Roll& roll) { return 10 + normal(roll); }, 10};
const Law rare{"2 % of the time", [](Roll& roll) { return roll.uniform() < 0.02 ? 1.0 : 0.0; }, 0.02};

/// What came of 2,000 experiments: how many printed an interval, and how many of these held the truth.
struct Tally {
    double printed = 0, held = 0;
    [[nodiscard]] double part_printed() const { return printed / static_cast<double>(experiments); }
    [[nodiscard]] double coverage() const { return held / printed; }
};

std::vector<double> sample(Roll& roll, std::size_t n, const Draw& draw) {
    std::vector<double> values;
    for (std::size_t i = 0; i < n; ++i) values.push_back(draw(roll));
    return values;
}

Tally tally(std::size_t n, const Law& law, const std::function<void(Roll&, std::vector<double>, Tally&)>& experiment) {
    Tally all;
    for (std::uint64_t e = 0; e < experiments; ++e) {
        Roll roll = Dice(17, e).roll(Purpose::choice, n);
        std::vector<double> values = sample(roll, n, law.draw);
        experiment(roll, std::move(values), all);
    }
    return all;
}

/// Intervals of the mean, as `statistics` gives them to every table.
Tally means(std::size_t n, const Law& law) {
    return tally(n, law, [&](Roll&, const std::vector<double>& values, Tally& all) {
        const Statistics of = statistics(values);
        if (std::isnan(of.ci95_low)) {
            REQUIRE(of.needed > n);
            return;
        }
        if (of.ci95_low == of.ci95_high) return; // what never varied stands alone: no interval is printed
        ++all.printed;
        all.held += of.ci95_low <= law.mean && law.mean <= of.ci95_high ? 1 : 0;
    });
}

/// How often a further value falls between p05 and p95.
Tally further_values(std::size_t n, const Law& law) {
    return tally(n, law, [&](Roll& roll, const std::vector<double>& values, Tally& all) {
        const Statistics of = statistics(values);
        const double further = law.draw(roll);
        ++all.printed;
        all.held += of.p05 <= further && further <= of.p95 ? 1 : 0;
    });
}

void check_95(const Tally& all) {
    CHECK(all.coverage() >= 0.93);
    CHECK(all.coverage() <= 0.97);
}

} // namespace

TEST_CASE("Coverage: a mean's 95 % interval holds it in 93 to 97 % of 2,000 experiments, of normal and of lognormal outcomes") {
    for (const Law& law : {standard_normal, around_ten, lognormal(1), lognormal_loss(1), lognormal(2)}) {
        for (const std::size_t n : {10U, 20U, 100U}) {
            const Tally all = means(n, law);
            INFO(law.name << ", n = " << n << ": printed " << all.part_printed() << ", held " << all.coverage());
            check_95(all);
            CHECK(all.part_printed() >= (n < 20 ? 0.6 : 0.9));
        }
    }
}

TEST_CASE("Coverage: of five outcomes no interval of the mean is printed, whatever the law, and ten are asked for") {
    for (const Law& law : {standard_normal, lognormal(1), lognormal(2), rare}) CHECK(means(5, law).printed == 0);
    const std::vector<double> five{1, 2, 3, 4, 9};
    CHECK(statistics(five).needed == 10);
    CHECK(mean_with_interval(statistics(five), As::number) == "3.8 [n >= 10]");
}

TEST_CASE("Coverage: a rare event has no interval of its mean among numbers, but asks for the replicates that it needs") {
    for (const std::size_t n : {20U, 100U}) CHECK(means(n, rare).printed == 0);
    std::vector<double> two_of_a_hundred(100, 0.0);
    two_of_a_hundred[3] = two_of_a_hundred[70] = 1;
    CHECK(statistics(two_of_a_hundred).needed > 1000); // 25 (1 - 2 p)^2 / (p (1 - p)) is 1,175
    CHECK(statistics(two_of_a_hundred).needed < 1300);
}

TEST_CASE("Coverage: skewed laws of both signs: where an interval is printed in vain, it is in less than 7 % of all experiments") {
    const Law law{"lognormal - 1", [](Roll& roll) { return std::exp(normal(roll)) - 1; }, std::exp(0.5) - 1};
    for (const std::size_t n : {10U, 20U, 100U}) {
        const Tally all = means(n, law);
        INFO(n << ": printed " << all.part_printed() << ", held " << all.coverage());
        CHECK((all.printed - all.held) / static_cast<double>(experiments) <= 0.07);
    }
}

TEST_CASE("Coverage: p05 to p95 hold 90 % of further outcomes of any continuous law, and of five what they are called by") {
    for (const Law& law : {standard_normal, lognormal(1), lognormal(2)}) {
        for (const std::size_t n : {20U, 100U}) {
            const Tally all = further_values(n, law);
            INFO(law.name << ", n = " << n << ": " << all.coverage());
            CHECK(all.coverage() >= 0.88);
            CHECK(all.coverage() <= 0.92);
        }
        CHECK(further_values(5, law).coverage() == Approx(content_of_range(5)).margin(0.035));
    }
    for (const std::size_t n : {5U, 20U, 100U}) CHECK(further_values(n, rare).coverage() >= content_of_range(n)); // ties only add to it
    CHECK(content_of_range(5) == Approx(2.0 / 3));
    CHECK(tails_text(5) == "67 % interval, the range");
    CHECK(tails_text(19) == "90 % interval");
}

TEST_CASE("Coverage: a probability's interval holds it in at least 95 % of experiments, rare or not") {
    for (const double p : {0.0085, 0.02, 0.3, 0.5, 0.99}) { // Wilson's holds the first in 84 % of n = 20
        for (const std::size_t n : {5U, 20U, 100U}) {
            const Law law{"", [p](Roll& roll) { return roll.uniform() < p ? 1.0 : 0.0; }, p};
            const Tally all = tally(n, law, [&](Roll&, const std::vector<double>& values, Tally& found) {
                const Interval interval = interval_of_probability(std::accumulate(values.begin(), values.end(), 0.0), values.size());
                ++found.printed;
                found.held += interval.low <= p && p <= interval.high ? 1 : 0;
            });
            INFO(p << ", n = " << n << ": " << all.coverage());
            CHECK(all.coverage() >= 0.94); // three standard errors of 2,000 experiments below 95 %, at most
        }
    }
}

TEST_CASE("Coverage: a quantile's interval holds it in at least 95 % of experiments, and there is none of too few") {
    for (const auto& [p, truth] : {std::pair(0.5, 1.0), std::pair(0.95, std::exp(2 * 1.6448536269514722))}) {
        for (const std::size_t n : {5U, 20U, 100U}) {
            const Tally all = tally(n, lognormal(2), [&, p = p, truth = truth](Roll&, std::vector<double> values, Tally& found) {
                std::ranges::sort(values);
                const auto interval = interval_of_quantile(values, p);
                if (!interval) return;
                ++found.printed;
                found.held += interval->low <= truth && truth <= interval->high ? 1 : 0;
            });
            CHECK((all.printed > 0) == (n >= least_values_of_quantile(p)));
            if (all.printed > 0) CHECK(all.coverage() >= 0.94);
            if (all.printed > 0) CHECK(all.coverage() <= 0.99);
        }
    }
    CHECK(least_values_of_quantile(0.5) == 6);
    CHECK(least_values_of_quantile(0.95) == 72);
}

TEST_CASE("Coverage: paired differences of outcomes that share their luck, and differ by 0.3") {
    const Tally all = tally(12, standard_normal, [](Roll& roll, const std::vector<double>& lucks, Tally& found) {
        std::vector<double> base, other;
        for (const double luck : lucks) {
            base.push_back(5 * luck + 0.2 * normal(roll));
            other.push_back(5 * luck + 0.3 + 0.2 * normal(roll));
        }
        const Statistics of = paired_statistics(base, other).difference;
        if (std::isnan(of.ci95_low)) return;
        ++found.printed;
        found.held += of.ci95_low <= 0.3 && 0.3 <= of.ci95_high ? 1 : 0;
    });
    check_95(all);
}

TEST_CASE("Coverage: the worst cases of a median hold that of all trials, whatever those that failed would have given") {
    const Tally all = tally(41, lognormal(1), [](Roll&, std::vector<double> values, Tally& found) {
        std::vector<double> whole = values;
        std::ranges::sort(values);
        const Statistics kept = statistics(std::span(values).first(38), 3); // the largest fail
        ++found.printed;
        const double median = statistics(whole).p50;
        found.held += kept.p50_least <= median && median <= kept.p50_most ? 1 : 0;
    });
    CHECK(all.coverage() == 1);
}
