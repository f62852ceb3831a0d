// The files of a finished run, made in one way by a run, by a merge and for verification; and what people are to see of them.
#pragma once

#include "report/charts.hpp"
#include "report/explain/explained.hpp"
#include "report/result_files.hpp"
#include "study/claims.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace sim {

struct Findings {
    std::vector<Section> sections;
    std::vector<Section> on_page;    ///< further ones, which only the page shows
    std::vector<std::string> broken; ///< what the scenario expects of every trial and does not hold: a sentence each
    ChartBook charts;
    std::optional<ExplainedRun> explained; ///< for `ResultsKind::run`
    std::vector<JudgedClaim> judged;       ///< for `ResultsKind::run` and `ResultsKind::hindcast`, where the scenario names claims
};

/// A run of which the store holds every trial that it wants.
struct FinishedRun {
    const Run& run;
    Store& store;
    const Inventory& inventory;
    unsigned threads = 1;
};

/// The tables that `report` of the run's variants asks for, and no file. REQUIRES: `ResultsKind::run`. Throws IoError.
[[nodiscard]] std::vector<Section> tables_asked_for(const FinishedRun& finished);

// One for each ResultsKind: the files that only this kind has. Throw IoError.
Findings write_run_results(ResultFiles& files, const FinishedRun& finished);
Findings write_hindcast_results(ResultFiles& files, const FinishedRun& finished);
Findings write_comparison_results(ResultFiles& files, const FinishedRun& finished);

/// Writes everything but the manifest: for `ResultsKind::run` and `ResultsKind::hindcast` from one reading, for `ResultsKind::compare` from
/// one or two. A shard's folder gets its scenario only. REQUIRES: the store holds every trial that the run wants. Throws IoError.
Findings write_results(ResultFiles& files, const Run& run, std::span<const Reading> readings, Store& store, const Inventory& inventory,
                       unsigned threads);
/// The folder made complete, as `complete_results` does, with what people are to see of it. Throws IoError.
Findings complete_folder(OwnFolder& folder, const Run& run, std::span<const Reading> readings, Store& store, const Inventory& inventory,
                         const WallClock& clock);

} // namespace sim
