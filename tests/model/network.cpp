// The collaboration network, and know-how on its way through it: shortest ways against Floyd and Warshall's, done here by hand.
#include "support/play.hpp"
#include "support/random_scenario.hpp"

#include "model/rules.hpp"

#include <map>
#include <set>

using namespace sim;
using namespace sim::test;

namespace {

const double day = in_seconds(std::chrono::days{1});

using Ties = std::map<std::pair<std::uint32_t, std::uint32_t>, std::int64_t>; // lower lab first; the shorter of parallel ties

Ties ties_of(const CollaborationNetwork& network) {
    Ties ties;
    for (const LabTie& given : network.ties()) {
        const std::int64_t delay = given.delay.count();
        const auto [tie, is_new] = ties.insert({std::minmax(given.from.index, given.to.index), delay});
        if (!is_new) tie->second = std::min(tie->second, delay);
    }
    return ties;
}

constexpr std::int64_t unreachable = std::int64_t{1} << 60;

/// Shortest delays between all pairs: Floyd 1962, Warshall 1962.
std::vector<std::vector<std::int64_t>> shortest(std::size_t labs, const Ties& ties) {
    std::vector<std::vector<std::int64_t>> delay(labs, std::vector<std::int64_t>(labs, unreachable));
    for (std::size_t l = 0; l < labs; ++l) delay[l][l] = 0;
    for (const auto& [pair, ms] : ties) delay[pair.first][pair.second] = delay[pair.second][pair.first] = ms;
    for (std::size_t k = 0; k < labs; ++k) {
        for (std::size_t i = 0; i < labs; ++i) {
            for (std::size_t j = 0; j < labs; ++j) delay[i][j] = std::min(delay[i][j], delay[i][k] + delay[k][j]);
        }
    }
    return delay;
}

/// So many labs in three countries and of two kinds, with sizes of their own.
std::vector<Partner> partners(std::uint32_t count, std::uint64_t salt) {
    std::vector<Partner> labs;
    Chance any(salt);
    for (std::uint32_t l = 0; l < count; ++l) {
        labs.push_back({key_of("lab " + std::to_string(l)),
                        {static_cast<std::uint32_t>(any.below(3))},
                        {static_cast<std::uint32_t>(any.below(2))},
                        1 + static_cast<double>(any.below(100))});
    }
    return labs;
}

Network seeking(std::uint32_t ties, double home = 0.6, double alike = 0.5) {
    Network network;
    network.ties = ties;
    network.home = home;
    network.alike = alike;
    network.delay.law = LogNormal{60 * day, 1};
    return network;
}

/// Six labs: a chain 1-2-3-4 of one, two and four days, a slow tie of ten days from 1 to 4, and 5 and 6 without any. Lab 1 alone has GPUs.
const char* const chain = R"(
scenario: chain
clock: {start: 2010-01-01, end: 2010-12-31, sample: 12 mo}
hardware:
  utilisation: 1
  generations: [{id: unit, market: unit, release: 2009-01-01, price: 1 USD, peak: 1 FLOP/s}]
countries: [{id: ONE, name: One, researchers: 30 person}]
kinds:
  - {id: rich, team_size: 5 person, patience: 30 d, first_gpus: 1 GPU, first_generation: unit, efficiency_work: 100 %}
  - {id: poor, team_size: 5 person, patience: 30 d}
labs:
  - {id: source, kind: rich, of: ONE, researchers: 5 person}
  - {id: others, kind: poor, of: ONE, count: 5, researchers: 5 person}
research: {candidates: 1 paper, success: 100 %, research_time: 10 d, extension: 1, advance: 0.5}
seeds: {count: 1 paper, compute: 864000 FLOP}
network:
  leak: 60 d
  list:
    - {from: source@ONE/1, to: others@ONE/1, delay: 1 d}
    - {from: others@ONE/1, to: others@ONE/2, delay: 2 d}
    - {from: others@ONE/3, to: others@ONE/2, delay: 4 d}
    - {from: source@ONE/1, to: others@ONE/3, delay: 10 d}
)";

/// When each lab first knew more than all do, from the log of a story played to the end of the year.
std::map<std::uint32_t, Instant> first_lessons(Story& story) {
    std::map<std::uint32_t, Instant> learned;
    do {
        for (std::uint32_t l = 0; l < story.world.know_how.doublings.size(); ++l) {
            if (story.world.know_how.doublings[l] > 0) learned.insert({l, story.now()});
        }
    } while (step(story));
    return learned;
}

