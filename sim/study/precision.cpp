// When replicates are looked at, and which of the wanted figures is known least.
#include "study/precision.hpp"

#include "base/nothing.hpp"
#include "sim/summary.hpp"
#include "study/figure_values.hpp"
#include "study/intervals.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace sim {
std::uint64_t next_look(std::uint64_t replicates) { return replicates + (replicates + 1) / 2; }

double half_width(std::vector<double> values) {
    std::erase_if(values, [](double x) { return std::isnan(x); });
    if (values.size() < 2) return nothing;
    const double of_mean = half_interval(statistics(values));
    const Interval median = interval_of_median(std::move(values));
    return std::max(of_mean, (median.high - median.low) / 2);
}

std::optional<Knowledge> least_known(Store& store, const TrialList& list, std::span<const Layout> layouts,
                                     std::span<const Precision> wanted) {
    std::optional<Knowledge> least;
    const auto ratio = [](const Knowledge& k) {
        return std::isnan(k.half_width) ? std::numeric_limits<double>::infinity() : k.half_width / k.wanted->half_width;
    };
    for (std::uint32_t variant = 0; variant < list.variants; ++variant) {
        for (std::uint32_t point = 0; point < list.points; ++point) {
            const auto trials = trials_that_went_well(store, list, variant, point);
            for (const Precision& precision : wanted) {
                const ParsedFigure parsed = Figure::parse(precision.figure, layouts[variant]);
                const Knowledge known{&precision, variant, point, half_width(figure_in_each(store, trials, parsed.figure))};
                if (!least || ratio(known) > ratio(*least)) least = known;
            }
        }
    }
    return least;
}

} // namespace sim
