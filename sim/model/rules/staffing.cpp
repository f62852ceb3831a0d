// Process: staffing. Once a year the labs' weights follow their country's researchers; the labs' sizes keep their distribution.
// GPUs and money never come from weights: labs that are new share what the others of their crew have, and labs that close take theirs away.
#include "model/rules.hpp"

namespace sim {
namespace {

void reweigh(Story& story, LabId id, double weight) {
    Lab& lab = story.world[id];
    const bool is_first = story.now() == story.scenario->clock.start; // nobody is new then
    if (!is_first && weight > lab.weight) share_with_new_labs(story, id, weight / lab.weight);
    lab.weight = weight;
}

} // namespace

void on(Staffing event, Story& story) {
    const Instant next = new_year(calendar_year(story.now()) + 1);
    const double researchers =
        researchers_of(story.world, *story.scenario, event.country, story.now(), story.now() + (next - story.now()) / 2);
    for (const Crew& crew : story.world.crews) {
        const LabGroup& group = story.scenario->labs[crew.group];
        if (crew.country != event.country || !group.share) continue;
        for (std::uint32_t l = crew.first; l < crew.last; ++l) {
            reweigh(story, {l}, researchers * *group.share / crew.researchers);
        }
    }
    plan(story.agenda, next, event);
}

} // namespace sim
