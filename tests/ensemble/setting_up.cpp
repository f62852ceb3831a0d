// Setting up a trial obeys time limits and signals as playing it does, however long the loop.
#include "support/play.hpp"

#include "ensemble/programme.hpp"

#include <chrono>

using namespace sim;
using namespace sim::test;

namespace {

/// What becomes of a story whose setting up would take minutes or more, of `sets`, when a watch ends it after a while.
void ends_while_set_up(const std::vector<std::string>& sets) {
    const Scenario scenario = scenario_of("tests/scenarios/small.yaml", "", sets);
    for (const Advice advice : {Advice::out_of_time, Advice::drop}) {
        Player player(scenario);
        const auto begin = std::chrono::steady_clock::now();
        const auto taken = [begin] { return std::chrono::steady_clock::now() - begin; };
        const Watch watch = [&] { return taken() > std::chrono::milliseconds(50) ? advice : Advice::go_on; };
        if (advice == Advice::drop)
            CHECK_THROWS_AS(player.play(1, 0, watch), Dropped);
        else
            CHECK(player.play(1, 0, watch).reason == ran_out_of_time);
        CHECK(taken() < std::chrono::seconds(10));
    }
}

} // namespace

TEST_CASE("Setting up: many teams, labs and seed papers are ended in time") {
    const Scenario plain = scenario_of("tests/scenarios/small.yaml");
    const std::string lab = "labs[" + plain.labs.front().id + "]";
    SECTION("teams") { ends_while_set_up({lab + ".researchers=2e8 person"}); }
    SECTION("labs") { ends_while_set_up({lab + ".count=1000000"}); }
    SECTION("seed papers") { ends_while_set_up({"seeds.count=1000000 paper"}); }
}

TEST_CASE("Setting up: a player whose story was ended plays the next one as if nothing had been") {
    const Scenario scenario = scenario_of("tests/scenarios/small.yaml");
    Player player(scenario), other(scenario);
    const auto whole = other.play(1, 3);
    int asked = 0;
    const auto cut = player.play(1, 2, [&] { return ++asked > 1 ? Advice::out_of_time : Advice::go_on; });
    CHECK((cut.reason == ran_out_of_time || asked < 2));
    CHECK(player.play(1, 3).fingerprint == whole.fingerprint);
}
