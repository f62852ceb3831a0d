// Process: staffing. Once a year the labs' weights follow their country's researchers; the labs' sizes keep their distribution.
// GPUs and money never come from weights: labs that are new share what the others of their crew have, and labs that close take theirs away.
#include "model/rules.hpp"

#include <algorithm>

namespace sim {
namespace {

void reweigh(Story& story, LabId id, double weight) {
    Lab& lab = story.world[id];
    const bool is_first = story.now() == story.scenario->clock.start; // nobody is new then
    if (!is_first && weight > lab.weight) share_with_new_labs(story, id, weight / lab.weight);
    lab.weight = weight;
}

/// Researchers whom policies pay besides: the lab stands for so many more, and so for their part of the money.
double with_posts(Story& story, LabId id, double weight, Instant middle, double seconds) {
    Lab& lab = story.world[id];
    const Terms& terms = story.world.sector_of(lab).terms;
    if (!(terms.post_grant + terms.post_part > 0)) return weight;
    const CountryState& country = story.world.countries[lab.country.index];
    const double gdp_per_head = country.gdp.at(middle) / country.population.at(middle);
    const double income = yearly_income(story, lab, lab.users) / in_seconds(year) / lab.researchers;
    const double posts = (terms.posts_by_grant + terms.posts_by_part * income) / gdp_per_head;
    const double usd = lab.researchers * (terms.post_grant + terms.post_part * income) / (1 + posts) * seconds;
    lab.tally.spend += usd;
    lab.tally.policy_money += usd;
    return weight * (1 + posts);
}

/// Labs whose size follows a path are as large as in the middle of the year.
void resize(Story& story, const Crew& crew, Instant middle) {
    const LabGroup& group = story.scenario->labs[crew.group];
    if (!group.headcount && !shares_gpus(*story.scenario)) return;
    for (std::uint32_t l = crew.first; l < crew.last; ++l) {
        Lab& lab = story.world.labs[l];
        if (group.headcount) lab.researchers = std::max(1.0, lab.size_factor * story.world.headcounts[crew.group].at(middle));
        if (shares_gpus(*story.scenario)) weigh_teams(story, {l});
    }
}

} // namespace

void on(Staffing event, Story& story) {
    const Instant next = new_year(calendar_year(story.now()) + 1);
    const Instant middle = story.now() + (next - story.now()) / 2;
    const double researchers = researchers_of(story.world, *story.scenario, event.country, story.now(), middle);
    for (const Crew& crew : story.world.crews) {
        const LabGroup& group = story.scenario->labs[crew.group];
        if (crew.country != event.country) continue;
        resize(story, crew, middle);
        if (!group.share) continue;
        double stood_for = 0; // researchers, up to the factor that makes them the crew's
        for (std::uint32_t l = crew.first; l < crew.last; ++l) stood_for += story.world.labs[l].quota * story.world.labs[l].researchers;
        for (std::uint32_t l = crew.first; l < crew.last && stood_for > 0; ++l) {
            const double stands_for = researchers * crew.share * story.world.labs[l].quota / stood_for;
            reweigh(story, {l}, with_posts(story, {l}, stands_for, middle, in_seconds(next - story.now())));
        }
    }
    plan(story.agenda, next, event);
}

} // namespace sim
