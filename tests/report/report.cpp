// What a run leaves: its numbers, its headline and its manifest.
#include "support/outcomes.hpp"

#include <nlohmann/json.hpp>

using namespace sim;
using namespace sim::test;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

namespace {

SummaryRow row_at(std::uint32_t variant, std::uint32_t date, std::uint32_t column, const Statistics& of, std::uint64_t failed = 0) {
    return {variant, 0, date, column, failed, of};
}

} // namespace

TEST_CASE("Data: runs, series and summary of three trials, byte by byte") {
    Run run = small_run(2);
    const Folder folder;
    Store store(folder / "store.sqlite", small_provenance());
    Outcome outcome;
    outcome.events = 7;
    outcome.fingerprint = 0xab;
    outcome.values_fingerprint = 0xcd;
    outcome.values = {10, 4, 6, 0.4, 0.6, nothing, 20, 5, 15, 0.25, 0.75, 5400};
    store.add(run.trials.trial(0), outcome);
    outcome.values[0] = 12;
    store.add(run.trials.trial(2), outcome);
    outcome.status = Outcome::Status::failed;
    outcome.reason = "too late, \"again\"";
    outcome.values.clear();
    store.add(run.trials.trial(1), outcome);

    write_runs(folder / "runs.csv", run, store);
    CHECK(bytes_of(folder / "runs.csv") == "run_id,variant,point,replicate,seed,status,reason,events,fingerprint,values_fingerprint\r\n"
                                           "0,trend,0,0,42,ok,,7,00000000000000ab,00000000000000cd\r\n"
                                           "1,capped,0,0,42,failed,\"too late, \"\"again\"\"\",7,00000000000000ab,00000000000000cd\r\n"
                                           "2,trend,0,1,42,ok,,7,00000000000000ab,00000000000000cd\r\n");
    run.series = {"all"};
    write_series(folder / "series.csv", run, store);
    const std::string series = bytes_of(folder / "series.csv");
    CHECK_THAT(series, StartsWith("run_id,variant,point,replicate,date,group,metric,unit,value\r\n"
                                  "0,trend,0,0,2020-12-31,world,papers,paper,10\r\n"
                                  "0,trend,0,0,2020-12-31,country:CHN,papers,paper,4\r\n"));
    CHECK_THAT(series, Contains("0,trend,0,0,2030-12-31,world,queue_wait,h,1.5\r\n"));
    CHECK(std::count(series.begin(), series.end(), '\n') == 1 + 2 * 11);
    SummaryFile summary(folder / "summary.csv", run);
    summarise(store, run.trials, run.layouts, {}, [&](const SummaryRow& row) { summary.add(row); });
    summary.commit();
    CHECK_THAT(bytes_of(folder / "summary.csv"),
               StartsWith("variant,point,date,group,metric,unit,n,failed,mean,mcse,sd,p05,p25,p50,p75,p95\r\n"
                          "trend,0,2020-12-31,world,papers,paper,2,0,11,1,1.4142135623730951,10,10,11,12,12\r\n"
                          "trend,0,2020-12-31,country:CHN,papers,paper,2,0,4,0,0,4,4,4,4,4\r\n"));
}

TEST_CASE("Data: one replicate has no spread, so its cells are empty") {
    const Run run = small_run(1);
    const Folder folder;
    SummaryFile summary(folder / "summary.csv", run);
    std::vector<double> one{3};
    summary.add({0, 0, 0, 0, 0, statistics(one)});
    summary.commit();
    CHECK_THAT(bytes_of(folder / "summary.csv"), Contains("trend,0,2020-12-31,world,papers,paper,1,0,3,,,3,3,3,3,3\r\n"));
}

TEST_CASE("Labels: which metrics are shares") {
    std::string shares;
    for (const MetricRow& metric : metrics()) shares += is_share(metric) ? std::string(metric.id) + ' ' : "";
    CHECK(shares ==
          "research_share credit_share frontier_share frontier_share_1pct top20_share reproducible_fraction excluded_researchers "
          "flop_share compute_top10 credit_top10 utilisation data_processed_fraction gpu_users top_credit_share top_credit_share_1pct "
          "top_credit_by_gpus published_part large_systems_share sized_by_choice sized_by_parent sized_by_reach sized_by_step breadth "
          "breadth_project basket_breadth without_gpus_for_want ");
}