std::map<std::uint32_t, double> days_after_the_source(const std::vector<std::string>& sets) {
    Sandbox sandbox(scenario_of_text(chain, sets));
    const auto learned = first_lessons(sandbox.story);
    REQUIRE(learned.contains(0));
    std::map<std::uint32_t, double> days;
    for (const auto& [lab, at] : learned) days[lab] = in_seconds(at - learned.at(0)) / day;
    return days;
}

} // namespace

TEST_CASE("Network: an advance reaches each lab after the shortest delay, and those without a way after the leak") {
    const std::map<std::uint32_t, double> expected{{0, 0}, {1, 1}, {2, 3}, {3, 7}, {4, 60}, {5, 60}};
    CHECK(days_after_the_source({}) == expected);
}

TEST_CASE("Network: no way takes longer than the leak") {
    const std::map<std::uint32_t, double> expected{{0, 0}, {1, 1}, {2, 3}, {3, 5}, {4, 5}, {5, 5}};
    CHECK(days_after_the_source({"network.leak=5 d"}) == expected);
    const std::map<std::uint32_t, double> at_once{{0, 0}, {1, 0}, {2, 0}, {3, 0}, {4, 0}, {5, 0}};
    CHECK(days_after_the_source({"network.leak=0 d"}) == at_once);
}

TEST_CASE("Network: what a closed lab finds out reaches all others when it leaks, until a policy opens it") {
    const std::map<std::uint32_t, double> closed{{0, 0}, {1, 60}, {2, 60}, {3, 60}, {4, 60}, {5, 60}},
        open{{0, 0}, {1, 1}, {2, 3}, {3, 7}, {4, 60}, {5, 60}};
    CHECK(days_after_the_source({"kinds[rich].open=0 %"}) == closed);
    CHECK(days_after_the_source({"kinds[rich].open=0 %", "policies=[{id: share, what: open_release, at: 2010-01-01}]"}) == open);
    CHECK(days_after_the_source({"kinds[rich].open=0 %", "policies=[{id: share, what: open_release, at: 2010-06-01}]"}) == closed);
    CHECK(days_after_the_source(
              {"kinds[rich].open=0 %", "policies=[{id: share, what: open_release, at: 2010-01-01, whom: {kind: poor}}]"}) == closed);
}

TEST_CASE("Network: every advance reaches every lab once: in the end all know what the source has found out long enough ago") {
    Sandbox sandbox(scenario_of_text(chain));
    sandbox.play_until("2010-09-01");
    const std::vector<double> then = sandbox.story.world.know_how.doublings;
    const double at_source = then[0];
    CHECK(at_source == 0.5 * std::round(at_source / 0.5));
    CHECK(at_source > 2);
    Sandbox stopped(
        scenario_of_text(chain, {"kinds[rich].efficiency_work=0 %",
                                 "policies=[{id: drive, what: efficiency_programme, at: 2010-01-01, until: 2010-09-01, part: 100 %}]"}));
    stopped.play(); // with four months for the last advance to arrive
    const std::vector<double> end = stopped.story.world.know_how.doublings;
    for (const double doublings : end) CHECK(doublings == end[0]);
    CHECK(end[0] == at_source);
}

TEST_CASE("Advances: doublings times weight, with the experiment's size and what was fished out before") {
    const auto after = [](const std::vector<std::string>& sets, int advances) {
        Sandbox sandbox(scenario_of_text(chain, sets));
        while (sandbox.story.world.labs[0].tally.efficiency_papers < advances * sandbox.story.world.labs[0].weight)
            REQUIRE(step(sandbox.story));
        return sandbox.story.world.know_how.doublings[0];
    };
    CHECK(after({}, 1) == 0.5);
    CHECK(after({"labs[source].weight=3"}, 1) == 1.5);
    CHECK(after({"research.advance_scaling=0.5"}, 1) == Approx(0.5 * std::sqrt(864000 / 1e18)));
    CHECK(after({"research.fishing_out=2"}, 2) == Approx(0.5 + 0.5 * std::exp2(-2 * 0.5)));
}

