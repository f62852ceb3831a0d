// A public cloud: GPUs that a policy buys for the labs of a country, who queue for them when their own do not do.
#include "model/rules.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace sim {
namespace {

const PublicCloud& cloud_of(const Pool& pool, const Scenario& scenario) {
    return std::get<PublicCloud>(scenario.policies[pool.policy.index].what);
}

/// Calls f(lab) for each lab that may use the pool.
template <class F> void each_client(const Pool& pool, const World& world, const Scenario& scenario, F&& f) {
    const CountryState& country = world.countries[pool.country.index];
    for (std::uint32_t l = country.first; l < country.last; ++l) {
        if (scenario.policies[pool.policy.index].whom.holds(pool.country, world.labs[l].kind)) f(world.labs[l]);
    }
}

/// The pool's lab stands for as many real GPUs as its clients stand for real labs, in the mean over researchers.
void weigh(Pool& pool, World& world, const Scenario& scenario) {
    double simulated = 0;
    pool.researchers = 0;
    each_client(pool, world, scenario, [&](const Lab& lab) {
        simulated += lab.researchers;
        pool.researchers += lab.weight * lab.researchers;
    });
    world[pool.lab].weight = simulated > 0 && pool.researchers > 0 ? pool.researchers / simulated : 1;
}

/// Real GPUs over the weight, rounded down in the running sum, so that nothing is lost but a part of one GPU.
std::vector<Cohort> to_scale(const std::vector<Cohort>& real, double weight) {
    std::vector<Cohort> scaled;
    double sum = 0;
    std::uint32_t placed = 0;
    for (const Cohort& cohort : real) {
        sum += cohort.count / weight;
        const auto now = static_cast<std::uint32_t>(sum);
        if (now > placed)
            scaled.push_back({cohort.generation, now - placed, cohort.bought, static_cast<double>(now - placed), cohort.paid});
        placed = now;
    }
    return scaled;
}

void buy(Pool& pool, Story& story, double set_aside, double& spent) {
    Lab& lab = story.world[pool.lab];
    const Sector& sector = story.world.sector_of(lab);
    if (!sector.buys || lab.cash <= set_aside) return;
    const double price = price_in(sector.terms, story.world.generations[sector.best.index], *story.scenario, story.now()) *
                         story.scenario->kinds[lab.kind.index].full_cost,
                 count = std::floor((lab.cash - set_aside) / price);
    if (count < 1) return;
    check_countable(count, lab, story.now(), *story.scenario);
    lab.cash -= count * price;
    spent += count * price;
    pool.real.push_back({sector.best, static_cast<std::uint32_t>(count), std::chrono::floor<Day::duration>(story.now()), count, price});
}

/// What a client has of a pool, in grains and with what that amounts to.
void set_part(Story& story, LabId id, const Pool& pool, Grains grains) {
    Lab& lab = story.world[id];
    Fleet& pooled = story.world[pool.lab].fleet;
    touch(lab, story.now());
    read_meter(lab, story.world, *story.scenario, story.now());
    pooled.held += grains - lab.fleet.borrowed;
    lab.fleet.borrowed = grains;
    const double part = pooled.grains > 0 ? static_cast<double>(grains) / static_cast<double>(pooled.grains) : 0;
    lab.fleet.other_peak += part * pooled.peak - std::exchange(lab.borrowed_peak, part * pooled.peak);
    lab.fleet.other_memory += part * pooled.memory - std::exchange(lab.borrowed_memory, part * pooled.memory);
    refit(lab, *story.scenario);
}

/// The pool that it borrowed from so far, and not this one, has its part back.
void take_back(Story& story, LabId id) {
    Lab& lab = story.world[id];
    if (lab.lender == nobody) return;
    const Pool& before = story.world.pools[lab.lender];
    Lab& host = story.world[before.lab];
    touch(host, story.now());
    read_meter(host, story.world, *story.scenario, story.now());
    set_part(story, id, before, 0);
    lab.lender = nobody;
}

/// Where teams share, each client has its researchers' part of the pool until the next renewal; none where the policy is over.
void lend(Story& story, Pool& pool) {
    World& world = story.world;
    const auto number = static_cast<std::uint32_t>(&pool - world.pools.data());
    each_client(pool, world, *story.scenario, [&](const Lab& client) {
        const LabId id{static_cast<std::uint32_t>(&client - world.labs.data())};
        const bool has_part = world.sector_of(client).terms.pool == number && pool.researchers > 0;
        if (!has_part && client.lender != number) return;
        if (client.lender != number) take_back(story, id);
        const double part = has_part ? world[pool.lab].weight * client.researchers / pool.researchers : 0;
        set_part(story, id, pool, static_cast<Grains>(static_cast<double>(world[pool.lab].fleet.grains) * part));
        world[id].lender = has_part ? number : nobody;
        if (has_part) world[id].fleet.reach = std::max(client.fleet.reach, reach_on(pool, world, *story.scenario, id));
        fit_stages(story, id);
    });
}

} // namespace

