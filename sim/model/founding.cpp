// The sample of labs: their names, sizes, wealth and teams on day one, and the turns in which they act.
#include "model/founding.hpp"

#include "base/whole.hpp"
#include "engine/draw.hpp"
#include "model/rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace sim {
namespace {

std::uint16_t size_class_of(const Scenario& scenario, double researchers) {
    std::uint16_t found = 0;
    for (std::size_t i = 0; i < scenario.sizes.size(); ++i) {
        if (researchers >= scenario.sizes[i].from) found = static_cast<std::uint16_t>(i);
    }
    return found;
}

/// The number of the country's group among all; 0 where none has one.
std::uint16_t income_group_of(const Scenario& scenario, CountryId country) {
    const std::vector<std::string> groups = income_groups(scenario);
    const auto found = std::ranges::find(groups, scenario.countries[country.index].income);
    return found == groups.end() ? std::uint16_t{0} : static_cast<std::uint16_t>(found - groups.begin());
}

double drawn(const Distribution& law, const Dice& dice, Purpose purpose, std::uint64_t key) {
    Roll roll = dice.roll(purpose, key);
    return draw(law, roll);
}

/// The lab's name for the dice: group, country and number in it, spread over 64 bits.
std::uint64_t lab_key(std::uint64_t crew, std::uint32_t number) {
    std::uint64_t key = (crew ^ number) * 0x9e3779b97f4a7c15ULL;
    return (key ^ (key >> 31U)) * 0xbf58476d1ce4e5b9ULL;
}

/// At even steps of a law, in an order that luck draws: lab i's place in it, somewhere within its step.
std::vector<double> strata(const Dice& dice, std::uint64_t what, const std::vector<std::uint64_t>& keys) {
    std::vector<std::pair<std::uint64_t, std::size_t>> order(keys.size());
    for (std::size_t i = 0; i < keys.size(); ++i) order[i] = {dice.roll(Purpose::stratum, keys[i], what)(), i};
    std::ranges::sort(order);
    std::vector<double> places(keys.size());
    for (std::size_t rank = 0; rank < order.size(); ++rank) {
        const double within = dice.roll(Purpose::stratum, keys[order[rank].second], what + 1).uniform();
        places[order[rank].second] = (static_cast<double>(rank) + within) / static_cast<double>(keys.size());
    }
    return places;
}

/// Each simulated team looks for a project on day one: more teams than events would never get to the second.
std::uint32_t teams_of(const Lab& lab, const Kind& kind, const LabGroup& group, const Scenario& scenario) {
    const double teams = std::max(1.0, std::round(lab.researchers / kind.team_size));
    if (kind.simulated_teams > 0 && (group.headcount || teams > kind.simulated_teams)) return kind.simulated_teams;
    const auto whole = whole_of<std::uint32_t>(teams);
    if (whole && *whole <= scenario.most_events) return *whole;
    throw StoryFailure(fmt::format("a lab of {} ({}) would have {:.3g} teams on {}: researchers / team_size; at most {} can be counted",
                                   group.id, scenario.countries[lab.country.index].id, teams, to_text(scenario.clock.start),
                                   std::min<std::uint64_t>(scenario.most_events, std::numeric_limits<std::uint32_t>::max())));
}

void found_lab(World& world, const Scenario& scenario, const Dice& dice, const LabGroup& group, CountryId country, std::uint64_t key) {
    const Kind& kind = scenario.kinds[group.kind_id.index];
    Lab& lab = world.labs.emplace_back();
    lab.key = key;
    lab.country = country;
    lab.kind = group.kind_id;
    lab.researchers = drawn(group.researchers, dice, Purpose::lab_size, key);
    lab.budget_factor = drawn(kind.budget.spread, dice, Purpose::lab_budget, key);
    lab.patience = drawn(kind.patience, dice, Purpose::lab_patience, key);
    lab.weight = group.weight;
    lab.open = kind.open >= 1 || dice.roll(Purpose::openness, key).uniform() < kind.open;
    lab.touched = lab.metered = scenario.clock.start;
    constexpr std::uint64_t of_fleet = 8;  // an ordinal of its own beside those of strata
    constexpr double below_one = 1 - 1e-6; // so that a whole number stays itself
    lab.fleet.luck = below_one * dice.roll(Purpose::stratum, key, of_fleet).uniform();
    check_countable(kind.first_gpus, lab, scenario.clock.start, scenario);
    const auto gpus = whole_of<std::uint32_t>(kind.first_gpus).value_or(0); // it was countable
    if (gpus > 0)
        equip(lab, kind.first_generation_id, gpus, world.generations[kind.first_generation_id.index].price, scenario.clock.start, world,
              scenario);
}

/// Sizes and wealth of a crew at even steps of their laws, each in an order of its own.
void stratify(World& world, const Scenario& scenario, const Dice& dice, const Crew& crew) {
    const LabGroup& group = scenario.labs[crew.group];
    std::vector<std::uint64_t> keys;
    for (std::uint32_t l = crew.first; l < crew.last; ++l) keys.push_back(world.labs[l].key);
    constexpr std::uint64_t of_size = 0, of_wealth = 2;
    const std::vector<double> sizes = strata(dice, of_size, keys), wealth = strata(dice, of_wealth, keys);
    for (std::size_t i = 0; i < keys.size(); ++i) {
        Lab& lab = world.labs[crew.first + i];
        lab.researchers = quantile(group.researchers, sizes[i]);
        lab.budget_factor = quantile(scenario.kinds[lab.kind.index].budget.spread, wealth[i]);
    }
}

/// What follows from a lab's size.
void settle_size(Lab& lab, const Scenario& scenario, const LabGroup& group) {
    const Kind& kind = scenario.kinds[lab.kind.index];
    lab.size_class = size_class_of(scenario, lab.researchers);
    lab.real_teams = std::max(1.0, lab.researchers / kind.team_size);
    lab.teams = teams_of(lab, kind, group, scenario);
    if (group.stands_for == LabGroup::StandsFor::researchers) lab.quota = 1 / lab.researchers;
    lab.users = scenario.people.adoption > 0 ? double{scenario.people.first_users} : 1;
    lab.credit_per_head = -1;
}

void found_crew(World& world, const Scenario& scenario, const Dice& dice, std::uint32_t group_index, CountryId country) {
    const LabGroup& group = scenario.labs[group_index];
    Crew crew{group_index, country, static_cast<std::uint32_t>(world.labs.size()), 0, 0, 0};
    const std::uint64_t name = key_of(scenario.countries[country.index].id, key_of("@", key_of(group.id)));
    for (std::uint32_t i = 0; i < group.count; ++i) {
        world.patience.spend();
        found_lab(world, scenario, dice, group, country, lab_key(name, i));
    }
    crew.last = static_cast<std::uint32_t>(world.labs.size());
    if (group.stratified) stratify(world, scenario, dice, crew);
    crew.share = group.share ? double{*group.share} : 0;
    const std::uint16_t income = income_group_of(scenario, country);
    for (std::uint32_t l = crew.first; l < crew.last; ++l) {
        Lab& lab = world.labs[l];
        lab.size_factor = lab.researchers;
        if (group.headcount) lab.researchers = std::max(1.0, lab.size_factor * world.headcounts[group_index].at(scenario.clock.start));
        settle_size(lab, scenario, group);
        lab.income_group = income;
        crew.researchers += lab.researchers;
    }
    world.crews.push_back(crew);
}

} // namespace

