// The processes of the model: one function per event, one file per process in sim/model/rules.
#pragma once

#include "model/plan.hpp"
#include "model/story.hpp"

#include <optional>
#include <span>

namespace sim {

void on(PolicyBegin event, Story& story);
void on(PolicyEnd event, Story& story);
void on(HardwareRelease event, Story& story);
void on(Funding event, Story& story);
void on(Purchase event, Story& story);
void on(Staffing event, Story& story);
void on(Review event, Story& story);
void on(Arrival event, Story& story);
void on(ProjectChoice event, Story& story);
void on(ReproductionEnd event, Story& story);
void on(ExtensionReady event, Story& story);
void on(ExtensionEnd event, Story& story);
void on(Diffusion event, Story& story);
void on(Sample event, Story& story);

// ---- policy -------------------------------------------------------------------------------------------------------

[[nodiscard]] bool in_force(const Policy& policy, Instant now);
/// Sets what holds for each sector now: the country's access, and every policy in force.
void set_terms(World& world, const Scenario& scenario, Instant now);
/// Persons in a country at an instant, with those who come and without those who leave by the policies that are known now.
[[nodiscard]] double researchers_of(const World& world, const Scenario& scenario, CountryId country, Instant now, Instant at);

// ---- public cloud -------------------------------------------------------------------------------------------------

/// Founds a pool for each policy and country that is to have one; its lab comes after all that do research.
void found_pools(World& world, const Scenario& scenario);
/// The year's money for the country's pools.
void fund_pools(Story& story, CountryId country, Instant middle, double seconds);
/// A pool retires, pays, buys, and is cut anew to the size of the sample.
void renew_pool(Story& story, LabId pool);
/// The pool that a lab may use; nothing where there is none.
[[nodiscard]] Pool* pool_of(World& world, const Lab& lab);
/// FLOP of the largest job that a lab may run on a pool within its patience and what is left of its quota.
[[nodiscard]] double reach_on(const Pool& pool, const World& world, const Scenario& scenario, LabId lab);

// ---- hardware -----------------------------------------------------------------------------------------------------

/// From when a GPU can be bought on these terms, and at what price. In a market that a policy opened only the list price and the
/// price factor count: a domestic GPU, or one made to fit a cap, is not held back by that cap.
[[nodiscard]] Instant on_sale(const Terms& terms, const GenerationState& generation);
[[nodiscard]] double price_in(const Terms& terms, const GenerationState& generation, const Scenario& scenario, Instant now);
/// The list price at a date: it falls after the release.
[[nodiscard]] double list_price(const GenerationState& generation, const Scenario& scenario, Instant now);
/// Looks at everything that is on offer for a sector, and keeps the best buy.
void look_at_offers(Sector& sector, const World& world, const Scenario& scenario, Instant now);
/// Brings the figures that follow from a fleet's cohorts up to date: speed, largest job, reach.
void refit(Lab& lab, const Scenario& scenario, double largest_job);
void refit(Lab& lab, const Scenario& scenario);
/// The same for a lab that owns nothing, on rented GPUs, as far as its cash goes.
void refit_rented(Lab& lab, const World& world, const Scenario& scenario, Instant now);
/// USD for a second on one rented GPU.
[[nodiscard]] double rent_of(const GenerationState& generation, const Scenario& scenario, Instant now);
/// Owns exactly these from now on.
void reequip(Lab& lab, std::span<const Cohort> cohorts, const World& world, const Scenario& scenario, double largest_job);
/// Useful FLOP/s of a job on so many of the fleet's GPUs.
[[nodiscard]] double speed_of(const Fleet& fleet, std::uint32_t gpus, const Scenario& scenario);
/// Fails the story where a lab would own more GPUs than can be counted.
void check_countable(double gpus, const Lab& lab, Instant at, const Scenario& scenario);
/// Adds GPUs of one generation to a lab, at a price in USD for each, and refits it.
void equip(Lab& lab, GenerationId generation, std::uint32_t count, double paid, Instant at, const World& world, const Scenario& scenario);
/// FLOP of the largest job that so many GPUs can run within the lab's patience and their memory.
[[nodiscard]] double reach_of(const Lab& lab, const Scenario& scenario, double gpus, double speed, double memory_each);
/// FLOP of the largest job that so many GPUs can run in so many seconds, and in their memory.
[[nodiscard]] double reach_within(const Scenario& scenario, double seconds, double gpus, double speed, double memory_each);
/// Useful FLOP/s of all GPUs that a lab owns, rents or has borrowed, each by itself.
[[nodiscard]] double usable_speed(const Fleet& fleet, const Scenario& scenario);
/// How many times one GPU's speed so many GPUs have, n^a; a part of a GPU has its part.
[[nodiscard]] double times_faster(double gpus, const Scenario& scenario);
/// When GPUs that were bought on a day are retired: a lifetime ends on its anniversary by the calendar.
[[nodiscard]] Instant end_of_life(Day bought, double lifetime);
/// So many times as many real labs from now on: what there is is shared with the new ones, who bring nothing. REQUIRES: growth >= 1.
void share_with_new_labs(Story& story, LabId lab, double growth);

// ---- know-how -----------------------------------------------------------------------------------------------------

/// How many times less compute than in the base year a given performance needs now with what the scenario says that all know.
[[nodiscard]] inline double common_efficiency(Story& story, DomainId domain) {
    DomainState& known = story.world.domains[domain.index];
    if (known.at != story.now()) {
        known.at = story.now();
        known.value = known.efficiency.at(story.now());
    }
    return known.value;
}
/// The same with what this lab knows besides: its own advances, and those that have reached it.
[[nodiscard]] inline double efficiency(Story& story, LabId lab, DomainId domain) {
    const std::vector<double>& factor = story.world.know_how.factor;
    const double common = common_efficiency(story, domain);
    return factor.empty() ? common : common * factor[lab.index * story.world.domains.size() + domain.index];
}
/// Nobody knows more than the scenario says; connects the labs where somebody may come to.
void prepare_know_how(World& world, const Scenario& scenario, const Dice& dice);
/// What an efficiency paper brings: its authors know it now, and it sets out for the others.
void advance(Story& story, LabId lab, DomainId domain, double flop, std::uint32_t ordinal);
/// Bytes that a job of that size needs where the paper does not say so itself.
[[nodiscard]] double memory_of_job(const Research& research, double flop);

// ---- funding ------------------------------------------------------------------------------------------------------

/// USD a year that a lab would get now if so large a part of its teams worked with GPUs, policies included.
[[nodiscard]] double yearly_income(const Story& story, const Lab& lab, double users);

// ---- sharing ------------------------------------------------------------------------------------------------------

[[nodiscard]] inline bool shares_gpus(const Scenario& scenario) { return scenario.research.work == Research::Work::programme; }
/// Real teams of a lab that work with GPUs: a part of a team is rounded by the lab's place among all labs.
[[nodiscard]] double teams_with_gpus(const Lab& lab);
/// GPUs that a team may take for its next project: by rank, and what is free.
[[nodiscard]] double share_of(const Story& story, TeamId team);
/// The project's stage holds so many GPUs for each of the teams that its team stands for, from now until `ends`.
void hold(Story& story, ProjectId project, double gpus, Span lasts);
/// It holds none any more.
void let_go(Story& story, ProjectId project);
/// The project ends without a result, whatever stage it is in; its team looks for another.
void give_up_stage(Story& story, ProjectId project);
/// After a change of the lab's fleet: where stages hold more than there is, each gets by with its part and takes as much longer.
void fit_stages(Story& story, LabId lab);
/// The lab's teams stand for as many real ones as its researchers make up now.
void weigh_teams(Story& story, LabId lab);

// ---- programme ----------------------------------------------------------------------------------------------------

/// What a team decides to do next.
struct Programme {
    Use use = Use::gpus;
    PaperId parent{nobody};
    bool flagship = false;       ///< its lab's first team, whose topic is the size of its runs
    bool reproduces = false;     ///< the parent first
    double compute = 0;          ///< W
    double runs = 1;             ///< R
    double share = 0, speed = 0; ///< GPUs, and FLOP/s
    double known = 1;            ///< efficiency
    double first_seconds = 0;    ///< people's time for the reproduction...
    double own_seconds = 0;      ///< ...and for own work
    Corner corner = Corner::none;
};
/// Looks at papers, and takes the one and the size that bring most credit per time.
[[nodiscard]] Programme choose_programme(Story& story, TeamId team);
/// (a^theta + b^theta)^(1/theta): how long a stage of thinking and computing lasts.
[[nodiscard]] double overlapping(double a, double b, double theta);
/// The part x of a second stage's time^theta that is computing where size brings most credit per time: x = b (1 + first / second), in units
/// of the people's time of the second stage, which lasts (1 - x)^(-1/theta).
[[nodiscard]] double best_part(double b, double theta, double first);
/// World::sizing.
void prepare_sizing(World& world, const Scenario& scenario);
void begin_programme(Story& story, TeamId team);
/// The reproduction succeeded: own work begins.
void begin_own_work(Story& story, ProjectId project);
void publish_programme(Story& story, ProjectId project);

// ---- people -------------------------------------------------------------------------------------------------------

/// How the countries' researchers go on after their tables.
void lay_out_people(World& world, const Scenario& scenario, const Dice& dice);
/// Researchers of a country by the scenario alone.
[[nodiscard]] double researchers_by_path(const World& world, CountryId country, Instant at);
/// FLOP of the largest job that a lab could run in so many seconds on all GPUs that it owns, rents or has borrowed now.
[[nodiscard]] double reach_in(const Story& story, const Lab& lab, double seconds);
/// What labs could have worked on in the year that ends, and who takes to GPUs.
void look_at_access(Story& story);
/// Researchers who go where credit is, and those who leave.
void move_people(Story& story);

// ---- jobs ---------------------------------------------------------------------------------------------------------

/// Completes the time integrals of a lab's tally up to now.
void touch(Lab& lab, Instant now);
/// Posts what the GPUs owned have offered up to now, and meters their energy. REQUIRES: touched now. Before any change of the fleet.
void read_meter(Lab& lab, const World& world, const Scenario& scenario, Instant now);
/// Posts what a running job has held up to now, on either side.
void post(World& world, Project& project, Instant now);
/// Where a job of that size runs: on the lab's own GPUs, else in a public cloud, else on rented ones (nobody's).
[[nodiscard]] LabId host_for(const Story& story, LabId lab, double flop);
/// FLOP of the largest job that one of the lab's teams can run anywhere.
[[nodiscard]] double reach_anywhere(const Story& story, LabId lab);
/// A new project at a lab, of a team where it is endogenous; its job is not yet requested.
[[nodiscard]] ProjectId open_project(Story& story, LabId lab, PaperId paper, TeamId team);
/// The project's team, if it has one, is free now.
void free_team(Story& story, const Project& project);
/// Its place may be used again.
void close_project(World& world, ProjectId project);
/// Puts the project's present job (flop, memory) in the lab's queue, and starts it where GPUs are free.
void request_gpus(Story& story, ProjectId project);
/// Takes the ended job off its GPUs and starts what waits.
void release_gpus(Story& story, ProjectId project);
/// Starts waiting jobs, first in, first out, as long as the first one's GPUs are free.
void start_waiting(Story& story, LabId lab);
/// Where the last GPUs are gone, the jobs that wait for them are given up, and their teams look for something else.
void send_away_waiting(Story& story, LabId host);
/// Gives up the present job, waiting or running, and frees what it holds.
void abandon_job(Story& story, ProjectId project);
/// Brings what a job touches of a lab on its way from memory; see Lab.
inline void fetch_for_job(const World& world, LabId lab) {
    const auto* hot = reinterpret_cast<const char*>(&world.labs[lab.index].fleet.reach);
    constexpr std::size_t line = 64;
    for (std::size_t at = 0; at < 3 * line; at += line) __builtin_prefetch(hot + at, 1);
}
/// True when the lab's GPUs could start this job at once.
[[nodiscard]] bool can_start(const Lab& lab, const Scenario& scenario, double flop, double memory);

// ---- reproduction -------------------------------------------------------------------------------------------------

/// FLOP of an attempt over what the paper's authors would need today.
[[nodiscard]] double attempt_of(const Story& story, const Lab& lab, std::uint32_t ordinal);
/// Lists a project among those that reproduce its paper now, and takes it off the list. Nothing to do where nobody is ever scooped:
/// the neighbours in the list would be the costliest memory of a job.
void enter_race(Story& story, ProjectId project);
void leave_race(Story& story, ProjectId project);
/// A project that was beaten to it ends; its team looks for another.
void give_up(Story& story, ProjectId project);
/// Books credit, weighted by the real labs that the lab stands for.
void earn(Lab& lab, double credit);
/// The reproduction succeeded: the own experiment is ready after a time of research.
void begin_research(Story& story, ProjectId project);

// ---- arrival ------------------------------------------------------------------------------------------------------

/// Plans the first paper of a Poisson stream.
void plan_first_arrival(Story& story, StreamId stream);

// ---- publication --------------------------------------------------------------------------------------------------

/// A paper of this moment, with the parts of credit that do not change any more.
[[nodiscard]] Paper paper_of_today(const Story& story, double compute, double flop, DomainId domain);
/// As many real labs as the lab stands for, and as many real teams of each as its team does.
[[nodiscard]] double real_projects(const World& world, const Project& project);
/// Adds a paper that builds on `parent`, if any; its line goes on from there.
PaperId publish(World& world, const Paper& paper, std::optional<PaperId> parent);
/// (1 + children)^-g: how much is left of the credit for building on a paper.
[[nodiscard]] double room_beside(const World& world, const Scenario& scenario, std::uint32_t children);
/// Credit of building on a paper now, per unit of performance: (1 + children)^-g x 2^(-age / half-life).
[[nodiscard]] double novelty_of_building_on(const Story& story, PaperId paper);
/// (FLOP / 1e18)^exponent, also of amounts beyond all measure.
[[nodiscard]] double power_of_exaflop(double flop, double exponent);
/// (W / 1e18 FLOP)^b: benchmark performance is a power law of compute (Thompson et al. 2020: b from 0.02 to 0.12, ImageNet 0.08 to 0.11).
[[nodiscard]] double performance(const Scenario& scenario, double compute);
/// 2^(t / half-life) since the start: the age part of a paper's credit, up to a factor that all share; and its logarithm.
[[nodiscard]] double freshness(const Scenario& scenario, Instant at);
[[nodiscard]] double log2_freshness(const Scenario& scenario, Instant at);

} // namespace sim
