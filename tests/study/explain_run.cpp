// Explanations of runs: from stores whose outcomes are made by hand, and from small scenarios that are played.
#include "support/play.hpp"

#include "report/explain/explained.hpp"
#include "report/worth.hpp"
#include "sim/ensemble.hpp"
#include "sim/reader.hpp"
#include "study/explain/explain.hpp"
#include "study/explain/flip.hpp"
#include "study/explain/luck.hpp"
#include "study/explain/totals.hpp"
#include "study/per_money.hpp"
#include "study/play.hpp"

#include <algorithm>
#include <cmath>
#include <string>

using namespace sim;
using namespace sim::test;

namespace {

const std::string decided = std::string(SIM_SOURCE_DIR) + "/tests/scenarios/decided.yaml";

/// A run of the scenario, with a store of its own.
struct Experience {
    Folder folder;
    Reading reading;
    Run run;
    Store store;

    explicit Experience(std::uint64_t replicates, const std::vector<std::string>& sets = {}, const std::string& file = decided,
                        const std::string& variant = "")
        : reading(read_scenario_file(file, sets, variant)), run(run_of({&reading, 1}, replicates, 7)),
          store(folder / "store.sqlite", provenance_of(run)) {
        INFO(to_text(reading.problems));
        REQUIRE(reading.ok());
    }
    void play() {
        play_missing(run, store, every_trial, {.threads = 2, .readings = {&reading, 1}}, [](auto&, auto&) {});
    }
    /// Outcomes of which each value is made by `value` from the draws; the first ones fail.
    void make_up(const std::function<double(const std::vector<double>& draws, std::uint64_t replicate)>& value, std::uint64_t failed = 0) {
        Scenario copy = run.variants[0];
        Inputs inputs(copy);
        for (std::uint64_t r = 0; r < run.trials.replicates; ++r) {
            inputs.draw(Dice(7, r));
            Outcome outcome;
            outcome.inputs = inputs.values();
            outcome.status = r < failed ? Outcome::Status::failed : Outcome::Status::ok;
            outcome.reason = r < failed ? "made to fail" : "";
            outcome.values.assign(run.layouts[0].size(), value(outcome.inputs, r));
            store.add(run.trials.trial(r), outcome);
        }
        store.commit();
    }
    [[nodiscard]] Explanation explanation(const std::string& text, unsigned threads = 1) {
        ParsedQuestion parsed = parse_question(text, run.layouts[0]);
        INFO(parsed.error);
        REQUIRE(parsed.ok());
        return explain(store, run, 0, {parsed.question}, threads).front();
    }
    [[nodiscard]] std::vector<std::string> sentences(const std::string& text) {
        const Explanation of = explanation(text);
        const std::vector<InputName> names = names_of(of.inputs->list, *run.documents[0]);
        return Telling(run, of, names).sentences();
    }
    [[nodiscard]] std::size_t place_of(const std::string& path) const {
        const std::vector<UncertainInput> inputs = uncertain_inputs(run.variants[0]);
        return static_cast<std::size_t>(std::ranges::find(inputs, path, &UncertainInput::path) - inputs.begin());
    }
};

const std::string growth_of_a = "countries[AAA].gdp.growth", growth_of_b = "countries[BBB].gdp.growth",
                  people_of_a = "countries[AAA].population.growth";

} // namespace

TEST_CASE("Explain: GDP per head is decided by the growths that make it, and by nothing else; what is played at the crossing confirms it") {
    Experience played(400);
    played.play();
    const Explanation of = played.explanation("gdp_per_head[AAA]@2014 >= 27000 USD/yr/person");
    REQUIRE(of.told());
    REQUIRE(of.above_chance() == 2);
    REQUIRE(of.leading == played.place_of(growth_of_a));
    // The logarithm is 4.5 years of the one growth less as much of the other, with 90 % of 4 and of 1 points on either side.
    CHECK(of.parts.parts[0].interval.low <= 16.0 / 17);
    CHECK(of.parts.parts[0].interval.high >= 16.0 / 17);
    CHECK(of.parts.parts[1].interval.low <= 1.0 / 17);
    CHECK(of.parts.parts[1].interval.high >= 1.0 / 17);
    CHECK(of.parts.explained() > 0.99);
    REQUIRE(of.reached.size() == 1);
    REQUIRE(of.reached[0].crossing.surely);
    CHECK(of.reached[0].crossing.upwards);
    REQUIRE(of.happening);
    CHECK(of.happening->box.limits[0].input == of.leading);
    CHECK(of.happening->box.counts.density() > 0.7);
    Experience there(200, {growth_of_a + "=" + std::to_string(100 * of.reached[0].crossing.at) + " %/yr"});
    there.play();
    const Explanation at = there.explanation("gdp_per_head[AAA]@2014");
    CHECK(at.of.ci95_low < 27000 * 1.005);
    CHECK(at.of.ci95_high > 27000 * 0.995);
}

