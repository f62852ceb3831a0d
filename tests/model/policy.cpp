// What each kind of policy does, on worlds small enough for the numbers to be worked out by hand.
#include "support/play.hpp"

#include "model/rules.hpp"

#include <numeric>

using namespace sim;
using namespace sim::test;

namespace {

/// Two countries with one lab each. It gets 1,010 USD a year and buys the best card of the shop; the hall has better ones.
const char* const shop = R"(
scenario: shop
clock: {start: 2010-01-01, end: 2015-12-31, sample: 12 mo}
hardware:
  utilisation: 1
  lifetime: 100 yr
  generations:
    - {id: old, market: shop, release: 2005-01-01, price: 100 USD, peak: 1 TFLOP/s, power: 100 W}
    - {id: new, market: shop, release: 2012-01-01, price: 100 USD, peak: 4 TFLOP/s, power: 100 W}
    - {id: hall, market: hall, release: 2009-01-01, price: 50 USD, peak: 10 TFLOP/s, power: 100 W}
countries:
  - {id: AAA, name: Alphaland, gdp: 1 GUSD/yr, population: 1e6 person, researchers: 400 person}
  - {id: BBB, name: Betaland, gdp: 2 GUSD/yr, population: 1e6 person, researchers: 100 person}
kinds: [{id: lab, buys: [shop], budget: {income: 1010 USD/yr}, team_size: 10 person, patience: 30 d}]
labs: [{id: labs, kind: lab, of: "*", researchers: 10 person, share: 100 %}]
research: {endogenous: false}
)";

const char* const cards[] = {"old", "new", "hall"};

/// What a lab bought on the first of January of each year, as "10 old", by year from 2010.
std::vector<std::string> bought(const std::vector<std::string>& sets, std::uint32_t lab = 0) {
    Sandbox sandbox(scenario_of_text(shop, sets));
    sandbox.play();
    std::vector<std::string> purchases(6);
    for (const Cohort& cohort : sandbox.story.world.labs[lab].fleet.cohorts) {
        purchases[static_cast<std::size_t>(calendar_year(cohort.bought) - 2010)] =
            std::to_string(cohort.count) + " " + cards[cohort.generation.index];
    }
    return purchases;
}

/// Days of a calendar year over 365.25: the part of a yearly amount that falls in it.
double part_of_year(int in_year) { return in_years(new_year(in_year + 1) - new_year(in_year)); }

using Purchases = std::vector<std::string>;

} // namespace

// 1,010 USD a year of 365.25 days are 1,009.31 USD in a common year: 10 cards of 100 USD, and the rest is carried over, 18.62 USD by 2012.
TEST_CASE("Policies: without a policy the labs buy the best card of their market") {
    const Purchases expected{"10 old", "10 old", "10 new", "10 new", "10 new", "10 new"};
    CHECK(bought({}, 0) == expected);
    CHECK(bought({}, 1) == expected);
}

TEST_CASE("Policies: hardware_access: a cap keeps faster cards away, for those it is about and as long as it lasts") {
    const std::string until =
        "policies=[{id: p, what: hardware_access, at: 2011-07-01, until: 2014-01-01, whom: {country: AAA}, cap: 2 TFLOP/s}]";
    CHECK(bought({until}, 0) == Purchases{"10 old", "10 old", "10 old", "10 old", "10 new", "10 new"});
    CHECK(bought({until}, 1) == Purchases{"10 old", "10 old", "10 new", "10 new", "10 new", "10 new"});
    const std::string for_ever = "policies=[{id: p, what: hardware_access, at: 2013-07-01, cap: 0.5 TFLOP/s}]";
    CHECK(bought({for_ever}, 1) == Purchases{"10 old", "10 old", "10 new", "10 new", "", ""});
}

