// What of a figure is to be known well: the figure itself, or a quantile of it, as in "p95(research_share[CHN]@2030)".
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace sim {

struct WantedFigure {
    std::optional<double> quantile; ///< between 0 and 1; nothing where the figure's mean and median are wanted
    std::string_view figure;        ///< what is measured trial by trial
    std::size_t begin = 0;          ///< bytes before it
};
/// p05(...), p25(...), p50(...), p75(...) and p95(...) are quantiles over replicates; all else is a figure.
[[nodiscard]] WantedFigure wanted_figure(std::string_view text);

} // namespace sim
