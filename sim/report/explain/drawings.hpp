// An explanation in two drawings: a tornado of its inputs, and the trials against the leading one; for the page, and for gnuplot.
#pragma once

#include "report/explain/sentences.hpp"
#include "report/plot.hpp"

#include <string>
#include <vector>

namespace sim {

/// Bars from the figure's mean where an input is low to where it is high, the widest on top, around its mean: SVG that takes the page's
/// colours. Empty where nothing is above chance.
[[nodiscard]] std::string tornado_svg(const Telling& telling);
/// The trials as points, and the curve with its band; at most 400 of them, evenly chosen. Empty where there is no leading input.
[[nodiscard]] std::string against_svg(const Telling& telling);

/// Both, for papers: "decides-VARIANT-NAME" and "against-VARIANT-NAME".
[[nodiscard]] std::vector<Plot> plots_of(const Telling& telling);

} // namespace sim
