#include "sim/results.hpp"

#include "sim/checksum.hpp"
#include "sim/expectation.hpp"
#include "sim/figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace sim {
namespace {

// ---- a run ----------------------------------------------------------------------------------------------------------

/// The tables that the scenario asks for, in its order.
std::vector<Table> chosen_tables(const Run& run, const Headline& headline, const Table& where_it_went) {
    std::vector<Table> chosen;
    for (const Metric metric : headline.metrics()) chosen.push_back(headline.of_metric(metric));
    const auto& asked = run.variants.front().report.tables;
    const auto place = static_cast<std::size_t>(std::ranges::find(asked, ledger_table) - asked.begin());
    if (Table moves = headline.what_moves_it(); run.design.points > most_points_in_tables && !moves.rows.empty()) chosen.push_back(std::move(moves));
    if (place < asked.size()) chosen.insert(chosen.begin() + static_cast<std::ptrdiff_t>(std::min(place, chosen.size())), where_it_went);
    return chosen;
}

void write_tables(ResultFiles& files, const Run& run, const Headline& headline) {
    std::string all;
    for (std::uint32_t variant = 0; variant < run.design.variants; ++variant) all += markdown(headline.of_variant(variant)) + '\n';
    write_file(files.place("tables/headline.md"), all);
    for (const Metric metric : headline.metrics())
        write_file(files.place(fmt::format("tables/{}.md", row_of(metric).id)), markdown(headline.of_metric(metric)));
    if (run.design.points == 1) return;
    const Table moves = headline.what_moves_it();
    std::string points = moves.rows.empty() ? "" : markdown(moves) + '\n';
    for (const Metric metric : headline.metrics()) points += markdown(headline.of_points(metric)) + '\n';
    write_file(files.place("tables/sweep.md"), points);
}

/// claims.csv and its table, where the scenario names claims.
std::vector<JudgedClaim> write_judgement(ResultFiles& files, const Run& run, Store& store, const Inventory& inventory) {
    if (run.variants.front().claims.empty() || !run.points.paths.empty()) return {};
    std::vector<std::vector<JudgedClaim>> judged{judge(store, run.design, run.variants, run.layouts)};
    write_claims(files.place("claims.csv"), run, judged.front());
    write_file(files.place("tables/claims.md"), markdown(claims_table({&run, 1}, judged, footnotes_of(run, inventory))));
    return judged.front();
}

/// payers.csv and its tables, where the scenario names benchmarks; returns the tables.
std::vector<Section> write_who_could_pay(ResultFiles& files, const Run& run, Store& store, const Inventory& inventory) {
    const std::vector<Payer> payers = find_payers(store, run.design, run.layouts);
    if (payers.empty()) return {};
    write_payers(files.place("payers.csv"), run, payers);
    std::vector<Section> sections;
    std::string all;
    for (std::uint32_t variant = 0; variant < run.design.variants; ++variant) {
        Table table = payers_table(run, payers, variant, footnotes_of(run, inventory));
        if (table.rows.empty()) continue;
        all += markdown(table) + '\n';
        sections.push_back({{std::move(table)}, {}});
    }
    write_file(files.place("tables/payers.md"), all);
    return sections;
}

/// Whatever of `expect` does not hold, with the first trial in which it does not.
std::vector<std::string> broken_expectations(const Run& run, Store& store) {
    std::vector<std::string> broken;
    for (const std::string& text : run.variants.front().expect) {
        std::uint64_t trials = 0;
        std::string first;
        for (std::uint32_t variant = 0; variant < run.design.variants; ++variant) {
            const ParsedExpectation expectation = parse_expectation(text, run.layouts[variant]);
            if (!expectation.ok()) continue; // a variant that measures other things
            for (std::uint32_t point = 0; point < run.design.points; ++point) {
                const auto stored = trials_that_went_well(store, run.design, variant, point);
                const std::vector<double> dates = figure_in_each(store, stored, expectation.broken);
                for (std::size_t t = 0; t < dates.size(); ++t) {
                    if (std::isnan(dates[t])) continue;
                    if (trials++ == 0) first = fmt::format("{}, point {}, the {}-th that went well, in {:.1f}", run.variants[variant].variant, point, t + 1, dates[t]);
                }
            }
        }
        if (trials > 0) broken.push_back(fmt::format("expect: '{}' does not hold in {} {}; first in one of {}", text, trials, trials == 1 ? "trial" : "trials", first));
    }
    return broken;
}

Findings write_run(ResultFiles& files, const Run& run, Store& store, const Inventory& inventory, unsigned threads) {
    write_design(files.place("design.csv"), run, store);
    if (run.series) write_series(files.place("series.csv"), run, store);
    Headline headline(run);
    LedgerBook ledger(run);
    SummaryFile summary(files.place("summary.csv"), run);
    summarise(store, run.design, run.layouts, {.threads = threads}, [&](const SummaryRow& row) {
        summary.add(row);
        headline.add(row);
        ledger.add(row);
    });
    summary.commit();
    ledger.write(files.place("ledger.csv"));
    headline.conclude(inventory);
    write_tables(files, run, headline);
    const Table where_it_went = ledger.where_it_went(inventory);
    write_file(files.place(fmt::format("tables/{}.md", ledger_table)), markdown(where_it_went));
    Findings findings;
    for (Table& table : chosen_tables(run, headline, where_it_went)) findings.sections.push_back({{std::move(table)}, {}});
    for (Section& section : write_who_could_pay(files, run, store, inventory)) findings.sections.push_back(std::move(section));
    findings.broken = broken_expectations(run, store);
    findings.judged = write_judgement(files, run, store, inventory);
    return findings;
}

// ---- a hindcast -----------------------------------------------------------------------------------------------------

/// hindcast.csv and its tables.
std::vector<Section> write_scores(ResultFiles& files, const Run& run, Store& store, const Inventory& inventory) {
    const std::vector<HindcastPoint> points = score_hindcast(store, run.design, run.variants, run.layouts);
    write_hindcast(files.place("hindcast.csv"), run, points);
    std::string all;
    std::vector<Section> sections;
    for (std::uint32_t variant = 0; variant < run.design.variants; ++variant) {
        Table scores = hindcast_table(run, points, variant), histogram = pit_table(run, points, variant);
        histogram.footnotes = footnotes_of(run, inventory);
        all += markdown(scores) + '\n' + markdown(histogram) + '\n';
        sections.push_back({{std::move(scores), std::move(histogram)}, {}});
    }
    write_file(files.place("tables/hindcast.md"), all);
    return sections;
}

// ---- all of them ----------------------------------------------------------------------------------------------------

void write_scenarios(ResultFiles& files, std::span<const Reading> readings) {
    const auto names = scenario_names(readings.size());
    for (std::size_t i = 0; i < readings.size(); ++i) write_file(files.place(names[i]), resolved_yaml(readings[i]));
}

/// What an earlier run may have left: what the folder's manifest lists, and what such a run writes before its manifest.
std::set<std::string> files_before(const std::filesystem::path& folder) {
    std::set<std::string> names{"runs.csv",   "design.csv", "series.csv",   "summary.csv", "ledger.csv",
                                "claims.csv", "payers.csv", "hindcast.csv", "compare.csv"};
    try {
        for (const ListedFile& file : read_manifest(folder / manifest_name).files)
            if (stays_within(file.name)) names.insert(file.name);
    } catch (const IoError&) { // there is none, or none of use
    }
    return names;
}

}  // namespace

