#include "report/comparison.hpp"

#include "base/file.hpp"
#include "ensemble/block.hpp"
#include "model/tell/parting.hpp"
#include "report/labels.hpp"
#include "sim/results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace sim {
namespace {

constexpr std::uint64_t most_partings = 20; // replicates that are played side by side

// ---- where they part ----------------------------------------------------------------------------------------------

/// Of replicate 0, 1, ...
using Partings = std::vector<std::optional<Parting>>;

Partings partings_of(const Run& run, std::uint32_t other, unsigned threads) {
    Partings partings(std::min(most_partings, run.design.replicates));
    in_parallel(partings.size(), threads,
                [&](std::size_t replicate) { partings[replicate] = parting(run.variants[0], run.variants[other], run.seed, replicate); });
    return partings;
}

std::string two_lines(const Difference& difference, const std::string& base, const std::string& other) {
    const std::size_t width = std::max(base.size(), other.size());
    return fmt::format("  {:<{}}  {}\n  {:<{}}  {}\n", base, width, difference.base, other, width, difference.other);
}

/// "Over the first 20 replicates they part in 18: earliest 2012-01-01, median 2013-02-11."
std::string dates_text(const Partings& partings) {
    std::vector<Instant> dates;
    for (const auto& p : partings) {
        if (p) dates.push_back(p->first.at);
    }
    std::ranges::sort(dates);
    const std::size_t middle = (partings.size() - 1) / 2;
    return fmt::format("Over the first {} replicates they part in {}: earliest {}, median {}.\n", partings.size(), dates.size(),
                       to_text(dates.front()), middle < dates.size() ? to_text(dates[middle]) : "never");
}

std::string parting_text(const Partings& partings, const std::string& base, const std::string& other, bool differs) {
    if (std::ranges::none_of(partings, [](const auto& p) { return p.has_value(); }))
        return fmt::format("The worlds never part: in the first {} the same events happen in both{}.\n",
                           partings.size() == 1 ? "replicate" : fmt::format("{} replicates", partings.size()),
                           differs ? "; what differs is how much each event amounts to (weights, money, compute)" : "");
    std::string text = "In replicate 0 the worlds never part.\n";
    if (partings[0]) {
        text = fmt::format("The worlds part on {} (replicate 0):\n", to_text(partings[0]->first.at)) +
               two_lines(partings[0]->first, base, other);
        if (const auto& consequence = partings[0]->consequence)
            text += fmt::format("First consequence for a lab, on {}:\n", to_text(consequence->at)) + two_lines(*consequence, base, other);
    }
    return text + dates_text(partings);
}

// ---- results ------------------------------------------------------------------------------------------------------

std::string luck_text(std::optional<double> factor) {
    if (!factor) return "Variance reduction by the common luck: none of these cells has one.";
    return fmt::format(
        "Variance reduction by the common luck: median factor {:.3g} over these cells, so independent luck would take {:.3g} times as "
        "many replicates.",
        *factor, *factor);
}

/// What is said about one other world: its table, and below it what the common luck is worth and where the worlds part.
Section section_of(const Run& run, Store& store, const Inventory& inventory, const PairTables& tables, std::uint32_t other, bool differs,
                   unsigned threads) {
    Table table = tables.of_other(other);
    if (const std::uint64_t failed = failed_pairs(store, run.design, other); failed > 0)
        table.footnotes.push_back(fmt::format("{} of {} pairs have a failed trial and are left out; runs.csv has the reasons.", failed,
                                              run.design.replicates * run.design.points));
    table.footnotes.push_back(origin_of(run, inventory));
    return {{std::move(table)},
            luck_text(tables.median_variance_reduction(other)) + '\n' +
                parting_text(partings_of(run, other, threads), run.variants[0].variant, run.variants[other].variant, differs)};
}

/// What is to be copied as it stands, beginning with the second line, is fenced.
std::string to_markdown(const Section& section) {
    const std::size_t line = section.text.find('\n') + 1;
    return fmt::format("{}\n{}\n```\n{}```\n", markdown(section.tables.front()), section.text.substr(0, line), section.text.substr(line));
}

/// Writes compare.csv, fills the tables, and tells of each other variant whether anything differs.
std::vector<bool> write_pairs(const std::filesystem::path& path, const Run& run, Store& store, PairTables& tables, ChartBook& charts,
                              unsigned threads) {
    PairsFile file(path, run);
    std::vector<bool> found(run.design.variants);
    compare_pairs(store, run.design, run.layouts, {.threads = threads}, [&](const PairedRow& row) {
        file.add(row);
        tables.add(row);
        charts.add(row);
        if (differ(row.of)) found[row.other] = true;
    });
    file.commit();
    return found;
}

} // namespace

Findings write_comparison(ResultFiles& files, const Run& run, Store& store, const Inventory& inventory, unsigned threads) {
    PairTables tables(run);
    Findings findings;
    findings.charts.open_pairs(run);
    const std::vector<bool> differs = write_pairs(files.place("compare.csv"), run, store, tables, findings.charts, threads);
    std::string all;
    for (std::uint32_t other = 1; other < run.design.variants; ++other) {
        findings.sections.push_back(section_of(run, store, inventory, tables, other, differs[other], threads));
        all += to_markdown(findings.sections.back()) + '\n';
    }
    write_file(files.place("tables/compare.md"), all);
    std::vector<Table> printed;
    for (Section& section : findings.sections) {
        section.tables[0].name = fmt::format("compare-{}", run.variants[printed.size() + 1].variant);
        printed.push_back(section.tables[0]);
    }
    write_tex_and_csv(files, "compare", printed);
    return findings;
}

} // namespace sim
