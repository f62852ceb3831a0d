#include "command/play.hpp"

#include "report/folder.hpp"

#include <algorithm>
#include <chrono>

namespace sim {
namespace {

std::optional<std::chrono::nanoseconds> time_limit_of(const Request& request) {
    if (request.timeout == 0) return std::nullopt;
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double>(request.timeout));
}

Job job_of(const Request& request, const Run& run, std::span<const Reading> readings) {
    Job job;
    for (const Reading& reading : readings) job.scenarios.push_back(resolved_yaml(reading));
    for (const Scenario& variant : run.variants) {
        job.variants.push_back(variant.variant);
        job.hashes.push_back(variant.hash);
    }
    job.seed = run.seed;
    job.replicates = run.design.replicates;
    job.threads = request.threads;
    job.time_limit = time_limit_of(request);
    return job;
}

/// The run as this rank reads it.
Run run_of(const Job& job) {
    std::vector<Reading> readings;
    for (const std::string& text : job.scenarios) {
        readings.push_back(read_scenario("scenario.yaml", [&text](const std::string&) { return text; }));
        if (!readings.back().ok()) throw std::logic_error("a rank cannot read the scenario that rank 0 sent: are all ranks of one build?");
    }
    Run run = run_of(readings, job.replicates, job.seed);
    if (!std::ranges::equal(run.variants, job.hashes, {}, &Scenario::hash))
        throw std::logic_error("a rank reads another scenario than rank 0: are all ranks of one build?");
    for (std::size_t v = 0; v < run.variants.size(); ++v) run.variants[v].variant = job.variants[v];
    return run;
}

} // namespace

Programme programme_of(const Run& run) {
    return {run.variants, run.documents, run.layouts, run.points, run.seed, {}, [] { return signal_caught() != 0; }};
}

void follow(Ranks& ranks) {
    while (const auto job = next_job(ranks)) {
        const SignalWatch watch;
        const Run run = run_of(*job);
        Programme programme = programme_of(run);
        programme.time_limit = job->time_limit;
        const unsigned threads = job->threads == 0 ? fair_threads(ranks) : job->threads;
        play_trials(take_from_leader(ranks), put_to_leader(ranks), run.layouts, casting_of(programme), threads, programme.interrupted);
        report_at_rest(ranks, signal_caught());
    }
}

Played play_missing(const Request& request, const Run& run, Store& store, const Task& task) {
    Progress progress(request.quiet ? ProgressStyle::none : request.progress, task.size, task.done);
    std::uint64_t failures_told = 0;
    EnsembleOptions options;
    options.threads = task.threads;
    options.wanted = task.wanted;
    options.stop_on_failure = request.stop_on_failure;
    options.interrupted = [] { return signal_caught() != 0; };
    options.finished = [&](const Trial& trial, const Outcome& outcome) {
        const bool failed = outcome.status == Outcome::Status::failed;
        if (failed && task.tell_failures && (request.verbose || request.stop_on_failure || failures_told++ < 3)) {
            progress.finish();
            say(request, failure_text(run, trial, outcome));
        }
        progress.tick(failed);
    };
    const SignalWatch watch;
    if (task.ranks != nullptr && task.ranks->count() > 1)
        options.others = [&](const Take& take, const Put& put) {
            lead(*task.ranks, job_of(request, run, task.readings), take, put, note_signal);
        };
    Programme programme = programme_of(run);
    programme.time_limit = time_limit_of(request);
    const Played played = play_all(run.design, run.layouts, casting_of(programme), store, options);
    progress.finish();
    return played;
}

} // namespace sim
