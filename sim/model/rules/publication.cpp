// Process: extension and publication. After its research a team runs an own, usually larger experiment, and publishes.
#include "model/rules.hpp"

#include "base/extended.hpp"
#include "base/quick.hpp"
#include "engine/draw.hpp"

#include <algorithm>

namespace sim {

double log2_freshness(const Scenario& scenario, Instant at) { return in_seconds(at - scenario.clock.start) / scenario.research.half_life; }
double freshness(const Scenario& scenario, Instant at) { return quick_exp2(log2_freshness(scenario, at)); }

double room_beside(const World& world, const Scenario& scenario, std::uint32_t children) {
    return children < world.crowding.size() ? world.crowding[children] : power_of(1.0 + children, -scenario.research.crowding);
}

double novelty_of_building_on(const Story& story, PaperId id) {
    const Paper& paper = story.world[id];
    return room_beside(story.world, *story.scenario, paper.children) * paper.freshness / freshness(*story.scenario, story.now());
}

double power_of_exaflop(double flop, double exponent) {
    constexpr double exaflop = 1e18, least = 1e-300, most = 1e300; // of which a power is a double
    return quick_power(std::clamp(flop / exaflop, least, most), exponent);
}

double performance(const Scenario& scenario, double compute) {
    if (scenario.research.performance <= 0) return 1;
    return compute > 0 ? power_of_exaflop(compute, scenario.research.performance) : 0;
}

Paper paper_of_today(const Story& story, double compute, double flop, DomainId domain) {
    Paper paper;
    paper.published = story.now();
    paper.compute = compute;
    paper.flop = flop;
    paper.domain = domain;
    paper.log2_freshness = log2_freshness(*story.scenario, story.now());
    paper.freshness = quick_exp2(paper.log2_freshness);
    if (!shares_gpus(*story.scenario))
        paper.performance = performance(*story.scenario, compute);
    else if (compute > 0)
        paper.log2_compute = clamped_log2(compute);
    return paper;
}

double real_projects(const World& world, const Project& project) {
    const double labs = world[project.lab].weight;
    return project.team.index == nobody ? labs : labs * world[project.team].weight;
}

namespace {

double log2_worth(const World& world, const Paper& paper) {
    const std::uint32_t children = paper.children;
    return paper.log2_freshness +
           (children < world.log2_crowding.size() ? world.log2_crowding[children] : -world.crowding_exponent * quick_log2(1.0 + children));
}

void list_candidate(World& world, PaperId id) {
    Paper& paper = world[id];
    paper.place = static_cast<std::uint32_t>(world.candidates.size());
    world.candidates.push_back(
        {paper.log2_compute, log2_worth(world, paper), static_cast<float>(paper.credit), id, paper.domain, paper.open});
}

} // namespace

PaperId publish(World& world, const Paper& paper, std::optional<PaperId> parent) {
    const PaperId id{static_cast<std::uint32_t>(world.papers.size())};
    Paper& added = world.papers.emplace_back(paper);
    added.line_flop = paper.flop;
    if (parent) {
        Paper& before = world[*parent];
        added.parent = *parent;
        ++before.children;
        if (before.place != nobody) world.candidates[before.place].log2_worth = log2_worth(world, before);
        added.depth = before.depth + 1;
        added.line_flop += before.line_flop;
    }
    if (world.lists_candidates && paper.compute > 0) list_candidate(world, id);
    if (world.frontier.empty() || paper.compute > world.frontier.back().compute)
        world.frontier.push_back({paper.published, paper.compute, clamped_log2(paper.compute), paper.domain});
    return id;
}

void begin_research(Story& story, ProjectId id) {
    Project& project = story.world[id];
    project.stage = Project::Stage::research;
    Roll roll = story.dice.roll(Purpose::research_time, story.world[project.lab].key, project.ordinal);
    const Span research = from_seconds(draw(story.scenario->research.research_time, roll));
    plan(story.agenda, story.now() + research, ExtensionReady{id});
}

namespace {

/// The chance that the own experiment seeks the same result for less compute; higher where compute would cut it.
double chance_of_efficiency_work(const Story& story, const Lab& lab, bool cut) {
    const Kind& kind = story.scenario->kinds[lab.kind.index];
    const double usual = std::max(kind.efficiency_work, story.world.sector_of(lab).terms.efficiency_work);
    return cut ? std::max(usual, kind.efficiency_work_when_cut) : usual;
}

bool seeks_efficiency(const Story& story, const Lab& lab, const Project& project, bool cut) {
    const double chance = chance_of_efficiency_work(story, lab, cut);
    return chance > 0 && story.dice.roll(Purpose::efficiency_work, lab.key, project.ordinal).uniform() < chance;
}

/// FLOP of the own experiment: X times what it builds on, or as much again for efficiency work; cut to what the lab can run.
double size_experiment(const Story& story, Project& project, double known, double most) {
    if (project.paper.index == nobody) return most;
    const Lab& lab = story.world[project.lab];
    const double parent = story.world[project.paper].compute / known;
    Roll roll = story.dice.roll(Purpose::extension, lab.key, project.ordinal);
    const double wanted = parent * draw(story.scenario->research.extension, roll);
    project.efficiency_work = seeks_efficiency(story, lab, project, wanted > most);
    return std::min(project.efficiency_work ? parent : wanted, most);
}

} // namespace

void on(ExtensionReady event, Story& story) {
    World& world = story.world;
    Project& project = world[event.project];
    Lab& lab = world[project.lab];
    const double reach = reach_anywhere(story, project.lab);
    if (reach <= 0) { // its last GPUs were retired meanwhile
        lab.tally.abandoned += lab.weight;
        free_team(story, project);
        return close_project(world, event.project);
    }
    const double known = efficiency(story, project.lab, project.domain);
    project.flop = size_experiment(story, project, known, reach * project.appetite);
    project.compute = project.flop * known;
    project.memory = memory_of_job(story.scenario->research, project.flop);
    project.host = host_for(story, project.lab, project.flop);
    project.gpus = 0;
    project.stage = Project::Stage::extension;
    request_gpus(story, event.project);
}

namespace {

/// Credit as of a paper that nobody else builds on, where there is none to build on.
double credit_of(const Story& story, const Project& project, const Paper& paper) {
    if (project.paper.index == nobody) return paper.performance;
    const Paper& parent = story.world[project.paper];
    return room_beside(story.world, *story.scenario, parent.children) * parent.freshness / paper.freshness * paper.performance;
}

} // namespace

void on(ExtensionEnd event, Story& story) {
    World& world = story.world;
    if (world[event.project].stage == Project::Stage::abandoned) return close_project(world, event.project);
    if (world[event.project].ends > story.now()) return plan(story.agenda, world[event.project].ends, event); // it lost GPUs
    if (shares_gpus(*story.scenario)) return publish_programme(story, event.project);
    release_gpus(story, event.project);
    const Project project = world[event.project];
    close_project(world, event.project);
    Lab& lab = world[project.lab];
    Paper paper = paper_of_today(story, project.compute, project.flop, project.domain);
    paper.weight = lab.weight;
    paper.lab = project.lab;
    paper.credit = credit_of(story, project, paper);
    earn(lab, paper.credit);
    lab.tally.papers += lab.weight;
    lab.last_paper = publish(world, paper, project.paper.index == nobody ? std::nullopt : std::optional(project.paper));
    if (project.efficiency_work) {
        lab.tally.efficiency_papers += lab.weight;
        advance(story, project.lab, project.domain, project.flop, project.ordinal);
    }
    world.finished.push_back({project.lab, static_cast<double>(project.gpu_time) / ms_per_second, lab.weight, 1});
    free_team(story, project);
}

} // namespace sim
