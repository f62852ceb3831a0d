// Process: a project as a programme of runs. First the reproduction of its parent, then own work: many runs, of which one is published.
// Thinking and computing overlap in each stage. Papers without compute take as long.
#include "model/rules.hpp"

#include "base/quick.hpp"
#include "engine/draw.hpp"

#include <algorithm>

namespace sim {
namespace {

/// A stage of so much people's time and compute on the team's share, from now on.
void begin_stage(Story& story, ProjectId id, double people, double flop) {
    Project& project = story.world[id];
    const double computing = flop / project.speed, seconds = overlapping(people, computing, story.scenario->research.overlap);
    project.flop = flop;
    project.spent_flop += flop;
    hold(story, id, seconds > 0 ? project.share * computing / seconds : 0, from_seconds(seconds));
}

void begin_reproduction(Story& story, ProjectId id, double people) {
    Project& project = story.world[id];
    const double flop = story.world[project.paper].compute / project.known * attempt_of(story, story.world[project.lab], project.ordinal);
    enter_race(story, id);
    begin_stage(story, id, people, flop);
    plan(story.agenda, project.ends, ReproductionEnd{id});
}

/// As long as a project with compute takes in the mean; before there was one, as long as people alone take.
void write_without_compute(Story& story, ProjectId id, const Programme& chosen) {
    const World& world = story.world;
    const double people = chosen.first_seconds + chosen.own_seconds, mean = world.research_time + world.reproduction_time;
    const double longer = world.stage_seconds > 0 && mean > 0 ? world.stage_seconds / mean : 1;
    Project& project = story.world[id];
    project.stage = Project::Stage::research;
    plan(story.agenda, story.now() + from_seconds(people * longer), ExtensionEnd{id});
}

void note(Project& project, const Programme& chosen, double weight) {
    project.use = chosen.use;
    project.compute = chosen.compute;
    project.runs = chosen.runs;
    project.own_seconds = chosen.own_seconds;
    project.known = chosen.known;
    project.speed = chosen.speed;
    project.share = chosen.share;
    project.corner = chosen.corner;
    project.weight = weight;
}

/// Credit over the field's level: (W / P)^b, or so much of that of the lowest tenth where it has no compute.
double relative_credit(const Story& story, const Paper& paper) {
    const Research& research = story.scenario->research;
    const double size = paper.use == Use::gpus ? paper.log2_compute : story.world.lowest;
    const double relative = quick_exp2(std::clamp(research.performance * (size - story.world.typical), -1000.0, 1000.0));
    return paper.use == Use::gpus ? relative : relative * research.without_compute;
}

bool is_open(const Story& story, const Project& project, Roll luck) {
    const Lab& lab = story.world[project.lab];
    if (story.world.sector_of(lab).terms.open) return true;
    if (!story.scenario->kinds[lab.kind.index].open_weights) return false;
    const double chance = story.world.open_weights[lab.kind.index].nearly_at(story.now());
    return luck.uniform() < chance;
}

/// USD, the mean over those that the lab owns.
double paid_for_gpu(const Lab& lab) {
    double paid = 0;
    for (const Cohort& cohort : lab.fleet.cohorts) paid += cohort.owned * cohort.paid;
    return lab.fleet.owned > 0 ? paid / lab.fleet.owned : 0;
}

Paper paper_of(const Story& story, const Project& project) {
    Paper paper = paper_of_today(story, project.compute, project.compute / project.known, project.domain);
    paper.weight = project.weight;
    paper.lab = project.lab;
    paper.use = project.use;
    paper.corner = project.corner;
    const Hand luck = story.dice.hand(Purpose::publication, story.world[project.lab].key, project.ordinal);
    Roll with_credit = luck[0];
    paper.credit = relative_credit(story, paper) * draw(story.scenario->research.credit_luck, with_credit);
    if (paper.use != Use::gpus) return paper;
    const Paper& parent = story.world[project.paper];
    paper.credit *= room_beside(story.world, *story.scenario, parent.children) * parent.freshness / paper.freshness;
    paper.runs = project.runs;
    paper.project_flop = project.spent_flop;
    paper.gpu_seconds = project.spent_flop * project.share / project.speed;
    paper.open = is_open(story, project, luck[1]);
    paper.speed = project.speed;
    paper.usd = project.share * paid_for_gpu(story.world[project.lab]);
    return paper;
}

/// What only papers with compute leave behind.
void note_compute(World& world, const Project& project, const Paper& paper, Instant now) {
    world[project.lab].tally.corners[static_cast<std::size_t>(paper.corner)] += paper.weight;
    world.finished.push_back({project.lab, paper.gpu_seconds, paper.weight, paper.flop / paper.project_flop});
    world.stage_sum += paper.weight * in_seconds(now - project.began);
    world.stage_weight += paper.weight;
}

} // namespace

void begin_programme(Story& story, TeamId id) {
    World& world = story.world;
    const Programme chosen = choose_programme(story, id);
    const Team& team = world[id];
    const ProjectId project = open_project(story, team.lab, chosen.parent, id);
    world[id].project = project;
    note(world[project], chosen, team.weight * world[team.lab].weight);
    world[project].began = story.now();
    if (chosen.use != Use::gpus) return write_without_compute(story, project, chosen);
    world[project].domain = world[chosen.parent].domain;
    if (chosen.reproduces) return begin_reproduction(story, project, chosen.first_seconds);
    begin_own_work(story, project);
}

void begin_own_work(Story& story, ProjectId id) {
    Project& project = story.world[id];
    project.stage = Project::Stage::extension;
    begin_stage(story, id, project.own_seconds, project.runs * project.compute / project.known);
    plan(story.agenda, project.ends, ExtensionEnd{id});
}

void publish_programme(Story& story, ProjectId id) {
    World& world = story.world;
    if (world[id].use == Use::gpus) let_go(story, id);
    world[id].weight = real_projects(world, world[id]); // labs that are new since it began share its GPUs, and so its paper
    const Project project = world[id];
    const Paper paper = paper_of(story, project);
    close_project(world, id);
    Lab& lab = world[project.lab];
    const double for_each_lab = lab.weight > 0 ? paper.weight / lab.weight : 0;
    world[project.team].last = project.use;
    earn(lab, paper.credit * for_each_lab);
    lab.tally.papers += paper.weight;
    const PaperId published = publish(world, paper, project.paper.index == nobody ? std::nullopt : std::optional(project.paper));
    if (project.use == Use::gpus) {
        lab.last_paper = published;
        note_compute(world, project, paper, story.now());
    }
    free_team(story, project);
}

} // namespace sim
