#include "sim/commands.hpp"

#include "sim/report.hpp"
#include "sim/version.hpp"

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

std::string now_as_text() { return to_text(Instant(std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()))); }

void say(const Request& request, const std::string& line) {
    if (!request.quiet) std::fputs((line + '\n').c_str(), stderr);
}

Run make_run(const Request& request, const std::string& file, const Reading& reading) {
    const Scenario& first = reading.variants.front();
    Run run;
    run.variants = reading.variants;
    for (const Scenario& variant : run.variants) run.layouts.emplace_back(variant);
    run.design = {static_cast<std::uint32_t>(run.variants.size()), 1, request.replicates.value_or(first.replicates)};
    run.seed = request.seed.value_or(first.seed);
    run.command = canonical_command(request, file);
    run.arguments = request.arguments;
    return run;
}

Provenance provenance_of(const Run& run) {
    Provenance provenance{run.variants.front().name, std::string(model_version), run.seed, {}};
    for (std::size_t v = 0; v < run.variants.size(); ++v)
        provenance.variants.push_back({run.variants[v].variant, run.variants[v].hash, hash_of(run.layouts[v])});
    return provenance;
}

std::filesystem::path folder_of(const Request& request, const Run& run) {
    const std::string& name = run.variants.front().name;
    if (request.out.empty()) return std::filesystem::path("results") / name;
    return request.files.size() == 1 ? request.out : request.out / name;
}

/// Each thread has a player for each variant that comes its way, and keeps them.
Casting casting_of(const Run& run) {
    return [&run] {
        auto players = std::make_shared<std::vector<std::optional<Player>>>(run.variants.size());
        return [&run, players](const Trial& trial) {
            std::optional<Player>& player = (*players)[trial.variant];
            if (!player) player.emplace(run.variants[trial.variant]);
            return player->play(run.seed, trial.replicate);
        };
    };
}

/// "trial 17 (trend, replicate 8) failed: ..."
std::string failure_text(const Run& run, const Trial& trial, const Outcome& outcome) {
    return fmt::format("trial {} ({}, replicate {}) failed: {}", trial.id, run.variants[trial.variant].variant, trial.replicate,
                       outcome.reason);
}

/// Plays what is missing, with signs of life; returns what was played.
Played play_missing(const Request& request, const Run& run, Store& store, const Inventory& before, unsigned threads) {
    Progress progress(request.quiet ? ProgressStyle::none : request.progress, run.design.size(), before.played.trials);
    std::uint64_t failures_told = 0;
    EnsembleOptions options;
    options.threads = threads;
    options.stop_on_failure = request.stop_on_failure;
    options.interrupted = [] { return signal_received != 0; };
    options.finished = [&](const Trial& trial, const Outcome& outcome) {
        const bool failed = outcome.status == Outcome::Status::failed;
        if (failed && (request.verbose || request.stop_on_failure || failures_told++ < 3)) {
            progress.finish();
            say(request, failure_text(run, trial, outcome));
        }
        progress.tick(failed);
    };
    const SignalWatch watch;
    const Played played = play_all(run.design, run.layouts, casting_of(run), store, options);
    progress.finish();
    return played;
}

/// As wide as the terminal, within what is pleasant to read.
std::size_t width_of_terminal() {
    winsize size{};
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return TerminalStyle{}.width;
    return std::clamp<std::size_t>(size.ws_col, 80, 160);
}

/// The tables that the scenario asks for, in its order.
std::vector<Table> chosen_tables(const Run& run, const Headline& headline, const Table& where_it_went) {
    std::vector<Table> chosen;
    for (const Metric metric : headline.metrics()) chosen.push_back(headline.of_metric(metric));
    const auto& asked = run.variants.front().report.tables;
    const auto place = static_cast<std::size_t>(std::ranges::find(asked, ledger_table) - asked.begin());
    if (place < asked.size()) chosen.insert(chosen.begin() + static_cast<std::ptrdiff_t>(std::min(place, chosen.size())), where_it_went);
    return chosen;
}

/// As many tables as fit in 120 lines, at least one; with --verbose all of them.
void print_tables(const Request& request, const Run& run, const Headline& headline, const Table& where_it_went) {
    const bool to_terminal = ::isatty(STDOUT_FILENO) != 0;
    const TerminalStyle style{to_terminal ? width_of_terminal() : TerminalStyle{}.width, to_terminal && std::getenv("NO_COLOR") == nullptr};
    std::vector<Table> tables = chosen_tables(run, headline, where_it_went);
    std::string text = fmt::format("{}: {}\n\n", run.variants.front().name, run.variants.front().title);
    std::size_t shown = 0;
    for (bool fits = true; shown < tables.size() && fits; ++shown) {
        if (shown + 1 < tables.size()) tables[shown].footnotes.clear();  // the same below every table
        const std::string next = terminal(tables[shown], style) + '\n';
        fits = shown == 0 || request.verbose || std::ranges::count(text, '\n') + std::ranges::count(next, '\n') <= 120;
        if (!fits) break;
        text += next;
    }
    const std::size_t left = tables.size() - shown;
    if (left > 0) text += fmt::format("{} more {}: --verbose prints all, tables/ has all\n", left, left == 1 ? "table" : "tables");
    std::fputs(text.c_str(), stdout);
}

