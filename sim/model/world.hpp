// The state of a story: countries, labs and their GPUs, projects, papers, as plain values that refer to each other by ids.
#pragma once

#include "engine/curve.hpp"
#include "engine/dice.hpp"
#include "model/ledger.hpp"
#include "model/network.hpp"
#include "model/papers.hpp"
#include "sim/metric.hpp"
#include "sim/scenario.hpp"

#include <boost/container/small_vector.hpp>

#include <array>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

/// A calendar day in half the bytes of an instant.
using Day = std::chrono::sys_time<std::chrono::duration<std::int32_t, std::chrono::days::period>>;

/// GPUs of one generation that a lab bought on one day.
struct Cohort {
    GenerationId generation;
    std::uint32_t count = 0; ///< whole GPUs that jobs can take: the whole part of the running sum of `owned`
    Day bought;              ///< labs buy on the first day and at new years
    double owned = 0;        ///< a real lab's GPUs, in the mean over those that the simulated one stands for: new labs bring none
    double paid = 0;         ///< USD for each
};

/// The GPUs of a lab: one pool, in which every GPU has the pool's mean speed and memory.
struct Fleet {
    boost::container::small_vector<Cohort, 6> cohorts;
    double owned = 0;                                         ///< the sum over the cohorts...
    std::uint32_t gpus = 0;                                   ///< ...and its whole part
    double rented = 0;                                        ///< GPUs that are rented until the next purchase, where teams share
    Grains borrowed = 0;                                      ///< likewise, of a public cloud
    double other_peak = 0, other_memory = 0, other_power = 0; ///< of those rented and borrowed
    Grains grains = 0;                                        ///< all that teams may share now: owned, rented, borrowed...
    Grains held = 0;                                          ///< ...and what their stages hold of it; may exceed it within an event only
    std::uint32_t busy = 0;                                   ///< running a job; may exceed `gpus` while jobs run on GPUs that were retired
    double peak = 0;                                          ///< FLOP/s of all GPUs together, and so for the next two
    double memory = 0;                                        ///< bytes
    double power = 0;                                         ///< W
    // What follows from the above and from how labs of this kind run jobs; see `refit`.
    std::uint32_t largest_job = 0; ///< GPUs that one job may take
    double speed = 0;              ///< useful FLOP/s of one GPU
    double gang_speed = 0;         ///< useful FLOP/s of the largest job
    double reach = 0;              ///< FLOP of the largest job that one team can run
    double reach_all = 0;          ///< the same on all GPUs of the lab
    [[nodiscard]] std::uint32_t free() const { return busy < gpus ? gpus - busy : 0; }
};

/// What happened to a lab since the last sample date. Counts of GPU and job time are exact, in milliseconds.
struct Tally {
    // What every job changes comes first, beside the lab's queue in memory.
    std::uint32_t started = 0, finished = 0; ///< jobs of the simulated lab
    std::int64_t waited = 0;                 ///< ms that the started jobs had waited
    std::int64_t stayed = 0;                 ///< ms from request to end of the jobs that ended
    std::int64_t in_system = 0;              ///< job-ms: the integral of the number of jobs waiting or running
    Ledger ledger;                           ///< where its GPU time came from and went
    // Each of these counts for as many real labs as the lab stood for when it happened.
    std::array<double, corner_count> corners{}; ///< papers by what bound their size
    double left = 0, moved = 0;                 ///< researchers who left the field, or went elsewhere
    double passed_over = 0, reproductions = 0, firsts = 0, failed = 0, abandoned = 0, papers = 0, efficiency_papers = 0, credit = 0;
    double spend = 0;         ///< USD
    double spend_on_gpus = 0; ///< USD, of it: their full cost
    double energy = 0;        ///< J
    double energy_cost = 0;   ///< USD, of its own GPUs
    double emissions = 0;     ///< g of CO2e
};

