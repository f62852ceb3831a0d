// Relations that must hold whatever the numbers are: no oracle is needed to see that one is broken.
#include "support/play.hpp"
#include "support/random_scenario.hpp"

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
            const std::string name =
                to_text(layout.dates[d]) + " " + std::string(row_of(column.metric).id) + " " + layout.groups[column.group].name;
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
        if (!same(found, value) && std::abs(found - value) > 1e-9 * std::abs(value) + 1e-12)
            FAIL(name << ": " << value << " became " << found);
    }
}

constexpr const char* small = "tests/scenarios/small.yaml";

/// Countries follow the field from 2012 on, each with a drift that is drawn for it.
const std::vector<std::string> following = {"countries[AAA].researchers={table: {2010: 20000 person, 2012: 30000 person}}",
                                            "countries[BBB].researchers={table: {2010: 10000 person, 2012: 12000 person}}",
                                            "people.field_growth=5 %/yr",
                                            "people.field_shock=0.1",
                                            "people.share_walk=0.07",
                                            "people.follows_gdp=0.5",
                                            "people.drift={normal: {mean: 0 %/yr, sd: 4 %/yr}}"};

} // namespace

TEST_CASE("Relations: a replicate does not depend on what was played before it") {
    const Scenario scenario = scenario_of(small);
    Player busy(scenario), fresh(scenario);
    for (std::uint64_t r = 0; r < 5; ++r) static_cast<void>(busy.play(1, r));
    const Outcome again = busy.play(1, 5), alone = fresh.play(1, 5);
    CHECK(again.fingerprint == alone.fingerprint);
    CHECK(again.inputs == alone.inputs);
    is_part_of(by_name(scenario, again), by_name(scenario, alone));
}

TEST_CASE("Relations: replicates and seeds differ") {
    const Scenario scenario = scenario_of(small);
    Player player(scenario);
    const auto first = player.play(1, 0).fingerprint;
    CHECK(player.play(1, 1).fingerprint != first);
    CHECK(player.play(2, 0).fingerprint != first);
    CHECK(player.play(1, 0).fingerprint == first);
}

TEST_CASE("Relations: a longer horizon leaves earlier rows alone") {
    // The roadmap goes on for longer, so generations are added, but none that was not to come anyway.
    is_part_of(played(scenario_of(small)), played(scenario_of(small, "", {"clock.end=2022-12-31"})));
    std::vector<std::string> longer = following;
    longer.emplace_back("clock.end=2022-12-31");
    is_part_of(played(scenario_of(small, "", following)), played(scenario_of(small, "", longer)));
}

TEST_CASE("Relations: the order in which countries, kinds, and labs are listed only permutes rows") {
    Scenario scenario = scenario_of(small);
    const auto before = played(scenario);
    const Scenario turned = scenario_of("tests/scenarios/small_turned.yaml");
    is_close_to(before, played(turned));
    is_close_to(played(scenario_of(small, "", following)), played(scenario_of("tests/scenarios/small_turned.yaml", "", following)));
}

