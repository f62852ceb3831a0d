// Process: diffusion. What a lab finds out about doing with less compute reaches the others through the collaboration network, or late.
#include "model/rules.hpp"

#include "base/quick.hpp"
#include "engine/draw.hpp"

#include <algorithm>

namespace sim {
namespace {

void learn(World& world, LabId lab, DomainId domain, double doublings) {
    const std::size_t place = lab.index * world.domains.size() + domain.index;
    world.know_how.doublings[place] += doublings;
    constexpr double most_doublings = 1000; // so that 2^n is a double
    if (!(world.know_how.doublings[place] < most_doublings))
        throw StoryFailure("a lab would need 2^1000 times less compute than others: see research.advance");
    world.know_how.factor[place] = quick_exp2(world.know_how.doublings[place]);
}

bool anybody_seeks(const Scenario& scenario) {
    if (const auto* constant = std::get_if<Constant>(&scenario.research.advance.law); constant != nullptr && constant->value == 0)
        return false;
    const auto seeks = [](const Kind& kind) { return kind.efficiency_work > 0 || kind.efficiency_work_when_cut > 0; };
    const auto promotes = [](const Policy& policy) {
        return std::holds_alternative<EfficiencyProgramme>(policy.what) && changes_anything(policy);
    };
    return std::ranges::any_of(scenario.kinds, seeks) || std::ranges::any_of(scenario.policies, promotes);
}

const std::vector<Stop>& way_of(World& world, const Scenario& scenario, LabId lab) {
    std::vector<Stop>& way = world.know_how.ways[lab.index];
    if (way.empty()) way = world.know_how.network.way_from(lab, from_seconds(scenario.network.leak));
    return way;
}

AdvanceId open_advance(LabKnowHow& know_how) {
    const AdvanceId id = know_how.first_free;
    if (id.index != nobody) {
        know_how.first_free = know_how.advances[id.index].next_free;
        know_how.advances[id.index] = {};
        return id;
    }
    know_how.advances.emplace_back();
    return {static_cast<std::uint32_t>(know_how.advances.size() - 1)};
}

void close_advance(LabKnowHow& know_how, AdvanceId id) {
    know_how.advances[id.index].next_free = know_how.first_free;
    know_how.first_free = id;
}

void tell_everybody(World& world, const Advance& advance) {
    for (std::uint32_t l = 0; l < world.research_labs; ++l) {
        if (l != advance.lab.index) learn(world, {l}, advance.domain, advance.doublings);
    }
}

} // namespace

void prepare_know_how(World& world, const Scenario& scenario, const Dice& dice) {
    LabKnowHow& know_how = world.know_how;
    know_how.advances.clear();
    know_how.first_free = {nobody};
    know_how.doublings.clear();
    know_how.found.assign(world.domains.size(), 0.0);
    know_how.factor.clear();
    know_how.sought = anybody_seeks(scenario);
    if (!know_how.sought) return;
    know_how.doublings.assign(world.research_labs * world.domains.size(), 0.0);
    know_how.factor.assign(know_how.doublings.size(), 1.0);
    know_how.ways.assign(world.research_labs, {});
    std::vector<Partner> partners;
    for (std::uint32_t l = 0; l < world.research_labs; ++l)
        partners.push_back({world.labs[l].key, world.labs[l].country, world.labs[l].kind, world.labs[l].researchers});
    std::vector<LabTie> given;
    for (const Tie& tie : scenario.network.list)
        given.push_back({lab_of(world, tie.from_lab), lab_of(world, tie.to_lab), from_seconds(tie.delay)});
    know_how.network = connect(scenario.network, partners, given, dice, world.patience);
}

/// An advance by one simulated lab is that of all the labs it stands for: so the pace does not depend on how many are simulated.
/// What anybody has found is no longer there to be found, also where it is kept secret: otherwise closing the labs would let each find
/// the easy gains for itself, and all of them would add up once they leak.
void advance(Story& story, LabId id, DomainId domain, double flop, std::uint32_t ordinal) {
    World& world = story.world;
    if (!world.know_how.sought) return;
    const Lab& lab = world[id];
    const Research& research = story.scenario->research;
    Roll roll = story.dice.roll(Purpose::advance, lab.key, ordinal);
    double doublings = lab.weight * draw(research.advance, roll);
    if (research.advance_scaling > 0) doublings *= power_of_exaflop(flop, research.advance_scaling);
    if (research.fishing_out > 0) doublings *= quick_exp2(-research.fishing_out * world.know_how.found[domain.index]);
    if (!(doublings > 0)) return;
    world.know_how.found[domain.index] += doublings;
    learn(world, id, domain, doublings);
    const bool open = lab.open || world.sector_of(lab).terms.open;
    const AdvanceId next = open_advance(world.know_how);
    world.know_how.advances[next.index] = {id, domain, doublings, open, story.now(), 0, {nobody}};
    const auto& way = way_of(world, *story.scenario, id);
    if (way.empty()) return close_advance(world.know_how, next);
    plan(story.agenda, story.now() + (open ? way.front().after : from_seconds(story.scenario->network.leak)), Diffusion{next});
}

void on(Diffusion event, Story& story) {
    World& world = story.world;
    Advance& advance = world.know_how.advances[event.advance.index];
    const auto& way = way_of(world, *story.scenario, advance.lab);
    if (!advance.open) {
        tell_everybody(world, advance);
        return close_advance(world.know_how, event.advance);
    }
    for (; advance.next < way.size() && advance.made + way[advance.next].after <= story.now(); ++advance.next) {
        learn(world, way[advance.next].lab, advance.domain, advance.doublings);
    }
    if (advance.next == way.size()) return close_advance(world.know_how, event.advance);
    plan(story.agenda, advance.made + way[advance.next].after, event);
}

} // namespace sim
