// What a trial measures: the metrics, the groups they are measured for, and the place of each value in an outcome.
#pragma once

#include "sim/scenario.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

/// Everything that is measured at a sample date. "In the period" means since the sample date before (or the start).
enum class Metric : std::uint8_t {
    researchers,
    gdp_per_head,
    papers,
    research_share,
    credit,
    credit_share,
    frontier_share,
    frontier_share_1pct,
    top20_share,
    largest_run,
    frontier_depth,
    frontier_compute,
    reproductions,
    first_reproductions,
    failed_reproductions,
    abandoned,
    passed_over,
    efficiency_papers,
    reproducible_fraction,
    excluded_researchers,
    reproduction_lag,
    gpus,
    gpus_per_researcher,
    gpus_per_researcher_p10,
    gpus_per_researcher_p90,
    flops,
    flop_share,
    compute_gini,
    compute_top10,
    credit_gini,
    credit_top10,
    project_gpu_hours,
    project_gpu_hours_spread,
    utilisation,
    jobs_done,
    queue_wait,
    sojourn,
    jobs_in_system,
    spend,
    energy,
    energy_cost,
    emissions,
    gpu_hours_owned,
    gpu_hours_retired,
    gpu_hours_borrowed,
    gpu_hours_rented,
    gpu_hours_reproduction,
    gpu_hours_exploration,
    gpu_hours_extension,
    gpu_hours_efficiency,
    gpu_hours_lent,
    gpu_hours_idle,
    efficiency,
    efficiency_best,
    data_volume,
    data_processed_fraction,
    gpus_needed_for_data,
    price_performance,
    performance,
    computation,
    computation_needed,
    reach,
    compute_explained,
    target_compute,
    target_work,
    target_gpu_hours,
    target_cost,
    target_emissions,
    gpu_users,
    gpus_per_user,
    top_credit_share,
    top_credit_share_1pct,
    top_credit_by_gpus,
    published_part,
    large_systems_share,
    researchers_left,
    researchers_moved,
    gpu_stock,
    gpu_spend,
    sized_by_choice,
    sized_by_parent,
    sized_by_reach,
    sized_by_step,
    breadth,
    breadth_project,
    basket_breadth,
    basket_lag,
    usable_flops_per_researcher,
    divide,
    theil,
    theil_between,
    top_credit_per_researcher,
    without_gpus_for_want,
    largest_run_money,
    largest_run_hardware,
    largest_run_length,
    largest_run_algorithms,
    policy_money,
    count ///< none: how many there are; stays last
};
inline constexpr auto metric_count = static_cast<std::size_t>(Metric::count);

/// The kinds of groups, as bits: which of them a metric is measured for.
enum class Level : unsigned {
    world = 1,
    country = 2,
    kind = 4,
    country_kind = 8,
    size = 16,
    domain = 32,
    corpus = 64,
    learner = 128,
    goal = 256,
    benchmark = 512,
    income = 1024,
    basket = 2048
};
inline constexpr std::size_t level_count = 12;

/// What kind of number a metric is: it decides how its values are printed and drawn.
enum class MetricForm : std::uint8_t {
    amount,
    share,          ///< a part of something: printed in per cent
    part_of_a_whole ///< a share, and those of all groups of a level add up to 1: drawn one on another
};

/// What a metric is. How it is measured stands beside it, in sim/model/measure/.
struct MetricRow {
    Metric metric;
    std::string_view id;
    std::string_view title; ///< for people, without the unit: "GPUs per researcher"
    std::string_view unit;  ///< of the value in results: "", "FLOP/s", "yr", ...
    double per_base;        ///< value in results = this x value in base units
    unsigned levels;        ///< Level bits
    MetricForm form;
    std::string_view doc; ///< a sentence without its full stop
};
/// Their tables say "17 %" for 0.17.
[[nodiscard]] constexpr bool is_share(const MetricRow& metric) { return metric.form != MetricForm::amount; }
[[nodiscard]] constexpr bool adds_up(const MetricRow& metric) { return metric.form == MetricForm::part_of_a_whole; }

/// All metrics, in the order of the enumeration.
[[nodiscard]] std::span<const MetricRow> metrics();
[[nodiscard]] const MetricRow& row_of(Metric metric);
/// Nothing where no metric has this id.
[[nodiscard]] const MetricRow* find_metric(std::string_view id);

/// The metrics that a word in `report.tables` names: one, or a set of them ("access", "concentration", "footprint",
/// "what_access_decides"); none where it is no such word.
[[nodiscard]] std::vector<Metric> metrics_named(std::string_view word);
/// The words that name several.
[[nodiscard]] std::span<const std::string_view> metric_sets();

/// One group: its level and its name in results, "world", "country:CHN", "country:CHN/kind:academia", "size:small", "learner:oracle/n:100",
/// "learner:oracle/goal:0.5",
/// "benchmark:gpt-3", "benchmark:imagenet/error:0.05", "income:high", "basket:2012", "basket:2012/kind:academia".
struct Group {
    Level level;
    std::string name;
    std::string called{}; ///< how people call a country or a kind, "South Korea"
};

/// One value per sample date.
struct Column {
    Metric metric;
    std::uint32_t group; ///< into Layout::groups
};

/// Whole days, both ends in it.
struct Days {
    Instant first, last;
    friend bool operator==(const Days&, const Days&) = default;
};
/// True from 1 January to 31 December of one year.
[[nodiscard]] bool is_calendar_year(Days days);
/// "2026", "2026-07 to 2026-12", "2026-12", or dates where the days are not whole months.
[[nodiscard]] std::string to_text(Days days);

/// For which groups each metric is asked: what somebody reads, see asked_of in sim/study/asked.hpp.
class Asked {
public:
    /// Every metric for all groups.
    [[nodiscard]] static Asked all();
    /// REQUIRES: the group is a place in Layout::groups.
    void add(Metric metric, std::uint32_t group);
    [[nodiscard]] bool has(Metric metric, std::uint32_t group) const;

private:
    bool all_ = false;
    std::array<std::vector<bool>, metric_count> groups_;
};

/// Where each value of an outcome is: values[date x columns.size() + column].
struct Layout {
    Instant start; ///< of the story, and so of the first period
    std::vector<Instant> dates;
    std::vector<Group> groups;   ///< world; countries; kinds; country x kind; sizes; income groups; domains; corpora; learner x samples;
                                 ///< learner x goals; benchmark x targets; baskets x (world; countries; kinds): in scenario order
    std::vector<Column> columns; ///< by metric, then by group: of what is asked, that which can be measured
    static constexpr std::uint32_t absent = 0xffffffff;

    Layout() = default;
    explicit Layout(const Scenario& scenario) : Layout(scenario, Asked::all()) {}
    /// With the groups of the whole, whatever is asked.
    Layout(const Scenario& scenario, const Asked& asked);
    [[nodiscard]] std::size_t size() const { return dates.size() * columns.size(); }
    /// Where a metric is for a group, into `columns`; `absent` where it is not measured.
    [[nodiscard]] std::uint32_t column(Metric metric, std::uint32_t group) const;
    /// What is measured on the date, of all that is counted: the days from the one after the sample date before up to this one.
    [[nodiscard]] Days period(std::size_t date) const;
};
/// The first group that a metric can be measured for, into Layout::groups; `absent` where there is none.
[[nodiscard]] std::uint32_t first_group_of(const Layout& layout, Metric metric);
/// True where the scenario has the dates and groups of the layout.
[[nodiscard]] bool is_of(const Layout& layout, const Scenario& scenario);

} // namespace sim
