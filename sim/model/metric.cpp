#include "sim/metric.hpp"

#include <algorithm>
#include <cassert>

namespace sim {
namespace {

constexpr unsigned bit(Level level) { return static_cast<unsigned>(level); }
constexpr unsigned world = bit(Level::world), country = bit(Level::country), kind = bit(Level::kind), size = bit(Level::size);
constexpr unsigned coarse = world | country | kind | size;
constexpr unsigned all = coarse | bit(Level::country_kind);
constexpr double per_hour = 1.0 / 3600, per_kwh = 1.0 / 3.6e6, per_tonne = 1e-6;

constexpr MetricRow rows[] = {
    {Metric::researchers, "researchers", "person", 1, coarse, "Researchers at work"},
    {Metric::gdp_per_head, "gdp_per_head", "USD/yr/person", 31'557'600.0, country, "Gross domestic product per inhabitant at the date"},
    {Metric::papers, "papers", "paper", 1, all, "Papers published in the period"},
    {Metric::research_share, "research_share", "", 1, coarse, "Share of the papers published in the period"},
    {Metric::credit, "credit", "", 1, coarse, "Credit earned in the period"},
    {Metric::credit_share, "credit_share", "", 1, coarse, "Share of the credit earned in the period"},
    {Metric::frontier_share, "frontier_share", "", 1, coarse,
     "Share of the tenth of the period's papers with the largest effective compute"},
    {Metric::frontier_share_1pct, "frontier_share_1pct", "", 1, coarse,
     "Share of the hundredth of the period's papers with the largest effective compute"},
    {Metric::top20_share, "top20_share", "", 1, coarse, "Share of the 20 largest runs of the last three years"},
    {Metric::largest_run, "largest_run", "FLOP", 1, coarse, "Largest run published in the period"},
    {Metric::frontier_depth, "frontier_depth", "paper", 1, coarse,
     "Papers on the critical path to the period's paper with the largest effective compute, itself counted"},
    {Metric::frontier_compute, "frontier_compute", "FLOP", 1, coarse,
     "Compute spent along the critical path to the period's paper with the largest effective compute"},
    {Metric::reproductions, "reproductions", "", 1, coarse, "Successful reproductions in the period"},
    {Metric::first_reproductions, "first_reproductions", "", 1, coarse, "Reproductions that were the first of their paper"},
    {Metric::failed_reproductions, "failed_reproductions", "", 1, coarse, "Reproductions that failed in the period"},
    {Metric::abandoned, "abandoned", "", 1, coarse, "Projects given up in the period, because another lab was first or the GPUs were gone"},
    {Metric::passed_over, "passed_over", "", 1, coarse, "Exogenous papers not attempted in the period: too large, or the queue was full"},
    {Metric::efficiency_papers, "efficiency_papers", "paper", 1, coarse,
     "Papers published in the period that reach the same result with less compute"},
    {Metric::reproducible_fraction, "reproducible_fraction", "", 1, all,
     "Share of the period's papers that a lab could reproduce within its patience on all its GPUs; mean over researchers"},
    {Metric::excluded_researchers, "excluded_researchers", "", 1, coarse,
     "Share of researchers in labs that could reproduce less than a tenth of the period's papers"},
    {Metric::reproduction_lag, "reproduction_lag", "yr", 1 / 31'557'600.0, all,
     "Time since the frontier passed what a lab can reproduce today, within its patience on all its GPUs; median over researchers"},
    {Metric::gpus, "gpus", "GPU", 1, all, "GPUs owned"},
    {Metric::gpus_per_researcher, "gpus_per_researcher", "GPU/person", 1, all, "GPUs per researcher of a lab; median over researchers"},
    {Metric::gpus_per_researcher_p10, "gpus_per_researcher_p10", "GPU/person", 1, coarse,
     "GPUs per researcher that a tenth of the researchers stay below"},
    {Metric::gpus_per_researcher_p90, "gpus_per_researcher_p90", "GPU/person", 1, coarse,
     "GPUs per researcher that nine tenths of the researchers stay below"},
    {Metric::flops, "flops", "FLOP/s", 1, coarse, "Peak speed of all GPUs owned"},
    {Metric::flop_share, "flop_share", "", 1, all, "Share of the peak speed of all GPUs owned"},
    {Metric::compute_gini, "compute_gini", "", 1, coarse, "Gini coefficient of peak speed over labs"},
    {Metric::compute_top10, "compute_top10", "", 1, coarse, "Share of peak speed in the tenth of the labs with the most"},
    {Metric::credit_gini, "credit_gini", "", 1, coarse, "Gini coefficient of the period's credit over labs"},
    {Metric::credit_top10, "credit_top10", "", 1, coarse, "Share of the period's credit in the tenth of the labs with the most"},
    {Metric::project_gpu_hours, "project_gpu_hours", "GPU*h", per_hour, coarse, "GPU-hours of a finished project; median"},
    {Metric::project_gpu_hours_spread, "project_gpu_hours_spread", "", 1, coarse,
     "Standard deviation of the decimal logarithm of a project's GPU-hours"},
    {Metric::utilisation, "utilisation", "", 1, coarse, "Share of the GPU time owned in the period that jobs held"},
    {Metric::jobs_done, "jobs_done", "", 1, coarse, "Jobs ended in the period, for the simulated labs"},
    {Metric::queue_wait, "queue_wait", "h", per_hour, coarse, "Mean time that the jobs started in the period had waited"},
    {Metric::sojourn, "sojourn", "h", per_hour, coarse, "Mean time from request to end of the jobs ended in the period"},
    {Metric::jobs_in_system, "jobs_in_system", "", 1, coarse, "Mean number of jobs waiting or running in a lab over the period"},
    {Metric::spend, "spend", "USD", 1, coarse, "Money spent on GPUs, rent and electricity in the period"},
    {Metric::energy, "energy", "kWh", per_kwh, coarse, "Energy used in the period, by GPUs owned and rented, with their buildings"},
    {Metric::energy_cost, "energy_cost", "USD", 1, coarse, "What the energy of the GPUs owned costs"},
    {Metric::emissions, "emissions", "tCO2e", per_tonne, coarse,
     "Emissions of the energy used in the period, at the country's carbon intensity"},
    {Metric::gpu_hours_owned, "gpu_hours_owned", "GPU*h", per_hour, coarse, "Ledger, came from: GPUs owned"},
    {Metric::gpu_hours_retired, "gpu_hours_retired", "GPU*h", per_hour, coarse, "Ledger, came from: retired GPUs that still finish a job"},
    {Metric::gpu_hours_borrowed, "gpu_hours_borrowed", "GPU*h", per_hour, coarse, "Ledger, came from: a public cloud"},
    {Metric::gpu_hours_rented, "gpu_hours_rented", "GPU*h", per_hour, coarse, "Ledger, came from: a commercial cloud"},
    {Metric::gpu_hours_reproduction, "gpu_hours_reproduction", "GPU*h", per_hour, coarse, "Ledger, went to: reproduction of papers"},
    {Metric::gpu_hours_extension, "gpu_hours_extension", "GPU*h", per_hour, coarse, "Ledger, went to: own experiments"},
    {Metric::gpu_hours_efficiency, "gpu_hours_efficiency", "GPU*h", per_hour, coarse,
     "Ledger, went to: own experiments that seek the same result for less"},
    {Metric::gpu_hours_lent, "gpu_hours_lent", "GPU*h", per_hour, coarse, "Ledger, went to: jobs of other labs"},
    {Metric::gpu_hours_idle, "gpu_hours_idle", "GPU*h", per_hour, coarse, "Ledger, went to: nothing"},
    {Metric::efficiency, "efficiency", "", 1, bit(Level::domain),
     "How many times less compute than in the base year a given performance needs; geometric mean over researchers"},
    {Metric::efficiency_best, "efficiency_best", "", 1, bit(Level::domain), "The same for the lab that knows best"},
    {Metric::data_volume, "data_volume", "item/yr", 31'557'600.0, bit(Level::corpus), "New data per year at the date, useful or not"},
    {Metric::data_processed_fraction, "data_processed_fraction", "", 1, bit(Level::corpus),
     "Share of the useful new data that the community's compute could process"},
    {Metric::gpus_needed_for_data, "gpus_needed_for_data", "GPU", 1, bit(Level::corpus),
     "GPUs of the best buy that could process all useful new data"},
    {Metric::price_performance, "price_performance", "FLOP/s/USD", 1, world | country | kind,
     "Peak speed per list price of the best buy at the date"},
    {Metric::performance, "performance", "", 1, bit(Level::learner),
     "Decades by which a learner's normalised error |b_hat - b| / |b| is below 1; at the last date only"},
    {Metric::computation, "computation", "FLOP", 1, bit(Level::learner), "Computation of a learner; at the last date only"},
    {Metric::computation_needed, "computation_needed", "FLOP", 1, bit(Level::goal),
     "Computation with which a learner gets to a performance; at the last date only"},
    {Metric::reach, "reach", "FLOP", 1, all,
     "Largest job that a lab could run within its patience on all its GPUs; median over researchers"},
    {Metric::compute_explained, "compute_explained", "", 1, world,
     "R2 of the papers published so far: share of the variance of log effective compute that log FLOP explain"},
    {Metric::target_compute, "target_compute", "", 1, bit(Level::benchmark),
     "Decimal logarithm of the FLOP that the target takes with the date's algorithms, as its source counts them"},
    {Metric::target_work, "target_work", "", 1, bit(Level::benchmark), "Decimal logarithm of the FLOP of these that a job has to do"},
    {Metric::target_gpu_hours, "target_gpu_hours", "", 1, bit(Level::benchmark),
     "Decimal logarithm of the hours that it takes on GPUs of the best buy"},
    {Metric::target_cost, "target_cost", "", 1, bit(Level::benchmark), "Decimal logarithm of the USD that it takes to rent them"},
    {Metric::target_emissions, "target_emissions", "", 1, bit(Level::benchmark), "Decimal logarithm of the tonnes of CO2e that they emit"},
};

constexpr bool in_order() {
    for (std::size_t i = 0; i < std::size(rows); ++i) {
        if (static_cast<std::size_t>(rows[i].metric) != i) return false;
    }
    return std::size(rows) == static_cast<std::size_t>(Metric::target_emissions) + 1;
}
static_assert(in_order(), "rows follow the enumeration");
static_assert(std::size(rows) <= std::tuple_size_v<decltype(Layout::first_column)>, "there is a place for each metric");

constexpr std::string_view set_names[] = {"access", "concentration", "footprint"};

std::vector<Group> groups_of(const Scenario& scenario) {
    std::vector<Group> groups{{Level::world, "world"}};
    for (const Country& c : scenario.countries) groups.push_back({Level::country, "country:" + c.id});
    for (const Kind& k : scenario.kinds) groups.push_back({Level::kind, "kind:" + k.id});
    for (const Country& c : scenario.countries) {
        for (const Kind& k : scenario.kinds) groups.push_back({Level::country_kind, "country:" + c.id + "/kind:" + k.id});
    }
    for (const SizeClass& s : scenario.sizes) groups.push_back({Level::size, "size:" + s.id});
    for (const Domain& d : scenario.domains) groups.push_back({Level::domain, "domain:" + d.id});
    for (const Corpus& c : scenario.corpora) groups.push_back({Level::corpus, "corpus:" + c.id});
    for (const std::string_view learner : learner_names) {
        for (const std::uint32_t samples : scenario.experiment.samples)
            groups.push_back({Level::learner, "learner:" + std::string(learner) + "/n:" + std::to_string(samples)});
    }
    for (const std::string_view learner : learner_names) {
        for (const double goal : scenario.experiment.goals)
            groups.push_back({Level::goal, "learner:" + std::string(learner) + "/goal:" + to_text(goal)});
    }
    for (const Benchmark& b : scenario.benchmarks) {
        if (b.targets.empty()) groups.push_back({Level::benchmark, "benchmark:" + b.id});
        for (const double error : b.targets) groups.push_back({Level::benchmark, "benchmark:" + b.id + "/error:" + to_text(error)});
    }
    return groups;
}

std::size_t bit_number(Level level) {
    std::size_t number = 0;
    while ((1U << number) != bit(level)) ++number;
    return number;
}

} // namespace

std::span<const MetricRow> metrics() { return rows; }

const MetricRow& row_of(Metric metric) { return rows[static_cast<std::size_t>(metric)]; }

std::span<const std::string_view> metric_sets() { return set_names; }

std::vector<Metric> metrics_named(std::string_view word) {
    using enum Metric;
    if (word == "access") return {reproducible_fraction, excluded_researchers, reproduction_lag};
    if (word == "concentration") return {compute_gini, compute_top10, credit_gini, credit_top10};
    if (word == "footprint") return {energy, energy_cost, emissions};
    const MetricRow* const row = find_metric(word);
    return row == nullptr ? std::vector<Metric>{} : std::vector{row->metric};
}

const MetricRow* find_metric(std::string_view id) {
    for (const MetricRow& row : rows) {
        if (row.id == id) return &row;
    }
    return nullptr;
}

Layout::Layout(const Scenario& scenario) : dates(sample_dates(scenario.clock)), groups(groups_of(scenario)) {
    for (auto& levels : first_column) levels.fill(absent);
    for (const MetricRow& row : rows) {
        for (std::uint32_t g = 0; g < groups.size(); ++g) {
            if ((row.levels & bit(groups[g].level)) == 0) continue;
            std::uint32_t& first = first_column[static_cast<std::size_t>(row.metric)][bit_number(groups[g].level)];
            if (first == absent) first = static_cast<std::uint32_t>(columns.size());
            columns.push_back({row.metric, g});
        }
    }
}

std::uint32_t Layout::first(Metric metric, Level level) const { return first_column[static_cast<std::size_t>(metric)][bit_number(level)]; }

bool measures_the_same(const Layout& a, const Layout& b) {
    return a.dates == b.dates && std::ranges::equal(a.groups, b.groups, {}, &Group::name, &Group::name) &&
           std::ranges::equal(a.columns, b.columns,
                              [](const Column& x, const Column& y) { return x.metric == y.metric && x.group == y.group; });
}

} // namespace sim
