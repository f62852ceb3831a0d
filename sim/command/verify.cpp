#include "command/commands.hpp"

#include "base/text.hpp"
#include "command/play.hpp"
#include "ensemble/checksum.hpp"
#include "ensemble/discrepancy.hpp"
#include "ensemble/lines.hpp"
#include "report/data.hpp"
#include "report/folder.hpp"
#include "report/forms/csv.hpp"
#include "study/sample.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <set>

namespace sim {
namespace {

constexpr std::size_t most_told = 100; // differences of one file

/// What verification has found so far.
struct Account {
    std::vector<std::string> mismatches; // each a line that begins with a file
    std::vector<std::string> unchecked;  // what could not be checked, and why
    std::uint64_t replayed = 0;
    void mismatch(const std::filesystem::path& file, std::string_view what) {
        mismatches.push_back(fmt::format("{}: {}", file.string(), what));
    }
};

/// One folder that is looked at.
struct Case {
    const Request& request;
    std::filesystem::path folder;
    Manifest manifest;
    Account account;
    std::set<std::string> sound; // files with the bytes that the manifest lists

    [[nodiscard]] std::filesystem::path path(const std::string& name) const { return folder / name; }
    [[nodiscard]] bool lists(const std::string& name) const {
        return std::ranges::any_of(manifest.files, [&](const ListedFile& file) { return file.name == name; });
    }
    [[nodiscard]] unsigned threads() const { return request.threads == 0 ? all_threads() : request.threads; }
};

bool is_there(const std::filesystem::path& file) {
    std::error_code ignored;
    return std::filesystem::is_regular_file(file, ignored);
}

// ---- the files as the manifest lists them ---------------------------------------------------------------------------

void check_listed(Case& c) {
    for (const ListedFile& file : c.manifest.files) {
        if (!stays_within(file.name)) {
            c.account.mismatch(c.path(manifest_name), fmt::format("lists '{}', which is no place in this folder", file.name));
        } else if (!is_there(c.path(file.name))) {
            c.account.mismatch(c.path(file.name), "is missing");
        } else if (const auto bytes = std::filesystem::file_size(c.path(file.name)); bytes != file.bytes) {
            c.account.mismatch(c.path(file.name), fmt::format("has {} bytes, the manifest says {}", bytes, file.bytes));
        } else if (sha256_of_file(c.path(file.name)) != file.sha256) {
            c.account.mismatch(c.path(file.name), "has not the bytes that it was written with (its SHA-256 is not the manifest's)");
        } else {
            c.sound.insert(file.name);
        }
    }
}

/// Other results folders may lie within this one, such as the shards that it was joined from.
bool is_results_folder(const std::filesystem::path& folder) { return is_there(folder / manifest_name) || is_there(folder / store_name); }

void check_extra(Case& c) {
    std::set<std::string> extra;
    const std::filesystem::recursive_directory_iterator end;
    std::error_code error;
    for (std::filesystem::recursive_directory_iterator entry(c.folder, error); !error && entry != end; entry.increment(error)) {
        if (entry->is_directory()) {
            if (is_results_folder(entry->path())) entry.disable_recursion_pending();
            continue;
        }
        const std::string name = entry->path().lexically_relative(c.folder).generic_string();
        if (name != manifest_name && name != store_name && !c.lists(name)) extra.insert(name);
    }
    if (error) throw IoError(c.folder, error.message());
    for (const std::string& name : extra) c.account.mismatch(c.path(name), "is none of the files of this run");
}

// ---- differences in files -------------------------------------------------------------------------------------------

/// "results/x/summary.csv:173: column mean of research_share, ...: the file says 0.172, the store gives 0.171"
void tell(Case& c, const std::string& name, const std::vector<LineDifference>& differences, std::string_view source) {
    const std::size_t told = c.request.verbose ? differences.size() : std::min(differences.size(), most_told);
    for (std::size_t i = 0; i < told; ++i) {
        const LineDifference& d = differences[i];
        std::string text = fmt::format("{}:{}: {}: ", c.path(name).string(), d.line, d.what);
        if (d.is.empty() && d.should.empty())
            text += fmt::format("not as {} has it", source);
        else if (d.is.empty())
            text += fmt::format("missing; {} has {}", source, d.should);
        else if (d.should.empty())
            text += fmt::format("{} has nothing of it: {}", source, d.is);
        else
            text += fmt::format("the file says {}, {} has {}", d.is, source, d.should);
        c.account.mismatches.push_back(std::move(text));
    }
    if (told < differences.size())
        c.account.mismatch(c.path(name), fmt::format("{} more differences; --verbose names all", differences.size() - told));
}

/// Files of ours beside those that were made again in `scratch`.
void compare_files(Case& c, const ResultFiles& made, const std::filesystem::path& scratch, std::string_view source) {
    const auto scenarios = scenario_names(c.manifest);
    for (const std::string& name : made.names()) {
        const bool told = !c.sound.contains(name) && std::ranges::find(scenarios, name) != scenarios.end(); // see open_run
        if (told) continue;
        if (!c.lists(name)) c.account.mismatch(c.path(manifest_name), fmt::format("does not list {}, which {} gives", name, source));
        if (!is_there(c.path(name)) || sha256_of_file(c.path(name)) == sha256_of_file(scratch / name)) continue;
        tell(c, name, line_differences(read_file(c.path(name)), read_file(scratch / name), form_of(name)), source);
    }
    const auto is_figure = [](const std::string& name) {
        return name.starts_with("figures/");
    }; // another program has drawn it: its checksum must do
    for (const ListedFile& file : c.manifest.files)
        if (!made.names().contains(file.name) && !is_figure(file.name))
            c.account.mismatch(c.path(manifest_name), fmt::format("lists {}, which {} does not give", file.name, source));
}

// ---- the scenario ---------------------------------------------------------------------------------------------------

/// The scenario as it was run, from the copy that the store keeps; nothing where there is none.
std::optional<std::string> scenario_in_store(const Case& c, const std::string& name) {
    if (!is_there(c.path(store_name))) return std::nullopt;
    const auto listed = std::ranges::find(c.manifest.files, name, &ListedFile::name);
    const auto text = Store::noted_in(c.path(store_name), name);
    if (!text || listed == c.manifest.files.end() || sha256_of(*text) != listed->sha256) return std::nullopt;
    return text;
}

/// The run of the folder; where its scenario was changed, by the store's copy, and each changed line is named.
std::optional<ResultsFolder> open_run(Case& c) {
    const ScratchFolder scratch;
    std::filesystem::path scenarios_in = c.folder;
    for (const std::string& name : scenario_names(c.manifest)) {
        if (c.sound.contains(name)) {
            write_file(scratch.path() / name, read_file(c.path(name)));
            continue;
        }
        const auto text = scenario_in_store(c, name);
        if (!text) {
            c.account.unchecked.push_back(
                fmt::format("{} is not what it was, and there is no other copy of it: nothing could be made or played again", name));
            return std::nullopt;
        }
        if (is_there(c.path(name))) tell(c, name, line_differences(read_file(c.path(name)), *text, Form::plain), "the store");
        write_file(scratch.path() / name, *text);
        scenarios_in = scratch.path();
    }
    try {
        return open_results(c.folder, c.manifest, scenarios_in);
    } catch (const IoError& error) {
        c.account.mismatches.emplace_back(error.what());
        c.account.unchecked.emplace_back("without the right scenario nothing could be made or played again");
        return std::nullopt;
    }
}

// ---- the store ------------------------------------------------------------------------------------------------------

/// True where every trial is there with all its values.
bool check_trials(Case& c, const Run& run, Store& store) {
    const std::size_t before = c.account.mismatches.size();
    for (std::uint64_t id = 0; id < run.design.size(); ++id) {
        if (!run.wants(id)) continue;
        const Trial trial = run.design.trial(id);
        const auto wrong = [&](std::string_view what) {
            c.account.mismatch(store.path(), fmt::format("{}: {}", name_of(run, trial), what));
        };
        try {
            const auto stored = store.find(trial);
            const std::size_t expected = stored && stored->head.status == Outcome::Status::ok ? run.layouts[trial.variant].size() : 0;
            if (!stored)
                wrong("is missing");
            else if (const std::size_t values = values_of(store, *stored).size(); values != expected)
                wrong(fmt::format("has {} values instead of {}", values, expected));
        } catch (const DamagedStore&) {
            wrong("its values are damaged");
        }
    }
    return c.account.mismatches.size() == before;
}

/// The store, where it is there, of this run, and readable as a whole.
std::optional<Store> open_store(Case& c, const Run& run) {
    if (!is_there(c.path(store_name))) {
        c.account.unchecked.push_back(
            fmt::format("{} is not there: {}", store_name,
                        c.request.sample < run.size()
                            ? "only the rows of trials that were played again could be compared; --sample all makes all files again"
                            : "files are compared with what was played again"));
        return std::nullopt;
    }
    try {
        Store store(c.path(store_name), provenance_of(run), Store::Access::read);
        store.check_pages();
        if (check_trials(c, run, store)) return store;
    } catch (const ForeignStore& error) {
        c.account.mismatches.emplace_back(error.what());
    } catch (const DamagedStore& error) {
        c.account.mismatches.emplace_back(error.what());
    }
    c.account.unchecked.push_back(fmt::format("{} is not whole: nothing was made again from it", store_name));
    return std::nullopt;
}

void check_counts(Case& c, const Inventory& inventory, std::string_view source) {
    const auto compare = [&](std::string_view what, const auto& says, const auto& has) {
        if (says != has) c.account.mismatch(c.path(manifest_name), fmt::format("{}: the file says {}, {} has {}", what, says, source, has));
    };
    const Inventory& says = c.manifest.inventory;
    compare("trials", says.played.trials, inventory.played.trials);
    compare("failed", says.played.failed, inventory.played.failed);
    compare("events", says.played.events, inventory.played.events);
    compare("fingerprint", hexadecimal(says.fingerprint), hexadecimal(inventory.fingerprint));
}

/// Every file of the folder from a store that holds all trials.
void check_made_again(Case& c, const ResultsFolder& opened, Store& store, std::string_view source) {
    const Run& run = opened.run;
    const Inventory inventory = take_stock(run.design, store, [&](std::uint64_t id) { return run.wants(id); });
    check_counts(c, inventory, source);
    const ScratchFolder scratch;
    ResultFiles made(scratch.path());
    try {
        write_results(made, run, opened.readings, store, inventory, c.threads());
    } catch (const NotFinite& error) { // no trial that went well has such values
        const std::string where = std::string(error.what()).substr(scratch.path().string().size() + 1);
        c.account.mismatch(store.path(), fmt::format("has values of which no files can be made: {}", where));
        return;
    }
    compare_files(c, made, scratch.path(), source);
}

// ---- trials played again --------------------------------------------------------------------------------------------

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
        const auto stored = store->find(run.design.trial(id));
        return stored && stored->head.reason == ran_out_of_time;
    };
    std::vector<std::uint64_t> ids;
    for (std::uint64_t id = 0; id < run.design.size(); ++id)
        if (is_late(id)) ids.push_back(id);
    return ids;
}

