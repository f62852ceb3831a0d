// Relations that must hold whatever the numbers are: no oracle is needed to see that one is broken.
#include "play.hpp"

#include <map>

using namespace sim;
using namespace sim::test;

namespace {

/// Every value of an outcome by its name.
std::map<std::string, double> by_name(const Scenario& scenario, const Outcome& outcome) {
    const Layout layout(scenario);
    std::map<std::string, double> values;
    for (std::size_t d = 0; d < layout.dates.size(); ++d) {
        for (std::size_t c = 0; c < layout.columns.size(); ++c) {
            const Column& column = layout.columns[c];
            const std::string name = to_text(layout.dates[d]) + " " + std::string(row_of(column.metric).id) + " " + layout.groups[column.group].name;
            values[name] = outcome.values[d * layout.columns.size() + c];
        }
    }
    return values;
}

std::map<std::string, double> played(const Scenario& scenario, std::uint64_t replicate = 0) {
    Player player(scenario);
    return by_name(scenario, player.play(1, replicate));
}

bool same(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

/// Every value of `fewer` is in `more`, equal to the last bit.
void is_part_of(const std::map<std::string, double>& fewer, const std::map<std::string, double>& more) {
    std::size_t compared = 0;
    for (const auto& [name, value] : fewer) {
        const auto found = more.find(name);
        if (found == more.end()) FAIL("missing: " + name);
        if (!same(found->second, value)) FAIL(name << ": " << value << " became " << found->second);
        ++compared;
    }
    CHECK(compared > 100);
}

/// Sums over groups may be added in another order: equal but for rounding.
void is_close_to(const std::map<std::string, double>& one, const std::map<std::string, double>& other) {
    REQUIRE(one.size() == other.size());
    for (const auto& [name, value] : one) {
        const double found = other.at(name);
        if (!same(found, value) && std::abs(found - value) > 1e-9 * std::abs(value)) FAIL(name << ": " << value << " became " << found);
    }
}

constexpr const char* small = "tests/scenarios/small.yaml";

}  // namespace

TEST_CASE("A replicate does not depend on what was played before it") {
    const Scenario scenario = scenario_of(small);
    Player busy(scenario), fresh(scenario);
    for (std::uint64_t r = 0; r < 5; ++r) static_cast<void>(busy.play(1, r));
    const Outcome again = busy.play(1, 5), alone = fresh.play(1, 5);
    CHECK(again.fingerprint == alone.fingerprint);
    CHECK(again.inputs == alone.inputs);
    is_part_of(by_name(scenario, again), by_name(scenario, alone));
}

TEST_CASE("Replicates and seeds differ") {
    const Scenario scenario = scenario_of(small);
    Player player(scenario);
    const auto first = player.play(1, 0).fingerprint;
    CHECK(player.play(1, 1).fingerprint != first);
    CHECK(player.play(2, 0).fingerprint != first);
    CHECK(player.play(1, 0).fingerprint == first);
}

TEST_CASE("A longer horizon leaves earlier rows alone") {
    // The roadmap goes on for longer, so generations are added, but none that was not to come anyway.
    is_part_of(played(scenario_of(small)), played(scenario_of(small, "", {"clock.end=2022-12-31"})));
}

TEST_CASE("The order in which countries, kinds, and labs are listed only permutes rows") {
    Scenario scenario = scenario_of(small);
    const auto before = played(scenario);
    const Scenario turned = scenario_of("tests/scenarios/small_turned.yaml");
    is_close_to(before, played(turned));
}

TEST_CASE("Labs without compute change nobody else's rows") {
    const auto before = played(scenario_of(small));
    const auto after = played(scenario_of("tests/scenarios/small_and_poor.yaml"));
    for (const char* metric : {"papers", "credit", "gpus", "flops", "spend", "queue_wait", "largest_run"}) {
        for (const char* group : {"country:AAA", "country:BBB", "country:CCC"}) {
            const std::string name = std::string("2019-12-31 ") + metric + " " + group;
            INFO(name);
            CHECK(same(before.at(name), after.at(name)));
        }
    }
    CHECK(after.at("2019-12-31 papers country:DDD") == 0);
}

TEST_CASE("Shares add up to one, and parts never exceed the whole") {
    const Scenario scenario = scenario_of(small);
    for (std::uint64_t replicate = 0; replicate < 5; ++replicate) {
        const auto values = played(scenario, replicate);
        for (const char* metric : {"research_share", "credit_share", "flop_share", "frontier_share", "top20_share"}) {
            double sum = 0;
            for (const char* id : {"AAA", "BBB", "CCC"}) sum += values.at(std::string("2019-12-31 ") + metric + " country:" + id);
            CHECK(sum == Approx(1).epsilon(1e-12));
        }
        for (const auto& [name, value] : values) {
            const bool is_part = name.find("_share") != std::string::npos || name.find("fraction") != std::string::npos ||
                                 name.find("utilisation") != std::string::npos || name.find("gini") != std::string::npos;
            if (is_part && !(std::isnan(value) || (value >= 0 && value <= 1 + 1e-12))) FAIL(name << " is " << value);
        }
    }
}

TEST_CASE("Halving the weights and doubling the labs moves no share by more than chance") {
    const Scenario few = scenario_of(small), many = scenario_of(small, "", {"labs[universities].count=16", "labs[firms].count=4"});
    const Layout layout(few), many_layout(many);
    Player play_few(few), play_many(many);
    std::vector<Outcome> few_outcomes, many_outcomes;
    for (std::uint64_t r = 0; r < 60; ++r) {
        few_outcomes.push_back(play_few.play(1, r));
        many_outcomes.push_back(play_many.play(2, r));
    }
    const char* groups[] = {"country:AAA", "country:BBB", "country:CCC", "kind:academia", "kind:industry"};
    for (const Metric metric : {Metric::research_share, Metric::credit_share}) {
        for (const char* group : groups) {
            std::vector<double> one, other;
            for (const Outcome& outcome : few_outcomes) one.push_back(value_of(outcome, layout, metric, group, 9));
            for (const Outcome& outcome : many_outcomes) other.push_back(value_of(outcome, many_layout, metric, group, 9));
            const Estimate a = estimate(one), b = estimate(other);
            INFO(group << ": " << a.mean << " +- " << a.standard_error << " and " << b.mean << " +- " << b.standard_error);
            CHECK(std::abs(a.mean - b.mean) < 4 * std::hypot(a.standard_error, b.standard_error));
        }
    }
}
