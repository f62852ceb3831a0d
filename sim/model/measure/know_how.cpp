// Measured: efficiency, data, and what levels of performance cost.
#include "model/measure/sheet.hpp"

#include "base/quick.hpp"
#include "model/rules.hpp"

#include <cmath>

namespace sim {

void measure_efficiency(Story& story, Sheet& sheet) {
    const World& world = story.world;
    for (std::uint32_t d = 0; d < world.domains.size(); ++d) {
        double doublings = 0, researchers = 0, best = 0;
        for (std::uint32_t l = 0; l < world.research_labs && !world.know_how.doublings.empty(); ++l) {
            const double weight = world.labs[l].weight * world.labs[l].researchers,
                         lead = world.know_how.doublings[l * world.domains.size() + d];
            doublings += weight * lead;
            researchers += weight;
            best = std::max(best, lead);
        }
        const double common = common_efficiency(story, {d});
        sheet.put_one(Metric::efficiency, Level::domain, d, researchers > 0 ? common * quick_exp2(doublings / researchers) : common);
        sheet.put_one(Metric::efficiency_best, Level::domain, d, common * quick_exp2(best));
    }
}

namespace {

/// The GPU of these markets with the most FLOP/s per USD; nothing before the first.
const Card* best_buy(const Story& story, std::uint64_t markets) {
    Sector everybody;
    everybody.terms.markets = markets;
    look_at_offers(everybody, story.world, story.now());
    return everybody.buys ? &story.world.cards[everybody.best.index] : nullptr;
}

} // namespace

void measure_data(Story& story, Sheet& sheet) {
    double useful_flops = 0;
    for (const Lab& lab : story.world.labs) useful_flops += lab.weight * lab.fleet.peak * story.scenario->hardware.utilisation;
    for (std::uint32_t c = 0; c < story.world.corpora.size(); ++c) {
        const Corpus& corpus = story.scenario->corpora[c];
        const double volume = story.world.corpora[c].volume.at(story.now()), needed = volume * corpus.useful * corpus.cost;
        sheet.put_one(Metric::data_volume, Level::corpus, c, volume);
        const Card* const card = best_buy(story, story.world.corpora[c].markets);
        if (needed > 0)
            sheet.put_one(Metric::data_processed_fraction, Level::corpus, c, std::min(1.0, corpus.part * useful_flops / needed));
        if (card != nullptr)
            sheet.put_one(Metric::gpus_needed_for_data, Level::corpus, c, needed / (card->peak * story.scenario->hardware.utilisation));
    }
}

namespace {

/// Decimal logarithm of the FLOP that an error takes, by the benchmark's law. In logarithms, for the number itself may be beyond all
/// doubles.
double compute_for(const Benchmark& benchmark, double error) {
    const double known = std::log10(benchmark.compute.value);
    switch (benchmark.law) {
    case Benchmark::Law::given:
        return known;
    case Benchmark::Law::polynomial:
        return known + std::log10(benchmark.error / error) / benchmark.slope;
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

} // namespace

void measure_benchmarks(Story& story, Sheet& sheet) {
    const Hardware& hardware = story.scenario->hardware;
    std::uint32_t group = 0;
    for (std::size_t b = 0; b < story.scenario->benchmarks.size(); ++b) {
        const Benchmark& benchmark = story.scenario->benchmarks[b];
        const CountryState& country = story.world.countries[benchmark.country_id.index];
        const Card* const card = best_buy(story, story.world.benchmark_markets[b]);
        const double progress = std::log10(progress_since(story, benchmark)), useful = std::log10(benchmark.useful.value);
        for (std::size_t t = 0; t < std::max<std::size_t>(benchmark.targets.size(), 1); ++t, ++group) {
            const double flop = compute_for(benchmark, benchmark.targets.empty() ? benchmark.error : benchmark.targets[t]) - progress;
            sheet.put_one(Metric::target_compute, Level::benchmark, group, flop);
            sheet.put_one(Metric::target_work, Level::benchmark, group, flop + useful);
            if (card == nullptr) continue;
            const double seconds = flop + useful - std::log10(card->peak * hardware.utilisation);
            sheet.put_one(Metric::target_gpu_hours, Level::benchmark, group, seconds - std::log10(3600.0));
            if (card->price > 0)
                sheet.put_one(Metric::target_cost, Level::benchmark, group, seconds + std::log10(card->price / hardware.cloud.break_even));
            const double grams_a_second = card->power * country.pue * country.carbon_intensity.at(story.now());
            if (grams_a_second > 0)
                sheet.put_one(Metric::target_emissions, Level::benchmark, group, seconds + std::log10(grams_a_second) - 6);
        }
    }
}

} // namespace sim
