// The tables of a sweep: each metric point by point, and what it depends on most.
#pragma once

#include "report/headline.hpp"

#include <string>
#include <vector>

namespace sim {

/// Made of the lines that a headline keeps, at the last date that tables show. The headline must outlive it.
class SweepTables {
public:
    explicit SweepTables(const Headline& headline);
    /// A row for each variant and point with what the point sets, and each group's mean with its 95 % interval.
    [[nodiscard]] Table of_points(Metric metric) const;
    /// Rank correlations over the points between each swept number or date and each metric and group, for all variants; no rows for fewer
    /// than eight points.
    [[nodiscard]] Table sensitivities() const;

private:
    [[nodiscard]] std::vector<std::string> groups_with(Metric metric) const;
    void add_points(Table& table, std::uint32_t variant, Metric metric, const std::vector<std::string>& groups) const;
    [[nodiscard]] std::vector<std::string> correlations_of(std::uint32_t variant, Metric metric, std::uint32_t group) const;
    /// Of the variant's last date, point by point; nothing where nothing was measured.
    [[nodiscard]] std::vector<const SummaryRow*> last_of(std::uint32_t variant, Metric metric, std::uint32_t group) const;
    [[nodiscard]] std::string group_label(std::uint32_t variant, std::uint32_t group) const;
    const Headline& headline_;
    const Run& run_;
    std::vector<std::vector<double>> orders_; // of each swept column, see order_of
};

} // namespace sim