TEST_CASE("Explain: inputs are told by titles and sources, and the sentence that names them comes first") {
    Experience played(400);
    played.play();
    const std::vector<std::string> lines = played.sentences("gdp_per_head[country:AAA]@2014");
    INFO(lines[0]);
    CHECK(lines[0].starts_with("Alphaland: GDP per head in 2014: "));
    CHECK(lines[0].find("What decides it: growth of GDP (Alphaland) ") != std::string::npos);
    CHECK(lines[0].find("growth of population (Alphaland) ") != std::string::npos);
    CHECK(lines[0].find("each of the other 2 inputs") != std::string::npos);
    CHECK(lines[1].starts_with("Where growth of GDP (Alphaland) is below "));
    CHECK(lines[1].find("%/yr") != std::string::npos);
    const std::vector<InputName> names = names_of(uncertain_inputs(played.run.variants[0]), *played.run.documents[0]);
    CHECK(names[played.place_of("hardware.pue")].title == "PUE (hardware)");
    CHECK(names[played.place_of("hardware.pue")].source == "a guess");
    CHECK(names[played.place_of(growth_of_a)].source == "a survey");
    CHECK(names[played.place_of(growth_of_b)].source.empty());
    CHECK_FALSE(names[played.place_of(growth_of_a)].doc.empty());
}

TEST_CASE("Explain: the drift of a country is told by what it is, and by the source of the law that stands for all") {
    const Reading reading = read_scenario_file(std::string(SIM_SOURCE_DIR) + "/scenarios/world.yaml");
    REQUIRE(reading.ok());
    const std::vector<InputName> names = names_of(uncertain_inputs(reading.variants[0]), *reading.documents[0]);
    const auto drift = std::ranges::find(names, "countries[CHN].drift", &InputName::path);
    REQUIRE(drift != names.end());
    CHECK(drift->title == "growth of researchers above the field's (China)");
    CHECK(drift->unit == "%/yr");
    CHECK(drift->source.starts_with("CSET's counts"));
    CHECK(std::ranges::count_if(names, [](const InputName& name) { return name.path.ends_with(".drift"); }) == 22);
}

TEST_CASE("Explain: where all is luck no input is named") {
    Experience played(200);
    played.play();
    const Explanation of = played.explanation("sojourn@2014");
    REQUIRE(of.told());
    CHECK(of.above_chance() == 0);
    CHECK_FALSE(of.happening);
    CHECK(of.reached.empty());
    CHECK(played.sentences("sojourn@2014")[0].find("No input decides it by itself") != std::string::npos);
}

TEST_CASE("Explain: of a sweep it says where to look, and how to ask for one of its points") {
    Experience swept(4, {"sweep={design: grid, over: {hardware.utilisation: [50 %, 100 %]}}"});
    CHECK(swept.sentences("gdp_per_head[AAA]@2014") ==
          std::vector<std::string>{
              "Alphaland: GDP per head in 2014: What a sweep moves is told by its own table, \"What moves it?\". For what "
              "the draws decide, play one of its points alone (--set 'sweep=~' --set PATH=VALUE) and explain that run."});
}

TEST_CASE("Explain: with 30 trials it says that it cannot tell") {
    Experience played(30);
    played.make_up([](const auto& draws, std::uint64_t) { return draws[0]; });
    CHECK(played.explanation("gdp_per_head[AAA]@2014").silence == Silence::few);
    CHECK(played.sentences("gdp_per_head[AAA]@2014").front().ends_with("30 trials cannot tell what decides it; it takes 100."));
}

