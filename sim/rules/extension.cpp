// Process: extension and publication. After its research a team runs an own, usually larger experiment, and publishes.
#include "sim/rules.hpp"

#include "sim/draw.hpp"
#include "sim/extended.hpp"

#include <algorithm>

namespace sim {

double freshness(const Scenario& scenario, Instant at) {
    return exp2_of(in_seconds(at - scenario.clock.start) / scenario.research.half_life);
}

double novelty_of_building_on(const Story& story, PaperId id) {
    const Paper& paper = story.world[id];
    return power_of(1.0 + paper.children, -story.scenario->research.crowding) * paper.freshness / freshness(*story.scenario, story.now());
}

double performance(const Scenario& scenario, double compute) {
    return scenario.research.performance > 0 ? power_of(compute / 1e18, scenario.research.performance) : 1;
}

double efficiency(Story& story, LabId, DomainId domain) {
    KnowHow& known = story.world.domains[domain.index];
    if (known.at != story.now()) {
        known.at = story.now();
        known.value = known.efficiency.at(story.now());
    }
    return known.value;
}

PaperId publish(Story& story, const Paper& paper, std::optional<PaperId> parent) {
    PaperGraph& graph = story.world.papers;
    const PaperId id{static_cast<std::uint32_t>(add_vertex(paper, graph))};
    graph[id.index].freshness = freshness(*story.scenario, paper.published);
    graph[id.index].performance = performance(*story.scenario, paper.compute);
    if (parent) {
        add_edge(id.index, parent->index, graph);
        ++graph[parent->index].children;
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
    earn(lab, novelty_of_building_on(story, project.paper) * performance(*story.scenario, project.compute));
    lab.tally.papers += lab.weight;
    world.finished.push_back({project.lab, static_cast<double>(project.gpu_time) / 1000});
    Paper paper;
    paper.published = story.now();
    paper.compute = project.compute;
    paper.flop = project.flop;
    paper.weight = lab.weight;
    paper.lab = project.lab;
    paper.domain = world[project.paper].domain;
    lab.last_paper = publish(story, paper, project.paper);
    plan(story.agenda, story.now(), ProjectChoice{project.lab});
}

}  // namespace sim