void found_pools(World& world, const Scenario& scenario) {
    world.pools.clear();
    world.research_labs = static_cast<std::uint32_t>(world.labs.size());
    for (std::uint32_t p = 0; p < scenario.policies.size(); ++p) {
        const Policy& policy = scenario.policies[p];
        const auto* cloud = std::get_if<PublicCloud>(&policy.what);
        if (cloud == nullptr || !cloud->changes_anything()) continue;
        for (const CountryId country : policy.whom.countries) {
            const CountryState& state = world.countries[country.index];
            world.pools.push_back({{p},
                                   country,
                                   {static_cast<std::uint32_t>(world.labs.size())},
                                   {},
                                   0,
                                   0,
                                   std::vector<std::int64_t>(state.last - state.first, 0)});
            Lab& lab = world.labs.emplace_back();
            lab.country = country;
            lab.kind = cloud->run_by_id;
            lab.teams = 0;
            lab.touched = lab.metered = scenario.clock.start;
        }
    }
}

void fund_pools(Story& story, CountryId country, Instant middle, double seconds) {
    World& world = story.world;
    for (Pool& pool : world.pools) {
        if (pool.country != country) continue;
        const PublicCloud& cloud = cloud_of(pool, *story.scenario);
        const bool funded = in_force(story.scenario->policies[pool.policy.index], story.now());
        if (!funded && pool.real.empty()) continue;
        if (story.now() == new_year(calendar_year(story.now()))) std::ranges::fill(pool.used, 0);
        const double gdp = cloud.of_gdp ? world.countries[country.index].gdp.at(middle) : 1;
        pool.granted = funded ? Curve{cloud.of_gdp ? *cloud.of_gdp : *cloud.income}.at(middle) * gdp * seconds : 0;
        world[pool.lab].cash += pool.granted;
        plan(story.agenda, story.now(), Purchase{pool.lab});
    }
}

void renew_pool(Story& story, LabId id) {
    World& world = story.world;
    Pool& pool = world.pools[id.index - world.research_labs];
    Lab& lab = world[id];
    touch(lab, story.now());
    read_meter(lab, world, *story.scenario, story.now());
    const bool bills = story.scenario->hardware.bills_electricity; // else it is in the full cost of what it buys
    const double electricity = bills ? std::exchange(lab.bill, 0) * lab.weight : 0;
    double spent = electricity;
    lab.cash -= electricity;
    const double lifetime = story.scenario->hardware.lifetime;
    std::erase_if(pool.real, [&](const Cohort& cohort) { return story.now() >= end_of_life(cohort.bought, lifetime); });
    buy(pool, story, electricity, spent);
    weigh(pool, world, *story.scenario);
    lab.tally.spend += spent / lab.weight;
    lab.tally.spend_on_gpus += (spent - electricity) / lab.weight;
    lab.tally.policy_money += std::exchange(pool.granted, 0) / lab.weight;
    reequip(lab, to_scale(pool.real, lab.weight), world, *story.scenario, cloud_of(pool, *story.scenario).largest_job);
    if (shares_gpus(*story.scenario)) return lend(story, pool);
    send_away_waiting(story, id);
    start_waiting(story, id);
}

Pool* pool_of(World& world, const Lab& lab) {
    const std::uint32_t pool = world.sector_of(lab).terms.pool;
    return pool == nobody ? nullptr : &world.pools[pool];
}

double reach_on(const Pool& pool, const World& world, const Scenario& scenario, LabId id) {
    const Lab& host = world[pool.lab];
    const Lab& lab = world[id];
    const Fleet& fleet = host.fleet;
    if (fleet.gpus == 0) return 0;
    double seconds = lab.patience;
    const double quota = cloud_of(pool, scenario).quota;
    if (quota < std::numeric_limits<double>::infinity()) {
        const double part = lab.researchers / pool.researchers * (host.weight * fleet.gpus) * in_seconds(year);
        const double left = quota * part - static_cast<double>(pool.used[id.index - world.countries[pool.country.index].first]) / 1000;
        seconds = std::min(seconds, std::max(0.0, left) / fleet.largest_job);
    }
    const double parameters = scenario.research.bytes_per_parameter > 0
                                  ? fleet.largest_job * (fleet.memory / fleet.gpus) / scenario.research.bytes_per_parameter
                                  : std::numeric_limits<double>::infinity();
    return std::min(fleet.gang_speed * seconds, scenario.research.flop_per_parameter2 * parameters * parameters);
}

} // namespace sim
