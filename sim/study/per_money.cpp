// Ratios of paired differences, by Fieller's theorem.
#include "study/per_money.hpp"

#include "input/figure.hpp"
#include "study/figure_values.hpp"

#include <boost/math/distributions/students_t.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace sim {
namespace {

constexpr double both_sides = 0.975; // of a 95 % interval

/// The trials of both variants, replicate by replicate.
struct PairedRows {
    std::vector<StoredRow> base, other;
};
PairedRows paired_rows(Store& store, const Run& run, std::uint32_t other) {
    PairedRows rows;
    for (std::uint64_t replicate = 0; replicate < run.trials.replicates; ++replicate) {
        const auto ours = store.find({0, 0, 0, replicate}), theirs = store.find({0, other, 0, replicate});
        if (!ours || !theirs || ours->head.status != Outcome::Status::ok || theirs->head.status != Outcome::Status::ok) continue;
        rows.base.push_back(ours->row);
        rows.other.push_back(theirs->row);
    }
    return rows;
}

/// The differences of a figure; empty where one of the two has none.
std::vector<double> differences_of(Store& store, const Run& run, std::uint32_t other, const PairedRows& rows, const std::string& text) {
    const ParsedFigure base = Figure::parse(text, run.layouts[0]), theirs = Figure::parse(text, run.layouts[other]);
    if (!base.ok() || !theirs.ok()) return {};
    const std::vector<double> from = figure_in_each(store, rows.base, base.figure);
    std::vector<double> to = figure_in_each(store, rows.other, theirs.figure);
    for (std::size_t i = 0; i < to.size(); ++i) to[i] = (to[i] - from[i]) / base.figure.shown();
    return to;
}

constexpr Metric money_metric = Metric::policy_money;

std::string money_up_to(const Layout& layout, std::uint32_t date) {
    std::string sum;
    for (std::uint32_t d = 0; d <= date; ++d)
        sum += fmt::format("{}{}[world]@{}", d == 0 ? "" : " + ", row_of(money_metric).id, to_text(layout.dates[d]));
    return sum;
}

/// Variances and covariance of two means.
struct OfMeans {
    double a = 0, b = 0, aa = 0, bb = 0, ab = 0;
};
OfMeans of_means(std::span<const double> x, std::span<const double> y) {
    OfMeans of;
    const auto n = static_cast<double>(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
        of.a += x[i] / n;
        of.b += y[i] / n;
    }
    for (std::size_t i = 0; i < x.size(); ++i) {
        of.aa += (x[i] - of.a) * (x[i] - of.a) / (n - 1) / n;
        of.bb += (y[i] - of.b) * (y[i] - of.b) / (n - 1) / n;
        of.ab += (x[i] - of.a) * (y[i] - of.b) / (n - 1) / n;
    }
    return of;
}

} // namespace

std::optional<PerMoney> per_money(std::span<const double> differences, std::span<const double> money) {
    if (differences.size() < 2 || std::ranges::all_of(money, [](double x) { return x == 0; })) return std::nullopt;
    const OfMeans of = of_means(differences, money);
    if (of.b == 0) return std::nullopt;
    PerMoney found{of.a / of.b * told_money, std::nullopt};
    if (differences.size() < least_values_of_mean) return found;
    const double t = boost::math::quantile(boost::math::students_t(static_cast<double>(differences.size() - 1)), both_sides);
    const double p = of.b * of.b - t * t * of.bb, q = of.a * of.b - t * t * of.ab, r = of.a * of.a - t * t * of.aa;
    if (!(p > 0)) return found; // the money may be none
    const double half = std::sqrt(std::max(0.0, q * q - p * r));
    found.interval = Interval{(q - half) / p * told_money, (q + half) / p * told_money};
    return found;
}

std::vector<Column> columns_of_money(const Layout& layout) { return {{money_metric, first_group_of(layout, money_metric)}}; }

std::optional<PerMoney> per_money(Store& store, const Run& run, std::uint32_t other, std::uint32_t date, std::uint32_t column) {
    const Layout& layout = run.layouts[0];
    const PairedRows rows = paired_rows(store, run, other);
    const Column& of = layout.columns[column];
    const std::string figure = fmt::format("{}[{}]@{}", row_of(of.metric).id, layout.groups[of.group].name, to_text(layout.dates[date]));
    const std::vector<double> all = differences_of(store, run, other, rows, figure);
    const std::vector<double> money = differences_of(store, run, other, rows, money_up_to(layout, date));
    if (all.empty() || money.empty()) return std::nullopt;
    std::vector<double> differences, paid;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (std::isnan(all[i]) || std::isnan(money[i])) continue;
        differences.push_back(all[i]);
        paid.push_back(money[i]);
    }
    return per_money(differences, paid);
}

} // namespace sim
