// Process: purchase. After its funding a lab retires old GPUs, pays for electricity, and buys whole GPUs.
#include "sim/rules.hpp"

#include <algorithm>
#include <cmath>

namespace sim {
namespace {

void retire(Lab& lab, const Story& story) {
    const Instant now = story.now();
    const Span lifetime = from_seconds(story.scenario->hardware.lifetime);
    const auto is_old = [&](const Cohort& cohort) { return now - cohort.bought >= lifetime; };
    auto& cohorts = lab.fleet.cohorts;
    const auto keep = std::stable_partition(cohorts.begin(), cohorts.end(), [&](const Cohort& c) { return !is_old(c); });
    if (keep == cohorts.end()) return;
    cohorts.erase(keep, cohorts.end());
    Fleet& fleet = lab.fleet;
    fleet.gpus = 0;
    fleet.peak = fleet.memory = fleet.power = 0;
    for (const Cohort& cohort : cohorts) {
        const Card& card = story.world.cards[cohort.generation.index];
        fleet.gpus += cohort.count;
        fleet.peak += cohort.count * card.peak;
        fleet.memory += cohort.count * card.memory;
        fleet.power += cohort.count * card.power;
    }
    refit(lab, *story.scenario);
}

void spend(Lab& lab, double usd) {
    lab.cash -= usd;
    lab.tally.spend += usd;
}

/// The electricity of the coming year for every GPU owned, at work or not.
void pay_electricity(Lab& lab, const Story& story) {
    const Span until = new_year(calendar_year(story.now()) + 1) - story.now();
    const double joules = lab.fleet.power * story.scenario->hardware.pue * in_seconds(until);
    lab.tally.energy += joules;
    spend(lab, joules * story.world.countries[lab.country.index].electricity);
}

void buy(Lab& lab, Story& story) {
    const Sector& sector = story.world.sector(lab.country, lab.kind);
    if (!sector.buys || lab.cash <= 0) return;
    const double price = story.world.cards[sector.best.index].price * story.scenario->countries[lab.country.index].access.price_factor;
    const double count = std::floor(lab.cash / price);
    if (count < 1) return;
    check_countable(count + lab.fleet.gpus, lab, story.now(), *story.scenario);
    spend(lab, count * price);
    equip(lab, sector.best, static_cast<std::uint32_t>(count), story.now(), story.world, *story.scenario);
}

}  // namespace

void on(Purchase event, Story& story) {
    Lab& lab = story.world[event.lab];
    touch(lab, story.now());
    retire(lab, story);
    pay_electricity(lab, story);
    buy(lab, story);
    start_waiting(story, event.lab);
}

}  // namespace sim
