// What decides a figure: which uncertain inputs, by how much, from which value on, and in which corner of them; from trials that are there.
#pragma once

#include "model/inputs.hpp"
#include "sim/run.hpp"
#include "sim/summary.hpp"
#include "study/explain/box_search.hpp"
#include "study/explain/question.hpp"
#include "study/explain/response_curve.hpp"
#include "study/explain/variance_parts.hpp"
#include "study/rank_correlation.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace sim {

/// Why nothing is said of a figure.
enum class Silence : std::uint8_t {
    none,    ///< something is
    swept,   ///< what a sweep sets is in no draw
    certain, ///< the variant has no uncertain input
    few,     ///< fewer trials than `least_trials_explained` have the figure
    failed,  ///< more trials failed than can be left out
    constant ///< the figure never varies
};
/// The part of the trials that may fail.
inline constexpr double most_failed_explained = 0.05;

/// The uncertain inputs of a variant, and which are explained together: those that the scenario correlates, and the level and slope of one
/// fitted curve.
struct ExplainedInputs {
    std::vector<UncertainInput> list;
    std::vector<std::vector<std::size_t>> groups; ///< into the list, each input once
};
[[nodiscard]] ExplainedInputs explained_inputs(const Scenario& scenario);

/// The figure where an input is low, middling or high.
struct Stretch {
    double from = 0, to = 0; ///< of the input, in base units; infinite at the ends
    Statistics of;           ///< of the figure
};

/// Where the mean of the figure crosses a level, over the leading input.
struct Reached {
    double level = 0;
    Crossing crossing;
};

/// Something that happens in some trials, and the box in which it mostly does.
struct Happening {
    enum class What : std::uint8_t { leads, at_least, at_most } what = What::at_least;
    double level = 0; ///< but for `leads`: that its group is the largest of its level
    Box box;
};

/// What decides one figure. All of the figure is in the unit in which tables print it; inputs are in base units.
struct Explanation {
    std::uint32_t variant = 0;
    Question question;
    bool difference = false; ///< of a comparison: the figure in this variant less that in the first, with the same luck
    Silence silence = Silence::none;
    std::uint64_t trials = 0, failed = 0; ///< finished and not failed; failed
    Statistics of;                        ///< over all trials that have it; of.n tells how many
    std::shared_ptr<const ExplainedInputs> inputs;
    // Only where something is said:
    Parts parts;
    std::vector<MeansAtEnds> ends; ///< of each part above chance, in their order: means where the group's leading input is low and high
    std::optional<std::size_t> leading; ///< input, into inputs->list; nothing where none is above chance
    std::vector<double> draws, values;  ///< of the leading input and of the figure, trial by trial
    std::optional<ResponseCurve> curve; ///< of the figure over the leading input
    std::vector<Stretch> stretches;     ///< of the leading input, three
    std::vector<Reached> reached; ///< what was asked, else the next round levels above and below the middle; as far as they are crossed
    std::optional<Happening> happening;

    [[nodiscard]] bool told() const { return silence == Silence::none; }
    /// Of the parts, so many are above chance: the first ones.
    [[nodiscard]] std::size_t above_chance() const;
};

/// Explains the questions in a variant; of a comparison, what decides the difference between it and the first one. Reads the store once for
/// each; the same on any threads. Throws IoError. REQUIRES: questions of the variant's layout; the store holds every trial.
[[nodiscard]] std::vector<Explanation> explain(Store& store, const Run& run, std::uint32_t variant, std::vector<Question> questions,
                                               unsigned threads);

} // namespace sim
