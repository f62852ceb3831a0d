// What a sweep sets, as tables and files show it.
#pragma once

#include "report/rounding.hpp"
#include "sim/trial_list.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace sim {

/// One swept value as tables and files show it.
struct SweptColumn {
    std::string path;
    std::string name;               ///< the end of the path, as much as tells it from the others: "every"
    std::string unit;               ///< of all numbers: that of the first point
    std::vector<std::string> texts; ///< by point, as set
    std::vector<double> numbers;    ///< by point, in the unit; empty for dates and words
};
/// Of each path, in the order of the sweep.
[[nodiscard]] std::vector<SweptColumn> swept_columns(const Points& points);
/// The same without those that are at every point as one before them says already: zipped ones.
[[nodiscard]] std::vector<SweptColumn> shown_columns(const Points& points);
/// "every 2 yr, pue 1.2", numbers to four digits.
[[nodiscard]] std::string label_of(const std::vector<SweptColumn>& columns, std::uint32_t point);
/// So many points have rows of their own in tables; of more, tables show the median and the range.
inline constexpr std::uint32_t most_points_in_tables = 12;

/// "23 % [12, 31]": the median and the range of what so many points say, to digits that tell points apart, which have the same luck; fewer
/// points say how many they are. REQUIRES: at least one.
[[nodiscard]] std::string over_points_text(std::span<double> medians, std::uint32_t points, As as);

/// What rank correlations go by, by point: numbers, dates by their time, two words as 0 and 1, the word of the first point as 0. Empty for
/// more words, which have no order.
[[nodiscard]] std::vector<double> order_of(const SweptColumn& column);
/// What a table of rank correlations says of words: which two stand for 0 and 1, and which are left out.
[[nodiscard]] std::vector<std::string> notes_on_words(const std::vector<SweptColumn>& columns);

/// "every (yr)", above a column of its values.
[[nodiscard]] std::string head_of(const SweptColumn& column);
/// The value as tables show it: numbers to four digits.
[[nodiscard]] std::string text_at(const SweptColumn& column, std::uint32_t point);
/// "2 yr"
[[nodiscard]] std::string with_unit(const SweptColumn& column, std::uint32_t point);
/// The paths behind shortened names, a line each.
[[nodiscard]] std::string legend(const std::vector<SweptColumn>& columns);

} // namespace sim