TEST_CASE("Headline: rows and columns that the scenario asks for, with everything said below") {
    const Run run = small_run(100);
    Headline headline(run);
    for (const std::uint32_t variant : {0U, 1U}) {
        for (const std::uint32_t date : {0U, 1U}) {
            headline.add(row_at(variant, date, 0, around(1, 2, 3, 0.1))); // the world: not asked for
            headline.add(row_at(variant, date, 1, around(1, 2, 3, 0.1)));
            headline.add(row_at(variant, date, 3, around(0.1611, 0.1723, 0.1844, 0.0009, variant == 0 ? 100 : 97), variant == 0 ? 0 : 2));
        }
    }
    headline.conclude({{200, 2, 1000}, 0xabc});
    CHECK(headline.metrics() == std::vector{Metric::research_share, Metric::papers});
    const Table share = headline.of_metric(Metric::research_share);
    CHECK(share.title == "Share of research");
    CHECK(share.caption == "Share of the papers published in the period\nmedian [90 % interval] over 100 replicates");
    CHECK(share.heads == std::vector<std::string>{"variant", "group", "2020", "2021-01 to 2030-12"});
    REQUIRE(share.rows.size() == 4);
    CHECK(share.rows[0] == std::vector<std::string>{"trend", "China", "17.2 % [16.1, 18.4]", "17.2 % [16.1, 18.4]"});
    CHECK(share.rows[1] == std::vector<std::string>{"trend", "United States", "", ""});
    CHECK(share.rows[2] == std::vector<std::string>{"capped", "China", "17.2 % [16.1, 18.4] {16.1, 18.4} (n = 97)",
                                                    "17.2 % [16.1, 18.4] {16.1, 18.4} (n = 97)"});
    CHECK(share.footnotes ==
          std::vector<std::string>{"2 of 200 trials failed and are left out; runs.csv has the reasons.",
                                   "In braces: what the median would be at least and at most, whatever the trials that "
                                   "failed had given; where more than 5 % failed there is no interval.",
                                   "Fingerprint 0000000000000abc, of values 0000000000000000; sim run small.yaml; sim 0.2.0."});
    const Table trend = headline.of_variant(0);
    CHECK(trend.title == "small: trend");
    CHECK(trend.heads == std::vector<std::string>{"measure", "group", "2020", "2021-01 to 2030-12"});
    REQUIRE(trend.rows.size() == 4);
    CHECK(trend.rows[2] == std::vector<std::string>{"Papers (paper)", "China", "2.0 [1.0, 3.0]", "2.0 [1.0, 3.0]"});
}

TEST_CASE("Headline: columns are headed by their days where those are no calendar year") {
    Run run = small_run(1);
    for (Layout& layout : run.layouts) layout.dates[0] = parse_instant("2030-06-30").instant;
    for (Scenario& variant : run.variants) variant.report.dates.clear(); // first, middle and last
    CHECK(Headline(run).of_variant(0).heads == std::vector<std::string>{"measure", "group", "2020-01 to 2030-06", "2030-07 to 2030-12"});
}

TEST_CASE("Manifest: it says what was run, and the clock's part stands apart") {
    const Run run = small_run(3);
    const std::vector<ListedFile> files{{"runs.csv", 12, "ab"}, {"tables/a.md", 0, "cd"}};
    const std::string text =
        manifest(run, {{6, 1, 6000}, 0xabc, 0xdef}, {"2026-01-01T00:00:00Z", "2026-01-01T00:00:02Z", 2, 2, 1, {4, 0, 4000}}, files);
    CHECK(text.back() == '\n');
    auto json = nlohmann::ordered_json::parse(text);
    CHECK(json["scenario"] == "small");
    CHECK(json["seed"] == 42);
    CHECK(json["arguments"] == std::vector<std::string>{"small.yaml", "-j", "2"});
    CHECK(json["counts"]["trials"] == 6);
    CHECK(json["counts"]["failed"] == 1);
    CHECK(json["fingerprint"] == "0000000000000abc");
    CHECK(json["values_fingerprint"] == "0000000000000def");
    CHECK(json["variants"][1]["name"] == "capped");
    CHECK(json["wall_clock"]["events_per_second"] == 2000.0);
    json.erase("wall_clock");
    auto later = nlohmann::ordered_json::parse(manifest(run, {{6, 1, 6000}, 0xabc, 0xdef}, {"2027", "2028", 9, 1, 3, {6, 1, 6000}}, files));
    later.erase("wall_clock");
    CHECK(json == later);
}

TEST_CASE("Manifest: it is read back") {
    const Folder folder;
    Run run = small_run(3);
    run.kind = ResultsKind::hindcast;
    run.series = {"papers", "access"};
    run.shard = Shard{2, 5};
    const std::vector<ListedFile> files{{"runs.csv", 12, "ab"}, {"tables/a.md", 0, "cd"}};
    write_file(folder / "manifest.json",
               manifest(run, {{6, 1, 6000}, 0xfedcba9876543210ULL, 0xabc}, {"", "", 2, 2, 1, {4, 0, 4000}}, files));
    const Manifest read = read_manifest(folder / "manifest.json");
    CHECK(read.version == "0.2.0");
    CHECK(read.kind == ResultsKind::hindcast);
    CHECK(read.command == run.command);
    CHECK(read.arguments == run.arguments);
    CHECK(read.scenario == "small");
    CHECK(read.seed == 42);
    CHECK(read.variants == std::vector<Manifest::Variant>{{"trend", 0}, {"capped", 0}});
    CHECK(read.points == 1);
    CHECK(read.replicates == 3);
    CHECK(read.series == run.series);
    CHECK(read.shard == Shard{2, 5});
    CHECK(read.inventory.played.trials == 6);
    CHECK(read.inventory.played.failed == 1);
    CHECK(read.inventory.played.events == 6000);
    CHECK(read.inventory.fingerprint == 0xfedcba9876543210ULL);
    CHECK(read.inventory.values_fingerprint == 0xabc);
    REQUIRE(read.files.size() == 2);
    CHECK(read.files[1].name == "tables/a.md");
    CHECK(read.files[0].bytes == 12);
    CHECK(read.files[1].sha256 == "cd");

    for (const char* const text : {"", "{", "[]", "{}", R"({"program": "other"})", R"({"program": "sim", "files": 3})"}) {
        INFO(text);
        write_file(folder / "manifest.json", text);
        CHECK_THROWS_WITH(read_manifest(folder / "manifest.json"), StartsWith((folder / "manifest.json").string()));
    }
    CHECK_THROWS_AS(read_manifest(folder / "none.json"), IoError);
}
