// `sim claims`: the published figures of all scenarios beside the simulated ones.
#include "command/commands.hpp"

#include "command/request.hpp"
#include "report/claims.hpp"
#include "report/findings.hpp"
#include "study/explain/explain.hpp"

#include <algorithm>
#include <cstdio>

namespace sim {
namespace {

/// The gates among them came out inside.
bool all_met(const Run& run, const std::vector<JudgedClaim>& judged) {
    const std::vector<Claim>& claims = run.variants.front().claims;
    return std::ranges::all_of(
        judged, [&](const JudgedClaim& row) { return row.instead || row.verdict == Verdict::inside || !claims[row.claim].gate; });
}

/// The command that tells why the first claim of a run comes out as it does; empty where nothing is uncertain or too little was played.
std::string why_text(const Run& run, const std::filesystem::path& folder) {
    const Claim& claim = run.variants.front().claims.front();
    const auto named = std::ranges::find(run.variants, claim.variant, &Scenario::variant);
    const Scenario& variant = named == run.variants.end() ? run.variants.front() : *named;
    if (run.trials.replicates < least_trials_explained || uncertain_inputs(variant).empty()) return {};
    std::vector<std::string> words{"sim", "explain", folder.string(), claim.metric};
    if (named != run.variants.end() && named != run.variants.begin()) words.insert(words.end(), {"--variant", variant.variant});
    return "why? " + shell_line(words) + '\n';
}

/// What was played so far.
struct Judgement {
    std::vector<Run> runs;
    std::vector<std::vector<JudgedClaim>> judged;
    std::string why; // the first command that would tell
    int worst = all_well;
    bool met = true;

    void play(const Request& request, Ranks& ranks, const Reading& reading) {
        const Run& run = runs.back();
        const auto keep = [&](const Findings& findings) { judged.back() = findings.judged; };
        judged.emplace_back();
        worst = std::max(worst, play_run(run, run_options_of(request, ranks, {&reading, 1}, folder_of(request, run)), keep));
        met = met && all_met(run, judged.back());
        if (why.empty()) why = why_text(run, folder_of(request, run));
    }
};

} // namespace

int play_claims(const Request& request, Ranks& ranks) {
    const std::vector<Reading> readings = open_scenarios(request);
    Judgement all;
    for (std::size_t i = 0; i < readings.size() && all.worst < by_signal; ++i) {
        if (readings[i].variants.front().claims.empty()) continue;
        all.runs.push_back(make_run(request, request.files[i], readings[i]));
        if (!all.runs.back().points.paths.empty()) return refuse_scenario(request.files[i], complaint_about_sweep("claims"));
        all.play(request, ranks, readings[i]);
    }
    if (all.worst >= by_signal) return all.worst;
    if (!request.quiet) std::fputs(terminal(claims_table(all.runs, all.judged, {}), style_of_terminal()).c_str(), stdout);
    if (!request.quiet) std::fputs(all.why.c_str(), stdout);
    return all.worst == all_well && !all.met ? not_met : all.worst;
}

} // namespace sim