/// In memory what a job touches lies in four cache lines: the first, and those from the end of the fleet to the middle of the tally.
struct alignas(64) Lab {
    // Fixed on day one.
    std::uint64_t key = 0; ///< its name for the dice: group, country and number, whatever the order of lists
    CountryId country;
    KindId kind;
    std::uint16_t size_class = 0;
    bool open = true; ///< shares its know-how with its partners
    std::uint32_t teams = 1;
    double researchers = 0; ///< persons
    double budget_factor = 1;
    double patience = 0; ///< seconds that a job may run
    // Running.
    double weight = 1; ///< real labs that it stands for
    double cash = 0;   ///< USD; negative: an electricity bill that next year's money pays first
    double bill = 0;   ///< USD of electricity used since it was last paid
    double credit = 0; ///< of the last funding period, for the Matthew effect
    Fleet fleet;
    PaperId last_paper{nobody}; ///< its latest, the end of its own line of work
    ProjectId first_waiting{nobody}, last_waiting{nobody};
    std::uint32_t waiting = 0; ///< jobs in the queue
    std::uint32_t running = 0;
    GenerationId rented{nobody}; ///< what it rents where it owns nothing
    std::uint32_t projects = 0;  ///< begun so far: the ordinal of the next one's dice
    Instant touched;             ///< up to when the time integrals of the tally are complete
    Instant metered;             ///< up to when the GPUs owned are in the ledger, and the energy is metered
    GpuTime idle_at_meter = 0;   ///< idle GPU time in the ledger then
    // Where Research::work is `programme`:
    std::uint32_t lender = nobody;                 ///< the public cloud of which it has a part; into World::pools
    double borrowed_peak = 0, borrowed_memory = 0; ///< of its part of a public cloud
    double size_factor = 1;                        ///< of its group's headcount
    TeamId first_team;                             ///< its simulated teams are adjacent in World::teams
    double real_teams = 1;                         ///< that these stand for
    double users = 1;                              ///< s: part of the real teams that works with GPUs
    std::array<double, 3> fits{1, 1, 1};           ///< part of the year's papers within its reach, of the last three years
    double stratum = 0.5;                          ///< its place among all labs, (0, 1): which of them rounds a part of a team up
    double quota = 1;                              ///< real labs that it stands for, up to a factor that is common to its crew
    double busy_part = 0.5;                        ///< its utilisation in the last funding period
    double offered = 0, used = 0;                  ///< GPU time of this funding period so far
    double credit_of_year = 0;                     ///< earned since the last review, by one real lab
    double credit_per_head = 0;                    ///< smoothed over years; below 0: none yet
    Tally tally;
};

/// A slot for one project at a time. Labs act by turns that luck draws, and their teams by number, where they act at the same instant.
struct Team {
    LabId lab;
    std::uint32_t number = 0;  ///< in its lab, from 0
    double weight = 1;         ///< real teams of the lab that it stands for
    ProjectId project{nobody}; ///< that it works on, where Research::work is `programme`
};

/// A team's work on one paper: reproduce it, then extend it. Or one exogenous paper's reproduction.
/// What every job touches comes first and fits in one cache line.
struct alignas(64) Project {
    enum class Stage : std::uint8_t { reproduction, research, extension, abandoned, closed } stage = Stage::reproduction;
    bool endogenous = true;       ///< a team holds it and goes on to an extension
    bool efficiency_work = false; ///< its own experiment seeks the same result for less
    LabId lab;
    TeamId team{nobody};       ///< nobody's: an exogenous paper needs none
    PaperId paper;             ///< nobody's: a team does efficiency work without one
    LabId host;                ///< whose GPUs the present job uses; nobody's: they are rented
    std::uint32_t gpus = 0;    ///< that the present job holds
    ProjectId next{nobody};    ///< in the host's queue, or in the list of free places
    double flop = 0;           ///< of the present job
    double memory = 0;         ///< bytes that the present job needs
    std::int64_t gpu_time = 0; ///< GPU-ms of the project in the ledger so far
    Instant requested;         ///< when the present job joined the queue
    Instant posted;            ///< up to when the present job's GPU time is in the ledger
    std::uint32_t ordinal = 0; ///< the lab's count of projects when it began
    DomainId domain;
    GenerationId rented{nobody}; ///< what the present job runs on where its GPUs are rented
    double compute = 0;          ///< W of the own experiment
    double appetite = 1;         ///< part of the lab's reach that it wants at most
    ProjectId next_racer{nobody}, previous_racer{nobody};
    // Where Research::work is `programme`:
    Instant began;                ///< when its team chose it
    Instant ends{Instant::min()}; ///< of the present stage; later than its event where it lost GPUs
    Grains holds = 0;             ///< of its lab's GPUs, on the mean over the present stage, for all teams that the team stands for
    double speed = 0;             ///< FLOP/s of the team's share
    double share = 0;             ///< GPUs of the team's share
    double runs = 1;              ///< R
    double own_seconds = 0;       ///< T_L of the own work
    double known = 1;             ///< efficiency when it was planned
    double spent_flop = 0;        ///< FLOP of the stages so far
    double weight = 1;            ///< real teams, each of as many real labs as the lab stands for
    Use use = Use::gpus;
    Corner corner = Corner::none;
};

