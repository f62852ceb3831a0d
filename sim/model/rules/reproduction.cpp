// Process: reproduction. It succeeds or fails; the first to succeed gets priority, and some of the others give up.
#include "model/rules.hpp"

#include "base/quick.hpp"
#include "engine/draw.hpp"

#include <algorithm>

namespace sim {
namespace {

/// Those who still reproduce what was just reproduced by another lab may give up, and look for something else.
void scoop(Story& story, PaperId paper, LabId winner) {
    World& world = story.world;
    for (ProjectId id = world[paper].racers; id.index != nobody;) {
        const ProjectId next = world[id].next_racer;
        const Lab& lab = world[world[id].lab];
        Roll roll = story.dice.roll(Purpose::abandonment, lab.key, world[id].ordinal);
        if (world[id].lab != winner && roll.uniform() < story.scenario->research.abandon) give_up(story, id);
        id = next;
    }
}

bool succeeds(const Story& story, const Lab& lab, const Project& project) {
    const double chance = story.scenario->research.success;
    return chance >= 1 || story.dice.roll(Purpose::reproduction, lab.key, project.ordinal).uniform() < chance;
}

/// What the paper is worth by its size, to each of the real labs that the lab stands for.
double worth_of(const Story& story, const Project& project) {
    const Paper& paper = story.world[project.paper];
    if (!shares_gpus(*story.scenario)) return paper.performance;
    const double relative = story.scenario->research.performance * (paper.log2_compute - story.world.typical);
    return quick_exp2(std::clamp(relative, -1000.0, 1000.0)) * story.world[project.team].weight;
}

void succeed(Story& story, const Project& project) {
    World& world = story.world;
    Lab& lab = world[project.lab];
    const double weight = real_projects(world, project);
    lab.tally.reproductions += weight;
    if (++world[project.paper].reproductions > 1) return;
    lab.tally.firsts += weight;
    const Research& research = story.scenario->research;
    if (research.first_credit > 0)
        earn(lab, research.first_credit * novelty_of_building_on(story, project.paper) * worth_of(story, project));
    if (research.abandon > 0) scoop(story, project.paper, project.lab);
}

} // namespace

double attempt_of(const Story& story, const Lab& lab, std::uint32_t ordinal) {
    const Distribution& law = story.scenario->research.attempt;
    if (const auto* constant = std::get_if<Constant>(&law.law)) return constant->value;
    Roll roll = story.dice.roll(Purpose::attempt, lab.key, ordinal);
    return draw(law, roll);
}

void enter_race(Story& story, ProjectId id) {
    if (story.scenario->research.abandon <= 0) return;
    World& world = story.world;
    Project& project = world[id];
    ProjectId& first = world[project.paper].racers;
    project.next_racer = first;
    if (first.index != nobody) world[first].previous_racer = id;
    first = id;
}

void leave_race(Story& story, ProjectId id) {
    if (story.scenario->research.abandon <= 0) return;
    World& world = story.world;
    Project& project = world[id];
    if (project.previous_racer.index != nobody)
        world[project.previous_racer].next_racer = project.next_racer;
    else if (world[project.paper].racers == id)
        world[project.paper].racers = project.next_racer;
    if (project.next_racer.index != nobody) world[project.next_racer].previous_racer = project.previous_racer;
    project.next_racer = project.previous_racer = {nobody};
}

void give_up(Story& story, ProjectId id) {
    if (shares_gpus(*story.scenario)) return give_up_stage(story, id);
    World& world = story.world;
    Lab& lab = world[world[id].lab];
    lab.tally.abandoned += lab.weight;
    leave_race(story, id);
    free_team(story, world[id]);
    abandon_job(story, id);
}

void earn(Lab& lab, double credit) {
    lab.credit += credit;
    lab.credit_of_year += credit;
    lab.tally.credit += credit * lab.weight;
}

void on(ReproductionEnd event, Story& story) {
    World& world = story.world;
    if (world[event.project].stage == Project::Stage::abandoned) return close_project(world, event.project);
    const bool shares = shares_gpus(*story.scenario);
    if (shares && world[event.project].ends > story.now()) return plan(story.agenda, world[event.project].ends, event); // it lost GPUs
    shares ? let_go(story, event.project) : release_gpus(story, event.project);
    leave_race(story, event.project);
    const Project& project = world[event.project];
    Lab& lab = world[project.lab];
    const bool success = succeeds(story, lab, project);
    if (success)
        succeed(story, project);
    else
        lab.tally.failed += real_projects(world, project);
    if (success && shares) return begin_own_work(story, event.project);
    if (success && project.endogenous) return begin_research(story, event.project);
    free_team(story, project);
    close_project(world, event.project);
}

} // namespace sim
