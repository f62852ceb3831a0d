#include "sim/results.hpp"

#include "sim/checksum.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sim {
namespace {

// ---- a run ----------------------------------------------------------------------------------------------------------

/// The tables that the scenario asks for, in its order.
std::vector<Table> chosen_tables(const Run& run, const Headline& headline, const Table& where_it_went) {
    std::vector<Table> chosen;
    for (const Metric metric : headline.metrics()) chosen.push_back(headline.of_metric(metric));
    const auto& asked = run.variants.front().report.tables;
    const auto place = static_cast<std::size_t>(std::ranges::find(asked, ledger_table) - asked.begin());
    if (place < asked.size()) chosen.insert(chosen.begin() + static_cast<std::ptrdiff_t>(std::min(place, chosen.size())), where_it_went);
    return chosen;
}

void write_tables(ResultFiles& files, const Run& run, const Headline& headline) {
    std::string all;
    for (std::uint32_t variant = 0; variant < run.design.variants; ++variant) all += markdown(headline.of_variant(variant)) + '\n';
    write_file(files.place("tables/headline.md"), all);
    for (const Metric metric : headline.metrics())
        write_file(files.place(fmt::format("tables/{}.md", row_of(metric).id)), markdown(headline.of_metric(metric)));
}

/// claims.csv and its table, where the scenario names claims.
std::vector<JudgedClaim> write_judgement(ResultFiles& files, const Run& run, Store& store, const Inventory& inventory) {
    if (run.variants.front().claims.empty()) return {};
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
    std::set<std::string> names{"runs.csv", "design.csv", "series.csv", "summary.csv", "ledger.csv", "claims.csv", "payers.csv", "hindcast.csv", "compare.csv"};
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
