// The tables of a run: what `report` in the scenario asks for, by metric and by variant.
#pragma once

#include "report/chosen.hpp"
#include "report/swept.hpp"
#include "sim/ensemble.hpp"
#include "sim/table.hpp"
#include "study/selection.hpp"

#include <string>

namespace sim {

/// The lines of the summary that `report` in the scenario asks for, and the tables made of them.
class Headline {
public:
    explicit Headline(const Run& run);
    /// Keeps the line if a table wants it. Lines come in the order of the summary.
    void add(const SummaryRow& row) { rows_.add(row); }
    /// What stands below every table: how many trials failed, the fingerprint, the command and the version.
    void conclude(const Inventory& inventory);
    /// The metrics that have a table: all of `report.tables` that are measured, over all variants, in order.
    [[nodiscard]] const std::vector<Metric>& metrics() const { return metrics_; }
    /// All variants and groups, for one metric.
    [[nodiscard]] Table of_metric(Metric metric) const;
    /// All metrics and groups, for one variant.
    [[nodiscard]] Table of_variant(std::uint32_t variant) const;

    // What other tables of the same lines are made of.
    [[nodiscard]] const Run& run() const { return run_; }
    [[nodiscard]] const Selection& selection(std::uint32_t variant) const { return selections_[variant]; }
    [[nodiscard]] const SummaryRow* find(const Line& line) const { return rows_.find(line); }
    [[nodiscard]] const std::vector<SweptColumn>& swept() const { return swept_; }
    [[nodiscard]] const std::vector<std::string>& footnotes() const { return footnotes_; }
    /// As tables are headed by it; empty where no variant has dates.
    [[nodiscard]] std::string last_date() const;

private:
    [[nodiscard]] std::vector<std::string> cells_of(std::uint32_t variant, std::uint32_t point, std::uint32_t column) const;
    [[nodiscard]] std::vector<std::string> cells_over_points(std::uint32_t variant, std::uint32_t column) const;
    void add_group(Table& table, std::uint32_t variant, std::uint32_t column, const std::string& first_label) const;
    void add_rows(Table& table, std::uint32_t variant, Metric metric, const std::string& first_label) const;
    [[nodiscard]] std::vector<std::string> heads(std::string_view first) const;
    [[nodiscard]] std::string caption() const;
    const Run& run_;
    std::vector<SweptColumn> swept_;
    std::vector<Selection> selections_; // of each variant
    Chosen<SummaryRow> rows_;
    std::vector<Metric> metrics_;
    std::vector<Instant> dates_; // of all variants, ascending
    std::vector<std::string> footnotes_;
};

} // namespace sim
