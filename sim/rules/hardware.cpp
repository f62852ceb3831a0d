// Process: hardware release, and what a lab's GPUs amount to.
#include "sim/rules.hpp"

#include "sim/quick.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace sim {
namespace {

double flops_per_usd(const Card& card) { return card.price > 0 ? card.peak / card.price : std::numeric_limits<double>::infinity(); }

/// FLOP of the largest job that so many of the lab's GPUs can run within its patience and their memory.
double reach_of(const Lab& lab, const Scenario& scenario, std::uint32_t gpus, double speed) {
    const Research& research = scenario.research;
    const double by_time = speed * lab.patience;
    if (research.bytes_per_parameter <= 0) return by_time;
    const double parameters = gpus * (lab.fleet.memory / lab.fleet.gpus) / research.bytes_per_parameter;
    return std::min(by_time, research.flop_per_parameter2 * parameters * parameters);
}

}  // namespace

/// A new generation is the best buy where it gives the most FLOP/s per USD; the newer one at equal value.
void on(HardwareRelease event, Story& story) {
    const Access& access = story.scenario->countries[event.country.index].access;
    World& world = story.world;
    const Card& card = world.cards[event.generation.index];
    if (card.peak > access.cap) return;
    for (std::uint32_t k = 0; k < world.incomes.size(); ++k) {
        if (((world.buys[k] >> card.market) & 1U) == 0) continue;
        Sector& sector = world.sector(event.country, {k});
        if (sector.buys && flops_per_usd(card) < flops_per_usd(world.cards[sector.best.index])) continue;
        sector.buys = true;
        sector.best = event.generation;
    }
}

double speed_of(const Fleet& fleet, std::uint32_t gpus, const Scenario& scenario) {
    const double a = scenario.hardware.parallel_exponent;
    return (a == 1 ? gpus : quick_power(gpus, a)) * fleet.speed;
}

void refit(Lab& lab, const Scenario& scenario) {
    Fleet& fleet = lab.fleet;
    fleet.largest_job = 0;
    fleet.speed = fleet.gang_speed = fleet.reach = fleet.reach_all = 0;
    if (fleet.gpus == 0) return;
    const Kind& kind = scenario.kinds[lab.kind.index];
    const double share = std::floor(kind.largest_job * fleet.gpus);
    fleet.largest_job = kind.gpus_per_job > 0 ? std::min(kind.gpus_per_job, fleet.gpus) : std::max(1U, static_cast<std::uint32_t>(share));
    fleet.speed = fleet.peak / fleet.gpus * scenario.hardware.utilisation;
    fleet.gang_speed = speed_of(fleet, fleet.largest_job, scenario);
    fleet.reach = reach_of(lab, scenario, fleet.largest_job, fleet.gang_speed);
    fleet.reach_all = fleet.largest_job == fleet.gpus ? fleet.reach : reach_of(lab, scenario, fleet.gpus, speed_of(fleet, fleet.gpus, scenario));
}

/// GPU time between two sample dates is counted in whole GPU-milliseconds, in 63 bits.
void check_countable(double gpus, const Lab& lab, Instant at, const Scenario& scenario) {
    const double most = 9e18 / (scenario.clock.sample_months * 31.0 * 86'400'000.0);
    if (gpus <= std::min(most, 4e9)) return;
    throw StoryFailure(fmt::format("a lab ({}, {}) would own {:.3g} GPUs on {}; at most {:.3g} can be counted", scenario.kinds[lab.kind.index].id,
                                   scenario.countries[lab.country.index].id, gpus, to_text(at), std::min(most, 4e9)));
}

void equip(Lab& lab, GenerationId generation, std::uint32_t count, Instant at, const World& world, const Scenario& scenario) {
    const Card& card = world.cards[generation.index];
    lab.fleet.cohorts.push_back({generation, count, at});
    lab.fleet.gpus += count;
    lab.fleet.peak += count * card.peak;
    lab.fleet.memory += count * card.memory;
    lab.fleet.power += count * card.power;
    refit(lab, scenario);
}

double memory_of_job(const Research& research, double flop) {
    if (research.bytes_per_parameter <= 0) return 0;
    return research.bytes_per_parameter * std::sqrt(flop / research.flop_per_parameter2);
}

}  // namespace sim
