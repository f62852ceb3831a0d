// The default world shows the observed patterns of docs/odd.md, each with its tolerance.
#include "play.hpp"

#include <algorithm>

using namespace sim;
using namespace sim::test;

namespace {

/// Some replicates of scenarios/world.yaml, played once for all tests.
struct Worlds {
    Scenario scenario = scenario_of("scenarios/world.yaml");
    Layout layout{scenario};
    std::vector<Outcome> outcomes;

    Worlds() {
        Player player(scenario);
        for (std::uint64_t r = 0; r < 60; ++r) {
            outcomes.push_back(player.play(scenario.seed, r));
            REQUIRE(outcomes.back().reason.empty());
        }
    }
    static const Worlds& played() {
        static const Worlds worlds;
        return worlds;
    }
    [[nodiscard]] std::vector<double> values(Metric metric, const std::string& group, int in_year) const {
        std::vector<double> found;
        for (const Outcome& outcome : outcomes) {
            const double value = value_of(outcome, layout, metric, group, date_of(layout, in_year));
            if (!std::isnan(value)) found.push_back(value);
        }
        REQUIRE(found.size() == outcomes.size());
        return found;
    }
    [[nodiscard]] double median(Metric metric, const std::string& group, int in_year) const {
        std::vector<double> found = values(metric, group, in_year);
        std::sort(found.begin(), found.end());
        return found[found.size() / 2];
    }
    [[nodiscard]] double mean(Metric metric, const std::string& group, int in_year) const { return estimate(values(metric, group, in_year)).mean; }
};

}  // namespace

TEST_CASE("P1: the largest runs stay within a factor of ten of the record") {
    // Epoch AI's data base of notable models: largest run published so far.
    const std::vector<std::pair<int, double>> record = {{2016, 6.6e21}, {2020, 3.4e23}, {2023, 5.0e25}};
    for (const auto& [in_year, flop] : record) {
        const double found = Worlds::played().median(Metric::largest_run, "world", in_year);
        INFO(in_year << ": " << found << " FLOP simulated, " << flop << " on record");
        CHECK(found > flop / 10);
        CHECK(found < flop * 10);
    }
}

TEST_CASE("P2: academia leaves the twenty largest runs, in order and rough size") {
    const std::vector<std::pair<int, double>> record = {{2012, 0.82}, {2015, 0.40}, {2018, 0.10}, {2021, 0.0}};
    double before = 1.01;
    for (const auto& [in_year, share] : record) {
        // Epoch AI codes public research institutes as academia too.
        const double found = Worlds::played().mean(Metric::top20_share, "kind:academia", in_year) +
                             Worlds::played().mean(Metric::top20_share, "kind:public", in_year);
        INFO(in_year << ": " << found << " simulated, " << share << " on record");
        CHECK(std::abs(found - share) < 0.25);
        CHECK(found < before);
        before = found + 0.02;
    }
}

TEST_CASE("P4: China's and the US's shares of papers in 2017 are within two points of the record") {
    CHECK(std::abs(Worlds::played().mean(Metric::research_share, "country:CHN", 2017) - 0.172) < 0.02);
    CHECK(std::abs(Worlds::played().mean(Metric::research_share, "country:USA", 2017) - 0.165) < 0.02);
}

TEST_CASE("P6: an academic researcher has between half a GPU and eight in 2023") {
    const double found = Worlds::played().median(Metric::gpus_per_researcher, "kind:academia", 2023);
    CHECK(found > 0.5);
    CHECK(found < 8);
}

TEST_CASE("Twice the simulated labs at half the weight move no share by more than chance") {
    const Scenario& few = Worlds::played().scenario;
    std::vector<std::string> sets;
    for (const LabGroup& group : few.labs) {
        sets.push_back("labs[" + group.id + "].count=" + std::to_string(2 * group.count));
        if (!group.share) sets.push_back("labs[" + group.id + "].weight=" + to_text(group.weight / 2));
    }
    const Scenario many = scenario_of("scenarios/world.yaml", "", sets);
    const Layout layout(many);
    Player player(many);
    std::vector<Outcome> outcomes;
    for (std::uint64_t r = 0; r < 60; ++r) outcomes.push_back(player.play(99, r));
    for (const Metric metric : {Metric::research_share, Metric::credit_share}) {
        for (const char* group : {"country:CHN", "country:USA", "country:IND", "country:ROW", "kind:academia", "kind:industry"}) {
            for (const int in_year : {2017, 2030}) {
                std::vector<double> values;
                for (const Outcome& outcome : outcomes) values.push_back(value_of(outcome, layout, metric, group, date_of(layout, in_year)));
                const Estimate a = estimate(Worlds::played().values(metric, group, in_year)), b = estimate(values);
                INFO(row_of(metric).id << " " << group << " " << in_year << ": " << a.mean << " +- " << a.standard_error << " and " << b.mean << " +- " << b.standard_error);
                CHECK(std::abs(a.mean - b.mean) < 4 * std::hypot(a.standard_error, b.standard_error));
            }
        }
    }
}