TEST_CASE("Policies: hardware_access: a delay makes cards come later by as much, on top of the country's") {
    const std::string delay = "policies=[{id: p, what: hardware_access, at: 2011-01-01, delay: 380 d}]";
    CHECK(bought({delay}, 0) == Purchases{"10 old", "10 old", "10 old", "10 old", "10 new", "10 new"}); // new from 2013-01-15 on
    CHECK(bought({delay, "countries[AAA].access={delay: 360 d}"}, 0) ==
          Purchases{"10 old", "10 old", "10 old", "10 old", "10 old", "10 new"});
    const std::string two = "policies=[{id: p, what: hardware_access, at: 2011-01-01, delay: 380 d}, {id: q, what: hardware_access, at: "
                            "2011-01-01, delay: 360 d}]";
    CHECK(bought({two}, 0) == Purchases{"10 old", "10 old", "10 old", "10 old", "10 old", "10 new"}); // delays add up
    const std::string ends = "policies=[{id: p, what: hardware_access, at: 2011-01-01, until: 2012-06-01, delay: 380 d}]";
    CHECK(bought({ends}, 0) == Purchases{"10 old", "10 old", "10 old", "10 new", "10 new", "10 new"});
}

TEST_CASE("Policies: hardware_access: a price factor, and markets that open") {
    const std::string dearer = "policies=[{id: p, what: hardware_access, at: 2012-01-01, whom: {country: AAA}, price_factor: 2.5}]";
    CHECK(bought({dearer}, 0) == Purchases{"10 old", "10 old", "4 new", "4 new", "4 new", "4 new"}); // 250 USD a card
    CHECK(bought({dearer}, 1)[2] == "10 new");
    const std::string opens =
        "policies=[{id: p, what: hardware_access, at: 2011-06-01, until: 2013-01-01, whom: {kind: lab}, opens: [hall]}]";
    CHECK(bought({opens}, 0) == Purchases{"10 old", "10 old", "20 hall", "10 new", "10 new", "10 new"});
}

TEST_CASE("Policies: price_shock: cards cost more, and electricity from that very moment on") {
    CHECK(bought({"policies=[{id: p, what: price_shock, at: 2012-01-01, until: 2013-01-01, price_factor: 4}]"}, 0) ==
          Purchases{"10 old", "10 old", "2 new", "12 new", "10 new", "10 new"});
    // 8 cards of 100 W for ever, 0.1 USD/kWh: 0.08 USD an hour; three times as much from 2 July 2011 on.
    const std::vector<std::string> sets = {
        "kinds[lab].first_gpus=8 GPU",
        "kinds[lab].first_generation=old",
        "kinds[lab].budget=~",
        "countries[AAA].electricity=0.1 USD/kWh",
        "countries[BBB].electricity=0.1 USD/kWh",
        "countries[AAA].carbon=500 gCO2e/kWh",
        "policies=[{id: p, what: price_shock, at: 2011-07-02, until: 2012-01-01, whom: {country: AAA}, electricity_factor: 3}]"};
    Sandbox sandbox(scenario_of_text(shop, sets));
    sandbox.play();
    const double labs = 40, hours_before = 24 * (1 + 182), hours_after = 24 * 182; // since 31 December 2010, up to 31 December 2011
    CHECK(sandbox.value(Metric::energy_cost, "country:AAA", 2011) == Approx(labs * 0.08 * (hours_before + 3 * hours_after)));
    CHECK(sandbox.value(Metric::energy_cost, "country:BBB", 2011) == Approx(10 * 0.08 * 24 * 365));
    CHECK(sandbox.value(Metric::energy_cost, "country:AAA", 2012) == Approx(labs * 0.08 * 24 * (3 * 1 + 365)));
    CHECK(sandbox.value(Metric::energy, "country:AAA", 2011) == Approx(labs * 0.8 * 24 * 365));
    CHECK(sandbox.value(Metric::emissions, "country:AAA", 2011) == Approx(labs * 0.8 * 24 * 365 * 500 / 1e6));
}

