// What differs between variants with the same luck: compare.csv and its tables.
#pragma once

#include "report/chosen.hpp"
#include "report/forms/csv.hpp"
#include "sim/table.hpp"
#include "study/selection.hpp"

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

namespace sim {

/// compare.csv, row by row: paired differences between the run's first variant and each of the others.
class PairsFile {
public:
    PairsFile(FilePlace place, const Run& run);
    void add(const PairedRow& row);
    void commit() { file_.commit(); }

private:
    const Run& run_;
    CsvFile file_;
};

/// The paired differences that `report` in the base scenario asks for, and the tables made of them.
class PairTables {
public:
    explicit PairTables(const Run& run);
    /// Keeps the line if a table wants it. Lines come in the order of compare_pairs.
    void add(const PairedRow& row) { rows_.add(row); }
    /// All selected metrics, groups and dates, for one other variant. REQUIRES: 0 < other < variants.
    [[nodiscard]] Table of_other(std::uint32_t other) const;
    /// The lines of that table.
    [[nodiscard]] std::span<const PairedRow> rows_of(std::uint32_t other) const { return rows_.rows_of(other); }

private:
    void add_rows(Table& table, std::uint32_t other, std::uint32_t column) const;
    const Run& run_;
    Selection selection_;
    std::vector<Instant> dates_;
    Chosen<PairedRow> rows_;
};

} // namespace sim
