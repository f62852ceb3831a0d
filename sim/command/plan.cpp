// `sim plan`: how many trials there are, and what they will take.
#include "command/commands.hpp"

#include "base/text.hpp"
#include "command/request.hpp"
#include "study/precision.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <cstdio>

namespace sim {
namespace {

using Stopwatch = std::chrono::steady_clock;
constexpr auto time_for_planning = std::chrono::seconds(1);
constexpr std::uint64_t most_trials_for_planning = 50;
constexpr double bytes_of_row = 200; // of a trial in the store, and of its place in the index
constexpr double seconds_per_minute = 60, seconds_per_hour = 60 * seconds_per_minute;
constexpr double megabyte = 1e6;

/// What a trial takes on average over the variants, from a few that are played.
struct Cost {
    std::uint64_t trials = 0;
    double seconds = 0, events = 0, bytes = 0;
};

Cost cost_of_a_few(const std::vector<Scenario>& variants, std::uint64_t seed, std::uint64_t replicates) {
    Cost cost;
    std::vector<Player> players;
    for (const Scenario& variant : variants) players.emplace_back(variant);
    const auto begin = Stopwatch::now();
    const auto enough = [&] { return cost.trials >= most_trials_for_planning || Stopwatch::now() - begin > time_for_planning; };
    for (std::uint64_t replicate = 0; replicate < replicates && !(replicate > 0 && enough()); ++replicate) {
        for (Player& player : players) {
            const PackedOutcome packed = pack(player.play(seed, replicate));
            cost.events += static_cast<double>(packed.head.events);
            for (const std::string& part : packed.parts) cost.bytes += static_cast<double>(part.size());
            ++cost.trials;
        }
    }
    const auto n = static_cast<double>(cost.trials);
    cost.seconds = std::chrono::duration<double>(Stopwatch::now() - begin).count() / n;
    cost.events /= n;
    cost.bytes = cost.bytes / n + bytes_of_row;
    return cost;
}

/// Up to two of a unit are told in the next smaller one.
std::string to_duration(double seconds) {
    if (seconds < 1e-3) return fmt::format("{:.3g} us", seconds * 1e6);
    if (seconds < 1) return fmt::format("{:.3g} ms", seconds * 1e3);
    if (seconds < 2 * seconds_per_minute) return fmt::format("{:.3g} s", seconds);
    if (seconds < 2 * seconds_per_hour) return fmt::format("{:.3g} min", seconds / seconds_per_minute);
    return fmt::format("{:.3g} h", seconds / seconds_per_hour);
}

/// That these replicates are only where a run with a wanted precision begins; empty where none is wanted.
std::string growth_text(const Request& request, const Run& run) {
    std::vector<std::string> wanted = request.precision;
    for (const Precision& precision : run.variants.front().report.precision) wanted.push_back(precision.figure + '=' + precision.within);
    if (wanted.empty()) return {};
    const std::uint64_t replicates = run.trials.replicates;
    return fmt::format("precision: {} replicates are where it starts, {} come next; more are added until {} holds, at most {}\n",
                       replicates, next_look(replicates), fmt::join(wanted, " and "), replicates * most_growth);
}

std::string plan_text(const Request& request, const Run& run, const Cost& cost) {
    const unsigned threads = threads_of(request);
    const auto trials = static_cast<double>(run.trials.size());
    const std::string of_points = run.points.paths.empty() ? "" : fmt::format("{} points x ", run.points.count());
    return fmt::format("{}: {} x {}{} replicates = {} trials\n"
                       "time: about {} on {} ({} and {:.0f} events a trial; {} were played to find out)\n"
                       "disk: about {:.3g} MB in store.sqlite\n{}",
                       run.variants.front().name, counted(run.variants.size(), "variant"), of_points, run.trials.replicates, trials,
                       to_duration(trials * cost.seconds / std::min<double>(threads, trials)), counted(threads, "thread"),
                       to_duration(cost.seconds), cost.events, cost.trials, trials * cost.bytes / megabyte, growth_text(request, run));
}

int plan(const Request& request, const std::string& file, const Reading& reading) {
    const Run run = make_run(request, file, reading);
    if (const std::string complaint = complaint_about(run); !complaint.empty()) return refuse(complaint);
    const Cost cost = cost_of_a_few(run.variants, run.seed, run.trials.replicates);
    std::fputs(plan_text(request, run, cost).c_str(), stdout);
    return all_well;
}

} // namespace

int plan_scenarios(const Request& request, Ranks&) {
    const std::vector<Reading> readings = open_scenarios(request);
    int worst = all_well;
    for (std::size_t i = 0; i < readings.size(); ++i) worst = std::max(worst, plan(request, request.files[i], readings[i]));
    return worst;
}

} // namespace sim