TEST_CASE("Explain: with more than 5 % failed it refuses, with fewer it counts them and shows the worst cases") {
    const auto value = [](const std::vector<double>& draws, std::uint64_t) { return draws[0]; };
    Experience many(200);
    many.make_up(value, 11);
    CHECK(many.explanation("gdp_per_head[AAA]@2014").silence == Silence::failed);
    CHECK(many.sentences("gdp_per_head[AAA]@2014").front().find("11 of 200 trials failed") != std::string::npos);
    Experience few(200);
    few.make_up(value, 10);
    const Explanation of = few.explanation("gdp_per_head[AAA]@2014");
    CHECK(of.told());
    CHECK(of.failed == 10);
    CHECK(of.of.p50_least < of.of.p50);
    CHECK(few.sentences("gdp_per_head[AAA]@2014").front().find('{') != std::string::npos);
}

TEST_CASE("Explain: inputs that the scenario correlates are told as one") {
    Experience played(300, {"correlations=[{id: together, between: ['" + growth_of_a + "', '" + growth_of_b + "'], rank: 0.8}]"});
    const std::size_t a = played.place_of(growth_of_a), b = played.place_of(growth_of_b), people = played.place_of(people_of_a);
    played.make_up([&](const auto& draws, std::uint64_t) { return draws[a] - 0.5 * draws[b] + 2 * draws[people]; });
    const Explanation of = played.explanation("gdp_per_head[AAA]@2014");
    REQUIRE(of.told());
    const ExplainedInputs inputs = explained_inputs(played.run.variants[0]);
    CHECK(inputs.groups.size() == inputs.list.size() - 1);
    CHECK(inputs.groups[of.parts.parts[0].group] == std::vector<std::size_t>{std::min(a, b), std::max(a, b)});
    CHECK(of.parts.explained() > 0.97);
    CHECK(played.sentences("gdp_per_head[AAA]@2014").front().find("growth of GDP (Alphaland) and growth of GDP (Betaland) together") !=
          std::string::npos);
}

TEST_CASE("Explain: trials without a value are left out and counted, and a figure that never varies has no explanation") {
    Experience played(300);
    const std::size_t a = played.place_of(growth_of_a);
    played.make_up([&](const auto& draws, std::uint64_t replicate) { return replicate % 3 == 0 ? nothing : draws[a]; });
    const Explanation of = played.explanation("gdp_per_head[AAA]@2014");
    REQUIRE(of.told());
    CHECK(of.of.n == 200);
    CHECK(of.trials == 300);
    CHECK(played.sentences("gdp_per_head[AAA]@2014").front().find("In 100 of 300 trials it has no value") != std::string::npos);
    Experience constant(300);
    constant.make_up([](const auto&, std::uint64_t) { return 5.0; });
    CHECK(constant.explanation("gdp_per_head[AAA]@2014").silence == Silence::constant);
}

TEST_CASE("Explain: the same on any number of threads, and whatever else is asked") {
    Experience played(200);
    played.play();
    std::vector<Question> all = headline_questions(played.run.variants[0], played.run.layouts[0]);
    REQUIRE(all.size() >= 3);
    const std::vector<Explanation> together = explain(played.store, played.run, 0, all, 3);
    for (std::size_t q = 0; q < all.size(); ++q) {
        const Explanation alone = explain(played.store, played.run, 0, {all[q]}, 1).front();
        REQUIRE(alone.parts.parts.size() == together[q].parts.parts.size());
        for (std::size_t p = 0; p < alone.parts.parts.size(); ++p) {
            CHECK(alone.parts.parts[p].part == together[q].parts.parts[p].part);
            CHECK(alone.parts.parts[p].interval.low == together[q].parts.parts[p].interval.low);
        }
        CHECK(alone.reached.size() == together[q].reached.size());
    }
}

