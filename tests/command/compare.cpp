// The same luck in two worlds: paired statistics against numbers by hand, where the worlds part, and the command as a whole.
#include "support/outcomes.hpp"
#include "support/play.hpp"

#include "command/commands.hpp"
#include "model/tell/parting.hpp"

using namespace sim;
using namespace sim::test;
using Catch::Matchers::Contains;

namespace {

const std::string scenarios = std::string(SIM_SOURCE_DIR) + "/tests/scenarios/";

PairedStatistics pairs(const std::vector<double>& base, const std::vector<double>& other) { return paired_statistics(base, other); }

/// A difference as a table would have it, with its Monte Carlo error.
PairedStatistics found(double base, double other, double low, double high, double mcse, double mcse_of_means) {
    PairedStatistics s;
    for (Statistics* const one : {&s.base, &s.other, &s.difference}) one->n = 100;
    s.base.mean = base;
    s.other.mean = other;
    s.base.mcse = s.other.mcse = mcse_of_means;
    s.base.sd = s.other.sd = 10 * mcse_of_means;
    s.difference.mean = other - base;
    s.difference.mcse = mcse;
    s.difference.sd = 10 * mcse;
    s.difference.ci95_low = low;
    s.difference.ci95_high = high;
    return s;
}

/// The differences between two variants with these layouts; value(variant, replicate, place), and infinite values are failed trials.
template <class Value> std::vector<PairedRow> rows_of(const std::vector<Layout>& layouts, std::uint64_t replicates, const Value& value,
                                                      const SummaryOptions& options = {}) {
    const Folder folder;
    const TrialList list{2, 1, replicates};
    Store store(folder / "store.sqlite", small_provenance());
    const auto play = [&](const Trial& trial) {
        Outcome outcome = made_up_outcome(trial, layouts[trial.variant].size());
        for (std::size_t place = 0; place < outcome.values.size(); ++place)
            outcome.values[place] = value(trial.variant, trial.replicate, place);
        return outcome;
    };
    play_all(list, layouts, [&] { return play; }, store, {});
    std::vector<PairedRow> rows;
    compare_pairs(store, list, layouts, options, [&](const PairedRow& row) { rows.push_back(row); });
    return rows;
}

int run(std::vector<std::string> words) {
    const auto parsed = parse_command_line(std::move(words));
    INFO(parsed.text);
    REQUIRE(parsed.request);
    Ranks alone;
    return execute(*parsed.request, alone);
}

} // namespace

TEST_CASE("Compare: paired statistics against hand-computed numbers") {
    const PairedStatistics s = pairs({1, 2, 3, 4}, {2, 4, 3, 7}); // differences 1, 2, 0, 3
    CHECK(s.base.mean == 2.5);
    CHECK(s.other.mean == 4);
    CHECK(s.difference.n == 4);
    CHECK(s.difference.mean == 1.5);
    CHECK(s.difference.mcse == Approx(std::sqrt(5.0 / 3 / 4)).epsilon(1e-14));
    CHECK(std::isnan(s.difference.ci95_low)); // four pairs are too few for one
    CHECK(s.difference.needed == 10);
    CHECK(s.variance_reduction == Approx((5.0 / 3 + 14.0 / 3) / (5.0 / 3)).epsilon(1e-14));
    CHECK(s.difference.p50 == 1.5);
    CHECK(s.difference.p05 == 0);
    CHECK(s.difference.p95 == 3);
}

TEST_CASE("Compare: a pair counts only where both worlds have a number") {
    const PairedStatistics s = pairs({1, nothing, 3, 5}, {2, 9, nothing, 8});
    CHECK(s.difference.n == 2);
    CHECK(s.base.mean == 3);
    CHECK(s.other.mean == 5);
    CHECK(s.difference.mean == 2);
    const PairedStatistics one = pairs({1, nothing}, {4, 2});
    CHECK(one.difference.n == 1);
    CHECK(one.difference.mean == 3);
    CHECK(std::isnan(one.difference.ci95_low));
    CHECK(std::isnan(one.variance_reduction));
    CHECK(differ(one));
    CHECK(pairs({nothing}, {1}).difference.n == 0);
}

