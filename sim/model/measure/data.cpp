// Measured: new data, and the compute that would process it.
#include "model/measure/best_buy.hpp"
#include "model/measure/sheet.hpp"

namespace sim {
namespace {

std::vector<double> items_per_second(Sheet& sheet) {
    std::vector<double> found;
    for (const auto& corpus : sheet.world().corpora) found.push_back(corpus.volume.at(sheet.story().now()));
    return found;
}

/// FLOP/s that all useful new data of a corpus take.
double flops_needed(Sheet& sheet, std::size_t c) {
    const Corpus& corpus = sheet.scenario().corpora[c];
    return sheet.values(Metric::data_volume)[c] * corpus.useful * corpus.cost;
}

/// Useful FLOP/s of all labs.
double flops_of_all(Sheet& sheet) {
    double sum = 0;
    for (const Lab& lab : sheet.world().labs) sum += lab.weight * lab.fleet.peak * sheet.scenario().hardware.utilisation;
    return sum;
}

} // namespace

template <> Definition define<Metric::data_volume>() {
    return Definition("data_volume", "New data", "item/yr", a_year, only(Level::corpus), MetricForm::amount,
                      "New data per year at the date, useful or not", items_per_second);
}

template <> Definition define<Metric::data_processed_fraction>() {
    return Definition("data_processed_fraction", "Useful new data processed", "", as_it_is, only(Level::corpus), MetricForm::share,
                      "Share of the useful new data that the community's compute could process", [](Sheet& sheet) {
                          std::vector<double> found;
                          const double flops = flops_of_all(sheet);
                          for (const Corpus& corpus : sheet.scenario().corpora) {
                              const double needed = flops_needed(sheet, found.size());
                              found.push_back(needed > 0 ? std::min(1.0, corpus.part * flops / needed) : unmeasured);
                          }
                          return found;
                      });
}

template <> Definition define<Metric::gpus_needed_for_data>() {
    return Definition("gpus_needed_for_data", "GPUs needed for new data", "GPU", as_it_is, only(Level::corpus), MetricForm::amount,
                      "GPUs of the best buy that could process all useful new data", [](Sheet& sheet) {
                          std::vector<double> found;
                          for (const auto& corpus : sheet.world().corpora) {
                              const GenerationState* const generation = best_buy(sheet.story(), corpus.markets);
                              const double needed = flops_needed(sheet, found.size());
                              found.push_back(generation != nullptr ? needed / (generation->peak * sheet.scenario().hardware.utilisation)
                                                                    : unmeasured);
                          }
                          return found;
                      });
}

} // namespace sim
