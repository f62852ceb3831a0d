// Process: policy. What is decided at a date for some labs comes into force, or ends.
#include "model/rules.hpp"

#include "base/quick.hpp"

#include <algorithm>

namespace sim {
namespace {

std::uint64_t market_bits(const World& world, const std::vector<std::string>& markets) {
    std::uint64_t bits = 0;
    for (const std::string& market : markets)
        bits |= std::uint64_t{1} << (std::ranges::find(world.markets, market) - world.markets.begin());
    return bits;
}

std::uint32_t pool_of_policy(const World& world, PolicyId policy, CountryId country) {
    const auto found =
        std::ranges::find_if(world.pools, [&](const Pool& pool) { return pool.policy == policy && pool.country == country; });
    return found == world.pools.end() ? nobody : static_cast<std::uint32_t>(found - world.pools.begin());
}

/// Whom one policy is added for.
struct Case {
    const World& world;
    PolicyId policy;
    CountryId country;
    KindId kind;
};

// What each kind of policy does on top of what holds already: delays add up, factors multiply, the lower cap counts.

/// A market is opened where the kind does not buy from it by itself.
void add(Terms& terms, const HardwareAccess& access, const Case& it) {
    terms.delay += from_seconds(access.delay);
    terms.cap = std::min<double>(terms.cap, access.cap);
    terms.trade_factor *= access.price_factor;
    terms.opened |= market_bits(it.world, access.opens) & ~it.world.buys[it.kind.index];
    terms.markets |= terms.opened;
    if (terms.heavy != 0) terms.heavy |= terms.opened;
}
void add(Terms& terms, const PublicCloud&, const Case& it) { terms.pool = pool_of_policy(it.world, it.policy, it.country); }
void add(Terms& terms, const BudgetChange& budget, const Case&) {
    terms.income_factor *= budget.factor;
    terms.grant += budget.grant;
}
void add(Terms& terms, const OpenRelease&, const Case&) { terms.open = true; }
void add(Terms&, const Migration&, const Case&) {} // the number of researchers is asked for by date: see researchers_of
void add(Terms& terms, const EfficiencyProgramme& programme, const Case&) {
    terms.efficiency_work = std::max<double>(terms.efficiency_work, programme.part);
}
void add(Terms& terms, const Posts& posts, const Case&) {
    terms.post_grant += posts.grant;
    terms.post_part += posts.of_budget;
    terms.posts_by_grant += posts.grant / posts.cost;
    terms.posts_by_part += posts.of_budget / posts.cost;
}
void add(Terms& terms, const PriceShock& shock, const Case&) {
    terms.price_factor *= shock.price_factor;
    terms.electricity_factor *= shock.electricity_factor;
}

Terms terms_of(const World& world, const Scenario& scenario, CountryId country, KindId kind, Instant now) {
    const Access& access = scenario.countries[country.index].access;
    Terms terms;
    terms.delay = from_seconds(access.delay);
    terms.cap = access.cap;
    terms.price_factor = access.price_factor;
    terms.markets = world.buys[kind.index];
    terms.heavy = world.heavy[kind.index];
    for (std::uint32_t p = 0; p < scenario.policies.size(); ++p) {
        const Policy& policy = scenario.policies[p];
        if (!in_force(policy, now) || !policy.whom.holds(country, kind)) continue;
        std::visit([&](const auto& action) { add(terms, action, {world, {p}, country, kind}); }, policy.what);
    }
    return terms;
}

/// Each GPU that is still to come arrives later where a policy delays it, and at once where a policy opened its market.
void plan_other_releases(Story& story) {
    for (std::uint32_t c = 0; c < story.scenario->countries.size(); ++c) {
        const Span usual = from_seconds(story.scenario->countries[c].access.delay);
        for (std::uint32_t k = 0; k < story.scenario->kinds.size(); ++k) {
            for (std::uint32_t g = 0; g < story.world.generations.size(); ++g) {
                const GenerationState& generation = story.world.generations[g];
                const Instant at = on_sale(story.world.sector({c}, {k}).terms, generation);
                if (at > story.now() && at != generation.release + usual) plan(story.agenda, at, HardwareRelease{{g}, {c}});
            }
        }
    }
}

/// What was used before the price of electricity changes is charged at the price before.
void read_meters_where_electricity_changes(Story& story) {
    World& world = story.world;
    for (Lab& lab : world.labs) {
        const Terms& before = world.sector_of(lab).terms;
        if (before.electricity_factor == terms_of(world, *story.scenario, lab.country, lab.kind, story.now()).electricity_factor) continue;
        touch(lab, story.now());
        read_meter(lab, world, *story.scenario, story.now());
    }
}

void change_terms(Story& story) {
    read_meters_where_electricity_changes(story);
    set_terms(story.world, *story.scenario, story.now());
    for (Sector& sector : story.world.sectors) look_at_offers(sector, story.world, *story.scenario, story.now());
    plan_other_releases(story);
}

/// How much a migration policy has thinned its countries by then: n in 2^-n of those who would be there. One that is still to begin does
/// not: weights that are set for a year say nothing of what is decided in its course. Those who left before the start are not in the paths.
double thinning(const Policy& policy, Instant start, Instant now, Instant at) {
    const Instant first = std::max(policy.at, start), last = policy.until ? std::min(at, *policy.until) : at;
    const auto* migration = std::get_if<Migration>(&policy.what);
    if (migration == nullptr || now < first || last <= first) return 0;
    return -quick_log2(1 - migration->rate * in_seconds(year)) * in_years(last - first);
}

} // namespace

bool in_force(const Policy& policy, Instant now) {
    return policy.at <= now && (!policy.until || now < *policy.until) && changes_anything(policy);
}

void set_terms(World& world, const Scenario& scenario, Instant now) {
    for (std::uint32_t c = 0; c < scenario.countries.size(); ++c) {
        for (std::uint32_t k = 0; k < scenario.kinds.size(); ++k) world.sector({c}, {k}).terms = terms_of(world, scenario, {c}, {k}, now);
    }
}

double researchers_of(const World& world, const Scenario& scenario, CountryId country, Instant now, Instant at) {
    const bool migrate = std::ranges::any_of(scenario.policies, [](const Policy& p) { return std::holds_alternative<Migration>(p.what); });
    if (!migrate) return researchers_by_path(world, country, at);
    // Who left and moved by himself since is a factor of all who are there now: also of those who came by a policy.
    const auto path = [&](CountryId c) {
        const double net = world.countries[c.index].net;
        return net > 0 ? researchers_by_path(world, c, at) / net : 0;
    };
    const auto leaves = [&](const Policy& p, CountryId c) {
        return std::ranges::find(p.whom.countries, c) != p.whom.countries.end() ? thinning(p, scenario.clock.start, now, at) : 0.0;
    };
    const auto all_thinning = [&](CountryId c) {
        double sum = 0;
        for (const Policy& p : scenario.policies) sum += leaves(p, c);
        return sum;
    };
    double stay = path(country), come = 0;
    if (const double thinned = all_thinning(country); thinned > 0) stay *= quick_exp2(-thinned);
    for (const Policy& p : scenario.policies) {
        const auto* migration = std::get_if<Migration>(&p.what);
        if (migration == nullptr || migration->to_id != country) continue;
        for (const CountryId from : p.whom.countries) {
            const double all = all_thinning(from);
            if (all > 0) come += path(from) * (1 - quick_exp2(-all)) * leaves(p, from) / all;
        }
    }
    return (stay + come) * world.countries[country.index].net;
}

void on(PolicyBegin, Story& story) { change_terms(story); }
void on(PolicyEnd, Story& story) { change_terms(story); }

} // namespace sim