TEST_CASE("Compare: identical worlds differ by exactly nothing, and have no variance reduction") {
    const PairedStatistics s = pairs({0.1, 0.7, 1e9}, {0.1, 0.7, 1e9});
    CHECK(s.difference.mean == 0);
    CHECK(s.difference.mcse == 0);
    CHECK(s.difference.ci95_low == 0);
    CHECK(s.difference.ci95_high == 0);
    CHECK(std::isnan(s.variance_reduction));
    CHECK_FALSE(differ(s));
    std::vector<double> base, shifted, rounded_apart;
    for (int i = 1; i <= 50; ++i) {
        base.push_back(std::sin(i));
        shifted.push_back(std::sin(i) + 0.1);
        rounded_apart.push_back(std::nextafter(std::sin(i), i % 2 == 0 ? 2 : -2));
    }
    CHECK(std::isnan(pairs(base, shifted).variance_reduction)); // the differences vary by rounding alone
    CHECK(differ(pairs(base, shifted)));
    CHECK_FALSE(differ(pairs(base, rounded_apart)));
}

TEST_CASE("Compare: columns are matched by date, group and metric, wherever they are") {
    Layout base = small_layout(), other = small_layout();
    base.dates.insert(base.dates.begin(), parse_instant("2010-12-31").instant); // which the other world does not measure
    other.groups = {
        {Level::country, "country:USA"}, {Level::country, "country:NO"}, {Level::world, "world"}, {Level::country, "country:CHN"}};
    other.columns = {{Metric::queue_wait, 2}, {Metric::papers, 0}, {Metric::papers, 1}, {Metric::papers, 3}, {Metric::papers, 2}};
    // Each value names its date, group and metric, whichever layout it is in; the other world has 7 more per replicate.
    const std::vector<Layout> layouts{base, other};
    const auto value = [&](std::uint32_t variant, std::uint64_t replicate, std::size_t place) {
        const Layout& layout = layouts[variant];
        const Column& column = layout.columns[place % layout.columns.size()];
        const double name = static_cast<double>(key_of(to_text(layout.dates[place / layout.columns.size()]),
                                                       key_of(layout.groups[column.group].name, key_of(row_of(column.metric).id))) %
                                                10007);
        const double hours = column.metric == Metric::queue_wait ? 3600 : 1;
        return hours * (name + static_cast<double>(replicate * replicate) + (variant == 1 ? 7 * static_cast<double>(replicate) : 0));
    };
    const auto rows = rows_of(layouts, 3, value);
    REQUIRE(rows.size() == 2 * 4); // papers of three groups and queue_wait, on two dates
    for (std::size_t i = 0; i < rows.size(); ++i) {
        INFO(i);
        CHECK(rows[i].other == 1);
        CHECK(rows[i].date == 1 + i / 4);
        CHECK(rows[i].column == (i % 4 == 3 ? 5 : i % 4));
        CHECK(rows[i].of.difference.n == 3);
        CHECK(rows[i].of.difference.mean == Approx(7).epsilon(1e-9)); // 0, 7, 14
        CHECK(rows[i].of.difference.sd == Approx(7).epsilon(1e-9));
    }
}