TEST_CASE("Policies: budget: a factor on the income, and a grant for each researcher besides") {
    CHECK(bought({"policies=[{id: p, what: budget, at: 2011-03-01, until: 2014-01-01, whom: {country: AAA}, factor: 0.5}]"}, 0) ==
          Purchases{"10 old", "10 old", "5 new", "5 new", "10 new", "10 new"});
    const std::string grant = "policies=[{id: p, what: budget, at: 2012-01-01, whom: {kind: lab}, factor: 0, grant: 20 USD/yr/person}]";
    Sandbox sandbox(scenario_of_text(shop, {grant}));
    sandbox.play();
    double cash = 0;
    for (int in_year = 2010; in_year < 2016; ++in_year) {
        cash += part_of_year(in_year) * (in_year < 2012 ? 1010 : 10 * 20);
        const double spent = 100 * std::floor(cash / 100);
        CHECK(sandbox.value(Metric::spend, "country:AAA", in_year) == Approx(40 * spent)); // a lab that stands for 40
        cash -= spent;
    }
    CHECK(sandbox.story.world.labs[0].cash == Approx(cash));
}

TEST_CASE("Policies: budget: what was bought with a grant grows old, and has its electricity paid, when the grant is over") {
    const std::vector<std::string> sets = {
        "kinds[lab].budget=~", "hardware.lifetime=2 yr", "countries[AAA].electricity=0.1 USD/kWh",
        "policies=[{id: p, what: budget, at: 2010-01-01, until: 2011-01-01, whom: {country: AAA}, grant: 100 USD/yr/person}]"};
    Sandbox sandbox(scenario_of_text(shop, sets));
    sandbox.play();
    CHECK(sandbox.value(Metric::gpus, "country:AAA", 2011) == 40 * 9);
    CHECK(sandbox.value(Metric::spend, "country:AAA", 2011) == Approx(40 * 0.09 * 24 * 365)); // electricity of 2010: 9 cards, 0.9 kW
    CHECK(sandbox.value(Metric::gpus, "country:AAA", 2012) == 0);                             // two years old on the first of January
}

TEST_CASE("Policies: of_gdp: the labs of a kind together get this part of the GDP from the first year on") {
    Sandbox sandbox(scenario_of_text(shop, {"kinds[lab].budget={of_gdp: 0.1 %}"}));
    sandbox.play();
    for (int in_year = 2010; in_year < 2016; ++in_year) {
        INFO(in_year); // 1 MUSD over 40 labs, in whole cards of 100 USD
        CHECK(std::abs(sandbox.value(Metric::spend, "country:AAA", in_year) - 1e6 * part_of_year(in_year)) <= 40 * 100);
    }
    // In a country whose researchers double every year, money follows the labs of this year, not of the last.
    Sandbox growing(scenario_of_text(
        shop, {"kinds[lab].budget={of_gdp: 0.1 %}", "countries[AAA].researchers={at: {2010: 400 person}, growth: 100 %/yr}"}));
    growing.play();
    for (int in_year = 2010; in_year < 2016; ++in_year) {
        INFO(in_year);
        const double labs = growing.story.world.labs[0].weight; // of 2015, the most
        CHECK(std::abs(growing.value(Metric::spend, "country:AAA", in_year) - 1e6 * part_of_year(in_year)) <= labs * 100);
    }
}

TEST_CASE("Policies: migration: who leaves one country comes to the other, from the next staffing on") {
    const std::string policy =
        "policies=[{id: p, what: migration, at: 2012-03-01, until: 2014-03-01, whom: {country: AAA}, to: BBB, rate: 10 %/yr}]";
    const Scenario scenario = scenario_of_text(shop, {policy});
    Sandbox sandbox(scenario);
    sandbox.play();
    const Instant from = parse_instant("2012-03-01").instant, until = parse_instant("2014-03-01").instant;
    for (int in_year = 2010; in_year < 2016; ++in_year) {
        INFO(in_year);
        const Instant middle = new_year(in_year) + (new_year(in_year + 1) - new_year(in_year)) / 2;
        const double years = in_year <= 2012 ? 0 : in_years(std::min(middle, until) - from); // what begins in March is not known in January
        CHECK(sandbox.value(Metric::researchers, "country:AAA", in_year) == Approx(400 * std::pow(0.9, years)));
        CHECK(sandbox.value(Metric::researchers, "country:BBB", in_year) == Approx(500 - 400 * std::pow(0.9, years)));
    }
    CHECK(bought({policy}, 0) == bought({}, 0)); // a lab is not poorer; there are fewer
}

