// Projects as programmes of runs: size by choice against its closed form, sharing, participation, people, and a hardware that renews
// itself.
#include "support/play.hpp"
#include "support/random_scenario.hpp"

#include "model/inputs.hpp"
#include "model/rules.hpp"

#include <map>

using namespace sim;
using namespace sim::test;

namespace {

/// One team with one GPU, which nothing holds back.
constexpr const char* closed = R"(scenario: closed
seed: 1
replicates: 1
clock: {start: 2010-01-01, end: 2109-12-31, sample: 1200 mo}
hardware: {utilisation: 1, lifetime: 1000 yr, generations: [{id: unit, market: shop, release: 2009, price: 1 USD, peak: 1e15 FLOP/s}]}
countries: [{id: ONE, name: One, gdp: 1 USD/yr, population: 1 person, researchers: 4 person}]
kinds: [{id: lab, team_size: 4 person, patience: 1e6 d, first_gpus: 1 GPU, first_generation: unit}]
labs: [{id: only, kind: lab, of: ONE, researchers: 4 person}]
research: {work: programme, performance: 0.2, success: 1, overlap: 2.5, runs: 5, least_size: 0, own_line: 1,
           reproduction_time: 2 mo, research_time: {lognormal: {median: 8 mo, sigma: 0.5}}}
seeds: {count: 1 paper, compute: 1 FLOP}
)";

const std::vector<std::string> as_programmes = {"research.work=programme",
                                                "research.runs=5",
                                                "research.runs_spread=0.8",
                                                "research.performance=0.2",
                                                "research.reproduction_time=2 mo",
                                                "research.research_time={lognormal: {median: 5 mo, sigma: 0.5}}",
                                                "people.adoption=100 %/yr",
                                                "people.first_users=30 %",
                                                "people.leaving=10 %/yr",
                                                "people.least_access=90 %",
                                                "people.hiring=40 %/yr"};

constexpr const char* small = "tests/scenarios/small.yaml";

std::map<std::string, double> by_name(const Scenario& scenario) {
    Player player(scenario);
    const Outcome outcome = player.play(1, 0);
    REQUIRE(outcome.reason.empty());
    const Layout layout(scenario);
    std::map<std::string, double> values;
    for (std::size_t v = 0; v < outcome.values.size(); ++v) {
        const Column& column = layout.columns[v % layout.columns.size()];
        values[to_text(layout.dates[v / layout.columns.size()]) + " " + std::string(row_of(column.metric).id) + " " +
               layout.groups[column.group].name] = outcome.values[v];
    }
    return values;
}

bool close(double a, double b) { return (std::isnan(a) && std::isnan(b)) || a == b || std::abs(a - b) <= 1e-9 * std::abs(a); }

/// In use of the GPU's time over a hundred years.
double use_of(const std::vector<std::string>& sets) {
    Sandbox sandbox(scenario_of_text(closed, sets));
    sandbox.play();
    return sandbox.value(Metric::utilisation, "world", 2109);
}

} // namespace

TEST_CASE("Programme: in a closed world of one team compute is in use b^(1/theta) of the time") {
    for (const double b : {0.05, 0.17, 0.4}) {
        for (const double theta : {1.5, 2.5, 5.0}) {
            const double found = use_of({"research.performance=" + to_text(b), "research.overlap=" + to_text(theta)});
            INFO("b = " << b << ", theta = " << theta << ": " << found << ", " << std::pow(b, 1 / theta) << " in theory");
            CHECK(found == Approx(std::pow(b, 1 / theta)).epsilon(0.01)); // the first project reproduces a seed
        }
    }
}

TEST_CASE("Programme: after a first stage T1 the best size has (T_C / T2)^theta = b (T1 + T2) / T2") {
    for (const double b : {0.05, 0.2, 0.5}) {
        for (const double first : {0.0, 0.1, 1.0, 5.0}) { // over the people's time of the second stage
            const double theta = 2.5, part = best_part(b, theta, first), second = std::pow(1 - part, -1 / theta);
            CHECK(part == Approx(b * (first + second) / second).epsilon(2e-3));
        }
    }
    CHECK(overlapping(3, 4, 2) == Approx(5));
    CHECK(overlapping(0, 4, 2.5) == 4);
    CHECK(best_part(0, 2.5, 1) == 0);
}

TEST_CASE("Programme: no other size brings more credit per time than the one that is chosen") {
    Sandbox sandbox(scenario_of_text(closed, {"research.own_line=0", "seeds={count: 9 paper, compute: 1e21 FLOP}"}));
    const Programme chosen = choose_programme(sandbox.story, {0});
    REQUIRE(chosen.corner == Corner::none);
    REQUIRE(chosen.reproduces);
    const double theta = 2.5, first = overlapping(chosen.first_seconds, 1e21 / chosen.speed, theta);
    const auto rate = [&](double size) {
        return std::pow(size, 0.2) / (first + overlapping(chosen.own_seconds, chosen.runs * size / chosen.speed, theta));
    };
    for (const double times : {0.5, 0.9, 1.1, 2.0}) CHECK(rate(chosen.compute * times) < rate(chosen.compute));
}

TEST_CASE("Programme: without a return to compute nobody runs more than what their parent needs") {
    Sandbox sandbox(
        scenario_of_text(closed, {"research.performance=0", "research.least_size=1", "seeds={count: 9 paper, compute: 1e18 FLOP}"}));
    sandbox.play();
    std::size_t papers = 0;
    for (const Paper& paper : sandbox.story.world.papers) {
        if (paper.lab.index == nobody) continue;
        CHECK(paper.compute == Approx(1e18));
        CHECK(paper.corner == Corner::parent);
        ++papers;
    }
    CHECK(papers > 100);
}

