// Labs that are textbook queues agree with the theory of queues, through the front door: a scenario file.
#include "support/play.hpp"

#include <map>

using namespace sim;
using namespace sim::test;

namespace {

/// Metrics of tests/scenarios/queues.yaml after the warm-up, over independent replicates.
std::vector<Estimate> measured(const std::string& variant, std::uint64_t replicates, const std::vector<Metric>& metrics) {
    const Scenario scenario = scenario_of("tests/scenarios/queues.yaml", variant);
    const Layout layout(scenario);
    Player player(scenario);
    std::vector<std::vector<double>> values(metrics.size());
    for (std::uint64_t r = 0; r < replicates; ++r) {
        const Outcome outcome = player.play(2026, r);
        for (std::size_t m = 0; m < metrics.size(); ++m) values[m].push_back(value_of(outcome, layout, metrics[m], "world", 1));
    }
    std::vector<Estimate> found;
    for (const auto& v : values) found.push_back(estimate(v));
    return found;
}

Estimate measured(const std::string& variant, std::uint64_t replicates, Metric metric) {
    return measured(variant, replicates, std::vector{metric}).front();
}

void agrees(const Estimate& found, double theory) {
    INFO("theory " << theory << ", simulated " << found.mean << " +- " << found.standard_error);
    CHECK(std::abs(found.mean - theory) <= 4 * found.standard_error);
    CHECK(found.standard_error <= 0.005 * theory);
}

/// Erlang's probability that all c servers are busy when nothing can wait.
double erlang_b(int servers, double load) {
    double blocked = 1;
    for (int k = 1; k <= servers; ++k) blocked = load * blocked / (k + load * blocked);
    return blocked;
}

/// Erlang's probability of waiting.
double erlang_c(int servers, double load) {
    const double b = erlang_b(servers, load);
    return servers * b / (servers - load * (1 - b));
}

} // namespace

TEST_CASE("Theory: M/M/1: mean wait and utilisation") {
    const auto found = measured("mm1", 24, {Metric::queue_wait, Metric::utilisation, Metric::jobs_in_system});
    agrees(found[0], 0.6 / (1 - 0.6));
    agrees(found[1], 0.6);
    agrees(found[2], 0.6 / (1 - 0.6));
}

TEST_CASE("Theory: M/M/3: mean wait by Erlang C") { agrees(measured("mm3", 36, Metric::queue_wait), erlang_c(3, 2.1) / (3 - 2.1)); }

TEST_CASE("Theory: M/D/1 and M/G/1: mean wait by Pollaczek and Khinchine") {
    agrees(measured("md1", 16, Metric::queue_wait), 0.6 * 1 / (2 * (1 - 0.6)));
    agrees(measured("mg1", 48, Metric::queue_wait), 0.6 * std::exp(0.8 * 0.8) / (2 * (1 - 0.6)));
}

TEST_CASE("Theory: M/G/infinity: mean number at work, whatever the law of the work") {
    agrees(measured("mg_infinity", 12, Metric::jobs_in_system), 4.0);
}

TEST_CASE("Erlang B: the blocked part depends on the mean of the work alone") {
    const double lost_per_hour = 4 * erlang_b(5, 4);
    const double hours = (5 * 365 + 1) * 24; // 2001 to 2005, with one leap day
    for (const char* variant : {"erlang_b_exponential", "erlang_b_lognormal", "erlang_b_fixed"}) {
        INFO(variant);
        const Estimate found = measured(variant, 12, Metric::passed_over);
        agrees({found.mean / hours, found.standard_error / hours}, lost_per_hour);
    }
}

TEST_CASE("Theory: Little's law holds exactly on every sample path") {
    // From an empty lab to an empty lab the time integral of the number of jobs is the sum of the jobs' times, to the millisecond.
    const Scenario scenario = scenario_of("tests/scenarios/queues.yaml", "mm3", {"clock.sample=132 mo"});
    const Layout layout(scenario);
    Story story;
    begin(story, scenario, layout, Dice(7, 0));
    const Lab& lab = story.world.labs.front();
    int checked = 0;
    while (step(story) && story.events < 200'000) {
        if (lab.waiting + lab.running > 0 || lab.tally.finished == 0) continue;
        if (lab.tally.in_system != lab.tally.stayed) FAIL("after " << story.events << " events");
        ++checked;
    }
    CHECK(checked > 1000);
}

TEST_CASE("Theory: a job of fixed size ends exactly when arithmetic says") {
    const Scenario scenario =
        scenario_of("tests/scenarios/queues.yaml", "md1", {"streams[papers].rate=~", "streams[papers].at=[2001-01-01, 2002-07-01]"});
    const Layout layout(scenario);
    Story story;
    begin(story, scenario, layout, Dice(1, 0));
    std::vector<Instant> ends;
    while (!story.agenda.empty()) {
        const std::uint64_t before = story.world.labs.front().tally.finished;
        step(story);
        if (story.world.labs.front().tally.finished == before + 1) ends.push_back(story.now());
    }
    REQUIRE(ends.size() == 2);
    CHECK(to_text(ends[0]) == "2001-01-01T01:00:00.000Z");
    CHECK(to_text(ends[1]) == "2002-07-01T01:00:00.000Z");
}

