// `sim run` and `sim hindcast`: scenarios played one after the other, each into its folder.
#include "command/commands.hpp"

#include "command/request.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

namespace sim {
namespace {

/// Why this run cannot be played as a hindcast; empty where it can.
std::string complaint_about_hindcast(const Run& run) {
    if (!run.points.paths.empty()) return complaint_about_sweep("hindcasts");
    const bool all_have = std::ranges::all_of(run.variants, [](const Scenario& v) { return v.hindcast.origin && !v.observations.empty(); });
    return all_have ? "" : "a hindcast needs 'hindcast: {origin: DATE}' and 'observations', such as in scenarios/hindcast2017.yaml";
}

int play_scenario(const Request& request, Ranks& ranks, const std::string& file, const Reading& reading) {
    const Run run = make_run(request, file, reading);
    if (const std::string complaint = complaint_about(run); !complaint.empty()) return refuse(complaint);
    return play_run(run, run_options_of(request, ranks, {&reading, 1}, folder_of(request, run)));
}

int play_hindcast(const Request& request, Ranks& ranks, const std::string& file, const Reading& reading) {
    const Run run = make_run(request, file, reading, ResultsKind::hindcast);
    if (const std::string complaint = complaint_about_hindcast(run); !complaint.empty()) return refuse_scenario(file, complaint);
    return play_run(run, run_options_of(request, ranks, {&reading, 1}, folder_of(request, run)));
}

/// Returns the worst exit code; a signal ends all.
int play_each(const Request& request, Ranks& ranks, int (*play)(const Request&, Ranks&, const std::string&, const Reading&)) {
    const std::vector<Reading> readings = open_scenarios(request);
    int worst = all_well;
    for (std::size_t i = 0; i < readings.size() && worst <= by_signal; ++i)
        worst = std::max(worst, play(request, ranks, request.files[i], readings[i]));
    return worst;
}

} // namespace

int play_scenarios(const Request& request, Ranks& ranks) { return play_each(request, ranks, play_scenario); }

int play_hindcasts(const Request& request, Ranks& ranks) { return play_each(request, ranks, play_hindcast); }

} // namespace sim
