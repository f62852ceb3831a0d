#include "sim/play.hpp"

#include "sim/folder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <sys/ioctl.h>
#include <unistd.h>

namespace sim {
namespace {

using Stopwatch = std::chrono::steady_clock;

std::atomic<int> signal_received = 0;
std::atomic<std::int64_t> signal_time = 0; // ms on the steady clock
static_assert(std::atomic<int>::is_always_lock_free && std::atomic<std::int64_t>::is_always_lock_free, "a signal handler may not lock");
constexpr std::int64_t same_signal = 500; // ms: `timeout` and job schedulers send one to the process and one to its group

/// The first signal asks for an orderly end; another one, later, ends the program at once.
void on_signal(int number) {
    const std::int64_t now = std::chrono::duration_cast<std::chrono::milliseconds>(Stopwatch::now().time_since_epoch()).count();
    int none = 0;
    if (signal_received.compare_exchange_strong(none, number)) {
        signal_time = now;
    } else if (now - signal_time > same_signal) {
        std::signal(number, SIG_DFL);
        std::raise(number);
    }
}

/// While it lives, SIGINT and SIGTERM only set `signal_received`.
class SignalWatch {
public:
    SignalWatch() {
        signal_received = 0;
        struct sigaction action {};
        action.sa_handler = on_signal;
        action.sa_flags = SA_RESTART;
        sigaction(SIGINT, &action, &interrupt_);
        sigaction(SIGTERM, &action, &terminate_);
    }
    ~SignalWatch() {
        sigaction(SIGINT, &interrupt_, nullptr);
        sigaction(SIGTERM, &terminate_, nullptr);
    }
    SignalWatch(const SignalWatch&) = delete;
    SignalWatch& operator=(const SignalWatch&) = delete;

private:
    struct sigaction interrupt_ {
    }, terminate_{};
};

void say(const Request& request, const std::string& line) {
    if (!request.quiet) std::fputs((line + '\n').c_str(), stderr);
}

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
    const ScratchFolder scratch;
    std::vector<Reading> readings;
    for (const std::string& text : job.scenarios) {
        write_file(scratch.path() / "scenario.yaml", text);
        readings.push_back(read_scenario(scratch.path() / "scenario.yaml"));
        if (!readings.back().ok()) throw std::logic_error("a rank cannot read the scenario that rank 0 sent: are all ranks of one build?");
    }
    Run run = run_of(readings, job.replicates, job.seed);
    if (!std::ranges::equal(run.variants, job.hashes, {}, &Scenario::hash)) throw std::logic_error("a rank reads another scenario than rank 0: are all ranks of one build?");
    for (std::size_t v = 0; v < run.variants.size(); ++v) run.variants[v].variant = job.variants[v];
    return run;
}

/// "trial 17 (trend, point 3, replicate 8) failed: ..."
std::string failure_text(const Run& run, const Trial& trial, const Outcome& outcome) {
    const std::string point = run.design.points > 1 ? fmt::format("point {}, ", trial.point) : "";
    return fmt::format("trial {} ({}, {}replicate {}) failed: {}", trial.id, run.variants[trial.variant].variant, point, trial.replicate,
                       outcome.reason);
}

} // namespace

int signal_caught() { return signal_received; }

Programme programme_of(const Run& run) {
    return {run.variants, run.documents, run.layouts, run.points, run.seed, {}, [] { return signal_received != 0; }};
}

void follow(Ranks& ranks) {
    while (const auto job = next_job(ranks)) {
        const SignalWatch watch;
        const Run run = run_of(*job);
        Programme programme = programme_of(run);
        programme.time_limit = job->time_limit;
        const unsigned threads = job->threads == 0 ? fair_threads(ranks) : job->threads;
        play_trials(take_from_leader(ranks), put_to_leader(ranks), run.layouts, casting_of(programme), threads, programme.interrupted);
        report_at_rest(ranks);
    }
}

Played play_missing(const Request& request, const Run& run, Store& store, const Task& task) {
    Progress progress(request.quiet ? ProgressStyle::none : request.progress, task.size, task.done);
    std::uint64_t failures_told = 0;
    EnsembleOptions options;
    options.threads = task.threads;
    options.wanted = task.wanted;
    options.stop_on_failure = request.stop_on_failure;
    options.interrupted = [] { return signal_received != 0; };
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
        options.others = [&](const Take& take, const Put& put) { lead(*task.ranks, job_of(request, run, task.readings), take, put); };
    Programme programme = programme_of(run);
    programme.time_limit = time_limit_of(request);
    const Played played = play_all(run.design, run.layouts, casting_of(programme), store, options);
    progress.finish();
    return played;
}