void write_tables(const std::filesystem::path& folder, const Run& run, const Headline& headline) {
    std::string all;
    for (std::uint32_t variant = 0; variant < run.design.variants; ++variant) all += markdown(headline.of_variant(variant)) + '\n';
    write_file(folder / "headline.md", all);
    for (const Metric metric : headline.metrics())
        write_file(folder / (std::string(row_of(metric).id) + ".md"), markdown(headline.of_metric(metric)));
}

/// Everything but the manifest.
void write_results(const std::filesystem::path& folder, const Request& request, const Run& run, const Reading& reading, Store& store,
                   const Inventory& inventory, unsigned threads) {
    std::error_code ignored;
    std::filesystem::remove(folder / "manifest.json", ignored);
    write_file(folder / "scenario.resolved.yaml", resolved_yaml(reading));
    write_runs(folder / "runs.csv", run, store);
    write_design(folder / "design.csv", run, store);
    if (request.series)
        write_series(folder / "series.csv", run, store);
    else
        std::filesystem::remove(folder / "series.csv", ignored); // of an earlier run, which it would belie
    Headline headline(run);
    LedgerBook ledger(run);
    SummaryFile summary(folder / "summary.csv", run);
    summarise(store, run.design, run.layouts, {.threads = threads}, [&](const SummaryRow& row) {
        summary.add(row);
        headline.add(row);
        ledger.add(row);
    });
    summary.commit();
    ledger.write(folder / "ledger.csv");
    headline.conclude(inventory);
    write_tables(folder / "tables", run, headline);
    const Table where_it_went = ledger.where_it_went(inventory);
    write_file(folder / "tables" / (std::string(ledger_table) + ".md"), markdown(where_it_went));
    if (!request.quiet) print_tables(request, run, headline, where_it_went);
}

/// 12345678 as "12,345,678".
std::string with_commas(std::uint64_t number) {
    std::string digits = std::to_string(number);
    for (std::size_t place = digits.size(); place > 3; place -= 3) digits.insert(place - 3, ",");
    return digits;
}

std::string closing_text(const Run& run, const Inventory& inventory, const WallClock& clock, const std::filesystem::path& folder) {
    std::string text = fmt::format("{} trials ({} failed), {} events; fingerprint {:016x}\n", with_commas(inventory.played.trials),
                                   inventory.played.failed, with_commas(inventory.played.events), inventory.fingerprint);
    if (clock.played.trials == 0)
        text += "all of them were there before: nothing was played\n";
    else
        text += fmt::format("played {} trials in {:.3g} s on {} {}: {:.3g} million events a second\n", with_commas(clock.played.trials),
                            clock.seconds, clock.threads, clock.threads == 1 ? "thread" : "threads",
                            static_cast<double>(clock.played.events) / clock.seconds / 1e6);
    return text + fmt::format("seed {}; results in {}, tables in {}", run.seed, folder.string(), (folder / "tables").string());
}

}  // namespace

int play_scenario(const Request& request, const std::string& file, const Reading& reading) {
    const Run run = make_run(request, file, reading);
    const std::filesystem::path folder = folder_of(request, run);
    if (request.fresh) Store::erase(folder / "store.sqlite");
    Store store(folder / "store.sqlite", provenance_of(run));
    const Inventory before = take_stock(run.design, store);
    WallClock clock;
    clock.started = now_as_text();
    clock.threads = request.threads == 0 ? all_threads() : request.threads;

    const auto begin = Stopwatch::now();
    if (!(request.stop_on_failure && before.played.failed > 0)) clock.played = play_missing(request, run, store, before, clock.threads);
    clock.seconds = std::chrono::duration<double>(Stopwatch::now() - begin).count();
    clock.finished = now_as_text();

    const Inventory inventory = take_stock(run.design, store);
    if (inventory.played.trials < run.design.size()) {
        const bool interrupted = signal_received != 0;
        std::fputs(fmt::format("{} after {} of {} trials, which are kept; to go on:\n  {}\n",
                               interrupted ? "interrupted" : "stopped at a failed trial", inventory.played.trials, run.design.size(),
                               resuming_command(request))
                       .c_str(),
                   stderr);
        return interrupted ? by_signal + signal_received : trials_failed;
    }
    write_results(folder, request, run, reading, store, inventory, clock.threads);
    write_file(folder / "manifest.json", manifest(run, inventory, clock));
    say(request, closing_text(run, inventory, clock, folder));
    return inventory.played.failed > 0 ? trials_failed : all_well;
}

}  // namespace sim