/// Some trials to be played again. Whether one runs out of time is the machine's affair: such trials are left out, and that is said.
std::vector<std::uint64_t> sample_for(Case& c, const Run& run, Store* store) {
    if (c.request.sample == 0) return {};
    const std::vector<std::uint64_t> late = late_trials(c, run, store);
    if (!late.empty())
        c.account.unchecked.push_back(fmt::format("{} ran out of time, which playing again cannot show", counted(late.size(), "trial")));
    return sample_of(run, c.request.sample, [&](std::uint64_t id) { return !std::ranges::binary_search(late, id); });
}

/// The rows of these trials in the files that list trials, where there is no store to compare with.
void compare_rows(Case& c, const ResultsFolder& opened, Store& played) {
    const ScratchFolder scratch;
    for (const auto& [name, write] : {std::pair{"runs.csv", &write_runs}, {"design.csv", &write_design}, {"series.csv", &write_series}}) {
        if (!c.lists(name) || !is_there(c.path(name))) continue;
        write(scratch.path() / name, opened.run, played);
        tell(c, name, row_differences(read_file(c.path(name)), read_file(scratch.path() / name)), "the trial played again");
    }
}

void compare_trials(Case& c, const Run& run, Store& store, Store& played, const std::vector<std::uint64_t>& sample) {
    for (const std::uint64_t id : sample) {
        const Trial trial = run.design.trial(id);
        for (const Discrepancy& d : discrepancies(store, played, trial, run.layouts[trial.variant]))
            c.account.mismatch(
                store.path(), fmt::format("{}: {}: the store says {}, played again it is {}", name_of(run, trial), d.what, d.one, d.other));
    }
}

