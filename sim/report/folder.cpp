// Results folders opened: the manifest, then the scenarios that it names, then the run that they describe.
#include "report/folder.hpp"

#include "base/text.hpp"
#include "sim/scenario_file.hpp"
#include "sim/version.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sim {
namespace {

bool lists(const Manifest& manifest, std::string_view name) {
    return std::ranges::any_of(manifest.files, [&](const ListedFile& file) { return file.name == name; });
}

[[noreturn]] void refuse_incomplete(const std::filesystem::path& folder) {
    const std::filesystem::path store = folder / store_name;
    std::error_code ignored;
    if (!std::filesystem::exists(store, ignored))
        throw IoError(folder, fmt::format("is no results folder: it has neither {} nor {}", manifest_name, store_name));
    const auto command = Store::noted_in(store, command_note);
    throw IoError(folder, fmt::format("is not complete: it has no {}; to finish it:\n  {}", manifest_name,
                                      command ? *command : "run the command again that filled it"));
}

std::vector<Reading> read_scenarios(const std::filesystem::path& folder, const Manifest& manifest) {
    std::vector<Reading> readings;
    for (const std::string& name : scenario_names(manifest)) {
        std::error_code ignored;
        if (!std::filesystem::exists(folder / name, ignored)) throw IoError(folder / name, "is not there");
        readings.push_back(read_scenario_file(folder / name));
        const auto& problems = readings.back().problems;
        if (!problems.empty())
            throw IoError(folder / name, fmt::format("line {}: {}; it is not as it was written", problems[0].line, problems[0].message));
    }
    return readings;
}

/// With the manifest's names, which tell the variants of a comparison apart.
void take_names(Run& run, const Manifest& manifest, const std::filesystem::path& folder) {
    const bool same = std::ranges::equal(run.variants, manifest.variants, {}, &Scenario::hash, &Manifest::Variant::hash);
    if (!same) throw IoError(folder, fmt::format("its scenario is not the one that {} names by its hash", manifest_name));
    for (std::size_t v = 0; v < run.variants.size(); ++v) run.variants[v].variant = manifest.variants[v].name;
}

} // namespace

std::filesystem::path ResultsFolder::store_file() const { return path / store_name; }

std::vector<std::string> scenario_names(std::size_t readings) {
    if (readings == 1) return {"scenario.resolved.yaml"};
    return {"base.resolved.yaml", "other.resolved.yaml"};
}

std::vector<std::string> scenario_names(const Manifest& manifest) {
    return scenario_names(lists(manifest, scenario_names(2).front()) ? std::size_t{2} : std::size_t{1});
}

std::vector<std::string> all_scenario_names() {
    std::vector<std::string> names = scenario_names(1);
    for (std::string& name : scenario_names(2)) names.push_back(std::move(name));
    return names;
}

void note_scenarios(Store& store, std::span<const Reading> readings) {
    const auto names = scenario_names(readings.size());
    for (std::size_t i = 0; i < readings.size(); ++i) store.note(names[i], resolved_yaml(readings[i]));
}

Manifest open_manifest(const std::filesystem::path& folder) {
    std::error_code ignored;
    if (!std::filesystem::is_directory(folder, ignored)) throw IoError(folder, "is no folder");
    if (!std::filesystem::exists(folder / manifest_name, ignored)) refuse_incomplete(folder);
    Manifest manifest = read_manifest(folder / manifest_name);
    if (manifest.model_version != model_version || manifest.version != program_version)
        throw IoError(folder,
                      fmt::format("was made by sim {} (model {}); this is sim {} (model {}), of which the same bytes cannot be expected",
                                  manifest.version, manifest.model_version, program_version, model_version));
    return manifest;
}

ResultsFolder open_results(const std::filesystem::path& folder) { return open_results(folder, open_manifest(folder), folder); }

ResultsFolder open_results(const std::filesystem::path& folder, Manifest manifest, const std::filesystem::path& scenarios_in) {
    ResultsFolder opened{folder, std::move(manifest), {}, {}};
    const Manifest& says = opened.manifest;
    opened.readings = read_scenarios(scenarios_in, says);
    opened.run = run_of(opened.readings, says.replicates, says.seed);
    take_names(opened.run, says, folder);
    if (opened.run.trials.points != says.points)
        throw IoError(folder, fmt::format("its scenario has {} points, {} says {}", opened.run.trials.points, manifest_name, says.points));
    opened.run.kind = says.kind;
    opened.run.command = says.command;
    opened.run.arguments = says.arguments;
    opened.run.series = says.series;
    opened.run.shard = says.shard;
    return opened;
}

std::string command_into(const ResultsFolder& folder) {
    const std::string shard =
        folder.run.shard ? fmt::format(" --shard {}/{}", folder.run.shard->number, folder.run.shard->of) : std::string();
    return fmt::format("{}{} -o {}", folder.manifest.command, shard, in_shell_quotes(folder.path.string()));
}

ResultsFolder open_whole(const std::filesystem::path& folder) {
    ResultsFolder opened = open_results(folder);
    if (opened.run.shard)
        throw IoError(folder, fmt::format("is shard {} of {}, of which nothing is summarised; sim merge joins shards",
                                          opened.run.shard->number, opened.run.shard->of));
    return opened;
}

namespace {

/// Says what a store has otherwise than the manifest; empty where it is the same.
std::string difference(const Inventory& says, const Inventory& has) {
    const auto differ = [](std::string_view what, const auto& one, const auto& other) {
        return fmt::format("{} says {} {}, the store has {}", manifest_name, what, one, other);
    };
    if (says.played.failed != has.played.failed) return differ("failed", says.played.failed, has.played.failed);
    if (says.played.events != has.played.events) return differ("events", says.played.events, has.played.events);
    if (says.fingerprint != has.fingerprint) return differ("fingerprint", hexadecimal(says.fingerprint), hexadecimal(has.fingerprint));
    if (says.values_fingerprint == has.values_fingerprint) return {};
    return differ("values_fingerprint", hexadecimal(says.values_fingerprint), hexadecimal(has.values_fingerprint));
}

[[noreturn]] void refuse_missing(const ResultsFolder& folder, std::uint64_t held) {
    throw IoError(folder.path, fmt::format("is not complete: its store has {} of {} trials; to finish it:\n  {}", held,
                                           folder.manifest.inventory.played.trials, command_into(folder)));
}

} // namespace

Store open_vouched(const ResultsFolder& folder) {
    if (Store::needs_recovery(folder.store_file()))
        throw IoError(folder.store_file(),
                      fmt::format("a run is writing to it, or was killed; let it go on first:\n  {}", command_into(folder)));
    Store store(folder.store_file(), provenance_of(folder.run), Store::Access::read);
    const Inventory& says = folder.manifest.inventory;
    if (const std::uint64_t held = store.count(); held < says.played.trials) refuse_missing(folder, held);
    const Inventory has = take_stock(folder.run.trials, store, [&](std::uint64_t id) { return folder.run.wants(id); });
    if (has.played.trials < std::max(says.played.trials, folder.run.size())) refuse_missing(folder, has.played.trials);
    if (const std::string what = difference(says, has); !what.empty())
        throw Mismatch(folder.store_file(), what + "; the command with --fresh plays all again:\n  " + command_into(folder) + " --fresh");
    return store;
}

} // namespace sim
