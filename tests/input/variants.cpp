// Variants that are laid over others, and one rule for many things.
#include "support/outcomes.hpp"
#include "support/texts.hpp"

using namespace sim;
using namespace sim::test;
using Catch::Matchers::Contains;

namespace {

double lifetime_of(const Reading& reading, std::size_t variant) {
    return reading.variants.at(variant).hardware.lifetime.value / in_seconds(year);
}

const std::string three_countries = R"(countries:
  - {id: ONE, population: 1 person}
  - {id: TWO, name: Two, researchers: 10 person, gdp: 20 USD/yr, population: 2 person}
  - {id: SIX, name: Six, researchers: 10 person, gdp: 60 USD/yr, population: 6 person}
)";

} // namespace

TEST_CASE("Variants: one that is of another is laid over it, as deep as that goes") {
    const Reading reading =
        read_over_tiny("variants:\n  one: {hardware: {lifetime: 2 yr}, title: the first}\n"
                       "  two: {of: one, title: the second}\n  three: {of: two, hardware: {lifetime: 3 yr}}\n  four: {}\n");
    INFO(to_text(reading.problems));
    REQUIRE(reading.ok());
    CHECK(lifetime_of(reading, 0) == 2);
    CHECK(lifetime_of(reading, 1) == 2);
    CHECK(lifetime_of(reading, 2) == 3);
    CHECK(reading.variants[2].title == "the second");
    CHECK(reading.variants[3].title.empty());
    const std::string resolved = resolved_yaml(reading);
    CHECK_THAT(resolved, !Contains("of: one"));
    const Reading again = read_scenario("resolved.yaml", [&](const std::string&) { return resolved; });
    REQUIRE(again.ok());
    for (std::size_t v = 0; v < 4; ++v) CHECK(again.variants[v].hash == reading.variants[v].hash);
}

TEST_CASE("Variants: of nobody, of itself, of no name") {
    CHECK_THAT(said_of("variants:\n  one: {}\n  two: {of: onne}\n"),
               Contains("there is no variant 'onne'") && Contains("did you mean 'one'?"));
    CHECK_THAT(said_of("variants:\n  one: {of: two}\n  two: {of: one}\n"), Contains("variant 'one' is of itself"));
    CHECK_THAT(said_of("variants:\n  one: {of: [two]}\n  two: {}\n"), Contains("'of' names a variant"));
    CHECK_THAT(said_of("of: two\n"), Contains("unknown key 'of'"));
}

TEST_CASE("Variants: a star is all that a map does not name") {
    const Scenario scenario =
        scenario_over_tiny(three_countries + "variants:\n  v: {countries: {\"*\": {population: 9 person}, TWO: {population: 5 person}}}\n");
    std::vector<double> people;
    for (const Country& country : scenario.countries) people.push_back(country.population.level.value);
    CHECK(people == std::vector<double>{9, 5, 9});
    const Scenario alone = scenario_over_tiny(three_countries + "variants:\n  v: {countries: {\"*\": ~, ONE: {population: 7 person}}}\n");
    REQUIRE(alone.countries.size() == 1);
    CHECK(alone.countries[0].id == "ONE");
    CHECK_THAT(said_of(three_countries + "variants: {v: {countries: {\"*\": 5}}}\n"), Contains("'*' takes a map of changes"));
    CHECK_THAT(said_of(three_countries + "variants: {v: {countries: {\"*\": {id: X}}}}\n"), Contains("'*' gives all things the same id"));
}