TEST_CASE("Policies: migration: nobody is lost or born on the way, whatever the policies") {
    const std::vector<std::string> sets = {
        "countries=[{id: AAA, name: Alphaland, researchers: 400 person}, {id: BBB, name: Betaland, researchers: 100 person}, {id: CCC, "
        "name: Gammaland, researchers: {at: {2010: 1000 person}, growth: 30 %/yr}}]",
        "policies=[{id: p, what: migration, at: 2011, whom: {country: [AAA, CCC]}, to: BBB, rate: 30 %/yr}, {id: q, what: migration, at: "
        "2012-06, to: AAA, rate: 20 %/yr},"
        " {id: r, what: migration, at: 2010, until: 2012, whom: {country: BBB}, to: CCC, rate: 90 %/yr}]"};
    const std::vector<std::string> none = {sets[0]};
    Sandbox moved(scenario_of_text(shop, sets)), stayed(scenario_of_text(shop, none));
    moved.play();
    stayed.play();
    for (int in_year = 2010; in_year < 2016; ++in_year) {
        CHECK(moved.value(Metric::researchers, "world", in_year) ==
              Approx(stayed.value(Metric::researchers, "world", in_year)).epsilon(1e-12));
        for (const char* country : {"country:AAA", "country:BBB", "country:CCC"})
            CHECK(moved.value(Metric::researchers, country, in_year) >= 0);
    }
    CHECK(moved.value(Metric::researchers, "country:CCC", 2015) < stayed.value(Metric::researchers, "country:CCC", 2015));
}

namespace {

/// Two labs that own one GPU of 1 FLOP/s each and stand for four real ones each; a pool of their country buys GPUs from 2011 on.
const char* const pool = R"(
scenario: pool
clock: {start: 2010-01-01, end: 2013-12-31, sample: 12 mo}
hardware:
  utilisation: 1
  lifetime: 100 yr
  generations: [{id: unit, market: unit, release: 2009-01-01, price: 1 USD, peak: 1 FLOP/s, power: 1 kW}]
countries: [{id: ONE, name: One, gdp: 100 USD/yr, researchers: 80 person, electricity: 0 USD/kWh}]
kinds: [{id: lab, team_size: 10 person, patience: 10 d, first_gpus: 1 GPU, first_generation: unit}, {id: centre}]
labs: [{id: labs, kind: lab, of: ONE, count: 2, researchers: 10 person, share: 100 %}]
research: {endogenous: false, success: 100 %}
streams: [{id: large, at: [2012-02-01], scale: 2.592e6 FLOP}]
policies: [{id: cloud, what: public_cloud, at: 2011, until: 2013-05, whom: {kind: lab}, run_by: centre, income: 26.5 USD/yr}]
)";

} // namespace

TEST_CASE("Policies: public_cloud: the money buys real GPUs, and the sample's pool is as scarce as theirs") {
    // 26.48 GPUs in 2011, 26.55 in the leap year 2012, 26.48 in 2013: 26, 27 with the rest, 26. Eight real labs, two of them simulated.
    Sandbox sandbox(scenario_of_text(pool));
    sandbox.play();
    const World& world = sandbox.story.world;
    REQUIRE(world.pools.size() == 1);
    const Pool& cloud = world.pools[0];
    CHECK(cloud.lab.index == 2);
    CHECK(world[cloud.lab].weight == 4);
    const std::vector<std::uint32_t> expected{26, 27, 26};
    std::vector<std::uint32_t> real;
    for (const Cohort& cohort : cloud.real) real.push_back(cohort.count);
    CHECK(real == expected);
    CHECK(world[cloud.lab].fleet.gpus == 79 / 4); // within a GPU
    CHECK(sandbox.value(Metric::gpus, "kind:centre", 2010) == 0);
    CHECK(sandbox.value(Metric::gpus, "kind:centre", 2011) == 4 * (26 / 4));
    CHECK(sandbox.value(Metric::gpus, "kind:centre", 2012) == 4 * (53 / 4));
    CHECK(sandbox.value(Metric::spend, "kind:centre", 2012) == Approx(27));
    CHECK(sandbox.value(Metric::spend, "kind:lab", 2012) == 0);
    CHECK(sandbox.value(Metric::researchers, "kind:centre", 2012) == 0);
}