/// Returns false where it was interrupted.
bool check_played_again(Case& c, const ResultsFolder& opened, Store* store) {
    const std::vector<std::uint64_t> sample = sample_for(c, opened.run, store);
    if (sample.empty()) return true;
    const ScratchFolder scratch;
    Store played(scratch.path() / store_name, provenance_of(opened.run));
    const Wanted wanted = [&](std::uint64_t id) { return std::ranges::binary_search(sample, id); };
    c.account.replayed = play_missing(c.request, opened.run, played, {wanted, sample.size(), 0, c.threads(), false}).trials;
    if (c.account.replayed < sample.size()) return false;
    if (store != nullptr)
        compare_trials(c, opened.run, *store, played, sample);
    else if (sample.size() == opened.run.size())
        check_made_again(c, opened, played, "the run played again");
    else
        compare_rows(c, opened, played);
    return true;
}

// ---- all of it ------------------------------------------------------------------------------------------------------

std::string lines_text(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) text += line + '\n';
    return text;
}

int conclude(const Case& c) {
    const Account& account = c.account;
    std::string text = lines_text(account.mismatches);
    if (!c.request.quiet) {
        for (const std::string& line : account.unchecked) text += fmt::format("{}: not checked: {}\n", c.folder.string(), line);
        text += fmt::format("{}: {} files, {} trials, {} of them played again: {}\n", c.folder.string(), c.manifest.files.size(),
                            c.manifest.inventory.played.trials, account.replayed,
                            account.mismatches.empty()       ? std::string("all as it should be")
                            : account.mismatches.size() == 1 ? std::string("1 mismatch")
                                                             : fmt::format("{} mismatches", account.mismatches.size()));
    }
    std::fputs(text.c_str(), stdout);
    return account.mismatches.empty() ? all_well : mismatch;
}