TEST_CASE("Compare: pairs with a failed trial are left out, and counted") {
    const std::vector<Layout> layouts(2, small_layout());
    const Folder folder;
    const TrialList list{2, 1, 5};
    Store store(folder / "store.sqlite", small_provenance());
    for (std::uint64_t id = 0; id < list.size(); ++id) {
        const Trial trial = list.trial(id);
        Outcome outcome;
        outcome.values.assign(layouts[0].size(), static_cast<double>(trial.variant) + 10);
        const bool fails = (trial.variant == 0 && trial.replicate == 1) || (trial.variant == 1 && trial.replicate % 2 == 1);
        outcome.status = fails ? Outcome::Status::failed : Outcome::Status::ok;
        if (fails) outcome.values.clear();
        store.add(trial, outcome);
    }
    CHECK(failed_pairs(store, list, 1) == 2);
    std::size_t rows = 0;
    compare_pairs(store, list, layouts, {}, [&](const PairedRow& row) {
        CHECK(row.of.difference.n == 3);
        CHECK(row.of.difference.mean == Approx(row_of(layouts[0].columns[row.column].metric).per_base).epsilon(1e-12));
        ++rows;
    });
    CHECK(rows == layouts[0].size());
}

TEST_CASE("Compare: neither the memory granted nor the threads reach the differences") {
    Layout turned = small_layout();
    std::reverse(turned.columns.begin(), turned.columns.end());
    const auto value = [](std::uint32_t variant, std::uint64_t replicate, std::size_t place) {
        return made_up({0, variant, 0, replicate}, place);
    };
    const auto wide = rows_of({small_layout(), turned}, 40, value);
    REQUIRE(wide.size() == 12);
    for (const SummaryOptions& options : {SummaryOptions{.threads = 1, .memory = 1}, SummaryOptions{.threads = 3, .memory = 40 * 8 * 10}}) {
        const auto narrow = rows_of({small_layout(), turned}, 40, value, options);
        REQUIRE(narrow.size() == wide.size());
        for (std::size_t i = 0; i < wide.size(); ++i) {
            CHECK(narrow[i].column == wide[i].column);
            CHECK(narrow[i].of.difference.mean == wide[i].of.difference.mean);
            CHECK(narrow[i].of.difference.ci95_low == wide[i].of.difference.ci95_low);
            CHECK(narrow[i].of.variance_reduction == wide[i].of.variance_reduction);
        }
    }
}

TEST_CASE("Compare: a cell shows both means and their difference, each to the digits that its error supports") {
    CHECK(cell_text(found(0.1744, 0.6421, 0.4612, 0.4746, 0.002, 0.003), As::percent) == "17.4 % -> 64.2 %: +46.8 pp [46.1, 47.5]");
    CHECK(cell_text(found(0.50, 0.47, -0.0345, -0.0255, 0.0023, 0.05), As::percent) == "50.0 % -> 47.0 %: -3.0 pp [-3.5, -2.6]");
    CHECK(cell_text(found(1200, 1234, -3, 71, 18.5, 40), As::number) == "1,200 -> 1,230: +30 [-3, 70]");
    CHECK(cell_text(found(0.25, 0.25, 0, 0, 0, 0), As::percent) == "25 % -> 25 %: 0 pp");
    CHECK(cell_text(found(6, 12, 6, 6, 0, 0), As::number) == "6 -> 12: +6");
    CHECK(cell_text(pairs({0.25}, {0.125}), As::percent) == "25 % -> 12.5 %: -12.5 pp");
    CHECK(cell_text(pairs({0.1, 0.7}, {0.1, 0.7}), As::percent) == "40 % -> 40 %: 0 pp"); // the error of the mean is 30 %
}

TEST_CASE("Compare: no print hides what the interval decides") {
    CHECK(cell_text(found(31763, 30312, -2692, -211, 620, 2000), As::number) == "31,800 -> 30,300: -1,500 [-2,700, -200]");
    CHECK(cell_text(found(5000, 5474, 17, 931, 228, 900), As::number) == "5,000 -> 5,500: +500 [20, 900]");
    CHECK(cell_text(found(5000, 5217, -13, 447, 115, 900), As::number) == "5,000 -> 5,220: +220 [-10, 450]");
    CHECK(difference_text(found(0.5, 0.50001, 0.000001, 0.000019, 0.0000045, 0.1), As::percent) == "+0.0010 pp [1.0e-4, 0.0019]");
    CHECK(difference_text(found(0.5, 0.5 + 1e-8, 0.9e-8, 1.1e-8, 0.5e-9, 0.1), As::percent) == "~0 pp"); // 1e-6 pp
    PairedStatistics withheld = found(1, 2, nothing, nothing, 0.3, 0.1);
    withheld.difference.needed = 310;
    CHECK(difference_text(withheld, As::number) == "+1.0 [n >= 310]");
}

