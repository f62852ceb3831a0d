// Pairs of trials that differ in one group of inputs.
#include "study/explain/totals.hpp"

#include "study/figure_values.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <functional>
#include <memory>

namespace sim {
namespace {

/// The trials of the run that went well: which replicates, and their draws.
struct WentWell {
    std::vector<std::uint64_t> replicates;
    std::vector<std::vector<double>> inputs;
};

WentWell went_well(Store& store, const Run& run, std::uint32_t variant) {
    WentWell found;
    for (std::uint64_t replicate = 0; replicate < run.trials.replicates; ++replicate) {
        const auto stored = store.find({0, variant, 0, replicate});
        if (!stored || stored->head.status != Outcome::Status::ok) continue;
        found.replicates.push_back(replicate);
        found.inputs.push_back(stored->head.inputs);
    }
    return found;
}

std::uint64_t power_of_two_from(double least) {
    std::uint64_t power = 1;
    while (static_cast<double>(power) < least && power < (std::uint64_t{1} << 40U)) power *= 2;
    return power;
}

double mean_of(std::span<const double> values, const std::function<double(std::size_t)>& weight) {
    double sum = 0, n = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        sum += weight(i) * values[i];
        n += weight(i);
    }
    return sum / n;
}

/// The standard error of the mean, over resamples.
double error_of_mean(std::span<const double> values, std::uint64_t seed) {
    const Resamples resamples(values.size(), seed);
    double sum = 0, squares = 0;
    for (std::size_t r = 0; r < Resamples::count; ++r) {
        const double mean = mean_of(values, [&](std::size_t i) { return resamples.block(r / lanes)[i * lanes + r % lanes]; });
        sum += mean;
        squares += mean * mean;
    }
    constexpr double n = Resamples::count;
    return std::sqrt(std::max(0.0, squares - sum * sum / n) / (n - 1));
}

/// The pairs of one group that went well and have the figure. Fits are by trial that has it: where some have not, they are not used.
Pairs pairs_of(Store& run_store, Store& replayed, const Replay& replay, const Explanation& of, const PartOfVariance& part,
               const WentWell& there) {
    std::vector<StoredRow> as_it_was, with_other;
    std::vector<std::uint64_t> numbers;
    for (std::uint64_t pair = 0; pair < replay.replicates; ++pair) {
        const auto again = replayed.find({0, 0, static_cast<std::uint32_t>(part.group), pair});
        if (!again || again->head.status != Outcome::Status::ok) continue;
        numbers.push_back(pair);
        with_other.push_back(again->row);
        as_it_was.push_back(run_store.find({0, of.variant, 0, there.replicates[pair]})->row);
    }
    const std::vector<double> before = figure_in_each(run_store, as_it_was, of.question.figure);
    const std::vector<double> after = figure_in_each(replayed, with_other, of.question.figure);
    const std::size_t half = there.inputs.size() / 2;
    Pairs pairs;
    for (std::size_t i = 0; i < before.size(); ++i) {
        if (std::isnan(before[i]) || std::isnan(after[i])) continue;
        pairs.figure.push_back(before[i] / of.question.shown());
        pairs.with_other.push_back(after[i] / of.question.shown());
        pairs.alone.push_back(part.fit.size() == there.inputs.size() ? part.fit[numbers[i]] - part.fit[numbers[i] + half] : 0);
    }
    return pairs;
}

} // namespace

Replay replay_of_totals(Store& store, const Run& run, std::uint32_t variant, std::uint64_t pairs, std::vector<char> wanted) {
    const auto there = std::make_shared<const WentWell>(went_well(store, run, variant));
    const auto groups = std::make_shared<const ExplainedInputs>(explained_inputs(run.variants[variant]));
    const std::size_t half = there->inputs.size() / 2;
    assert(pairs <= half);
    Replay replay;
    replay.variant = variant;
    replay.points = static_cast<std::uint32_t>(groups->groups.size());
    replay.replicates = pairs;
    replay.name = fmt::format("totals of {}, {} trials", run.variants[variant].variant, there->inputs.size());
    replay.trial = [there, groups, half](std::uint32_t point, std::uint64_t pair) {
        Replayed from{there->inputs[pair], there->replicates[pair]};
        for (const std::size_t input : groups->groups[point]) from.inputs[input] = there->inputs[pair + half][input];
        return from;
    };
    replay.wanted = [wanted = std::move(wanted)](std::uint32_t point) { return wanted[point] != 0; };
    return replay;
}

Total total_of(const PartOfVariance& alone, const Pairs& pairs, double variance, std::uint64_t seed) {
    const bool controlled = std::ranges::any_of(pairs.alone, [](double x) { return x != 0; });
    std::vector<double> beyond; // what it does alone
    for (std::size_t i = 0; i < pairs.figure.size(); ++i) {
        const double difference = pairs.figure[i] - pairs.with_other[i];
        beyond.push_back((difference * difference - pairs.alone[i] * pairs.alone[i]) / (2 * variance));
    }
    Total total;
    total.group = alone.group;
    total.pairs = beyond.size();
    total.part = mean_of(beyond, [](std::size_t) { return 1.0; }) + (controlled ? alone.part : 0);
    const double of_pairs = errors_of_interval * error_of_mean(beyond, seed);
    const double of_alone = controlled ? (alone.interval.high - alone.interval.low) / 2 : 0;
    const double half = std::sqrt(of_pairs * of_pairs + of_alone * of_alone);
    total.interval = {std::max(0.0, total.part - half), std::min(1.0, total.part + half)};
    const double wider = of_pairs / widest_total;
    if (wider > 1) total.needed = power_of_two_from(static_cast<double>(beyond.size()) * wider * wider);
    return total;
}

std::vector<Total> totals(Store& run_store, Store& replayed, const Run& run, const Replay& replay, const Explanation& of) {
    const WentWell there = went_well(run_store, run, of.variant);
    std::vector<Total> found;
    for (std::size_t p = 0; p < of.above_chance(); ++p) {
        const PartOfVariance& part = of.parts.parts[p];
        const Pairs pairs = pairs_of(run_store, replayed, replay, of, part, there);
        if (pairs.figure.size() >= 2) found.push_back(total_of(part, pairs, of.of.sd * of.of.sd, run.seed));
    }
    return found;
}

} // namespace sim
