// What a comparison is worth: from when on a difference is one, and how much of it 100 million USD buy.
#pragma once

#include "report/result_files.hpp"
#include "sim/run.hpp"
#include "sim/table.hpp"
#include "study/paired.hpp"
#include "study/selection.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <utility>

namespace sim {

/// The first date from which on the 95 % interval of a difference holds no 0, with one sign, to the last date. Dates where
/// it is withheld, as replicates are too few, are passed over. REQUIRES: rows of one line by date.
[[nodiscard]] std::optional<std::uint32_t> resolved_from(const std::map<std::uint32_t, PairedStatistics>& by_date);

/// Collects the differences that `report` asks for on all dates, as they are told.
class WorthTable {
public:
    explicit WorthTable(const Run& run) : run_(run), selection_(selection_of(run.variants[0], run.layouts[0])) {}
    void add(const PairedRow& row);
    /// A row for each metric and group; without rows for a sweep, and where nothing is told. Throws IoError.
    [[nodiscard]] Table of_other(Store& store, std::uint32_t other) const;

private:
    const Run& run_;
    Selection selection_;
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::map<std::uint32_t, PairedStatistics>> rows_; // by other and column
};

} // namespace sim
