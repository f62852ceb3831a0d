// Who could pay for which target and when, in a file and a table.
#pragma once

#include "ensemble/file.hpp"
#include "sim/run.hpp"
#include "sim/table.hpp"
#include "study/payers.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace sim {

/// payers.csv: a row for each target and group of labs.
void write_payers(const FilePlace& place, const Run& run, std::span<const Payer> payers);
/// One variant's dates at the first point, a row for each target and a column for each of the report's groups.
[[nodiscard]] Table payers_table(const Run& run, std::span<const Payer> payers, std::uint32_t variant, std::vector<std::string> footnotes);

} // namespace sim