TEST_CASE("Policies: public_cloud: real GPUs are the weight times the simulated ones from the first day and while researchers grow") {
    Sandbox sandbox(
        scenario_of_text(pool, {"policies[cloud].at=2010", "countries[ONE].researchers={at: {2010: 80 person}, growth: 100 %/yr}"}));
    for (int in_year = 2010; in_year < 2013; ++in_year) {
        sandbox.play_until(new_year(in_year + 1) - std::chrono::days{1});
        const Pool& cloud = sandbox.story.world.pools[0];
        const double simulated = sandbox.story.world[cloud.lab].fleet.gpus, weight = sandbox.story.world[cloud.lab].weight;
        double real = 0;
        for (const Cohort& cohort : cloud.real) real += cohort.count;
        INFO(in_year << ": " << real << " real, " << simulated << " simulated, each for " << weight);
        CHECK(weight == Approx(sandbox.story.world.labs[0].weight));
        CHECK(std::abs(real - weight * simulated) < weight);
        CHECK(real >= weight * simulated);
    }
}

TEST_CASE("Policies: public_cloud: what is too large for a lab's own GPUs runs there, first in, first out") {
    // 30 GPU-days on 13 simulated GPUs: 2.3 days; the lab's one GPU would take 30 days, and it has ten.
    Sandbox sandbox(scenario_of_text(pool));
    sandbox.play_until("2012-02-01");
    const World& world = sandbox.story.world;
    CHECK(world.labs[0].fleet.busy + world.labs[1].fleet.busy == 0);
    CHECK(world.labs[2].fleet.busy == 13);
    CHECK(world.labs[2].waiting == 1);
    CHECK(world.projects[0].host == LabId{2});
    CHECK(world.projects[0].lab == world.turns[0]); // luck says who comes first
    CHECK(world.labs[0].tally.passed_over + world.labs[1].tally.passed_over + world.labs[2].tally.passed_over == 0);
    sandbox.play();
    const double hours = 24.0 * 30 * 4; // GPU-hours of one of the two jobs, for the real labs
    CHECK(sandbox.value(Metric::gpu_hours_lent, "kind:centre", 2012) == Approx(2 * hours));
    CHECK(sandbox.value(Metric::gpu_hours_borrowed, "kind:lab", 2012) == Approx(2 * hours));
    CHECK(sandbox.value(Metric::gpu_hours_reproduction, "kind:lab", 2012) == Approx(2 * hours));
    CHECK(sandbox.value(Metric::gpu_hours_reproduction, "kind:centre", 2012) == 0);
    CHECK(sandbox.value(Metric::queue_wait, "world", 2012) == Approx(24.0 * 30 / 13 / 2));
    CHECK(sandbox.value(Metric::reproductions, "kind:lab", 2012) == 8);
}

TEST_CASE("Policies: public_cloud: only for whom it is, from when it has GPUs, until it ends; and it reads no papers itself") {
    const auto passed_over = [](const std::vector<std::string>& sets, int in_year) {
        Sandbox sandbox(scenario_of_text(pool, sets));
        sandbox.play();
        CHECK(sandbox.value(Metric::passed_over, "kind:centre", in_year) == 0);
        return sandbox.value(Metric::passed_over, "world", in_year);
    };
    CHECK(passed_over({}, 2012) == 0);
    CHECK(passed_over({"streams[large].at=[2010-06-01]"}, 2010) == 8);
    CHECK(passed_over({"streams[large].at=[2013-05-31]"}, 2013) == 0);
    CHECK(passed_over({"streams[large].at=[2013-06-01]"}, 2013) == 8);
    CHECK(passed_over({"policies[cloud].whom={kind: centre}"}, 2012) == 8);
    CHECK(passed_over({"policies[cloud].largest_job=10 %"}, 2012) == 8); // one GPU, as the lab's own
    CHECK(passed_over({"streams[large].interest=50 %", "streams[large].scale=1e12 FLOP"}, 2012) <= 8);
}

