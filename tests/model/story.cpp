// Small stories with their whole log expected, and what one process after the other does to a lab.
#include "support/play.hpp"

#include "model/rules.hpp"

#include <bit>
#include <limits>

using namespace sim;
using namespace sim::test;

namespace {

/// The log of a whole story, line by line.
std::vector<std::string> log_of(Story story) {
    std::vector<std::string> lines;
    while (!story.agenda.empty()) {
        Agenda peek = story.agenda;
        lines.push_back(to_text(story, peek.next()));
        step(story);
    }
    return lines;
}

} // namespace

TEST_CASE("Story: a lab's story, event by event") {
    // One lab, one team. It buys two GPUs of 1 FLOP/s for its 2 USD of 2010; a paper of 86,400 FLOP takes one
    // GPU a day, two GPUs half a day. Research takes ten days, the own experiment is as large as what it builds on.
    Sandbox sandbox("tests/scenarios/one_lab.yaml");
    const std::vector<std::string> expected = {
        "2010-01-01 HardwareRelease generation unit in ONE",
        "2010-01-01 Staffing ONE",
        "2010-01-01 Funding ONE",
        "2010-01-01 Purchase lab only@ONE/1",
        "2010-01-01 ProjectChoice lab only@ONE/1",
        "2010-01-01T12:00:00.000Z ReproductionEnd project 1 of lab only@ONE/1",
        "2010-01-11T12:00:00.000Z ExtensionReady project 1 of lab only@ONE/1",
        "2010-01-12 ExtensionEnd project 1 of lab only@ONE/1",
        "2010-01-12 ProjectChoice lab only@ONE/1",
        "2010-01-12T12:00:00.000Z ReproductionEnd project 2 of lab only@ONE/1",
        "2010-01-15 Sample world",
    };
    CHECK(log_of(sandbox.story) == expected);
}

TEST_CASE("Story: what the lab's story leaves behind") {
    Sandbox sandbox("tests/scenarios/one_lab.yaml");
    while (step(sandbox.story)) {
    }
    Player player(sandbox.scenario);
    const Outcome outcome = player.play(1, 0);
    const auto value = [&](Metric metric) { return value_of(outcome, sandbox.layout, metric, "world", 0); };
    CHECK(outcome.status == Outcome::Status::ok);
    CHECK(outcome.events == 11);
    CHECK(outcome.fingerprint == sandbox.story.fingerprint);
    CHECK(outcome.values_fingerprint == hash_of_values(outcome.inputs, outcome.values));
    CHECK(value(Metric::papers) == 3); // one paper of a lab that stands for three
    CHECK(value(Metric::reproductions) == 6);
    CHECK(value(Metric::first_reproductions) == 3 * 2); // the second one reproduces the first one's paper, or the seed again
    CHECK(value(Metric::gpus) == 6);
    CHECK(value(Metric::gpus_per_researcher) == 0.4);
    CHECK(value(Metric::jobs_done) == 3);
    CHECK(value(Metric::queue_wait) == 0);
    CHECK(value(Metric::sojourn) == 12);
    CHECK(value(Metric::utilisation) == Approx(1.5 / 14));
    CHECK(value(Metric::spend) == 6);
    CHECK(value(Metric::project_gpu_hours) == 48);
    CHECK(value(Metric::reproducible_fraction) == 1);
    CHECK(value(Metric::research_share) == 1);
}

TEST_CASE("Story: the fingerprint of values is of every bit of every input and value, with one form of what is none") {
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    const std::vector<double> inputs{1, 2}, values{0, 0.1, none, 3};
    const std::uint64_t hash = hash_of_values(inputs, values);
    const auto with = [&](std::size_t place, double value) {
        std::vector<double> changed = values;
        changed[place] = value;
        return hash_of_values(inputs, changed);
    };
    CHECK(hash == 0xc54a95008a9b653eULL); // for ever, as results are compared by it
    CHECK(with(0, -0.0) == hash);
    CHECK(with(2, -none) == hash);
    CHECK(with(2, std::bit_cast<double>(0x7ff0000000000001ULL)) == hash);
    CHECK(with(1, 0.1 + 0x1p-56) != hash);
    CHECK(with(0, 5e-324) != hash);
    CHECK(with(2, 0) != hash);
    CHECK(hash_of_values(std::vector<double>{2, 1}, values) != hash);
    CHECK(hash_of_values(std::vector<double>{1, 2, 0}, std::vector<double>{0.1, none, 3}) != hash); // what is an input is no value
}

TEST_CASE("Story: a copy of a story half-way goes on to the same end") {
    Sandbox sandbox("tests/scenarios/small.yaml");
    while (sandbox.story.events < 3000) step(sandbox.story);
    Story twin = sandbox.story;
    while (step(sandbox.story)) {
    }
    while (step(twin)) {
    }
    CHECK(twin.fingerprint == sandbox.story.fingerprint);
    CHECK(twin.events == sandbox.story.events);
    CHECK(std::equal(twin.record.begin(), twin.record.end(), sandbox.story.record.begin(),
                     [](double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }));
}

TEST_CASE("Story: papers only build on older ones, and their parents count them") {
    Sandbox sandbox("tests/scenarios/small.yaml");
    while (step(sandbox.story)) {
    }
    const std::vector<Paper>& papers = sandbox.story.world.papers;
    REQUIRE(papers.size() > 500);
    std::vector<std::uint32_t> children(papers.size(), 0);
    for (std::size_t p = 0; p < papers.size(); ++p) {
        const std::uint32_t parent = papers[p].parent.index;
        if (parent == nobody) continue;
        if (parent >= p || papers[parent].published > papers[p].published) FAIL("paper " << p << " builds on a younger one");
        ++children[parent];
    }
    for (std::size_t p = 0; p < papers.size(); ++p) {
        if (papers[p].children != children[p]) FAIL("paper " << p);
    }
}

