// Process: extension and publication. After its research a team runs an own, usually larger experiment, and publishes.
#include "sim/rules.hpp"

#include "sim/draw.hpp"
#include "sim/extended.hpp"
#include "sim/quick.hpp"

#include <algorithm>

namespace sim {

double freshness(const Scenario& scenario, Instant at) {
    return quick_exp2(in_seconds(at - scenario.clock.start) / scenario.research.half_life);
}

double room_beside(const World& world, const Scenario& scenario, std::uint32_t children) {
    return children < world.crowding.size() ? world.crowding[children] : power_of(1.0 + children, -scenario.research.crowding);
}

double novelty_of_building_on(const Story& story, PaperId id) {
    const Paper& paper = story.world[id];
    return room_beside(story.world, *story.scenario, paper.children) * paper.freshness / freshness(*story.scenario, story.now());
}

double performance(const Scenario& scenario, double compute) {
    if (scenario.research.performance <= 0) return 1;
    return compute > 0 ? quick_power(std::clamp(compute / 1e18, 1e-300, 1e300), scenario.research.performance) : 0;
}

Paper paper_of_today(const Story& story, double compute, double flop, DomainId domain) {
    Paper paper;
    paper.published = story.now();
    paper.compute = compute;
    paper.flop = flop;
    paper.freshness = freshness(*story.scenario, story.now());
    paper.performance = performance(*story.scenario, compute);
    paper.domain = domain;
    return paper;
}

PaperId publish(World& world, const Paper& paper, std::optional<PaperId> parent) {
    const PaperId id{static_cast<std::uint32_t>(add_vertex(paper, world.papers))};
    if (parent) {
        add_edge(id.index, parent->index, world.papers);
        ++world[*parent].children;
    }
    return id;
}

void begin_research(Story& story, ProjectId id) {
    Project& project = story.world[id];
    project.stage = Project::Stage::research;
    Roll roll = story.dice.roll(Purpose::research_time, story.world[project.lab].key, project.ordinal);
    const Span research = from_seconds(draw(story.scenario->research.research_time, roll));
    plan(story.agenda, story.now() + research, ExtensionReady{id});
}

/// The own experiment: X times what it builds on, cut to what the lab can run.
void on(ExtensionReady event, Story& story) {
    World& world = story.world;
    Project& project = world[event.project];
    Lab& lab = world[project.lab];
    if (lab.fleet.reach <= 0) {                     // its last GPUs were retired meanwhile
        lab.tally.abandoned += lab.weight;
        plan(story.agenda, story.now(), ProjectChoice{project.lab});
        return close_project(world, event.project);
    }
    const Paper& parent = world[project.paper];
    const double known = efficiency(story, project.lab, parent.domain);
    Roll roll = story.dice.roll(Purpose::extension, lab.key, project.ordinal);
    project.flop = std::min(parent.compute * draw(story.scenario->research.extension, roll) / known, lab.fleet.reach * project.appetite);
    project.compute = project.flop * known;
    project.memory = memory_of_job(story.scenario->research, project.flop);
    project.gpus = 0;
    project.stage = Project::Stage::extension;
    request_gpus(story, event.project);
}

void on(ExtensionEnd event, Story& story) {
    World& world = story.world;
    release_gpus(story, event.project);
    const Project project = world[event.project];
    close_project(world, event.project);
    Lab& lab = world[project.lab];
    const Paper& parent = world[project.paper];
    Paper paper = paper_of_today(story, project.compute, project.flop, parent.domain);
    paper.weight = lab.weight;
    paper.lab = project.lab;
    earn(lab, room_beside(world, *story.scenario, parent.children) * parent.freshness / paper.freshness * paper.performance);
    lab.tally.papers += lab.weight;
    lab.last_paper = publish(world, paper, project.paper);
    world.finished.push_back({project.lab, static_cast<double>(project.gpu_time) / 1000});
    plan(story.agenda, story.now(), ProjectChoice{project.lab});
}

}  // namespace sim
