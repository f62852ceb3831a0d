// Process: jobs. A lab's GPUs serve its jobs first in, first out, in whole GPUs, each job to its end.
#include "model/rules.hpp"

#include "base/quick.hpp"

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
    if (memory > 0) gpus = std::max(gpus, std::ceil(memory / (fleet.memory / (fleet.gpus > 0 ? fleet.gpus : fleet.largest_job))));
    return gpus < fleet.largest_job ? static_cast<std::uint32_t>(gpus) : fleet.largest_job;
}

Span duration(const Project& project, const Lab& lab, const Scenario& scenario) {
    const Fleet& fleet = lab.fleet;
    return from_seconds(project.flop / (project.gpus == fleet.largest_job ? fleet.gang_speed : speed_of(fleet, project.gpus, scenario)));
}

bool is_rented(const Project& project) { return project.host.index == nobody; }
/// Whose fleet, queue and count of jobs a job is in: its host's, or its own lab's where it runs on rented GPUs.
LabId place_of(const Project& project) { return is_rented(project) ? project.lab : project.host; }

/// A rented job is paid for when it starts, and leaves so much less for the next.
void pay_rent(Story& story, Lab& lab, const Project& project, Span runs) {
    const double usd =
        rent_of(story.world.generations[project.rented.index], *story.scenario, story.now()) * project.gpus * in_seconds(runs);
    lab.cash -= usd;
    lab.tally.spend += usd;
    refit_rented(lab, story.world, *story.scenario, story.now());
}

void start(Story& story, Lab& place, ProjectId id) {
    Project& project = story.world[id];
    Lab& lab = story.world[project.lab];
    project.posted = story.now();
    const Span runs = duration(project, place, *story.scenario);
    if (is_rented(project))
        pay_rent(story, lab, project, runs);
    else
        place.fleet.busy += project.gpus;
    ++place.running;
    ++lab.tally.started;
    lab.tally.waited += (story.now() - project.requested).count();
    if (project.stage == Project::Stage::reproduction)
        plan(story.agenda, story.now() + runs, ReproductionEnd{id});
    else
        plan(story.agenda, story.now() + runs, ExtensionEnd{id});
}

void leave_gpus(World& world, Project& project, Instant now) {
    Lab& place = world[place_of(project)];
    Lab& lab = world[project.lab];
    post(world, project, now);
    assert(place.running > 0 && (is_rented(project) || place.fleet.busy >= project.gpus));
    if (!is_rented(project)) place.fleet.busy -= project.gpus;
    --place.running;
    ++lab.tally.finished;
    lab.tally.stayed += (now - project.requested).count();
}

Account account_of(const Project& project) {
    if (project.stage != Project::Stage::extension) return Account::reproduction;
    return project.efficiency_work ? Account::efficiency : Account::extension;
}

/// Of a stage's share of the GPUs: of own work the published run is one part in R.
void post_share(Ledger& ledger, const Project& project, std::int64_t elapsed) {
    const GpuTime time = GpuTime{project.holds} * elapsed;
    if (project.stage != Project::Stage::extension) {
        ledger[account_of(project)] += time;
        return;
    }
    const GpuTime published = GpuTime{static_cast<Grains>(static_cast<double>(project.holds) / project.runs)} * elapsed;
    ledger[account_of(project)] += published;
    ledger[Account::exploration] += time - published;
}

double pue_of(const World& world, const Lab& lab) { return world.countries[lab.country.index].pue; }

void pop_first(World& world, Lab& lab) {
    const ProjectId first = lab.first_waiting;
    lab.first_waiting = world[first].next;
    if (lab.first_waiting.index == nobody) lab.last_waiting = {nobody};
    world[first].next = {nobody};
}

} // namespace