TEST_CASE("Policies: public_cloud: a quota is a part of the pool's GPU time by researchers, each year anew") {
    // 53 real GPUs and eight labs of equal size: 6.6 GPU-years a lab; 1.3 % of that are 31.4 GPU-days: one job a year and not two.
    const std::vector<std::string> sets = {"policies[cloud].quota=0.013",
                                           "streams[large].at=[2012-02-01, 2012-04-01, 2012-06-01, 2013-02-01]"};
    Sandbox sandbox(scenario_of_text(pool, sets));
    sandbox.play();
    CHECK(sandbox.value(Metric::reproductions, "world", 2012) == 8);
    CHECK(sandbox.value(Metric::passed_over, "world", 2012) == 16);
    CHECK(sandbox.value(Metric::reproductions, "world", 2013) == 8);
    Sandbox generous(scenario_of_text(pool, {"policies[cloud].quota=0.026", sets[1]}));
    generous.play();
    CHECK(generous.value(Metric::reproductions, "world", 2012) == 16);
}

TEST_CASE("Policies: public_cloud: of_gdp is this part of the country's GDP") {
    Sandbox sandbox(
        scenario_of_text(pool, {"policies=[{id: cloud, what: public_cloud, at: 2011, whom: {kind: lab}, run_by: centre, of_gdp: 50 %}]"}));
    sandbox.play_until("2011-06-01");
    CHECK(sandbox.story.world.pools[0].real.at(0).count == 49); // 50 USD x 365 / 365.25
}

TEST_CASE("Policies: public_cloud: its electricity is paid at the price of the year in which it was used") {
    // 26 GPUs of 1 kW from 2011 on; the price of 2012 is a thousand times that of 2011, and no sample lies between.
    Sandbox sandbox(scenario_of_text(pool, {"countries[ONE].electricity={table: {2011-07-03: 1e-3 USD/kWh, 2012-07-01: 1 USD/kWh}}",
                                            "clock.sample=48 mo", "policies[cloud].until=2012-01-01"}));
    sandbox.play_until("2011-12-31");
    CHECK(sandbox.story.world.labs[2].fleet.gpus == 6);
    const double before = sandbox.story.world.labs[2].cash;
    sandbox.play_until("2012-01-01");
    CHECK(before - sandbox.story.world.labs[2].cash == Approx(4 * 6 * 24 * 365 * 1e-3));
}

namespace {

/// Efficiency papers over papers, by year, in the small world with a programme.
double efficiency_part(const std::vector<std::string>& sets, const std::string& group, int in_year) {
    Sandbox sandbox("tests/scenarios/small.yaml", sets);
    sandbox.play();
    return sandbox.value(Metric::efficiency_papers, group, in_year) / sandbox.value(Metric::papers, group, in_year);
}

} // namespace

TEST_CASE("Policies: efficiency_programme: at least this part of the own experiments seeks the same result for less") {
    const std::string all =
        "policies=[{id: p, what: efficiency_programme, at: 2014-01-01, until: 2017-01-01, whom: {country: AAA}, part: 100 %}]";
    CHECK(efficiency_part({all}, "country:AAA", 2013) == 0);
    CHECK(efficiency_part({all}, "country:AAA", 2015) == 1);
    CHECK(efficiency_part({all}, "country:AAA", 2016) == 1);
    CHECK(efficiency_part({all}, "country:AAA", 2018) == 0);
    CHECK(efficiency_part({all}, "country:BBB", 2015) == 0);
    const double some = efficiency_part({"policies=[{id: p, what: efficiency_programme, at: 2010, part: 30 %}]"}, "world", 2019);
    CHECK(some > 0.2);
    CHECK(some < 0.4);
    const double least = efficiency_part({"kinds[academia].efficiency_work=100 %", "kinds[industry].efficiency_work=100 %",
                                          "policies=[{id: p, what: efficiency_programme, at: 2010, part: 30 %}]"},
                                         "world", 2019);
    CHECK(least == 1);
}

