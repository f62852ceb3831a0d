// Means at the points of a sweep, and their rank correlations with what the points set.
#include "report/sweep_tables.hpp"

#include "base/nothing.hpp"
#include "report/labels.hpp"
#include "report/rounding.hpp"
#include "study/rank_correlation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace sim {
namespace {

constexpr std::size_t least_points_for_ranks = 8;

/// What is swept and the mean, at the points that have one.
struct PointsWithMeans {
    std::vector<double> numbers, means;
};
PointsWithMeans points_with_means(const std::vector<double>& numbers, const std::vector<const SummaryRow*>& rows) {
    PointsWithMeans with;
    for (std::size_t point = 0; point < rows.size(); ++point) {
        if (rows[point] == nullptr) continue;
        with.numbers.push_back(numbers[point]);
        with.means.push_back(rows[point]->of.mean);
    }
    return with;
}

/// "+0.42 (12.3 -> 45.6 %)"; empty where one of the two never varies.
std::string correlation_text(const PointsWithMeans& points, As as, std::size_t all) {
    const double found = rank_correlation(points.numbers, points.means);
    if (std::isnan(found)) return {};
    const MeansAtEnds ends = means_at_ends(points.numbers, points.means);
    const std::string text = fmt::format("{} ({})", coefficient_text(found), change_text(ends.low, ends.high, as));
    return points.means.size() < all ? fmt::format("{} at {} points", text, points.means.size()) : text;
}

} // namespace

SweepTables::SweepTables(const Headline& headline) : headline_(headline), run_(headline.run()) {
    for (const SweptColumn& column : headline.swept()) orders_.push_back(order_of(column));
}

std::vector<const SummaryRow*> SweepTables::last_of(std::uint32_t variant, Metric metric, std::uint32_t group) const {
    std::vector<const SummaryRow*> rows(run_.trials.points);
    const std::uint32_t column = run_.layouts[variant].column(metric, group);
    if (column == Layout::absent) return rows;
    for (std::uint32_t point = 0; point < rows.size(); ++point)
        rows[point] = headline_.find({variant, point, headline_.selection(variant).dates.back(), column});
    return rows;
}

std::string SweepTables::group_label(std::uint32_t variant, std::uint32_t group) const {
    return label_of(run_.variants[variant], run_.layouts[variant].groups[group].name);
}

/// Labels of the groups for which a metric has anything at the last date, over all variants.
std::vector<std::string> SweepTables::groups_with(Metric metric) const {
    std::vector<std::string> labels;
    for (std::uint32_t variant = 0; variant < run_.trials.variants; ++variant) {
        for (const std::uint32_t group : headline_.selection(variant).groups) {
            const std::string label = group_label(variant, group);
            const auto rows = last_of(variant, metric, group);
            const bool any = std::ranges::any_of(rows, [](const SummaryRow* row) { return row != nullptr; });
            if (any && std::ranges::find(labels, label) == labels.end()) labels.push_back(label);
        }
    }
    return labels;
}

/// What the points set, then a column for each of the groups.
void SweepTables::add_points(Table& table, std::uint32_t variant, Metric metric, const std::vector<std::string>& groups) const {
    const std::size_t first = table.rows.size();
    for (std::uint32_t point = 0; point < run_.trials.points; ++point) {
        std::vector<std::string> cells{label_of_variant(run_, variant), std::to_string(point)};
        for (const SweptColumn& column : headline_.swept()) cells.push_back(text_at(column, point));
        cells.resize(table.heads.size());
        table.rows.push_back(std::move(cells));
    }
    for (const std::uint32_t group : headline_.selection(variant).groups) {
        const auto place = std::ranges::find(groups, group_label(variant, group));
        const std::size_t column = table.labels + static_cast<std::size_t>(place - groups.begin());
        const auto rows = last_of(variant, metric, group);
        for (std::size_t point = 0; point < rows.size(); ++point)
            if (rows[point] != nullptr) table.rows[first + point][column] = mean_with_interval(rows[point]->of, shown_as(row_of(metric)));
    }
}

Table SweepTables::of_points(Metric metric) const {
    const MetricRow& row = row_of(metric);
    const std::vector<SweptColumn>& swept = headline_.swept();
    Table table{
        fmt::format("{} in {}, point by point", with_unit(row), headline_.last_date()),
        fmt::format(
            "{}\nmean over {} replicates [95 % interval; [n >= 25]: so many replicates it takes]; as all points have the same luck, "
            "differences between them are known better than that{}",
            row.doc, run_.trials.replicates, legend(swept)),
        2 + swept.size(),
        {"variant", "point"},
        {},
        headline_.footnotes()};
    for (const SweptColumn& column : swept) table.heads.push_back(head_of(column));
    const std::vector<std::string> groups = groups_with(metric);
    table.heads.insert(table.heads.end(), groups.begin(), groups.end());
    for (std::uint32_t variant = 0; variant < run_.trials.variants; ++variant) add_points(table, variant, metric, groups);
    return table;
}

/// One cell for each swept number; no cells where the group was measured at too few points.
std::vector<std::string> SweepTables::correlations_of(std::uint32_t variant, Metric metric, std::uint32_t group) const {
    const auto rows = last_of(variant, metric, group);
    if (rows.size() - static_cast<std::size_t>(std::ranges::count(rows, nullptr)) < least_points_for_ranks) return {};
    std::vector<std::string> cells;
    for (const std::vector<double>& order : orders_) {
        cells.emplace_back();
        if (order.empty()) continue;
        cells.back() = correlation_text(points_with_means(order, rows), shown_as(row_of(metric)), rows.size());
    }
    return cells;
}

Table SweepTables::sensitivities() const {
    const std::uint32_t points = run_.trials.points;
    Table table{
        "What moves it?",
        fmt::format(
            "Spearman's rank correlation, over {} points, between what is swept (dates by their time) and the mean in {}: +1 where it "
            "always grows with "
            "it.\n"
            "Chance alone stays within +-{} in 95 % of cases. In brackets: the mean over the third of the points with the lowest values, "
            "and "
            "with the highest; points with equal values stay together, and two levels are shown as such. Points without a value are left "
            "out, and the number of the others is said.{}",
            points, headline_.last_date(), size_text(correlation_by_chance(std::max(points, 2U))), legend(headline_.swept())),
        2,
        {"variant", "measure"},
        {},
        headline_.footnotes()};
    for (const SweptColumn& column : headline_.swept()) table.heads.push_back(column.name);
    const std::vector<std::string> notes = notes_on_words(headline_.swept());
    table.footnotes.insert(table.footnotes.begin(), notes.begin(), notes.end());
    for (std::uint32_t variant = 0; variant < run_.trials.variants && points >= least_points_for_ranks; ++variant) {
        for (const Metric metric : headline_.selection(variant).metrics) {
            for (const std::uint32_t group : headline_.selection(variant).groups) {
                const std::vector<std::string> cells = correlations_of(variant, metric, group);
                if (cells.empty()) continue;
                table.rows.push_back(
                    {label_of_variant(run_, variant), fmt::format("{}, {}", row_of(metric).title, group_label(variant, group))});
                table.rows.back().insert(table.rows.back().end(), cells.begin(), cells.end());
            }
        }
    }
    return table;
}

} // namespace sim