std::vector<ListedFile> ResultFiles::listed() const {
    std::vector<ListedFile> list;
    for (const std::string& name : names_) {
        std::error_code error;
        const auto bytes = std::filesystem::file_size(folder_ / name, error);
        if (error) throw IoError(folder_ / name, error.message());
        list.push_back({name, bytes, sha256_of_file(folder_ / name)});
    }
    return list;
}

bool stays_within(const std::filesystem::path& name) {
    return name.is_relative() && std::ranges::none_of(name, [](const auto& part) { return part == ".."; });
}

std::vector<std::string> scenario_names(std::size_t readings) {
    if (readings == 1) return {"scenario.resolved.yaml"};
    return {"base.resolved.yaml", "other.resolved.yaml"};
}

Findings write_results(ResultFiles& files, const Run& run, std::span<const Reading> readings, Store& store, const Inventory& inventory,
                       unsigned threads) {
    write_scenarios(files, readings);
    if (run.shard) return {};
    write_runs(files.place("runs.csv"), run, store);
    if (run.kind == ResultsKind::compare) return write_comparison(files, run, store, inventory, threads);
    Findings findings = write_run(files, run, store, inventory, threads);
    if (run.kind == ResultsKind::hindcast) findings.sections = write_scores(files, run, store, inventory);
    return findings;
}

Findings complete_folder(const std::filesystem::path& folder, const Run& run, std::span<const Reading> readings, Store& store,
                         const Inventory& inventory, const WallClock& clock) {
    std::set<std::string> stale = files_before(folder);
    std::error_code ignored;
    std::filesystem::remove(folder / manifest_name, ignored);
    ResultFiles files(folder);
    Findings findings = write_results(files, run, readings, store, inventory, clock.threads);
    for (const std::string& name : files.names()) stale.erase(name);
    for (const std::string& name : stale) std::filesystem::remove(folder / name, ignored); // they would be taken for this run's
    const auto names = scenario_names(readings.size());
    for (std::size_t i = 0; i < readings.size(); ++i) store.note(names[i], resolved_yaml(readings[i]));
    write_file(folder / manifest_name, manifest(run, inventory, clock, files.listed()));
    return findings;
}

}  // namespace sim
