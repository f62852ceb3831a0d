// The one table of fields: what a scenario file may say, for the reader, `sim check`, `sim schema`, the docs and the tests.
#pragma once

#include "model/words.hpp"
#include "sim/scenario.hpp"

#include <limits>
#include <span>
#include <string_view>

namespace sim {

/// Where a section of a scenario belongs, and with it all its fields.
enum class Part : std::uint8_t {
    world,    ///< what is played: trials depend on it, the hash is made from it, and a sweep may set it
    luck,     ///< what the draws are made from
    question, ///< what is asked and how it is shown: no trial depends on it
};

/// What a year or a month alone means where a date is asked for.
enum class Bare : std::uint8_t {
    first_day, ///< of what begins
    last_day,  ///< of what is still played then
    day_after  ///< of what is no longer in force then
};

/// One field of a scenario file.
struct Field {
    std::string_view key;
    std::string_view doc;                                    ///< one sentence
    std::string_view unit = "";                              ///< any unit of the same dimension is accepted; "" is a pure number
    double least = -std::numeric_limits<double>::infinity(); ///< in `unit`
    double most = std::numeric_limits<double>::infinity();   ///< in `unit`
    bool above_least = false;                                ///< `least` itself is refused
    bool required = false;
    bool one_of = false;          ///< of the rows of a struct that say so, one must be there
    std::string_view called = ""; ///< what its words name, where that is not the key
    Bare bare = Bare::first_day;  ///< of dates
    Part part = Part::world;      ///< that of its section, which the rows of Scenario say
    bool of_programme = false;    ///< without effect but where research.work is programme
    std::string_view title = "";  ///< what sentences call an input, where the words of its key do not say it
};

// Each struct of scenario.hpp has one `fields(visitor, struct)`: its rows of the table, in the order in which docs show them.
// A visitor offers `visitor.field(Field, member)` for members of the types
//     std::string, bool, double, std::uint32_t, std::uint64_t, Instant, Number, Distribution, Growth, Series, Axes,
//     enumerations with words, std::optional and std::vector of these, structs with `fields`, vectors of such structs (they merge by their
//     `id`), and a choice of such structs (see words.hpp): a word in the same map as the fields of the struct that it chooses.
// A double, Number, Distribution or Growth in the scenario is in base units; the field's unit is how the docs and messages
// put it. Only what no row can say (references, dates in order, sums) is checked elsewhere: in `resolve`.

/// Keys of a file that say how it is put together: they are gone before the scenario itself is read.
inline constexpr Field assembly_fields[] = {
    {.key = "extends",
     .doc = "Another scenario file, beside this one, over which this one is laid: maps merge, lists merge by id, ~ removes"},
    {.key = "variants",
     .doc =
         "By name, what is laid over this file; all variants are played by one run with the same luck. One that says `of: OTHER` is laid "
         "over that variant"},
};
/// Keys that any map may have.
inline constexpr Field remark_fields[] = {
    {.key = "source", .doc = "Where the figure is from"},
    {.key = "note", .doc = "A remark"},
    {.key = "checked", .doc = "How far the figure was verified, and when"},
};

inline constexpr double no_limit = std::numeric_limits<double>::infinity();

template <class V> void fields(V& v, Clock& c) {
    v.field({.key = "start", .doc = "First instant that is played", .required = true}, c.start);
    v.field({.key = "end",
             .doc = "Last day that is played and measured; of a year or a month alone its last one",
             .required = true,
             .bare = Bare::last_day},
            c.end);
    v.field({.key = "sample",
             .doc = "Distance of the dates at which the story is measured, counted back from the end; whole months",
             .unit = "mo",
             .least = 1,
             .most = 12000},
            c.sample_months);
    v.field({.key = "funding",
             .doc = "Time from one funding round to the next, the first of a year on 1 January; whole months that divide a year",
             .unit = "mo",
             .least = 1,
             .most = 12},
            c.funding_months);
}

template <class V> void fields(V& v, Generation& g) {
    v.field({.key = "id", .doc = "Short unique name", .required = true}, g.id);
    v.field({.key = "market", .doc = "Which labs buy it: a word that kinds of labs list in `buys`", .required = true}, g.market);
    v.field({.key = "release", .doc = "Date on which it can first be bought", .required = true}, g.release);
    v.field({.key = "price", .doc = "Price of one GPU", .unit = "USD", .least = 0, .required = true}, g.price);
    v.field({.key = "peak",
             .doc = "Peak speed in the fastest format used for training",
             .unit = "FLOP/s",
             .least = 0,
             .above_least = true,
             .required = true},
            g.peak);
    v.field({.key = "memory", .doc = "Memory of one GPU", .unit = "B", .least = 0}, g.memory);
    v.field({.key = "power", .doc = "Electric power of one GPU at work", .unit = "W", .least = 0}, g.power);
}

template <class V> void fields(V& v, Roadmap& r) {
    v.field({.key = "id", .doc = "Short unique name; its GPUs are called id-1, id-2, ...", .required = true}, r.id);
    v.field({.key = "after", .doc = "The generation that the series continues", .required = true}, r.after);
    v.field({.key = "every", .doc = "Time from one GPU of the series to the next", .unit = "yr", .least = 0.01, .required = true}, r.every);
    v.field({.key = "performance_doubling", .doc = "Time in which the peak speed doubles", .unit = "yr", .least = 0.1, .required = true},
            r.performance_doubling);
    v.field({.key = "price_performance_doubling",
             .doc = "Time in which peak speed per USD doubles",
             .unit = "yr",
             .least = 0.1,
             .required = true},
            r.price_performance_doubling);
    v.field({.key = "memory_doubling", .doc = "Time in which memory doubles", .unit = "yr", .least = 0.1}, r.memory_doubling);
    v.field({.key = "efficiency_doubling", .doc = "Time in which peak speed per watt doubles", .unit = "yr", .least = 0.1},
            r.efficiency_doubling);
    v.field({.key = "gap", .doc = "Factor of `every`, drawn for each gap between two GPUs", .least = 0, .above_least = true}, r.gap);
    v.field({.key = "new_format", .doc = "Probability that a GPU of the series brings a new number format", .least = 0, .most = 1},
            r.new_format);
    v.field({.key = "format_gain", .doc = "How many times faster a new number format makes it, drawn for each", .least = 1}, r.format_gain);
}

template <class V> void fields(V& v, Cloud& c) {
    v.field({.key = "market", .doc = "Which GPUs can be rented by labs that own none and cannot buy one", .required = true}, c.market);
    v.field({.key = "break_even", .doc = "Time of rent that costs as much as the GPU", .unit = "h", .least = 0, .above_least = true},
            c.break_even);
}

template <class V> void fields(V& v, Hardware& h) {
    v.field({.key = "utilisation", .doc = "Part of the peak speed that a job reaches", .least = 0, .most = 1, .above_least = true},
            h.utilisation);
    v.field({.key = "parallel_exponent", .doc = "a in: n GPUs are n^a times as fast as one", .least = 0, .most = 1, .above_least = true},
            h.parallel_exponent);
    v.field({.key = "lifetime", .doc = "Age at which a GPU is retired", .unit = "yr", .least = 0, .above_least = true}, h.lifetime);
    v.field({.key = "pue", .doc = "Power drawn by the building over power drawn by the GPUs", .least = 1, .most = 10}, h.pue);
    v.field({.key = "idle_power", .doc = "Power of an idle GPU over its power at work", .least = 0, .most = 1}, h.idle_power);
    v.field({.key = "price_decline", .doc = "Rate at which a GPU's price falls after its release", .unit = "1/yr", .least = 0, .most = 10},
            h.price_decline);
    v.field({.key = "least_price", .doc = "Part of its price at release to which it falls", .least = 0, .most = 1, .above_least = true},
            h.least_price);
    v.field({.key = "bills_electricity", .doc = "Labs pay for electricity apart; false where it is in the full cost of their GPUs"},
            h.bills_electricity);
    v.field({.key = "cloud", .doc = "GPUs by the hour; nothing can be rented where it is not given"}, h.cloud);
    v.field({.key = "generations", .doc = "The GPUs that labs can buy", .required = true}, h.generations);
    v.field({.key = "roadmap", .doc = "The GPUs that will follow the last known ones"}, h.roadmap);
}

template <class V> void fields(V& v, Access& a) {
    v.field({.key = "delay", .doc = "Time from a GPU's release until it can be bought in the country", .unit = "yr", .least = 0}, a.delay);
    v.field({.key = "cap", .doc = "Peak speed that a GPU bought in the country may have at most", .unit = "FLOP/s", .least = 0}, a.cap);
    v.field({.key = "price_factor", .doc = "What a GPU costs in the country over its list price", .least = 0, .above_least = true},
            a.price_factor);
}

template <class V> void fields(V& v, Country& c) {
    v.field({.key = "id", .doc = "ISO 3166-1 alpha-3 code, or a made-up one for a rest of world", .required = true}, c.id);
    v.field({.key = "name", .doc = "Name in tables", .required = true}, c.name);
    v.field({.key = "gdp", .doc = "Gross domestic product at current prices and exchange rates", .unit = "USD/yr", .least = 0}, c.gdp);
    v.field({.key = "population", .doc = "Inhabitants", .unit = "person", .least = 0}, c.population);
    v.field({.key = "researchers", .doc = "Full-time equivalents who write papers of this field", .unit = "person", .least = 0},
            c.researchers);
    v.field({.key = "drift",
             .doc =
                 "How much faster its researchers grow than the field, year after year once their table ends; that of people where it says "
                 "none",
             .unit = "1/yr",
             .least = -10,
             .most = 10,
             .title = "growth of researchers above the field's"},
            c.drift);
    v.field({.key = "electricity", .doc = "Price of electric energy", .unit = "USD/kWh", .least = 0}, c.electricity);
    v.field({.key = "carbon", .doc = "Carbon intensity of electric energy", .unit = "gCO2e/kWh", .least = 0}, c.carbon);
    v.field({.key = "pue",
             .doc = "Power drawn by buildings over power drawn by GPUs, where it is not that of hardware.pue",
             .least = 1,
             .most = 10},
            c.pue);
    v.field({.key = "income", .doc = "Income group: a word for countries that are measured together; all countries have one, or none"},
            c.income);
    v.field({.key = "access", .doc = "How the country reaches the world's GPUs"}, c.access);
}

template <class V> void fields(V& v, Budget& b) {
    v.field({.key = "income", .doc = "Yearly income of each lab", .unit = "USD/yr", .least = 0}, b.income);
    v.field({.key = "per_researcher", .doc = "Yearly income of a lab for each of its researchers", .unit = "USD/yr/person", .least = 0},
            b.per_researcher);
    v.field({.key = "of_gdp_per_capita",
             .doc = "Yearly public income of a lab for each of its researchers, as a part of GDP per head",
             .least = 0},
            b.of_gdp_per_capita);
    v.field({.key = "of_gdp", .doc = "Public compute budget for all labs of the kind, as a part of the country's GDP", .least = 0},
            b.of_gdp);
    v.field({.key = "spread", .doc = "Factor drawn for each lab: how rich it is among its like", .least = 0}, b.spread);
    v.field({.key = "for_users", .doc = "The money is for the part of the researchers that works with GPUs"}, b.for_users);
}

template <class V> void fields(V& v, Kind& k) {
    v.field({.key = "id", .doc = "Short unique name", .required = true}, k.id);
    v.field({.key = "name", .doc = "Name in tables"}, k.name);
    v.field({.key = "buys", .doc = "Markets from which it buys GPUs; all where none is named"}, k.buys);
    v.field({.key = "budget", .doc = "Where its money comes from; exactly one of the four incomes"}, k.budget);
    v.field({.key = "matthew", .doc = "Part of the public money that follows credit instead of researchers", .least = 0, .most = 1},
            k.matthew);
    v.field({.key = "team_size",
             .doc = "Researchers per team; each team works on one project at a time",
             .unit = "person",
             .least = 0,
             .above_least = true},
            k.team_size);
    v.field({.key = "patience", .doc = "Time that a job may run at most", .unit = "d", .least = 0, .above_least = true}, k.patience);
    v.field({.key = "aim",
             .doc = "Time that a job should run: it takes the fewest GPUs that do this; 0 takes all it may",
             .unit = "d",
             .least = 0},
            k.aim);
    v.field({.key = "largest_job", .doc = "Part of the lab's GPUs that one job may take", .least = 0, .most = 1, .above_least = true},
            k.largest_job);
    v.field({.key = "appetite",
             .doc = "Part of the largest job that the lab could run which a project wants at most; drawn per project, cut to 1",
             .least = 0,
             .above_least = true},
            k.appetite);
    v.field({.key = "gpus_per_job",
             .doc = "GPUs that every job takes, whatever its size; 0 leaves it to aim and largest_job",
             .unit = "GPU",
             .least = 0,
             .most = 1e9},
            k.gpus_per_job);
    v.field({.key = "queue_limit", .doc = "Jobs that wait at most; further exogenous papers are passed over", .least = 0, .most = 65535},
            k.queue_limit);
    v.field({.key = "efficiency_work",
             .doc = "Probability that an own experiment seeks the same result for less compute",
             .least = 0,
             .most = 1},
            k.efficiency_work);
    v.field({.key = "efficiency_work_when_cut",
             .doc = "The same where compute would cut the experiment, and where no paper is feasible",
             .least = 0,
             .most = 1},
            k.efficiency_work_when_cut);
    v.field({.key = "open", .doc = "Part of the labs that share their know-how with their partners", .least = 0, .most = 1}, k.open);
    v.field({.key = "first_gpus", .doc = "GPUs of each lab on day one", .unit = "GPU", .least = 0, .most = 1e9}, k.first_gpus);
    v.field({.key = "first_generation", .doc = "Which GPUs these are"}, k.first_generation);
    v.field({.key = "full_cost",
             .doc = "What a GPU costs with host, network and people over its price",
             .least = 1,
             .most = 100,
             .title = "full cost of a GPU"},
            k.full_cost);
    v.field({.key = "heavy", .doc = "Markets from which large labs buy instead, in part of their funding rounds"}, k.heavy);
    v.field({.key = "heavy_from", .doc = "Researchers in the smallest of these labs", .unit = "person", .least = 0}, k.heavy_from);
    v.field({.key = "heavy_part", .doc = "Part of the funding rounds", .least = 0, .most = 1}, k.heavy_part);
    v.field({.key = "simulated_teams",
             .doc = "Teams of a lab that are simulated, the first for itself and the others for the rest; 0 is all",
             .least = 0,
             .most = 1e6},
            k.simulated_teams);
    v.field({.key = "first_team", .doc = "Part of the lab's GPUs that its first team has at least", .least = 0, .most = 1}, k.first_team);
    v.field({.key = "first_runs", .doc = "Compute of a first team's projects over their published runs; 0: as of others", .least = 0},
            k.first_runs);
    v.field({.key = "open_weights", .doc = "Probability that a paper's model can be had by all", .least = 0, .most = 1}, k.open_weights);
}

template <class V> void fields(V& v, LabGroup& g) {
    v.field({.key = "id", .doc = "Short unique name", .required = true}, g.id);
    v.field({.key = "kind", .doc = "Kind of lab", .required = true}, g.kind);
    v.field({.key = "of", .doc = "Countries that have such labs; \"*\" is all", .required = true}, g.of);
    v.field({.key = "count", .doc = "Simulated labs in each of these countries", .least = 1, .most = 1e6}, g.count);
    v.field({.key = "researchers", .doc = "Researchers in a lab", .unit = "person", .least = 0, .above_least = true}, g.researchers);
    v.field({.key = "share",
             .doc = "Part of the country's researchers who work in these labs; it makes the labs' weights",
             .least = 0,
             .most = 1},
            g.share);
    v.field({.key = "weight", .doc = "Real labs that a simulated one stands for, where no share is given", .least = 0, .above_least = true},
            g.weight);
    v.field({.key = "stratified", .doc = "Sizes and wealth are taken at even steps of their laws, in two independent orders"},
            g.stratified);
    v.field({.key = "stands_for",
             .doc = "What each simulated lab stands for equal numbers of; for researchers, `researchers` is the size of the lab in which "
                    "one works"},
            g.stands_for);
    v.field({.key = "headcount",
             .doc = "Researchers in a lab over time, of which `researchers` is then a factor",
             .unit = "person",
             .least = 0},
            g.headcount);
}

template <class V> void fields(V& v, SizeClass& s) {
    v.field({.key = "id", .doc = "Short unique name", .required = true}, s.id);
    v.field({.key = "from", .doc = "Researchers in the smallest lab of the class", .unit = "person", .least = 0}, s.from);
}

template <class V> void fields(V& v, Domain& d) {
    v.field({.key = "id", .doc = "Short unique name", .required = true}, d.id);
    v.field({.key = "efficiency",
             .doc = "How many times less compute than in the base year a given performance needs",
             .least = 0,
             .above_least = true},
            d.efficiency);
}

template <class V> void fields(V& v, Research& r) {
    v.field(
        {.key = "work",
         .doc =
             "jobs: teams think and compute in turn, jobs queue for whole GPUs; programme: a project is a programme of runs on a share of "
             "the GPUs, as large as brings most credit"},
        r.work);
    v.field({.key = "endogenous", .doc = "Labs choose papers and build on them; false leaves only the streams"}, r.endogenous);
    v.field({.key = "candidates", .doc = "Papers that a free team looks at", .unit = "paper", .least = 1, .most = 64}, r.candidates);
    v.field({.key = "horizon", .doc = "Mean age of the papers that a team looks at", .unit = "yr", .least = 0, .above_least = true},
            r.horizon);
    v.field({.key = "crowding",
             .doc = "g in: credit of building on a paper = (1 + children)^-g x 2^(-age / half_life) x performance",
             .least = 0,
             .most = 10},
            r.crowding);
    v.field({.key = "performance",
             .doc = "b in: performance = (effective compute / 1e18 FLOP)^b, to which credit is proportional",
             .least = 0,
             .most = 1,
             .title = "return of credit to compute"},
            r.performance);
    v.field({.key = "half_life",
             .doc = "Age at which building on a paper brings half the credit",
             .unit = "yr",
             .least = 0,
             .above_least = true},
            r.half_life);
    v.field({.key = "success", .doc = "Probability that a reproduction succeeds", .least = 0, .most = 1}, r.success);
    v.field({.key = "first_credit", .doc = "Credit for the first to reproduce a paper, over the credit of building on it", .least = 0},
            r.first_credit);
    v.field({.key = "abandon", .doc = "Probability that a team whose paper was just reproduced by another gives up", .least = 0, .most = 1},
            r.abandon);
    v.field({.key = "attempt",
             .doc = "Compute of a reproduction over what the paper's authors would need today; drawn per attempt",
             .least = 0,
             .above_least = true},
            r.attempt);
    v.field({.key = "research_time", .doc = "Time from the reproduction to the own experiment", .unit = "mo", .least = 0}, r.research_time);
    v.field({.key = "extension", .doc = "Size of the own experiment over the size of what it builds on", .least = 0, .above_least = true},
            r.extension);
    v.field({.key = "start_within",
             .doc = "Time after the start over which the teams' first looks for a project are spread",
             .unit = "d",
             .least = 0},
            r.start_within);
    v.field({.key = "retry", .doc = "Time that a team without a feasible paper waits", .unit = "d", .least = 0.001}, r.retry);
    v.field({.key = "bytes_per_parameter", .doc = "Memory that training needs per parameter; 0 sets no limit", .unit = "B", .least = 0},
            r.bytes_per_parameter);
    v.field({.key = "flop_per_parameter2",
             .doc = "FLOP of a compute-optimal run over the square of its parameters",
             .unit = "FLOP",
             .least = 0,
             .above_least = true},
            r.flop_per_parameter2);
    v.field({.key = "advance", .doc = "Doublings of a domain's efficiency that one real lab's efficiency paper brings", .least = 0},
            r.advance);
    v.field({.key = "advance_scaling", .doc = "c in: advance x (FLOP of the experiment / 1e18)^c", .least = 0, .most = 1},
            r.advance_scaling);
    v.field({.key = "fishing_out", .doc = "f in: advance x (efficiency that all labs have found so far)^-f", .least = 0, .most = 10},
            r.fishing_out);
    v.field({.key = "runs",
             .doc = "programme: median compute of all runs of own work over that of the published run",
             .least = 1,
             .most = 1000,
             .of_programme = true,
             .title = "runs behind a published one"},
            r.runs);
    v.field({.key = "runs_spread",
             .doc = "programme: standard deviation of the logarithm of what these have over 1",
             .least = 0,
             .most = 5,
             .of_programme = true},
            r.runs_spread);
    v.field({.key = "overlap",
             .doc = "programme: theta in: a stage lasts (T_L^theta + T_C^theta)^(1/theta), people's time T_L and computing T_C",
             .least = 1,
             .most = 100,
             .of_programme = true},
            r.overlap);
    v.field({.key = "reproduction_time",
             .doc = "programme: people's time for a reproduction; for own work it is research_time",
             .unit = "mo",
             .least = 0,
             .of_programme = true},
            r.reproduction_time);
    v.field({.key = "intensity",
             .doc = "programme: size that a topic wants over the one that brings most credit per time; drawn per project",
             .least = 0,
             .above_least = true,
             .of_programme = true},
            r.intensity);
    v.field({.key = "step",
             .doc = "programme: largest size that a team dares over the largest known; 0 sets no limit",
             .least = 0,
             .of_programme = true},
            r.step);
    v.field({.key = "news", .doc = "programme: time until all know of a larger run", .unit = "yr", .least = 0, .of_programme = true},
            r.news);
    v.field({.key = "least_size", .doc = "programme: size over that of the paper built on, at least", .least = 0, .of_programme = true},
            r.least_size);
    v.field({.key = "open_size", .doc = "programme: the same where that paper's model is open", .least = 0, .of_programme = true},
            r.open_size);
    v.field({.key = "own_line",
             .doc = "programme: probability that a team looks at its lab's own latest paper too",
             .least = 0,
             .most = 1,
             .of_programme = true},
            r.own_line);
    v.field({.key = "glances",
             .doc = "programme: each paper looked at has the most credit of so many",
             .unit = "paper",
             .least = 1,
             .most = 16,
             .of_programme = true},
            r.glances);
    v.field({.key = "credit_luck", .doc = "programme: factor of a paper's credit, drawn for each", .least = 0, .of_programme = true},
            r.credit_luck);
    v.field({.key = "without_compute",
             .doc = "programme: credit of a paper without compute over that of one at the lowest tenth of last year's sizes",
             .least = 0,
             .of_programme = true},
            r.without_compute);
}

template <class V> void fields(V& v, People& p) {
    v.field({.key = "adoption",
             .doc = "Rate at which teams take to GPUs where all others have; 0: all do from the start",
             .unit = "1/yr",
             .least = 0,
             .most = 100,
             .of_programme = true},
            p.adoption);
    v.field({.key = "ceiling",
             .doc = "Part of the teams that works with GPUs where every paper is within reach",
             .least = 0,
             .most = 1,
             .of_programme = true},
            p.ceiling);
    v.field({.key = "first_users", .doc = "The same on the first day", .least = 0, .most = 1, .of_programme = true}, p.first_users);
    v.field({.key = "least_access",
             .doc = "Part of a year's papers within reach below which a lab has no access",
             .least = 0,
             .most = 1,
             .of_programme = true},
            p.least_access);
    v.field({.key = "leaving",
             .doc = "Part of the researchers of labs without access for three years that goes, per year",
             .unit = "1/yr",
             .least = 0,
             .most = 1,
             .of_programme = true},
            p.leaving);
    v.field({.key = "moving",
             .doc = "Part of these that goes where credit per head is higher; the others leave the field",
             .least = 0,
             .most = 1,
             .of_programme = true},
            p.moving);
    v.field({.key = "hiring",
             .doc = "Rate at which kinds of labs grow within their country for each e-fold of credit per head over its mean",
             .unit = "1/yr",
             .least = 0,
             .most = 10,
             .of_programme = true},
            p.hiring);
    v.field({.key = "field_growth",
             .doc = "Growth of the number of researchers, once their tables end, of all countries that give no growth of their own",
             .unit = "1/yr",
             .least = -1,
             .most = 10},
            p.field_growth);
    v.field({.key = "field_shock", .doc = "Standard deviation of that growth from year to year", .least = 0, .most = 10}, p.field_shock);
    v.field({.key = "follows_gdp",
             .doc = "Growth of a country's researchers over the field's for each point of its GDP's growth over the world's",
             .least = -10,
             .most = 10,
             .title = "response of researchers to GDP"},
            p.follows_gdp);
    v.field({.key = "drift",
             .doc = "How much faster than the field each of these countries grows, year after year: drawn for each, as countries[].drift",
             .unit = "1/yr",
             .least = -10,
             .most = 10},
            p.drift);
    v.field({.key = "share_walk", .doc = "Standard deviation of a country's own growth from year to year", .least = 0, .most = 10},
            p.share_walk);
}

template <class V> void fields(V& v, Tie& t) {
    v.field({.key = "id", .doc = "Short unique name"}, t.id);
    v.field({.key = "from", .doc = "A lab, as group@COUNTRY/number with numbers from 1", .required = true}, t.from);
    v.field({.key = "to", .doc = "Another lab", .required = true}, t.to);
    v.field({.key = "delay", .doc = "Time until know-how has passed the tie", .unit = "mo", .least = 0, .required = true}, t.delay);
}

template <class V> void fields(V& v, Network& n) {
    v.field({.key = "ties", .doc = "Ties that each lab seeks, besides those that others seek with it", .least = 0, .most = 1000}, n.ties);
    v.field({.key = "home", .doc = "Probability that a lab seeks a tie in its own country", .least = 0, .most = 1}, n.home);
    v.field({.key = "alike", .doc = "Probability that a lab seeks a tie with its own kind", .least = 0, .most = 1}, n.alike);
    v.field({.key = "delay", .doc = "Time until know-how has passed a tie; drawn per tie", .unit = "mo", .least = 0}, n.delay);
    v.field({.key = "leak", .doc = "Time until everybody knows, by whatever way", .unit = "yr", .least = 0}, n.leak);
    v.field({.key = "list", .doc = "Ties that are given, besides those that are sought"}, n.list);
}

template <class V> void fields(V& v, Corpus& c) {
    v.field({.key = "id", .doc = "Short unique name", .required = true}, c.id);
    v.field({.key = "name", .doc = "Name in tables"}, c.name);
    v.field({.key = "volume", .doc = "New data per time", .unit = "item/yr", .least = 0, .required = true}, c.volume);
    v.field({.key = "cost",
             .doc = "Compute that it takes to process an item",
             .unit = "FLOP/item",
             .least = 0,
             .above_least = true,
             .required = true},
            c.cost);
    v.field({.key = "useful", .doc = "Part of the data that is worth processing", .least = 0, .most = 1, .above_least = true}, c.useful);
    v.field({.key = "part", .doc = "Part of the community's compute that it may have", .least = 0, .most = 1, .above_least = true}, c.part);
    v.field({.key = "market", .doc = "The GPUs needed are counted in the best buy of this market; of all where none is named"}, c.market);
}

template <class V> void fields(V& v, Benchmark& b) {
    v.field({.key = "id", .doc = "Short unique name", .required = true}, b.id);
    v.field({.key = "name", .doc = "Name in tables"}, b.name);
    v.field(
        {.key = "law", .doc = "given: one run; polynomial: log10(1/error) = a + b log10(FLOP); exponential: 1/error = a + b log10(FLOP)"},
        b.law);
    v.field({.key = "compute",
             .doc = "Compute of the run, or that gave `error`, as its source counts it",
             .unit = "FLOP",
             .least = 0,
             .above_least = true,
             .required = true},
            b.compute);
    v.field({.key = "error",
             .doc = "polynomial, exponential: the error that `compute` gave, which fixes a",
             .least = 0,
             .most = 1,
             .above_least = true},
            b.error);
    v.field({.key = "slope", .doc = "polynomial, exponential: b", .least = 0, .above_least = true}, b.slope);
    v.field(
        {.key = "targets", .doc = "polynomial, exponential: errors to be reached, descending", .least = 0, .most = 1, .above_least = true},
        b.targets);
    v.field({.key = "useful",
             .doc = "Part of this compute that a job has to do; below 1 where the source counts GPUs x peak speed x time",
             .least = 0,
             .most = 1,
             .above_least = true},
            b.useful);
    v.field({.key = "domain", .doc = "Field of research whose efficiency makes it cheaper; it stays as dear where none is named"},
            b.domain);
    v.field({.key = "as_of", .doc = "Date of the figures, from which on efficiency counts", .required = true}, b.as_of);
    v.field({.key = "market", .doc = "Its GPU-hours are those of the best buy of this market; of all where none is named"}, b.market);
    v.field({.key = "country", .doc = "Whose carbon intensity and PUE count; the first where none is named"}, b.country);
}

template <class V> void fields(V& v, Whom& w) {
    v.field({.key = "country", .doc = "Countries; all where none is named"}, w.country);
    v.field({.key = "kind", .doc = "Kinds of labs; all where none is named"}, w.kind);
}

template <class V> void fields(V& v, HardwareAccess& h) {
    v.field({.key = "delay",
             .doc = "time from its release until a GPU can be bought, on top of the country's",
             .unit = "yr",
             .least = 0,
             .one_of = true},
            h.delay);
    v.field({.key = "cap", .doc = "peak speed that a GPU may have at most", .unit = "FLOP/s", .least = 0, .one_of = true}, h.cap);
    v.field(
        {.key = "price_factor", .doc = "what a GPU costs over what it would cost without", .least = 0, .above_least = true, .one_of = true},
        h.price_factor);
    v.field({.key = "opens",
             .doc = "markets to buy from, besides those of the kind; cap, delay and price factor of hardware_access are not about them",
             .one_of = true},
            h.opens);
}

template <class V> void fields(V& v, PublicCloud& c) {
    v.field({.key = "income", .doc = "yearly money for the pool of each country", .unit = "USD/yr", .least = 0, .one_of = true}, c.income);
    v.field({.key = "of_gdp", .doc = "the same as a part of the country's GDP", .least = 0, .one_of = true}, c.of_gdp);
    v.field({.key = "run_by",
             .doc = "kind of lab whose markets it buys from, and with which it is counted; the first of whom.kind where none is named"},
            c.run_by);
    v.field({.key = "largest_job", .doc = "part of the pool that one job may take", .least = 0, .most = 1, .above_least = true},
            c.largest_job);
    v.field({.key = "quota",
             .doc = "GPU time that a lab may use in a year over its researchers' part of the pool; no limit where none is given",
             .least = 0,
             .above_least = true},
            c.quota);
}

template <class V> void fields(V& v, BudgetChange& b) {
    v.field({.key = "factor", .doc = "income of the labs over what it would be without", .least = 0, .one_of = true}, b.factor);
    v.field({.key = "grant", .doc = "yearly money for each researcher, besides", .unit = "USD/yr/person", .least = 0, .one_of = true},
            b.grant);
}

template <class V> void fields(V&, OpenRelease&) {}

template <class V> void fields(V& v, Migration& m) {
    v.field({.key = "rate",
             .doc = "part of the countries' researchers that leaves per year",
             .unit = "1/yr",
             .least = 0,
             .most = 0.99,
             .one_of = true},
            m.rate);
    v.field({.key = "to", .doc = "country to which researchers move"}, m.to);
}

template <class V> void fields(V& v, EfficiencyProgramme& e) {
    v.field(
        {.key = "part", .doc = "probability that an own experiment is efficiency work, at least", .least = 0, .most = 1, .one_of = true},
        e.part);
}

template <class V> void fields(V& v, PriceShock& p) {
    v.field(
        {.key = "price_factor", .doc = "what a GPU costs over what it would cost without", .least = 0, .above_least = true, .one_of = true},
        p.price_factor);
    v.field({.key = "electricity_factor", .doc = "what electricity costs over what it would cost without", .least = 0, .one_of = true},
            p.electricity_factor);
}

template <class V> void fields(V& v, Posts& p) {
    v.field({.key = "grant", .doc = "yearly money for each researcher there is", .unit = "USD/yr/person", .least = 0, .one_of = true},
            p.grant);
    v.field({.key = "of_budget", .doc = "money as a part of the labs' own income, which they keep", .least = 0, .one_of = true},
            p.of_budget);
    v.field({.key = "cost", .doc = "yearly cost of a further researcher over GDP per head", .least = 0, .above_least = true}, p.cost);
}

template <class V> void fields(V& v, Policy& p) {
    v.field({.key = "id", .doc = "Short unique name", .required = true}, p.id);
    v.field({.key = "name", .doc = "Name in tables"}, p.name);
    v.field({.key = "at", .doc = "Date on which it begins", .required = true}, p.at);
    v.field({.key = "until",
             .doc =
                 "Date from which it is no longer in force, or a year or a month alone, the last one of which it is in force to the end; "
                 "never where none is given",
             .bare = Bare::day_after},
            p.until);
    v.field({.key = "whom", .doc = "Whose labs it is about; all where none are named"}, p.whom);
    v.field({.key = "what", .doc = "Kind of policy, which says what further fields it takes", .required = true, .called = "kind of policy"},
            p.what);
}

template <class V> void fields(V& v, SeedPapers& s) {
    v.field({.key = "count", .doc = "Papers known on day one", .unit = "paper", .least = 0, .most = 1e6}, s.count);
    v.field({.key = "compute", .doc = "Their size, at the base year's efficiency", .unit = "FLOP", .least = 0, .above_least = true},
            s.compute);
    v.field({.key = "spread_over", .doc = "Time before the start over which they were published", .unit = "yr", .least = 0}, s.spread_over);
}

template <class V> void fields(V& v, Stream& s) {
    v.field({.key = "id", .doc = "Short unique name", .required = true}, s.id);
    v.field({.key = "domain", .doc = "Field of research; the first where none is named"}, s.domain);
    v.field({.key = "at", .doc = "Dates of publication; either these or a rate"}, s.at);
    v.field({.key = "rate", .doc = "Papers per time of a Poisson stream", .unit = "paper/yr", .least = 0}, s.rate);
    v.field({.key = "scale",
             .doc = "Size that the cost of each paper is a multiple of",
             .unit = "FLOP",
             .least = 0,
             .above_least = true,
             .required = true},
            s.scale);
    v.field({.key = "cost", .doc = "Factor drawn for each paper", .least = 0}, s.cost);
    v.field({.key = "interest", .doc = "Probability that a lab looks at a paper", .least = 0, .most = 1, .above_least = true}, s.interest);
    v.field({.key = "memory", .doc = "Memory that a job needs", .unit = "B", .least = 0}, s.memory);
}

template <class V> void fields(V& v, Experiment& e) {
    v.field({.key = "coefficients", .doc = "Coefficients that the flexible learners consider at least", .least = 2, .most = 1e6},
            e.coefficients);
    v.field({.key = "coefficients_per_sample",
             .doc = "Coefficients that they consider for each sample, where that is more",
             .least = 0,
             .most = 1000},
            e.coefficients_per_sample);
    v.field({.key = "nonzero", .doc = "Coefficients of size 1; all others are 0", .least = 1, .most = 1e6}, e.nonzero);
    v.field({.key = "wrong",
             .doc = "Coefficients among those that the expert considers which are 0, in place of some that are not",
             .least = 0,
             .most = 1e6},
            e.wrong);
    v.field({.key = "noise", .doc = "Standard deviation of the noise", .least = 1e-6}, e.noise);
    v.field({.key = "penalty",
             .doc = "Penalty of the lasso over noise x sqrt(2 ln p / n), p coefficients and n samples",
             .least = 0,
             .above_least = true},
            e.penalty);
    v.field({.key = "samples", .doc = "Numbers of samples that the learners get, ascending", .least = 1, .most = 1e6, .required = true},
            e.samples);
    v.field(
        {.key = "goals", .doc = "Performances for which the computation that they need is measured, ascending", .least = -10, .most = 20},
        e.goals);
}

template <class V> void fields(V& v, Claim& c) {
    v.field({.key = "id", .doc = "Short unique name", .required = true}, c.id);
    v.field({.key = "says", .doc = "What the source says, in one line", .required = true}, c.says);
    v.field({.key = "source", .doc = "Where it says so"}, c.source);
    v.field({.key = "variant", .doc = "Variant in which it is played; the first where none is named"}, c.variant);
    v.field({.key = "metric", .doc = "Figure of a trial: arithmetic on metrics, such as research_share[CHN]@2030", .required = true},
            c.metric);
    v.field({.key = "published", .doc = "The published figure with its unit, as printed", .required = true}, c.published);
    v.field({.key = "tolerance", .doc = "How far the median may be off; half of the last digit printed where none is given"}, c.tolerance);
    v.field({.key = "within_factor", .doc = "In place of a tolerance: factor by which the median may be off", .least = 1}, c.within_factor);
    v.field({.key = "judgement", .doc = "The source gives no reason that could be played"}, c.judgement);
    v.field({.key = "gate", .doc = "`sim claims` exits with 4 where it does not come out inside"}, c.gate);
    v.field({.key = "instead", .doc = "Variants that show what would make it come out"}, c.instead);
}

template <class V> void fields(V& v, Observation& o) {
    v.field({.key = "id", .doc = "Short unique name", .required = true}, o.id);
    v.field({.key = "name", .doc = "Name in tables"}, o.name);
    v.field({.key = "block", .doc = "Series of one block are scored together, and blocks count alike"}, o.block);
    v.field({.key = "vector", .doc = "Series of one vector, in one unit, get an energy score together"}, o.vector);
    v.field({.key = "metric", .doc = "Figure of a trial that was observed, without the date: research_share[CHN]", .required = true},
            o.metric);
    v.field({.key = "scale", .doc = "Scale on which it is scored besides its own, and on which its trend is a line"}, o.scale);
    v.field({.key = "source", .doc = "Where the values are from", .required = true}, o.source);
    v.field({.key = "values", .doc = "What was observed, by date; a year stands for its last sample date", .required = true}, o.values);
}

template <class V> void fields(V& v, Hindcast& h) {
    v.field({.key = "origin", .doc = "Date after which nothing was known: later inputs are refused, later observations are scored"},
            h.origin);
    v.field({.key = "without", .doc = "Variants without something that the first one has, scored beside it with the same luck"}, h.without);
}

template <class V> void fields(V& v, Precision& p) {
    v.field({.key = "id", .doc = "Short unique name"}, p.id);
    v.field({.key = "figure", .doc = "Figure of a trial that is to be known well, such as research_share[CHN]@2030", .required = true},
            p.figure);
    v.field({.key = "within", .doc = "Half of its 95 % Monte Carlo interval may be as wide, for mean and median: 0.5 pp", .required = true},
            p.within);
}

template <class V> void fields(V& v, Report& r) {
    v.field({.key = "tables", .doc = "Measures to show, in order"}, r.tables);
    v.field({.key = "dates", .doc = "Sample dates to show; a year stands for its last sample date"}, r.dates);
    v.field({.key = "groups",
             .doc = "Groups to show: world, country:CHN, kind:academia, country:CHN/kind:academia, size:small, income:high, "
                    "basket:2012/kind:academia, learner:oracle/n:100, learner:oracle/goal:0.5"},
            r.groups);
    v.field({.key = "precision", .doc = "Figures for which replicates are added until they are known so well"}, r.precision);
    v.field({.key = "keep",
             .doc = "What is measured and kept besides what tables, charts, claims, expectations, precision and observations name: "
                    "metrics and sets of them, for the world and the report's groups; figures, such as gpus[kind:*]; or all"},
            r.keep);
}

template <class V> void fields(V& v, Correlation& c) {
    v.field({.key = "id", .doc = "Short unique name"}, c.id);
    v.field({.key = "between", .doc = "Paths of two uncertain inputs", .required = true}, c.between);
    v.field({.key = "rank", .doc = "Their rank correlation (Spearman's)", .least = -0.999, .most = 0.999, .required = true}, c.rank);
}

template <class V> void fields(V& v, Sweep& s) {
    v.field({.key = "design", .doc = "How the points are chosen", .required = true}, s.design);
    v.field({.key = "points", .doc = "Number of points, where the design draws them", .least = 1, .most = 1e6}, s.points);
    v.field({.key = "over", .doc = "What is set at the points: by path, the values for grid and list, a law for the others"}, s.over);
    v.field({.key = "zip", .doc = "Lists of paths that move together and count as one"}, s.zip);
    v.field({.key = "constraint", .doc = "Comparisons of arithmetic on the paths, joined by 'and'; points that break it are left out"},
            s.constraint);
    v.field({.key = "file", .doc = "CSV file for design file: its head names the paths, each row is a point"}, s.file);
    v.field({.key = "replicates", .doc = "Times that each point is played, in place of the scenario's", .least = 1, .most = 1e9},
            s.replicates);
}

/// A visitor's door to the sections of a scenario: each must say to which part it belongs.
template <class V> struct Sections {
    V& visitor;
    template <class T> void add(Part part, Field row, T& section) {
        row.part = part;
        visitor.field(row, section);
    }
    template <class T> void world(const Field& row, T& section) { add(Part::world, row, section); }
    template <class T> void luck(const Field& row, T& section) { add(Part::luck, row, section); }
    template <class T> void question(const Field& row, T& section) { add(Part::question, row, section); }
};

template <class V> void fields(V& visitor, Scenario& s) {
    Sections<V> section{visitor};
    section.question({.key = "scenario", .doc = "Short name; results go to results/<name>", .required = true}, s.name);
    section.question({.key = "title", .doc = "One line for tables and pages"}, s.title);
    section.luck({.key = "seed", .doc = "Where all luck comes from"}, s.seed);
    section.luck({.key = "replicates", .doc = "Times that each variant is played", .least = 1, .most = 1e9}, s.replicates);
    section.world({.key = "clock", .doc = "When the story is played and measured", .required = true}, s.clock);
    section.world({.key = "hardware", .doc = "GPUs, and how well jobs use them", .required = true}, s.hardware);
    section.world({.key = "countries", .doc = "Where labs are", .required = true}, s.countries);
    section.world({.key = "kinds", .doc = "Kinds of labs", .required = true}, s.kinds);
    section.world({.key = "labs", .doc = "Groups of simulated labs", .required = true}, s.labs);
    section.world({.key = "sizes", .doc = "Classes of labs by their number of researchers, ascending"}, s.sizes);
    section.world({.key = "baskets",
                   .doc = "Years whose tenth of the runs with the most compute is followed: who can repeat it, and since when",
                   .least = 1,
                   .most = 9999},
                  s.baskets);
    section.world({.key = "domains", .doc = "Fields of research; one with constant efficiency where none is named"}, s.domains);
    section.world({.key = "research", .doc = "How labs choose, reproduce and extend papers"}, s.research);
    section.world({.key = "people", .doc = "Who works with GPUs, and where researchers go"}, s.people);
    section.world({.key = "seeds", .doc = "Papers known on day one"}, s.seeds);
    section.world({.key = "streams", .doc = "Papers from outside the simulated labs"}, s.streams);
    section.world({.key = "network", .doc = "Who learns from whom, and how soon"}, s.network);
    section.world({.key = "corpora", .doc = "Bodies of data that grow, and what it takes to process them"}, s.corpora);
    section.world({.key = "benchmarks", .doc = "Levels of performance, or single runs: what they cost, and who could pay for them"},
                  s.benchmarks);
    section.world({.key = "policies", .doc = "What is decided at some date for some labs"}, s.policies);
    section.world({.key = "experiment", .doc = "A regression that each replicate simulates beside the story"}, s.experiment);
    section.question({.key = "claims", .doc = "Published figures, and what of a run stands beside each"}, s.claims);
    section.question({.key = "observations", .doc = "What was observed: series that `sim hindcast` scores a forecast against"},
                     s.observations);
    section.question({.key = "hindcast", .doc = "Playing as if it were an earlier date"}, s.hindcast);
    section.question({.key = "expect", .doc = "Comparisons of figures that must hold in every trial: research_share[country:*] == 1"},
                     s.expect);
    section.question({.key = "report", .doc = "What the terminal and the tables show"}, s.report);
    section.world({.key = "correlations", .doc = "Rank correlations between uncertain inputs; all others are independent"}, s.correlations);
    section.question({.key = "sweep", .doc = "Many points to play the scenario at: designs over some of its values"}, s.sweep);
    section.world({.key = "most_events", .doc = "A trial that needs more events fails", .least = 1, .most = 1e18}, s.most_events);
}

} // namespace sim
