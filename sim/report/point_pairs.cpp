// points.csv, and the table of differences from point 0.
#include "report/point_pairs.hpp"

#include "report/columns.hpp"
#include "report/forms/csv.hpp"
#include "report/labels.hpp"
#include "report/rounding.hpp"
#include "report/swept.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sim {
namespace {

void add_row(CsvFile& file, const Run& run, const PairedRow& row) {
    const Layout& layout = run.layouts[row.other];
    const Column& column = layout.columns[row.column];
    const MetricRow& metric = row_of(column.metric);
    const Statistics& d = row.of.difference;
    file.cell(run.variants[row.other].variant).cell(std::uint64_t{row.point}).cell(to_text(layout.dates[row.date]));
    file.cell(layout.groups[column.group].name).cell(metric.id).cell(metric.unit).cell(d.n);
    file.cell(row.of.base.mean).cell(row.of.other.mean).cell(d.mean);
    file.cells_where_known({d.mcse, d.ci95_low, d.ci95_high, row.of.variance_reduction});
    file.end_row();
}

std::string head_of(const Run& run, const PairedRow& row) {
    const Column& column = run.layouts[row.other].columns[row.column];
    return fmt::format("{}, {}", with_unit(row_of(column.metric)),
                       label_of(run.variants[row.other], run.layouts[row.other].groups[column.group].name));
}

/// REQUIRES: at least one row.
std::string last_date(const Run& run, std::span<const PairedRow> rows) {
    return to_text(run.layouts[rows.front().other].dates[rows.front().date]);
}

std::string luck_text(std::span<const PairedRow> rows) {
    const auto factor = median_variance_reduction(rows);
    return factor ? fmt::format("\nvariance reduction by the common luck: median factor {} over these cells", text_of(*factor)) : "";
}

} // namespace

Chosen<PairedRow> write_point_pairs(const FilePlace& place, const Run& run, Store& store, unsigned threads) {
    CsvFile file(place, csv_kind("points.csv").heads());
    Chosen<PairedRow> chosen(selected_lines_at_the_end(run));
    compare_points(store, run.trials, run.layouts, {.threads = threads}, [&](const PairedRow& row) {
        add_row(file, run, row);
        chosen.add(row);
    });
    file.commit();
    return chosen;
}

Table point_pairs_table(const Run& run, std::span<const PairedRow> rows, std::vector<std::string> footnotes) {
    const std::vector<SweptColumn> swept = shown_columns(run.points);
    Table table{"Differences from point 0",
                fmt::format("on {}: mean over replicates with the same luck at both points [95 % interval; [n >= 25]: so many replicates "
                            "it takes]; point 0 is {}{}",
                            last_date(run, rows), label_of(swept, 0), luck_text(rows)),
                3,
                {"variant", "point", "what it sets"},
                {},
                std::move(footnotes)};
    for (const PairedRow& row : rows)
        if (const std::string head = head_of(run, row); std::ranges::find(table.heads, head) == table.heads.end())
            table.heads.push_back(head);
    const PairedRow* before = nullptr;
    for (const PairedRow& row : rows) {
        if (before == nullptr || before->other != row.other || before->point != row.point) {
            table.rows.push_back({label_of_variant(run, row.other), std::to_string(row.point), label_of(swept, row.point)});
            table.rows.back().resize(table.heads.size());
        }
        before = &row;
        const auto column = static_cast<std::size_t>(std::ranges::find(table.heads, head_of(run, row)) - table.heads.begin());
        const As as = shown_as(row_of(run.layouts[row.other].columns[row.column].metric));
        table.rows.back()[column] = with_count(difference_text(row.of, as), row.of.difference.n, run.trials.replicates);
    }
    return table;
}

} // namespace sim
