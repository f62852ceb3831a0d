// From a store of finished trials to a results folder: the one way in which its files are made, by a run, by a merge and for verification.
#pragma once

#include "report/manifest.hpp"
#include "report/page/page.hpp"
#include "sim/ensemble.hpp"
#include "sim/reader.hpp"
#include "sim/run.hpp"
#include "study/claims.hpp"

#include <filesystem>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

inline constexpr auto manifest_name = "manifest.json";
inline constexpr auto page_name = "report.html";
inline constexpr auto store_name = "store.sqlite";
/// Under this name a store notes the command that fills it, for whoever finds it unfinished.
inline constexpr auto command_note = "command";

/// The files of one folder, noted as their places are asked for, so that a manifest can list them all.
class ResultFiles {
public:
    explicit ResultFiles(std::filesystem::path folder) : folder_(std::move(folder)) {}
    /// Where the file of that name is to be written.
    [[nodiscard]] std::filesystem::path place(const std::string& name) {
        names_.insert(name);
        return folder_ / name;
    }
    [[nodiscard]] const std::set<std::string>& names() const { return names_; }
    /// As they lie there now. Throws IoError where one is missing.
    [[nodiscard]] std::vector<ListedFile> listed() const;

private:
    std::filesystem::path folder_;
    std::set<std::string> names_;
};

/// One description of a table, four forms: tables/<name>.md and .tex with all of these, and a .csv of each. Tables without a name get one.
void write_tables(ResultFiles& files, std::string_view name, std::span<Table> tables);
/// The same without the .md, for whoever has more to say there.
void write_tex_and_csv(ResultFiles& files, std::string_view name, std::span<Table> tables);

/// What people are to see of the files that were written.
struct Findings {
    std::vector<Section> sections;
    std::vector<std::string> broken; ///< what the scenario expects of every trial and does not hold: a sentence each
    ChartBook charts;
    std::vector<JudgedClaim> judged; ///< for `ResultsKind::run` and `ResultsKind::hindcast`, where the scenario names claims
};

/// Writes everything but the manifest: for `ResultsKind::run` and `ResultsKind::hindcast` from one reading, for `ResultsKind::compare` from
/// one or two. A shard's folder gets its scenario only. REQUIRES: the store holds every trial that the run wants. Throws IoError.
Findings write_results(ResultFiles& files, const Run& run, std::span<const Reading> readings, Store& store, const Inventory& inventory,
                       unsigned threads);
/// Of that, what only a comparison has: compare.csv and its table.
Findings write_comparison(ResultFiles& files, const Run& run, Store& store, const Inventory& inventory, unsigned threads);

/// Makes a folder complete: its files, then the manifest. Files of an earlier run that this one does not have go away; the store
/// notes the scenario. Throws IoError.
Findings complete_folder(const std::filesystem::path& folder, const Run& run, std::span<const Reading> readings, Store& store,
                         const Inventory& inventory, const WallClock& clock);

/// True for the name of a file in a results folder, wherever that name comes from: no way leads out of the folder.
[[nodiscard]] bool stays_within(const std::filesystem::path& name);
/// How the scenario files of a results folder are called: one, or two where two files were compared.
[[nodiscard]] std::vector<std::string> scenario_names(std::size_t readings);

} // namespace sim
