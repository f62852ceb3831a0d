// The tables of a run: what `report` in the scenario asks for, by metric, by variant and by point.
#pragma once

#include "report/swept.hpp"
#include "sim/ensemble.hpp"
#include "sim/run.hpp"
#include "sim/summary.hpp"
#include "sim/table.hpp"
#include "study/choice.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace sim {

/// The lines of the summary that `report` in the scenario asks for, and the tables made of them.
class Headline {
public:
    explicit Headline(const Run& run);
    /// Keeps the line if a table wants it. Lines come in the order of the summary.
    void add(const SummaryRow& row);
    /// What stands below every table: how many trials failed, the fingerprint, the command and the version.
    void conclude(const Inventory& inventory);
    /// The metrics that have a table: all of `report.tables` that are measured, over all variants, in order.
    [[nodiscard]] const std::vector<Metric>& metrics() const { return metrics_; }
    /// All variants and groups, for one metric.
    [[nodiscard]] Table of_metric(Metric metric) const;
    /// All metrics and groups, for one variant.
    [[nodiscard]] Table of_variant(std::uint32_t variant) const;
    /// One metric at the last date: a row for each variant and point with what the point sets, and each group's mean with its 95 %
    /// interval.
    [[nodiscard]] Table of_points(Metric metric) const;
    /// Rank correlations over the points between each swept number and each metric and group at the last date, for all variants; no rows
    /// for fewer than eight points.
    [[nodiscard]] Table what_moves_it() const;

private:
    [[nodiscard]] std::vector<std::string> over_points(std::uint32_t variant, std::uint32_t column) const;
    [[nodiscard]] std::vector<std::string> groups_with(Metric metric) const;
    void add_points(Table& table, std::uint32_t variant, Metric metric, const std::vector<std::string>& groups) const;
    [[nodiscard]] std::vector<std::string> moves_of(std::uint32_t variant, Metric metric, std::uint32_t group) const;
    /// At the last of the variant's dates that tables show, point by point; nothing where nothing was measured.
    [[nodiscard]] std::vector<const SummaryRow*> last_of(std::uint32_t variant, Metric metric, std::uint32_t group) const;
    [[nodiscard]] const SummaryRow* find(std::uint32_t variant, std::uint32_t point, std::uint32_t date, std::uint32_t column) const;
    [[nodiscard]] std::vector<std::string> dates_of(std::uint32_t variant, std::uint32_t point, std::uint32_t column) const;
    void add_rows(Table& table, std::uint32_t variant, Metric metric, const std::string& first_label) const;
    [[nodiscard]] std::vector<std::string> heads(std::vector<std::string> labels) const;
    [[nodiscard]] std::string caption() const;
    const Run& run_;
    std::vector<SweptColumn> swept_;
    std::vector<ReportChoice> choices_; // of each variant
    std::vector<Metric> metrics_;
    std::vector<Instant> dates_;   // of all variants, ascending
    std::vector<SummaryRow> rows_; // in the order of the summary
    std::vector<std::string> footnotes_;
};

} // namespace sim
