// How well a figure is known, when to look, and what must hold in every trial.
#include "support/catch.hpp"

#include "engine/dice.hpp"
#include "input/expectation.hpp"
#include "input/wanted.hpp"
#include "study/precision.hpp"

#include <cmath>
#include <vector>

using namespace sim;

TEST_CASE("Precision: looks come at numbers of replicates that depend on the first one alone") {
    std::vector<std::uint64_t> looks{10};
    while (looks.size() < 6) looks.push_back(next_look(looks.back()));
    CHECK(looks == std::vector<std::uint64_t>{10, 15, 23, 35, 53, 80});
    CHECK(next_look(1) == 2);
}

TEST_CASE("Precision: the half width is the wider one of mean's and median's") {
    // -4 to 5: sd sqrt(9.1667), t(9) = 2.262: 2.166. P(Binomial(10, 1/2) < 2) = 0.0107: ranks 2 and 9, half of 7.
    const std::vector<double> ten{-4, -3, -2, -1, 0, 1, 2, 3, 4, 5};
    CHECK(half_width(ten) == Approx(3.5));
    CHECK(std::isnan(half_width({3})));
    CHECK(std::isnan(half_width({1, 2, 3, 4, 5, 6, 7, 8, 9})));                    // too few for a mean
    CHECK(std::isnan(half_width({-1, 0, 1, 2, 3, 4, 5, 6, 7, 900})));              // and too skewed
    CHECK(half_width({-4, NAN, -3, -2, -1, 0, 1, 2, 3, 4, 5}) == half_width(ten)); // not-a-number is absent
}

TEST_CASE("Precision: values that never vary are no certainty: the rule of three, and at least ten of them") {
    CHECK(std::isnan(half_width({3, 3, 3})));
    CHECK(half_width(std::vector<double>(100, 0.0)) == Approx(0.0295130)); // a share may be 1 as well
    CHECK(half_width(std::vector<double>(100, 0.9)) == Approx(0.02951 * 0.9).epsilon(1e-3));
    CHECK(half_width(std::vector<double>(100, 5000.0)) == Approx(0.02951 * 5000).epsilon(1e-3));
    CHECK(half_width(std::vector<double>(600, 1.0)) < 0.005); // so that 0.5 pp of a certain share take 600 replicates
}

TEST_CASE("Precision: of a quantile, where there are values enough for its ranks") {
    std::vector<double> values;
    for (int i = 1; i <= 100; ++i) values.push_back(i);
    CHECK(half_width(values, 0.95) == 5); // 90 to 100
    values.resize(71);
    CHECK(std::isnan(half_width(values, 0.95)));
    CHECK(wanted_figure("p95(papers[CHN]@2030)").quantile == 0.95);
    CHECK(wanted_figure("p95(papers[CHN]@2030)").figure == "papers[CHN]@2030");
    CHECK_FALSE(wanted_figure("papers[CHN]@2030").quantile);
    CHECK_FALSE(wanted_figure("p95(papers@2030) - 1").quantile);
}

TEST_CASE("Its intervals cover what they say: 95 % of 2,000 experiments, a little more for the median's steps") {
    std::size_t mean_inside = 0;
    for (std::uint64_t experiment = 0; experiment < 2000; ++experiment) {
        Roll roll = Dice(5, experiment).roll(Purpose::choice, 0);
        std::vector<double> values;
        for (int i = 0; i < 40; ++i) values.push_back(roll.uniform());
        double sum = 0;
        for (const double x : values) sum += x;
        mean_inside += std::abs(sum / 40 - 0.5) <= half_width(values) ? 1U : 0U;
    }
    CHECK(mean_inside >= 1900); // the wider of two: at least 95 %
}

namespace {

/// A layout with two dates, two countries and their shares.
Layout two_countries() {
    Scenario scenario;
    scenario.clock = {new_year(2010), new_year(2012) - std::chrono::days(1), 12, 12};
    for (const char* id : {"ONE", "TWO"}) {
        Country country;
        country.id = id;
        scenario.countries.push_back(country);
    }
    return Layout(scenario);
}

/// The first date at which the shares of both countries break an expectation.
double broken(const std::string& text, double one, double two, double one_later, double two_later) {
    const Layout layout = two_countries();
    const ParsedExpectation parsed = parse_expectation(text, layout);
    INFO(text << ": " << parsed.error);
    REQUIRE(parsed.ok());
    std::vector<double> values(layout.size(), NAN);
    const std::uint32_t first = layout.column(Metric::research_share, 1);
    values[first] = one;
    values[first + 1] = two;
    values[layout.columns.size() + first] = one_later;
    values[layout.columns.size() + first + 1] = two_later;
    std::vector<double> at_places;
    for (const std::size_t place : parsed.broken.places()) at_places.push_back(values[place]);
    return parsed.broken.value(at_places);
}

} // namespace

TEST_CASE("Precision: an expectation is broken at the first date at which it does not hold") {
    CHECK(std::isnan(broken("research_share[country:*] == 1", 0.3, 0.7, 0.1, 0.9)));
    CHECK(std::isnan(broken("research_share[country:*] == 1", 0.1 + 0.2, 0.7, 0.3, 0.7 + 1e-13))); // rounding
    CHECK(broken("research_share[country:*] == 1", 0.3, 0.7, 0.2, 0.7) == Approx(2011.997).margin(0.01));
    CHECK(broken("research_share[ONE] < research_share[TWO]", 0.5, 0.5, 0.1, 0.9) == Approx(2010.997).margin(0.01));
    CHECK(std::isnan(broken("research_share[ONE] <= research_share[TWO]", 0.5, 0.5, 0.1, 0.9)));
    CHECK(broken("research_share[ONE] >= 20 %", 0.5, 0.5, 0.1, 0.9) == Approx(2011.997).margin(0.01));
    CHECK(std::isnan(broken("research_share[ONE]@2010 > 20 %", 0.5, 0.5, 0.1, 0.9))); // of its own date alone
    CHECK(std::isnan(broken("research_share[ONE] > 20 %", NAN, 0.5, 0.9, 0.1)));      // nothing measured, nothing expected
}

TEST_CASE("Precision: what is wrong with an expectation is said in a sentence") {
    const Layout layout = two_countries();
    CHECK(parse_expectation("research_share[ONE]", layout).error == "no comparison: FIGURE == FIGURE, or with <=, >=, < or >");
    CHECK(parse_expectation("research_share[ONE] = 1", layout).error == "'=' is no comparison; equality is '=='");
    CHECK(parse_expectation("research_shore[ONE] == 1", layout).error ==
          "there is no metric 'research_shore'; did you mean 'research_share'?");
}
