// What leaves the program for documents: who is ahead, what a page draws, and the description of the data.
#include "support/outcomes.hpp"

#include "report/charts.hpp"
#include "report/columns.hpp"
#include "report/datapackage.hpp"
#include "report/page/data.hpp"
#include "report/page/page.hpp"
#include "report/page/values.hpp"
#include "report/plot.hpp"
#include "report/standing.hpp"
#include "sim/results.hpp"
#include "study/standing.hpp"

#include <nlohmann/json.hpp>

using namespace sim;
using namespace sim::test;
using Catch::Matchers::Contains;
using Json = nlohmann::json;

namespace {

/// Two variants, small_run's layouts: papers of the world, and of two countries, ...
struct Filled {
    Folder folder;
    Run run;
    Store store;

    explicit Filled(std::uint64_t replicates) : run(small_run(replicates)), store(folder / "store.sqlite", small_provenance()) {
        for (std::uint64_t id = 0; id < run.trials.size(); ++id) {
            const Trial trial = run.trials.trial(id);
            Outcome outcome;
            const auto r = static_cast<double>(trial.replicate);
            // Country 1 has 4 + r papers, country 2 has 6: ahead from the third replicate on.
            outcome.values = {10, 4 + r, 6, 0.4, 0.6, nothing, 20, 5 + r, 7, 0.25, 0.75, 5400};
            store.add(trial, outcome);
        }
        store.commit();
    }
};

} // namespace

TEST_CASE("Standings: who is ahead is counted over replicates, ties split") {
    Filled filled(5);
    filled.run.variants.resize(filled.run.trials.variants);
    for (Scenario& variant : filled.run.variants) variant.report.tables = {"papers"};
    const std::vector<Standing> standings = find_standings(filled.store, filled.run);
    REQUIRE_FALSE(standings.empty());
    const Layout& layout = filled.run.layouts[0];
    const auto find = [&](std::string_view group, std::string_view other, std::uint32_t date) {
        for (const Standing& s : standings) {
            const bool rival =
                other.empty() ? s.other == Layout::absent : s.other != Layout::absent && layout.groups[s.other].name == other;
            if (s.variant == 0 && s.date == date && s.metric == Metric::papers && layout.groups[s.group].name == group && rival) return s;
        }
        FAIL("no such standing");
        return Standing{};
    };
    const std::string first = layout.groups[1].name, second = layout.groups[2].name;
    CHECK(find(first, second, 0).n == 5);
    CHECK(find(first, second, 0).ahead == 2.5); // 4, 5, 6, 7, 8 against 6
    CHECK(find(second, first, 0).ahead == 2.5); // the tie counts half for each
    CHECK(find(first, "", 0).ahead == 2.5);
    const Table table = standings_table(filled.run, standings, {});
    CHECK(table.rows.size() == filled.run.trials.variants * 3); // one pair, and each of the two before all others
    write_standings(filled.folder / "ranks.csv", filled.run, standings);
    CHECK_THAT(bytes_of(filled.folder / "ranks.csv"), Contains("papers," + first + ',' + second + ",5,0.5,"));
}

TEST_CASE("Print: a histogram holds every value once") {
    std::vector<double> values{nothing};
    for (int i = 0; i < 1000; ++i) values.push_back(std::sqrt(i));
    const Histogram h = histogram(values);
    std::uint64_t all = 0;
    for (const std::uint64_t count : h.counts) all += count;
    CHECK(all == 1000);
    CHECK(h.counts.size() > 5);
    CHECK(h.counts.size() <= 40);
    CHECK(h.from == 0);
    CHECK(h.from + h.width * static_cast<double>(h.counts.size()) == Approx(std::sqrt(999)));
    std::vector<double> one{3, 3, 3}, none{nothing};
    CHECK(histogram(one).counts == std::vector<std::uint64_t>{3});
    CHECK(histogram(none).counts.empty());
}

