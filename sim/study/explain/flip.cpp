// Plays where the curve points to, and once or twice where that points to.
#include "study/explain/flip.hpp"

#include "study/explain/replay.hpp"
#include "study/figure_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>

namespace sim {
namespace {

constexpr std::size_t most_plays = 3;
constexpr double step_of_slope = 1.0 / 50; // of the range

/// Trials of the run with an input set to a value.
Replay replay_at(Store& store, const Run& run, const Explanation& of, double value) {
    const auto there = std::make_shared<std::vector<Replayed>>();
    for (std::uint64_t replicate = 0; replicate < run.trials.replicates && there->size() < most_played_there; ++replicate) {
        const auto stored = store.find({0, of.variant, 0, replicate});
        if (!stored || stored->head.status != Outcome::Status::ok) continue;
        there->push_back({stored->head.inputs, replicate});
        there->back().inputs[*of.leading] = value;
    }
    Replay replay;
    replay.variant = of.variant;
    replay.replicates = there->size();
    replay.name = fmt::format("{}={}", of.inputs->list[*of.leading].path, value);
    replay.trial = [there](std::uint32_t, std::uint64_t replicate) { return (*there)[replicate]; };
    return replay;
}

Statistics played_at(Store& store, const Run& run, const Explanation& of, double value, const std::filesystem::path& file,
                     unsigned threads) {
    const Replay replay = replay_at(store, run, of, value);
    Store there(file, replay.provenance(run));
    if (!play_replay(run, replay, there, threads)) return {};
    std::vector<double> values = figure_in_each(there, trials_that_went_well(there, replay.list(), 0), of.question.figure);
    for (double& x : values) x /= of.question.shown();
    return statistics(values);
}

double slope_at(const ResponseCurve& curve, double input) {
    const double step = (curve.range().high - curve.range().low) * step_of_slope;
    return (curve.value(input + step) - curve.value(input - step)) / (2 * step);
}

/// The level is within what is known of the mean there.
bool is_there(const Flip& flip) {
    const Statistics& of = flip.played.back().of;
    const double half = std::isnan(of.ci95_low) ? 2 * of.mcse : (of.ci95_high - of.ci95_low) / 2;
    return std::abs(of.mean - flip.level) <= std::sqrt(half * half + flip.uncertainty * flip.uncertainty);
}

} // namespace

std::optional<Flip> find_flip(Store& store, const Run& run, const Explanation& of, const std::filesystem::path& folder, unsigned threads) {
    const double level = of.question.asked->level;
    const auto crossing = of.curve->crossing(level);
    if (!crossing) return std::nullopt;
    const Interval band = of.curve->band(crossing->at), range = of.curve->range();
    Flip flip{*crossing, level, (band.high - band.low) / 2, {}, false};
    double at = crossing->at;
    while (flip.played.size() < most_plays && !flip.confirmed) {
        const std::filesystem::path file = folder / fmt::format("{}.sqlite", flip.played.size());
        flip.played.push_back({at, played_at(store, run, of, at, file, threads)});
        if (flip.played.back().of.n == 0) break;
        flip.confirmed = is_there(flip);
        at = std::clamp(at + (level - flip.played.back().of.mean) / slope_at(*of.curve, at), range.low, range.high);
    }
    return flip;
}

} // namespace sim
