// Process: purchase. After its funding a lab retires old GPUs, pays for electricity, and buys whole GPUs, or rents.
#include "model/rules.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace sim {
namespace {

void retire(Lab& lab, const Story& story) {
    const double lifetime = story.scenario->hardware.lifetime;
    const auto is_old = [&](const Cohort& cohort) { return story.now() >= end_of_life(cohort.bought, lifetime); };
    if (std::ranges::none_of(lab.fleet.cohorts, is_old)) return;
    boost::container::small_vector<Cohort, 6> kept;
    std::ranges::remove_copy_if(lab.fleet.cohorts, std::back_inserter(kept), is_old);
    reequip(lab, {kept.data(), kept.size()}, story.world, *story.scenario, story.scenario->kinds[lab.kind.index].largest_job);
}

void spend(Lab& lab, double usd) {
    lab.cash -= usd;
    lab.tally.spend += usd;
}

double price_of(const Sector& sector, const World& world) { return price_in(sector.terms, world.generations[sector.best.index]); }

/// As many as it can pay for and still have as much for next year's electricity as last year's came to.
void buy(Lab& lab, Story& story, double set_aside) {
    const Sector& sector = story.world.sector_of(lab);
    if (!sector.buys || lab.cash <= set_aside) return;
    const double price = price_of(sector, story.world);
    const double count = std::floor((lab.cash - set_aside) / price);
    if (count < 1) return;
    check_countable(count + lab.fleet.gpus, lab, story.now(), *story.scenario);
    spend(lab, count * price);
    equip(lab, sector.best, static_cast<std::uint32_t>(count), price, story.now(), story.world, *story.scenario);
}

/// The GPUs to rent with the most FLOP/s for the money. Clouds are reached from everywhere, so no country's access matters.
GenerationId best_rent(const World& world, const Scenario& scenario, Instant now) {
    GenerationId best{nobody};
    const auto market = std::ranges::find(world.markets, scenario.hardware.cloud.market) - world.markets.begin();
    for (std::uint32_t g = 0; g < world.generations.size(); ++g) {
        const GenerationState& generation = world.generations[g];
        if (generation.market != market || generation.release > now) continue;
        if (best.index == nobody ||
            generation.peak * world.generations[best.index].price >= world.generations[best.index].peak * generation.price)
            best = {g};
    }
    return best;
}

/// A lab without GPUs rents when one is out of reach: its cash, and as much again next year, would not buy it.
void rent(Lab& lab, Story& story) {
    lab.rented = {nobody};
    if (lab.fleet.gpus > 0 || story.scenario->hardware.cloud.market.empty()) return;
    const Sector& sector = story.world.sector_of(lab);
    if (sector.buys && 2 * lab.cash >= price_of(sector, story.world)) return;
    lab.rented = best_rent(story.world, *story.scenario, story.now());
    if (lab.rented.index != nobody) refit_rented(lab, story.world, *story.scenario);
}

/// Rented GPUs are handed back; jobs on them run to their end, which is paid for.
void stop_renting(Lab& lab, const Story& story) {
    if (lab.rented.index == nobody) return;
    lab.rented = {nobody};
    reequip(lab, {}, story.world, *story.scenario, 1);
}

} // namespace

void on(Purchase event, Story& story) {
    if (event.lab.index >= story.world.research_labs) return renew_pool(story, event.lab);
    Lab& lab = story.world[event.lab];
    touch(lab, story.now());
    read_meter(lab, story.world, *story.scenario, story.now());
    stop_renting(lab, story);
    retire(lab, story);
    const double electricity = std::exchange(lab.bill, 0);
    spend(lab, electricity);
    buy(lab, story, electricity);
    rent(lab, story);
    send_away_waiting(story, event.lab);
    start_waiting(story, event.lab);
}

} // namespace sim