/// A generation of GPUs with this replicate's numbers.
struct GenerationState {
    std::string name; ///< its id; of a roadmap "id-1", "id-2", ... ("id+1" where a generation is called so)
    Instant release;
    double price = 0, peak = 0, memory = 0, power = 0;
    std::uint32_t market = 0; ///< into World::markets
};

/// What holds for the labs of a sector: the country's access, and every policy in force.
struct Terms {
    Span delay{};                                         ///< from a GPU's release until it can be bought
    double cap = std::numeric_limits<double>::infinity(); ///< FLOP/s of a GPU at most
    double price_factor = 1;                              ///< what a GPU costs over its list price
    double trade_factor = 1;                              ///< the same, besides, in markets that no policy opened
    double electricity_factor = 1;
    std::uint64_t markets = 0; ///< bit m is set where it may buy from market m
    std::uint64_t opened = 0;  ///< of these, the ones that a policy opened: without delay, cap and trade factor
    std::uint64_t heavy = 0;   ///< markets from which its large labs buy instead
    double income_factor = 1;
    double grant = 0;            ///< USD/s for each researcher
    double efficiency_work = 0;  ///< probability, at least
    bool open = false;           ///< all its labs share their know-how
    std::uint32_t pool = nobody; ///< whose GPUs it may use besides its own; into World::pools
};

/// All labs of one kind in one country: adjacent in World::labs.
struct Sector {
    std::uint32_t first = 0, last = 0; ///< labs [first, last)
    bool buys = false;                 ///< a generation has reached it
    GenerationId best;                 ///< the one to buy: with the most FLOP/s per USD
    bool buys_heavy = false;           ///< the same for its large labs, where they have markets of their own
    GenerationId best_heavy;
    Terms terms;
};

/// A public cloud: GPUs that a policy buys for the labs of a country, who queue for them.
///
/// Its books are in real GPUs; its lab, which hosts the jobs, has them in GPUs per simulated lab: real ones over its weight, which is the
/// mean weight of those who may use it. So the pool is as scarce for the sample as it is for all.
struct Pool {
    PolicyId policy;
    CountryId country;
    LabId lab;
    std::vector<Cohort> real;       ///< real GPUs bought
    double researchers = 0;         ///< real ones who may use it
    std::vector<std::int64_t> used; ///< GPU-ms of this year, by lab from the country's first
};

/// The labs of one group in one country: adjacent too; their weights follow the country's researchers together.
struct Crew {
    std::uint32_t group = 0; ///< into Scenario::labs
    CountryId country;
    std::uint32_t first = 0, last = 0;
    double researchers = 0; ///< sum over the simulated labs
    double share = 0;       ///< part of the country's researchers, as hiring has left it
};

/// A domain's know-how that all have, and its value at an instant, remembered because many questions are asked at one instant.
struct DomainState {
    Curve efficiency;
    Instant at{Instant::min()};
    double value = 1;
};

/// One paper's worth of GPU time, for the distribution of project sizes.
struct FinishedProject {
    LabId lab;
    double gpu_seconds = 0;
    double weight = 1;         ///< real projects
    double published_part = 1; ///< of its compute
};

/// A stream of papers from outside, ready to be drawn from.
struct StreamState {
    Curve rate, scale;
    std::uint64_t key = 0;    ///< its name for the dice
    double mean_skip = 0;     ///< the whole part of an exponential with this mean is how many labs do not look
    std::uint32_t papers = 0; ///< so far
};

struct CountryState {
    Curve gdp, population, researchers, electricity_price, carbon_intensity;
    double pue = 1;
    double electricity = 0;            ///< USD/J in this year
    double carbon = 0;                 ///< g of CO2e/J in this year
    std::uint32_t first = 0, last = 0; ///< labs [first, last)
    Instant table_ends;                ///< the last date of its table of researchers
    std::vector<double> path;          ///< log2 of researchers over those at that date, year by year from then on; empty: its own curve
    double net = 1;                    ///< factor by which leaving and moving have changed its researchers since
};

/// A corpus with this replicate's curve.
struct CorpusState {
    Curve volume;
    std::uint64_t markets = 0; ///< bit m is set where market m counts
};

/// The paper with the largest effective compute so far, when it was published.
struct FrontierPaper {
    Instant published;
    double compute = 0;
    DomainId domain;
};

