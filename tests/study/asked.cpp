// What is measured is what is asked for: no event and no value depends on what else is measured, and everything that names a figure asks.
#include "study/asked.hpp"

#include "support/play.hpp"

#include <cstring>
#include <map>
#include <set>

using namespace sim;
using namespace sim::test;

namespace {

using Cell = std::pair<std::uint32_t, std::pair<Metric, std::uint32_t>>; // a date and a column

std::map<Cell, std::uint64_t> bits_of(const Outcome& outcome, const Layout& layout) {
    std::map<Cell, std::uint64_t> bits;
    REQUIRE(outcome.values.size() == layout.size());
    for (std::uint32_t d = 0; d < layout.dates.size(); ++d) {
        for (std::uint32_t c = 0; c < layout.columns.size(); ++c) {
            std::uint64_t& value = bits[{d, {layout.columns[c].metric, layout.columns[c].group}}];
            std::memcpy(&value, &outcome.values[d * layout.columns.size() + c], sizeof value);
        }
    }
    return bits;
}

/// The cells that the first has otherwise than the second.
std::size_t differences(const std::map<Cell, std::uint64_t>& some, const std::map<Cell, std::uint64_t>& all) {
    return static_cast<std::size_t>(
        std::count_if(some.begin(), some.end(), [&](const auto& cell) { return all.at(cell.first) != cell.second; }));
}

/// "research_share of country:CHN", as far as the scenario asks for it.
std::set<std::string> names_asked(const Scenario& scenario) {
    const Layout layout(scenario, asked_of(scenario));
    std::set<std::string> names;
    for (const Column& c : layout.columns) names.insert(std::string(row_of(c.metric).id) + " of " + layout.groups[c.group].name);
    return names;
}

std::set<std::string> added_by(const std::vector<std::string>& sets, const std::string& file = "tests/scenarios/small.yaml") {
    std::set<std::string> before = names_asked(scenario_of(file)), added;
    for (const std::string& name : names_asked(scenario_of(file, "", sets)))
        if (!before.contains(name)) added.insert(name);
    return added;
}

using Names = std::set<std::string>;

} // namespace

TEST_CASE("Asked: events are the same whatever is measured, and so is each value that is") {
    for (const char* const file : {"tests/scenarios/small.yaml", "tests/scenarios/world.yaml", "tests/scenarios/decided.yaml",
                                   "tests/scenarios/queues.yaml", "tests/scenarios/trade.yaml", "scenarios/world.yaml"}) {
        const Scenario scenario = scenario_of(file);
        const Layout all(scenario), asked(scenario, asked_of(scenario)), none(scenario, Asked{});
        CHECK(asked.columns.size() < all.columns.size() / 2);
        CHECK(none.columns.empty());
        Player measures_all(scenario), measures_asked(scenario, asked), measures_nothing(scenario, none);
        for (const std::uint64_t replicate : {0U, 1U}) {
            const Outcome a = measures_all.play(7, replicate), b = measures_asked.play(7, replicate),
                          c = measures_nothing.play(7, replicate);
            INFO(file << ", replicate " << replicate);
            CHECK(a.status == Outcome::Status::ok);
            CHECK(a.events == b.events);
            CHECK(a.fingerprint == b.fingerprint);
            CHECK(a.fingerprint == c.fingerprint);
            CHECK(differences(bits_of(b, asked), bits_of(a, all)) == 0);
        }
    }
}

TEST_CASE("Asked: a metric that is measured alone, and for one group alone, has the values that it has among all") {
    const Scenario scenario = scenario_of("tests/scenarios/world.yaml");
    const Layout all(scenario);
    const std::map<Cell, std::uint64_t> among_all = bits_of(Player(scenario).play(7, 0), all);
    for (const MetricRow& row : metrics()) {
        Asked alone, last;
        std::uint32_t group = Layout::absent;
        for (const Column& column : all.columns)
            if (column.metric == row.metric) alone.add(row.metric, group = column.group);
        if (group == Layout::absent) continue;
        last.add(row.metric, group);
        for (const Asked& asked : {alone, last}) {
            const Layout layout(scenario, asked);
            INFO(row.id);
            CHECK(differences(bits_of(Player(scenario, layout).play(7, 0), layout), among_all) == 0);
        }
    }
}

TEST_CASE("Asked: each thing that names a figure asks for it") {
    CHECK(added_by({"report.keep=[emissions]"}).contains("emissions of world"));
    CHECK(added_by({"report.keep=['gpus[kind:*]']"}).size() == scenario_of("tests/scenarios/small.yaml").kinds.size());
    CHECK(added_by({"report.keep=['energy_cost / energy']"}) == Names{"energy of world", "energy_cost of world"});
    CHECK(added_by({"report.keep=[footprint]"}).contains("energy_cost of kind:academia"));
    CHECK(added_by({"expect=['energy >= 0']"}) == Names{"energy of world"});
    CHECK(added_by({"report.precision=[{id: x, figure: 'p95(energy@2013)', within: 1 MWh}]"}) == Names{"energy of world"});
    CHECK(added_by({"claims=[{id: x, says: y, source: z, metric: 'energy@2013', published: 1 MWh, tolerance: 1 MWh}]"}) ==
          Names{"energy of world"});
    const Scenario kept = scenario_of("tests/scenarios/small.yaml", "", {"report.keep=[all]"});
    CHECK(Layout(kept, asked_of(kept)).columns.size() == Layout(kept).columns.size());
}

TEST_CASE("Asked: a table of a sweep asks for the report's groups; the ledger only by name") {
    const auto of = [](const std::vector<std::string>& sets) { return names_asked(scenario_of("tests/scenarios/swept.yaml", "", sets)); };
    CHECK_FALSE(of({}).contains("gpu_hours_owned of world"));
    CHECK(of({"report.tables=[research_share, ledger]"}).contains("gpu_hours_owned of world"));
    CHECK(of({"sweep=~"}).contains("gpu_hours_owned of world"));
}

TEST_CASE("Asked: what a word needs is known to be kept or not") {
    const Scenario scenario = scenario_of("tests/scenarios/small.yaml");
    const Layout asked(scenario, asked_of(scenario));
    CHECK_FALSE(is_kept("emissions", asked, scenario));
    CHECK_FALSE(is_kept("all", asked, scenario));
    CHECK_FALSE(is_kept("emissions[nobody]", asked, scenario));
    CHECK(is_kept("emissions", Layout(scenario), scenario));
    CHECK(is_kept("research_share", asked, scenario));
}