TEST_CASE("Policies: delays add up, factors multiply, and the lower cap counts") {
    Sandbox sandbox(
        scenario_of_text(shop, {"countries[AAA].access={delay: 10 d, cap: 9 TFLOP/s, price_factor: 2}",
                                "policies=[{id: a, what: hardware_access, at: 2010-01-01, delay: 20 d, cap: 3 TFLOP/s, price_factor: 3},"
                                " {id: b, what: hardware_access, at: 2010-01-01, cap: 7 TFLOP/s, opens: hall},"
                                " {id: c, what: price_shock, at: 2010-01-01, price_factor: 5, electricity_factor: 7},"
                                " {id: d, what: budget, at: 2010-01-01, factor: 0.5, grant: 31557600 USD/yr/person},"
                                " {id: e, what: budget, at: 2010-01-01, factor: 0.5, grant: 31557600 USD/yr/person},"
                                " {id: f, what: efficiency_programme, at: 2010-01-01, part: 20 %},"
                                " {id: g, what: efficiency_programme, at: 2010-01-01, part: 10 %},"
                                " {id: h, what: budget, at: 2016, factor: 0}]"}));
    const Terms& terms = sandbox.story.world.sector({0}, {0}).terms;
    CHECK(terms.delay == std::chrono::days{30});
    CHECK(terms.cap == 3e12);
    CHECK(terms.price_factor == 10);
    CHECK(terms.trade_factor == 3);
    CHECK(terms.electricity_factor == 7);
    CHECK(terms.income_factor == 0.25);
    CHECK(terms.grant == Approx(2));
    CHECK(terms.efficiency_work == 0.2);
    CHECK(terms.markets == 3);
    CHECK(sandbox.story.world.sector({1}, {0}).terms.delay == std::chrono::days{20});
}

// ---- renting --------------------------------------------------------------------------------------------------------

namespace {

/// A lab that has 10 USD a year and no GPU; one costs 100 USD, and an hour's rent 1 cent. Two teams.
const char* const renter = R"(
scenario: renter
clock: {start: 2010-01-01, end: 2012-12-31, sample: 12 mo}
hardware:
  utilisation: 50 %
  pue: 2
  cloud: {market: hall, break_even: 10000 h}
  generations:
    - {id: card, market: hall, release: 2009-01-01, price: 100 USD, peak: 2 FLOP/s, memory: 1 GB, power: 500 W}
    - {id: dear, market: hall, release: 2009-01-01, price: 1000 USD, peak: 3 FLOP/s, memory: 1 GB, power: 500 W}
countries: [{id: ONE, name: One, researchers: 10 person, carbon: 100 gCO2e/kWh, electricity: 1 USD/kWh}]
kinds: [{id: lab, team_size: 10 person, patience: 100 h, budget: {income: 10 USD/yr}}]
labs: [{id: labs, kind: lab, of: ONE, researchers: 10 person}]
research: {endogenous: false, success: 100 %}
streams: [{id: papers, at: [2010-02-01], scale: 360000 FLOP}]
)";

} // namespace

