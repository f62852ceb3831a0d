// Freedman and Diaconis' bins.
#include "report/histogram.hpp"

#include "sim/summary.hpp"

#include <algorithm>
#include <cmath>

namespace sim {
namespace {

constexpr double most_bins = 40;

/// REQUIRES: ascending, not empty.
double bins_of(std::span<const double> ascending) {
    const double range = ascending.back() - ascending.front();
    const double quartiles = sample_quantile(ascending, 0.75) - sample_quantile(ascending, 0.25);
    const double width = 2 * quartiles / std::cbrt(static_cast<double>(ascending.size()));
    if (!(range > 0)) return 1;
    return width > 0 ? std::clamp(std::ceil(range / width), 1.0, most_bins) : most_bins;
}

} // namespace

Histogram histogram(std::span<double> values) {
    const auto end = std::remove_if(values.begin(), values.end(), [](double x) { return std::isnan(x); });
    const std::span<double> known(values.begin(), end);
    Histogram h;
    if (known.empty()) return h;
    std::ranges::sort(known);
    const double bins = bins_of(known);
    h.from = known.front();
    h.width = (known.back() - known.front()) / bins;
    h.counts.assign(static_cast<std::size_t>(bins), 0);
    const auto bin = [&](double x) { return h.width > 0 ? static_cast<std::size_t>((x - h.from) / h.width) : 0; };
    for (const double x : known) ++h.counts[std::min(h.counts.size() - 1, bin(x))];
    return h;
}

} // namespace sim
