// The state of a story: countries, labs and their GPUs, projects, papers, as plain values that refer to each other by ids.
#pragma once

#include "engine/curve.hpp"
#include "engine/dice.hpp"
#include "model/lab.hpp"
#include "model/log_sums.hpp"
#include "model/network.hpp"
#include "model/papers.hpp"
#include "model/patience.hpp"
#include "sim/metric.hpp"
#include "sim/scenario.hpp"

#include <array>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sim {

/// A generation of GPUs with this replicate's numbers.
struct GenerationState {
    std::string name; ///< its id; of a roadmap "id-1", "id-2", ... ("id+1" where a generation is called so)
    Instant release;
    double price = 0, peak = 0, memory = 0, power = 0;
    std::uint32_t market = 0; ///< into World::markets
    mutable Instant listed_at{Instant::min()};
    mutable double listed = 0; ///< its list price then, kept because whole countries look at it at one instant
};

/// A curve that keeps its last answer, because many ask at one instant.
class AskedCurve {
public:
    AskedCurve() = default;
    explicit AskedCurve(Curve curve) : curve_(std::move(curve)) {}
    [[nodiscard]] double at(Instant when) const {
        if (when != when_) {
            when_ = when;
            value_ = curve_.at(when);
        }
        return value_;
    }

private:
    Curve curve_;
    mutable std::optional<Instant> when_;
    mutable double value_ = 0;
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
    double grant = 0; ///< USD/s for each researcher
    // What policies pay for further researchers, for each there would be without: USD/s, and as a part of the labs' income per head. And
    // both over the cost of one, which is in GDP per head.
    double post_grant = 0, post_part = 0, posts_by_grant = 0, posts_by_part = 0;
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
    double granted = 0;             ///< real USD since its last renewal
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
    AskedCurve gdp, population;
    Curve researchers, electricity_price, carbon_intensity;
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
    double log2_compute = 0;
    DomainId domain;
};

/// Over the papers that were counted so far, of decimal logarithms of their FLOP (x) and effective compute (y): kept from sample date to
/// sample date, because to go through all papers each time took a tenth of a trial.
struct ComputeSums {
    double weight = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0;
    std::size_t counted = 0; ///< papers
};

/// Everything that changes while a story is played, and the curves of this replicate.
struct World {
    std::vector<CountryState> countries;
    std::vector<GenerationState> generations;
    std::vector<std::string> markets;
    std::vector<std::uint64_t> buys;     ///< by kind: bit m is set where it buys from market m
    std::vector<std::uint64_t> heavy;    ///< the same for its large labs
    std::vector<AskedCurve> heavy_parts; ///< by kind
    std::vector<Curve> open_weights;     ///< by kind
    std::vector<Curve> headcounts;       ///< by group
    std::vector<AskedCurve> incomes;     ///< by kind: the amount of its budget
    std::vector<Lab> labs;               ///< by country, then kind, then group; the pools' come last
    std::uint32_t research_labs = 0;     ///< how many come before the pools'
    std::vector<LabId> turns;            ///< of these, in the order in which they act that act at the same instant
    std::vector<Team> teams;             ///< in that order too
    std::vector<Sector> sectors;         ///< country x kind
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
    std::array<double, tabulated_children> crowding{};                   ///< (1 + children)^-g...
    std::array<double, tabulated_children> log2_crowding{};              ///< ...and its logarithm
    double crowding_exponent = std::numeric_limits<double>::quiet_NaN(); ///< the g for which the table was made
    Sizing sizing;
    bool lists_candidates = false;          ///< teams choose among them, as where Research::work is `programme`
    std::vector<Candidate> candidates;      ///< papers with compute
    std::uint32_t first_candidate = 0;      ///< the first of the last Research::horizon
    std::uint32_t first_of_year = 0;        ///< first paper since the last review
    double typical = 0;                     ///< P as log2: mean of log2 W over the last year's papers with compute
    double lowest = 0;                      ///< log2 W of their lowest tenth
    double users = 1;                       ///< mean of Lab::users over researchers
    double stage_seconds = 0;               ///< mean time of a project with compute, of the last year
    double stage_sum = 0, stage_weight = 0; ///< the same of this year so far
    std::vector<FinishedProject> finished;  ///< since the last sample date
    ComputeSums compute_sums;
    double research_time = 0;     ///< mean, seconds
    double reproduction_time = 0; ///< mean of people's time, seconds
    double mean_extension = 1;    ///< median X
    Patience patience;            ///< of whoever watches while the world is made

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
