#include "sim/commands.hpp"

#include "sim/play.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

namespace sim {
namespace {

Run make_run(const Request& request, const std::string& file, const Reading& reading) {
    const Scenario& first = reading.variants.front();
    Run run;
    run.variants = reading.variants;
    for (const Scenario& variant : run.variants) run.layouts.emplace_back(variant);
    run.design = {static_cast<std::uint32_t>(run.variants.size()), 1, request.replicates.value_or(first.replicates)};
    run.seed = request.seed.value_or(first.seed);
    run.command = canonical_command(request, file);
    run.arguments = request.arguments;
    return run;
}

std::filesystem::path folder_of(const Request& request, const Run& run) {
    const std::string& name = run.variants.front().name;
    if (request.out.empty()) return std::filesystem::path("results") / name;
    return request.files.size() == 1 ? request.out : request.out / name;
}

/// The tables that the scenario asks for, in its order.
std::vector<Table> chosen_tables(const Run& run, const Headline& headline, const Table& where_it_went) {
    std::vector<Table> chosen;
    for (const Metric metric : headline.metrics()) chosen.push_back(headline.of_metric(metric));
    const auto& asked = run.variants.front().report.tables;
    const auto place = static_cast<std::size_t>(std::ranges::find(asked, ledger_table) - asked.begin());
    if (place < asked.size()) chosen.insert(chosen.begin() + static_cast<std::ptrdiff_t>(std::min(place, chosen.size())), where_it_went);
    return chosen;
}

void print_tables(const Request& request, const Run& run, const Headline& headline, const Table& where_it_went) {
    const TerminalStyle style = style_of_terminal();
    std::vector<Table> tables = chosen_tables(run, headline, where_it_went);
    std::vector<std::string> sections;
    for (std::size_t i = 0; i < tables.size(); ++i) {
        if (i + 1 < tables.size()) tables[i].footnotes.clear(); // the same below every table
        sections.push_back(terminal(tables[i], style));
    }
    if (!sections.empty()) sections[0] = fmt::format("{}: {}\n\n", run.variants.front().name, run.variants.front().title) + sections[0];
    print_sections(sections, request.verbose);
}

void write_tables(const std::filesystem::path& folder, const Run& run, const Headline& headline) {
    std::string all;
    for (std::uint32_t variant = 0; variant < run.design.variants; ++variant) all += markdown(headline.of_variant(variant)) + '\n';
    write_file(folder / "headline.md", all);
    for (const Metric metric : headline.metrics())
        write_file(folder / (std::string(row_of(metric).id) + ".md"), markdown(headline.of_metric(metric)));
}

/// claims.csv and its table, where the scenario names claims.
std::vector<JudgedClaim> write_judgement(const std::filesystem::path& folder, const Run& run, Store& store, const Inventory& inventory) {
    std::error_code ignored;
    std::filesystem::remove(folder / "claims.csv", ignored);
    if (run.variants.front().claims.empty()) return {};
    std::vector<std::vector<JudgedClaim>> judged{judge(store, run.design, run.variants, run.layouts)};
    write_claims(folder / "claims.csv", run, judged.front());
    write_file(folder / "tables" / "claims.md", markdown(claims_table({&run, 1}, judged, footnotes_of(run, inventory))));
    return judged.front();
}

/// payers.csv and its tables, where the scenario names benchmarks; returns the tables.
std::vector<Table> write_who_could_pay(const std::filesystem::path& folder, const Run& run, Store& store, const Inventory& inventory) {
    std::error_code ignored;
    std::filesystem::remove(folder / "payers.csv", ignored);
    const std::vector<Payer> payers = find_payers(store, run.design, run.layouts);
    if (payers.empty()) return {};
    write_payers(folder / "payers.csv", run, payers);
    std::vector<Table> tables;
    std::string all;
    for (std::uint32_t variant = 0; variant < run.design.variants; ++variant) {
        tables.push_back(payers_table(run, payers, variant, footnotes_of(run, inventory)));
        if (tables.back().rows.empty()) tables.pop_back();
        else all += markdown(tables.back()) + '\n';
    }
    write_file(folder / "tables" / "payers.md", all);
    return tables;
}

/// Everything but the manifest.
std::vector<JudgedClaim> write_results(const std::filesystem::path& folder, const Request& request, const Run& run, const Reading& reading, Store& store,
                   const Inventory& inventory, unsigned threads) {
    write_file(folder / "scenario.resolved.yaml", resolved_yaml(reading));
    write_runs(folder / "runs.csv", run, store);
    write_design(folder / "design.csv", run, store);
    std::error_code ignored;
    if (request.series)
        write_series(folder / "series.csv", run, store);
    else
        std::filesystem::remove(folder / "series.csv", ignored); // of an earlier run, which it would belie
    Headline headline(run);
    LedgerBook ledger(run);
    SummaryFile summary(folder / "summary.csv", run);
    summarise(store, run.design, run.layouts, {.threads = threads}, [&](const SummaryRow& row) {
        summary.add(row);
        headline.add(row);
        ledger.add(row);
    });
    summary.commit();
    ledger.write(folder / "ledger.csv");
    headline.conclude(inventory);
    write_tables(folder / "tables", run, headline);
    const Table where_it_went = ledger.where_it_went(inventory);
    write_file(folder / "tables" / (std::string(ledger_table) + ".md"), markdown(where_it_went));
    const std::vector<Table> who_could_pay = write_who_could_pay(folder, run, store, inventory);
    if (!request.quiet && request.command == Request::Command::run) {
        print_tables(request, run, headline, where_it_went);
        for (const Table& table : who_could_pay) std::fputs(('\n' + terminal(table, style_of_terminal())).c_str(), stdout);
    }
    return write_judgement(folder, run, store, inventory);
}

}  // namespace

int play_scenario(const Request& request, const std::string& file, const Reading& reading) {
    const Run run = make_run(request, file, reading);
    const std::filesystem::path folder = folder_of(request, run);
    return play_run(request, run, folder, [&](Store& store, const Inventory& inventory, unsigned threads) {
        const auto judged = write_results(folder, request, run, reading, store, inventory, threads);
        if (judged.empty() || request.quiet) return;
        std::fputs((terminal(claims_table({&run, 1}, {&judged, 1}, {}), style_of_terminal()) + '\n').c_str(), stdout);
    });
}

int play_claims(const Request& request, const std::vector<Reading>& readings) {
    std::vector<Run> runs;
    std::vector<std::vector<JudgedClaim>> judged;
    int worst = all_well;
    bool met = true;
    for (std::size_t i = 0; i < readings.size() && worst < by_signal; ++i) {
        if (readings[i].variants.front().claims.empty()) continue;
        runs.push_back(make_run(request, request.files[i], readings[i]));
        judged.emplace_back();
        const std::filesystem::path folder = folder_of(request, runs.back());
        worst = std::max(worst, play_run(request, runs.back(), folder, [&](Store& store, const Inventory& inventory, unsigned threads) {
            judged.back() = write_results(folder, request, runs.back(), readings[i], store, inventory, threads);
        }));
        for (const JudgedClaim& row : judged.back()) {
            met = met && (row.instead || row.verdict == Verdict::reproduced || !runs.back().variants.front().claims[row.claim].gate);
        }
    }
    if (worst >= by_signal) return worst;
    if (!request.quiet) std::fputs(terminal(claims_table(runs, judged, {}), style_of_terminal()).c_str(), stdout);
    return worst == all_well && !met ? not_met : worst;
}

namespace {

/// hindcast.csv, its tables, and the same on the terminal.
void write_scores(const std::filesystem::path& folder, const Request& request, const Run& run, Store& store, const Inventory& inventory) {
    const std::vector<HindcastPoint> points = score_hindcast(store, run.design, run.variants, run.layouts);
    write_hindcast(folder / "hindcast.csv", run, points);
    std::string all;
    std::vector<std::string> printed;
    for (std::uint32_t variant = 0; variant < run.design.variants; ++variant) {
        Table scores = hindcast_table(run, points, variant), histogram = pit_table(run, points, variant);
        histogram.footnotes = footnotes_of(run, inventory);
        all += markdown(scores) + '\n' + markdown(histogram) + '\n';
        printed.push_back(terminal(scores, style_of_terminal()) + '\n' + terminal(histogram, style_of_terminal()));
    }
    write_file(folder / "tables" / "hindcast.md", all);
    if (!request.quiet) print_sections(printed, request.verbose);
}

} // namespace

int play_hindcast(const Request& request, const std::string& file, const Reading& reading) {
    const Run run = make_run(request, file, reading);
    for (const Scenario& variant : run.variants) {
        if (variant.hindcast.origin && !variant.observations.empty()) continue;
        std::fputs(
            fmt::format(
                "{}: error: a hindcast needs 'hindcast: {{origin: DATE}}' and 'observations', such as in scenarios/hindcast2017.yaml\n",
                file)
                .c_str(),
            stderr);
        return bad_scenario;
    }
    const std::filesystem::path folder = folder_of(request, run);
    return play_run(request, run, folder, [&](Store& store, const Inventory& inventory, unsigned threads) {
        write_results(folder, request, run, reading, store, inventory, threads);
        write_scores(folder, request, run, store, inventory);
    });
}

}  // namespace sim
