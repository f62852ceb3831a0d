// The page: one HTML file that opens offline and shows a run, or several side by side, with its charts, tables, scenario and origin.
#pragma once

#include "input/document.hpp"
#include "report/charts.hpp"
#include "report/explain/explained.hpp"
#include "sim/ensemble.hpp"
#include "sim/reader.hpp"
#include "sim/run.hpp"
#include "sim/table.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace sim {

/// Where one results folder comes from.
struct Origin {
    const Run* run = nullptr;
    std::span<const Reading> readings; ///< of its scenario
    Inventory inventory;
    const ExplainedRun* explained = nullptr; ///< what decides its figures, where that is told
};

/// The page of one run, or of several: the first gives the title. It depends on nothing but these, and refers to nothing outside itself.
[[nodiscard]] std::string page(std::span<const Origin> origins, const ChartBook& charts, std::span<const Section> sections);

} // namespace sim