void found_labs(World& world, const Scenario& scenario, const Dice& dice) {
    world.labs.clear();
    world.sectors.clear();
    world.crews.clear();
    for (std::uint32_t c = 0; c < scenario.countries.size(); ++c) {
        world.countries[c].first = static_cast<std::uint32_t>(world.labs.size());
        for (std::uint32_t k = 0; k < scenario.kinds.size(); ++k) {
            const auto first = static_cast<std::uint32_t>(world.labs.size());
            for (std::uint32_t g = 0; g < scenario.labs.size(); ++g) {
                const LabGroup& group = scenario.labs[g];
                if (group.kind_id.index == k && std::ranges::find(group.countries, CountryId{c}) != group.countries.end()) {
                    found_crew(world, scenario, dice, g, {c});
                }
            }
            world.sectors.push_back({first, static_cast<std::uint32_t>(world.labs.size()), false, {}, false, {}, {}});
        }
        world.countries[c].last = static_cast<std::uint32_t>(world.labs.size());
    }
}

/// Labs that act at the same instant act by turns, which luck draws for each by its name: the order of lists decides nothing.
void draw_turns(World& world, const Scenario& scenario, const Dice& dice) {
    std::vector<std::pair<std::uint64_t, std::uint32_t>> drawn(world.research_labs);
    for (std::uint32_t l = 0; l < drawn.size(); ++l) drawn[l] = {dice.roll(Purpose::turn, world.labs[l].key)(), l};
    std::ranges::sort(drawn);
    world.turns.clear();
    world.teams.clear();
    for (const auto& [luck, l] : drawn) {
        world.turns.push_back({l});
        if (!scenario.research.endogenous) continue;
        world.labs[l].first_team = {static_cast<std::uint32_t>(world.teams.size())};
        for (std::uint32_t team = 0; team < world.labs[l].teams; ++team) {
            world.patience.spend();
            world.teams.push_back({{l}, team, 1, {nobody}});
        }
    }
    std::vector<std::uint64_t> keys;
    for (std::uint32_t l = 0; l < world.research_labs && shares_gpus(scenario); ++l) keys.push_back(world.labs[l].key);
    constexpr std::uint64_t of_rounding = 4;
    const std::vector<double> places = strata(dice, of_rounding, keys);
    for (std::size_t l = 0; l < places.size(); ++l) world.labs[l].stratum = places[l];
}

} // namespace sim
