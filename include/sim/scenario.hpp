// The immutable, validated description of a world: what a scenario file says, with every reference resolved.
#pragma once

#include "sim/curve.hpp"
#include "sim/distribution.hpp"
#include "sim/quantity.hpp"

#include <optional>
#include <string>
#include <vector>

namespace sim {

/// When the story is played and when it is measured.
struct Clock {
    Instant start;
    Instant end;                                    ///< the last instant that is played, and the last that is measured
    std::uint32_t sample_months = 12;               ///< calendar months between sample dates, counted back from the end
};

/// One GPU that can be bought.
struct Generation {
    std::string id;
    std::string market;                             ///< which labs buy it: "consumer", "datacentre", ... (see Kind::buys)
    Instant release;
    Number price;                                   ///< USD
    Number peak;                                    ///< FLOP/s in the fastest format used for training
    Number memory;                                  ///< bytes
    Number power;                                   ///< W
};

/// The GPUs that will follow the last known one of a market: one every `every`, each better by its doubling curves.
struct Roadmap {
    std::string id;
    std::string after;                              ///< id of the generation that the series continues
    GenerationId base;                              ///< resolved from `after`
    Number every;                                   ///< seconds between releases
    Number performance_doubling;                    ///< seconds in which peak FLOP/s doubles
    Number price_performance_doubling;              ///< seconds in which FLOP/s per USD doubles
    Number memory_doubling;                         ///< seconds in which memory doubles
    Number efficiency_doubling;                     ///< seconds in which FLOP/s per watt doubles
};

/// GPUs, and how well jobs use them.
struct Hardware {
    Number utilisation{0.3};                        ///< part of the peak that a job reaches, (0, 1]
    Number parallel_exponent{1.0};                  ///< a in: speed of a job on n GPUs = n^a x peak x utilisation, (0, 1]
    Number lifetime{5 * 31'557'600.0};              ///< seconds until a GPU is retired
    Number pue{1.0};                                ///< power drawn by the building over power drawn by the GPUs, >= 1
    std::vector<Generation> generations;
    std::vector<Roadmap> roadmap;
};

/// How a country reaches the world's GPUs.
struct Access {
    Number delay{0.0};                              ///< seconds after the release
    Number cap{std::numeric_limits<double>::infinity()};    ///< FLOP/s that a GPU may have at most
    Number price_factor{1.0};                       ///< what a GPU costs there, over its price
};

struct Country {
    std::string id;                                 ///< ISO 3166 alpha-3, or a made-up one for a rest of world
    std::string name;
    Growth gdp;                                     ///< USD/s
    Growth population;                              ///< persons
    Growth researchers;                             ///< persons (full-time equivalents) who write papers of this field
    Number electricity{0.0};                        ///< USD per joule
    Number carbon{0.0};                             ///< grams of CO2e per joule
    Access access;
};

/// Where a lab's money comes from: exactly one of the four incomes, or none.
struct Budget {
    std::optional<Growth> income;                   ///< USD/s for each lab
    std::optional<Growth> per_researcher;           ///< USD/s for each researcher
    std::optional<Growth> of_gdp_per_capita;        ///< for each researcher, part of the country's GDP per head
    std::optional<Growth> of_gdp;                   ///< for all labs of the kind together, part of the country's GDP
    Distribution spread{Constant{1.0}};             ///< factor drawn per lab: how rich it is among its like
};

/// How labs of a kind behave; a lab is of exactly one kind.
struct Kind {
    std::string id;
    std::string name;
    std::vector<std::string> buys;                  ///< markets it buys from; empty: all
    Budget budget;
    double matthew = 0;                             ///< part of the public money that follows credit instead of researchers, [0, 1]
    double team_size = 5;                           ///< researchers per team, and a team is a slot for one project
    Distribution patience{Constant{30 * 86'400.0}}; ///< seconds that a job may run at most
    double aim = 0;                                 ///< seconds that a job should run: it takes the fewest GPUs that do this; 0: all it may
    double largest_job = 1;                         ///< part of the lab's GPUs that one job may take, (0, 1]
    Distribution appetite{Constant{1.0}};           ///< part of the lab's reach that a project wants at most, drawn per project, cut to 1
    std::uint32_t gpus_per_job = 0;                 ///< every job takes exactly so many; 0: see aim and largest_job
    std::uint32_t queue_limit = 0xffff;             ///< jobs that wait at most; a further exogenous paper is passed over
    double first_gpus = 0;                          ///< GPUs per lab on day one...
    std::string first_generation;                   ///< ...of this generation
    GenerationId first_generation_id;
};

/// `count` simulated labs of one kind in each of these countries.
struct LabGroup {
    std::string id;
    std::string kind;
    KindId kind_id;
    std::vector<std::string> of;                    ///< country ids; "*" is every country
    std::vector<CountryId> countries;
    std::uint32_t count = 1;                        ///< simulated labs per country
    Distribution researchers{Constant{10.0}};       ///< persons in a lab
    std::optional<Number> share;                    ///< part of the country's researchers who work in this kind of lab; gives the weights
    double weight = 1;                              ///< real labs that a simulated one stands for, where no share is given
};

/// A field of research with its own know-how.
struct Domain {
    std::string id;
    Growth efficiency;                              ///< how much less compute than in the base year a given level of performance needs
};

/// How labs choose, reproduce and extend papers.
struct Research {
    bool endogenous = true;                         ///< labs choose papers and build on them; false: only streams of exogenous papers
    std::uint32_t candidates = 12;                  ///< papers that a free team looks at
    Number horizon{31'557'600.0};                   ///< seconds: mean age of the papers it looks at
    Number crowding{0.7};                           ///< g in: credit of building on p = (1 + children)^-g x 2^(-age / half_life) x performance
    Number performance{0.0};                        ///< b in: performance = (W / 1e18 FLOP)^b
    Number half_life{31'557'600.0};                 ///< seconds
    Number success{0.635};                          ///< probability that a reproduction succeeds
    Number first_credit{0.0};                       ///< credit for the first to reproduce, over the credit of building on it
    Number abandon{0.0};                            ///< probability that a scooped team gives up
    Distribution research_time{Constant{0.0}};      ///< seconds from the reproduction to the own experiment
    Distribution extension{Constant{1.0}};          ///< X in: own experiment = W x X
    Number start_within{0.0};                       ///< seconds over which the teams' first looks for a project are spread, uniformly
    Number retry{30 * 86'400.0};                    ///< seconds that a team without a feasible paper waits
    Number bytes_per_parameter{0.0};                ///< memory of a job = this x (FLOP / flop_per_parameter2)^0.5; 0: no limit
    Number flop_per_parameter2{120.0};              ///< FLOP of a compute-optimal run over the square of its parameters
};

/// The papers that are known on day one.
struct SeedPapers {
    std::uint32_t count = 0;
    Distribution compute{Constant{1.0}};            ///< FLOP at the base year's efficiency
    Number spread_over{31'557'600.0};               ///< seconds before the start over which they were published
};

/// Papers that come from outside the simulated labs: a controlled experiment.
struct Stream {
    std::string id;
    std::string domain;
    DomainId domain_id;
    std::vector<Instant> at;                        ///< published at exactly these dates...
    std::optional<Growth> rate;                     ///< ...or as a Poisson stream with this rate, papers/s
    Growth scale;                                   ///< FLOP: what `cost` is multiplied with
    Distribution cost{Constant{1.0}};               ///< factor drawn per paper
    double interest = 1;                            ///< probability that a lab looks at a paper, (0, 1]
    double memory = 0;                              ///< bytes that a job needs
};

/// What the terminal and the tables show.
struct Report {
    std::vector<std::string> tables;                ///< names of metrics, in order
    std::vector<Instant> dates;                     ///< columns of the tables, each a sample date; empty: first, middle, last
    std::vector<std::string> groups;                ///< rows of the tables: "country:CHN", "kind:academia", "world"
};

/// Where lab sizes are cut into classes, in researchers.
struct SizeClass {
    std::string id;
    double from = 0;
};

struct Scenario {
    std::string name;
    std::string title;
    std::string variant;                            ///< name of the variant; "base" where the file has none
    std::uint64_t seed = 1;
    std::uint32_t replicates = 100;
    Clock clock;
    Hardware hardware;
    std::vector<Country> countries;
    std::vector<Kind> kinds;
    std::vector<LabGroup> labs;
    std::vector<SizeClass> sizes;
    std::vector<Domain> domains;
    Research research;
    SeedPapers seeds;
    std::vector<Stream> streams;
    Report report;
    std::uint64_t most_events = 100'000'000;        ///< a trial that needs more fails
    std::uint64_t hash = 0;                         ///< of all that a trial depends on: key_of(canonical_text(...)) as read
};

/// Ascending dates at which the story is measured: the end, and every `sample_months` before it, after the start.
/// Where a month has no such day, its last one. REQUIRES: start < end, sample_months > 0.
[[nodiscard]] std::vector<Instant> sample_dates(const Clock& clock);

/// All that a trial depends on, in base units, sorted by path: the same for every way of writing the same world. Left out are the
/// title, the number of replicates and the report.
[[nodiscard]] std::string canonical_text(const Scenario& scenario);

}  // namespace sim