namespace {

/// 12345678 as "12,345,678".
std::string with_commas(std::uint64_t number) {
    std::string digits = std::to_string(number);
    for (std::size_t place = digits.size(); place > 3; place -= 3) digits.insert(place - 3, ",");
    return digits;
}

/// How the shards of a run are joined, once all are there.
std::string merging_command(const Run& run, const std::filesystem::path& folder) {
    const std::string whole = shell_line({"results/" + run.variants.front().name});
    if (!folder.filename().string().starts_with(fmt::format("shard-{}-of-", run.shard->number)))
        return fmt::format("sim merge {} OTHER-SHARDS -o {}", shell_line({folder.string()}), whole);
    const std::filesystem::path above = folder.parent_path();
    const std::string in_front = above.empty() ? "" : shell_line({above.string()}) + '/';
    return fmt::format("sim merge {}shard-*-of-{} -o {}", in_front, run.shard->of, above.empty() ? whole : shell_line({above.string()}));
}

std::string closing_text(const Run& run, const Inventory& inventory, const WallClock& clock, const std::filesystem::path& folder) {
    std::string text = count_text(inventory) + '\n';
    if (clock.played.trials == 0)
        text += "all of them were there before: nothing was played\n";
    else
        text += fmt::format("played {} trials in {:.3g} s on {} {}: {:.3g} million events a second\n", with_commas(clock.played.trials),
                            clock.seconds, clock.threads, clock.threads == 1 ? "thread" : "threads",
                            static_cast<double>(clock.played.events) / clock.seconds / 1e6);
    if (run.shard)
        return text + fmt::format("seed {}; shard {} of {} is in {}; when all shards are there:\n  {}", run.seed, run.shard->number, run.shard->of,
                                  folder.string(), merging_command(run, folder));
    return text + fmt::format("seed {}; results in {}, tables in {}", run.seed, folder.string(), (folder / "tables").string());
}

/// Says how far an unfinished run has come, and how to go on with it.
int leave_unfinished(const Request& request, const Run& run, const Inventory& inventory) {
    const bool interrupted = signal_received != 0;
    std::fputs(fmt::format("{} after {} of {} trials, which are kept; to go on:\n  {}\n",
                           interrupted ? "interrupted" : "stopped at a failed trial", inventory.played.trials, run.size(),
                           resuming_command(request))
                   .c_str(),
               stderr);
    return interrupted ? by_signal + signal_received : trials_failed;
}

/// As many sections as fit in 120 lines, at least one, and how many are left; or all of them.
void print_sections(const std::vector<std::string>& sections, bool all) {
    std::string text;
    std::size_t shown = 0;
    for (; shown < sections.size(); ++shown) {
        const std::string next = (shown == 0 ? "" : "\n") + sections[shown];
        if (shown > 0 && !all && std::ranges::count(text, '\n') + std::ranges::count(next, '\n') > 120) break;
        text += next;
    }
    const std::size_t left = sections.size() - shown;
    if (left > 0) text += fmt::format("\n{} more {}: --verbose prints all, tables/ has all\n", left, left == 1 ? "table" : "tables");
    std::fputs(text.c_str(), stdout);
}

std::string terminal_text(const Section& section, bool with_footnotes) {
    std::string text;
    for (Table table : section.tables) {
        if (!with_footnotes) table.footnotes.clear();
        text += (text.empty() ? "" : "\n") + terminal(table, style_of_terminal());
    }
    return section.text.empty() ? text : text + '\n' + section.text;
}

}  // namespace

std::string now_as_text() { return to_text(Instant(std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()))); }

std::string count_text(const Inventory& inventory) {
    return fmt::format("{} trials ({} failed), {} events; fingerprint {:016x}", with_commas(inventory.played.trials), inventory.played.failed,
                       with_commas(inventory.played.events), inventory.fingerprint);
}