void touch(Lab& lab, Instant now) {
    const std::int64_t elapsed = (now - lab.touched).count();
    lab.touched = now;
    if (elapsed == 0) return;
    const Fleet& fleet = lab.fleet;
    const Grains held = fleet.busy * grains_per_gpu + fleet.held, there = fleet.grains > 0 ? fleet.grains : fleet.gpus * grains_per_gpu;
    lab.tally.in_system += elapsed * (lab.waiting + lab.running);
    if (held < there) lab.tally.ledger[Account::idle] += GpuTime{there - held} * elapsed;
    if (held > there) lab.tally.ledger[Account::retired] += GpuTime{held - there} * elapsed;
    if (fleet.grains == 0) return; // where projects are jobs nobody asks how busy the lab was, and it would be another cache line
    lab.offered += static_cast<double>(elapsed) * static_cast<double>(there);
    lab.used += static_cast<double>(elapsed) * static_cast<double>(std::min(held, there));
}

void read_meter(Lab& lab, const World& world, const Scenario& scenario, Instant now) {
    assert(lab.touched == now);
    const std::int64_t elapsed = (now - lab.metered).count();
    const GpuTime idle = lab.tally.ledger[Account::idle] - lab.idle_at_meter;
    lab.metered = now;
    lab.idle_at_meter = lab.tally.ledger[Account::idle];
    const Fleet& fleet = lab.fleet;
    const bool shares = shares_gpus(scenario);
    if ((shares ? fleet.grains : fleet.gpus) == 0 || elapsed == 0) return;
    Grains of_cohorts = 0;
    for (const Cohort& cohort : fleet.cohorts) of_cohorts += shares ? grains_of(cohort.owned) : cohort.count * grains_per_gpu;
    GpuTime there = GpuTime{elapsed} * of_cohorts;
    lab.tally.ledger[Account::owned] += there;
    if (shares) {
        lab.tally.ledger[Account::rented] += GpuTime{grains_of(fleet.rented)} * elapsed;
        lab.tally.ledger[Account::borrowed] += GpuTime{fleet.borrowed} * elapsed;
        if (lab.teams == 0) lab.tally.ledger[Account::lent] += GpuTime{fleet.held} * elapsed;
        there = GpuTime{fleet.grains} * elapsed;
    }
    const CountryState& country = world.countries[lab.country.index];
    const double power =
        shares ? (fleet.power + fleet.other_power) / (gpu_seconds_of(fleet.grains) * ms_per_second) : fleet.power / fleet.gpus;
    const double joules = power * (gpu_seconds_of(there - idle) + scenario.hardware.idle_power * gpu_seconds_of(idle)) * country.pue;
    const double usd = joules * country.electricity * world.sector_of(lab).terms.electricity_factor;
    lab.bill += usd;
    lab.tally.energy += joules;
    lab.tally.energy_cost += usd;
    lab.tally.emissions += joules * country.carbon;
}

void post(World& world, Project& project, Instant now) {
    const std::int64_t elapsed = (now - project.posted).count(), gpu_ms = project.gpus * elapsed;
    project.posted = now;
    Lab& lab = world[project.lab];
    if (world.lists_candidates && project.holds > 0) return post_share(lab.tally.ledger, project, elapsed);
    project.gpu_time += gpu_ms;
    lab.tally.ledger[account_of(project)] += GpuTime{gpu_ms} * grains_per_gpu;
    if (project.host == project.lab) return;
    if (is_rented(project)) {
        lab.tally.ledger[Account::rented] += GpuTime{gpu_ms} * grains_per_gpu;
        const double joules =
            world.generations[project.rented.index].power * static_cast<double>(gpu_ms) / ms_per_second * pue_of(world, lab);
        lab.tally.energy += joules;
        lab.tally.emissions += joules * world.countries[lab.country.index].carbon;
        return;
    }
    lab.tally.ledger[Account::borrowed] += GpuTime{gpu_ms} * grains_per_gpu;
    world[project.host].tally.ledger[Account::lent] += GpuTime{gpu_ms} * grains_per_gpu;
    Pool& pool = world.pools[project.host.index - world.research_labs];
    pool.used[project.lab.index - world.countries[pool.country.index].first] += gpu_ms;
}

LabId host_for(const Story& story, LabId id, double flop) {
    const Lab& lab = story.world[id];
    if (lab.fleet.gpus > 0 && flop <= lab.fleet.reach) return id;
    const std::uint32_t pool = story.world.sector_of(lab).terms.pool;
    if (pool != nobody && flop <= reach_on(story.world.pools[pool], story.world, *story.scenario, id)) return story.world.pools[pool].lab;
    return lab.rented.index != nobody ? LabId{nobody} : id;
}

