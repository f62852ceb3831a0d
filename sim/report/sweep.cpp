#include "report/headline.hpp"

#include "report/labels.hpp"
#include "report/rounding.hpp"
#include "study/rank_correlation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace sim {
namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t least_points_for_ranks = 8;

/// "12.3 -> 45.6": the mean of `means` over the third of the points with the lowest numbers, and with the highest.
std::string ends_text(const std::vector<double>& numbers, const std::vector<double>& means, bool percent) {
    std::vector<std::size_t> order(numbers.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return numbers[a] < numbers[b]; });
    const std::size_t third = order.size() / 3;
    double low = 0, high = 0;
    for (std::size_t i = 0; i < third; ++i) {
        low += means[order[i]] / static_cast<double>(third);
        high += means[order[order.size() - 1 - i]] / static_cast<double>(third);
    }
    return fmt::format("{:.3g} -> {:.3g}{}", low * (percent ? 100 : 1), high * (percent ? 100 : 1), percent ? " %" : "");
}

} // namespace

/// One cell per date: the median and the range of the points' medians.
std::vector<std::string> Headline::over_points(std::uint32_t variant, std::uint32_t column) const {
    const Layout& layout = run_.layouts[variant];
    std::vector<std::string> cells;
    for (const Instant date : dates_) {
        const auto place = static_cast<std::uint32_t>(std::ranges::find(layout.dates, date) - layout.dates.begin());
        std::vector<double> medians;
        for (std::uint32_t point = 0; point < run_.design.points; ++point) {
            const SummaryRow* const row = find(variant, point, place, column);
            if (row != nullptr) medians.push_back(row->of.p50);
        }
        const bool share = is_share(row_of(layout.columns[column].metric));
        cells.push_back(medians.empty() ? "" : over_points_text(medians, run_.design.points, share));
    }
    return cells;
}

std::vector<const SummaryRow*> Headline::last_of(std::uint32_t variant, Metric metric, std::uint32_t group) const {
    const Layout& layout = run_.layouts[variant];
    std::vector<const SummaryRow*> rows(run_.design.points);
    const auto column = std::ranges::find_if(layout.columns, [&](const Column& c) { return c.metric == metric && c.group == group; });
    if (column == layout.columns.end()) return rows;
    for (std::uint32_t point = 0; point < rows.size(); ++point)
        rows[point] = find(variant, point, choices_[variant].dates.back(), static_cast<std::uint32_t>(column - layout.columns.begin()));
    return rows;
}

/// Labels of the groups for which a metric has anything at the last date, over all variants.
std::vector<std::string> Headline::groups_with(Metric metric) const {
    std::vector<std::string> labels;
    for (std::uint32_t variant = 0; variant < run_.design.variants; ++variant) {
        for (const std::uint32_t group : choices_[variant].groups) {
            const std::string label = label_of(run_.variants[variant], run_.layouts[variant].groups[group].name);
            const auto rows = last_of(variant, metric, group);
            const bool any = std::ranges::any_of(rows, [](const SummaryRow* row) { return row != nullptr; });
            if (any && std::ranges::find(labels, label) == labels.end()) labels.push_back(label);
        }
    }
    return labels;
}

/// What the points set, then a column for each of the groups.
void Headline::add_points(Table& table, std::uint32_t variant, Metric metric, const std::vector<std::string>& groups) const {
    const std::size_t first = table.rows.size();
    for (std::uint32_t point = 0; point < run_.design.points; ++point) {
        std::vector<std::string> cells{run_.variants[variant].variant, std::to_string(point)};
        for (const SweptColumn& column : swept_) cells.push_back(text_at(column, point));
        cells.resize(table.heads.size());
        table.rows.push_back(std::move(cells));
    }
    for (const std::uint32_t group : choices_[variant].groups) {
        const auto place = std::ranges::find(groups, label_of(run_.variants[variant], run_.layouts[variant].groups[group].name));
        const std::size_t column = table.labels + static_cast<std::size_t>(place - groups.begin());
        const auto rows = last_of(variant, metric, group);
        for (std::size_t point = 0; point < rows.size(); ++point)
            if (rows[point] != nullptr) table.rows[first + point][column] = mean_with_interval(rows[point]->of, is_share(row_of(metric)));
    }
}

Table Headline::of_points(Metric metric) const {
    const MetricRow& row = row_of(metric);
    const std::string date = dates_.empty() ? "" : sim::head_of(dates_.back(), dates_);
    Table table{
        fmt::format("{} in {}, point by point", with_unit(row), date),
        fmt::format("{}\nmean over {} replicates and, behind the +-, half of its 95 % interval (Student's t); as all points have the same "
                    "luck, differences between them are known better than that{}",
                    row.doc, run_.design.replicates, legend(swept_)),
        2 + swept_.size(),
        {"variant", "point"},
        {},
        footnotes_};
    for (const SweptColumn& column : swept_) table.heads.push_back(head_of(column));
    const std::vector<std::string> groups = groups_with(metric);
    table.heads.insert(table.heads.end(), groups.begin(), groups.end());
    for (std::uint32_t variant = 0; variant < run_.design.variants; ++variant) add_points(table, variant, metric, groups);
    return table;
}

/// One cell for each swept number; no cells where the group was not measured at every point.
std::vector<std::string> Headline::moves_of(std::uint32_t variant, Metric metric, std::uint32_t group) const {
    const auto rows = last_of(variant, metric, group);
    if (std::ranges::count(rows, nullptr) > 0) return {};
    std::vector<double> means;
    for (const SummaryRow* row : rows) means.push_back(row->of.mean);
    std::vector<std::string> cells;
    for (const SweptColumn& column : swept_) {
        const double found = column.numbers.empty() ? nothing : rank_correlation(column.numbers, means);
        const bool none = std::isnan(found);
        cells.push_back(none ? "" : fmt::format("{:+.2f} ({})", found, ends_text(column.numbers, means, is_share(row_of(metric)))));
    }
    return cells;
}

Table Headline::what_moves_it() const {
    const std::uint32_t points = run_.design.points;
    const std::string date = dates_.empty() ? "" : sim::head_of(dates_.back(), dates_);
    Table table{
        "What moves it?",
        fmt::format(
            "Spearman's rank correlation, over {} points, between what is swept and the mean in {}: +1 where it always grows with it.\n"
            "Chance alone gives about +-{:.2f}. In brackets: the mean over the third of the points with the lowest values, and with "
            "the highest.{}",
            points, date, 1 / std::sqrt(std::max(1.0, points - 1.0)), legend(swept_)),
        2,
        {"variant", "measure"},
        {},
        footnotes_};
    for (const SweptColumn& column : swept_) table.heads.push_back(column.name);
    for (std::uint32_t variant = 0; variant < run_.design.variants && points >= least_points_for_ranks; ++variant) {
        for (const Metric metric : choices_[variant].metrics) {
            for (const std::uint32_t group : choices_[variant].groups) {
                const std::vector<std::string> cells = moves_of(variant, metric, group);
                if (cells.empty()) continue;
                const std::string label = label_of(run_.variants[variant], run_.layouts[variant].groups[group].name);
                table.rows.push_back({run_.variants[variant].variant, fmt::format("{}, {}", row_of(metric).id, label)});
                table.rows.back().insert(table.rows.back().end(), cells.begin(), cells.end());
            }
        }
    }
    return table;
}

} // namespace sim
