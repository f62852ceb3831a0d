// A results folder made complete: what every kind of results has, and what an earlier run left there.
#include "sim/results.hpp"

#include "ensemble/file.hpp"
#include "report/data.hpp"
#include "report/datapackage.hpp"
#include "report/findings.hpp"
#include "report/folder.hpp"
#include "report/manifest.hpp"
#include "report/page/page.hpp"
#include "report/unchanged.hpp"

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
    const Origin origin{&run, readings, inventory, findings.explained ? &*findings.explained : nullptr};
    write_file(files.place(page_name), page({&origin, 1}, findings.charts, shown));
    return findings;
}

Findings complete_folder(OwnFolder& folder, const Run& run, std::span<const Reading> readings, Store& store, const Inventory& inventory,
                         const WallClock& clock) {
    folder.withdraw(); // it would vouch for files that are about to change
    ResultFiles files(folder);
    Findings findings = write_results(files, run, readings, store, inventory, clock.threads);
    note_scenarios(store, readings);
    store.commit();
    store.note(made_note, made_from(store.digest()));
    folder.vouch(manifest(run, inventory, clock, files.listed()), files.names());
    return findings;
}

void complete_results(const std::filesystem::path& folder, const Run& run, std::span<const Reading> readings, Store& store,
                      const Inventory& inventory, const WallClock& clock) {
    OwnFolder own(folder);
    complete_folder(own, run, readings, store, inventory, clock);
}

} // namespace sim
