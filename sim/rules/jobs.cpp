// Process: jobs. A lab's GPUs serve its jobs first in, first out, in whole GPUs, each job to its end.
#include "sim/rules.hpp"

#include "sim/quick.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace sim {
namespace {

/// The fewest GPUs that finish the job within the kind's aim and hold it in memory, at most the largest job; at least one.
std::uint32_t gang_size(const Lab& lab, const Scenario& scenario, double flop, double memory) {
    const Kind& kind = scenario.kinds[lab.kind.index];
    const Fleet& fleet = lab.fleet;
    if (kind.gpus_per_job > 0 || kind.aim <= 0 || fleet.largest_job <= 1) return fleet.largest_job;
    const double times_faster = flop / (kind.aim * fleet.speed);
    double gpus = times_faster <= 1 ? 1 : std::ceil(quick_power(times_faster, 1 / scenario.hardware.parallel_exponent));
    if (memory > 0) gpus = std::max(gpus, std::ceil(memory / (fleet.memory / fleet.gpus)));
    return gpus < fleet.largest_job ? static_cast<std::uint32_t>(gpus) : fleet.largest_job;
}

Span duration(const Project& project, const Lab& lab, const Scenario& scenario) {
    const Fleet& fleet = lab.fleet;
    return from_seconds(project.flop / (project.gpus == fleet.largest_job ? fleet.gang_speed : speed_of(fleet, project.gpus, scenario)));
}

void start(Story& story, Lab& lab, ProjectId id) {
    Project& project = story.world[id];
    project.started = story.now();
    const Span runs = duration(project, lab, *story.scenario);
    lab.fleet.busy += project.gpus;
    ++lab.running;
    ++lab.tally.started;
    lab.tally.waited += (story.now() - project.requested).count();
    if (project.stage == Project::Stage::reproduction) plan(story.agenda, story.now() + runs, ReproductionEnd{id});
    else plan(story.agenda, story.now() + runs, ExtensionEnd{id});
}

void leave_gpus(Lab& lab, Project& project, Instant now) {
    assert(lab.running > 0 && lab.fleet.busy >= project.gpus);
    lab.fleet.busy -= project.gpus;
    --lab.running;
    ++lab.tally.finished;
    lab.tally.stayed += (now - project.requested).count();
    project.gpu_time += project.gpus * (now - project.started).count();
}

void pop_first(World& world, Lab& lab) {
    const ProjectId first = lab.first_waiting;
    lab.first_waiting = world[first].next;
    if (lab.first_waiting.index == nobody) lab.last_waiting = {nobody};
    world[first].next = {nobody};
}

}  // namespace

void touch(Lab& lab, Instant now) {
    const std::int64_t elapsed = (now - lab.touched).count();
    lab.touched = now;
    lab.tally.gpu_time += elapsed * lab.fleet.busy;
    lab.tally.offered += elapsed * std::max(lab.fleet.gpus, lab.fleet.busy);
    lab.tally.in_system += elapsed * (lab.waiting + lab.running);
}

ProjectId open_project(Story& story, LabId lab, PaperId paper, bool endogenous) {
    World& world = story.world;
    ProjectId id = world.free_project;
    if (id.index == nobody) {
        id = {static_cast<std::uint32_t>(world.projects.size())};
        world.projects.emplace_back();
    } else {
        world.free_project = world[id].next;
        world[id] = {};
    }
    Project& project = world[id];
    project.lab = lab;
    project.paper = paper;
    project.endogenous = endogenous;
    project.ordinal = world[lab].projects++;
    return id;
}

void close_project(World& world, ProjectId project) {
    world[project].next = world.free_project;
    world.free_project = project;
}

bool can_start(const Lab& lab, const Scenario& scenario, double flop, double memory) {
    return lab.first_waiting.index == nobody && lab.fleet.gpus > 0 && lab.fleet.free() >= gang_size(lab, scenario, flop, memory);
}

void request_gpus(Story& story, ProjectId id) {
    World& world = story.world;
    Project& project = world[id];
    Lab& lab = world[project.lab];
    touch(lab, story.now());
    project.requested = story.now();
    if (lab.first_waiting.index == nobody) lab.first_waiting = id;
    else world[lab.last_waiting].next = id;
    lab.last_waiting = id;
    ++lab.waiting;
    start_waiting(story, project.lab);
}

void start_waiting(Story& story, LabId lab_id) {
    World& world = story.world;
    Lab& lab = world[lab_id];
    while (lab.first_waiting.index != nobody) {
        const ProjectId id = lab.first_waiting;
        Project& project = world[id];
        if (project.stage == Project::Stage::abandoned) {
            pop_first(world, lab);
            close_project(world, id);
            continue;
        }
        if (lab.fleet.free() == 0) return;
        const std::uint32_t gpus = gang_size(lab, *story.scenario, project.flop, project.memory);
        if (lab.fleet.free() < gpus) return;
        project.gpus = gpus;
        --lab.waiting;
        pop_first(world, lab);
        start(story, lab, id);
    }
}

void release_gpus(Story& story, ProjectId id) {
    Project& project = story.world[id];
    Lab& lab = story.world[project.lab];
    touch(lab, story.now());
    leave_gpus(lab, project, story.now());
    start_waiting(story, project.lab);
}

void abandon_job(Story& story, ProjectId id) {
    Project& project = story.world[id];
    Lab& lab = story.world[project.lab];
    touch(lab, story.now());
    const bool runs = project.gpus > 0;
    project.stage = Project::Stage::abandoned;      // closed when the queue or the agenda comes to it
    if (runs) leave_gpus(lab, project, story.now());
    else --lab.waiting;
    start_waiting(story, project.lab);
}

}  // namespace sim