TEST_CASE("Questions: a figure, what is claimed of it, and what is wrong with it") {
    const Layout layout(scenario_of("tests/scenarios/decided.yaml"));
    const auto asked = [&](const std::string& text) {
        const ParsedQuestion parsed = parse_question(text, layout);
        INFO(parsed.error);
        REQUIRE(parsed.ok());
        REQUIRE(parsed.question.asked);
        return *parsed.question.asked;
    };
    CHECK(asked("research_share[AAA]@2014 >= 1/3").level == Approx(1.0 / 3));
    CHECK(asked("research_share[AAA]@2014 > 30 %").level == Approx(0.3));
    CHECK(asked("research_share[AAA]@2014 >= 0.3").at_least);
    CHECK_FALSE(asked("gdp_per_head[AAA]@2014 <= 25 kUSD/yr/person").at_least);
    CHECK(asked("gdp_per_head[AAA]@2014 <= 25 kUSD/yr/person").level == Approx(25000));
    CHECK(asked("sojourn@2014 < 2 * 10").level == Approx(20));
    CHECK(asked("first(gdp_per_head[AAA] >= 25000) < 2013").level == Approx(2013));
    CHECK(parse_question("research_share[AAA]@2014", layout).question.lead);
    CHECK_FALSE(parse_question("sojourn@2014", layout).question.lead);
    CHECK_FALSE(parse_question("research_share[AAA]@2014 >= 3 kg", layout).ok());
    CHECK_FALSE(parse_question("research_share[AAA]@2014 >= research_share[BBB]@2014", layout).ok());
    CHECK_FALSE(parse_question("research_share[AAA]@2014 >=", layout).ok());
    CHECK_FALSE(parse_question("no_such_metric@2014", layout).ok());
}

TEST_CASE("Luck: in an M/G/1 queue all is luck, and GDP per head has none") {
    Experience played(120, {"report.keep=['sojourn', 'gdp_per_head', 'researchers[AAA]']"});
    played.play();
    const Replay replay = replay_of_luck(played.store, played.run, 0);
    CHECK(replay.points == points_of_luck);
    Store there(played.folder / "luck.sqlite", replay.provenance(played.run));
    REQUIRE(play_replay(played.run, replay, there, 2));
    const auto part = [&](const std::string& text) {
        return luck_part(there, replay, parse_question(text, played.run.layouts[0]).question.figure, 7);
    };
    const auto queue = part("sojourn@2014"), gdp = part("gdp_per_head[AAA]@2014");
    REQUIRE(queue);
    CHECK(queue->interval.high > 0.97);
    CHECK(queue->part > 0.75);
    CHECK(queue->trials == points_of_luck * lucks_at_a_point);
    REQUIRE(gdp);
    CHECK(gdp->part < 1e-12);
    CHECK_FALSE(part("researchers[AAA]@2014")); // the same everywhere
}

TEST_CASE("Luck: the part within known groups lies in its interval in 93 % of 300 seeds") {
    std::size_t held = 0;
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        Roll roll = Dice(seed, 1).roll(Purpose::choice, 5);
        const auto normal = [&] { return std::sqrt(-2 * std::log(roll.uniform())) * std::cos(2 * M_PI * roll.uniform()); };
        std::vector<std::vector<double>> by_point(points_of_luck);
        for (auto& values : by_point) {
            const double middle = 2 * normal();
            for (std::uint64_t i = 0; i < lucks_at_a_point; ++i) values.push_back(middle + normal());
        }
        const auto part = luck_part(by_point, seed);
        held += part && part->interval.low <= 0.2 && 0.2 <= part->interval.high ? 1U : 0U;
    }
    INFO(held << " of 300");
    CHECK(held >= 270);
}

TEST_CASE("Luck: trials that were played are not played again, and a store of another question is refused") {
    Experience played(120);
    played.play();
    const Replay replay = replay_of_luck(played.store, played.run, 0);
    {
        Store there(played.folder / "luck.sqlite", replay.provenance(played.run));
        REQUIRE(play_replay(played.run, replay, there, 2));
        CHECK(there.count() == points_of_luck * lucks_at_a_point);
        REQUIRE(play_replay(played.run, replay, there, 1));
        CHECK(there.count() == points_of_luck * lucks_at_a_point);
    }
    const Replay other = replay_of_totals(played.store, played.run, 0, 16, std::vector<char>(4, 1));
    CHECK_THROWS_AS(Store(played.folder / "luck.sqlite", other.provenance(played.run)), ForeignStore);
}