/// Everything that changes while a story is played, and the curves of this replicate.
struct World {
    std::vector<CountryState> countries;
    std::vector<GenerationState> generations;
    std::vector<std::string> markets;
    std::vector<std::uint64_t> buys;              ///< by kind: bit m is set where it buys from market m
    std::vector<std::uint64_t> heavy;             ///< the same for its large labs
    std::vector<Curve> heavy_parts, open_weights; ///< by kind
    std::vector<Curve> headcounts;                ///< by group
    std::vector<Curve> incomes;                   ///< by kind: the amount of its budget
    std::vector<Lab> labs;                        ///< by country, then kind, then group; the pools' come last
    std::uint32_t research_labs = 0;              ///< how many come before the pools'
    std::vector<LabId> turns;                     ///< of these, in the order in which they act that act at the same instant
    std::vector<Team> teams;                      ///< in that order too
    std::vector<Sector> sectors;                  ///< country x kind
    std::vector<Crew> crews;
    std::vector<DomainState> domains;
    std::vector<StreamState> streams;
    std::vector<CorpusState> corpora;
    std::vector<std::uint64_t> benchmark_markets; ///< by benchmark: bit m is set where market m counts
    std::vector<Pool> pools;
    LabKnowHow know_how;
    std::vector<Project> projects;
    ProjectId free_project{nobody};
    std::vector<Paper> papers;                                           ///< in order of publication
    std::uint32_t first_recent = 0;                                      ///< first paper of the last Research::horizon
    std::uint32_t first_in_period = 0;                                   ///< first paper since the last sample date
    std::vector<FrontierPaper> frontier;                                 ///< ascending in date and compute
    static constexpr std::size_t tabulated_children = 64;                ///< few papers have more
    std::array<double, tabulated_children> crowding{};                   ///< (1 + children)^-g
    double crowding_exponent = std::numeric_limits<double>::quiet_NaN(); ///< the g for which the table was made
    std::vector<Candidate> candidates;                                   ///< papers with compute
    std::uint32_t first_candidate = 0;                                   ///< the first of the last Research::horizon
    std::uint32_t first_of_year = 0;                                     ///< first paper since the last review
    double typical = 0;                     ///< P as log2: mean of log2 W over the last year's papers with compute
    double lowest = 0;                      ///< log2 W of their lowest tenth
    double users = 1;                       ///< mean of Lab::users over researchers
    double stage_seconds = 0;               ///< mean time of a project with compute, of the last year
    double stage_sum = 0, stage_weight = 0; ///< the same of this year so far
    std::vector<FinishedProject> finished;  ///< since the last sample date
    double research_time = 0;               ///< mean, seconds
    double mean_extension = 1;              ///< median X

    [[nodiscard]] Lab& operator[](LabId id) { return labs[id.index]; }
    [[nodiscard]] const Lab& operator[](LabId id) const { return labs[id.index]; }
    [[nodiscard]] Team& operator[](TeamId id) { return teams[id.index]; }
    [[nodiscard]] const Team& operator[](TeamId id) const { return teams[id.index]; }
    [[nodiscard]] Project& operator[](ProjectId id) { return projects[id.index]; }
    [[nodiscard]] const Project& operator[](ProjectId id) const { return projects[id.index]; }
    [[nodiscard]] Paper& operator[](PaperId id) { return papers[id.index]; }
    [[nodiscard]] const Paper& operator[](PaperId id) const { return papers[id.index]; }
    [[nodiscard]] Sector& sector(CountryId country, KindId kind) { return sectors[country.index * incomes.size() + kind.index]; }
    [[nodiscard]] const Sector& sector(CountryId country, KindId kind) const {
        return sectors[country.index * incomes.size() + kind.index];
    }
    [[nodiscard]] const Sector& sector_of(const Lab& lab) const { return sector(lab.country, lab.kind); }
};

/// The place of a lab that the scenario names. REQUIRES: a world of this scenario.
[[nodiscard]] LabId lab_of(const World& world, const LabName& name);
/// The name of a lab that does research; pools have none. REQUIRES: lab < research_labs.
[[nodiscard]] LabName name_of(const World& world, LabId lab);

/// Sets the world up as it is on day one; reuses the memory of the world before.
void day_one(World& world, const Scenario& scenario, const Dice& dice);

/// "universities@CHN/3": the lab's group, its country, and its number among them, from 1; the same whatever the order of lists.
/// A public cloud's is its policy and country: "national-cloud@CHN".
[[nodiscard]] std::string lab_name(const World& world, const Scenario& scenario, LabId lab);
/// The lab of that name that does research; nothing where there is none.
[[nodiscard]] std::optional<LabId> find_lab(const World& world, const Scenario& scenario, std::string_view name);

} // namespace sim
