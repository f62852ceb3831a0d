// What is said of luck, of what inputs do together, and of where a claim turns.
#pragma once

#include "report/explain/sentences.hpp"
#include "sim/table.hpp"
#include "study/explain/flip.hpp"
#include "study/explain/luck.hpp"
#include "study/explain/totals.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace sim {

/// The interval taken apart: inputs, luck of the simulated world, and how far its ends are known from so many trials.
[[nodiscard]] std::string luck_text(const Telling& telling, const std::optional<LuckPart>& luck);
/// A row for each input above chance: what it explains alone, and with all that it does together with others and with luck; for what is not
/// known well enough how many pairs it takes.
[[nodiscard]] Table totals_table(const Telling& telling, std::span<const Total> totals);
/// Whether the claim holds on average, where it turns, and what was played there: a line each.
[[nodiscard]] std::vector<std::string> flip_text(const Telling& telling, const std::optional<Flip>& flip);

} // namespace sim
