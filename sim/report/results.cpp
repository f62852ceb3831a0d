// A results folder made complete: what every kind of results has, and what an earlier run left there.
#include "sim/results.hpp"

#include "ensemble/file.hpp"
#include "report/columns.hpp"
#include "report/data.hpp"
#include "report/datapackage.hpp"
#include "report/findings.hpp"
#include "report/folder.hpp"
#include "report/manifest.hpp"
#include "report/page/page.hpp"

#include <set>

namespace sim {
namespace {

void write_scenarios(ResultFiles& files, std::span<const Reading> readings) {
    const auto names = scenario_names(readings.size());
    for (std::size_t i = 0; i < readings.size(); ++i) write_file(files.place(names[i]), resolved_yaml(readings[i]));
}

Findings write_kind(ResultFiles& files, const FinishedRun& finished) {
    switch (finished.run.kind) {
    case ResultsKind::run:
        return write_run_results(files, finished);
    case ResultsKind::hindcast:
        return write_hindcast_results(files, finished);
    case ResultsKind::compare:
        return write_comparison_results(files, finished);
    }
    return {};
}

/// What an earlier run may have left: what the folder's manifest lists, and what such a run writes before its manifest.
std::set<std::string> files_before(const std::filesystem::path& folder) {
    std::set<std::string> names{datapackage_name, page_name};
    for (const CsvKind& kind : csv_kinds()) names.emplace(kind.file);
    try {
        for (const ListedFile& file : read_manifest(folder / manifest_name).files)
            if (stays_within(file.name)) names.insert(file.name);
    } catch (const IoError&) { // there is none, or none of use
    }
    return names;
}

} // namespace

Findings write_results(ResultFiles& files, const Run& run, std::span<const Reading> readings, Store& store, const Inventory& inventory,
                       unsigned threads) {
    write_scenarios(files, readings);
    if (run.shard) return {};
    write_runs(files.place("runs.csv"), run, store);
    Findings findings = write_kind(files, {run, store, inventory, threads});
    write_file(files.place(datapackage_name), datapackage(run, inventory, files.names()));
    std::vector<Section> shown = findings.sections;
    shown.insert(shown.end(), findings.on_page.begin(), findings.on_page.end());
    const Origin origin{&run, readings, inventory};
    write_file(files.place(page_name), page({&origin, 1}, findings.charts, shown));
    return findings;
}

Findings complete_folder(const std::filesystem::path& folder, const Run& run, std::span<const Reading> readings, Store& store,
                         const Inventory& inventory, const WallClock& clock) {
    std::set<std::string> stale = files_before(folder);
    std::error_code error, ignored;
    std::filesystem::remove(folder / manifest_name, error);
    if (error) throw IoError(folder / manifest_name, error.message()); // it would vouch for files that are about to change
    ResultFiles files(folder);
    Findings findings = write_results(files, run, readings, store, inventory, clock.threads);
    for (const std::string& name : files.names()) stale.erase(name);
    for (const std::string& name : stale) std::filesystem::remove(folder / name, ignored); // they would be taken for this run's
    const auto names = scenario_names(readings.size());
    for (std::size_t i = 0; i < readings.size(); ++i) store.note(names[i], resolved_yaml(readings[i]));
    store.commit();
    write_file(folder / manifest_name, manifest(run, inventory, clock, files.listed()));
    return findings;
}

void complete_results(const std::filesystem::path& folder, const Run& run, std::span<const Reading> readings, Store& store,
                      const Inventory& inventory, const WallClock& clock) {
    complete_folder(folder, run, readings, store, inventory, clock);
}

} // namespace sim
