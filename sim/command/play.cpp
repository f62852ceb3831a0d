// A run played before people's eyes, and its results folder completed.
#include "command/play.hpp"

#include "command/exchange_text.hpp"
#include "ensemble/file.hpp"
#include "ensemble/shelf.hpp"
#include "ensemble/signals.hpp"
#include "report/findings.hpp"
#include "report/folder.hpp"
#include "report/unchanged.hpp"
#include "sim/cli.hpp"
#include "study/breaches.hpp"
#include "study/looks.hpp"

#include <optional>

namespace sim {
namespace {

constexpr std::uint64_t failures_told = 3; // unless all are wanted

/// Tells what happens while a run is played.
class Commentary : public Audience {
public:
    Commentary(const Voice& voice, bool tell_all_failures) : voice_(voice), tell_all_(tell_all_failures || voice.verbose) {}

    void begin(std::uint64_t wanted, std::uint64_t there) override {
        progress_.emplace(voice_.quiet ? ProgressStyle::none : voice_.progress, wanted, there);
        failures_ = 0;
    }
    void finished(const Run& run, const Trial& trial, const Outcome& outcome) override {
        const bool failed = outcome.status == Outcome::Status::failed;
        if (failed && (tell_all_ || failures_++ < failures_told)) {
            progress_->finish();
            voice_.say(failure_text(run, trial, outcome.reason));
            told_ = told_ || !voice_.quiet;
        }
        progress_->tick(failed);
    }
    void end() override { progress_->finish(); }
    [[nodiscard]] bool told_a_failure() const { return told_; }
    void looked(const Run& run, const Knowledge& known, bool last) override {
        if (last && !known.enough())
            complain(precision_text(run, known));
        else
            voice_.say(precision_text(run, known));
    }

private:
    const Voice& voice_;
    bool tell_all_;
    std::optional<Progress> progress_;
    std::uint64_t failures_ = 0;
    bool told_ = false;
};

/// The reason of the first trial that failed, by number: of one that was played before, or quietly.
std::string first_failure_text(const Run& run, Store& store) {
    for (std::uint64_t id = 0; id < run.trials.size(); ++id) {
        const Trial trial = run.trials.trial(id);
        const auto stored = store.find(trial);
        if (stored && stored->head.status == Outcome::Status::failed) return failure_text(run, trial, stored->head.reason);
    }
    return {};
}

int tell_unfinished(const PlayedRun& played, const RunOptions& options) {
    complain(unfinished_text(played.run, played.inventory, options.resume));
    return signal_caught() != 0 ? by_signal + signal_caught() : trials_failed;
}

/// The store of this run, be it a new one: that of another is kept beside it. No manifest vouches for what it will hold; where the present
/// store cannot be taken, its manifest stays.
Store take_store(const Run& run, const RunOptions& options, OwnFolder& folder) {
    const auto file = options.folder / store_name;
    const Provenance provenance = provenance_of(run);
    if (needs_exchange(file, provenance)) {
        folder.withdraw();
        const Exchange exchange = exchange_stores(file, provenance, all_scenario_names());
        options.voice.say(exchange_text(run, options.play.readings, exchange, options.fresh));
    }
    if (options.fresh) {
        Store::require_free(file);
        folder.withdraw();
        Store::erase(file);
    }
    Store store(file, provenance);
    folder.withdraw();
    return store;
}

/// So that a run that is ended early can be told from one of another scenario.
void note_origin(const RunOptions& options, Store& store) {
    store.note(command_note, options.resume);
    note_scenarios(store, options.play.readings);
}

/// What people are told of a run that is complete; returns the exit code. A failure is told unless one was.
int conclude(const Run& run, const RunOptions& options, Store& store, const Inventory& inventory, const WallClock& clock,
             const Findings& findings, bool told_a_failure) {
    for (const std::string& broken : findings.broken) complain(broken);
    if (inventory.played.failed > 0 && !told_a_failure) complain(first_failure_text(run, store));
    options.voice.say(closing_text(run, inventory, clock, options.folder));
    if (inventory.played.failed > 0) return trials_failed;
    return findings.broken.empty() ? all_well : not_met;
}

/// Where all is there and as it would be made, it is only shown.
int show_unchanged(const Run& run, const RunOptions& options, Unchanged& found, const Show& show) {
    WallClock clock;
    clock.threads = threads_of(options.play);
    Findings findings;
    if (show) {
        const ScratchFolder scratch;
        ResultFiles files(scratch.path());
        findings = write_results(files, run, options.play.readings, found.store, found.inventory, clock.threads);
        show(findings);
    } else if (run.kind == ResultsKind::run && !run.shard) {
        findings.broken = broken_expectations(run, found.store);
    }
    return conclude(run, options, found.store, found.inventory, clock, findings, false);
}

} // namespace

int play_run(const Run& run, const RunOptions& options, const Show& show) {
    if (!options.fresh && !options.retry_failed)
        if (auto found = find_unchanged(options.folder, run, options.play.readings)) return show_unchanged(run, options, *found, show);
    OwnFolder folder(options.folder);
    folder.enter();
    Store store = take_store(run, options, folder);
    note_origin(options, store);
    if (options.retry_failed) store.forget_unusable();
    Commentary commentary(options.voice, options.play.stop_on_failure);
    const PlayedRun played = play_to_end(run, store, options.play, commentary);
    if (!played.whole) return tell_unfinished(played, options);
    const Findings findings = complete_folder(folder, played.run, options.play.readings, store, played.inventory, played.clock);
    if (show) show(findings);
    const int exit = conclude(played.run, options, store, played.inventory, played.clock, findings, commentary.told_a_failure());
    return exit == all_well && !played.precise ? not_met : exit;
}

int play_run(const Run& run, const RunOptions& options) {
    if (options.voice.quiet) return play_run(run, options, nullptr);
    return play_run(run, options, [&](const Findings& findings) { print_run(options.voice, run, findings); });
}

} // namespace sim
