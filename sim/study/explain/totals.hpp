// What inputs do together with others: total indices, from trials of the run in which one group of inputs is taken from another trial.
#pragma once

#include "study/explain/explain.hpp"
#include "study/explain/replay.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace sim {

/// Trials that are compared for each group, by default.
inline constexpr std::uint64_t usual_pairs = 128;

/// Each group of inputs is a point, at which it is taken from the trial half a run away, and all else, luck too, from the trial itself.
/// `pairs` trials are compared; only groups that are wanted are played. Throws IoError. REQUIRES: the store holds the run; pairs is at most
/// half of its replicates that went well.
[[nodiscard]] Replay replay_of_totals(Store& store, const Run& run, std::uint32_t variant, std::uint64_t pairs, std::vector<char> wanted);

/// The total index of a group: the part of the variance that is left on average once all else is known.
struct Total {
    std::size_t group = 0;
    double part = 0;
    Interval interval{0, 0}; ///< 95 %, by resamples of the pairs
    std::uint64_t pairs = 0;
    std::uint64_t needed = 0; ///< a power of two: about so many pairs it takes, where these are not enough; else 0
    [[nodiscard]] bool converged() const { return needed == 0; }
};

/// Half of a 95 % interval that is narrow enough to be told.
inline constexpr double widest_total = 0.05;

/// What is compared in the pairs of one group, as many numbers in each.
struct Pairs {
    std::vector<double> figure, with_other; ///< as it was, and with the group of the other trial
    std::vector<double> alone;              ///< the difference that the group makes by itself, as it is fitted
};
/// M. J. W. Jansen (1999), "Analysis of variance designs for model output": half the mean squared difference of the pairs, over the
/// variance; with what the group does alone as a control variate, as its part is known better than so many pairs tell. REQUIRES: two pairs
/// or more.
[[nodiscard]] Total total_of(const PartOfVariance& alone, const Pairs& pairs, double variance, std::uint64_t seed);
/// Of each group above chance in an explanation. Throws IoError. REQUIRES: the store of the run, and one that holds the replay.
[[nodiscard]] std::vector<Total> totals(Store& run_store, Store& replayed, const Run& run, const Replay& replay, const Explanation& of);

} // namespace sim