TEST_CASE("Luck: inputs given as they were drawn are the trial itself") {
    Experience played(3);
    played.play();
    Player player(played.run.variants[0]);
    for (std::uint64_t r = 0; r < 3; ++r) {
        const Outcome drawn = player.play(7, r), given = player.play_with(drawn.inputs, 7, r), other = player.play_with(drawn.inputs, 7, 9);
        CHECK(given.fingerprint == drawn.fingerprint);
        CHECK(given.inputs == drawn.inputs);
        CHECK(other.fingerprint != drawn.fingerprint);
        CHECK(other.inputs == drawn.inputs);
    }
}

TEST_CASE("Totals: what inputs do alone and together adds up, and what is not known well enough says how many pairs it takes") {
    Experience played(512);
    played.play();
    const Explanation of = played.explanation("gdp_per_head[AAA]@2014");
    REQUIRE(of.above_chance() == 2);
    std::vector<char> wanted(of.inputs->groups.size());
    for (std::size_t p = 0; p < 2; ++p) wanted[of.parts.parts[p].group] = 1;
    const Replay replay = replay_of_totals(played.store, played.run, 0, 128, wanted);
    Store there(played.folder / "totals.sqlite", replay.provenance(played.run));
    REQUIRE(play_replay(played.run, replay, there, 2));
    CHECK(there.count() == 2 * 128);
    const std::vector<Total> all = totals(played.store, there, played.run, replay, of);
    REQUIRE(all.size() == 2);
    for (std::size_t t = 0; t < 2; ++t) { // growths multiply, so that hardly anything is done together
        INFO(t << ": " << all[t].part << " [" << all[t].interval.low << ", " << all[t].interval.high << "], needed " << all[t].needed);
        CHECK(all[t].group == of.parts.parts[t].group);
        CHECK(all[t].interval.low <= (t == 0 ? 16.0 : 1.0) / 17);
        CHECK(all[t].interval.high >= (t == 0 ? 16.0 : 1.0) / 17 - 0.01);
    }
    // y = x1 x2 of independent normal numbers: nothing alone, all together.
    Roll roll = Dice(5, 1).roll(Purpose::choice, 5);
    const auto normal = [&] { return std::sqrt(-2 * std::log(roll.uniform())) * std::cos(2 * M_PI * roll.uniform()); };
    const auto total = [&](std::size_t pairs) {
        Pairs product;
        for (std::size_t i = 0; i < pairs; ++i) {
            const double a = normal(), b = normal(), other = normal();
            product.figure.push_back(a * b);
            product.with_other.push_back(other * b);
            product.alone.push_back(0);
        }
        return total_of({3, 0, {0, 0}, true, {}}, product, 1, 7);
    };
    const Total many = total(1U << 16U), few = total(64);
    CHECK(many.converged());
    CHECK(many.interval.low <= 1);
    CHECK(many.part == Approx(1).margin(0.05));
    CHECK_FALSE(few.converged());
    CHECK(few.needed >= 128);
    CHECK((few.needed & (few.needed - 1)) == 0);
}

TEST_CASE("Flip: in the shipped scenario the drift of China decides its share, and where that reaches a third play confirms it",
          "[.nightly]") {
    Experience played(200, {}, std::string(SIM_SOURCE_DIR) + "/scenarios/china2030.yaml", "observed");
    played.play();
    const Explanation of = played.explanation("research_share[CHN]@2030 >= 1/3");
    REQUIRE(of.told());
    REQUIRE(of.leading == played.place_of("countries[CHN].drift"));
    CHECK(of.parts.parts[0].interval.low > 0.25);
    const auto flip = find_flip(played.store, played.run, of, (played.folder / ""), 2);
    REQUIRE(flip);
    CHECK(flip->confirmed);
}

