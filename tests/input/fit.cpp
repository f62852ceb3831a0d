// Curves fitted to points: what a fit leaves open is drawn by Student's t, which holds the truth as often as it says.
#include "engine/curve.hpp"
#include "engine/dice.hpp"
#include "sim/distribution.hpp"

#include "support/catch.hpp"
#include "support/play.hpp"

#include <cmath>

using namespace sim;
using namespace sim::test;
using Catch::Matchers::Contains;

namespace {

double normal(Roll& roll) { return quantile(Distribution{Normal{0, 1}}, roll.uniform()); }

/// How often the central 90 % of the slope's draws hold the true slope, of so many points that scatter about a line.
double coverage(int points) {
    constexpr int experiments = 2000;
    int held = 0;
    for (int e = 0; e < experiments; ++e) {
        Roll roll = Dice(3, static_cast<std::uint64_t>(e)).roll(Purpose::choice, static_cast<std::uint64_t>(points));
        std::vector<Anchor> anchors;
        for (int i = 0; i < points; ++i)
            anchors.push_back({new_year(2010 + 2 * i), {std::exp2(0.5 * 2 * i) * std::exp(0.3 * normal(roll)), {}}});
        const Fit fit = fit_exponential(anchors);
        const Distribution slope{Student{fit.doublings_per_year, fit.slope_error, static_cast<double>(points - 2)}};
        held += quantile(slope, 0.05) <= 0.5 && 0.5 <= quantile(slope, 0.95) ? 1 : 0;
    }
    return held / static_cast<double>(experiments);
}

} // namespace

TEST_CASE("Fit: 90 % of the draws hold the truth in 88 to 92 % of experiments, of three points as of ten") {
    for (const int points : {3, 4, 6, 10}) {
        INFO(points << " points: " << coverage(points));
        CHECK(coverage(points) >= 0.88);
        CHECK(coverage(points) <= 0.92);
    }
}

TEST_CASE("Fit: level and slope are read as laws of n - 2 degrees of freedom") {
    const Scenario s =
        scenario_of("tests/scenarios/small.yaml", "",
                    {"corpora=[{id: c, cost: 1 FLOP/item, volume: {fit: {2010: 10 item/yr, 2013: 30 item/yr, 2016: 50 item/yr, "
                     "2020: 200 item/yr}}}]"});
    const Growth& volume = s.corpora[0].volume;
    const auto slope = std::get<Student>(volume.regimes[0].rate.law->law);
    CHECK(slope.freedom == 2);
    CHECK(std::get<LogStudent>(volume.anchors[0].value.law->law).freedom == 2);
    // scipy: linregress of log2 on decimal years: slope 0.41687, standard error 0.036183; t.ppf(0.95, 2) is 2.920
    CHECK(slope.middle == Approx(0.41687).epsilon(1e-4));
    CHECK(slope.scale == Approx(0.036183).epsilon(1e-4));
    CHECK(quantile(*volume.regimes[0].rate.law, 0.95) == Approx(slope.middle + 2.919986 * slope.scale).epsilon(1e-6));
}

TEST_CASE("Fit: two points tell no error, and are refused with what to write") {
    const std::vector<std::string> sets{"corpora=[{id: c, cost: 1 FLOP/item, volume: {fit: {2010: 10 item/yr, 2020: 200 item/yr}}}]"};
    const Reading reading = read_scenario_file(std::string(SIM_SOURCE_DIR) + "/tests/scenarios/small.yaml", sets);
    CHECK_FALSE(reading.ok());
    CHECK_THAT(to_text(reading.problems), Contains("needs three or more numbers above 0, by date") && Contains("two points tell no error"));
}

TEST_CASE("Fit: the laws of what a fit leaves open, by their quantiles") {
    CHECK(quantile(Distribution{Student{1, 2, 1}}, 0.975) == Approx(1 + 2 * 12.7062047362)); // scipy: t.ppf(0.975, 1)
    CHECK(quantile(Distribution{LogStudent{5, 0.1, 3}}, 0.5) == Approx(5));
    CHECK(quantile(Distribution{LogStudent{5, 0.1, 3}}, 0.95) == Approx(5 * std::exp(0.1 * 2.3533634348)));
    CHECK(std::isinf(mean_of(Distribution{LogStudent{5, 0.1, 3}})));
    CHECK(to_text(Distribution{Student{1, 2, 3}}) == "student(middle 1, scale 2, freedom 3)");
}
