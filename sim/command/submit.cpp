// `sim submit`: a script that has a cluster play a run in shards and join them.
#include "command/commands.hpp"

#include "base/text.hpp"
#include "command/forecast.hpp"
#include "command/request.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace sim {
namespace {

constexpr double margin_of_time = 3, margin_of_memory = 2;
constexpr double least_seconds = 600;                       // to read the scenario, to draw a sweep's points, to wait for disks
constexpr double megabyte = 1 << 20, least_megabytes = 512; // as Slurm counts them
constexpr double store_bytes = 20e6, bytes_of_place = 12;   // see Store
constexpr double seconds_per_minute = 60;

/// `sim run FILE...` with all that the request says of a run but where it goes, in how many threads, and which part it is.
std::string playing_command(const Request& request) {
    std::string line = canonical_command(request, "run", request.files);
    line.replace(0, std::string_view("sim").size(), shell_line({request.program}));
    const auto add = [&](bool wanted, const std::string& words) { line += wanted ? ' ' + words : ""; };
    add(request.strict, "--strict");
    add(request.timeout > 0, fmt::format("--timeout-run {}", request.timeout));
    add(request.retry_failed, "--retry-failed");
    add(request.fresh, "--fresh");
    add(request.stop_on_failure, "--on-error stop");
    add(request.quiet, "--quiet");
    add(request.verbose, "--verbose");
    return line + " --progress plain";
}

/// What each job of the array asks for.
struct Needs {
    unsigned threads = 1;
    std::uint64_t minutes = 0, megabytes = 0;
};

Needs needs_of(const Request& request, const Forecast& cost) {
    const unsigned threads = threads_of(request);
    const double of_shard = std::ceil(cost.trials / static_cast<double>(request.slurm));
    const double seconds = least_seconds + margin_of_time * of_shard * cost.seconds / std::min<double>(threads, of_shard);
    const double bytes = margin_of_memory * (threads * cost.memory + store_bytes + cost.trials * bytes_of_place);
    return {threads, static_cast<std::uint64_t>(std::ceil(seconds / seconds_per_minute)),
            static_cast<std::uint64_t>(std::max(least_megabytes, std::ceil(bytes / megabyte)))};
}

std::string head_of(const Request& request, const Forecast& cost) {
    return fmt::format(
        "#!/bin/sh\n"
        "# {:.0f} trials in {} shards for Slurm, and a job that joins them.\n"
        "# Each may take {} times what its trials took in a pilot here ({}{:.3g} s each) and {} min; memory is {} times the pilot's "
        "({:.0f} MB a thread),\n# at least {} MB.\n"
        "# A shard that is ended early goes on where it was when this is submitted again.\n"
        "set -eu\n",
        cost.trials, request.slurm, margin_of_time, cost.at_least ? "more than " : "", cost.seconds, least_seconds / seconds_per_minute,
        margin_of_memory, cost.memory / megabyte, least_megabytes);
}

std::string script(const Request& request, const Run& run, const Forecast& cost) {
    const Needs needs = needs_of(request, cost);
    const std::filesystem::path folder = folder_of(request, run);
    const std::string name = shell_line({"sim-" + run.variants.front().name}), in = shell_line({folder.string()});
    const std::string play =
        fmt::format("{} --threads {} --shard \"$SLURM_ARRAY_TASK_ID\"/{} --out {}/shard-\"$SLURM_ARRAY_TASK_ID\"-of-{} "
                    "|| test $? -eq 1", // failed trials are results too
                    playing_command(request), needs.threads, request.slurm, in, request.slurm);
    const std::string join = fmt::format("exec {} merge {}/shard-*-of-{} --out {} --threads {}", shell_line({request.program}), in,
                                         request.slurm, in, needs.threads);
    const std::string asked = fmt::format("--cpus-per-task={} --time={} --mem={}M", needs.threads, needs.minutes, needs.megabytes);
    return head_of(request, cost) + fmt::format("shards=$(sbatch --parsable --job-name={} --array=1-{} {} --wrap={})\n"
                                                "sbatch --job-name={}-merge --dependency=afterok:\"${{shards%%;*}}\" {} --wrap={}\n",
                                                name, request.slurm, asked, in_shell_quotes(play), name, asked, in_shell_quotes(join));
}

} // namespace

int print_submission(const Request& request, Ranks&) {
    if (request.files.size() != 1) return refuse("one scenario is submitted at a time");
    const std::vector<Reading> readings = open_scenarios(request);
    Reading unswept = readings.front();
    for (Scenario& variant : unswept.variants) variant.sweep.design.reset(); // its points take time, and change no word here
    Run run = make_run(request, request.files.front(), unswept);
    run.shard = Shard{1, request.slurm};
    if (const std::string complaint = complaint_about(run); !complaint.empty()) return refuse(complaint);
    run.shard.reset();
    std::fputs(script(request, run, forecast(request, request.files.front(), readings.front())).c_str(), stdout);
    return all_well;
}

} // namespace sim