TEST_CASE("Flip: where a claim turns is found on the curve and confirmed by play, and not beyond the stated ranges") {
    Experience played(400);
    played.play();
    for (const char* const claim :
         {"gdp_per_head[AAA]@2014 >= 27000", "gdp_per_head[AAA]@2014 <= 24000", "gdp_per_head[BBB]@2014 >= 38000"}) {
        INFO(claim);
        const auto flip = find_flip(played.store, played.run, played.explanation(claim), (played.folder / ""), 2);
        REQUIRE(flip);
        CHECK(flip->confirmed);
        CHECK(flip->played.front().of.mean == Approx(flip->level).epsilon(0.02));
        for (std::size_t p = 0; p < flip->played.size(); ++p) // of the next claim
            Store::erase((played.folder / "") / (std::to_string(p) + ".sqlite"));
    }
    CHECK_FALSE(find_flip(played.store, played.run, played.explanation("gdp_per_head[AAA]@2014 >= 90000"), (played.folder / ""), 2));
    // Another input, where the population grows so much that the claim no longer holds.
    ParsedQuestion by = parse_question("gdp_per_head[AAA]@2014 >= 25300", played.run.layouts[0]);
    by.question.by = played.place_of(people_of_a);
    const Explanation of = explain(played.store, played.run, 0, {by.question}, 1).front();
    const auto flip = find_flip(played.store, played.run, of, (played.folder / ""), 2);
    REQUIRE(flip);
    CHECK_FALSE(flip->predicted.upwards);
    CHECK(flip->confirmed);
}

TEST_CASE("Money: a difference for 100 million USD, with an interval where the money differs for sure") {
    Roll roll = Dice(5, 2).roll(Purpose::choice, 6);
    std::size_t held = 0, none = 0;
    for (int run = 0; run < 300; ++run) {
        std::vector<double> gained, paid, for_nothing;
        for (int i = 0; i < 40; ++i) {
            const double money = 2e8 * (0.5 + roll.uniform());
            paid.push_back(money);
            gained.push_back(3e-10 * money + 0.02 * (roll.uniform() - 0.5));
            for_nothing.push_back(roll.uniform() - 0.5);
        }
        const auto per = per_money(gained, paid);
        REQUIRE(per);
        REQUIRE(per->interval);
        held += per->interval->low <= 0.03 && 0.03 <= per->interval->high ? 1U : 0U;
        none += per_money(gained, for_nothing)->interval ? 0U : 1U;
    }
    CHECK(held >= 275);
    CHECK(none >= 275);
    CHECK_FALSE(per_money(std::vector{1.0, 2.0}, std::vector{0.0, 0.0}));
}

TEST_CASE("From when: the first date from which on the interval holds no 0, for good") {
    const auto row = [](double low, double high) {
        PairedStatistics of;
        of.base = of.other = around(0, 1, 2, 0.1);
        of.difference = around(low, (low + high) / 2, high, 0.1);
        of.difference.ci95_low = low;
        of.difference.ci95_high = high;
        return of;
    };
    CHECK(resolved_from({{0, row(-1, 1)}, {1, row(1, 2)}, {2, row(1, 2)}}) == 1U);
    CHECK(resolved_from({{0, row(1, 2)}, {1, row(-1, 2)}, {2, row(1, 2)}}) == 2U);
    CHECK(resolved_from({{0, row(-2, -1)}, {1, row(1, 2)}, {2, row(3, 4)}}) == 1U);
    CHECK(resolved_from({{0, row(1, 2)}, {1, row(1, 2)}}) == 0U);
    CHECK_FALSE(resolved_from({{0, row(1, 2)}, {1, row(-1, 2)}}));
    auto withheld = row(1, 2); // too few replicates for an interval say nothing for or against
    withheld.difference.ci95_low = withheld.difference.ci95_high = nothing;
    CHECK(resolved_from({{0, row(1, 2)}, {1, withheld}}) == 0U);
    CHECK(resolved_from({{0, row(1, 2)}, {1, withheld}, {2, row(1, 2)}}) == 0U);
    CHECK_FALSE(resolved_from({{0, withheld}, {1, row(-1, 2)}}));
    CHECK_FALSE(resolved_from({{0, withheld}}));
}
