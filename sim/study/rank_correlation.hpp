// Rank correlation between two lists of numbers, what chance alone makes of it, and means at the two ends.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace sim {

/// Ranks from 0 on, ties by their mean rank.
[[nodiscard]] std::vector<double> mid_ranks(std::span<const double> values);
/// Spearman's rank correlation of two lists of the same length, ties by their mean rank; not-a-number where one of them never varies.
[[nodiscard]] double rank_correlation(const std::vector<double>& a, const std::vector<double>& b);

/// What the size of the rank correlation of so many pairs stays below with 95 % where there is no relation: 0.35 of 32. By permutation,
/// which is exact but for its 20,000 draws (E. J. G. Pitman 1937, "Significance tests which may be applied to samples from any
/// populations"); the draws are always the same ones. REQUIRES: two or more.
[[nodiscard]] double correlation_by_chance(std::size_t pairs);

/// The means of `values` where `numbers` are low and where they are high: at the two levels, where there are only two; else over the third
/// of them with the lowest numbers and with the highest, with all that are level with the last one taken; at the lowest and the highest
/// level where ties make the thirds meet. REQUIRES: as many of the one as of the other, not empty.
struct MeansAtEnds {
    double low = 0, high = 0;
};
[[nodiscard]] MeansAtEnds means_at_ends(const std::vector<double>& numbers, const std::vector<double>& values);

} // namespace sim