int verify_folder(const Request& request, const std::filesystem::path& folder) {
    Case c{request, folder, open_manifest(folder), {}, {}};
    if (is_there(c.path(store_name)) && Store::needs_recovery(c.path(store_name))) {
        const auto command = Store::noted_in(c.path(store_name), command_note);
        throw IoError(c.path(store_name),
                      fmt::format("a run is writing to it, or was killed; nothing was checked; let it go on first:\n  {}",
                                  command ? *command : c.manifest.command));
    }
    try {
        check_listed(c);
        check_extra(c);
        if (const auto opened = open_run(c)) {
            std::optional<Store> store = open_store(c, opened->run);
            if (store) check_made_again(c, *opened, *store, "the store");
            if (!check_played_again(c, *opened, store ? &*store : nullptr)) return by_signal + signal_caught();
        }
    } catch (const IoError&) { // what was found until then is told all the same
        std::fputs(lines_text(c.account.mismatches).c_str(), stdout);
        throw;
    }
    return conclude(c);
}

} // namespace

int verify_folders(const Request& request) {
    int worst = all_well;
    for (const auto& folder : request.folders) {
        try {
            worst = std::max(worst, verify_folder(request, folder));
        } catch (const IoError& error) {
            std::fputs(fmt::format("sim: {}\n", error.what()).c_str(), stderr);
            worst = std::max<int>(worst, input_output);
        }
        if (worst > by_signal) break;
    }
    return worst;
}

} // namespace sim