TEST_CASE("Compare: compare.csv and its table, byte by byte") {
    const Run run = small_run(2);
    const Folder folder;
    const PairedRow row{1, 0, 1, 3, pairs({0.25, 0.5}, {0.5, 0.75})};
    const PairedRow single{1, 0, 1, 5, pairs({1, nothing}, {3, 1})};
    PairsFile file(folder / "compare.csv", run);
    file.add(row);
    file.add(single);
    file.commit();
    CHECK(bytes_of(folder / "compare.csv") ==
          "other,point,date,group,metric,unit,n,base,other_mean,difference,mcse,ci95_low,ci95_high,p05,p50,p95,variance_reduction\r\n"
          "capped,0,2030-12-31,country:CHN,research_share,,2,0.375,0.625,0.25,0,0.25,0.25,0.25,0.25,0.25,\r\n"
          "capped,0,2030-12-31,world,queue_wait,h,1,1,3,2,,,,2,2,2,\r\n");
    PairTables tables(run);
    tables.add({1, 0, 0, 3, pairs({0.25, 0.5, 0.3}, {0.5, 0.75, 0.4})});
    tables.add(row);
    tables.add(single); // not in the report
    const Table table = tables.of_other(1);
    CHECK(table.title == "trend -> capped");
    CHECK(table.heads == std::vector<std::string>{"measure", "group", "2020", "2021-01 to 2030-12"});
    REQUIRE(table.rows.size() == 4);
    CHECK(table.rows[0][0] == "Share of research");
    CHECK(table.rows[0][1] == "China");
    CHECK(table.rows[0][3] == "37.5 % -> 62.5 %: +25 pp");
    CHECK(table.rows[1] == std::vector<std::string>{"Share of research", "United States", "", ""});
    CHECK(*median_variance_reduction(tables.rows_of(1)) == Approx((7.0 / 400 + 13.0 / 400) / (3.0 / 400)).epsilon(1e-9));
    CHECK_FALSE(median_variance_reduction(PairTables(run).rows_of(1)));
}

// ---- where they part ----------------------------------------------------------------------------------------------

TEST_CASE("Compare: worlds part at the first event that only one of them sees") {
    const Scenario base = scenario_of("tests/scenarios/one_lab.yaml");
    CHECK_FALSE(parting(base, base, 1, 0));
    const auto slower = parting(base, scenario_of("tests/scenarios/one_lab.yaml", "", {"research.research_time=20 d"}), 1, 0);
    REQUIRE(slower);
    CHECK(to_text(slower->first.at) == "2010-01-11T12:00:00.000Z");
    CHECK(slower->first.base == "2010-01-11T12:00:00.000Z ExtensionReady project 1 of lab only@ONE/1");
    CHECK(slower->first.other == "nothing then; next 2010-01-15 Sample world");
    CHECK_FALSE(slower->consequence);
    const auto shorter =
        parting(scenario_of("tests/scenarios/one_lab.yaml", "", {"clock.end=2010-01-13", "clock.sample=12 mo"}), base, 1, 0);
    REQUIRE(shorter);
    CHECK(shorter->first.base == "2010-01-13 Sample world");
    CHECK(shorter->first.other == "nothing then; next 2010-01-15 Sample world");
    CHECK_FALSE(shorter->consequence);
}