TEST_CASE("Network: know-how makes a job shorter for those who have it, and for nobody else") {
    Sandbox sandbox(scenario_of_text(chain, {"domains=[{id: all, efficiency: 4}]"}));
    while (sandbox.story.world.know_how.doublings[0] == 0) REQUIRE(step(sandbox.story));
    CHECK(efficiency(sandbox.story, {0}, {0}) == Approx(4 * std::sqrt(2)));
    CHECK(efficiency(sandbox.story, {1}, {0}) == 4);
    CHECK(common_efficiency(sandbox.story, {0}) == 4);
}

TEST_CASE("Network: ways through sought networks are the shortest, from every lab") {
    for (std::uint64_t n = 0; n < 40; ++n) {
        const auto labs = partners(5 + static_cast<std::uint32_t>(n), n);
        const auto network = connect(seeking(n % 4), labs, {}, Dice(n, 0));
        const auto delay = shortest(labs.size(), ties_of(network));
        const Span leak{n % 2 == 0 ? Span{std::chrono::days{200}}.count() : unreachable};
        for (std::uint32_t from = 0; from < labs.size(); ++from) {
            const auto way = network.way_from({from}, leak);
            REQUIRE(way.size() == labs.size() - 1);
            REQUIRE(std::is_sorted(way.begin(), way.end()));
            for (const Stop& stop : way) REQUIRE(stop.after == std::min(Span{delay[from][stop.lab.index]}, leak));
        }
    }
}

TEST_CASE("Network: labs seek as many ties as they are told, at home and among their like") {
    const auto labs = partners(60, 5);
    for (const std::uint32_t ties : {0U, 1U, 3U}) CHECK(connect(seeking(ties), labs, {}, Dice(1, 0)).ties().size() == 60 * ties);
    for (const auto& [pair, delay] : ties_of(connect(seeking(3, 1, 1), labs, {}, Dice(1, 0)))) {
        CHECK(labs[pair.first].country == labs[pair.second].country);
        CHECK(labs[pair.first].kind == labs[pair.second].kind);
        CHECK(delay > 0);
    }
}

TEST_CASE("Network: partners are found in proportion to their researchers") {
    // One of 30 researchers among three, the others 10 and 20: over the dice, it is the fourth's partner every second time.
    std::vector<Partner> labs{{1, {0}, {0}, 30}, {2, {0}, {0}, 10}, {3, {0}, {0}, 20}, {4, {0}, {0}, 5}};
    constexpr int throws = 20'000;
    std::array<int, 3> found{};
    for (std::uint64_t r = 0; r < throws; ++r) {
        const auto network = connect(seeking(1), labs, {}, Dice(1, r));
        for (const LabTie& tie : network.ties()) {
            if (tie.from.index == 3) ++found[tie.to.index];
        }
    }
    for (const auto& [lab, part] : {std::pair{0, 0.5}, std::pair{1, 1.0 / 6}, std::pair{2, 1.0 / 3}}) {
        INFO(lab << ": " << found[static_cast<std::size_t>(lab)]);
        CHECK(std::abs(found[static_cast<std::size_t>(lab)] - part * throws) < 4 * std::sqrt(part * (1 - part) * throws));
    }
}

TEST_CASE("Network: a network depends on its labs, not on the order in which they are listed") {
    const auto labs = partners(30, 9);
    const std::vector<Partner> turned(labs.rbegin(), labs.rend());
    const auto before = ties_of(connect(seeking(2), labs, {}, Dice(3, 0))), after = ties_of(connect(seeking(2), turned, {}, Dice(3, 0)));
    Ties back;
    for (const auto& [pair, delay] : after) back[std::minmax(29 - pair.first, 29 - pair.second)] = delay;
    CHECK(before == back);
}

TEST_CASE("Network: a lab that is added changes no tie between the others, but where it takes another's place") {
    for (std::uint64_t n = 0; n < 20; ++n) {
        auto labs = partners(40, n);
        const auto before = connect(seeking(2), labs, {}, Dice(n, 0)).ties();
        labs.push_back({key_of("the new one"), {0}, {1}, 50});
        const auto after = connect(seeking(2), labs, {}, Dice(n, 0)).ties();
        int taken = 0;
        for (std::size_t i = 0; i < before.size(); ++i) { // in the order of seekers and of their ties
            REQUIRE(before[i].from == after[i].from);
            if (after[i].to.index == 40)
                ++taken;
            else
                REQUIRE(before[i] == after[i]);
        }
        CHECK(taken < 40);
        CHECK(after.size() == before.size() + 2);
    }
}
