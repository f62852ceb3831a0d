// The run of a folder and its store: whether they are whole, and whether all files come out of them again.
#include "command/verify/case.hpp"

#include "base/text.hpp"
#include "ensemble/checksum.hpp"
#include "ensemble/discrepancy.hpp"
#include "ensemble/file.hpp"
#include "ensemble/lines.hpp"
#include "report/findings.hpp"
#include "report/forms/csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace sim {
namespace {

/// The scenario as it was run, from the copy that the store keeps; nothing where there is none.
std::optional<std::string> scenario_in_store(const Case& c, const std::string& name) {
    if (!is_there(c.path(store_name))) return std::nullopt;
    const auto listed = std::ranges::find(c.manifest.files, name, &ListedFile::name);
    const auto text = Store::noted_in(c.path(store_name), name);
    if (!text || listed == c.manifest.files.end() || sha256_of(*text) != listed->sha256) return std::nullopt;
    return text;
}

constexpr std::size_t most_unusable_told = 1000; // trials that are missing or damaged

/// True where every trial is there with all its values.
bool check_trials(Case& c, const Run& run, Store& store) {
    const std::size_t before = c.evidence.mismatches.size();
    for (std::uint64_t id = 0; id < run.trials.size(); ++id) {
        if (!run.wants(id)) continue;
        if (c.evidence.mismatches.size() - before >= most_unusable_told) break;
        const Trial trial = run.trials.trial(id);
        const auto wrong = [&](std::string_view what) {
            c.evidence.mismatch(store.path(), fmt::format("{}: {}", name_of(run, trial), what));
        };
        try {
            const auto stored = store.find(trial);
            const std::size_t expected = stored && stored->head.status == Outcome::Status::ok ? run.layouts[trial.variant].size() : 0;
            if (!stored)
                wrong("is missing");
            else if (const std::size_t values = store.values(stored->row).size(); values != expected)
                wrong(fmt::format("has {} values instead of {}", values, expected));
        } catch (const DamagedStore&) {
            wrong("its values are damaged");
        }
    }
    return c.evidence.mismatches.size() == before;
}

void check_names(Case& c, const Run& run) {
    const Scenario& first = run.variants.front();
    for (const auto& [what, says, is] :
         {std::tuple{"scenario", &c.manifest.scenario, &first.name}, std::tuple{"title", &c.manifest.title, &first.title}})
        if (*says != *is)
            c.evidence.mismatch(c.path(manifest_name),
                                fmt::format("{}: the file says {}, the scenario has {}", what, in_quotes(*says), in_quotes(*is)));
}

void check_counts(Case& c, const Inventory& inventory, std::string_view source) {
    const auto compare = [&](std::string_view what, const auto& says, const auto& has) {
        if (says != has)
            c.evidence.mismatch(c.path(manifest_name), fmt::format("{}: the file says {}, {} has {}", what, says, source, has));
    };
    const Inventory& says = c.manifest.inventory;
    compare("trials", says.played.trials, inventory.played.trials);
    compare("failed", says.played.failed, inventory.played.failed);
    compare("events", says.played.events, inventory.played.events);
    compare("fingerprint", fmt::format("{:016x}", says.fingerprint), fmt::format("{:016x}", inventory.fingerprint));
    compare("values_fingerprint", fmt::format("{:016x}", says.values_fingerprint), fmt::format("{:016x}", inventory.values_fingerprint));
}

} // namespace

std::optional<ResultsFolder> open_run(Case& c) {
    const ScratchFolder scratch;
    std::filesystem::path scenarios_in = c.folder;
    for (const std::string& name : scenario_names(c.manifest)) {
        if (c.sound.contains(name)) {
            if (is_there(c.path(store_name)) && !scenario_in_store(c, name))
                c.evidence.mismatch(c.path(store_name), fmt::format("its copy of {} is not what was run", name));
            write_file(scratch.path() / name, read_file(c.path(name)));
            continue;
        }
        const auto text = scenario_in_store(c, name);
        if (!text) {
            c.evidence.unchecked.push_back(
                fmt::format("{} is not what it was, and there is no other copy of it: nothing could be made or played again", name));
            return std::nullopt;
        }
        if (is_there(c.path(name))) tell_differences(c, name, line_differences(read_file(c.path(name)), *text, Form::plain), "the store");
        write_file(scratch.path() / name, *text);
        scenarios_in = scratch.path();
    }
    try {
        ResultsFolder opened = open_results(c.folder, c.manifest, scenarios_in);
        check_names(c, opened.run);
        return opened;
    } catch (const IoError& error) {
        c.evidence.mismatches.emplace_back(error.what());
        c.evidence.unchecked.emplace_back("without the right scenario nothing could be made or played again");
        return std::nullopt;
    }
}

std::optional<Store> open_store(Case& c, const Run& run) {
    if (!is_there(c.path(store_name))) {
        c.evidence.unchecked.push_back(
            fmt::format("{} is not there: {}", store_name,
                        c.options.spot_checks < run.size()
                            ? "only the rows of trials that were played again could be compared; --sample all makes all files again"
                            : "files are compared with what was played again"));
        return std::nullopt;
    }
    try {
        Store store(c.path(store_name), provenance_of(run), Store::Access::read);
        store.check_pages();
        if (check_trials(c, run, store)) return store;
    } catch (const ForeignStore& error) {
        c.evidence.mismatches.emplace_back(error.what());
    } catch (const DamagedStore& error) {
        c.evidence.mismatches.emplace_back(error.what());
    }
    c.evidence.unchecked.push_back(fmt::format("{} is not whole: nothing was made again from it", store_name));
    return std::nullopt;
}

void check_made_again(Case& c, const ResultsFolder& opened, Store& store, std::string_view source) {
    const Run& run = opened.run;
    const Inventory inventory = take_stock(run.trials, store, [&](std::uint64_t id) { return run.wants(id); });
    check_counts(c, inventory, source);
    const ScratchFolder scratch;
    ResultFiles made(scratch.path());
    try {
        write_results(made, run, opened.readings, store, inventory, c.options.threads);
    } catch (const NotFinite& error) { // no trial that went well has such values
        const std::string where = std::string(error.what()).substr(scratch.path().string().size() + 1);
        c.evidence.mismatch(store.path(), fmt::format("has values of which no files can be made: {}", where));
        return;
    }
    compare_files(c, made, scratch.path(), source);
}

} // namespace sim
