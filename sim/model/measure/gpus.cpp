// Measured: the GPUs that labs own, how unequal they are, and what the best buy gives for its price.
#include "model/measure/sheet.hpp"

#include <cmath>

namespace sim {
namespace {

std::vector<Weighed> labs_by_gpus_per_head(Sheet& sheet) {
    return ascending(sheet.researchers([](const Lab& l) { return l.fleet.owned / l.researchers; }));
}

std::vector<Weighed> labs_by_peak(Sheet& sheet) {
    return ascending(sheet.labs([](const Lab& l) { return l.fleet.peak; }));
}

/// The GPUs per researcher that this part of the researchers stays below.
std::vector<double> gpus_per_head(Sheet& sheet, double part) {
    return quantiles(sheet.shared<labs_by_gpus_per_head>(), part, sheet.world(), sheet.counts());
}

/// By group: the most FLOP/s per USD of list price among the best buys of its sectors; unmeasured before the first, and where GPUs are
/// free.
std::vector<double> best_price_performance(Sheet& sheet) {
    const GroupCounts& counts = sheet.counts();
    const World& world = sheet.world();
    std::vector<double> best = sheet.nothing();
    for (std::uint32_t c = 0; c < counts.countries; ++c) {
        for (std::uint32_t k = 0; k < counts.kinds; ++k) {
            const Sector& sector = world.sector({c}, {k});
            if (!sector.buys || !(world.generations[sector.best.index].price > 0)) continue;
            const GenerationState& generation = world.generations[sector.best.index];
            for (const std::uint32_t group : {0U, 1 + c, 1 + counts.countries + k})
                best[group] = std::fmax(best[group], generation.peak / generation.price);
        }
    }
    return best;
}

} // namespace

template <> Definition define<Metric::gpus>() {
    return Definition("gpus", "GPUs owned", "GPU", as_it_is, fine, MetricForm::amount, "GPUs owned",
                      [](Sheet& sheet) { return sheet.sum([](const Lab& l) { return l.fleet.owned; }); });
}

template <> Definition define<Metric::gpus_per_researcher>() {
    return Definition("gpus_per_researcher", "GPUs per researcher", "GPU/person", as_it_is, fine, MetricForm::amount,
                      "GPUs per researcher of a lab; median over researchers", [](Sheet& sheet) { return gpus_per_head(sheet, 0.5); });
}

template <> Definition define<Metric::gpus_per_researcher_p10>() {
    return Definition("gpus_per_researcher_p10", "GPUs per researcher, 10 % quantile", "GPU/person", as_it_is, coarse, MetricForm::amount,
                      "GPUs per researcher that a tenth of the researchers stay below",
                      [](Sheet& sheet) { return gpus_per_head(sheet, 0.1); });
}

template <> Definition define<Metric::gpus_per_researcher_p90>() {
    return Definition("gpus_per_researcher_p90", "GPUs per researcher, 90 % quantile", "GPU/person", as_it_is, coarse, MetricForm::amount,
                      "GPUs per researcher that nine tenths of the researchers stay below",
                      [](Sheet& sheet) { return gpus_per_head(sheet, 0.9); });
}

template <> Definition define<Metric::flops>() {
    return Definition("flops", "Peak speed", "FLOP/s", as_it_is, coarse, MetricForm::amount, "Peak speed of all GPUs owned",
                      [](Sheet& sheet) { return sheet.sum([](const Lab& l) { return l.fleet.peak; }); });
}

template <> Definition define<Metric::flop_share>() {
    return Definition("flop_share", "Share of peak speed", "", as_it_is, fine, MetricForm::part_of_a_whole,
                      "Share of the peak speed of all GPUs owned",
                      [](Sheet& sheet) { return parts_of_world(sheet.values(Metric::flops)); });
}

template <> Definition define<Metric::compute_gini>() {
    return Definition("compute_gini", "Compute, Gini coefficient", "", as_it_is, coarse, MetricForm::amount,
                      "Gini coefficient of peak speed over labs",
                      [](Sheet& sheet) { return ginis(sheet.shared<labs_by_peak>(), sheet.world(), sheet.counts()); });
}

template <> Definition define<Metric::compute_top10>() {
    return Definition("compute_top10", "Compute in the top tenth of the labs", "", as_it_is, coarse, MetricForm::share,
                      "Share of peak speed in the tenth of the labs with the most",
                      [](Sheet& sheet) { return top_parts(sheet.shared<labs_by_peak>(), 0.1, sheet.world(), sheet.counts()); });
}

template <> Definition define<Metric::price_performance>() {
    return Definition("price_performance", "Price performance", "FLOP/s/USD", as_it_is, Level::world | Level::country | Level::kind,
                      MetricForm::amount, "Peak speed per list price of the best buy at the date", best_price_performance);
}

} // namespace sim
