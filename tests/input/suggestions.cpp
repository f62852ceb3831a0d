// What is suggested for what cannot be read: in the field's own dimension, never wrong by a power of ten, and able to be read itself.
#include "input/suggestion.hpp"

#include "support/texts.hpp"

using namespace sim;
using namespace sim::test;
using Catch::Matchers::Contains;

namespace {

std::string for_field(const std::string& unit, const std::string& text, double most = no_limit) {
    const Field row{.key = "k", .doc = "", .unit = unit, .least = 0, .most = most};
    const std::string said = suggested_number(text, row);
    if (said.empty()) return said;
    const std::string meant = said.substr(14, said.size() - 16);
    CHECK(parse_quantity(meant).ok());
    return meant;
}
std::string as_law(const std::string& unit, const std::string& text, double most = no_limit) {
    return suggested_law(text, {.key = "k", .doc = "", .unit = unit, .least = 0, .most = most});
}
std::string id(const std::string& word) {
    const std::vector<std::string_view> ids{"KOR", "PRK", "USA", "KEN"}, names{"South Korea", "North Korea", "United States", "Kenya"};
    return std::string(meant_id(word, ids, names).value_or(""));
}

} // namespace

TEST_CASE("Suggestions: powers of ten that a unit does not take") {
    CHECK(for_field("person", "331 Mperson") == "331e6 person");
    CHECK(for_field("person", "331 M") == "331e6 person");
    CHECK(for_field("person", "331 million") == "331e6 person");
    CHECK(for_field("person", "331 million people") == "331e6 person");
    CHECK(for_field("person", "3 kpersons") == "3e3 persons");
    CHECK(for_field("paper", "5 thousand papers") == "5e3 papers");
    CHECK(for_field("USD", "2 bn USD") == "2e9 USD");
    CHECK(for_field("person", "3e2 Mperson").empty());
    CHECK(for_field("USD", "3 mUSD").empty()); // thousandths, or millions
}

TEST_CASE("Suggestions: units of the field's own dimension") {
    CHECK(for_field("FLOP/s", "10 PFLOPs") == "10 PFLOP/s");
    CHECK(for_field("FLOP", "10 PFLOPs") == "10 PFLOP");
    CHECK(for_field("FLOP/s", "10 PFLOPS") == "10 PFLOP/s");
    CHECK(for_field("FLOP", "10 PFLOPS") == "10 PFLOP");
    CHECK(for_field("USD", "10 PFLOPs").empty());
    CHECK(for_field("1/yr", "5 % p.a.") == "5 %/yr");
    CHECK(for_field("1/yr", "5% per year") == "5 %/yr");
    CHECK(for_field("USD", "$3000") == "3000 USD");
    CHECK(for_field("USD", "$3k") == "3 kUSD");
    CHECK(for_field("USD/yr", "$3 million/yr") == "3e6 USD/yr");
    CHECK(for_field("USD", "USD 3000") == "3000 USD");
    CHECK(for_field("person", "$3000").empty());
    CHECK(for_field("yr", "annual") == "1 yr");
    CHECK(for_field("mo", "quarterly") == "3 mo");
    CHECK(for_field("mo", "monthly") == "1 mo");
    CHECK(for_field("USD", "annual").empty());
}

TEST_CASE("Suggestions: ranges, dates") {
    CHECK(as_law("", "60-70 %", 1) == "did you mean '{ci90: [60 %, 70 %]}'?");
    CHECK(as_law("yr", "2 to 3 yr") == "did you mean '{ci90: [2 yr, 3 yr]}'?");
    CHECK(as_law("yr", "18 mo - 3 yr") == "did you mean '{ci90: [18 mo, 3 yr]}'?");
    CHECK(as_law("", "60-70", 1).empty()); // out of range
    CHECK(as_law("", "70-60 %", 1).empty());
    CHECK(suggested_date("Jan 2020") == "did you mean '2020-01'?");
    CHECK(suggested_date("15 January 2020") == "did you mean '2020-01-15'?");
    CHECK(suggested_date("March 5, 2020") == "did you mean '2020-03-05'?");
    CHECK(suggested_date("2020-1-5") == "did you mean '2020-01-05'?");
    CHECK(suggested_date("15.1.2020") == "did you mean '2020-01-15'?");
    CHECK(suggested_date("1/5/2020").empty());
    CHECK(suggested_date("soon").empty());
}

