// The immutable, validated description of a world: what a scenario file says, with every reference resolved.
#pragma once

#include "sim/distribution.hpp"
#include "sim/growth.hpp"
#include "sim/quantity.hpp"

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace sim {

/// When the story is played and when it is measured.
struct Clock {
    Instant start;
    Instant end;                       ///< the last instant that is played, and the last that is measured
    std::uint32_t sample_months = 12;  ///< calendar months between sample dates, counted back from the end
    std::uint32_t funding_months = 12; ///< calendar months between funding rounds; divides 12
};

/// One GPU that can be bought.
struct Generation {
    std::string id;
    std::string market; ///< which labs buy it: "consumer", "datacentre", ... (see Kind::buys)
    Instant release;
    Number price;  ///< USD
    Number peak;   ///< FLOP/s in the fastest format used for training
    Number memory; ///< bytes
    Number power;  ///< W
};

/// The GPUs that will follow the last known one of a market: one every `every`, each better by its doubling curves.
struct Roadmap {
    std::string id;
    std::string after;                       ///< id of the generation that the series continues
    GenerationId base;                       ///< resolved from `after`
    Number every;                            ///< seconds between releases
    Number performance_doubling;             ///< seconds in which peak FLOP/s doubles
    Number price_performance_doubling;       ///< seconds in which FLOP/s per USD doubles
    Number memory_doubling;                  ///< seconds in which memory doubles
    Number efficiency_doubling;              ///< seconds in which FLOP/s per watt doubles
    Distribution gap{Constant{1.0}};         ///< factor drawn for each gap: a renewal process; what is gained grows with the gap
    Number new_format{0.0};                  ///< probability that a GPU of the series brings a new number format...
    Distribution format_gain{Constant{1.0}}; ///< ...which makes it so many times faster at its price
};

/// GPUs by the hour, for labs that own none and cannot buy one.
struct Cloud {
    std::string market;                                      ///< which GPUs can be rented; empty: none
    Number break_even{in_seconds(std::chrono::hours{4000})}; ///< seconds of rent that cost as much as the GPU
};

/// GPUs, and how well jobs use them.
struct Hardware {
    Number utilisation{0.3};               ///< part of the peak that a job reaches, (0, 1]
    Number parallel_exponent{1.0};         ///< a in: speed of a job on n GPUs = n^a x peak x utilisation, (0, 1]
    Number lifetime{5 * in_seconds(year)}; ///< seconds until a GPU is retired
    Number pue{1.0};                       ///< power drawn by the building over power drawn by the GPUs, >= 1
    Number idle_power{1.0};                ///< power of an idle GPU over its power at work, [0, 1]
    Number price_decline{0.0};             ///< 1/s at which a GPU's price falls from its release on, exponentially...
    Number least_price{0.5};               ///< ...to this part of it, (0, 1]
    bool bills_electricity = true;         ///< labs pay for electricity from their cash; false: it is in Kind::full_cost
    Cloud cloud;
    std::vector<Generation> generations;
    std::vector<Roadmap> roadmap;
};

/// How a country reaches the world's GPUs.
struct Access {
    Number delay{0.0};                                   ///< seconds after the release
    Number cap{std::numeric_limits<double>::infinity()}; ///< FLOP/s that a GPU may have at most
    Number price_factor{1.0};                            ///< what a GPU costs there, over its price
};

struct Country {
    std::string id; ///< ISO 3166 alpha-3, or a made-up one for a rest of world
    std::string name;
    Growth gdp;                ///< USD/s
    Growth population;         ///< persons
    Growth researchers;        ///< persons (full-time equivalents) who write papers of this field
    Growth electricity;        ///< USD per joule
    Growth carbon;             ///< grams of CO2e per joule
    std::optional<Number> pue; ///< where it is not that of Hardware
    std::string income;        ///< income group, a word; empty: none has one
    Access access;
};

/// Where a lab's money comes from: exactly one of the four incomes, or none.
struct Budget {
    std::optional<Growth> income;            ///< USD/s for each lab
    std::optional<Growth> per_researcher;    ///< USD/s for each researcher
    std::optional<Growth> of_gdp_per_capita; ///< for each researcher, part of the country's GDP per head
    std::optional<Growth> of_gdp;            ///< for all labs of the kind together, part of the country's GDP
    Distribution spread{Constant{1.0}};      ///< factor drawn per lab: how rich it is among its like
    bool for_users = false;                  ///< it is for the part of a lab's researchers that works with GPUs
};

/// How labs of a kind behave; a lab is of exactly one kind.
struct Kind {
    std::string id;
    std::string name;
    std::vector<std::string> buys; ///< markets it buys from; empty: all
    Budget budget;
    double matthew = 0;   ///< part of the public money that follows credit instead of researchers, [0, 1]
    double team_size = 5; ///< researchers per team, and a team is a slot for one project
    Distribution patience{Constant{in_seconds(std::chrono::days{30})}}; ///< seconds that a job may run at most
    double aim = 0;                       ///< seconds that a job should run: it takes the fewest GPUs that do this; 0: all it may
    double largest_job = 1;               ///< part of the lab's GPUs that one job may take, (0, 1]
    Distribution appetite{Constant{1.0}}; ///< part of the lab's reach that a project wants at most, drawn per project, cut to 1
    std::uint32_t gpus_per_job = 0;       ///< every job takes exactly so many; 0: see aim and largest_job
    std::uint32_t queue_limit = 0xffff;   ///< jobs that wait at most; a further exogenous paper is passed over
    double efficiency_work = 0;           ///< probability that the own experiment seeks the same result for less compute
    double efficiency_work_when_cut = 0;  ///< the same where compute would cut the experiment, and where no paper is feasible
    double open = 1;                      ///< part of the labs that share their know-how with their partners, [0, 1]
    double first_gpus = 0;                ///< GPUs per lab on day one...
    std::string first_generation;         ///< ...of this generation
    GenerationId first_generation_id;
    Number full_cost{1.0};            ///< what a GPU costs with host, network and people over its price
    std::vector<std::string> heavy;   ///< markets from which labs of `heavy_from` researchers or more buy instead...
    double heavy_from = 0;            ///< persons
    std::optional<Growth> heavy_part; ///< ...in this part of their funding rounds, [0, 1]
    // Where Research::work is `programme`:
    std::uint32_t simulated_teams = 0;      ///< of a lab at most, the first for itself, the others for the rest; 0: all
    double first_team = 0;                  ///< part of the lab's GPUs that its first team has at least, [0, 1]
    Distribution first_runs{Constant{0.0}}; ///< R of the first team's projects; 0: as of all others
    std::optional<Growth> open_weights;     ///< probability that a paper's model can be had by all
};

/// `count` simulated labs of one kind in each of these countries.
struct LabGroup {
    enum class StandsFor : std::uint8_t { labs, researchers };
    std::string id;
    std::string kind;
    KindId kind_id;
    std::vector<std::string> of; ///< country ids; "*" is every country
    std::vector<CountryId> countries;
    std::uint32_t count = 1;                  ///< simulated labs per country
    Distribution researchers{Constant{10.0}}; ///< persons in a lab
    std::optional<Number> share;              ///< part of the country's researchers who work in this kind of lab; gives the weights
    double weight = 1;                        ///< real labs that a simulated one stands for, where no share is given
    bool stratified = false;                  ///< sizes and wealth at even steps of their laws, in two independent orders
    StandsFor stands_for = StandsFor::labs;   ///< each for as many labs, or for as many researchers: then `researchers` is the size of the
                                              ///< lab in which a researcher works
    std::optional<Growth> headcount;          ///< persons in a lab over time; `researchers` is then a factor drawn per lab
};
[[nodiscard]] constexpr std::string_view word_of(LabGroup::StandsFor what) {
    switch (what) {
    case LabGroup::StandsFor::labs:
        return "labs";
    case LabGroup::StandsFor::researchers:
        return "researchers";
    }
    return {};
}

/// A field of research with its own know-how.
struct Domain {
    std::string id;
    Growth efficiency; ///< how much less compute than in the base year a given level of performance needs
};

/// How labs choose, reproduce and extend papers.
struct Research {
    /// jobs: a team thinks and computes in turn, and its jobs queue for whole GPUs. programme: a project is a programme of runs on the
    /// team's share of the lab's GPUs, thinking and computing overlap, and teams choose the size of their runs.
    enum class Work : std::uint8_t { jobs, programme };
    Work work = Work::jobs;
    bool endogenous = true;                    ///< labs choose papers and build on them; false: only streams of exogenous papers
    std::uint32_t candidates = 12;             ///< papers that a free team looks at
    Number horizon{in_seconds(year)};          ///< seconds: mean age of the papers it looks at
    Number crowding{0.7};                      ///< g in: credit of building on p = (1 + children)^-g x 2^(-age / half_life) x performance
    Number performance{0.0};                   ///< b in: performance = (W / 1e18 FLOP)^b
    Number half_life{in_seconds(year)};        ///< seconds
    Number success{0.635};                     ///< probability that a reproduction succeeds
    Number first_credit{0.0};                  ///< credit for the first to reproduce, over the credit of building on it
    Number abandon{0.0};                       ///< probability that a scooped team gives up
    Distribution attempt{Constant{1.0}};       ///< FLOP of a reproduction over W / E, drawn per attempt: not every team is equally quick
    Distribution research_time{Constant{0.0}}; ///< seconds from the reproduction to the own experiment
    Distribution extension{Constant{1.0}};     ///< X in: own experiment = W x X
    Number start_within{0.0};                  ///< seconds over which the teams' first looks for a project are spread, uniformly
    Number retry{in_seconds(std::chrono::days{30})}; ///< seconds that a team without a feasible paper waits
    Number bytes_per_parameter{0.0};                 ///< memory of a job = this x (FLOP / flop_per_parameter2)^0.5; 0: no limit
    Number flop_per_parameter2{120.0};               ///< FLOP of a compute-optimal run over the square of its parameters
    Distribution advance{Constant{0.0}};             ///< doublings of a domain's efficiency that one real lab's efficiency paper brings
    Number advance_scaling{0.0};                     ///< c in: advance x (FLOP of the experiment / 1e18)^c
    Number fishing_out{0.0};                         ///< f in: advance x (efficiency that labs have added so far)^-f
    // Where `work` is `programme`:
    Number runs{4.0};                              ///< median of R: FLOP of all runs of a project's own work over its published run's, > 1
    Number runs_spread{0.0};                       ///< standard deviation of ln(R - 1)
    Number overlap{2.5};                           ///< theta in: a stage lasts (T_L^theta + T_C^theta)^(1/theta)
    Distribution reproduction_time{Constant{0.0}}; ///< T_L of a reproduction, seconds of people's time; of own work: `research_time`
    Distribution intensity{Constant{1.0}};         ///< what the topic wants over the size that brings most credit per time
    Distribution step{Constant{0.0}};              ///< the largest size that is dared over the largest known; 0: any
    Number news{0.0};                              ///< seconds until all know of a larger run
    Number least_size{1.0};                        ///< size of the published run over that of the paper built on, at least
    Distribution open_size{Constant{1.0}};         ///< the same where that paper's model is open
    Number own_line{1.0};                          ///< probability that a team looks at its lab's own latest paper too
    std::uint32_t glances = 1;                     ///< each paper looked at is the one with the most credit of so many
    Distribution credit_luck{Constant{1.0}};       ///< factor of a paper's credit
    Number without_compute{1.0};                   ///< credit of a paper without compute over that of a paper at the lowest tenth of sizes
};
[[nodiscard]] constexpr std::string_view word_of(Research::Work work) {
    switch (work) {
    case Research::Work::jobs:
        return "jobs";
    case Research::Work::programme:
        return "programme";
    }
    return {};
}

/// Who works with GPUs, and where researchers go.
struct People {
    Number adoption{0.0};      ///< 1/s at which teams take to GPUs where all others have; 0: all work with GPUs from the start
    Number ceiling{1.0};       ///< part of the teams that works with GPUs where every paper is within reach, (0, 1]
    Number first_users{0.003}; ///< the same on the first day
    Number least_access{0.1};  ///< part of the papers within reach below which a lab has no access
    Number leaving{0.0};       ///< 1/s: part of the researchers of labs without access for three years who go
    Number moving{0.5};        ///< part of these who go where credit per head is higher; the others leave the field
    Number hiring{0.0};        ///< 1/s at which kinds of labs gain researchers from others of their country with twice the credit per head
    // From the end of a country's table of researchers on, where `field_growth` is given:
    std::optional<Number> field_growth; ///< 1/s: the field everywhere
    Number field_shock{0.0};            ///< standard deviation of its growth from year to year
    Number follows_gdp{0.0};            ///< beta: growth over the field's for growth of GDP over the world's
    Number share_walk{0.0};             ///< standard deviation of a country's own growth from year to year
};

/// Which simulated lab: the number-th (from 0) of a group in a country.
struct LabName {
    std::uint32_t group = 0; ///< into Scenario::labs
    CountryId country;
    std::uint32_t number = 0;
    friend bool operator==(const LabName&, const LabName&) = default;
};

/// A tie of the collaboration network that the scenario names.
struct Tie {
    std::string id;
    std::string from, to;     ///< labs: group@COUNTRY/number, numbers from 1
    LabName from_lab, to_lab; ///< resolved
    Number delay{0.0};        ///< seconds until know-how has passed it
};

/// Who learns from whom, and how soon.
struct Network {
    std::uint32_t ties = 0;            ///< that each lab seeks, besides those that others seek with it
    double home = 0.5;                 ///< probability that it seeks a tie in its own country...
    double alike = 0.5;                ///< ...and independently, with its own kind
    Distribution delay{Constant{0.0}}; ///< seconds until know-how has passed a tie, drawn per tie
    Number leak{2 * in_seconds(year)}; ///< seconds until everybody knows, by whatever way
    std::vector<Tie> list;             ///< ties that are given, besides those that are sought
};

/// The papers that are known on day one.
struct SeedPapers {
    std::uint32_t count = 0;
    Distribution compute{Constant{1.0}};  ///< FLOP at the base year's efficiency
    Number spread_over{in_seconds(year)}; ///< seconds before the start over which they were published
};

/// Papers that come from outside the simulated labs: a controlled experiment.
struct Stream {
    std::string id;
    std::string domain;
    DomainId domain_id;
    std::vector<Instant> at;          ///< published at exactly these dates...
    std::optional<Growth> rate;       ///< ...or as a Poisson stream with this rate, papers/s
    Growth scale;                     ///< FLOP: what `cost` is multiplied with
    Distribution cost{Constant{1.0}}; ///< factor drawn per paper
    double interest = 1;              ///< probability that a lab looks at a paper, (0, 1]
    double memory = 0;                ///< bytes that a job needs
};

/// A body of data that grows, and that somebody would like to compute on.
struct Corpus {
    std::string id;
    std::string name;
    Growth volume;      ///< items/s: new data
    Number cost{0.0};   ///< FLOP to process an item
    Number useful{1.0}; ///< part of the data that is worth it, (0, 1]
    Number part{1.0};   ///< part of the community's compute that it may have, (0, 1]
    std::string market; ///< the GPUs that are counted are the best buy of this market; empty: of all
};

/// Levels of performance on a benchmark, or a single run, seen as papers: what they cost, and who could pay for them.
///
/// polynomial: log10(1 / error) = a + b log10(C); exponential: 1 / error = a + b log10(C) (Thompson, Greenewald, Lee, Manso 2020,
/// "The Computational Limits of Deep Learning"); a is what makes `compute` give `error`, b is `slope`. given: C is `compute`.
struct Benchmark {
    enum class Law : std::uint8_t { given, polynomial, exponential };
    std::string id;
    std::string name;
    Law law = Law::given;
    Number compute;                    ///< FLOP, as the source counts them
    Number error{1.0};                 ///< that this compute gave, (0, 1]
    Number slope{1.0};                 ///< b
    std::vector<double> targets;       ///< errors, descending; empty where `given`
    Number useful{1.0};                ///< part of these FLOP that a job has to do, (0, 1]: sources may count GPUs x peak x time
    std::string domain;                ///< whose efficiency makes it cheaper...
    std::optional<DomainId> domain_id; ///< resolved; nothing where no domain is named: it stays as dear
    Instant as_of;                     ///< ...than on this date
    std::string market;                ///< it is paid for in GPU-hours of the best buy of this market; empty: of all
    std::string country;               ///< whose carbon intensity and PUE count; empty: the first
    CountryId country_id;
};
[[nodiscard]] constexpr std::string_view word_of(Benchmark::Law law) {
    switch (law) {
    case Benchmark::Law::given:
        return "given";
    case Benchmark::Law::polynomial:
        return "polynomial";
    case Benchmark::Law::exponential:
        return "exponential";
    }
    return {};
}

/// Who learns in an experiment; see experiment.hpp.
enum class Learner : std::uint8_t { oracle, expert, flexible, regularised };
inline constexpr Learner learners[] = {Learner::oracle, Learner::expert, Learner::flexible, Learner::regularised};
inline constexpr std::string_view learner_names[] = {"oracle", "expert", "flexible", "regularised"};

/// A regression that each replicate simulates beside the story: few of many coefficients are not 0, and learners know more or less about
/// which.
struct Experiment {
    std::uint32_t coefficients = 1000;  ///< that the flexible learners consider at least
    double coefficients_per_sample = 0; ///< they consider so many for each sample where that is more
    std::uint32_t nonzero = 10;         ///< coefficients of size 1; all others are 0
    std::uint32_t wrong = 1;            ///< so many of the expert's `nonzero` coefficients are 0 in truth
    Number noise{1.0};                  ///< standard deviation
    Number penalty{1.0};                ///< of the lasso, over noise x sqrt(2 ln p / n)
    std::vector<std::uint32_t> samples; ///< numbers of samples, ascending; empty: no experiment
    std::vector<double> goals;          ///< performances, ascending, for which the computation is looked up
};

/// Whose labs a policy is about: all where a list is empty.
struct Whom {
    std::vector<std::string> country, kind;
    std::vector<CountryId> countries; ///< resolved, never empty; and so are the kinds
    std::vector<KindId> kinds;
    [[nodiscard]] bool holds(CountryId c, KindId k) const;
};

// What a policy can do: a struct for each kind, with the word that scenario files have for it, a sentence, its own fields, and whether they
// change anything: false where all is as it would be without the policy.

struct HardwareAccess {
    static constexpr std::string_view word = "hardware_access",
                                      doc = "What labs can buy: GPUs come later, are capped, cost more, or a market opens";
    Number delay{0.0};                                   ///< seconds, on top of the country's
    Number cap{std::numeric_limits<double>::infinity()}; ///< FLOP/s per GPU
    Number price_factor{1.0};                            ///< times the country's
    std::vector<std::string> opens;                      ///< markets, besides those that the kind buys from
    [[nodiscard]] bool changes_anything() const {
        return delay != 0 || cap < std::numeric_limits<double>::infinity() || price_factor != 1 || !opens.empty();
    }
};

/// A pool of GPUs in each of the countries.
struct PublicCloud {
    static constexpr std::string_view word = "public_cloud", doc = "A pool of GPUs in each country, for whose time its labs queue";
    std::optional<Growth> income; ///< USD/s for each country's pool...
    std::optional<Growth> of_gdp; ///< ...or part of its GDP
    std::string run_by;           ///< kind of lab whose markets it buys from, and with which it is counted
    KindId run_by_id;
    double largest_job = 1;                                ///< part of the pool that one job may take, (0, 1]
    Number quota{std::numeric_limits<double>::infinity()}; ///< a lab's GPU time in a year over its researchers' part of the pool
    [[nodiscard]] bool changes_anything() const {
        const auto some = [](const std::optional<Growth>& money) { return money && (!money->anchors.empty() || money->level != 0); };
        return some(income) || some(of_gdp);
    }
};

struct BudgetChange {
    static constexpr std::string_view word = "budget", doc = "More or less money for labs";
    Number factor{1.0}; ///< times the labs' income
    Number grant{0.0};  ///< USD/s for each researcher, besides
    [[nodiscard]] bool changes_anything() const { return factor != 1 || grant != 0; }
};

struct OpenRelease {
    static constexpr std::string_view word = "open_release", doc = "All labs share their know-how with their partners";
    [[nodiscard]] bool changes_anything() const { return true; }
};

struct Migration {
    static constexpr std::string_view word = "migration", doc = "Researchers move to a country";
    Number rate{0.0}; ///< part of the researchers of `whom` that leaves per year, 1/yr
    std::string to;   ///< country
    CountryId to_id;
    [[nodiscard]] bool changes_anything() const { return rate != 0; }
};

struct EfficiencyProgramme {
    static constexpr std::string_view word = "efficiency_programme",
                                      doc = "More of the own experiments seek the same result for less compute";
    Number part{0.0}; ///< probability that an own experiment is efficiency work, at least
    [[nodiscard]] bool changes_anything() const { return part != 0; }
};

struct PriceShock {
    static constexpr std::string_view word = "price_shock", doc = "Prices rise or fall";
    Number price_factor{1.0}; ///< times the country's, for GPUs
    Number electricity_factor{1.0};
    [[nodiscard]] bool changes_anything() const { return price_factor != 1 || electricity_factor != 1; }
};

/// Money for people in place of GPUs: the labs' sample stands for so many more of them.
struct Posts {
    static constexpr std::string_view word = "posts", doc = "Money for more researchers, in labs like those there are";
    Number grant{0.0};     ///< USD/s for each researcher there would be without...
    Number of_budget{0.0}; ///< ...and as much as this part of the labs' own income
    Number cost{2.5};      ///< of a further researcher in a year, over GDP per head
    [[nodiscard]] bool changes_anything() const { return grant != 0 || of_budget != 0; }
};

/// Something that is decided at a date for some labs, and may end: what x when x whom.
struct Policy {
    using Action = std::variant<HardwareAccess, PublicCloud, BudgetChange, OpenRelease, Migration, EfficiencyProgramme, PriceShock, Posts>;
    std::string id;
    std::string name;
    Instant at;
    std::optional<Instant> until; ///< no longer in force from then on
    Whom whom;
    Action what;
};
/// False where everything the policy says is as it would be without it.
[[nodiscard]] bool changes_anything(const Policy& policy);

/// A published figure, and what of a run stands beside it.
struct Claim {
    std::string id;
    std::string says; ///< in one line, in our words
    std::string source;
    std::string variant;              ///< in which it is played; empty: the first
    std::string metric;               ///< a figure, see figure.hpp
    std::string published;            ///< a number with its unit, as printed
    std::string tolerance;            ///< likewise; empty: half of the last digit printed
    double within_factor = 1;         ///< above 1: in place of the tolerance
    bool judgement = false;           ///< the source gives no reason that could be played
    bool gate = false;                ///< `sim claims` exits with 4 where it does not come out inside
    std::vector<std::string> instead; ///< variants that show what would make it come out
};

/// Values by date, as they were written.
struct Series {
    struct Point {
        Instant at; ///< resolved: of a whole year its last sample date, or 31 December
        bool whole_year = false;
        Quantity value;
    };
    std::vector<Point> points; ///< resolved: ascending in time
};

/// What was observed of a figure that trials measure. It reaches no trial.
struct Observation {
    enum class Scale : std::uint8_t { identity, log, logit };
    std::string id;
    std::string name;
    std::string block;  ///< series of one block are scored together; blocks count alike
    std::string vector; ///< series of one vector are scored as one too
    std::string metric; ///< a figure, see figure.hpp, whose metrics have no @date where they are to be of the value's
    Scale scale = Scale::identity;
    std::string source;
    Series values;
    std::string unit;    ///< resolved: in which results show it...
    double per_base = 1; ///< ...and how many of it one base unit is
};
[[nodiscard]] constexpr std::string_view word_of(Observation::Scale scale) {
    switch (scale) {
    case Observation::Scale::identity:
        return "identity";
    case Observation::Scale::log:
        return "log";
    case Observation::Scale::logit:
        return "logit";
    }
    return {};
}

/// A forecast that is made as if it were this date.
struct Hindcast {
    std::optional<Instant> origin;    ///< no input may be dated after it; observations after it are scored
    std::vector<std::string> without; ///< variants that the first one is held against
};

/// How well a figure is to be known: replicates are added until it is.
struct Precision {
    std::string id;
    std::string figure;    ///< see figure.hpp
    std::string within;    ///< a number with its unit: half of the 95 % Monte Carlo interval may be as wide
    double half_width = 0; ///< resolved from `within`, in base units
};

/// What the terminal and the tables show.
struct Report {
    std::vector<std::string> tables; ///< names of metrics, in order
    std::vector<Instant> dates;      ///< columns of the tables, each a sample date; empty: first, middle, last
    std::vector<std::string> groups; ///< rows of the tables: "country:CHN", "kind:academia", "world"
    std::vector<Precision> precision;
    std::vector<std::string> keep; ///< what is measured and kept besides: metrics, sets of them, figures, or "all"
};
/// The word in `report.keep` for all that can be measured.
inline constexpr std::string_view everything = "all";

/// One value that a sweep sets: where, and to what.
struct Axis {
    std::string path;                ///< as for `--set`
    std::vector<std::string> values; ///< as written; none where they are drawn from a law
    std::optional<Distribution> law; ///< in base units...
    std::string unit;                ///< ...and the unit in which what is drawn from it is written
};
/// All that a sweep sets, in the order of the file.
struct Axes {
    std::vector<Axis> list;
};

/// A scenario played at many points: which values are set there, and how the points are chosen. It reaches no trial but by its values.
struct Sweep {
    enum class Design : std::uint8_t { grid, list, monte_carlo, lhs, sobol, file };
    std::optional<Design> design; ///< nothing: no sweep, one point at which nothing is set
    std::uint32_t points = 0;     ///< of designs that are drawn; the others count their own
    Axes over;
    std::vector<std::vector<std::string>> zip; ///< paths that move together
    std::string constraint;                    ///< points that break it are left out, see constraint.hpp
    std::string file;                          ///< empty once it was read: its rows are a list
    std::optional<std::uint32_t> replicates;   ///< of each point, in place of the scenario's
};
[[nodiscard]] constexpr std::string_view word_of(Sweep::Design design) {
    switch (design) {
    case Sweep::Design::grid:
        return "grid";
    case Sweep::Design::list:
        return "list";
    case Sweep::Design::monte_carlo:
        return "monte_carlo";
    case Sweep::Design::lhs:
        return "lhs";
    case Sweep::Design::sobol:
        return "sobol";
    case Sweep::Design::file:
        return "file";
    }
    return {};
}

/// Two uncertain inputs that are drawn together.
struct Correlation {
    std::string id;
    std::vector<std::string> between; ///< two paths of uncertain inputs
    double rank = 0;                  ///< Spearman's rank correlation, (-1, 1)
};

/// Where lab sizes are cut into classes, in researchers.
struct SizeClass {
    std::string id;
    double from = 0;
};

struct Scenario {
    // Made, copied and destroyed in one place: a hundred members inline in every source would be most of the program's code.
    Scenario();
    Scenario(const Scenario&);
    Scenario(Scenario&&) noexcept;
    Scenario& operator=(const Scenario&);
    Scenario& operator=(Scenario&&) noexcept;
    ~Scenario();

    std::string name;
    std::string title;
    std::string variant; ///< name of the variant; "base" where the file has none
    std::uint64_t seed = 1;
    std::uint32_t replicates = 100;
    Clock clock;
    Hardware hardware;
    std::vector<Country> countries;
    std::vector<Kind> kinds;
    std::vector<LabGroup> labs;
    std::vector<SizeClass> sizes;
    std::vector<std::uint32_t> baskets; ///< years whose papers are followed, see Level::basket
    std::vector<Domain> domains;
    Research research;
    People people;
    SeedPapers seeds;
    std::vector<Stream> streams;
    Network network;
    std::vector<Corpus> corpora;
    std::vector<Benchmark> benchmarks;
    std::vector<Policy> policies;
    Experiment experiment;
    std::vector<Claim> claims;
    std::vector<Observation> observations;
    Hindcast hindcast;
    std::vector<std::string> expect; ///< what must hold in every trial, see expectation.hpp
    Report report;
    std::vector<Correlation> correlations;
    Sweep sweep;
    std::uint64_t most_events = 100'000'000; ///< a trial that needs more fails
    std::uint64_t hash = 0;                  ///< of all that a trial depends on: key_of(canonical_text(...)) as read
};

/// "universities@CHN/3", numbers from 1; nothing where the scenario has no such lab.
[[nodiscard]] std::optional<LabName> lab_of_name(const Scenario& scenario, std::string_view text);
[[nodiscard]] std::string to_text(const Scenario& scenario, const LabName& name);

/// The words that countries have for their income groups, each once, in the order of the alphabet.
[[nodiscard]] std::vector<std::string> income_groups(const Scenario& scenario);

/// Ascending dates at which the story is measured: the end, and every `sample_months` before it, after the start.
/// Where a month has no such day, its last one. REQUIRES: start < end, sample_months > 0.
[[nodiscard]] std::vector<Instant> sample_dates(const Clock& clock);

/// All that a trial depends on, in base units, sorted by path: the same for every way of writing the same world. Left out is what is only
/// asked of it (see Part in fields.hpp), and of the luck how many times it is tried.
[[nodiscard]] std::string canonical_text(const Scenario& scenario);

} // namespace sim