TEST_CASE("Programme: stages never hold more than there is, also when GPUs are retired or shared with new labs") {
    for (std::uint64_t n = 0; n < 40; ++n) {
        Scenario scenario = scenario_of_text(random_scenario(n), as_programmes);
        Inputs(scenario).draw(Dice(1, 0));
        Sandbox sandbox(scenario);
        while (step(sandbox.story)) {
            if (sandbox.story.events % 61 != 0) continue;
            const World& world = sandbox.story.world;
            std::vector<Grains> held(world.labs.size(), 0);
            for (const Project& project : world.projects) held[project.lab.index] += project.holds;
            for (std::size_t l = 0; l < world.research_labs; ++l) {
                if (held[l] != world.labs[l].fleet.held || held[l] > world.labs[l].fleet.grains)
                    FAIL("lab " << l << " holds " << held[l] << " of " << world.labs[l].fleet.grains << " in scenario " << n);
            }
        }
    }
}

TEST_CASE("Programme: the order of lists only permutes rows") {
    const auto before = by_name(scenario_of(small, "", as_programmes)),
               turned = by_name(scenario_of("tests/scenarios/small_turned.yaml", "", as_programmes));
    REQUIRE(before.size() == turned.size());
    for (const auto& [name, value] : before)
        if (!close(value, turned.at(name))) FAIL(name << ": " << value << " became " << turned.at(name));
}

TEST_CASE("Programme: a policy that says nothing changes no byte, and one from a date nothing before") {
    const auto with = [](std::vector<std::string> sets) {
        sets.insert(sets.begin(), as_programmes.begin(), as_programmes.end());
        return by_name(scenario_of(small, "", sets));
    };
    const auto plain = with({});
    for (const auto& [name, value] : with({"policies=[{id: p, what: budget, at: 2015, factor: 1}]"}))
        CHECK((value == plain.at(name) || (std::isnan(value) && std::isnan(plain.at(name)))));
    bool some = false;
    for (const auto& [name, value] : with({"policies=[{id: p, what: budget, at: 2016-01-01, factor: 5}]"})) {
        const bool same = value == plain.at(name) || (std::isnan(value) && std::isnan(plain.at(name)));
        if (name < "2016") CHECK(same);
        some = some || !same;
    }
    CHECK(some);
}

TEST_CASE("Participation: everybody works with GPUs where nobody has to take to them; else at most the ceiling") {
    const Scenario all = scenario_of(small, "", {"research.work=programme", "people.adoption=0 %/yr"});
    CHECK(by_name(all).at("2019-12-31 gpu_users world") == 1);
    const Scenario some =
        scenario_of(small, "", {"research.work=programme", "people.adoption=200 %/yr", "people.first_users=10 %", "people.ceiling=60 %"});
    const auto values = by_name(some);
    CHECK(values.at("2012-12-31 gpu_users world") > 0.1);
    CHECK(values.at("2019-12-31 gpu_users world") > values.at("2012-12-31 gpu_users world"));
    CHECK(values.at("2019-12-31 gpu_users world") <= 0.6 + 1e-12);
}

TEST_CASE("People: a table of researchers holds, whoever hires, leaves or moves; and kinds keep the country together") {
    const std::vector<std::string> table = {"countries[AAA].researchers={table: {2010: 1000 person, 2020: 3000 person}}"};
    std::vector<std::string> moving = as_programmes;
    moving.insert(moving.end(), table.begin(), table.end());
    const auto still = by_name(scenario_of(small, "", table)), moved = by_name(scenario_of(small, "", moving));
    for (const char* year : {"2012", "2015", "2019"}) {
        const std::string name = std::string(year) + "-12-31 researchers country:AAA";
        CHECK(moved.at(name) == Approx(still.at(name)).epsilon(1e-9));
    }
}

TEST_CASE("Hardware: gaps all alike and no new formats make the plain roadmap; else gaps differ, and gains grow with them") {
    const auto releases = [](const std::vector<std::string>& sets) {
        Sandbox sandbox(small, sets);
        std::vector<GenerationState> found;
        for (std::size_t g = sandbox.scenario.hardware.generations.size(); g < sandbox.story.world.generations.size(); ++g)
            if (sandbox.story.world.generations[g].name.starts_with("home")) found.push_back(sandbox.story.world.generations[g]);
        return found;
    };
    const auto plain = releases({}), renewed = releases({"hardware.roadmap[home].gap={lognormal: {median: 1, sigma: 0.45}}"});
    REQUIRE(plain.size() > 2);
    REQUIRE(renewed.size() > 1);
    const auto gap = [](const std::vector<GenerationState>& g, std::size_t i) { return in_years(g[i + 1].release - g[i].release); };
    const auto gain = [](const std::vector<GenerationState>& g, std::size_t i) { return std::log2(g[i + 1].peak / g[i].peak); };
    CHECK(gap(plain, 0) == Approx(gap(plain, 1)).epsilon(1e-6));
    CHECK(gain(renewed, 0) / gap(renewed, 0) == Approx(gain(plain, 0) / gap(plain, 0)).epsilon(1e-6));
    CHECK(std::abs(gap(renewed, 0) / gap(plain, 0) - 1) > 0.01);
}

TEST_CASE("Hardware: prices fall after the release, down to a part of it") {
    Sandbox sandbox(small, {"hardware.price_decline=12 %/yr", "hardware.least_price=50 %"});
    GenerationState card = sandbox.story.world.generations.front();
    const auto price = [&](double years) {
        return list_price(card, sandbox.scenario, card.release + from_seconds(years * in_seconds(year))) / card.price;
    };
    CHECK(price(0) == 1);
    CHECK(price(1) == Approx(std::exp(-0.12)));
    CHECK(price(20) == 0.5);
}
