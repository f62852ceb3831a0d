// Process: staffing. Once a year the labs' weights follow their country's researchers; the labs' sizes keep their distribution.
#include "model/rules.hpp"

namespace sim {

void on(Staffing event, Story& story) {
    const Instant next = new_year(calendar_year(story.now()) + 1);
    const double researchers =
        researchers_of(story.world, *story.scenario, event.country, story.now(), story.now() + (next - story.now()) / 2);
    for (const Crew& crew : story.world.crews) {
        const LabGroup& group = story.scenario->labs[crew.group];
        if (crew.country != event.country || !group.share) continue;
        for (std::uint32_t l = crew.first; l < crew.last; ++l) {
            story.world.labs[l].weight = researchers * *group.share / crew.researchers;
        }
    }
    plan(story.agenda, next, event);
}

} // namespace sim
