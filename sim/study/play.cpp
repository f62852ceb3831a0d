// Playing trials of a run: what this process does, and what it has other ranks do.
#include "study/play.hpp"

#include "ensemble/file.hpp"
#include "ensemble/relay.hpp"
#include "ensemble/signals.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

namespace sim {
namespace {

Assignment assignment_of(const Run& run, const PlayOptions& options) {
    Assignment assignment;
    for (const Reading& reading : options.readings) assignment.scenarios.push_back(resolved_yaml(reading));
    for (const Scenario& variant : run.variants) {
        assignment.variants.push_back(variant.variant);
        assignment.hashes.push_back(variant.hash);
    }
    assignment.seed = run.seed;
    assignment.replicates = run.trials.replicates;
    assignment.threads = options.threads;
    assignment.time_limit = options.time_limit;
    return assignment;
}

/// The run as this rank reads it.
Run run_of(const Assignment& assignment) {
    std::vector<Reading> readings;
    for (const std::string& text : assignment.scenarios) {
        readings.push_back(read_scenario("scenario.yaml", [&text](const std::string&) { return text; }));
        if (!readings.back().ok()) throw std::logic_error("a rank cannot read the scenario that rank 0 sent: are all ranks of one build?");
    }
    Run run = run_of(readings, assignment.replicates, assignment.seed);
    if (!std::ranges::equal(run.variants, assignment.hashes, {}, &Scenario::hash))
        throw std::logic_error("a rank reads another scenario than rank 0: are all ranks of one build?");
    for (std::size_t v = 0; v < run.variants.size(); ++v) run.variants[v].variant = assignment.variants[v];
    return run;
}

bool signal_came() { return signal_caught() != 0; }

/// The run must outlive it.
Programme programme_of(const Run& run, std::optional<std::chrono::nanoseconds> time_limit) {
    return {run.variants, run.documents, run.layouts, run.points, run.seed, time_limit, signal_came};
}

} // namespace

unsigned threads_of(const PlayOptions& options) {
    if (options.threads > 0) return options.threads;
    return options.ranks == nullptr ? all_threads() : fair_threads(*options.ranks);
}

Played play_missing(const Run& run, Store& store, const Wanted& wanted, const PlayOptions& options, const Finished& finished) {
    EnsembleOptions how;
    how.threads = threads_of(options);
    how.wanted = wanted;
    how.stop_on_failure = options.stop_on_failure;
    how.interrupted = signal_came;
    how.finished = finished;
    if (options.ranks != nullptr && options.ranks->count() > 1)
        how.others = [&](const Take& take, const Put& put) { lead(*options.ranks, assignment_of(run, options), take, put, note_signal); };
    const SignalWatch watch;
    return play_all(run.trials, run.layouts, players_of(programme_of(run, options.time_limit)), store, how);
}

void follow(Ranks& ranks) {
    while (const auto assignment = next_assignment(ranks)) {
        const SignalWatch watch;
        const Run run = run_of(*assignment);
        const unsigned threads = assignment->threads == 0 ? fair_threads(ranks) : assignment->threads;
        play_trials(take_from_leader(ranks), put_to_leader(ranks), run.layouts, players_of(programme_of(run, assignment->time_limit)),
                    threads, signal_came);
        report_at_rest(ranks, signal_caught());
    }
}

} // namespace sim
