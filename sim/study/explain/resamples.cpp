// Draws resamples and permutations.
#include "study/explain/resamples.hpp"

#include "engine/dice.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace sim {
namespace {

std::size_t below(Roll& roll, std::size_t bound) { return static_cast<std::size_t>(roll.uniform() * static_cast<double>(bound)); }

} // namespace

Resamples::Resamples(std::size_t trials, std::uint64_t seed) : trials_(trials), weights_(trials * count) {
    for (std::size_t r = 0; r < count; ++r) {
        Roll roll = Dice(seed, r).roll(Purpose::resample, trials);
        double* const first = weights_.data() + r / lanes * trials * lanes + r % lanes;
        for (std::size_t i = 0; i < trials; ++i) first[below(roll, trials) * lanes] += 1;
    }
}

Permutations::Permutations(std::size_t trials, std::uint64_t seed) : trials_(trials), order_(trials * count) {
    for (std::size_t p = 0; p < count; ++p) {
        Roll roll = Dice(seed, p).roll(Purpose::permutation, trials);
        const auto order = std::span(order_).subspan(p * trials, trials);
        std::iota(order.begin(), order.end(), 0U);
        for (std::size_t i = trials; i-- > 1;) std::swap(order[i], order[below(roll, i + 1)]);
    }
}

std::vector<double> Permutations::of(std::span<const double> values, std::size_t block) const {
    std::vector<double> found(trials_ * lanes);
    for (std::size_t lane = 0; lane < lanes; ++lane) {
        const auto order = std::span(order_).subspan((block * lanes + lane) * trials_, trials_);
        for (std::size_t i = 0; i < trials_; ++i) found[i * lanes + lane] = values[order[i]];
    }
    return found;
}

} // namespace sim
