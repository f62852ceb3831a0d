// Researchers after the end of their tables: what the field, a country's drift and its steps make of them.
#include "support/play.hpp"

#include "model/inputs.hpp"
#include "model/rules.hpp"

#include <algorithm>

using namespace sim;
using namespace sim::test;

namespace {

constexpr const char* small = "tests/scenarios/small.yaml";

/// The small world with tables that end on the first day of 2012, from which on the field grows by 5 % a year.
std::vector<std::string> following(const std::vector<std::string>& more) {
    std::vector<std::string> sets = {"countries[AAA].researchers={table: {2010: 20000 person, 2012: 30000 person}}",
                                     "countries[BBB].researchers={table: {2010: 10000 person, 2012: 12000 person}}",
                                     "countries[CCC].researchers={table: {2010: 3000 person, 2012: 3000 person}}",
                                     "people.field_growth=5 %/yr"};
    sets.insert(sets.end(), more.begin(), more.end());
    return sets;
}

/// Growth of ln N in a year, from `from` on.
double growth(const Sandbox& sandbox, std::uint32_t country, Instant from, int years = 1) {
    const auto at = [&](Instant when) { return researchers_by_path(sandbox.story.world, {country}, when); };
    return std::log(at(from + years * year) / at(from)) / years;
}

const Instant end_of_tables = new_year(2012);

} // namespace

TEST_CASE("People: without steps a country grows by the field's growth and its drift, exactly") {
    const Sandbox sandbox(small, following({"countries[AAA].drift=3 %/yr", "people.drift=-2 %/yr", "countries[CCC].drift=0 %/yr"}));
    for (const int years : {1, 2, 6}) {
        CHECK(growth(sandbox, 0, end_of_tables, years) == Approx(0.08).epsilon(1e-12));
        CHECK(growth(sandbox, 1, end_of_tables, years) == Approx(0.03).epsilon(1e-12));
        CHECK(growth(sandbox, 2, end_of_tables, years) == Approx(0.05).epsilon(1e-12));
    }
    CHECK(researchers_by_path(sandbox.story.world, {0}, end_of_tables) == Approx(30000).epsilon(1e-12));
}

TEST_CASE("People: a drift comes on top of the steps, which stay what they are") {
    const std::vector<std::string> steps = {"people.field_shock=0.1", "people.share_walk=0.07", "people.follows_gdp=0.5"};
    std::vector<std::string> drifting = steps;
    drifting.emplace_back("countries[BBB].drift=4 %/yr");
    const Sandbox plain(small, following(steps)), with(small, following(drifting));
    for (int y = 0; y < 6; ++y) {
        const Instant from = end_of_tables + y * year;
        CHECK(growth(with, 1, from) == Approx(growth(plain, 1, from) + 0.04).epsilon(1e-12));
        CHECK(growth(with, 0, from) == growth(plain, 0, from));
    }
}

TEST_CASE("People: the drift of all is an input of each country that follows the field and says none") {
    Scenario scenario = scenario_of(small, "",
                                    following({"people.drift={normal: {mean: 0 %/yr, sd: 4 %/yr}}", "countries[BBB].drift=1 %/yr",
                                               "countries[CCC].researchers={at: {2010: 3000 person}, growth: 2 %/yr}"}));
    std::vector<std::string> drifts;
    for (const UncertainInput& input : uncertain_inputs(scenario))
        if (input.path.ends_with("drift")) drifts.push_back(input.path);
    CHECK(drifts == std::vector<std::string>{"countries[AAA].drift"});
    CHECK_FALSE(scenario.countries[2].drift.has_value());

    Inputs inputs(scenario);
    inputs.draw(Dice(1, 3));
    const double drawn = *scenario.countries[0].drift * in_seconds(year);
    CHECK(std::abs(drawn) > 1e-4);
    const Sandbox sandbox(scenario);
    CHECK(growth(sandbox, 0, end_of_tables, 5) == Approx(0.05 + drawn).epsilon(1e-12));
    CHECK(growth(sandbox, 1, end_of_tables, 5) == Approx(0.06).epsilon(1e-12));
}

TEST_CASE("People: drifts are drawn for each country, with the standard deviation of their law") {
    Scenario scenario = scenario_of(small, "", following({"people.drift={normal: {mean: 0 %/yr, sd: 4 %/yr}}"}));
    Inputs inputs(scenario);
    std::vector<double> products, squares;
    for (std::uint64_t r = 0; r < 2000; ++r) {
        inputs.draw(Dice(1, r));
        const double one = *scenario.countries[0].drift * in_seconds(year), other = *scenario.countries[1].drift * in_seconds(year);
        squares.push_back(one * one);
        products.push_back(one * other);
    }
    const Estimate variance = estimate(squares), covariance = estimate(products);
    CHECK(std::abs(variance.mean - 0.04 * 0.04) < 4 * variance.standard_error);
    CHECK(std::abs(covariance.mean) < 4 * covariance.standard_error);
}

TEST_CASE("People: the same world, whether the drift is said for all or for each") {
    const std::string law = "{normal: {mean: 0 %/yr, sd: 4 %/yr}}";
    const Scenario all = scenario_of(small, "", following({"people.drift=" + law})),
                   each = scenario_of(
                       small, "", following({"countries[AAA].drift=" + law, "countries[BBB].drift=" + law, "countries[CCC].drift=" + law}));
    CHECK(all.hash == each.hash);
}