TEST_CASE("Compare: where an event concerns no lab, its first consequence for one is told too") {
    const Scenario base = scenario_of("tests/scenarios/small.yaml"), other = scenario_of("tests/scenarios/small_and_poor.yaml");
    const auto found = parting(base, other, 1, 0);
    REQUIRE(found);
    CHECK(found->first.other == "2010-01-01 HardwareRelease generation home-1 in DDD");
    CHECK_THAT(found->first.base, Contains("nothing then; next 2010-01-0"));
    REQUIRE(found->consequence);
    CHECK(found->consequence->other == "2010-01-01 Purchase lab penniless@DDD/1");
    const auto turned_round = parting(other, base, 1, 0);
    REQUIRE(turned_round);
    CHECK(turned_round->first.base == found->first.other);
    CHECK(turned_round->consequence->base == found->consequence->other);
}

TEST_CASE("Compare: a policy parts the worlds when it begins, and bites when a lab does something else than it would have") {
    const auto found = parting(scenario_of("tests/scenarios/small.yaml"), scenario_of("tests/scenarios/small_controlled.yaml"), 1, 0);
    REQUIRE(found);
    CHECK_THAT(found->first.base, Contains("nothing then; next 2014-06-"));
    CHECK(found->first.other == "2014-06-01 PolicyBegin controls");
    REQUIRE(found->consequence);
    CHECK(found->consequence->at >= parse_instant("2015-01-01").instant); // the next purchases
    CHECK_THAT(found->consequence->base + found->consequence->other, Contains("@BBB/"));
}

TEST_CASE("Compare: places in lists are no difference, and neither is the order within an instant") {
    for (const std::uint64_t replicate : {0, 1, 2}) {
        CHECK_FALSE(parting(scenario_of("tests/scenarios/small.yaml"), scenario_of("tests/scenarios/small_turned.yaml"), 1, replicate));
    }
}

TEST_CASE("Compare: a story that fails parts from one that goes on, and a later change parts later") {
    const Scenario base = scenario_of("tests/scenarios/small.yaml");
    const auto failed = parting(base, scenario_of("tests/scenarios/small.yaml", "", {"most_events=500"}), 1, 0);
    REQUIRE(failed);
    CHECK_THAT(failed->first.other, Contains("the story fails: more than 500 events by"));
    const auto never_begun = parting(scenario_of("tests/scenarios/small.yaml", "", {"research.half_life=1 d"}), base, 1, 0);
    REQUIRE(never_begun);
    CHECK_THAT(never_begun->first.base, Contains("the story fails: research.half_life"));
    const auto later = parting(base, scenario_of("tests/scenarios/small.yaml", "", {"hardware.generations[home-2].release=2014-03"}), 1, 0);
    REQUIRE(later);
    CHECK(later->first.base == "2013-03-01 HardwareRelease generation home-2 in AAA");
    REQUIRE(later->consequence);
    CHECK(later->consequence->at >= parse_instant("2014-01-01").instant); // the next purchases
}

// ---- the command --------------------------------------------------------------------------------------------------

