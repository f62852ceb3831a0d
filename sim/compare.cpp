#include "sim/commands.hpp"

#include "sim/folder.hpp"
#include "sim/parting.hpp"
#include "sim/play.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <set>

namespace sim {
namespace {

constexpr std::uint64_t most_partings = 20; // replicates that are played side by side

// ---- which worlds -------------------------------------------------------------------------------------------------

struct Operand {
    std::string file, variant; // an empty variant: the file's only one
};

/// Split at the last ':', unless the whole is a file.
Operand operand_of(const std::string& text) {
    std::error_code ignored;
    const std::size_t colon = text.rfind(':');
    if (colon == std::string::npos || colon + 1 == text.size() || std::filesystem::exists(text, ignored)) return {text, {}};
    return {text.substr(0, colon), text.substr(colon + 1)};
}

std::string variants_text(const Reading& reading) {
    std::string names;
    for (const Scenario& variant : reading.variants) names += (names.empty() ? "" : ", ") + variant.variant;
    return names;
}

/// What the user has to say otherwise; empty where all is clear.
std::string complaint_about(const std::vector<Operand>& operands, const std::vector<Reading>& readings) {
    if (operands.size() == 1) {
        if (readings[0].variants.size() > 1) return {};
        return fmt::format("{} is a single world; compare needs another one: sim compare BASE OTHER, each FILE or FILE:VARIANT",
                           operands[0].variant.empty() ? operands[0].file : operands[0].file + ':' + operands[0].variant);
    }
    for (std::size_t i = 0; i < operands.size(); ++i) {
        if (readings[i].variants.size() > 1)
            return fmt::format("{} has {} variants; say which one, as in {}:{}; they are: {}", operands[i].file,
                               readings[i].variants.size(), operands[i].file, readings[i].variants.front().variant,
                               variants_text(readings[i]));
    }
    return {};
}

/// Pairs are of the same point: all worlds must have the same ones.
std::string complaint_about_sweeps(const Request& request, const std::vector<Scenario>& worlds) {
    const std::uint64_t seed = request.seed.value_or(worlds[0].seed);
    const Points points = points_or_throw(worlds[0].sweep, seed);
    for (const Scenario& world : worlds) {
        if (points_or_throw(world.sweep, seed) != points)
            return "the worlds have different sweeps; '--set sweep=~' compares them as they stand";
    }
    return {};
}

/// "china2030:trend", or the scenario's name alone where the file has no variants.
std::string full_name(const Scenario& scenario, char between) {
    return scenario.variant == "base" ? scenario.name : scenario.name + between + scenario.variant;
}

bool all_different(const std::vector<std::string>& names) {
    return std::set<std::string>(names.begin(), names.end()).size() == names.size();
}

/// What the worlds are called in the results: the shortest that tells them apart.
std::vector<std::string> names_apart(const std::vector<Scenario>& worlds, const std::vector<std::string>& typed) {
    std::vector<std::string> variants, full, numbered;
    bool one_scenario = true;
    for (const Scenario& world : worlds) {
        one_scenario = one_scenario && world.name == worlds.front().name;
        variants.push_back(world.variant);
        full.push_back(full_name(world, ':'));
        numbered.push_back(full.back() + (numbered.empty() ? "" : fmt::format(" ({})", numbered.size() + 1)));
    }
    if (one_scenario && all_different(variants)) return variants;
    if (all_different(full)) return full;
    return typed.size() == worlds.size() && all_different(typed) ? typed : numbered;
}

std::vector<Scenario> worlds_of(const std::vector<Reading>& readings) {
    std::vector<Scenario> worlds;
    for (const Reading& reading : readings) worlds.insert(worlds.end(), reading.variants.begin(), reading.variants.end());
    return worlds;
}

std::string file_name(std::string text) {
    constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+.";
    std::ranges::replace_if(
        text, [&](char c) { return plain.find(c) == std::string_view::npos; }, '_');
    return text;
}

/// Of several other worlds none is named.
std::filesystem::path folder_of(const Request& request, const std::vector<Scenario>& worlds) {
    if (!request.out.empty()) return request.out;
    const std::string other = worlds.size() == 2 ? '-' + full_name(worlds[1], '-') : "";
    return std::filesystem::path("results") / file_name("compare-" + full_name(worlds[0], '-') + other);
}

/// One run whose variants are the worlds, the base first.
Run joint_run(const Request& request, const std::vector<Scenario>& worlds, const std::vector<Reading>& readings) {
    Run run = run_of(readings, replicates_of(request, worlds[0]), request.seed.value_or(worlds[0].seed));
    const auto names = names_apart(worlds, request.files);
    for (std::size_t v = 0; v < worlds.size(); ++v) run.variants[v].variant = names[v];
    run.kind = ResultsKind::compare;
    run.command = canonical_command(request, {});
    run.arguments = request.arguments;
    return run;
}

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
std::vector<bool> write_pairs(const std::filesystem::path& path, const Run& run, Store& store, PairTables& tables, ChartBook& charts, unsigned threads) {
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

}  // namespace

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

int compare_worlds(const Request& request, Ranks& ranks) {
    std::vector<Operand> operands;
    std::vector<Reading> readings;
    std::vector<Problem> problems;
    for (const std::string& text : request.files) {
        operands.push_back(operand_of(text));
        readings.push_back(open_scenario(operands.back().file, request.sets, operands.back().variant));
        problems.insert(problems.end(), readings.back().problems.begin(), readings.back().problems.end());
    }
    if (!problems.empty()) {
        std::fputs(to_text(problems).c_str(), stderr);
        return bad_scenario;
    }
    if (const std::string complaint = complaint_about(operands, readings); !complaint.empty()) return refuse(complaint);
    const std::vector<Scenario> worlds = worlds_of(readings);
    if (const std::string complaint = complaint_about_sweeps(request, worlds); !complaint.empty()) return refuse(complaint);
    const Run run = joint_run(request, worlds, readings);
    return play_run(request, ranks, run, readings, folder_of(request, worlds), [&](const Findings& findings) { print_run(request, run, findings); });
}

}  // namespace sim
