// The sample of labs: their names, sizes, wealth and teams on day one, and the turns in which they act.
#include "model/founding.hpp"

#include "base/whole.hpp"
#include "engine/draw.hpp"
#include "model/rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>
#include <span>

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

double drawn(const Distribution& law, Roll roll) { return draw(law, roll); }

/// The lab's name for the dice: group, country and number in it, spread over 64 bits.
std::uint64_t lab_key(std::uint64_t crew, std::uint32_t number) {
    std::uint64_t key = (crew ^ number) * 0x9e3779b97f4a7c15ULL;
    return (key ^ (key >> 31U)) * 0xbf58476d1ce4e5b9ULL;
}

/// All bits from all bits (D. Stafford's finaliser, variant 13): luck for a name from a word that all names share, at a tenth of the cost
/// of a roll for each. For orders and places, where one word is all that is drawn.
std::uint64_t mixed(std::uint64_t word) {
    word = (word ^ (word >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    word = (word ^ (word >> 27U)) * 0x94d049bb133111ebULL;
    return word ^ (word >> 31U);
}

/// A word of luck, and whose it is.
struct Lot {
    std::uint64_t word;
    std::uint32_t who;
    friend auto operator<=>(const Lot&, const Lot&) = default;
};

/// In ascending order. Words of luck are even: each goes into a bucket by its first bits and finds its place among few, a third of what
/// comparing all costs.
void sort_lots(std::vector<Lot>& lots) {
    const auto bits = static_cast<unsigned>(std::bit_width(lots.size()));
    const auto bucket_of = [&](const Lot& lot) { return bits == 0 ? 0 : static_cast<std::size_t>(lot.word >> (64 - bits)); };
    std::vector<std::uint32_t> ends((std::size_t{1} << bits) + 1);
    for (const Lot& lot : lots) ++ends[bucket_of(lot) + 1];
    std::partial_sum(ends.begin(), ends.end(), ends.begin());
    std::vector<Lot> sorted(lots.size());
    for (const Lot& lot : lots) sorted[ends[bucket_of(lot)]++] = lot;
    for (std::size_t i = 1; i < sorted.size(); ++i) {
        const Lot lot = sorted[i];
        std::size_t at = i;
        for (; at > 0 && lot < sorted[at - 1]; --at) sorted[at] = sorted[at - 1];
        sorted[at] = lot;
    }
    lots = std::move(sorted);
}

std::vector<Lot> lots_of(std::uint64_t luck, std::span<const Lab> labs) {
    std::vector<Lot> lots(labs.size());
    for (std::size_t l = 0; l < labs.size(); ++l) lots[l] = {mixed(labs[l].key ^ luck), static_cast<std::uint32_t>(l)};
    sort_lots(lots);
    return lots;
}

/// At even steps of a law, in an order that luck draws: lab i's place in it, somewhere within its step.
std::vector<double> strata(const Dice& dice, std::uint64_t what, std::span<const Lab> labs) {
    const std::vector<Lot> lots = lots_of(dice.roll(Purpose::stratum, 0, what)(), labs);
    std::vector<double> places(labs.size());
    for (std::size_t rank = 0; rank < lots.size(); ++rank) {
        const double within = Roll::midpoint(mixed(lots[rank].word + 1));
        places[lots[rank].who] = (static_cast<double>(rank) + within) / static_cast<double>(labs.size());
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
    const Hand luck = dice.hand(Purpose::founding, key, 0);
    if (!group.stratified) {
        lab.researchers = drawn(group.researchers, luck[0]);
        lab.budget_factor = drawn(kind.budget.spread, luck[1]);
    }
    lab.patience = drawn(kind.patience, luck[2]);
    lab.weight = group.weight;
    lab.open = kind.open >= 1 || dice.roll(Purpose::openness, key).uniform() < kind.open;
    lab.touched = lab.metered = scenario.clock.start;
    constexpr double below_one = 1 - 1e-6; // so that a whole number stays itself
    lab.fleet.luck = below_one * luck[3].uniform();
    check_countable(kind.first_gpus, lab, scenario.clock.start, scenario);
    const auto gpus = whole_of<std::uint32_t>(kind.first_gpus).value_or(0); // it was countable
    if (gpus > 0)
        equip(lab, kind.first_generation_id, gpus, world.generations[kind.first_generation_id.index].price, scenario.clock.start, world,
              scenario);
}

/// Sizes and wealth of a crew at even steps of their laws, each in an order of its own.
void stratify(World& world, const Scenario& scenario, const Dice& dice, const Crew& crew) {
    const LabGroup& group = scenario.labs[crew.group];
    const std::span<Lab> labs = std::span(world.labs).subspan(crew.first, crew.last - crew.first);
    constexpr std::uint64_t of_size = 0, of_wealth = 2;
    const std::vector<double> sizes = strata(dice, of_size, labs), wealth = strata(dice, of_wealth, labs);
    for (std::size_t i = 0; i < labs.size(); ++i) {
        Lab& lab = labs[i];
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
    constexpr std::size_t most_at_once = std::size_t{1} << 20U;             // a scenario may say more than there is memory for
    std::size_t all = scenario.policies.size() * scenario.countries.size(); // at most so many public clouds
    for (const LabGroup& group : scenario.labs) all += std::size_t{group.count} * group.countries.size();
    world.labs.reserve(std::min(all, most_at_once)); // moving them would take half as much memory again
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
    const std::span<const Lab> labs = std::span(world.labs).first(world.research_labs);
    world.turns.clear();
    world.teams.clear();
    for (const auto& [luck, l] : lots_of(dice.roll(Purpose::turn, 0)(), labs)) {
        world.turns.push_back({l});
        if (!scenario.research.endogenous) continue;
        world.labs[l].first_team = {static_cast<std::uint32_t>(world.teams.size())};
        for (std::uint32_t team = 0; team < world.labs[l].teams; ++team) {
            world.patience.spend();
            world.teams.push_back({{l}, team, 1, {nobody}});
        }
    }
    if (!shares_gpus(scenario)) return;
    constexpr std::uint64_t of_rounding = 4;
    const std::vector<double> places = strata(dice, of_rounding, labs);
    for (std::size_t l = 0; l < places.size(); ++l) world.labs[l].stratum = places[l];
}

} // namespace sim
