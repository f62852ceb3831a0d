// How groups, dates and metrics are called in tables, and what stands below every table.
#pragma once

#include "report/rounding.hpp"
#include "sim/ensemble.hpp"
#include "sim/metric.hpp"
#include "sim/run.hpp"
#include "sim/scenario.hpp"
#include "sim/summary.hpp"
#include "sim/table.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

/// The period that is measured on the date: "2026" where that is the calendar year, else "2026-07 to 2026-12"; where some of the layouts
/// differ on it, the date.
[[nodiscard]] std::string head_of(Instant date, std::span<const Layout> layouts);
/// "Waiting time of jobs (h)"
[[nodiscard]] std::string with_unit(const MetricRow& metric);
/// Shares of a whole as percent: 0.17 is "17 %".
[[nodiscard]] As shown_as(const MetricRow& metric);

/// That of the events and that of the inputs and values: "0123456789abcdef, of values fedcba9876543210".
[[nodiscard]] std::string fingerprints_text(const Inventory& inventory);
/// What stands below every table: "Fingerprint 0123456789abcdef, of values fedcba9876543210; sim run a.yaml; sim 0.2.0."
[[nodiscard]] std::string origin_of(const Run& run, const Inventory& inventory);
/// What stands below every table of a run: how many trials failed, the fingerprint, the command and the version.
[[nodiscard]] std::vector<std::string> footnotes_of(const Run& run, const Inventory& inventory);
/// Says below the table what stands in braces, where a cell has any.
void explain_braces(Table& table);
/// The cell of a line of the summary: "17 % [16, 18]"; on fewer replicates than went well it says on how many and, where these are too few
/// for a 90 % interval, what it is: "17 % [16, 18] (n = 5: 67 % interval, the range)".
[[nodiscard]] std::string cell_of(const SummaryRow& row, std::uint64_t replicates, As as);
/// Of runs side by side, of the one with the fewest replicates and of that with the most: "12 to 20", "85 % interval, the range, to 90 %
/// interval"; once where they are the same.
[[nodiscard]] std::string replicates_text(std::uint64_t fewest, std::uint64_t most);
[[nodiscard]] std::string tails_text(std::uint64_t fewest, std::uint64_t most);
/// A cell that rests on fewer replicates than it could says on how many: "17 % [16, 18] (n = 97)".
[[nodiscard]] std::string with_count(std::string cell, std::uint64_t n, std::uint64_t possible);
/// "country:CHN/kind:academia" is "China, academia": each part by its name where the scenario gives one.
[[nodiscard]] std::string label_of(const Scenario& scenario, std::string_view group);

} // namespace sim
