// Rank correlation between two lists of numbers.
#pragma once

#include <vector>

namespace sim {

/// Spearman's rank correlation of two lists of the same length, ties by their mean rank; not-a-number where one of them never varies.
[[nodiscard]] double rank_correlation(const std::vector<double>& a, const std::vector<double>& b);

} // namespace sim
