// The sparse-regression experiment: what four learners who know more or less get out of so many samples, and what they compute for it.
#pragma once

#include "model/story.hpp"
#include "sim/scenario.hpp"

#include <span>
#include <vector>

namespace sim {

/// What one learner got out of one number of samples.
struct Learned {
    double performance = 0; ///< -log10(|b_hat - b| / |b|): decades by which it is better than to know nothing
    double computation = 0; ///< FLOP, see regression.hpp
};

/// Why a simulation of the experiment came to no result: one line. The story that it belongs to fails.
struct ExperimentFailure : StoryFailure {
    using StoryFailure::StoryFailure;
};

/// Coefficients that the flexible learners consider with so many samples.
[[nodiscard]] std::uint32_t considered(const Experiment& experiment, std::uint32_t samples);

/// One simulation: y = X b + noise, X and noise of independent standard normals, the noise times its size; b is 1 in its first `nonzero`
/// places and 0 elsewhere. The learners see the first n samples: the oracle knows which coefficients are not 0; the expert has `wrong` of
/// them wrong; the flexible one fits all; these three by least squares. The regularised one fits all with the lasso, its penalty noise x
/// sqrt(2 ln p / n) times `penalty`. Learner by learner in the order of `learners`, number by number of samples.
///
/// Sample i of a column depends on the dice, i and the column alone: more samples, other columns or another list of samples change none of
/// it.
[[nodiscard]] std::vector<Learned> run_experiment(const Experiment& experiment, const Dice& dice);

/// Computation with which one learner first gets to a performance, between two numbers of samples by log-linear interpolation. Not-a-number
/// where none of them gets there; where the fewest samples do, what these take.
[[nodiscard]] double computation_needed(std::span<const Learned> by_samples, double performance);

} // namespace sim
