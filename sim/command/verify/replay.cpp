// Trials of a folder played again, beside what its store or its files say of them.
#include "command/verify/case.hpp"

#include "base/text.hpp"
#include "ensemble/discrepancy.hpp"
#include "ensemble/file.hpp"
#include "ensemble/lines.hpp"
#include "report/data.hpp"
#include "report/forms/csv.hpp"
#include "study/play.hpp"
#include "study/spot_checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace sim {
namespace {

/// The run_ids in runs.csv of the trials that ran out of time.
std::set<std::string> late_in_file(const Case& c) {
    std::set<std::string> late;
    if (!is_there(c.path("runs.csv"))) return late;
    const std::string text = read_file(c.path("runs.csv"));
    for (const std::string_view line : lines_of(text)) {
        const std::vector<std::string> cells = csv_cells(line);
        if (std::ranges::find(cells, ran_out_of_time) != cells.end()) late.insert(cells.front());
    }
    return late;
}

/// The trials that ran out of time, ascending: in the store, or where there is none, in runs.csv.
std::vector<std::uint64_t> late_trials(const Case& c, const Run& run, Store* store) {
    const std::set<std::string> in_file = store == nullptr ? late_in_file(c) : std::set<std::string>{};
    const auto is_late = [&](std::uint64_t id) {
        if (store == nullptr) return in_file.contains(std::to_string(id));
        const auto stored = store->find(run.trials.trial(id));
        return stored && stored->head.reason == ran_out_of_time;
    };
    std::vector<std::uint64_t> ids;
    for (std::uint64_t id = 0; id < run.trials.size(); ++id)
        if (is_late(id)) ids.push_back(id);
    return ids;
}

/// Some trials to be played again. Whether one runs out of time is the machine's affair: such trials are left out, and that is said.
std::vector<std::uint64_t> choose_trials(Case& c, const Run& run, Store* store) {
    if (c.options.spot_checks == 0) return {};
    const std::vector<std::uint64_t> late = late_trials(c, run, store);
    if (!late.empty())
        c.evidence.unchecked.push_back(fmt::format("{} ran out of time, which playing again cannot show", counted(late.size(), "trial")));
    return spot_checks(run, c.options.spot_checks, [&](std::uint64_t id) { return !std::ranges::binary_search(late, id); });
}

/// The rows of these trials in the files that list trials, where there is no store to compare with.
void compare_rows(Case& c, const ResultsFolder& opened, Store& played) {
    const ScratchFolder scratch;
    Changed change;
    for (const TrialFile& file : trial_files()) {
        const std::string name(file.name);
        if (!c.lists(name) || !is_there(c.path(name))) continue;
        file.write(scratch.path() / name, opened.run, played);
        const auto differences = row_differences(read_file(c.path(name)), read_file(scratch.path() / name));
        tell_differences(c, name, differences, "the trial played again");
        if (!c.sound.contains(name)) continue; // it was changed, whatever the program is
        for (const LineDifference& d : differences) {
            change.events |= d.what.starts_with("column fingerprint ");
            change.values |= d.what.starts_with("column values_fingerprint ");
        }
    }
    tell_change(c, change);
}

void compare_trials(Case& c, const Run& run, Store& store, Store& played, const std::vector<std::uint64_t>& chosen) {
    Changed change;
    for (const std::uint64_t id : chosen) {
        const Trial trial = run.trials.trial(id);
        for (const Discrepancy& d : discrepancies(store, played, trial, run.layouts[trial.variant])) {
            c.evidence.mismatch(
                store.path(), fmt::format("{}: {}: the store says {}, played again it is {}", name_of(run, trial), d.what, d.one, d.other));
            change.events |= d.what == events_discrepancy;
            change.values |= d.what == values_discrepancy;
        }
    }
    tell_change(c, change);
}

/// Returns how many were played.
std::uint64_t play_again(const Case& c, const Run& run, Store& played, const std::vector<std::uint64_t>& chosen) {
    const Voice& voice = c.options.voice;
    Progress progress(voice.quiet ? ProgressStyle::none : voice.progress, chosen.size(), 0);
    const Wanted wanted = [&](std::uint64_t id) { return std::ranges::binary_search(chosen, id); };
    const auto finished = [&](const Trial&, const Outcome& outcome) { progress.tick(outcome.status == Outcome::Status::failed); };
    const std::uint64_t trials = play_missing(run, played, wanted, {.threads = c.options.threads}, finished).trials;
    progress.finish();
    return trials;
}

/// Beside what the manifest says, where there is no store.
Changed change_of(const Case& c, const Run& run, Store& played) {
    const Inventory& says = c.manifest.inventory;
    const Inventory has = take_stock(run.trials, played, [&](std::uint64_t id) { return run.wants(id); });
    return {says.fingerprint != has.fingerprint, says.values_fingerprint != has.values_fingerprint};
}

} // namespace

bool check_played_again(Case& c, const ResultsFolder& opened, Store* store) {
    const std::vector<std::uint64_t> chosen = choose_trials(c, opened.run, store);
    if (chosen.empty()) return true;
    const ScratchFolder scratch;
    Store played(scratch.path() / store_name, provenance_of(opened.run));
    c.evidence.replayed = play_again(c, opened.run, played, chosen);
    if (c.evidence.replayed < chosen.size()) return false;
    if (store != nullptr)
        compare_trials(c, opened.run, *store, played, chosen);
    else if (chosen.size() == opened.run.size()) {
        check_made_again(c, opened, played, "the run played again");
        tell_change(c, change_of(c, opened.run, played));
    } else
        compare_rows(c, opened, played);
    return true;
}

} // namespace sim
