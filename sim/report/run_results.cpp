// The files of a run: its numbers in one walk over the summary, and the tables made of them.
#include "report/findings.hpp"

#include "report/claims.hpp"
#include "report/data.hpp"
#include "report/headline.hpp"
#include "report/labels.hpp"
#include "report/ledger.hpp"
#include "report/payers.hpp"
#include "report/point_pairs.hpp"
#include "report/standing.hpp"
#include "report/sweep_tables.hpp"
#include "study/breaches.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace sim {
namespace {

/// A table of each metric, of the ledger and of who is ahead, in the order of `report.tables`.
std::vector<Section> sections_of(const Run& run, const Headline& headline, const Table& ledger, const Table& ranks) {
    std::vector<Section> sections;
    std::vector<Metric> done;
    const auto add_metric = [&](Metric metric) {
        const auto& measured = headline.metrics();
        if (std::ranges::find(measured, metric) == measured.end() || std::ranges::find(done, metric) != done.end()) return;
        done.push_back(metric);
        sections.push_back({{headline.of_metric(metric)}, {}});
        sections.back().tables[0].name = row_of(metric).id;
    };
    for (const std::string& word : run.variants.front().report.tables) {
        if (word == ledger_table && !ledger.rows.empty()) sections.push_back({{ledger}, {}});
        if (word == ranks_table && !ranks.rows.empty()) sections.push_back({{ranks}, {}});
        for (const Metric metric : metrics_named(word)) add_metric(metric);
    }
    for (const Metric metric : headline.metrics()) add_metric(metric); // of other variants, or where nothing is asked for
    return sections;
}

void write_headline(ResultFiles& files, const Run& run, const Headline& headline) {
    std::vector<Table> tables;
    for (std::uint32_t variant = 0; variant < run.trials.variants; ++variant) tables.push_back(headline.of_variant(variant));
    write_tables(files, "headline", tables);
}

/// points.csv and its table, where the points are few enough for a row each.
std::optional<Table> write_differences(ResultFiles& files, const FinishedRun& finished) {
    const Run& run = finished.run;
    if (run.trials.points == 1 || run.trials.points > most_points_in_tables) return std::nullopt;
    const Chosen<PairedRow> chosen = write_point_pairs(files.place("points.csv"), run, finished.store, finished.threads);
    if (chosen.rows().empty()) return std::nullopt;
    Table table = point_pairs_table(run, chosen.rows(), footnotes_of(run, finished.inventory));
    table.name = "sweep-differences";
    return table;
}

/// The sensitivities, the differences, and each metric point by point. The first are told to all where the points are too many for rows of
/// their own, and else, like the differences, on the page.
void write_sweep(ResultFiles& files, const Run& run, const Headline& headline, std::optional<Table> differences, Findings& findings) {
    if (run.trials.points == 1) return;
    const SweepTables sweep(headline);
    Table sensitivities = sweep.sensitivities();
    sensitivities.name = "sweep-moves";
    const bool ranked = !sensitivities.rows.empty();
    std::vector<Table> tables;
    if (ranked) tables.push_back(sensitivities);
    if (differences) tables.push_back(std::move(*differences));
    const std::vector<Table> on_page = tables;
    for (const Metric metric : headline.metrics()) {
        tables.push_back(sweep.of_points(metric));
        tables.back().name = fmt::format("sweep-{}", row_of(metric).id);
    }
    write_tables(files, "sweep", tables);
    if (ranked && run.trials.points > most_points_in_tables)
        findings.sections.push_back({{std::move(sensitivities)}, {}});
    else if (!on_page.empty())
        findings.on_page.push_back({on_page, {}});
}

/// claims.csv and its table, where the scenario names claims.
void write_judgement(ResultFiles& files, const FinishedRun& finished, Findings& findings) {
    const Run& run = finished.run;
    if (run.variants.front().claims.empty() || !run.points.paths.empty()) return;
    const std::vector<std::vector<JudgedClaim>> judged{judge(finished.store, run.trials, run.variants, run.layouts)};
    write_claims(files.place("claims.csv"), run, judged.front());
    std::vector<Table> tables{claims_table({&run, 1}, judged, footnotes_of(run, finished.inventory))};
    write_tables(files, "claims", tables);
    findings.on_page.push_back({std::move(tables), {}});
    findings.judged = judged.front();
}

/// payers.csv and its tables, where the scenario names benchmarks; returns the tables.
std::vector<Table> write_who_could_pay(ResultFiles& files, const FinishedRun& finished) {
    const Run& run = finished.run;
    const std::vector<Payer> payers = find_payers(finished.store, run.trials, run.layouts);
    if (payers.empty()) return {};
    write_payers(files.place("payers.csv"), run, payers);
    std::vector<Table> tables;
    for (std::uint32_t variant = 0; variant < run.trials.variants; ++variant) {
        Table table = payers_table(run, payers, variant, footnotes_of(run, finished.inventory));
        if (!table.rows.empty()) tables.push_back(std::move(table));
    }
    write_tables(files, "payers", tables);
    return tables;
}

/// explain.csv and its tables, where something is explained.
void write_what_decides(ResultFiles& files, const FinishedRun& finished, Findings& findings) {
    findings.explained = explain_headline(finished.run, finished.store, finished.threads);
    if (!findings.explained->told()) return;
    write_explanations(files.place("explain.csv"), *findings.explained);
    std::vector<Table> tables = explanation_tables(*findings.explained, footnotes_of(finished.run, finished.inventory));
    write_tables(files, "explain", tables);
}

/// ranks.csv and its table, where there are groups to compare.
Table write_ranks(ResultFiles& files, const FinishedRun& finished) {
    const std::vector<Standing> standings = find_standings(finished.store, finished.run);
    if (standings.empty()) return {};
    write_standings(files.place("ranks.csv"), finished.run, standings);
    std::vector<Table> tables{standings_table(finished.run, standings, footnotes_of(finished.run, finished.inventory))};
    write_tables(files, ranks_table, tables);
    return std::move(tables[0]);
}

Table write_ledger(ResultFiles& files, const LedgerBook& ledger, const Inventory& inventory) {
    if (ledger.empty()) return {};
    ledger.write(files.place("ledger.csv"));
    std::vector<Table> tables{ledger.table(inventory)};
    write_tables(files, ledger_table, tables);
    return std::move(tables[0]);
}

/// summary.csv; each of its lines is told to all that is made of them.
void write_summary(ResultFiles& files, const FinishedRun& finished, Headline& headline, LedgerBook& ledger, ChartBook& charts) {
    const Run& run = finished.run;
    charts.open(run);
    charts.add_observations();
    SummaryFile summary(files.place("summary.csv"), run);
    summarise(finished.store, run.trials, run.layouts, {.threads = finished.threads}, [&](const SummaryRow& row) {
        summary.add(row);
        headline.add(row);
        ledger.add(row);
        charts.add(row);
    });
    summary.commit();
    charts.add_distributions(finished.store);
    headline.conclude(finished.inventory);
}

} // namespace

