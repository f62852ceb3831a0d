// A lab with its GPUs and teams, and the projects that they work on.
#pragma once

#include "model/ledger.hpp"
#include "model/papers.hpp"
#include "sim/scenario.hpp"

#include <boost/container/small_vector.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <limits>

namespace sim {

/// A calendar day in half the bytes of an instant.
using Day = std::chrono::sys_time<std::chrono::duration<std::int32_t, std::chrono::days::period>>;

/// GPUs of one generation that a lab bought on one day.
struct Cohort {
    GenerationId generation;
    std::uint32_t count = 0; ///< whole GPUs that jobs can take: by the running sum of `owned`, see Fleet::luck
    Day bought;              ///< labs buy on the first day and at new years
    double owned = 0;        ///< a real lab's GPUs, in the mean over those that the simulated one stands for: new labs bring none
    double paid = 0;         ///< USD for each
};

/// The GPUs of a lab: one pool, in which every GPU has the pool's mean speed and memory. What jobs touch comes last.
struct Fleet {
    boost::container::small_vector<Cohort, 6> cohorts;
    double owned = 0;                                         ///< the sum over the cohorts; in whole GPUs, which jobs can take, `gpus`
    double luck = 0;                                          ///< of a lab, in [0, 1): the whole part of `owned` + luck is what it has
    double rented = 0;                                        ///< GPUs that are rented until the next purchase, where teams share
    Grains borrowed = 0;                                      ///< likewise, of a public cloud
    double other_peak = 0, other_memory = 0, other_power = 0; ///< of those rented and borrowed
    double peak = 0;                                          ///< FLOP/s of all GPUs together, and likewise `memory`
    double power = 0;                                         ///< W
    // `speed` to `reach_all` and `largest_job` follow from the GPUs and from how labs of this kind run jobs; see `refit`.
    double speed = 0;              ///< useful FLOP/s of one GPU
    double reach_all = 0;          ///< FLOP of the largest job that one team could run on all GPUs of the lab
    double reach = 0;              ///< the same of the largest that it does run
    double gang_speed = 0;         ///< useful FLOP/s of the largest job
    double memory = 0;             ///< bytes
    Grains grains = 0;             ///< all that teams may share now: owned, rented, borrowed...
    Grains held = 0;               ///< ...and what their stages hold of it; may exceed it within an event only
    std::uint32_t gpus = 0;        ///< whole ones: `owned` in the mean over labs
    std::uint32_t busy = 0;        ///< running a job; may exceed `gpus` while jobs run on GPUs that were retired
    std::uint32_t largest_job = 0; ///< GPUs that one job may take
    [[nodiscard]] std::uint32_t free() const { return busy < gpus ? gpus - busy : 0; }
};

/// What happened to a lab since the last sample date. Counts of GPU and job time are exact, in milliseconds.
struct Tally {
    // What every job changes comes first, beside the lab's queue in memory.
    std::uint32_t started = 0, finished = 0;   ///< jobs of the simulated lab
    std::int64_t waited = 0;                   ///< ms that the started jobs had waited
    std::int64_t stayed = 0;                   ///< ms from request to end of the jobs that ended
    std::int64_t in_system = 0;                ///< job-ms: the integral of the number of jobs waiting or running
    double passed_over = 0, reproductions = 0; ///< these, and those behind the ledger, count for as many real labs as...
    Ledger ledger;                             ///< where its GPU time came from and went
    // ...the lab stood for when it happened.
    std::array<double, corner_count> corners{}; ///< papers by what bound their size
    double left = 0, moved = 0;                 ///< researchers who left the field, or went elsewhere
    double firsts = 0, failed = 0, abandoned = 0, papers = 0, efficiency_papers = 0, credit = 0;
    double spend = 0;         ///< USD
    double spend_on_gpus = 0; ///< USD, of it: their full cost
    double policy_money = 0;  ///< USD that policies gave, spent or not
    double energy = 0;        ///< J
    double energy_cost = 0;   ///< USD, of its own GPUs
    double emissions = 0;     ///< g of CO2e
};

/// In memory what a job touches lies in three cache lines, from `Fleet::reach` to the second account of the ledger: where labs are many,
/// an event mostly waits for them.
struct alignas(64) Lab {
    // Fixed on day one.
    std::uint64_t key = 0; ///< its name for the dice: group, country and number, whatever the order of lists
    std::uint16_t size_class = 0, income_group = 0;
    std::uint32_t teams = 1;
    double researchers = 0; ///< persons
    double budget_factor = 1;
    double patience = 0; ///< seconds that a job may run
    // Running.
    double cash = 0;             ///< USD; negative: an electricity bill that next year's money pays first
    double bill = 0;             ///< USD of electricity used since it was last paid
    double credit = 0;           ///< of the last funding period, for the Matthew effect
    PaperId last_paper{nobody};  ///< its latest, the end of its own line of work
    GenerationId rented{nobody}; ///< what it rents where it owns nothing
    Instant metered;             ///< up to when the GPUs owned are in the ledger, and the energy is metered
    GpuTime idle_at_meter = 0;   ///< idle GPU time in the ledger then
    bool open = true;            ///< shares its know-how with its partners
    // Where Research::work is `programme`, here and at the end:
    double size_factor = 1; ///< of its group's headcount
    double real_teams = 1;  ///< that its simulated ones stand for
    double users = 1;       ///< s: part of the real teams that works with GPUs
    double stratum = 0.5;   ///< its place among all labs, (0, 1): which of them rounds a part of a team up
    double busy_part = 0.5; ///< its utilisation in the last funding period
    Fleet fleet;
    std::uint32_t projects = 0; ///< begun so far: the ordinal of the next one's dice
    CountryId country;
    KindId kind;
    double weight = 1; ///< real labs that it stands for
    ProjectId first_waiting{nobody}, last_waiting{nobody};
    std::uint32_t waiting = 0; ///< jobs in the queue
    std::uint32_t running = 0;
    Instant touched; ///< up to when the time integrals of the tally are complete
    Tally tally;
    std::uint32_t lender = nobody;                 ///< the public cloud of which it has a part; into World::pools
    double borrowed_peak = 0, borrowed_memory = 0; ///< of its part of a public cloud
    TeamId first_team;                             ///< its simulated teams are adjacent in World::teams
    std::array<double, 3> fits{1, 1, 1};           ///< part of the year's papers within its reach, of the last three years
    double quota = 1;                              ///< real labs that it stands for, up to a factor that is common to its crew
    double offered = 0, used = 0;                  ///< GPU time of this funding period so far
    double credit_of_year = 0;                     ///< earned since the last review, by one real lab
    double credit_per_head = 0;                    ///< smoothed over years; below 0: none yet
};

/// A slot for one project at a time. Labs act by turns that luck draws, and their teams by number, where they act at the same instant.
struct Team {
    LabId lab;
    std::uint32_t number = 0;  ///< in its lab, from 0
    double weight = 1;         ///< real teams of the lab that it stands for
    ProjectId project{nobody}; ///< that it works on, where Research::work is `programme`
    Use last = Use::gpus;      ///< of its last paper
};

/// A team's work on one paper: reproduce it, then extend it. Or one exogenous paper's reproduction. What every job touches comes first and
/// fits in one cache line.
struct Job {
    enum class Stage : std::uint8_t { reproduction, research, extension, abandoned, closed } stage = Stage::reproduction;
    bool endogenous = true;       ///< a team holds it and goes on to an extension
    bool efficiency_work = false; ///< its own experiment seeks the same result for less
    LabId lab;
    TeamId team{nobody};       ///< nobody's: an exogenous paper needs none
    PaperId paper;             ///< nobody's: a team does efficiency work without one
    LabId host;                ///< whose GPUs the present job uses; nobody's: they are rented
    std::uint32_t gpus = 0;    ///< that the present job holds
    ProjectId next{nobody};    ///< in the host's queue, or in the list of free places
    std::uint32_t ordinal = 0; ///< the lab's count of projects when it began
    double flop = 0;           ///< of the present job
    std::int64_t gpu_time = 0; ///< GPU-ms of the project in the ledger so far
    Instant requested;         ///< when the present job joined the queue
    Instant posted;            ///< up to when the present job's GPU time is in the ledger
    double memory = 0;         ///< bytes that the present job needs
    DomainId domain;
    GenerationId rented{nobody}; ///< what the present job runs on where its GPUs are rented
    double compute = 0;          ///< W of the own experiment
    double appetite = 1;         ///< part of the lab's reach that it wants at most
    ProjectId next_racer{nobody}, previous_racer{nobody};
    Instant ends{Instant::min()}; ///< of the present stage where teams share GPUs; later than its event where it lost some
    Grains holds = 0;             ///< of its lab's GPUs, on the mean over the present stage, for all teams that the team stands for
};

/// With what only a programme of runs has: apart, so that where projects are jobs nobody writes half of each.
struct alignas(64) Project : Job {
    Instant began;          ///< when its team chose it
    double speed = 0;       ///< FLOP/s of the team's share
    double share = 0;       ///< GPUs of the team's share
    double runs = 1;        ///< R
    double own_seconds = 0; ///< T_L of the own work
    double known = 1;       ///< efficiency when it was planned
    double spent_flop = 0;  ///< FLOP of the stages so far
    double weight = 1;      ///< real teams, each of as many real labs as the lab stands for
    Use use = Use::gpus;
    Corner corner = Corner::none;
};

} // namespace sim
