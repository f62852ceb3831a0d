#include "sim/results.hpp"

#include "ensemble/checksum.hpp"
#include "report/claims.hpp"
#include "report/comparison.hpp"
#include "report/data.hpp"
#include "report/datapackage.hpp"
#include "report/forms/csv.hpp"
#include "report/headline.hpp"
#include "report/hindcast.hpp"
#include "report/labels.hpp"
#include "report/ledger.hpp"
#include "report/payers.hpp"
#include "report/point_pairs.hpp"
#include "report/standing.hpp"
#include "study/breaches.hpp"
#include "study/standing.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sim {
namespace {

// ---- tables ---------------------------------------------------------------------------------------------------------

void write_csv(const std::filesystem::path& path, const Table& table) {
    CsvFile file(path, {table.heads.begin(), table.heads.end()});
    for (const auto& row : table.rows) {
        for (const std::string& cell : row) file.cell(cell);
        file.end_row();
    }
    file.commit();
}

/// A table of each metric, of the ledger and of who is ahead, in the order of `report.tables`.
std::vector<Section> chosen_tables(const Run& run, const Headline& headline, const Table& where_it_went, const Table& who_is_ahead) {
    std::vector<Section> chosen;
    std::vector<Metric> done;
    const auto add_metric = [&](Metric metric) {
        const auto& measured = headline.metrics();
        if (std::ranges::find(measured, metric) == measured.end() || std::ranges::find(done, metric) != done.end()) return;
        done.push_back(metric);
        chosen.push_back({{headline.of_metric(metric)}, {}});
        chosen.back().tables[0].name = row_of(metric).id;
    };
    for (const std::string& word : run.variants.front().report.tables) {
        if (word == ledger_table) chosen.push_back({{where_it_went}, {}});
        if (word == ranks_table && !who_is_ahead.rows.empty()) chosen.push_back({{who_is_ahead}, {}});
        for (const Metric metric : metrics_named(word)) add_metric(metric);
    }
    for (const Metric metric : headline.metrics()) add_metric(metric); // of other variants, or where nothing is asked for
    return chosen;
}

void write_headline(ResultFiles& files, const Run& run, const Headline& headline) {
    std::vector<Table> tables;
    for (std::uint32_t variant = 0; variant < run.design.variants; ++variant) tables.push_back(headline.of_variant(variant));
    write_tables(files, "headline", tables);
}

/// points.csv and its table, where the points are few enough for a row each.
std::optional<Table> write_differences(ResultFiles& files, const Run& run, Store& store, const Inventory& inventory, unsigned threads) {
    if (run.design.points == 1 || run.design.points > most_points_in_tables) return std::nullopt;
    const std::vector<PairedRow> rows = write_point_pairs(files.place("points.csv"), run, store, threads);
    if (rows.empty()) return std::nullopt;
    Table table = point_pairs_table(run, rows, footnotes_of(run, inventory));
    table.name = "sweep-differences";
    return table;
}

/// What moves the results, and each metric point by point; returns the first, where there are points enough.
std::optional<Section> write_sweep(ResultFiles& files, const Run& run, const Headline& headline, std::optional<Table> differences) {
    if (run.design.points == 1) return std::nullopt;
    std::vector<Table> tables;
    if (Table moves = headline.what_moves_it(); !moves.rows.empty()) tables.push_back(std::move(moves));
    const bool moved = !tables.empty();
    if (differences) tables.push_back(std::move(*differences));
    for (const Metric metric : headline.metrics()) {
        tables.push_back(headline.of_points(metric));
        tables.back().name = fmt::format("sweep-{}", row_of(metric).id);
    }
    if (moved) tables[0].name = "sweep-moves";
    write_tables(files, "sweep", tables);
    if (!moved || run.design.points <= most_points_in_tables) return std::nullopt;
    return Section{{tables[0]}, {}};
}

// ---- a run ----------------------------------------------------------------------------------------------------------

/// claims.csv and its table, where the scenario names claims.
std::vector<JudgedClaim> write_judgement(ResultFiles& files, const Run& run, Store& store, const Inventory& inventory,
                                         std::vector<Section>& shown) {
    if (run.variants.front().claims.empty() || !run.points.paths.empty()) return {};
    std::vector<std::vector<JudgedClaim>> judged{judge(store, run.design, run.variants, run.layouts)};
    write_claims(files.place("claims.csv"), run, judged.front());
    std::vector<Table> tables{claims_table({&run, 1}, judged, footnotes_of(run, inventory))};
    write_tables(files, "claims", tables);
    shown.push_back({std::move(tables), {}});
    return judged.front();
}

/// payers.csv and its tables, where the scenario names benchmarks; returns the tables.
std::vector<Section> write_who_could_pay(ResultFiles& files, const Run& run, Store& store, const Inventory& inventory) {
    const std::vector<Payer> payers = find_payers(store, run.design, run.layouts);
    if (payers.empty()) return {};
    write_payers(files.place("payers.csv"), run, payers);
    std::vector<Table> tables;
    for (std::uint32_t variant = 0; variant < run.design.variants; ++variant) {
        Table table = payers_table(run, payers, variant, footnotes_of(run, inventory));
        if (!table.rows.empty()) tables.push_back(std::move(table));
    }
    write_tables(files, "payers", tables);
    std::vector<Section> sections;
    for (Table& table : tables) sections.push_back({{std::move(table)}, {}});
    return sections;
}

/// ranks.csv and its table, where there are groups to compare.
Table write_ranks(ResultFiles& files, const Run& run, Store& store, const Inventory& inventory) {
    const std::vector<Standing> standings = find_standings(store, run);
    if (standings.empty()) return {};
    write_standings(files.place("ranks.csv"), run, standings);
    std::vector<Table> tables{standings_table(run, standings, footnotes_of(run, inventory))};
    write_tables(files, ranks_table, tables);
    return std::move(tables[0]);
}

Table write_ledger(ResultFiles& files, const LedgerBook& ledger, const Inventory& inventory) {
    ledger.write(files.place("ledger.csv"));
    std::vector<Table> tables{ledger.where_it_went(inventory)};
    write_tables(files, ledger_table, tables);
    return std::move(tables[0]);
}

/// Everything that a run has, but for its page; `page_only` gets the sections that only the page shows.
Findings write_run(ResultFiles& files, const Run& run, Store& store, const Inventory& inventory, unsigned threads,
                   std::vector<Section>& page_only) {
    write_design(files.place("design.csv"), run, store);
    if (run.series) write_series(files.place("series.csv"), run, store);
    Headline headline(run);
    LedgerBook ledger(run);
    Findings findings;
    ChartBook& charts = findings.charts;
    charts.open(run);
    SummaryFile summary(files.place("summary.csv"), run);
    summarise(store, run.design, run.layouts, {.threads = threads}, [&](const SummaryRow& row) {
        summary.add(row);
        headline.add(row);
        ledger.add(row);
        charts.add(row);
    });
    summary.commit();
    charts.add_distributions(store);
    if (run.kind == ResultsKind::hindcast) charts.add_observations();
    headline.conclude(inventory);
    write_headline(files, run, headline);
    const Table where_it_went = write_ledger(files, ledger, inventory), who_is_ahead = write_ranks(files, run, store, inventory);
    findings.sections = chosen_tables(run, headline, where_it_went, who_is_ahead);
    for (Section& section : findings.sections)
        if (find_metric(section.tables[0].name) != nullptr) write_tables(files, section.tables[0].name, section.tables);
    if (auto moves = write_sweep(files, run, headline, write_differences(files, run, store, inventory, threads)))
        findings.sections.push_back(std::move(*moves));
    for (Section& section : write_who_could_pay(files, run, store, inventory)) findings.sections.push_back(std::move(section));
    findings.broken = broken_expectations(run, store);
    findings.judged = write_judgement(files, run, store, inventory, page_only);
    return findings;
}

// ---- a hindcast -----------------------------------------------------------------------------------------------------

/// hindcast.csv and its tables.
std::vector<Section> write_scores(ResultFiles& files, const Run& run, Store& store, const Inventory& inventory) {
    const std::vector<HindcastPoint> points = score_hindcast(store, run.design, run.variants, run.layouts);
    write_hindcast(files.place("hindcast.csv"), run, points);
    std::vector<Table> tables;
    for (std::uint32_t variant = 0; variant < run.design.variants; ++variant) {
        const std::string& name = run.variants[variant].variant;
        tables.push_back(hindcast_table(run, points, variant));
        tables.back().name = "hindcast-" + name;
        tables.push_back(pit_table(run, points, variant));
        tables.back().name = "hindcast-pit-" + name;
        tables.back().footnotes = footnotes_of(run, inventory);
    }
    write_tables(files, "hindcast", tables);
    std::vector<Section> sections;
    for (std::size_t t = 0; t < tables.size(); t += 2) sections.push_back({{tables[t], tables[t + 1]}, {}});
    return sections;
}

// ---- all of them ----------------------------------------------------------------------------------------------------

void write_scenarios(ResultFiles& files, std::span<const Reading> readings) {
    const auto names = scenario_names(readings.size());
    for (std::size_t i = 0; i < readings.size(); ++i) write_file(files.place(names[i]), resolved_yaml(readings[i]));
}

/// What an earlier run may have left: what the folder's manifest lists, and what such a run writes before its manifest.
std::set<std::string> files_before(const std::filesystem::path& folder) {
    std::set<std::string> names{"runs.csv",     "design.csv",  "series.csv", "summary.csv", "ledger.csv",       "claims.csv", "payers.csv",
                                "hindcast.csv", "compare.csv", "points.csv", "ranks.csv",   "datapackage.json", page_name};
    try {
        for (const ListedFile& file : read_manifest(folder / manifest_name).files)
            if (stays_within(file.name)) names.insert(file.name);
    } catch (const IoError&) { // there is none, or none of use
    }
    return names;
}

} // namespace

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