TEST_CASE("Renting: reach is what the cash pays for within the lab's patience") {
    // 9.9932 USD pay for 999.3 GPU-hours: 9 GPUs for 100 hours of patience, 1 useful FLOP/s each.
    Sandbox sandbox(scenario_of_text(renter));
    sandbox.play_until("2010-01-01");
    const Lab& lab = sandbox.story.world.labs[0];
    CHECK(lab.rented == GenerationId{0});
    CHECK(lab.fleet.gpus == 0);
    CHECK(lab.fleet.largest_job == 9);
    CHECK(lab.fleet.reach == Approx(9 * 100 * 3600));
    Sandbox patient(scenario_of_text(renter, {"kinds[lab].patience=2000 h"}));
    patient.play_until("2010-01-01");
    CHECK(patient.story.world.labs[0].fleet.largest_job == 1); // cash for half its patience on one GPU
    CHECK(patient.story.world.labs[0].fleet.reach == Approx(10 * part_of_year(2010) / 0.01 * 3600));
}

TEST_CASE("Renting: a job is paid for, posted and metered") {
    Sandbox sandbox(scenario_of_text(renter));
    sandbox.play_until("2010-02-01");
    CHECK(sandbox.story.world.labs[0].running == 1);
    CHECK(sandbox.story.world.labs[0].cash == Approx(10 * part_of_year(2010) - 1));
    sandbox.play();
    CHECK(sandbox.value(Metric::gpu_hours_rented, "world", 2010) == Approx(100)); // 360,000 FLOP at 1 FLOP/s
    CHECK(sandbox.value(Metric::gpu_hours_reproduction, "world", 2010) == Approx(100));
    CHECK(sandbox.value(Metric::gpu_hours_idle, "world", 2010) == 0);
    CHECK(sandbox.value(Metric::spend, "world", 2010) == Approx(1)); // rent has its electricity in it
    CHECK(sandbox.value(Metric::energy, "world", 2010) == Approx(100 * 0.5 * 2));
    CHECK(sandbox.value(Metric::energy_cost, "world", 2010) == 0);
    CHECK(sandbox.value(Metric::emissions, "world", 2010) == Approx(100 * 0.5 * 2 * 100 / 1e6));
    CHECK(sandbox.value(Metric::sojourn, "world", 2010) == Approx(100.0 / 9));
    CHECK(sandbox.value(Metric::gpus, "world", 2010) == 0);
}

TEST_CASE("Renting: a job that runs over the new year is metered to its end") {
    Sandbox sandbox(scenario_of_text(renter, {"streams[papers].at=[2010-12-31]", "streams[papers].scale=2.7e6 FLOP", "clock.sample=36 mo",
                                              "kinds[lab].budget.income={table: {2010-07-02: 10 USD/yr, 2011-07-02: 1000 USD/yr}}"}));
    sandbox.play_until("2011-01-01");
    CHECK(sandbox.story.world.labs[0].fleet.gpus == 10); // rich enough to own from now on
    CHECK(sandbox.story.world.labs[0].running == 1);
    sandbox.play_until("2011-01-04"); // after 750 GPU-hours on nine GPUs
    CHECK(sandbox.story.world.labs[0].running == 0);
    CHECK(sandbox.story.world.labs[0].tally.ledger[Account::rented] == GpuTime{2'700'000'000} * grains_per_gpu);
    touch(sandbox.story.world.labs[0], sandbox.story.now());
    const double own = 10 * 0.5 * 2 * in_seconds(sandbox.story.now() - new_year(2011)) * 1000;
    read_meter(sandbox.story.world.labs[0], sandbox.story.world, sandbox.scenario, sandbox.story.now());
    CHECK(sandbox.story.world.labs[0].tally.energy == Approx(own + 2.7e6 * 500 * 2));
}

TEST_CASE("Renting: who can buy a GPU this year or next does not rent, nor do labs where no cloud is named") {
    for (const std::vector<std::string>& sets :
         {std::vector<std::string>{"kinds[lab].budget.income=51 USD/yr"}, std::vector<std::string>{"hardware.cloud=~"}}) {
        Sandbox sandbox(scenario_of_text(renter, sets));
        sandbox.play();
        CHECK(sandbox.value(Metric::passed_over, "world", 2010) == 1);
        CHECK(sandbox.value(Metric::gpu_hours_rented, "world", 2010) == 0);
    }
}
