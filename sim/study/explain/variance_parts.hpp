// How much of a figure's variance each input explains by itself, from trials that are there: parts, intervals, and what chance alone
// reaches.
#pragma once

#include "study/explain/rank_basis.hpp"
#include "study/explain/resamples.hpp"
#include "study/intervals.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace sim {

/// The inputs of some trials, and which of them are explained together, as they were not drawn independently.
struct DrawnInputs {
    std::vector<Draws> draws;                     ///< input by input, each trial by trial; none not-a-number
    std::vector<std::vector<std::size_t>> groups; ///< into the draws; each input once
};

/// What one group of inputs explains.
struct PartOfVariance {
    std::size_t group = 0;   ///< into DrawnInputs::groups
    double part = 0;         ///< of the variance, first order: what is left of it on average once the group is known is 1 - part
    Interval interval{0, 0}; ///< 95 %, by bootstrap; only where it is above chance
    /// More than chance gives to the largest of as many inputs that do not matter, in 95 % of cases; and its interval does not reach 0, as
    /// that of an input may which moves only how widely the figure scatters.
    bool above_chance = false;
    std::vector<double> fit{}; ///< what the group does by itself, trial by trial, around 0; only where it is above chance
};

/// Of one figure.
struct Parts {
    std::vector<PartOfVariance> parts; ///< those above chance, then the others; the largest first
    double chance = 0;                 ///< the level up to which chance explains a part
    /// Of those above chance, added up: the rest is luck, and what inputs do together.
    [[nodiscard]] double explained() const;
};

/// From so many trials on something can be told.
inline constexpr std::size_t least_trials_explained = 100;

/// Parts of the variance of figures that were measured in the same trials.
///
/// First-order indices (I. M. Sobol' 1993, "Sensitivity estimates for nonlinear mathematical models"; of a group the closed index) by least
/// squares on orthogonal polynomials of ranks, adjusted for their number; those above chance are fitted together, so that each is told from
/// what they all leave, and the parts with what is left are the whole. Intervals: 2.1 standard errors of 200 resamples of the trials.
/// Level of chance: the 95 % quantile of the largest part over 200 permutations of what is left, so that in 95 % of cases none of the
/// inputs that do not matter is above it. Inputs of different groups must have been drawn independently. The same numbers on any threads.
class VarianceParts {
public:
    /// REQUIRES: the same number of trials in all draws, at least `least_trials_explained`.
    VarianceParts(const DrawnInputs& inputs, std::uint64_t seed, unsigned threads);
    /// Of each figure; of one that never varies all parts are 0 and none is above chance. REQUIRES: a number in every trial.
    [[nodiscard]] std::vector<Parts> of(std::span<const std::vector<double>> figures, unsigned threads) const;
    [[nodiscard]] const Resamples& resamples() const { return resamples_; }

private:
    std::vector<RankBasis> bases_;
    Resamples resamples_;
    Permutations permutations_;
};

} // namespace sim
