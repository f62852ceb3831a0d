// What differs between worlds with the same luck: compare.csv and its tables.
#pragma once

#include "report/forms/csv.hpp"
#include "sim/run.hpp"
#include "sim/table.hpp"
#include "study/choice.hpp"
#include "study/paired.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

namespace sim {

/// compare.csv, row by row: paired differences between the run's first variant and each of the others.
class PairsFile {
public:
    PairsFile(std::filesystem::path path, const Run& run);
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
    void add(const PairedRow& row);
    /// All chosen metrics, groups and dates, for one other variant. REQUIRES: 0 < other < variants.
    [[nodiscard]] Table of_other(std::uint32_t other) const;
    /// Over the cells of that table; nothing where none of them has one.
    [[nodiscard]] std::optional<double> median_variance_reduction(std::uint32_t other) const;

private:
    [[nodiscard]] const PairedRow* find(std::uint32_t other, std::uint32_t point, std::uint32_t date, std::uint32_t column) const;
    void add_rows(Table& table, std::uint32_t other, std::uint32_t column) const;
    const Run& run_;
    ReportChoice choice_;
    std::vector<Instant> dates_;
    std::vector<PairedRow> rows_; // in the order of compare_pairs
};

} // namespace sim
