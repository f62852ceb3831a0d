// Process: purchase. After its funding a lab retires old GPUs, pays for electricity, and buys whole GPUs, or rents.
#include "model/rules.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace sim {
namespace {

void retire(Lab& lab, const Story& story) {
    const double lifetime = story.scenario->hardware.lifetime;
    constexpr double calendar = 10 * in_seconds(std::chrono::days{1}); // by which an anniversary may differ from so many seconds
    const auto is_old = [&](const Cohort& cohort) {
        const bool is_near = in_seconds(story.now() - cohort.bought) >= lifetime - calendar; // the calendar is dear, and few are
        return is_near && story.now() >= end_of_life(cohort.bought, lifetime);
    };
    if (lab.fleet.cohorts.empty() || !is_old(lab.fleet.cohorts.front())) return; // the oldest comes first
    boost::container::small_vector<Cohort, 6> kept;
    std::ranges::remove_copy_if(lab.fleet.cohorts, std::back_inserter(kept), is_old);
    reequip(lab, {kept.data(), kept.size()}, story.world, *story.scenario, story.scenario->kinds[lab.kind.index].largest_job);
}

void spend(Lab& lab, double usd) {
    lab.cash -= usd;
    lab.tally.spend += usd;
}

/// What the lab would buy now: the best buy of its sector, or that for large labs where it is one and it is their turn; nobody's: nothing.
GenerationId best_for(const Lab& lab, const Story& story) {
    const Sector& sector = story.world.sector_of(lab);
    const Kind& kind = story.scenario->kinds[lab.kind.index];
    if (sector.buys_heavy && lab.researchers >= kind.heavy_from) {
        const double part = kind.heavy_part ? story.world.heavy_parts[lab.kind.index].at(story.now()) : 1;
        const auto day = static_cast<std::uint64_t>(std::chrono::floor<std::chrono::days>(story.now()).time_since_epoch().count());
        if (part >= 1 || (part > 0 && story.dice.roll(Purpose::heavy_market, lab.key, day).uniform() < part)) return sector.best_heavy;
    }
    return sector.buys ? sector.best : GenerationId{nobody};
}

/// USD for one GPU with all that belongs to it.
double cost_of(GenerationId id, const Lab& lab, const Story& story) {
    const GenerationState& generation = story.world.generations[id.index];
    return price_in(story.world.sector_of(lab).terms, generation, *story.scenario, story.now()) *
           story.scenario->kinds[lab.kind.index].full_cost;
}

/// USD for next year's electricity of some power at the lab's present use.
double next_bill(const Lab& lab, const Story& story, double watts) {
    const Hardware& hardware = story.scenario->hardware;
    if (!hardware.bills_electricity) return 0;
    const CountryState& country = story.world.countries[lab.country.index];
    const double at_work = lab.busy_part + hardware.idle_power * (1 - lab.busy_part);
    return watts * at_work * country.pue * country.electricity * story.world.sector_of(lab).terms.electricity_factor * in_seconds(year);
}

/// As many as it can pay for and still have enough for electricity: where teams share, next year's for old and new GPUs; else what last
/// year's came to.
void buy(Lab& lab, Story& story, double last_bill) {
    const GenerationId best = best_for(lab, story);
    if (best.index == nobody) return;
    const bool shares = shares_gpus(*story.scenario);
    const double set_aside = shares ? next_bill(lab, story, lab.fleet.power) : last_bill;
    if (lab.cash <= set_aside) return;
    const double price = cost_of(best, lab, story);
    const double with_power = shares ? price + next_bill(lab, story, story.world.generations[best.index].power) : price;
    const double count = std::floor((lab.cash - set_aside) / with_power);
    if (count < 1) return;
    check_countable(count + lab.fleet.gpus, lab, story.now(), *story.scenario);
    spend(lab, count * price);
    lab.tally.spend_on_gpus += count * price;
    equip(lab, best, static_cast<std::uint32_t>(count), price, story.now(), story.world, *story.scenario);
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

/// Where teams share: as many GPUs as the cash pays for until the next purchase.
void rent_for_a_period(Lab& lab, Story& story) {
    const GenerationState& generation = story.world.generations[lab.rented.index];
    const double seconds = in_seconds(year) * story.scenario->clock.funding_months / 12,
                 rent = rent_of(generation, *story.scenario, story.now());
    if (!(lab.cash > 0) || !(rent > 0)) return;
    constexpr double most_rented = 1e6;
    lab.fleet.rented = std::min(most_rented, lab.cash / (rent * seconds));
    spend(lab, lab.fleet.rented * rent * seconds);
    lab.fleet.other_peak += lab.fleet.rented * generation.peak;
    lab.fleet.other_memory += lab.fleet.rented * generation.memory;
    lab.fleet.other_power += lab.fleet.rented * generation.power;
    refit(lab, *story.scenario);
}

/// Those GPUs are given back. What is borrowed stays.
void give_back(Lab& lab, const Story& story) {
    if (lab.fleet.rented == 0) return;
    const GenerationState& generation = story.world.generations[lab.rented.index];
    lab.fleet.other_peak -= lab.fleet.rented * generation.peak;
    lab.fleet.other_memory -= lab.fleet.rented * generation.memory;
    lab.fleet.other_power -= lab.fleet.rented * generation.power;
    lab.fleet.rented = 0;
    refit(lab, *story.scenario);
}

/// How busy the lab's GPUs were since the last purchase.
void note_use(Lab& lab) {
    constexpr double least = 0.05;
    if (lab.offered > 0) lab.busy_part = std::clamp(lab.used / lab.offered, least, 1.0);
    lab.offered = lab.used = 0;
}

/// A lab without GPUs rents when one is out of reach: its cash, and as much again next year, would not buy it.
void rent(Lab& lab, Story& story) {
    lab.rented = {nobody};
    if (lab.fleet.gpus > 0 || story.scenario->hardware.cloud.market.empty()) return;
    const GenerationId best = best_for(lab, story);
    const double next_year = shares_gpus(*story.scenario) ? yearly_income(story, lab, lab.users) : lab.cash;
    if (best.index != nobody && lab.cash + next_year >= cost_of(best, lab, story)) return;
    lab.rented = best_rent(story.world, *story.scenario, story.now());
    if (lab.rented.index == nobody) return;
    if (shares_gpus(*story.scenario)) return rent_for_a_period(lab, story);
    refit_rented(lab, story.world, *story.scenario, story.now());
}

/// Rented GPUs are handed back; jobs on them run to their end, which is paid for.
void stop_renting(Lab& lab, const Story& story) {
    if (lab.rented.index == nobody) return;
    if (shares_gpus(*story.scenario)) {
        give_back(lab, story);
        lab.rented = {nobody};
        return;
    }
    lab.rented = {nobody};
    reequip(lab, {}, story.world, *story.scenario, 1);
}

} // namespace

void on(Purchase event, Story& story) {
    if (event.lab.index >= story.world.research_labs) return renew_pool(story, event.lab);
    Lab& lab = story.world[event.lab];
    touch(lab, story.now());
    read_meter(lab, story.world, *story.scenario, story.now());
    note_use(lab);
    stop_renting(lab, story);
    retire(lab, story);
    const double electricity = story.scenario->hardware.bills_electricity ? std::exchange(lab.bill, 0) : 0;
    spend(lab, electricity);
    buy(lab, story, electricity);
    rent(lab, story);
    if (shares_gpus(*story.scenario)) return fit_stages(story, event.lab);
    send_away_waiting(story, event.lab);
    start_waiting(story, event.lab);
}

} // namespace sim
