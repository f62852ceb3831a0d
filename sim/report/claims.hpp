// Published figures beside simulated ones, in a file and a table.
#pragma once

#include "ensemble/file.hpp"
#include "sim/run.hpp"
#include "sim/table.hpp"
#include "study/claims.hpp"

#include <span>
#include <string>
#include <vector>

namespace sim {

/// claims.csv: each claim in its variant, then in those that stand in for it.
void write_claims(const FilePlace& place, const Run& run, std::span<const JudgedClaim> judged);
/// The claims of several runs in one table.
[[nodiscard]] Table claims_table(std::span<const Run> runs, std::span<const std::vector<JudgedClaim>> judged,
                                 std::vector<std::string> footnotes);

} // namespace sim
