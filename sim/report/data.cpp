// runs.csv, design.csv, series.csv and summary.csv, row by row from the store.
#include "report/data.hpp"

#include "base/text.hpp"
#include "model/inputs.hpp"
#include "report/columns.hpp"
#include "report/swept.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <utility>

namespace sim {
namespace {

/// Calls `visit(trial, stored)` for every trial that the store holds, by trial id.
template <class Visit> void for_each_stored(const Run& run, Store& store, const Visit& visit) {
    for (std::uint64_t id = 0; id < run.trials.size(); ++id) {
        const Trial trial = run.trials.trial(id);
        if (const auto stored = store.find(trial)) visit(trial, *stored);
    }
}

/// At every point that makes a scenario they are the same, as each sets the same paths to constants.
std::vector<UncertainInput> inputs_of(const Run& run, std::uint32_t variant) {
    if (run.points.paths.empty()) return uncertain_inputs(run.variants[variant]);
    for (std::uint32_t point = 0; point < run.trials.points; ++point) {
        try {
            return uncertain_inputs(scenario_at(*run.documents[variant], run.points, point));
        } catch (const BadPoint&) {
            // its trials have failed, and have no inputs
        }
    }
    return {};
}

} // namespace

void write_runs(const FilePlace& place, const Run& run, Store& store) {
    CsvFile file(place, csv_kind("runs.csv").heads());
    for_each_stored(run, store, [&](const Trial& trial, const StoredTrial& stored) {
        file.cell(trial.id).cell(run.variants[trial.variant].variant).cell(std::uint64_t{trial.point}).cell(trial.replicate).cell(run.seed);
        file.cell(stored.head.status == Outcome::Status::ok ? "ok" : "failed").cell(stored.head.reason);
        file.cell(stored.head.events).cell(hexadecimal(stored.head.fingerprint));
        file.cell(hexadecimal(stored.head.values_fingerprint)).end_row();
    });
    file.commit();
}

void write_design(const FilePlace& place, const Run& run, Store& store) {
    std::vector<std::vector<UncertainInput>> inputs;
    for (std::uint32_t v = 0; v < run.trials.variants; ++v) inputs.push_back(inputs_of(run, v));
    const std::vector<SweptColumn> swept = swept_columns(run.points);
    CsvFile file(place, csv_kind("design.csv").heads());
    for_each_stored(run, store, [&](const Trial& trial, const StoredTrial& stored) {
        const auto begin = [&] { file.cell(run.variants[trial.variant].variant).cell(std::uint64_t{trial.point}).cell(trial.replicate); };
        for (const SweptColumn& column : swept) {
            begin();
            file.cell(column.path).cell(column.unit);
            if (column.numbers.empty())
                file.cell(column.texts[trial.point]);
            else
                file.cell(column.numbers[trial.point]);
            file.end_row();
        }
        for (std::size_t i = 0; i < stored.head.inputs.size(); ++i) {
            const UncertainInput& input = inputs[trial.variant].at(i);
            begin();
            file.cell(input.path).cell(input.unit).cell(stored.head.inputs[i] / input.per_unit).end_row();
        }
    });
    file.commit();
}

namespace {

/// Which metrics series.csv has.
std::array<bool, metric_count> metrics_of_series(const Run& run) {
    std::array<bool, metric_count> wanted{};
    for (const std::string& word : run.series) {
        if (word == everything) wanted.fill(true);
        for (const Metric metric : metrics_named(word)) wanted[static_cast<std::size_t>(metric)] = true;
    }
    return wanted;
}

} // namespace

void write_series(const FilePlace& place, const Run& run, Store& store) {
    CsvFile file(place, csv_kind("series.csv").heads());
    const auto wanted = metrics_of_series(run);
    for_each_stored(run, store, [&](const Trial& trial, const StoredTrial& stored) {
        const Layout& layout = run.layouts[trial.variant];
        const std::vector<double> values = store.values(stored.row);
        for (std::size_t at = 0; at < values.size(); ++at) {
            const Column& column = layout.columns[at % layout.columns.size()];
            if (std::isnan(values[at]) || !wanted[static_cast<std::size_t>(column.metric)]) continue;
            const MetricRow& metric = row_of(column.metric);
            file.cell(trial.id).cell(run.variants[trial.variant].variant).cell(std::uint64_t{trial.point}).cell(trial.replicate);
            file.cell(to_text(layout.dates[at / layout.columns.size()])).cell(layout.groups[column.group].name);
            file.cell(metric.id).cell(metric.unit).cell(values[at] * metric.per_base).end_row();
        }
    });
    file.commit();
}

std::span<const TrialFile> trial_files() {
    static constexpr std::array files{TrialFile{"runs.csv", write_runs}, TrialFile{"design.csv", write_design},
                                      TrialFile{"series.csv", write_series}};
    return files;
}

SummaryFile::SummaryFile(FilePlace place, const Run& run) : run_(run), file_(std::move(place), csv_kind("summary.csv").heads()) {}

void SummaryFile::add(const SummaryRow& row) {
    const Layout& layout = run_.layouts[row.variant];
    const Column& column = layout.columns[row.column];
    const MetricRow& metric = row_of(column.metric);
    file_.cell(run_.variants[row.variant].variant).cell(std::uint64_t{row.point}).cell(to_text(layout.dates[row.date]));
    file_.cell(layout.groups[column.group].name).cell(metric.id).cell(metric.unit).cell(row.of.n).cell(row.failed).cell(row.of.mean);
    file_.cells_where_known({row.of.mcse, row.of.sd});
    for (const double quantile : {row.of.p05, row.of.p25, row.of.p50, row.of.p75, row.of.p95}) file_.cell(quantile);
    file_.end_row();
}

} // namespace sim
