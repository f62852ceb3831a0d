// The list of CSV files with their columns, a function for each file.
#include "report/columns.hpp"

#include "model/ledger.hpp"
#include "sim/metric.hpp"

#include <algorithm>
#include <cassert>
#include <initializer_list>

namespace sim {
namespace {

using Columns = std::vector<CsvColumn>;

constexpr CsvColumn variant_column{"variant", "string", "Variant of the scenario"};
constexpr CsvColumn point_column{"point", "integer", "Point of the sweep, from 0; 0 where there is no sweep"};
constexpr CsvColumn replicate_column{"replicate", "integer",
                                     "Replicate, from 0: the same number is the same luck in every variant and at every point"};
constexpr CsvColumn run_id_column{"run_id", "integer", "Number of the trial, from 0"};
constexpr CsvColumn date_column{"date", "date", "Sample date; what is counted over a period is counted since the one before"};
constexpr CsvColumn group_column{"group", "string",
                                 "Whom the figure is about: world, country:CHN, kind:academia, country:CHN/kind:academia, size:small, ..."};
constexpr CsvColumn metric_column{"metric", "string", "What is measured: see sim:metrics in this file"};
constexpr CsvColumn unit_column{"unit", "string", "Unit of the numbers in the row; empty for pure numbers, of which shares are parts of 1"};
constexpr CsvColumn n_column{"n", "integer", "Replicates on which the row rests"};
constexpr CsvColumn failed_column{"failed", "integer", "Replicates that failed and are left out"};
constexpr CsvColumn mean_column{"mean", "number", "Mean over replicates"};
constexpr CsvColumn mcse_column{"mcse", "number", "Monte Carlo standard error of the mean, sd / sqrt(n); empty for one replicate"};
constexpr CsvColumn sd_column{"sd", "number", "Standard deviation over replicates, with n - 1; empty for one replicate"};
constexpr CsvColumn p05_column{"p05", "number",
                               "5 % quantile over replicates: the 90 % interval begins here; below 19 replicates the lowest value"};
constexpr CsvColumn p25_column{"p25", "number", "25 % quantile over replicates"};
constexpr CsvColumn p50_column{"p50", "number", "Median over replicates"};
constexpr CsvColumn p75_column{"p75", "number", "75 % quantile over replicates"};
constexpr CsvColumn p95_column{"p95", "number",
                               "95 % quantile over replicates: the 90 % interval ends here; below 19 replicates the highest value"};
constexpr CsvColumn low_column{
    "ci95_low", "number", "Lower end of the 95 % interval of the mean difference; empty where so few or so skewed differences allow none"};
constexpr CsvColumn high_column{
    "ci95_high", "number", "Upper end of the 95 % interval of the mean difference; empty where so few or so skewed differences allow none"};

Columns ledger_columns() {
    Columns columns{variant_column, point_column, date_column, group_column, n_column, failed_column};
    for (const AccountRow& account : account_rows) columns.push_back({account.name, "number", row_of(account.metric).doc});
    return columns;
}

Columns hindcast_columns() {
    return {variant_column,
            {"id", "string", "Series of observations"},
            {"block", "string", "Series of one block are scored together"},
            {"vector", "string", "Series of one vector are scored as one too"},
            {"date", "date", "Date that was forecast"},
            {"lead", "number", "Years from the origin to the date"},
            {"metric", "string", "Figure of the model that forecasts it"},
            unit_column,
            {"scale", "string", "On which errors are also measured: identity, log or logit"},
            {"observed", "number", "What was observed"},
            n_column,
            p05_column,
            p25_column,
            p50_column,
            p75_column,
            p95_column,
            {"crps", "number", "Continuous ranked probability score, in the unit: 0 is perfect"},
            {"crps_scaled", "number", "The same on the scale"},
            {"pit", "number", "Probability integral transform: which part of the forecast lies below the observed value"},
            {"interval_score", "number",
             "Interval score of p05 to p95, in the unit: their distance, and 20 times what the observed value lies outside"},
            {"interval_score_scaled", "number", "The same on the scale"},
            {"no_change", "number", "Forecast of the baseline: the last value before the origin"},
            {"compounding", "number",
             "Forecast of the baseline: the growth from the first to the last value goes on, by calendar years and parts of them"},
            {"trend", "number", "Forecast of the baseline: a line through the values before the origin"},
            {"crps_no_change", "number", "CRPS of that baseline: its error"},
            {"crps_compounding", "number", "CRPS of that baseline: its error"},
            {"crps_trend", "number", "CRPS of that baseline: its error"},
            {"crps_scaled_no_change", "number", "The same on the scale"},
            {"crps_scaled_compounding", "number", "The same on the scale"},
            {"crps_scaled_trend", "number", "The same on the scale"},
            {"p05_walk", "number", "Forecast of the random walk with drift: 5 % quantile"},
            {"p95_walk", "number", "Its 95 % quantile"},
            {"crps_walk", "number", "Its CRPS, in the unit"},
            {"crps_scaled_walk", "number", "The same on the scale"},
            {"interval_score_walk", "number", "Its interval score, in the unit"},
            {"interval_score_scaled_walk", "number", "The same on the scale"},
            {"p05_damped", "number", "Forecast of the damped trend: 5 % quantile"},
            {"p95_damped", "number", "Its 95 % quantile"},
            {"crps_damped", "number", "Its CRPS, in the unit"},
            {"crps_scaled_damped", "number", "The same on the scale"},
            {"interval_score_damped", "number", "Its interval score, in the unit"},
            {"interval_score_scaled_damped", "number", "The same on the scale"},
            {"p05_changes", "number", "Forecast of the changes of all series of the block: 5 % quantile"},
            {"p95_changes", "number", "Its 95 % quantile"},
            {"crps_changes", "number", "Its CRPS, in the unit"},
            {"crps_scaled_changes", "number", "The same on the scale"},
            {"interval_score_changes", "number", "Its interval score, in the unit"},
            {"interval_score_scaled_changes", "number", "The same on the scale"}};
}

CsvKind runs_file() {
    return {"runs.csv",
            "One row per trial",
            {run_id_column,
             variant_column,
             point_column,
             replicate_column,
             {"seed", "integer", "Seed of the run, from which all luck comes"},
             {"status", "string", "ok or failed"},
             {"reason", "string", "Why it failed"},
             {"events", "integer", "Events that were played"},
             {"fingerprint", "string", "64-bit hash of the trial's event trajectory, hexadecimal"},
             {"values_fingerprint", "string",
              "64-bit hash of the bits of the trial's drawn inputs and measured values, hexadecimal; depends on what is measured"}},
            {"run_id"}};
}

CsvKind design_file() {
    return {"design.csv",
            "What each trial's point sets, and what was drawn for its uncertain inputs",
            {variant_column,
             point_column,
             replicate_column,
             {"parameter", "string", "Path of the value in the scenario"},
             {"unit", "string", "Unit of the value"},
             {"value", "any", "The value: a number, or a date or word that a sweep sets"}},
            {"variant", "point", "replicate", "parameter"}};
}

CsvKind series_file() {
    return {"series.csv",
            "Every value of every trial, of the metrics that --series names",
            {run_id_column,
             variant_column,
             point_column,
             replicate_column,
             date_column,
             group_column,
             metric_column,
             unit_column,
             {"value", "number", "The value"}},
            {"run_id", "date", "group", "metric"}};
}

CsvKind summary_file() {
    return {"summary.csv",
            "What replicates say together, for every variant, point, date, group and metric",
            {variant_column, point_column, date_column, group_column, metric_column, unit_column, n_column, failed_column, mean_column,
             mcse_column, sd_column, p05_column, p25_column, p50_column, p75_column, p95_column},
            {"variant", "point", "date", "group", "metric"}};
}

CsvKind ledger_file() {
    return {"ledger.csv",
            "Where GPU time came from and went, in GPU-hours: means over replicates",
            ledger_columns(),
            {"variant", "point", "date", "group"}};
}

CsvKind ranks_file() {
    return {"ranks.csv",
            "How likely one group is ahead of another",
            {variant_column,
             point_column,
             date_column,
             metric_column,
             group_column,
             {"other", "string", "The other group; 'all others' of its kind for the chance of being first"},
             n_column,
             {"probability", "number",
              "Part of the replicates in which the group's value is above the other's; where k are level, each has 1/k"},
             {"ci95_low", "number", "Lower end of an interval that holds that probability in at least 95 % of cases (Clopper and Pearson)"},
             {"ci95_high", "number", "Upper end of it"}},
            {"variant", "point", "date", "metric", "group", "other"}};
}

CsvKind claims_file() {
    return {"claims.csv",
            "Published figures beside the simulated ones",
            {{"id", "string", "The claim"},
             variant_column,
             {"metric", "string", "Figure of the model that plays it back"},
             unit_column,
             {"published", "number", "As published"},
             {"simulated", "number", "Median over replicates"},
             p05_column,
             p95_column,
             n_column,
             {"verdict", "string",
              "inside or outside of the tolerance, with the whole 95 % interval of the median; undecided at so many replicates, where that "
              "interval is on both sides or there are too few for one; judgement, where the source gives no reason that could be played; "
              "not measured, where no trial has a value"},
             {"percentile", "number",
              "Place of the published figure in the forecast: the part of it below, in the middle between the replicates beside it; 0.5 is "
              "the median"},
             {"instead", "string", "yes where the variant stands in for the claim's own"},
             {"says", "string", "The claim in words"},
             {"source", "string", "Where it was published"}},
            {"id", "variant"}};
}

CsvKind payers_file() {
    return {"payers.csv",
            "When a benchmark's targets first fit the labs of a group",
            {variant_column,
             point_column,
             {"target", "string", "Benchmark and error"},
             group_column,
             n_column,
             {"reached", "integer", "Replicates in which the day comes before the end"},
             {"p05", "date", "5 % quantile of the date; empty: after the end"},
             {"p50", "date", "Median of the date; empty: after the end"},
             {"p95", "date", "95 % quantile of the date; empty: after the end"}},
            {"variant", "point", "target", "group"}};
}

CsvKind hindcast_file() { return {"hindcast.csv", "Each observation that was scored", hindcast_columns(), {"variant", "id", "date"}}; }

CsvKind compare_file() {
    return {"compare.csv",
            "Paired differences between two worlds with the same luck",
            {{"other", "string", "The world that is compared with the base"},
             point_column,
             date_column,
             group_column,
             metric_column,
             unit_column,
             n_column,
             {"base", "number", "Mean in the base world"},
             {"other_mean", "number", "Mean in the other"},
             {"difference", "number", "Mean difference, other minus base"},
             {"mcse", "number", "Monte Carlo standard error of the mean difference; empty for one pair"},
             low_column,
             high_column,
             {"p05", "number", "5 % quantile of the differences"},
             {"p50", "number", "Median of the differences"},
             {"p95", "number", "95 % quantile of the differences"},
             {"variance_reduction", "number", "How many times more replicates independent luck would take; empty where nothing varies"}},
            {"other", "point", "date", "group", "metric"}};
}

CsvKind points_file() {
    return {"points.csv",
            "Paired differences between each point of a sweep and its first, with the same luck",
            {variant_column,
             point_column,
             date_column,
             group_column,
             metric_column,
             unit_column,
             n_column,
             {"first_mean", "number", "Mean at point 0"},
             {"mean", "number", "Mean at this point"},
             {"difference", "number", "Mean difference, this point minus point 0"},
             {"mcse", "number", "Monte Carlo standard error of the mean difference; empty for one pair"},
             low_column,
             high_column,
             {"variance_reduction", "number", "How many times more replicates independent luck would take; empty where nothing varies"}},
            {"variant", "point", "date", "group", "metric"}};
}

CsvKind explain_file() {
    return {
        "explain.csv",
        "What decides the figures at the head of the report: a row for each number that is said of one",
        {variant_column,
         {"figure", "string", "The figure, as claims are written"},
         n_column,
         failed_column,
         {"what", "string",
          "part: of the variance of the figure that the input explains by itself, or with those drawn together with it; chance: the level "
          "up to which chance explains a part; mean where low, mean where high: of the figure, over the third of the trials with the "
          "lowest and with the highest draws of the input; median between: of the figure where the input is from `from` to `to`, with its "
          "5 and 95 % quantiles; reached at: value of the input at which the mean of the figure is `level`; box from, box to: limits of "
          "the box in which the figure mostly reaches `level` or, without a level, leads; in the box, elsewhere: how often it does so in "
          "the box and outside of it; of it in the box: the part of the trials in which it does so that is in the box"},
         {"input", "string", "Path of the uncertain input in the scenario"},
         {"title", "string", "The input in words"},
         {"source", "string", "Where its figure is from, as the scenario says"},
         {"unit", "string", "Unit of `value`; empty for parts of 1 and other pure numbers"},
         {"from", "number", "Lower end of the input, in the input's unit as in design.csv; empty where there is none"},
         {"to", "number", "Upper end of it"},
         {"level", "number", "Level of the figure, in its unit"},
         {"value", "number", "What is said"},
         {"low", "number", "Lower end of its 95 % interval; of a median the 5 % quantile"},
         {"high", "number", "Upper end of its 95 % interval; of a median the 95 % quantile"}},
        {}};
}

std::vector<CsvKind> all_kinds() {
    return {runs_file(),   design_file(), series_file(),   summary_file(), ledger_file(), ranks_file(),
            claims_file(), payers_file(), hindcast_file(), compare_file(), points_file(), explain_file()};
}

} // namespace

std::vector<std::string_view> CsvKind::heads() const {
    std::vector<std::string_view> names;
    for (const CsvColumn& column : columns) names.push_back(column.name);
    return names;
}

std::span<const CsvKind> csv_kinds() {
    static const std::vector<CsvKind> kinds = all_kinds();
    return kinds;
}

const CsvKind& csv_kind(std::string_view file) {
    const auto kind = std::ranges::find(csv_kinds(), file, &CsvKind::file);
    assert(kind != csv_kinds().end());
    return *kind;
}

} // namespace sim
