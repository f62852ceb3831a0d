// The files of numbers that a run leaves: runs.csv, design.csv, series.csv and summary.csv.
#pragma once

#include "report/forms/csv.hpp"
#include "sim/run.hpp"
#include "sim/store.hpp"
#include "sim/summary.hpp"

#include <filesystem>
#include <span>
#include <string_view>

namespace sim {

/// runs.csv: one row per trial, by run_id.
void write_runs(const FilePlace& place, const Run& run, Store& store);
/// design.csv: what each trial's point sets and then each of its drawn inputs, in long form.
void write_design(const FilePlace& place, const Run& run, Store& store);
/// series.csv: every value of every trial, of the metrics that are asked for.
void write_series(const FilePlace& place, const Run& run, Store& store);

/// A file of which each row is about one trial.
struct TrialFile {
    std::string_view name;
    void (*write)(const FilePlace& place, const Run& run, Store& store);
};
/// All of them; a folder has those that its run writes.
[[nodiscard]] std::span<const TrialFile> trial_files();

/// summary.csv, row by row.
class SummaryFile {
public:
    SummaryFile(FilePlace place, const Run& run);
    void add(const SummaryRow& row);
    void commit() { file_.commit(); }

private:
    const Run& run_;
    CsvFile file_;
};

} // namespace sim
