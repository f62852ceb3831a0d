// When replicates are looked at, and which of the wanted figures is known least.
#include "study/precision.hpp"

#include "base/nothing.hpp"
#include "input/wanted.hpp"
#include "sim/summary.hpp"
#include "study/figure_values.hpp"
#include "study/intervals.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace sim {
namespace {

/// From a value that was always the same to the one that might have come.
double distance_to_another(double value) { return value >= 0 && value <= 1 ? std::max(value, 1 - value) : std::abs(value); }

} // namespace

std::uint64_t next_look(std::uint64_t replicates) { return replicates + (replicates + 1) / 2; }

double half_width(std::vector<double> values, std::optional<double> quantile) {
    std::erase_if(values, [](double x) { return std::isnan(x); });
    if (values.size() < least_values_of_mean) return nothing;
    std::ranges::sort(values);
    if (values.front() == values.back()) return most_of_unseen(values.size()) * distance_to_another(values.front());
    const auto ranks = interval_of_quantile(values, quantile.value_or(0.5));
    const double of_quantile = ranks ? (ranks->high - ranks->low) / 2 : nothing;
    if (quantile) return of_quantile;
    const Statistics of = statistics(values);
    return std::max((of.ci95_high - of.ci95_low) / 2, of_quantile);
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
                const WantedFigure figure = wanted_figure(precision.figure);
                const ParsedFigure parsed = Figure::parse(figure.figure, layouts[variant]);
                const Knowledge known{&precision, variant, point,
                                      half_width(figure_in_each(store, trials, parsed.figure), figure.quantile)};
                if (!least || ratio(known) > ratio(*least)) least = known;
            }
        }
    }
    return least;
}

} // namespace sim
