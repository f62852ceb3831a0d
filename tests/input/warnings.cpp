// What is in order and probably not meant: each with its place, its reason, and what to write; and that nothing else is warned of.
#include "sim/scenario_file.hpp"

#include "support/texts.hpp"

#include <filesystem>

using namespace sim;
using namespace sim::test;
using Catch::Matchers::Contains;

namespace {

/// The warnings about what is laid over the tiny world, which has none itself.
std::string warned(const std::string& sections) {
    const Reading reading = read_over_tiny(sections);
    INFO(to_text(reading.problems));
    CHECK(reading.ok());
    for (const Problem& warning : reading.warnings) {
        CHECK(warning.severity == Severity::warning);
        CHECK(warning.line > 0);
        CHECK_FALSE(warning.hint.empty());
    }
    return to_text(reading.warnings);
}
std::string of_policy(const std::string& fields) { return warned("policies: [{id: p, what: budget, factor: 2, " + fields + "}]\n"); }

} // namespace

TEST_CASE("Warnings: the tiny world has none, and neither have the scenarios of the project") {
    CHECK(warned("").empty());
    for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(SIM_SOURCE_DIR) / "scenarios")) {
        if (entry.path().extension() != ".yaml") continue;
        const Reading reading = read_scenario_file(entry.path());
        CHECK(reading.ok());
        CHECK(to_text(reading.warnings) == "");
    }
}

TEST_CASE("Warnings: kinds and ids that hang in the air") {
    CHECK_THAT(warned("kinds: [{id: Lab, budget: {income: 1 USD/yr}}]\n"),
               Contains("over.yaml:3:14: warning: kinds: 'Lab' differs only in case from 'lab'") && Contains("no labs are of kind 'Lab'") &&
                   Contains("name it in 'labs', or leave it out") && Contains("2 warnings\n"));
    CHECK_THAT(warned("kinds: [{id: institute}]\n"), Contains("no labs are of kind 'institute'"));
    CHECK_THAT(warned("countries: [{id: One, name: Other}]\n"), Contains("countries: 'One' differs only in case from 'ONE'"));
    CHECK_THAT(warned("hardware: {generations: [{id: Unit, market: unit, release: 2009-01-01, price: 1 USD, peak: 1 FLOP/s}]}\n"),
               Contains("generations: 'Unit' differs only in case from 'unit'"));
}

TEST_CASE("Warnings: policies that change nothing") {
    CHECK_THAT(of_policy("at: 2035"), Contains("policies[p] begins after the end, 2012-12-31: nothing happens"));
    CHECK_THAT(of_policy("at: 2000, until: 2005"), Contains("policies[p] is over before the start, 2010-01-01: nothing happens"));
    CHECK_THAT(of_policy("at: 2012-02-01, until: 2012-12-31"),
               Contains("policies[p] covers no funding round: nothing is paid") && Contains("the next round is on 2013-01-01"));
    CHECK_THAT(of_policy("at: 2012-02"), Contains("covers no funding round"));
    CHECK(of_policy("at: 2012").empty());
    CHECK(of_policy("at: 2010, until: 2010").empty());
    CHECK(of_policy("at: 2009-05, until: 2010-03").empty()); // day one is a round
    CHECK(warned("clock: {funding: 1 mo}\npolicies: [{id: p, what: budget, factor: 2, at: 2012-02, until: 2012-03}]\n").empty());
    CHECK(warned("policies: [{id: p, what: price_shock, electricity_factor: 2, at: 2012-02, until: 2012-03}]\n").empty());
}

TEST_CASE("Warnings: a part that was meant in per cent") {
    CHECK_THAT(warned("kinds: [{id: lab, budget: {income: ~, of_gdp: 10}}]\n"),
               Contains("of_gdp: '10' is a part, 1000 %") && Contains("is '10 %' meant?"));
    CHECK_THAT(warned("kinds: [{id: lab, budget: {income: ~, of_gdp_per_capita: {at: {2010: 5}}}}]\n"), Contains("is '5 %' meant?"));
    CHECK_THAT(warned("policies: [{id: p, what: public_cloud, at: 2010, run_by: lab, of_gdp: 2}]\n"), Contains("is '2 %' meant?"));
    CHECK_THAT(warned("claims: [{id: c, says: s, published: 98, metric: \"research_share[ONE]@2011\"}]\n"), Contains("is '98 %' meant?"));
    CHECK(warned("kinds: [{id: lab, budget: {income: ~, of_gdp: 10 %}}]\n").empty());
    CHECK(warned("kinds: [{id: lab, budget: {income: ~, of_gdp: 0.1}}]\n").empty());
}

