// Process: people. Kinds of labs gain researchers with credit per head; those without access leave or move; after the tables of researchers
// countries follow the field, their GDP, a drift and a walk of their own.
#include "model/rules.hpp"

#include "base/quick.hpp"
#include "engine/draw.hpp"

#include <algorithm>
#include <cmath>

namespace sim {
namespace {

/// Sums that choices depend on are added up in the order of names: that of lists would decide their last place.
std::vector<std::size_t> by_name(std::size_t count, auto&& name_of) {
    std::vector<std::size_t> order(count);
    std::vector<std::uint64_t> keys(count);
    for (std::size_t i = 0; i < count; ++i) {
        order[i] = i;
        keys[i] = key_of(name_of(i));
    }
    std::ranges::sort(order, {}, [&](std::size_t i) { return keys[i]; });
    return order;
}

std::vector<std::size_t> countries_by_name(const Scenario& scenario) {
    return by_name(scenario.countries.size(), [&](std::size_t c) -> const std::string& { return scenario.countries[c].id; });
}

// ---- after the tables -------------------------------------------------------------------------------------------------

double normal(const Dice& dice, Purpose purpose, std::uint64_t who, int in_year) {
    return standard_normal_quantile(dice.roll(purpose, who, static_cast<std::uint64_t>(in_year)).uniform());
}

/// log2 of the growth of GDP in the year from an instant on.
double gdp_growth(const CountryState& country, Instant from) {
    const double now = country.gdp.at(from), then = country.gdp.at(from + year);
    return now > 0 && then > 0 ? quick_log2(then / now) : 0;
}

double gdp_growth_of_world(const World& world, const std::vector<std::size_t>& countries, Instant from) {
    double now = 0, then = 0;
    for (const std::size_t c : countries) {
        now += world.countries[c].gdp.at(from);
        then += world.countries[c].gdp.at(from + year);
    }
    return now > 0 && then > 0 ? quick_log2(then / now) : 0;
}

void lay_out_path(World& world, const Scenario& scenario, const Dice& dice, std::size_t c) {
    const People& people = scenario.people;
    CountryState& country = world.countries[c];
    const std::uint64_t key = key_of(scenario.countries[c].id);
    const std::vector<std::size_t> countries = countries_by_name(scenario);
    double sum = 0;
    for (Instant from = country.table_ends; from < scenario.clock.end + year; from += year) {
        country.path.push_back(sum);
        const int in_year = calendar_year(from);
        const double field = *people.field_growth * in_seconds(year) + people.field_shock * normal(dice, Purpose::field_shock, 0, in_year);
        const double lasting = scenario.countries[c].drift.value_or(Number{0.0}) * in_seconds(year);
        const double own = lasting + people.share_walk * normal(dice, Purpose::share_walk, key, in_year);
        sum += (field + own) * std::numbers::log2e +
               people.follows_gdp * (gdp_growth(country, from) - gdp_growth_of_world(world, countries, from));
    }
}

// ---- credit and people ------------------------------------------------------------------------------------------------

void count_credit(World& world) {
    constexpr double of_this_year = 0.4;
    for (std::uint32_t l = 0; l < world.research_labs; ++l) {
        Lab& lab = world.labs[l];
        const double per_head = lab.researchers > 0 ? lab.credit_of_year / lab.researchers : 0;
        lab.credit_per_head = lab.credit_per_head < 0 ? per_head : (1 - of_this_year) * lab.credit_per_head + of_this_year * per_head;
        lab.credit_of_year = 0;
    }
}

/// Researchers and their credit per head, summed over labs.
struct Heads {
    double researchers = 0, credit = 0;
    void add(const Lab& lab) {
        researchers += lab.weight * lab.researchers;
        credit += lab.weight * lab.researchers * lab.credit_per_head;
    }
    [[nodiscard]] double per_head() const { return researchers > 0 ? credit / researchers : 0; }
};

Heads heads_of(const World& world, const Crew& crew) {
    Heads heads;
    for (std::uint32_t l = crew.first; l < crew.last; ++l) heads.add(world.labs[l]);
    return heads;
}

/// Crews of a country whose share of it is given gain or lose by their kind's credit per head; together they keep their share.
/// `order` is that of crews by name.
void hire(Story& story, std::uint32_t country, double rate, const std::vector<std::size_t>& order) {
    World& world = story.world;
    const Scenario& scenario = *story.scenario;
    std::vector<Heads> kinds(scenario.kinds.size());
    Heads all;
    const auto each_crew = [&](auto&& f) {
        for (const std::size_t c : order) {
            Crew& crew = world.crews[c];
            const LabGroup& group = scenario.labs[crew.group];
            if (crew.country.index == country && group.share) f(crew, kinds[group.kind_id.index]);
        }
    };
    each_crew([&](const Crew& crew, Heads& kind) {
        const Heads heads = heads_of(world, crew);
        for (Heads* sum : {&kind, &all}) {
            sum->researchers += heads.researchers;
            sum->credit += heads.credit;
        }
    });
    if (!(all.per_head() > 0)) return;
    double before = 0, after = 0;
    each_crew([&](Crew& crew, const Heads& kind) {
        constexpr double attachment = 0.05; // of those who stay whatever happens
        const double better = (kind.per_head() / all.per_head() + attachment) / (1 + attachment);
        before += crew.share;
        crew.share *= quick_exp(rate * std::clamp(quick_log2(better) / std::numbers::log2e, -1.0, 1.0));
        after += crew.share;
    });
    each_crew([&](Crew& crew, const Heads&) { crew.share *= before / after; });
}

/// Those who go from labs without access, by country; and how many of them go elsewhere.
double let_go_of_people(Story& story, std::vector<double>& gone) {
    World& world = story.world;
    const People& people = story.scenario->people;
    const double rate = people.leaving * in_seconds(year);
    double movers = 0;
    for (const LabId id : world.turns) {
        Lab& lab = world[id];
        if ((lab.fits[0] + lab.fits[1] + lab.fits[2]) / 3 >= people.least_access) continue;
        const double leaving = rate * lab.weight * lab.researchers;
        lab.quota *= 1 - rate;
        lab.tally.left += leaving * (1 - people.moving);
        lab.tally.moved += leaving * people.moving;
        gone[lab.country.index] += leaving;
        movers += leaving * people.moving;
    }
    return movers;
}

/// Movers go to countries by their researchers, and by how far credit per head is above the world's there.
void settle(Story& story, double movers, const std::vector<double>& gone) {
    World& world = story.world;
    std::vector<Heads> heads(world.countries.size());
    Heads all;
    for (const LabId id : world.turns) {
        heads[world[id].country.index].add(world[id]);
        all.add(world[id]);
    }
    const auto pull = [&](const Heads& there) { return there.researchers * std::max(0.0, there.per_head() - all.per_head()); };
    double pulls = 0;
    for (const std::size_t c : countries_by_name(*story.scenario)) pulls += pull(heads[c]);
    for (std::size_t c = 0; c < heads.size(); ++c) {
        CountryState& country = world.countries[c];
        if (story.now() < country.table_ends || !(heads[c].researchers > 0)) continue; // a table holds
        const double come = pulls > 0 ? movers * pull(heads[c]) / pulls : 0;
        country.net *= std::max(0.0, 1 + (come - gone[c]) / heads[c].researchers);
    }
}

} // namespace

void lay_out_people(World& world, const Scenario& scenario, const Dice& dice) {
    for (std::size_t c = 0; c < world.countries.size(); ++c) {
        CountryState& country = world.countries[c];
        const Growth& growth = scenario.countries[c].researchers;
        country.table_ends = growth.anchors.empty() ? scenario.clock.start : growth.anchors.back().at;
        country.path.clear();
        country.net = 1;
        if (follows_the_field(scenario, scenario.countries[c])) lay_out_path(world, scenario, dice, c);
    }
}

double researchers_by_path(const World& world, CountryId id, Instant at) {
    const CountryState& country = world.countries[id.index];
    if (country.path.empty() || at <= country.table_ends) return country.researchers.at(at) * country.net;
    const double years = std::min(in_years(at - country.table_ends), static_cast<double>(country.path.size() - 1));
    const auto whole = static_cast<std::size_t>(whole_part(years));
    const double before = country.path[whole], after = country.path[std::min(whole + 1, country.path.size() - 1)];
    return country.researchers.at(country.table_ends) * country.net *
           quick_exp2(before + (after - before) * (years - static_cast<double>(whole)));
}

void move_people(Story& story) {
    const People& people = story.scenario->people;
    if (story.now() == story.scenario->clock.start) return;
    count_credit(story.world);
    if (people.hiring > 0) {
        const auto group_of = [&](std::size_t c) -> const std::string& { return story.scenario->labs[story.world.crews[c].group].id; };
        const std::vector<std::size_t> order = by_name(story.world.crews.size(), group_of);
        for (std::uint32_t c = 0; c < story.world.countries.size(); ++c) hire(story, c, people.hiring * in_seconds(year), order);
    }
    if (!(people.leaving > 0)) return;
    std::vector<double> gone(story.world.countries.size(), 0.0);
    const double movers = let_go_of_people(story, gone);
    settle(story, movers, gone);
}

} // namespace sim