TEST_CASE("Story: GPUs are never used twice, and every job and team is somewhere") {
    Sandbox sandbox("tests/scenarios/small.yaml", {}, 3);
    Story& story = sandbox.story;
    std::uint64_t checks = 0;
    while (step(story)) {
        if (story.events % 97 != 0) continue;
        std::vector<std::uint32_t> busy(story.world.labs.size(), 0), running = busy;
        std::vector<bool> is_free(story.world.projects.size(), false);
        for (ProjectId id = story.world.free_project; id.index != nobody; id = story.world[id].next) is_free[id.index] = true;
        for (std::uint32_t p = 0; p < story.world.projects.size(); ++p) {
            const Project& project = story.world.projects[p];
            const bool runs = !is_free[p] && project.gpus > 0 &&
                              (project.stage == Project::Stage::reproduction || project.stage == Project::Stage::extension);
            if (runs) busy[project.lab.index] += project.gpus, ++running[project.lab.index];
        }
        for (std::uint32_t l = 0; l < busy.size(); ++l) {
            const Lab& lab = story.world.labs[l];
            if (busy[l] != lab.fleet.busy || running[l] != lab.running) FAIL("lab " << l << " after " << story.events << " events");
            std::uint32_t owned = 0;
            for (const Cohort& cohort : lab.fleet.cohorts) owned += cohort.count;
            if (owned != lab.fleet.gpus) FAIL("fleet of lab " << l);
        }
        ++checks;
    }
    CHECK(checks > 50);
}

TEST_CASE("Story: scooped teams give up, and what they held is free at once") {
    Sandbox sandbox("tests/scenarios/small.yaml", {"research.abandon=100 %"});
    double abandoned = 0;
    while (step(sandbox.story)) {
        for (const Lab& lab : sandbox.story.world.labs) abandoned = std::max(abandoned, lab.tally.abandoned);
    }
    CHECK(abandoned > 0);
    Sandbox never("tests/scenarios/small.yaml", {"research.abandon=0 %", "hardware.lifetime=100 yr"});
    while (step(never.story)) {
        for (const Lab& lab : never.story.world.labs) REQUIRE(lab.tally.abandoned == 0);
    }
}

TEST_CASE("Story: a lab's GPUs are the best buy that has reached its country") {
    Sandbox sandbox("tests/scenarios/small.yaml", {"hardware.lifetime=3 yr"});
    Story& story = sandbox.story;
    while (!story.agenda.empty()) {
        step(story);
        for (const Lab& lab : story.world.labs) {
            for (const Cohort& cohort : lab.fleet.cohorts) {
                const GenerationState& generation = story.world.generations[cohort.generation.index];
                const double delay = sandbox.scenario.countries[lab.country.index].access.delay;
                REQUIRE(generation.release + from_seconds(delay) <= cohort.bought);
                REQUIRE(((story.world.buys[lab.kind.index] >> generation.market) & 1U) == 1U);
                REQUIRE(story.now() - cohort.bought <= 3 * year + std::chrono::days{366});
            }
        }
    }
}

TEST_CASE("Story: a story that needs too many events fails, and says when") {
    const Scenario scenario = scenario_of("tests/scenarios/small.yaml", "", {"most_events=500"});
    Player player(scenario);
    const Outcome outcome = player.play(1, 0);
    CHECK(outcome.status == Outcome::Status::failed);
    CHECK(outcome.reason.find("more than 500 events by 201") == 0);
}

TEST_CASE("Story: emissions are the energy used at the country's carbon intensity") {
    Sandbox sandbox("tests/scenarios/small.yaml");
    Player player(sandbox.scenario);
    const Outcome outcome = player.play(1, 0);
    const double energy = value_of(outcome, sandbox.layout, Metric::energy, "country:AAA", 5);
    CHECK(energy > 0);
    CHECK(value_of(outcome, sandbox.layout, Metric::emissions, "country:AAA", 5) == Approx(energy * 400 / 1e6));
    CHECK(value_of(outcome, sandbox.layout, Metric::emissions, "country:BBB", 5) == 0);
}

TEST_CASE("Story: what no story can hold fails the trial, and says what it is") {
    const auto reason = [](const std::vector<std::string>& sets) {
        const Scenario scenario = scenario_of("tests/scenarios/small.yaml", "", sets);
        Player player(scenario);
        return player.play(1, 0).reason;
    };
    CHECK(reason({"research.half_life=1 d"}).find("research.half_life") == 0);
    CHECK(reason({"kinds[industry].budget.income.growth=100000 %/yr"}).find("a lab (industry, ") == 0);
    CHECK(reason({"kinds[industry].first_gpus=999999999 GPU", "kinds[industry].first_generation=hall-1"}).find("a lab (industry, ") == 0);
}

TEST_CASE("Story: draws beyond all measure end in a result, not in a crash") {
    for (const char* set :
         {"research.research_time={lognormal: {median: 4 mo, sigma: 400}}", "research.extension={lognormal: {median: 2, sigma: 400}}",
          "kinds[academia].patience={lognormal: {median: 30 d, sigma: 400}}"}) {
        INFO(set);
        const Scenario scenario = scenario_of("tests/scenarios/small.yaml", "", {set, "research.performance=0.08"});
        Player player(scenario);
        const Outcome outcome = player.play(1, 0);
        CHECK(outcome.reason.empty());
        CHECK(outcome.events > 100);
    }
}