void write_tex_and_csv(ResultFiles& files, std::string_view name, std::span<Table> tables) {
    for (std::size_t i = 0; i < tables.size(); ++i) {
        if (tables[i].name.empty()) tables[i].name = tables.size() == 1 ? std::string(name) : fmt::format("{}-{}", name, i + 1);
        write_csv(files.place(fmt::format("tables/{}.csv", tables[i].name)), tables[i]);
    }
    write_file(files.place(fmt::format("tables/{}.tex", name)), latex(tables, name));
}

void write_tables(ResultFiles& files, std::string_view name, std::span<Table> tables) {
    write_tex_and_csv(files, name, tables);
    std::string all;
    for (const Table& table : tables) all += (all.empty() ? "" : "\n") + markdown(table);
    write_file(files.place(fmt::format("tables/{}.md", name)), all);
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
    std::vector<Section> page_only;
    Findings findings = run.kind == ResultsKind::compare ? write_comparison(files, run, store, inventory, threads)
                                                         : write_run(files, run, store, inventory, threads, page_only);
    if (run.kind == ResultsKind::hindcast) findings.sections = write_scores(files, run, store, inventory);
    write_file(files.place("datapackage.json"), datapackage(run, inventory, files.names()));
    std::vector<Section> shown = findings.sections;
    shown.insert(shown.end(), page_only.begin(), page_only.end());
    const Origin origin{&run, readings, inventory};
    write_file(files.place(page_name), page({&origin, 1}, findings.charts, shown));
    return findings;
}

Findings complete_folder(const std::filesystem::path& folder, const Run& run, std::span<const Reading> readings, Store& store,
                         const Inventory& inventory, const WallClock& clock) {
    std::set<std::string> stale = files_before(folder);
    std::error_code error, ignored;
    std::filesystem::remove(folder / manifest_name, error);
    if (error) throw IoError(folder / manifest_name, error.message()); // it would vouch for files that are about to change
    ResultFiles files(folder);
    Findings findings = write_results(files, run, readings, store, inventory, clock.threads);
    for (const std::string& name : files.names()) stale.erase(name);
    for (const std::string& name : stale) std::filesystem::remove(folder / name, ignored); // they would be taken for this run's
    const auto names = scenario_names(readings.size());
    for (std::size_t i = 0; i < readings.size(); ++i) store.note(names[i], resolved_yaml(readings[i]));
    store.commit();
    write_file(folder / manifest_name, manifest(run, inventory, clock, files.listed()));
    return findings;
}

} // namespace sim
