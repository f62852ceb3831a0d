// Process: sample. Everything is measured at a sample date; what is counted "in the period" starts anew.
#include "model/rules.hpp"

#include "model/measure/sheet.hpp"

#include <fmt/format.h>

namespace sim {
namespace {

/// Everything that is known up to now is posted. REQUIRES nothing: a ledger that does not balance fails the story.
void complete_ledgers(Story& story) {
    World& world = story.world;
    for (Lab& lab : world.labs) {
        touch(lab, story.now());
        read_meter(lab, world, *story.scenario, story.now());
    }
    for (Project& project : world.projects) {
        const bool at_work = project.stage == Project::Stage::reproduction || project.stage == Project::Stage::extension;
        if (at_work && (project.gpus > 0 || project.holds > 0)) post(world, project, story.now());
    }
    for (std::uint32_t l = 0; l < world.labs.size(); ++l) {
        const GpuTime balance = world.labs[l].tally.ledger.balance();
        if (balance == 0) continue;
        throw StoryFailure(fmt::format("the ledger of lab {} is out of balance by {:.9g} GPU-ms on {}: a bug, please report it", l,
                                       gpu_seconds_of(balance) * ms_per_second, to_text(story.now())));
    }
}

} // namespace

void on(Sample event, Story& story) {
    complete_ledgers(story);
    measure(story, event.date);
    for (Lab& lab : story.world.labs) {
        lab.tally = {};
        lab.idle_at_meter = 0;
    }
    story.world.finished.clear();
    story.world.first_in_period = static_cast<std::uint32_t>(story.world.papers.size());
}

} // namespace sim