TEST_CASE("Compare: two worlds with a known difference") {
    const Folder folder;
    // In replicates 1 and 2 the team looks too far back and finds no paper: more GPUs change no event.
    REQUIRE(run({"compare", scenarios + "two_worlds.yaml", "-q", "--all", "--progress=none", "-o", (folder / "out").string()}) == all_well);
    const std::string csv = bytes_of(folder / "out/compare.csv");
    CHECK_THAT(csv,
               Contains("\r\nrich,0,2010-01-15,world,gpus,GPU,3,6,12,6,0,6,6,6,6,6,\r\n")); // three labs buy 2 or 4 GPUs for 2 or 4 USD
    CHECK_THAT(csv, Contains("\r\nrich,0,2010-01-15,world,spend,USD,3,6,12,6,0,6,6,6,6,6,\r\n"));
    CHECK_THAT(csv, Contains("\r\nrich,0,2010-01-15,country:ONE,researchers,person,3,15,15,0,0,0,0,0,0,0,\r\n"));
    const std::string text = bytes_of(folder / "out/tables/compare.md");
    CHECK_THAT(text, Contains("## poor -> rich") && Contains("| GPUs owned (GPU) | world | 6 -> 12: +6 |"));
    CHECK_THAT(text, Contains("The worlds part on 2010-01-01T06:00:00.000Z (replicate 0):\n"
                              "  poor  nothing then; next 2010-01-01T12:00:00.000Z ReproductionEnd project 1 of lab only@ONE/1\n"
                              "  rich  2010-01-01T06:00:00.000Z ReproductionEnd project 1 of lab only@ONE/1\n"
                              "Over the first 3 replicates they part in 1: earliest 2010-01-01T06:00:00.000Z, median never.\n"));
    for (const char* const file : {"out/manifest.json", "out/scenario.resolved.yaml", "out/runs.csv"})
        CHECK(std::filesystem::exists(folder / file));
    CHECK_THAT(bytes_of(folder / "out/runs.csv"), Contains("\r\n1,rich,0,0,1,ok,,"));
    CHECK_FALSE(std::filesystem::exists(folder / "out/base.resolved.yaml"));

    // The same pair as two operands: the same numbers; and the other way round, the opposite ones.
    const std::string file = scenarios + "two_worlds.yaml";
    REQUIRE(run({"compare", file + ":poor", file + ":rich", "-q", "--all", "-o", (folder / "pair").string()}) == all_well);
    CHECK(bytes_of(folder / "pair/compare.csv") == csv);
    CHECK_THAT(bytes_of(folder / "pair/base.resolved.yaml"), Contains("poor") && !Contains("rich"));
    CHECK_THAT(bytes_of(folder / "pair/other.resolved.yaml"), Contains("rich") && !Contains("poor"));
    REQUIRE(run({"compare", file + ":rich", file + ":poor", "-q", "--all", "-o", (folder / "turned").string()}) == all_well);
    CHECK_THAT(bytes_of(folder / "turned/compare.csv"), Contains("\r\npoor,0,2010-01-15,world,gpus,GPU,3,12,6,-6,0,-6,-6,-6,-6,-6,\r\n"));
}

TEST_CASE("Compare: a world compared with itself: differences of exactly 0, and no parting") {
    const Folder folder;
    const std::string file = scenarios + "small.yaml";
    REQUIRE(run({"compare", file, file, "-n", "4", "-q", "--all", "--progress=none", "-o", (folder / "same").string()}) == all_well);
    CHECK_THAT(bytes_of(folder / "same/tables/compare.md"),
               Contains("The worlds never part: in the first 4 replicates the same events happen in both.") &&
                   Contains("## small -> small (2)"));
    std::istringstream lines(bytes_of(folder / "same/compare.csv"));
    std::string line;
    std::getline(lines, line);
    std::size_t count = 0;
    for (; std::getline(lines, line); ++count) {
        INFO(line);
        const bool once = line.find(",,1,") != std::string::npos; // of one pair there is no error
        REQUIRE((line.ends_with(",0,0,0,0,0,0,0,\r") || (once && line.ends_with(",0,,,,0,0,0,\r"))));
    }
    CHECK(count > 1000);
}

TEST_CASE("Compare: failed trials and fewer replicates are told") {
    const Folder folder;
    const std::string file = scenarios + "small.yaml";
    CHECK(run({"compare", file, scenarios + "small_and_poor.yaml", "-n", "2", "-q", "--progress=none", "--set", "most_events=500", "-o",
               (folder / "out").string()}) == trials_failed);
    CHECK_THAT(bytes_of(folder / "out/tables/compare.md"), Contains("2 of 2 pairs have a failed trial and are left out"));
    CHECK_THAT(bytes_of(folder / "out/compare.csv"), !Contains("small_and_poor"));
}