std::vector<Section> tables_asked_for(const FinishedRun& finished) {
    const Run& run = finished.run;
    Headline headline(run);
    LedgerBook ledger(run);
    summarise(finished.store, run.trials, run.layouts, {.threads = finished.threads}, [&](const SummaryRow& row) {
        headline.add(row);
        ledger.add(row);
    });
    headline.conclude(finished.inventory);
    Table ranks;
    const std::vector<Standing> standings = find_standings(finished.store, run);
    if (!standings.empty()) ranks = standings_table(run, standings, footnotes_of(run, finished.inventory));
    ranks.name = ranks_table;
    Table spent = ledger.empty() ? Table{} : ledger.table(finished.inventory);
    spent.name = ledger_table;
    return sections_of(run, headline, spent, ranks);
}

Findings write_run_results(ResultFiles& files, const FinishedRun& finished) {
    const Run& run = finished.run;
    write_design(files.place("design.csv"), run, finished.store);
    if (!run.series.empty()) write_series(files.place("series.csv"), run, finished.store);
    Headline headline(run);
    LedgerBook ledger(run);
    Findings findings;
    write_summary(files, finished, headline, ledger, findings.charts);
    write_headline(files, run, headline);
    const Table ledger_text = write_ledger(files, ledger, finished.inventory), ranks = write_ranks(files, finished);
    findings.sections = sections_of(run, headline, ledger_text, ranks);
    for (Section& section : findings.sections)
        if (find_metric(section.tables[0].name) != nullptr) write_tables(files, section.tables[0].name, section.tables);
    write_sweep(files, run, headline, write_differences(files, finished), findings);
    for (Table& table : write_who_could_pay(files, finished)) findings.sections.push_back({{std::move(table)}, {}});
    findings.broken = broken_expectations(run, finished.store);
    write_judgement(files, finished, findings);
    write_what_decides(files, finished, findings);
    return findings;
}

} // namespace sim
