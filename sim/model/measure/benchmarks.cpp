// Measured: what levels of performance on benchmarks cost. In decimal logarithms, for the numbers themselves may be beyond all doubles.
#include "base/extended.hpp"
#include "model/measure/best_buy.hpp"
#include "model/measure/sheet.hpp"

namespace sim {
namespace {

/// FLOP that an error takes, by the benchmark's law.
double compute_for(const Benchmark& benchmark, double error) {
    const double known = log10_of(benchmark.compute.value);
    switch (benchmark.law) {
    case Benchmark::Law::given:
        return known;
    case Benchmark::Law::polynomial:
        return known + log10_of(benchmark.error / error) / benchmark.slope;
    case Benchmark::Law::exponential:
        return known + (1 / error - 1 / benchmark.error) / benchmark.slope;
    }
    return known;
}

/// How many times less compute than on the benchmark's date a level of performance needs by now, by what all know.
double progress_since(Story& story, const Benchmark& benchmark) {
    if (!benchmark.domain_id) return 1;
    return common_efficiency(story, *benchmark.domain_id) / story.world.domains[benchmark.domain_id->index].efficiency.at(benchmark.as_of);
}

/// What one target takes.
struct Target {
    double compute, work;    ///< FLOP, as the source counts them and as a job has to do them
    double seconds, dollars; ///< on GPUs of the best buy, unmeasured before the first; and to rent them, where they are not free
    double grams;            ///< of CO2e
};

/// The GPU of the best buy, as far as targets ask: useful FLOP/s, USD and grams of CO2e for a second.
struct Machine {
    double speed, rent, grams;
};

Machine machine_for(const Sheet& sheet, std::size_t b) {
    const GenerationState* const generation = best_buy(sheet.story(), sheet.world().benchmark_markets[b]);
    if (generation == nullptr) return {unmeasured, unmeasured, unmeasured};
    const Hardware& hardware = sheet.scenario().hardware;
    const CountryState& country = sheet.world().countries[sheet.scenario().benchmarks[b].country_id.index];
    const double grams = generation->power * country.pue * country.carbon_intensity.at(sheet.story().now());
    return {log10_of(generation->peak * hardware.utilisation),
            generation->price > 0 ? log10_of(generation->price / hardware.cloud.break_even) : unmeasured,
            grams > 0 ? log10_of(grams) : unmeasured};
}

/// Benchmark by benchmark, target by target.
std::vector<Target> targets(Sheet& sheet) {
    std::vector<Target> found;
    for (std::size_t b = 0; b < sheet.scenario().benchmarks.size(); ++b) {
        const Benchmark& benchmark = sheet.scenario().benchmarks[b];
        const Machine machine = machine_for(sheet, b);
        const double progress = log10_of(progress_since(sheet.story(), benchmark)), useful = log10_of(benchmark.useful.value);
        const auto add = [&](double error) {
            const double flop = compute_for(benchmark, error) - progress, seconds = flop + useful - machine.speed;
            found.push_back({flop, flop + useful, seconds, seconds + machine.rent, seconds + machine.grams});
        };
        if (benchmark.targets.empty()) add(benchmark.error);
        for (const double error : benchmark.targets) add(error);
    }
    return found;
}

/// One logarithm of each, less that of the unit in which it is given.
std::vector<double> of_targets(Sheet& sheet, double Target::*what, double unit = 0) {
    std::vector<double> found;
    for (const Target& target : sheet.shared<targets>()) found.push_back(target.*what - unit);
    return found;
}

constexpr double log10_of_grams_in_a_tonne = 6;

} // namespace

template <> Definition define<Metric::target_compute>() {
    return Definition("target_compute", "Compute for a target, log10 of FLOP", "", as_it_is, only(Level::benchmark), MetricForm::amount,
                      "Decimal logarithm of the FLOP that the target takes with the date's algorithms, as its source counts them",
                      [](Sheet& sheet) { return of_targets(sheet, &Target::compute); });
}

template <> Definition define<Metric::target_work>() {
    return Definition("target_work", "Work for a target, log10 of FLOP", "", as_it_is, only(Level::benchmark), MetricForm::amount,
                      "Decimal logarithm of the FLOP of these that a job has to do",
                      [](Sheet& sheet) { return of_targets(sheet, &Target::work); });
}

template <> Definition define<Metric::target_gpu_hours>() {
    return Definition("target_gpu_hours", "GPU time for a target, log10 of hours", "", as_it_is, only(Level::benchmark), MetricForm::amount,
                      "Decimal logarithm of the hours that it takes on GPUs of the best buy",
                      [](Sheet& sheet) { return of_targets(sheet, &Target::seconds, log10_of(3600.0)); });
}

template <> Definition define<Metric::target_cost>() {
    return Definition("target_cost", "Cost of a target, log10 of USD", "", as_it_is, only(Level::benchmark), MetricForm::amount,
                      "Decimal logarithm of the USD that it takes to rent them",
                      [](Sheet& sheet) { return of_targets(sheet, &Target::dollars); });
}

template <> Definition define<Metric::target_emissions>() {
    return Definition("target_emissions", "Emissions of a target, log10 of tCO2e", "", as_it_is, only(Level::benchmark), MetricForm::amount,
                      "Decimal logarithm of the tonnes of CO2e that they emit",
                      [](Sheet& sheet) { return of_targets(sheet, &Target::grams, log10_of_grams_in_a_tonne); });
}

} // namespace sim