namespace {

/// Two labs with two and three GPUs, on which a paper's attempt takes exponential times with rates 2 and 3 per hour; one paper a month.
const char* const race = R"(
scenario: race
clock: {start: 2000-01-01, end: 2050-01-01, sample: 600 mo}
hardware: {utilisation: 1, generations: [{id: unit, market: unit, release: 2000-01-01, price: 1 USD, peak: 1 FLOP/s}]}
countries: [{id: ONE, name: One, researchers: 1 person}]
kinds:
  - {id: slow, patience: 1e6 d, first_gpus: 2 GPU, first_generation: unit}
  - {id: fast, patience: 1e6 d, first_gpus: 3 GPU, first_generation: unit}
labs: [{id: a, kind: slow, of: ONE}, {id: b, kind: fast, of: ONE}]
research: {endogenous: false, success: 100 %, attempt: {exponential: {mean: 1}}}
)";

std::string monthly_papers() {
    std::string dates;
    for (int month = 1; month < 600; ++month)
        dates +=
            (month > 1 ? ", " : "") + std::to_string(2000 + month / 12) + (month % 12 < 9 ? "-0" : "-") + std::to_string(month % 12 + 1);
    return "streams=[{id: papers, at: [" + dates + "], scale: 3600 FLOP}]";
}

/// Part of the papers that the fast lab was the first to reproduce, over replicates.
Estimate won_by_the_fast(const std::vector<std::string>& sets) {
    const Scenario scenario = scenario_of_text(race, sets);
    const Layout layout(scenario);
    Player player(scenario);
    std::vector<double> won;
    for (std::uint64_t r = 0; r < 90; ++r) {
        const Outcome outcome = player.play(3, r);
        const double fast = value_of(outcome, layout, Metric::first_reproductions, "kind:fast", 0),
                     slow = value_of(outcome, layout, Metric::first_reproductions, "kind:slow", 0);
        CHECK(fast + slow == 599);
        won.push_back(fast / 599);
    }
    return estimate(won);
}

} // namespace

TEST_CASE("Theory: a race of two exponential attempts: the first is each with a probability in proportion to its rate") {
    agrees(won_by_the_fast({monthly_papers()}), 3.0 / 5);
    agrees(won_by_the_fast({monthly_papers(), "research.abandon=100 %"}), 3.0 / 5); // that the loser gives up changes no race
    agrees(won_by_the_fast({monthly_papers(), "hardware.parallel_exponent=0.5"}), std::sqrt(3) / (std::sqrt(2) + std::sqrt(3)));
}

TEST_CASE(
    "Theory: a Poisson stream whose rate grows has as many papers as its rate adds up to, and as many more or less as chance allows") {
    // From 1 January 2010 the rate doubles each year from 20 a year: up to 2014, 20 x 15 / ln 2 = 433; in the last year, 160 / ln 2 = 231.
    const std::string text = R"(scenario: stream
seed: 3
replicates: 1
clock: {start: 2010-01-01, end: 2013-12-31}
hardware: {generations: [{id: unit, market: shop, release: 2009, price: 1 USD, peak: 1 FLOP/s}]}
countries: [{id: ONE, name: One, gdp: 1 USD/yr, population: 1 person, researchers: 1 person}]
kinds: [{id: lab}]
labs: [{id: only, kind: lab, of: ONE}]
research: {endogenous: false}
streams: [{id: growing, rate: {at: {2010: 20 paper/yr}, doubling: 1 yr}, scale: 1 FLOP},
          {id: late, rate: {table: {2010: 1e-6 paper/yr, 2012: 1e-6 paper/yr, 2013: 200 paper/yr}}, scale: 1 FLOP}]
)";
    const Scenario scenario = scenario_of_text(text);
    std::vector<double> growing, last_year, late;
    for (std::uint64_t replicate = 0; replicate < 200; ++replicate) {
        Sandbox sandbox(scenario, replicate);
        sandbox.play_until("2012-12-31");
        const double before = sandbox.story.world.streams[0].papers;
        sandbox.play();
        growing.push_back(sandbox.story.world.streams[0].papers);
        last_year.push_back(growing.back() - before);
        late.push_back(sandbox.story.world.streams[1].papers);
    }
    const auto is_poisson = [](const std::vector<double>& counts, double mean) {
        const Estimate found = estimate(counts);
        INFO(found.mean << " +- " << found.standard_error << " papers, " << mean << " expected");
        CHECK(std::abs(found.mean - mean) < 4 * std::sqrt(mean / 200));
        CHECK(found.standard_error * found.standard_error * 200 / mean == Approx(1).margin(0.4)); // variance over mean, +- 0.1
    };
    const double per_doubling = 20 / std::log(2.0);
    is_poisson(growing, per_doubling * (std::exp2(in_years(parse_instant("2013-12-31").instant - parse_instant("2010").instant)) - 1));
    is_poisson(last_year, per_doubling * 8);
    is_poisson(late, 200 * (1 / std::log(200 / 1e-6) + 364 / 365.25)); // up in 2012, from next to nothing, and 364 days of 2013
}
