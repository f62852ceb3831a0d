// What changes from one point of a sweep to another: differences within replicates, which have the same luck at every point.
#pragma once

#include "ensemble/file.hpp"
#include "report/chosen.hpp"
#include "sim/table.hpp"

#include <span>
#include <string>
#include <vector>

namespace sim {

/// points.csv: each point but the first against the first of the same variant, in the units of results: all that is measured at both.
/// Returns the lines that `report` selects at its last date.
Chosen<PairedRow> write_point_pairs(const FilePlace& place, const Run& run, Store& store, unsigned threads);

/// The mean differences with their 95 % intervals: a row for each variant and point but the first, with what the point sets, and a column
/// for each metric and group of the report. `rows` are those of write_point_pairs, at least one.
[[nodiscard]] Table point_pairs_table(const Run& run, std::span<const PairedRow> rows, std::vector<std::string> footnotes);

} // namespace sim
