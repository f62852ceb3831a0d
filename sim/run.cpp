#include "sim/commands.hpp"

#include "sim/folder.hpp"
#include "sim/play.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

namespace sim {
namespace {

Run make_run(const Request& request, const std::string& file, const Reading& reading) {
    const Scenario& first = reading.variants.front();
    Run run = run_of(reading.variants, request.replicates.value_or(first.replicates), request.seed.value_or(first.seed));
    run.command = canonical_command(request, file);
    run.arguments = request.arguments;
    run.kind = request.command == Request::Command::hindcast ? ResultsKind::hindcast : ResultsKind::run;
    run.series = request.series;
    run.shard = request.shard;
    return run;
}

std::filesystem::path folder_of(const Request& request, const Run& run) {
    const std::string& name = run.variants.front().name;
    if (request.out.empty()) {
        const auto folder = std::filesystem::path("results") / name;
        return run.shard ? folder / fmt::format("shard-{}-of-{}", run.shard->number, run.shard->of) : folder;
    }
    return request.files.size() == 1 ? request.out : request.out / name;
}

}  // namespace

int play_scenario(const Request& request, const std::string& file, const Reading& reading) {
    const Run run = make_run(request, file, reading);
    return play_run(request, run, {&reading, 1}, folder_of(request, run), [&](const Findings& findings) { print_run(request, run, findings); });
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
        const auto keep = [&](const Findings& findings) { judged.back() = findings.judged; };
        worst = std::max(worst, play_run(request, runs.back(), {&readings[i], 1}, folder_of(request, runs.back()), keep));
        for (const JudgedClaim& row : judged.back()) {
            met = met && (row.instead || row.verdict == Verdict::reproduced || !runs.back().variants.front().claims[row.claim].gate);
        }
    }
    if (worst >= by_signal) return worst;
    if (!request.quiet) std::fputs(terminal(claims_table(runs, judged, {}), style_of_terminal()).c_str(), stdout);
    return worst == all_well && !met ? not_met : worst;
}

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
    return play_run(request, run, {&reading, 1}, folder_of(request, run), [&](const Findings& findings) { print_run(request, run, findings); });
}

}  // namespace sim
