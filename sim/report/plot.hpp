// Charts as files for papers, SVG and PDF, drawn by gnuplot.
#pragma once

#include "report/charts.hpp"

#include <string>
#include <vector>

namespace sim {

/// A metric in one variant: its chosen groups with their bands; of a sweep, the median of every point.
struct Plot {
    std::string name;   ///< of its files: "research_share-trend"
    std::string script; ///< for gnuplot, without terminal and output
};
[[nodiscard]] std::vector<Plot> plots_of(const ChartBook& charts);

struct DrawnPlot {
    std::string name, svg, pdf;
};
/// Draws them; the same plots give the same bytes from the same gnuplot and fonts. Throws IoError where gnuplot is missing or fails.
[[nodiscard]] std::vector<DrawnPlot> draw(const std::vector<Plot>& plots);

} // namespace sim
