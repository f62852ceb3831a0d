// The rows that a table wants of those that a summary or a comparison tells in order, each found again by what it is about.
#pragma once

#include "sim/run.hpp"
#include "sim/summary.hpp"
#include "study/paired.hpp"

#include <algorithm>
#include <cassert>
#include <compare>
#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

namespace sim {

/// What a row is about, in the order in which rows come.
struct Line {
    std::uint32_t variant = 0; ///< of a comparison, the other one
    std::uint32_t point = 0;
    std::uint32_t date = 0;   ///< into Layout::dates of the variant, or of a comparison's base
    std::uint32_t column = 0; ///< into its Layout::columns
    friend auto operator<=>(const Line&, const Line&) = default;
};
[[nodiscard]] inline Line line_of(const SummaryRow& row) { return {row.variant, row.point, row.date, row.column}; }
[[nodiscard]] inline Line line_of(const PairedRow& row) { return {row.other, row.point, row.date, row.column}; }

/// True for the lines that are wanted.
using LineFilter = std::function<bool(const Line&)>;
/// What `report` selects, in each variant by its own layout.
[[nodiscard]] LineFilter selected_lines(const Run& run);
/// Of that, the last date.
[[nodiscard]] LineFilter selected_lines_at_the_end(const Run& run);
/// What `report` selects in the base, for all that is compared with it.
[[nodiscard]] LineFilter selected_lines_of_base(const Run& run);

template <class Row> class Chosen {
public:
    explicit Chosen(LineFilter wanted) : wanted_(std::move(wanted)) {}
    /// Keeps the row if it is wanted. REQUIRES: rows come in the order of their lines.
    void add(const Row& row) {
        if (!wanted_(line_of(row))) return;
        assert(rows_.empty() || line_of(rows_.back()) < line_of(row));
        rows_.push_back(row);
    }
    /// Nothing where no such row came.
    [[nodiscard]] const Row* find(const Line& line) const {
        const auto found = std::lower_bound(rows_.begin(), rows_.end(), line, is_before);
        return found != rows_.end() && line_of(*found) == line ? &*found : nullptr;
    }
    [[nodiscard]] std::span<const Row> rows() const { return rows_; }
    [[nodiscard]] std::span<const Row> rows_of(std::uint32_t variant) const {
        const auto first = std::lower_bound(rows_.begin(), rows_.end(), Line{variant}, is_before);
        return {first, std::lower_bound(first, rows_.end(), Line{variant + 1}, is_before)};
    }

private:
    static bool is_before(const Row& row, const Line& line) { return line_of(row) < line; }
    LineFilter wanted_;
    std::vector<Row> rows_;
};

} // namespace sim