TEST_CASE("Suggestions: ids by case, then by name, then by likeness") {
    CHECK(id("kor") == "KOR");
    CHECK(id("South Korea") == "KOR");
    CHECK(id("south korea") == "KOR");
    CHECK(id("Sout Korea") == "KOR");
    CHECK(id("Kenya") == "KEN");
    CHECK(id("Atlantis").empty());
}

TEST_CASE("Suggestions: as scenarios get them") {
    CHECK_THAT(said_of("countries: [{id: ONE, population: 331 Mperson}]\n"), Contains("did you mean '331e6 person'?"));
    CHECK_THAT(said_of("hardware: {generations: [{id: unit, peak: 10 PFLOPs}]}\n"), Contains("did you mean '10 PFLOP/s'?"));
    CHECK_THAT(said_of("countries: [{id: ONE, gdp: {at: {2010: 1 USD/yr}, growth: 5 % p.a.}}]\n"), Contains("did you mean '5 %/yr'?"));
    CHECK_THAT(said_of("hardware: {utilisation: 60-70 %}\n"), Contains("did you mean '{ci90: [60 %, 70 %]}'?"));
    CHECK_THAT(said_of("hardware: {generations: [{id: unit, price: $3000}]}\n"), Contains("did you mean '3000 USD'?"));
    CHECK_THAT(said_of("hardware: {generations: [{id: unit, release: Jan 2020}]}\n"), Contains("did you mean '2020-01'?"));
    CHECK_THAT(said_of("clock: {sample: annual}\n"), Contains("did you mean '1 yr'?"));
    CHECK_THAT(said_of("labs: [{id: only, of: [one]}]\n"), Contains("did you mean 'ONE'?"));
    CHECK_THAT(said_of("labs: [{id: only, of: [South Korea]}]\n"), Contains("did you mean 'ONE'?"));
    CHECK_THAT(said_of("kinds: [{id: lab, first_gpus: 1 GPU, first_generation: UNIT}]\n"), Contains("did you mean 'unit'?"));
    CHECK_THAT(said_of("policies: [{id: p, what: budget, at: 2010, factor: 2, whom: {country: South Korea}}]\n"),
               Contains("did you mean 'ONE'?"));
    CHECK_THAT(said_of("policies: [{id: p, what: budget, at: 2010, factor: 2, whom: {country: []}}]\n"),
               Contains("policies[p].whom is about no country") && Contains("leave it out for all"));
    CHECK_THAT(said_of("countries: [{id: ONE, population: 5 mperson}]\n"), !Contains("did you mean"));
    CHECK_THAT(said_of("hardware: {lifetime: 60 m}\n"), !Contains("'mo'"));
    CHECK_THAT(said_of("expect: [\"papers[one] >= 0\"]\n"), Contains("there is no group 'one'; did you mean 'ONE'?"));
    CHECK_THAT(said_of("expect: [\"papers[South Korea] >= 0\"]\n"), Contains("did you mean 'ONE'?"));
}

TEST_CASE("Suggestions: no index is used where an id was not found") {
    const auto only = [](const std::string& text) {
        const Reading reading = read_scenario("alone.yaml", [&](const std::string&) { return text; });
        CHECK_FALSE(reading.ok());
        return to_text(reading.problems);
    };
    const std::string policies = "policies:\n  - {id: p, what: public_cloud, at: 2015, whom: {country: CHN}, of_gdp: 1 %}\n";
    CHECK_THAT(only("scenario: a\ncountrys: [{id: CHN, name: China}]\n" + policies),
               Contains("alone.yaml:2:1: error: unknown key 'countrys'") && Contains("did you mean 'countries'?"));
    CHECK_FALSE(only("scenario: a\n" + policies).empty());
    CHECK_FALSE(only("scenario: a\npolicies:\n  - {id: p, what: migration, at: 2015, to: CHN, rate: 1 %/yr}\n").empty());
    CHECK_FALSE(
        only("scenario: a\nlabs: [{id: l, kind: k, of: [X], share: 10 %}]\nbenchmarks: [{id: b, country: X, domain: D}]\n").empty());
    CHECK_FALSE(only("scenario: a\nkinds: [{id: k, budget: {of_gdp: 1 %}}]\nlabs: [{id: l, kind: z, of: ['*']}]\n").empty());
    CHECK_FALSE(only("scenario: a\nstreams: [{id: s, domain: x}]\nnetwork: {list: [{id: t, from: l@X/1, to: l@Y/1}]}\n").empty());
}