namespace {

void add(Played& sum, const Played& more) {
    sum.trials += more.trials;
    sum.failed += more.failed;
    sum.events += more.events;
}

/// "precision: research_share[CHN]@2030 is known to +-0.62 pp after 150 replicates (trend, point 3); 0.5 pp are wanted"
std::string precision_text(const Run& run, const Knowledge& known) {
    const std::string unit = parse_printed(known.wanted->within).unit;
    const std::string place = run.design.points > 1 ? fmt::format("{}, point {}", run.variants[known.variant].variant, known.point) : run.variants[known.variant].variant;
    return fmt::format("precision: {} is known to +-{:.3g}{}{} after {} replicates ({}); {} is wanted", known.wanted->figure, known.half_width / scale_of(unit),
                       unit.empty() ? "" : " ", unit, with_commas(run.design.replicates), place, known.wanted->within);
}

/// One run in its stages: without a wanted precision there is one.
class Stages {
public:
    Stages(const Request& request, Ranks& ranks, const Run& run, std::span<const Reading> readings, Store& store)
        : request_(request), ranks_(ranks), readings_(readings), store_(store), run_(run), most_(run.design.replicates * most_growth) {
        clock_.started = now_as_text();
        clock_.threads = request.threads == 0 ? fair_threads(ranks) : request.threads;
        clock_.ranks = ranks.count();
    }

    /// Plays until nothing is missing and all is known that well; false where it was ended before.
    bool play() {
        while (play_stage()) {
            if (run_.precision.empty()) return true;
            const Knowledge known = *least_known(store_, run_.design, run_.layouts, run_.precision);
            say(request_, precision_text(run_, known));
            precise_ = known.enough();
            if (precise_ || run_.design.replicates >= most_) return true;
            run_.design.replicates = std::min(next_look(run_.design.replicates), most_);
        }
        return false;
    }
    [[nodiscard]] bool precise() const { return precise_; }
    [[nodiscard]] const Run& run() const { return run_; }
    [[nodiscard]] const Inventory& inventory() const { return inventory_; }
    [[nodiscard]] const WallClock& clock() const { return clock_; }

private:
    bool play_stage() {
        const Wanted wanted = [this](std::uint64_t id) { return run_.wants(id); };
        const Inventory before = take_stock(run_.design, store_, wanted);
        const auto begin = Stopwatch::now();
        if (!(request_.stop_on_failure && before.played.failed > 0))
            add(clock_.played, play_missing(request_, run_, store_, {wanted, run_.size(), before.played.trials, clock_.threads, true, &ranks_, readings_}));
        clock_.seconds += std::chrono::duration<double>(Stopwatch::now() - begin).count();
        clock_.finished = now_as_text();
        inventory_ = take_stock(run_.design, store_, wanted);
        return inventory_.played.trials == run_.size();
    }

    const Request& request_;
    Ranks& ranks_;
    std::span<const Reading> readings_;
    Store& store_;
    Run run_;
    std::uint64_t most_;
    Inventory inventory_;
    WallClock clock_;
    bool precise_ = true;
};

}  // namespace

int play_run(const Request& request, Ranks& ranks, const Run& run, std::span<const Reading> readings, const std::filesystem::path& folder, const Show& show) {
    if (request.fresh) Store::erase(folder / store_name);
    Store store(folder / store_name, provenance_of(run));
    store.note(command_note, resuming_command(request));
    if (request.retry_failed) store.forget_failed();
    Stages stages(request, ranks, run, readings, store);
    if (!stages.play()) return leave_unfinished(request, stages.run(), stages.inventory());
    const Findings findings = complete_folder(folder, stages.run(), readings, store, stages.inventory(), stages.clock());
    show(findings);
    for (const std::string& broken : findings.broken) say(request, broken);
    say(request, closing_text(stages.run(), stages.inventory(), stages.clock(), folder));
    if (stages.inventory().played.failed > 0) return trials_failed;
    return stages.precise() && findings.broken.empty() ? all_well : not_met;
}

void print_run(const Request& request, const Run& run, const Findings& findings) {
    if (request.quiet) return;
    const bool once = run.kind == ResultsKind::run; // the footnotes are the same below every table
    std::vector<std::string> sections;
    for (std::size_t i = 0; i < findings.sections.size(); ++i)
        sections.push_back(terminal_text(findings.sections[i], !once || i + 1 == findings.sections.size()));
    if (once && !sections.empty()) sections[0] = fmt::format("{}: {}\n\n", run.variants.front().name, run.variants.front().title) + sections[0];
    print_sections(sections, request.verbose);
    if (run.kind != ResultsKind::run || findings.judged.empty()) return;
    std::fputs((terminal(claims_table({&run, 1}, {&findings.judged, 1}, {}), style_of_terminal()) + '\n').c_str(), stdout);
}

TerminalStyle style_of_terminal() {
    const bool to_terminal = ::isatty(STDOUT_FILENO) != 0;
    TerminalStyle style;
    winsize size{};
    if (to_terminal && ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) style.width = std::clamp<std::size_t>(size.ws_col, 80, 160);
    style.bold = to_terminal && std::getenv("NO_COLOR") == nullptr;
    return style;
}

}  // namespace sim
