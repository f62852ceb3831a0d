// Process: sharing. A lab's teams share its GPUs by rank; a stage of a project holds, on the mean over its time, what it computes with.
#include "model/rules.hpp"

#include "base/quick.hpp"

#include <algorithm>
#include <cmath>

namespace sim {
namespace {

/// Of n teams, the first one's part by Zipf's law, 1 over the harmonic number of n; or the kind's, where that is more.
double first_share(const Kind& kind, double teams) {
    if (teams < 2) return 1;
    constexpr double euler = 0.5772156649015329;
    const double harmonic = quick_log2(teams) / std::numbers::log2e + euler;
    return std::max(1 / harmonic, kind.first_team);
}

/// Teams count on the others not computing all the time: twice their part at half the use, and so on.
double overbooking(const Lab& lab) {
    constexpr double with_all_in_use = 2, least_use = 0.3;
    return with_all_in_use / std::max(lab.busy_part, least_use);
}

double gpus_of(Grains grains) { return static_cast<double>(grains) / static_cast<double>(grains_per_gpu); }

/// It gets by with this part of what it holds from now on.
void stretch(Story& story, ProjectId id, double part) {
    Project& project = story.world[id];
    post(story.world, project, story.now());
    project.holds = static_cast<Grains>(static_cast<double>(project.holds) * part);
    if (project.ends > story.now()) project.ends = story.now() + from_seconds(in_seconds(project.ends - story.now()) / part);
}

/// Calls f(project) for each project of the lab that holds GPUs.
template <class F> void each_holder(Story& story, LabId id, F&& f) {
    const Lab& lab = story.world[id];
    for (std::uint32_t t = 0; t < lab.teams && !story.world.teams.empty(); ++t) {
        const ProjectId project = story.world.teams[lab.first_team.index + t].project;
        if (project.index != nobody && story.world[project].holds > 0) f(project);
    }
}

} // namespace

void give_up_stage(Story& story, ProjectId id) {
    Project& project = story.world[id];
    story.world[project.lab].tally.abandoned += project.weight;
    if (project.stage == Project::Stage::reproduction) leave_race(story, id);
    let_go(story, id);
    project.stage = Project::Stage::abandoned; // closed when its event comes
    story.world[project.team].project = {nobody};
    free_team(story, project);
}

double teams_with_gpus(const Lab& lab) {
    constexpr double many = 8; // of which a part of a team matters little
    const double teams = lab.real_teams * lab.users;
    return teams > many ? teams : std::floor(teams + lab.stratum);
}

double share_of(const Story& story, TeamId id) {
    const Team& team = story.world[id];
    const Lab& lab = story.world[team.lab];
    const Kind& kind = story.scenario->kinds[lab.kind.index];
    const double teams = std::max(1.0, teams_with_gpus(lab)), all = gpus_of(lab.fleet.grains), first = first_share(kind, teams);
    const double rest = all * (1 - first);
    const double by_rank = team.number == 0 ? all * first : rest * std::min(1.0, overbooking(lab) / std::max(1.0, teams - 1));
    constexpr double squeezed = 0.1; // what a team takes at least of its part, from those that compute now
    const double free = gpus_of(lab.fleet.grains - lab.fleet.held) / team.weight;
    return std::min({by_rank, kind.largest_job * all, std::max(free, squeezed * by_rank)});
}

void hold(Story& story, ProjectId id, double gpus, Span lasts) {
    World& world = story.world;
    Project& project = world[id];
    Lab& lab = world[project.lab];
    touch(lab, story.now());
    project.posted = story.now();
    project.ends = story.now() + lasts;
    project.holds = grains_of(gpus * world[project.team].weight);
    lab.fleet.held += project.holds;
    ++lab.running;
    ++lab.tally.started;
    project.requested = story.now();
    if (lab.fleet.held > lab.fleet.grains) fit_stages(story, project.lab);
}

void let_go(Story& story, ProjectId id) {
    Project& project = story.world[id];
    Lab& lab = story.world[project.lab];
    touch(lab, story.now());
    post(story.world, project, story.now());
    lab.fleet.held -= project.holds;
    project.holds = 0;
    --lab.running;
    ++lab.tally.finished;
    lab.tally.stayed += (story.now() - project.requested).count();
}

void fit_stages(Story& story, LabId id) {
    Lab& lab = story.world[id];
    if (lab.fleet.held <= lab.fleet.grains) return;
    touch(lab, story.now());
    const double part = static_cast<double>(lab.fleet.grains) / static_cast<double>(lab.fleet.held);
    if (lab.fleet.grains == 0) return each_holder(story, id, [&](ProjectId project) { give_up_stage(story, project); });
    lab.fleet.held = 0;
    each_holder(story, id, [&](ProjectId project) {
        stretch(story, project, part);
        lab.fleet.held += story.world[project].holds;
    });
}

void weigh_teams(Story& story, LabId id) {
    World& world = story.world;
    Lab& lab = world[id];
    lab.real_teams = std::max(1.0, lab.researchers / story.scenario->kinds[lab.kind.index].team_size);
    if (world.teams.empty()) return;
    touch(lab, story.now());
    lab.fleet.held = 0;
    for (std::uint32_t t = 0; t < lab.teams; ++t) {
        Team& team = world.teams[lab.first_team.index + t];
        const double before = team.weight;
        team.weight = lab.teams == 1 ? lab.real_teams : t == 0 ? 1 : std::max(1.0, (lab.real_teams - 1) / (lab.teams - 1));
        if (team.project.index == nobody || world[team.project].holds == 0) continue;
        Project& project = world[team.project];
        post(world, project, story.now());
        project.holds = static_cast<Grains>(static_cast<double>(project.holds) * (team.weight / before));
        lab.fleet.held += project.holds;
    }
    fit_stages(story, id);
}

} // namespace sim
