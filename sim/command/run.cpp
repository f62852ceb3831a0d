#include "command/commands.hpp"

#include "base/units.hpp"
#include "command/play.hpp"
#include "report/claims.hpp"
#include "report/folder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

namespace sim {
namespace {

/// "research_share[CHN]@2030=0.5pp"; a number and its unit may stand together.
Precision precision_of(const std::string& text) {
    const std::size_t equals = text.rfind('=');
    if (equals == text.npos) return {{}, text, {}, 0};
    std::string within = text.substr(equals + 1);
    const std::size_t digits = end_of_digits(within);
    if (digits > 0 && digits < within.size() && within[digits] != ' ' && within[digits] != '%') within.insert(digits, " ");
    return {{}, text.substr(0, equals), within, parse_quantity(within).quantity.value};
}

} // namespace

Run make_run(const Request& request, const std::string& file, const Reading& reading) {
    const Scenario& first = reading.variants.front();
    Run run = run_of({&reading, 1}, replicates_of(request, first), request.seed.value_or(first.seed));
    run.command = canonical_command(request, file);
    run.arguments = request.arguments;
    run.kind = request.command == Request::Command::hindcast ? ResultsKind::hindcast : ResultsKind::run;
    run.series = request.series;
    run.shard = request.shard;
    run.precision = first.report.precision;
    for (const std::string& text : request.precision) run.precision.push_back(precision_of(text));
    return run;
}

std::string complaint_about(const Run& run) {
    for (const Precision& precision : run.precision) {
        if (run.shard)
            return "a shard cannot know when a figure is known well enough: give the number of replicates, and '--set report.precision=~'";
        const ParsedQuantity within = parse_quantity(precision.within);
        if (!within.ok()) return fmt::format("--precision {}={}: {}", precision.figure, precision.within, within.error);
        if (!(within.quantity.value > 0)) return fmt::format("--precision {}={}: it must be above 0", precision.figure, precision.within);
        for (const Layout& layout : run.layouts) {
            const ParsedFigure parsed = Figure::parse(precision.figure, layout);
            if (!parsed.ok()) return fmt::format("--precision, at '{}': {}", precision.figure.substr(parsed.at, 30), parsed.error);
        }
    }
    return {};
}

namespace {

/// A claim or a score is about the scenario as it stands.
bool refuse_sweep(const Run& run, const std::string& file, std::string_view what) {
    if (run.points.paths.empty()) return false;
    std::fputs(
        fmt::format("{}: error: {} are about a scenario as it stands, and this one is swept; '--set sweep=~ -o DIR' plays it without its "
                    "sweep\n",
                    file, what)
            .c_str(),
        stderr);
    return true;
}

std::filesystem::path folder_of(const Request& request, const Run& run) {
    const std::string& name = run.variants.front().name;
    if (request.out.empty()) {
        const auto folder = std::filesystem::path("results") / name;
        return run.shard ? folder / fmt::format("shard-{}-of-{}", run.shard->number, run.shard->of) : folder;
    }
    return request.files.size() == 1 ? request.out : request.out / name;
}

} // namespace

int play_scenario(const Request& request, Ranks& ranks, const std::string& file, const Reading& reading) {
    const Run run = make_run(request, file, reading);
    if (const std::string complaint = complaint_about(run); !complaint.empty()) return refuse(complaint);
    return play_run(request, ranks, run, {&reading, 1}, folder_of(request, run),
                    [&](const Findings& findings) { print_run(request, run, findings); });
}

int play_claims(const Request& request, Ranks& ranks, const std::vector<Reading>& readings) {
    std::vector<Run> runs;
    std::vector<std::vector<JudgedClaim>> judged;
    int worst = all_well;
    bool met = true;
    for (std::size_t i = 0; i < readings.size() && worst < by_signal; ++i) {
        if (readings[i].variants.front().claims.empty()) continue;
        runs.push_back(make_run(request, request.files[i], readings[i]));
        if (refuse_sweep(runs.back(), request.files[i], "claims")) return bad_scenario;
        judged.emplace_back();
        const auto keep = [&](const Findings& findings) { judged.back() = findings.judged; };
        worst = std::max(worst, play_run(request, ranks, runs.back(), {&readings[i], 1}, folder_of(request, runs.back()), keep));
        for (const JudgedClaim& row : judged.back()) {
            met = met && (row.instead || row.verdict == Verdict::reproduced || !runs.back().variants.front().claims[row.claim].gate);
        }
    }
    if (worst >= by_signal) return worst;
    if (!request.quiet) std::fputs(terminal(claims_table(runs, judged, {}), style_of_terminal()).c_str(), stdout);
    return worst == all_well && !met ? not_met : worst;
}

int play_hindcast(const Request& request, Ranks& ranks, const std::string& file, const Reading& reading) {
    const Run run = make_run(request, file, reading);
    if (refuse_sweep(run, file, "hindcasts")) return bad_scenario;
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
    return play_run(request, ranks, run, {&reading, 1}, folder_of(request, run),
                    [&](const Findings& findings) { print_run(request, run, findings); });
}

} // namespace sim
