// compare.csv, its tables, and what is said below them.
#include "report/comparison.hpp"

#include "report/columns.hpp"
#include "report/findings.hpp"
#include "report/labels.hpp"
#include "report/parting_text.hpp"
#include "report/rounding.hpp"
#include "report/worth.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sim {
namespace {

std::string shared_luck_text(std::optional<double> factor) {
    if (!factor) return "Variance reduction by the common luck: none of these cells has one.";
    return fmt::format(
        "Variance reduction by the common luck: median factor {0} over these cells, so independent luck would take {0} times "
        "as many replicates.",
        text_of(*factor));
}

/// What is said about one other variant: its table, and below it what the common luck is worth and where the two part.
Section section_of(const FinishedRun& finished, const PairTables& tables, const WorthTable& worth, std::uint32_t other, bool differs) {
    const Run& run = finished.run;
    Table table = tables.of_other(other);
    table.name = fmt::format("compare-{}", run.variants[other].variant);
    if (const std::uint64_t failed = failed_pairs(finished.store, run.trials, other); failed > 0)
        table.footnotes.push_back(
            fmt::format("{} of {} pairs have a failed trial and are left out, which no interval accounts for; runs.csv has the reasons.",
                        failed, run.trials.replicates * run.trials.points));
    table.footnotes.push_back(origin_of(run, finished.inventory));
    std::vector<Table> all{std::move(table)};
    if (Table when = worth.of_other(finished.store, other); !when.rows.empty()) {
        when.footnotes = all.front().footnotes;
        all.push_back(std::move(when));
    }
    return {std::move(all), shared_luck_text(median_variance_reduction(tables.rows_of(other))) + '\n' +
                                parting_text(run, other, differs, finished.threads)};
}

/// Writes compare.csv, fills the tables, and tells of each other variant whether anything differs.
std::vector<bool> write_pairs(const FilePlace& place, const FinishedRun& finished, PairTables& tables, WorthTable& worth,
                              ChartBook& charts) {
    const Run& run = finished.run;
    PairsFile file(place, run);
    std::vector<bool> found(run.trials.variants);
    compare_pairs(finished.store, run.trials, run.layouts, {.threads = finished.threads}, [&](const PairedRow& row) {
        file.add(row);
        tables.add(row);
        worth.add(row);
        charts.add(row);
        if (differ(row.of)) found[row.other] = true;
    });
    file.commit();
    return found;
}

} // namespace

PairsFile::PairsFile(FilePlace place, const Run& run) : run_(run), file_(std::move(place), csv_kind("compare.csv").heads()) {}

void PairsFile::add(const PairedRow& row) {
    const Layout& layout = run_.layouts[0];
    const Column& column = layout.columns[row.column];
    const MetricRow& metric = row_of(column.metric);
    const Statistics& d = row.of.difference;
    file_.cell(run_.variants[row.other].variant).cell(std::uint64_t{row.point}).cell(to_text(layout.dates[row.date]));
    file_.cell(layout.groups[column.group].name).cell(metric.id).cell(metric.unit).cell(d.n);
    file_.cell(row.of.base.mean).cell(row.of.other.mean).cell(d.mean);
    file_.cells_where_known({d.mcse, d.ci95_low, d.ci95_high});
    file_.cell(d.p05).cell(d.p50).cell(d.p95);
    file_.cells_where_known({row.of.variance_reduction});
    file_.end_row();
}

PairTables::PairTables(const Run& run)
    : run_(run), selection_(selection_of(run.variants[0], run.layouts[0])), rows_(selected_lines_of_base(run)) {
    for (const std::uint32_t date : selection_.dates) dates_.push_back(run.layouts[0].dates[date]);
}

/// One row per point. Cells on fewer pairs than there are replicates say on how many.
void PairTables::add_rows(Table& table, std::uint32_t other, std::uint32_t column) const {
    const Column& c = run_.layouts[0].columns[column];
    const MetricRow& metric = row_of(c.metric);
    for (std::uint32_t point = 0; point < run_.trials.points; ++point) {
        std::vector<std::string> row{with_unit(metric), label_of(run_.variants[0], run_.layouts[0].groups[c.group].name)};
        if (run_.trials.points > 1) row[0] += fmt::format(" #{}", point);
        for (const std::uint32_t date : selection_.dates) {
            const PairedRow* const pair = rows_.find({other, point, date, column});
            const auto cell = [&] {
                return with_count(cell_text(pair->of, shown_as(metric)), pair->of.difference.n, run_.trials.replicates);
            };
            row.push_back(pair == nullptr ? "" : cell());
        }
        table.rows.push_back(std::move(row));
    }
}

Table PairTables::of_other(std::uint32_t other) const {
    Table table{fmt::format("{} -> {}", label_of_variant(run_, 0), label_of_variant(run_, other)), {}, 2, {"measure", "group"}, {}, {}};
    table.caption =
        run_.trials.replicates == 1
            ? "base -> other: difference, for one replicate"
            : fmt::format(
                  "base -> other: difference [95 % interval; [n >= 25]: so many replicates it takes]; means over {} replicates with "
                  "the same luck in both variants",
                  run_.trials.replicates);
    for (const Instant date : dates_) table.heads.push_back(head_of(date, run_.layouts));
    for (const Metric metric : selection_.metrics) {
        for (const std::uint32_t group : selection_.groups)
            if (const std::uint32_t column = run_.layouts[0].column(metric, group); column != Layout::absent)
                add_rows(table, other, column);
    }
    return table;
}

Findings write_comparison_results(ResultFiles& files, const FinishedRun& finished) {
    PairTables tables(finished.run);
    WorthTable worth(finished.run);
    Findings findings;
    findings.charts.open_pairs(finished.run);
    const std::vector<bool> differs = write_pairs(files.place("compare.csv"), finished, tables, worth, findings.charts);
    for (std::uint32_t other = 1; other < finished.run.trials.variants; ++other)
        findings.sections.push_back(section_of(finished, tables, worth, other, differs[other]));
    write_sections(files, "compare", findings.sections);
    return findings;
}

} // namespace sim
