#include "report/comparison.hpp"

#include "report/columns.hpp"
#include "report/labels.hpp"
#include "report/rounding.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>

namespace sim {
namespace {

auto key_of_row(const PairedRow& row) { return std::tuple(row.other, row.point, row.date, row.column); }

template <class List, class What> bool has(const List& list, const What& what) {
    return std::find(list.begin(), list.end(), what) != list.end();
}

} // namespace

PairsFile::PairsFile(std::filesystem::path path, const Run& run) : run_(run), file_(std::move(path), csv_kind("compare.csv").heads()) {}

void PairsFile::add(const PairedRow& row) {
    const Layout& layout = run_.layouts[0];
    const Column& column = layout.columns[row.column];
    const MetricRow& metric = row_of(column.metric);
    const Statistics& d = row.of.difference;
    file_.cell(run_.variants[row.other].variant).cell(std::uint64_t{row.point}).cell(to_text(layout.dates[row.date]));
    file_.cell(layout.groups[column.group].name).cell(metric.id).cell(metric.unit).cell(d.n);
    file_.cell(row.of.base.mean).cell(row.of.other.mean).cell(d.mean);
    file_.cells_where_known({d.mcse, row.of.ci95_low, row.of.ci95_high});
    file_.cell(d.p05).cell(d.p50).cell(d.p95);
    file_.cells_where_known({row.of.variance_reduction});
    file_.end_row();
}

PairTables::PairTables(const Run& run) : run_(run), choice_(choice_of(run.variants[0], run.layouts[0])) {
    for (const std::uint32_t date : choice_.dates) dates_.push_back(run.layouts[0].dates[date]);
}

void PairTables::add(const PairedRow& row) {
    const Column& column = run_.layouts[0].columns[row.column];
    if (has(choice_.dates, row.date) && has(choice_.metrics, column.metric) && has(choice_.groups, column.group)) rows_.push_back(row);
}

const PairedRow* PairTables::find(std::uint32_t other, std::uint32_t point, std::uint32_t date, std::uint32_t column) const {
    const auto key = std::tuple(other, point, date, column);
    const auto found =
        std::lower_bound(rows_.begin(), rows_.end(), key, [](const PairedRow& row, const auto& k) { return key_of_row(row) < k; });
    return found != rows_.end() && key_of_row(*found) == key ? &*found : nullptr;
}

/// One row per point. Cells on fewer pairs than there are replicates say on how many.
void PairTables::add_rows(Table& table, std::uint32_t other, std::uint32_t column) const {
    const Column& c = run_.layouts[0].columns[column];
    const MetricRow& metric = row_of(c.metric);
    for (std::uint32_t point = 0; point < run_.design.points; ++point) {
        std::vector<std::string> row{with_unit(metric), label_of(run_.variants[0], run_.layouts[0].groups[c.group].name)};
        if (run_.design.points > 1) row[0] += fmt::format(" #{}", point);
        for (const std::uint32_t date : choice_.dates) {
            const PairedRow* const pair = find(other, point, date, column);
            row.push_back(pair == nullptr ? "" : cell_text(pair->of, is_share(metric)));
            if (pair != nullptr && pair->of.difference.n < run_.design.replicates)
                row.back() += fmt::format(" (n = {})", pair->of.difference.n);
        }
        table.rows.push_back(std::move(row));
    }
}

Table PairTables::of_other(std::uint32_t other) const {
    Table table{fmt::format("{} -> {}", run_.variants[0].variant, run_.variants[other].variant), {}, 2, {"measure", "group"}, {}, {}};
    table.caption =
        run_.design.replicates == 1
            ? "base -> other: difference, for one replicate"
            : fmt::format("base -> other: difference [95 % interval]; means over {} replicates with the same luck in both worlds",
                          run_.design.replicates);
    for (const Instant date : dates_) table.heads.push_back(head_of(date, dates_));
    const auto& columns = run_.layouts[0].columns;
    for (const Metric metric : choice_.metrics) {
        for (const std::uint32_t group : choice_.groups) {
            const auto column =
                std::find_if(columns.begin(), columns.end(), [&](const Column& c) { return c.metric == metric && c.group == group; });
            if (column != columns.end()) add_rows(table, other, static_cast<std::uint32_t>(column - columns.begin()));
        }
    }
    return table;
}

std::optional<double> PairTables::median_variance_reduction(std::uint32_t other) const {
    std::vector<double> factors;
    for (const PairedRow& row : rows_) {
        if (row.other == other && !std::isnan(row.of.variance_reduction)) factors.push_back(row.of.variance_reduction);
    }
    if (factors.empty()) return std::nullopt;
    std::sort(factors.begin(), factors.end());
    return sample_quantile(factors, 0.5);
}

} // namespace sim
