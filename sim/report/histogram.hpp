// How values are spread: how many of them fall into bins of equal width.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace sim {

struct Histogram {
    double from = 0, width = 0; ///< of the first bin and of each, in the values' unit
    std::vector<std::uint64_t> counts;
};
/// Between the lowest and the highest value, as many bins as Freedman and Diaconis (1981) would take, from 1 to 40. Not-a-number counts as
/// absent. The order of the values is lost.
[[nodiscard]] Histogram histogram(std::span<double> values);

} // namespace sim
