// Who is ahead, in a file and a table.
#pragma once

#include "ensemble/file.hpp"
#include "sim/run.hpp"
#include "sim/table.hpp"
#include "study/standing.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

/// ranks.csv
void write_standings(const FilePlace& place, const Run& run, std::span<const Standing> standings);
/// Of the report's first metric that has standings, at the first point: a row for each pair, without those that another row says already,
/// and a column for each date.
[[nodiscard]] Table standings_table(const Run& run, std::span<const Standing> standings, std::vector<std::string> footnotes);

} // namespace sim