TEST_CASE("Relations: labs without compute change nobody else's rows") {
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

TEST_CASE("Relations: shares add up to one, and parts never exceed the whole") {
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

TEST_CASE("Relations: halving the weights and doubling the labs moves no share by more than chance") {
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

// ---- policies and know-how ------------------------------------------------------------------------------------------

namespace {

using Sets = std::vector<std::string>;

/// The small world with everything that it leaves out: know-how that spreads, a cloud to rent from, data, and four samples a year.
const Sets rich = {"clock.sample=3 mo",
                   "hardware.cloud={market: consumer}",
                   "kinds[academia].efficiency_work=10 %",
                   "kinds[academia].efficiency_work_when_cut=30 %",
                   "kinds[academia].open=60 %",
                   "kinds[industry].open=0 %",
                   "research.advance=1e-4",
                   "network={ties: 2, delay: {lognormal: {median: 2 mo, sigma: 0.5}}, leak: 1 yr}",
                   "corpora=[{id: video, volume: {at: {2010: 1e9 item/yr}, doubling: 2 yr}, cost: 8 GFLOP/item}]"};

Sets with(Sets sets, const std::string& more) {
    sets.push_back(more);
    return sets;
}

/// One policy of each kind that does something, from a day in the middle of a year.
const Sets bodies = {"what: hardware_access, price_factor: 3",
                     "what: hardware_access, delay: 8 mo",
                     "what: hardware_access, cap: 10 TFLOP/s",
                     "what: hardware_access, opens: [consumer, datacentre]",
                     "what: public_cloud, whom: {kind: academia}, income: 5 MUSD/yr",
                     "what: public_cloud, whom: {country: AAA, kind: academia}, of_gdp: 0.0001 %",
                     "what: budget, factor: 0.3",
                     "what: budget, grant: 2 kUSD/yr/person",
                     "what: open_release",
                     "what: migration, whom: {country: BBB}, to: AAA, rate: 20 %/yr",
                     "what: efficiency_programme, part: 50 %",
                     "what: price_shock, price_factor: 2",
                     "what: price_shock, electricity_factor: 4"};

std::string policy(const std::string& body, const std::string& when = "at: 2015-05-15") {
    return "policies=[{id: p, " + when + ", " + body + "}]";
}

/// How many values differ before a date, and how many on it or later.
std::pair<std::size_t, std::size_t> differences(const std::map<std::string, double>& one, const std::map<std::string, double>& other,
                                                const std::string& date) {
    REQUIRE(one.size() == other.size());
    std::pair<std::size_t, std::size_t> found{0, 0};
    for (const auto& [name, value] : one) {
        if (same(value, other.at(name))) continue;
        if (name < date && found.first == 0) UNSCOPED_INFO(name << ": " << value << " became " << other.at(name));
        ++(name < date ? found.first : found.second);
    }
    return found;
}

bool is_same(const Outcome& one, const Outcome& other) {
    return one.events == other.events && one.fingerprint == other.fingerprint && one.inputs == other.inputs &&
           std::equal(one.values.begin(), one.values.end(), other.values.begin(), other.values.end(), same);
}

Outcome outcome_of(const Scenario& scenario) { return Player(scenario).play(1, 0); }

} // namespace

TEST_CASE("Relations: a policy that says nothing changes no byte, and neither does one that a variant removes") {
    const Outcome before = outcome_of(scenario_of(small, "", rich));
    for (const char* body :
         {"what: hardware_access, price_factor: 1", "what: hardware_access, delay: 0 yr", "what: hardware_access, opens: []",
          "what: public_cloud, income: 0 USD/yr", "what: public_cloud, of_gdp: 0 %, quota: 2", "what: budget, factor: 1",
          "what: budget, grant: 0 USD/yr/person", "what: migration, to: AAA, rate: 0 %/yr", "what: efficiency_programme, part: 0 %",
          "what: price_shock, price_factor: 1, electricity_factor: 1"}) {
        INFO(body);
        CHECK(is_same(outcome_of(scenario_of(small, "", with(rich, policy(body)))), before));
    }
    for (const std::string& body : bodies) {
        INFO(body);
        const Scenario removed = scenario_of(small, "", with(with(rich, policy(body)), "policies[p]=~"));
        CHECK(removed.hash == scenario_of(small, "", rich).hash);
        CHECK(is_same(outcome_of(removed), before));
        CHECK(is_same(outcome_of(scenario_of(small, "", with(rich, policy(body, "at: 2020-01-01")))), before));        // after the end
        CHECK(is_same(outcome_of(scenario_of(small, "", with(rich, policy(body, "at: 2001, until: 2003")))), before)); // before the start
    }
}

TEST_CASE("Relations: a policy changes nothing before its date, and something afterwards") {
    const auto before = played(scenario_of(small, "", rich));
    for (const std::string& body : bodies) {
        INFO(body);
        const auto [earlier, later] = differences(before, played(scenario_of(small, "", with(rich, policy(body)))), "2015-05-15");
        CHECK(earlier == 0);
        CHECK(later > 50);
    }
}

TEST_CASE("Relations: a policy changes nothing before its date in random scenarios") {
    const Sets kinds = {"what: hardware_access, cap: 1.5 TFLOP/s",
                        "what: public_cloud, income: 300 kUSD/yr",
                        "what: budget, factor: 4, grant: 90 USD/yr/person",
                        "what: open_release",
                        "what: migration, to: BBB, rate: 50 %/yr",
                        "what: efficiency_programme, part: 90 %",
                        "what: price_shock, price_factor: 2, electricity_factor: 3"};
    std::size_t later = 0;
    for (std::uint64_t n = 0; n < 70; ++n) {
        std::string text = random_scenario(n);
        const auto before = played(scenario_of_text(text));
        if (text.find("\npolicies:") == text.npos) text += "policies:\n";
        text += "  - {id: late, at: 2012-11-11, " + kinds[n % kinds.size()] + "}\n";
        const auto found = differences(before, played(scenario_of_text(text)), "2012-11-11");
        INFO(text);
        CHECK(found.first == 0);
        later += found.second > 0 ? 1 : 0;
    }
    CHECK(later > 50);
}

TEST_CASE("Relations: what a policy does elsewhere it does through papers alone: without them, other countries' rows are the same") {
    const Sets alone = {"research.endogenous=false",
                        "research.abandon=0 %",
                        "research.first_credit=0",
                        "kinds[academia].first_gpus=4 GPU",
                        "kinds[academia].first_generation=home-1",
                        "streams=[{id: outside, rate: 30 paper/yr, scale: {at: {2010: 1e16 FLOP}, doubling: 1 yr}, cost: {lognormal: "
                        "{median: 1, sigma: 1}}, interest: 60 %}]"};
    const auto before = played(scenario_of(small, "", alone));
    for (const char* body : {"what: hardware_access, whom: {country: CCC}, price_factor: 3, delay: 1 yr",
                             "what: public_cloud, whom: {country: CCC, kind: academia}, income: 1 MUSD/yr",
                             "what: budget, whom: {country: CCC}, factor: 3, grant: 1 kUSD/yr/person",
                             "what: price_shock, whom: {country: CCC}, price_factor: 3, electricity_factor: 2",
                             "what: migration, whom: {country: CCC}, to: BBB, rate: 20 %/yr",
                             "what: efficiency_programme, whom: {country: CCC}, part: 50 %"}) {
        INFO(body);
        const auto after = played(scenario_of(small, "", with(alone, policy(body))));
        std::size_t compared = 0;
        for (const auto& [name, value] : before) {
            const bool is_share = name.find("_share") != std::string::npos ||
                                  name.find("top_credit_per_researcher") != std::string::npos; // of the world, to which CCC belongs
            const bool is_race = name.find("first_reproductions") != std::string::npos;        // which others may win
            if (name.find(" country:AAA") == std::string::npos || is_share || is_race) continue;
            if (!same(value, after.at(name))) FAIL(name << ": " << value << " became " << after.at(name));
            ++compared;
        }
        CHECK(compared > 100);
        if (std::string(body).find("efficiency") == std::string::npos) CHECK(differences(before, after, "2015-05-15").second > 10);
    }
}

TEST_CASE("Relations: the order of lists only permutes rows, with know-how, policies, rent and a public cloud too") {
    const Sets sets =
        with(rich, "policies=[{id: a, what: public_cloud, at: 2012, whom: {country: [AAA, CCC], kind: academia}, income: 5 MUSD/yr},"
                   " {id: b, what: migration, at: 2013, whom: {country: [BBB, CCC]}, to: AAA, rate: 5 %/yr},"
                   " {id: c, what: hardware_access, at: 2014, whom: {country: BBB}, delay: 1 yr, price_factor: 1.5}]");
    Sets turned = sets;
    turned.back() = "policies=[{id: c, what: hardware_access, at: 2014, whom: {country: BBB}, delay: 1 yr, price_factor: 1.5},"
                    " {id: b, what: migration, at: 2013, whom: {country: [CCC, BBB]}, to: AAA, rate: 5 %/yr},"
                    " {id: a, what: public_cloud, at: 2012, whom: {country: [CCC, AAA], kind: academia}, income: 5 MUSD/yr}]";
    is_close_to(played(scenario_of(small, "", sets)), played(scenario_of("tests/scenarios/small_turned.yaml", "", turned)));
    // A paper from outside starts a race at one instant in all labs: none may end at one instant too, or the order of labs decides.
    const Sets stream = with(with(rich, "streams=[{id: outside, rate: 30 paper/yr, scale: {at: {2010: 1e16 FLOP}, doubling: 1 yr}}]"),
                             "research.attempt={lognormal: {median: 1, sigma: 0.5}}");
    is_close_to(played(scenario_of(small, "", stream)), played(scenario_of("tests/scenarios/small_turned.yaml", "", stream)));
}

TEST_CASE("Relations: labs without compute change nobody else's rows where nobody seeks a tie with them") {
    for (const char* network : {"network={ties: 0, leak: 1 yr}", "network={ties: 3, home: 100 %, alike: 0 %, delay: 2 mo, leak: 1 yr}",
                                "network={ties: 0, leak: 2 yr, list: [{from: universities@AAA/1, to: universities@BBB/3, delay: 1 mo}]}"}) {
        INFO(network);
        const Sets sets = with(rich, network);
        const auto before = played(scenario_of(small, "", sets)),
                   after = played(scenario_of("tests/scenarios/small_and_poor.yaml", "", sets));
        std::size_t compared = 0;
        for (const auto& [name, value] : before) {
            const bool is_share = name.find("_share") != std::string::npos ||
                                  name.find("top_credit_per_researcher") != std::string::npos; // over that of the world
            if (name.find(" country:") == std::string::npos || is_share) continue;
            if (!same(value, after.at(name))) FAIL(name << ": " << value << " became " << after.at(name));
            ++compared;
        }
        CHECK(compared > 1000);
    }
}

namespace {

/// Variance of a policy's effect with independent luck over that with the same luck.
double variance_reduction(const Sets& sets, const std::string& body, Metric metric, const std::string& group, int in_year) {
    const Scenario base = scenario_of(small, "", sets), other = scenario_of(small, "", with(sets, body));
    const Layout layout(base);
    Player play_base(base), play_other(other);
    const std::size_t date = date_of(layout, in_year);
    std::vector<double> without, with_it, effect;
    for (std::uint64_t r = 0; r < 40; ++r) {
        without.push_back(value_of(play_base.play(1, r), layout, metric, group, date));
        with_it.push_back(value_of(play_other.play(1, r), layout, metric, group, date));
        effect.push_back(with_it.back() - without.back());
    }
    const auto variance = [](const std::vector<double>& values) { return std::pow(estimate(values).standard_error, 2); };
    return (variance(without) + variance(with_it)) / variance(effect);
}

} // namespace

TEST_CASE("Relations: the same luck with and without a policy makes its effect far more precise") {
    const std::string shock = "policies=[{id: p, what: hardware_access, at: 2015, whom: {country: BBB}, price_factor: 2}]";
    const double share = variance_reduction({}, shock, Metric::research_share, "country:BBB", 2018);
    const double papers = variance_reduction({}, shock, Metric::papers, "country:BBB", 2018);
    const double gpus = variance_reduction({}, shock, Metric::gpus, "country:BBB", 2018);
    WARN("variance reduction: share " << share << ", papers " << papers << ", GPUs " << gpus);
    CHECK(share > 10);
    CHECK(papers > 10);
    CHECK(gpus > 2.5);
}