TEST_CASE("Print: what a page draws is what the summary says") {
    Filled filled(5);
    for (Scenario& variant : filled.run.variants) variant.report.tables = {"papers"};
    ChartBook charts;
    charts.open(filled.run);
    std::vector<SummaryRow> rows;
    summarise(filled.store, filled.run.trials, filled.run.layouts, {}, [&](const SummaryRow& row) {
        charts.add(row);
        rows.push_back(row);
    });
    charts.add_distributions(filled.store);
    const Json json = Json::parse(page_data(charts));
    REQUIRE(json["charts"].size() == 1);
    CHECK(json["variants"].size() == filled.run.trials.variants);
    std::size_t compared = 0;
    for (const Json& line : json["charts"][0]["lines"]) {
        const std::string group = json["groups"][line["group"].get<std::size_t>()]["id"];
        for (const SummaryRow& row : rows) {
            const Layout& layout = filled.run.layouts[row.variant];
            if (row.variant != line["variant"] || layout.groups[layout.columns[row.column].group].name != group ||
                layout.columns[row.column].metric != Metric::papers)
                continue;
            CHECK(line["p50"][row.date].get<double>() == Approx(row.of.p50).epsilon(1e-4));
            CHECK(line["p95"][row.date].get<double>() == Approx(row.of.p95).epsilon(1e-4));
            ++compared;
        }
    }
    CHECK(compared > 0);
    CHECK(json["charts"][0]["distributions"].size() > 0);
    CHECK(page_data(charts).find('<') == std::string::npos);
    const std::vector<Plot> plots = plots_of(charts);
    REQUIRE(plots.size() == filled.run.trials.variants);
    CHECK(plots[0].name.starts_with("papers-"));
    CHECK_THAT(plots[0].script,
               Contains("set xtics ('2020' '2020-12-31', '2030' '2030-12-31')")); // a year is below its last day, as on the page
}

TEST_CASE("Print: a page is whole, refers to nothing outside itself, and does not let a title break out") {
    Filled filled(3);
    filled.run.title = "Shares </title><script>alert(1)</script> & more";
    const Origin origin{&filled.run, {}, {{6, 0, 100}, 0xabc}};
    const std::vector<Section> sections{{{small_table()}, "below"}};
    const std::string text = page({&origin, 1}, ChartBook{}, sections);
    CHECK_THAT(text, Contains("Shares &lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt; &amp; more"));
    CHECK_THAT(text, !Contains("<script>alert(1)") && !Contains("sourceMappingURL"));
    CHECK_THAT(text, Contains("0000000000000abc") && Contains("<pre>below</pre>"));
    for (const char* name : {"{{title}}", "{{body}}", "{{data}}", "{{numbers}}", "{{start}}"}) CHECK_THAT(text, !Contains(name));
}

TEST_CASE("Print: values of a scenario have their source beside them, or that of what they are a part of") {
    const std::vector<Source> sources{{"a.yaml", "hardware:\n  source: Epoch\n  pue: {value: 1.2, note: guess}\n  life: 5 yr\ncountries:\n "
                                                 " - {id: CHN, name: China, tags: [a, b]}\n"}};
    Problems problems(sources);
    const auto root = parse_yaml(sources, 0, problems);
    REQUIRE(root);
    const auto values = values_of(*root);
    REQUIRE(values.size() == 4);
    CHECK(values[0].path == "hardware.pue");
    CHECK(values[0].text == "1.2");
    CHECK(values[0].source == "Epoch");
    CHECK(values[0].note == "guess");
    CHECK(values[1].path == "hardware.life");
    CHECK(values[1].note.empty());
    CHECK(values[2].path == "countries[CHN].name");
    CHECK(values[2].source.empty());
    CHECK(values[3].text == "[a, b]");
}

TEST_CASE("Columns: every file that a folder can have is described, column by column") {
    std::set<std::string> all;
    for (const CsvKind& kind : csv_kinds()) {
        INFO(kind.file);
        all.insert(std::string(kind.file));
        std::set<std::string_view> names;
        for (const CsvColumn& column : kind.columns) {
            CHECK(names.insert(column.name).second);
            CHECK_FALSE(column.doc.empty());
        }
        for (const std::string_view key : kind.key) CHECK(names.contains(key));
    }
    Filled filled(2);
    const Json json = Json::parse(datapackage(filled.run, {}, all));
    CHECK(json["profile"] == "tabular-data-package");
    CHECK(json["resources"].size() == csv_kinds().size());
    CHECK(json["resources"][0]["schema"]["fields"].size() == csv_kinds()[0].columns.size());
    CHECK(json["sim:metrics"].size() == 3);
    CHECK(Json::parse(datapackage(filled.run, {}, {"runs.csv"}))["resources"].size() == 1);
}

TEST_CASE("Metrics: words in report.tables stand for one of them or for several") {
    CHECK(metrics_named("papers") == std::vector{Metric::papers});
    CHECK(metrics_named("footprint") == std::vector{Metric::energy, Metric::energy_cost, Metric::emissions});
    CHECK(metrics_named("ledger").empty());
    for (const std::string_view set : metric_sets()) CHECK(metrics_named(set).size() > 1);
}
