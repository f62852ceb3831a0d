// Process: project choice. A free team looks at some recent papers and takes the one with the most credit per unit of time.
#include "sim/rules.hpp"

#include "sim/draw.hpp"

#include <algorithm>
#include <cmath>

namespace sim {
namespace {

/// The first paper of the last `horizon`, moved on as time passes: its distance to the newest paper scales how far back teams look.
double recent_papers(Story& story) {
    World& world = story.world;
    const Instant since = story.now() - from_seconds(story.scenario->research.horizon);
    while (world.first_recent < num_vertices(world.papers) && world[PaperId{world.first_recent}].published < since) ++world.first_recent;
    return static_cast<double>(std::max<std::size_t>(1, num_vertices(world.papers) - world.first_recent));
}

/// Credit of building on a paper, as far as papers differ at one instant.
double relative_credit(const World& world, const Research& research, const Paper& paper) {
    const double crowd = paper.children < world.crowding.size() ? world.crowding[paper.children] : power(1.0 + paper.children, -research.crowding);
    return crowd * paper.freshness;
}

/// Seconds until a publication: the reproduction, the research, and an own experiment of the usual size.
double time_to_publish(const World& world, const Lab& lab, const Kind& kind, double flop) {
    const double alone = flop / lab.fleet.speed, fastest = flop / (lab.fleet.reach / lab.patience);
    const double reproduction = std::max(fastest, std::min(kind.aim, alone));
    return reproduction + world.research_time + std::min(lab.patience, world.mean_extension * reproduction);
}

struct Candidate {
    std::uint32_t paper = nobody;
    double flop = 0;
    double score = 0;
};

Candidate best_candidate(Story& story, LabId lab_id) {
    const World& world = story.world;
    const Lab& lab = world[lab_id];
    const Kind& kind = story.scenario->kinds[lab.kind.index];
    Candidate best;
    if (lab.fleet.reach <= 0) return best;
    const double recent = recent_papers(story);
    const auto papers = static_cast<double>(num_vertices(world.papers));
    Roll roll = story.dice.roll(Purpose::choice, lab.key, lab.projects);
    for (std::uint32_t i = 0; i < story.scenario->research.candidates; ++i) {
        const double back = std::floor(draw_exponential(roll) * recent);
        if (back >= papers) continue;
        const auto index = static_cast<std::uint32_t>(papers - 1 - back);
        const Paper& paper = world[PaperId{index}];
        const double flop = paper.compute / efficiency(story, lab_id, paper.domain);
        if (flop > lab.fleet.reach) continue;
        const double score = relative_credit(world, story.scenario->research, paper) / time_to_publish(world, lab, kind, flop);
        if (score > best.score) best = {index, flop, score};
    }
    return best;
}

}  // namespace

void on(ProjectChoice event, Story& story) {
    const Candidate best = best_candidate(story, event.lab);
    if (best.paper == nobody) {
        ++story.world[event.lab].projects;          // the next look has dice of its own
        plan(story.agenda, story.now() + from_seconds(story.scenario->research.retry), event);
        return;
    }
    const ProjectId id = open_project(story, event.lab, {best.paper}, true);
    Project& project = story.world[id];
    project.flop = best.flop;
    project.memory = memory_of_job(story.scenario->research, best.flop);
    enter_race(story.world, id);
    request_gpus(story, id);
}

}  // namespace sim