double reach_anywhere(const Story& story, LabId id) {
    const Lab& lab = story.world[id];
    const std::uint32_t pool = story.world.sector_of(lab).terms.pool;
    return pool == nobody ? lab.fleet.reach
                          : std::max(lab.fleet.reach, reach_on(story.world.pools[pool], story.world, *story.scenario, id));
}

ProjectId open_project(Story& story, LabId lab, PaperId paper, TeamId team) {
    World& world = story.world;
    ProjectId id = world.free_project;
    if (id.index == nobody) {
        id = {static_cast<std::uint32_t>(world.projects.size())};
        world.projects.emplace_back();
    } else {
        world.free_project = world[id].next;
        if (world.lists_candidates) world[id] = {};
    }
    Job job; // put together first and written once: half the instructions of writing what is changed at once
    job.lab = job.host = lab;
    job.paper = paper;
    job.team = team;
    job.endogenous = team.index != nobody;
    job.ordinal = world[lab].projects++;
    static_cast<Job&>(world[id]) = job;
    return id;
}

void free_team(Story& story, const Project& project) {
    if (project.endogenous) plan(story.agenda, story.now(), ProjectChoice{project.team});
}

void close_project(World& world, ProjectId project) {
    const TeamId team = world[project].team;
    if (team.index != nobody && world[team].project == project) world[team].project = {nobody};
    world[project].stage = Project::Stage::closed;
    world[project].next = world.free_project;
    world.free_project = project;
}

bool can_start(const Lab& lab, const Scenario& scenario, double flop, double memory) {
    return lab.first_waiting.index == nobody && lab.fleet.gpus > 0 && lab.fleet.free() >= gang_size(lab, scenario, flop, memory);
}

void request_gpus(Story& story, ProjectId id) {
    World& world = story.world;
    Project& project = world[id];
    const LabId place_id = place_of(project);
    Lab& place = world[place_id];
    touch(place, story.now());
    project.requested = story.now();
    if (is_rented(project)) {
        project.rented = place.rented;
        project.gpus = gang_size(place, *story.scenario, project.flop, project.memory);
        return start(story, place, id);
    }
    if (place.first_waiting.index == nobody) {
        if (const std::uint32_t free = place.fleet.free(); free > 0) { // most need not wait
            project.gpus = gang_size(place, *story.scenario, project.flop, project.memory);
            if (project.gpus <= free) return start(story, place, id);
            project.gpus = 0;
        }
        place.first_waiting = id;
    } else
        world[place.last_waiting].next = id;
    place.last_waiting = id;
    ++place.waiting;
    start_waiting(story, place_id);
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
    const LabId place = place_of(project);
    touch(story.world[place], story.now());
    leave_gpus(story.world, project, story.now());
    if (story.world[place].first_waiting.index != nobody) start_waiting(story, place);
}

void send_away_waiting(Story& story, LabId host_id) {
    World& world = story.world;
    Lab& host = world[host_id];
    if (host.fleet.gpus > 0 || host.waiting == 0) return;
    touch(host, story.now());
    for (ProjectId id = host.first_waiting; id.index != nobody; id = world[id].next) {
        Project& project = world[id];
        if (project.stage == Project::Stage::abandoned) continue;
        if (project.stage == Project::Stage::reproduction) leave_race(story, id);
        project.stage = Project::Stage::abandoned;
        --host.waiting;
        world[project.lab].tally.abandoned += world[project.lab].weight;
        free_team(story, project);
    }
    start_waiting(story, host_id); // closes them
}

void abandon_job(Story& story, ProjectId id) {
    Project& project = story.world[id];
    const LabId place = place_of(project);
    touch(story.world[place], story.now());
    if (project.gpus > 0)
        leave_gpus(story.world, project, story.now());
    else
        --story.world[place].waiting;
    project.stage = Project::Stage::abandoned; // closed when the queue or the agenda comes to it
    start_waiting(story, place);
}

} // namespace sim
