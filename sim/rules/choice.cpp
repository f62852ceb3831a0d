// Process: project choice. A free team looks at some recent papers and takes the one with the most credit per unit of time.
#include "sim/rules.hpp"

#include "sim/draw.hpp"
#include "sim/extended.hpp"

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
    const double crowd = paper.children < world.crowding.size() ? world.crowding[paper.children] : power_of(1.0 + paper.children, -research.crowding);
    return crowd * paper.freshness * paper.performance;
}

/// Seconds until a publication: the reproduction, the research, and an own experiment of the usual size.
double time_to_publish(const World& world, const Lab& lab, const Kind& kind, double flop) {
    const double alone = flop / lab.fleet.speed, fastest = flop / (lab.fleet.reach / lab.patience);
    const double reproduction = std::max(fastest, std::min(kind.aim, alone));
    return reproduction + world.research_time + std::min(lab.patience, world.mean_extension * reproduction);
}

/// Not every project wants all the compute that its lab could give it.
double appetite_of(const Story& story, const Lab& lab) {
    const Distribution& law = story.scenario->kinds[lab.kind.index].appetite;
    if (is_constant(law)) return std::min(1.0, std::get<Constant>(law.law).value);
    Roll roll = story.dice.roll(Purpose::appetite, lab.key, lab.projects);
    return std::min(1.0, draw(law, roll));
}

struct Candidate {
    std::uint32_t paper = nobody;
    double flop = 0;
    double score = 0;
};

void consider(Story& story, LabId lab_id, double reach, std::uint32_t index, Candidate& best) {
    const World& world = story.world;
    const Lab& lab = world[lab_id];
    const Paper& paper = world[PaperId{index}];
    const double flop = paper.compute / efficiency(story, lab_id, paper.domain);
    if (flop > reach) return;
    const Kind& kind = story.scenario->kinds[lab.kind.index];
    const double score = relative_credit(world, story.scenario->research, paper) / time_to_publish(world, lab, kind, flop);
    if (score > best.score) best = {index, flop, score};
}

/// Of the lab's own latest paper and of others back from the newest: its own line of work, and what it reads.
Candidate best_candidate(Story& story, LabId lab_id, double reach) {
    const Lab& lab = story.world[lab_id];
    Candidate best;
    if (reach <= 0) return best;
    if (lab.last_paper.index != nobody) consider(story, lab_id, reach, lab.last_paper.index, best);
    const double recent = recent_papers(story);
    const auto papers = static_cast<double>(num_vertices(story.world.papers));
    Roll roll = story.dice.roll(Purpose::choice, lab.key, lab.projects);
    for (std::uint32_t i = 0; i < story.scenario->research.candidates; ++i) {
        const double back = std::floor(draw_exponential(roll) * recent);
        if (back < papers) consider(story, lab_id, reach, static_cast<std::uint32_t>(papers - 1 - back), best);
    }
    return best;
}

}  // namespace

void on(ProjectChoice event, Story& story) {
    const double appetite = appetite_of(story, story.world[event.lab]);
    const Candidate best = best_candidate(story, event.lab, story.world[event.lab].fleet.reach * appetite);
    if (best.paper == nobody) {
        ++story.world[event.lab].projects;          // the next look has dice of its own
        plan(story.agenda, story.now() + from_seconds(story.scenario->research.retry), event);
        return;
    }
    const ProjectId id = open_project(story, event.lab, {best.paper}, true);
    Project& project = story.world[id];
    project.appetite = appetite;
    project.flop = best.flop;
    project.memory = memory_of_job(story.scenario->research, best.flop);
    enter_race(story.world, id);
    request_gpus(story, id);
}

}  // namespace sim
