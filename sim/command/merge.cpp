// `sim merge`: the shards of a run joined in one folder.
#include "command/commands.hpp"

#include "base/text.hpp"
#include "command/exchange_text.hpp"
#include "command/request.hpp"
#include "ensemble/discrepancy.hpp"
#include "ensemble/lines.hpp"
#include "ensemble/shelf.hpp"
#include "report/findings.hpp"
#include "report/folder.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

namespace sim {
namespace {

// ---- are they of one run? -------------------------------------------------------------------------------------------

/// Every folder that can be read; what is wrong with each other one is said.
std::vector<ResultsFolder> open_all(std::span<const std::filesystem::path> paths) {
    std::vector<ResultsFolder> folders;
    for (const auto& path : paths) {
        try {
            folders.push_back(open_results(path));
        } catch (const IoError& error) {
            tell_error(error.what());
        }
    }
    return folders;
}

std::string variants_text(const Manifest& manifest) {
    std::string text;
    for (const auto& variant : manifest.variants)
        text += fmt::format("{}{} ({})", text.empty() ? "" : ", ", variant.name, hexadecimal(variant.hash));
    return text;
}

std::string scenario_text(const ResultsFolder& folder) {
    std::string text;
    for (const Reading& reading : folder.readings) text += resolved_yaml(reading);
    return text;
}

/// "seed is 1 in a, 2 in b", a line for each difference.
std::vector<std::string> differences(const ResultsFolder& a, const ResultsFolder& b) {
    std::vector<std::string> found;
    const auto compare = [&](std::string_view what, const auto& one, const auto& other) {
        if (one != other) found.push_back(fmt::format("{} is {} in {}, {} in {}", what, one, a.path.string(), other, b.path.string()));
    };
    compare("scenario", a.manifest.scenario, b.manifest.scenario);
    compare("seed", a.manifest.seed, b.manifest.seed);
    compare("the number of replicates", a.manifest.replicates, b.manifest.replicates);
    compare("the kind of results", to_text(a.manifest.kind), to_text(b.manifest.kind));
    compare("the command", a.manifest.command, b.manifest.command);
    compare("the list of variants, with the hash of each,", variants_text(a.manifest), variants_text(b.manifest));
    for (const LineDifference& line : line_differences(scenario_text(a), scenario_text(b), Form::plain))
        found.push_back(fmt::format("line {} of the scenario is '{}' in {}, '{}' in {}", line.line, line.is, a.path.string(), line.should,
                                    b.path.string()));
    return found;
}

bool all_of_one_run(const std::vector<ResultsFolder>& folders) {
    bool same = true;
    for (const ResultsFolder& folder : folders) {
        for (const std::string& difference : differences(folders.front(), folder)) {
            tell_error("not of one run: " + difference);
            same = false;
        }
    }
    return same;
}

// ---- do they hold all of it, and agree? -----------------------------------------------------------------------------

/// The stores of the folders, to be read.
class Sources {
public:
    explicit Sources(const std::vector<ResultsFolder>& folders) : folders_(folders) {
        for (std::size_t i = 0; i < folders.size(); ++i) {
            stores_.push_back(open_vouched(folders[i]));
            const Shard shard = folders[i].run.shard.value_or(Shard{});
            by_shard_[shard.of][shard.number].push_back(i);
        }
    }
    /// All that hold the trial among those whose part of the run it is; so however many shards there are, few stores are asked.
    [[nodiscard]] std::vector<std::size_t> holders(const Trial& trial) {
        std::vector<std::size_t> found;
        for (const auto& [of, shards] : by_shard_) {
            const auto shard = shards.find(Shard::number_of(trial.id, of));
            if (shard == shards.end()) continue;
            for (const std::size_t i : shard->second)
                if (stores_[i].holds(trial)) found.push_back(i);
        }
        std::ranges::sort(found);
        return found;
    }
    [[nodiscard]] Store& store(std::size_t i) { return stores_[i]; }
    /// Throws DamagedStore where values of any are not what was written.
    void check_values() {
        for (Store& store : stores_) static_cast<void>(store.check_values());
    }
    [[nodiscard]] std::string name(std::size_t i) const { return folders_[i].path.string(); }

private:
    const std::vector<ResultsFolder>& folders_;
    std::vector<Store> stores_;
    std::map<std::uint64_t, std::map<std::uint64_t, std::vector<std::size_t>>> by_shard_; // of how many, number
};

/// Says how two folders disagree about a trial; true where they agree.
bool agree(const Run& run, const Trial& trial, Store& one, const std::string& name, Store& other, const std::string& other_name) {
    const auto found = discrepancies(one, other, trial, run.layouts[trial.variant]);
    constexpr std::size_t most_told = 5; // of a trial; how many there are is said
    if (found.size() > most_told) tell_error(fmt::format("{}: {} differences; the first:", name_of(run, trial), found.size()));
    for (const Discrepancy& d : std::span(found).first(std::min(found.size(), most_told)))
        tell_error(fmt::format("{}: {}: {} says {}, {} says {}", name_of(run, trial), d.what, name, d.one, other_name, d.other));
    return found.empty();
}

std::string series_option(const Run& run) { return run.series.empty() ? "" : fmt::format(" --series {}", fmt::join(run.series, ",")); }

/// How the missing trials can be played: by the shards that they belong to, where the folders are shards.
std::string remedy(const ResultsFolder& first, const std::vector<std::uint64_t>& missing) {
    if (!first.run.shard) return fmt::format("to play them:\n  {} -o {}", first.run.command, shell_line({first.path.string()}));
    std::map<std::uint64_t, std::uint64_t> numbers;
    const std::uint64_t of = first.run.shard->of;
    for (const std::uint64_t id : missing) ++numbers[Shard::number_of(id, of)];
    std::string text = "to play them:";
    for (const auto& [number, trials] : numbers) {
        const auto folder = first.path.parent_path() / fmt::format("shard-{}-of-{}", number, of);
        text += fmt::format("\n  {} --shard {}/{}{} -o {}", first.run.command, number, of, series_option(first.run),
                            shell_line({folder.string()}));
    }
    return text;
}

/// Looks at every trial before anything is written. Returns the exit code.
int check_trials(const std::vector<ResultsFolder>& folders, Sources& sources) {
    const Run& run = folders.front().run;
    std::vector<std::uint64_t> missing;
    bool all_agree = true;
    for (std::uint64_t id = 0; id < run.trials.size(); ++id) {
        const Trial trial = run.trials.trial(id);
        const auto holders = sources.holders(trial);
        if (holders.empty()) missing.push_back(id);
        for (std::size_t i = 1; i < holders.size(); ++i)
            all_agree = agree(run, trial, sources.store(holders[0]), sources.name(holders[0]), sources.store(holders[i]),
                              sources.name(holders[i])) &&
                        all_agree;
    }
    if (!all_agree) return mismatch;
    if (missing.empty()) return all_well;
    tell_error(fmt::format("{} of {} trials are in none of these folders, the first is {}; {}", missing.size(), run.trials.size(),
                           name_of(run, run.trials.trial(missing.front())), remedy(folders.front(), missing)));
    return input_output;
}

// ---- the joint folder -----------------------------------------------------------------------------------------------

Outcome outcome_of(Store& store, const Trial& trial) {
    StoredTrial stored = store.find(trial).value();
    stored.head.values = store.values(stored.row);
    return std::move(stored.head);
}

/// Copies what the store does not hold yet.
void copy_trials(const Run& run, Sources& sources, Store& store) {
    for (std::uint64_t id = 0; id < run.trials.size(); ++id) {
        const Trial trial = run.trials.trial(id);
        if (!store.holds(trial)) store.add(trial, outcome_of(sources.store(sources.holders(trial).front()), trial));
    }
    store.commit();
}

/// The run of all trials.
Run joint_run(const std::vector<ResultsFolder>& folders, const std::vector<std::string>& arguments) {
    Run run = folders.front().run;
    run.shard.reset();
    run.arguments = arguments;
    for (const ResultsFolder& folder : folders)
        for (const std::string& word : folder.run.series)
            if (std::ranges::find(run.series, word) == run.series.end()) run.series.push_back(word);
    return run;
}

/// Everything that is copied can be read, and is what the folder holds already: looked at before anything is written.
bool can_be_joined(const Run& run, Sources& sources, Store& store) {
    bool all_agree = true;
    sources.check_values();
    for (std::uint64_t id = 0; id < run.trials.size(); ++id) {
        const Trial trial = run.trials.trial(id);
        if (!store.holds(trial)) continue;
        const std::size_t holder = sources.holders(trial).front();
        all_agree = agree(run, trial, sources.store(holder), sources.name(holder), store, store.path().parent_path().string()) && all_agree;
    }
    return all_agree;
}

int write_joint_folder(const Request& request, const std::vector<ResultsFolder>& folders, Sources& sources) {
    const Run run = joint_run(folders, request.arguments);
    const Voice voice = voice_of(request);
    WallClock clock;
    clock.started = now_as_text();
    clock.threads = threads_of(request);
    OwnFolder own(request.out);
    own.enter();
    const auto file = request.out / store_name;
    const Provenance provenance = provenance_of(run);
    if (needs_exchange(file, provenance)) {
        own.withdraw();
        voice.say(exchange_text(run, folders.front().readings, exchange_stores(file, provenance, all_scenario_names()), false));
    }
    Store store(file, provenance);
    if (!can_be_joined(run, sources, store)) return mismatch;
    own.withdraw();
    store.note(command_note, resuming_command(request));
    copy_trials(run, sources, store);
    clock.finished = now_as_text();
    const Inventory inventory = take_stock(run.trials, store);
    print_run(voice, run, complete_folder(own, run, folders.front().readings, store, inventory, clock));
    voice.say(fmt::format("{}\njoined from {} folders; results in {}, tables in {}", count_text(inventory), folders.size(),
                          request.out.string(), (request.out / "tables").string()));
    return inventory.played.failed > 0 ? trials_failed : all_well;
}

} // namespace

int merge_folders(const Request& request, Ranks&) {
    for (const auto& folder : request.folders) {
        std::error_code ignored;
        if (std::filesystem::equivalent(folder, request.out, ignored))
            return refuse(fmt::format("--out {} is one of the folders to be joined; take another one", request.out.string()));
    }
    const std::vector<ResultsFolder> folders = open_all(request.folders);
    if (folders.size() < request.folders.size()) return input_output;
    if (!all_of_one_run(folders)) return bad_scenario;
    Sources sources(folders);
    if (const int exit = check_trials(folders, sources); exit != all_well) return exit;
    return write_joint_folder(request, folders, sources);
}

} // namespace sim