TEST_CASE("Warnings: worlds in which nothing can happen, or without end") {
    CHECK_THAT(warned("seeds: {count: 0 paper}\n"), Contains("no paper can ever appear: seeds.count is 0 and there is no stream"));
    CHECK(warned("seeds: {count: 0 paper}\nstreams: [{id: s, at: [2011-01-01], scale: 1 FLOP}]\n").empty());
    CHECK_THAT(warned("kinds: [{id: lab, budget: {income: ~}}]\n"), Contains("no lab has an income, or GPUs to begin with"));
    CHECK(warned("kinds: [{id: lab, budget: {income: ~}, first_gpus: 1 GPU, first_generation: unit}]\n").empty());
    CHECK_THAT(warned("research: {research_time: 0 d}\n"),
               Contains("research.research_time is 0") && Contains("such as 'research: {research_time: 90 d}'"));
    CHECK_THAT(warned("clock: {end: 2013-01-01}\n"),
               Contains("clock.end is the first day of 2013: what is measured last is of 2012-01-02 to 2013-01-01") &&
                   Contains("'2012' ends with that year"));
    CHECK(warned("clock: {end: 2013}\n").empty());
}

TEST_CASE("Warnings: tables and rows without a number") {
    const auto table = [](const std::string& report) { return warned("report: {" + report + "}\n"); };
    CHECK_THAT(table("tables: [papers, energy], groups: [\"country:ONE/kind:lab\"]"),
               Contains("the table of energy is empty: it is measured for none of report.groups") &&
                   Contains("it is measured for world, country:..., kind:..."));
    CHECK(table("tables: [papers, spend], groups: [world, \"country:ONE/kind:lab\"]").empty()); // each has a row, and each table one
    CHECK_THAT(table("tables: [papers], groups: [world, \"domain:all\"]"),
               Contains("nothing of report.tables is measured for 'domain:all': it has no row"));
    CHECK(table("tables: [papers, efficiency], groups: [world, \"domain:all\"]").empty());
    CHECK(table("tables: [papers, spend], groups: [world]").empty());
}

TEST_CASE("Warnings: policies about nobody, claims beside a sweep") {
    CHECK_THAT(warned("kinds: [{id: firm}]\npolicies: [{id: p, what: budget, factor: 2, at: 2011, whom: {kind: firm}}]\n"),
               Contains("policies[p] is about no lab: there is none of these kinds there") && Contains("change 'whom'"));
    const std::string claims = "claims: [{id: c, says: s, published: 1 paper, metric: \"papers@2011\"}]\n";
    CHECK(warned(claims).empty());
    CHECK_THAT(warned(claims + "sweep: {design: grid, over: {\"kinds[lab].budget.income\": [1 USD/yr, 2 USD/yr]}}\n"),
               Contains("claims are judged where nothing is swept"));
}

TEST_CASE("Warnings: what no country's researchers go by after their tables") {
    CHECK(warned("people: {field_growth: 5 %/yr, field_shock: 0.1, follows_gdp: 0.5, share_walk: 0.1, drift: 1 %/yr}\n").empty());
    CHECK(warned("people: {field_growth: 5 %/yr}\ncountries: [{id: ONE, drift: 1 %/yr}]\n").empty());
    const std::string with_growth = "countries: [{id: ONE, researchers: {at: {2010: 5 person}, growth: 3 %/yr}}]\n";
    for (const char* field : {"field_growth: 5 %/yr", "field_shock: 0.1", "follows_gdp: 0.5", "drift: 1 %/yr", "share_walk: 0.1"}) {
        const std::string key(field, std::string_view(field).find(':'));
        const std::string people = "people: {" + std::string(field) + (key == "field_growth" ? "}\n" : ", field_growth: 5 %/yr}\n");
        CHECK_THAT(warned(people + with_growth),
                   Contains("people." + key + " has no effect: every country with researchers has a growth of its own"));
        if (key != "field_growth")
            CHECK_THAT(warned("people: {" + std::string(field) + "}\n"),
                       Contains("people." + key + " has no effect: people.field_growth is not given"));
    }
    CHECK_THAT(
        warned(
            "people: {field_growth: 5 %/yr}\ncountries: [{id: ONE, drift: 1 %/yr, researchers: {at: {2010: 5 person}, growth: 3 %/yr}}]\n"),
        Contains("countries[ONE].drift has no effect: its researchers have a growth of their own"));
    CHECK_THAT(warned("countries: [{id: ONE, drift: 1 %/yr}]\n"),
               Contains("countries[ONE].drift has no effect: people.field_growth is not given"));
}

TEST_CASE("Warnings: adoption that never starts") {
    CHECK_THAT(warned("research: {work: programme}\npeople: {adoption: 50 %/yr, first_users: 0}\n"),
               Contains("people.first_users is 0: adoption never starts, and nobody ever works with GPUs"));
    CHECK(warned("research: {work: programme}\npeople: {adoption: 50 %/yr}\n").empty());
    CHECK(warned("research: {work: programme}\npeople: {first_users: 0}\n").empty());
}

TEST_CASE("Warnings: what only the other way to work goes by") {
    CHECK_THAT(warned("research: {runs: 5}\n"), Contains("research.runs has no effect where research.work is jobs"));
    CHECK_THAT(warned("people: {leaving: 1 %/yr}\n"), Contains("people.leaving has no effect where research.work is jobs"));
    CHECK(warned("research: {work: programme, runs: 5}\n").empty());
    CHECK_THAT(warned("research: {work: programme}\npolicies: [{id: p, what: efficiency_programme, part: 50 %, at: 2011}]\n"),
               Contains("policies[p] has no effect where research.work is programme"));
}
