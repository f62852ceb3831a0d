// A fair part of a run's trials, for one machine among several.
#pragma once

#include "sim/quantity.hpp"

#include <cstdint>

namespace sim {

/// Shard `number` of `of`. Trials are dealt out like cards: of each next `of` trials every shard gets one, and who gets the first is drawn
/// from a hash of the round. So shards differ by at most one trial, none of them is left without a variant or a point (as would happen
/// by the remainder of the id where their number is a multiple of `of`), and more replicates only add trials to each.
struct Shard {
    std::uint64_t number = 1; ///< 1 <= number <= of
    std::uint64_t of = 1;

    [[nodiscard]] bool holds(std::uint64_t id) const { return number_of(id, of) == number; }
    /// Which of so many shards holds the trial.
    [[nodiscard]] static std::uint64_t number_of(std::uint64_t id, std::uint64_t of) { return (id % of + mix(id / of) % of) % of + 1; }
    /// How many of the trials 0 ... trials - 1 it holds.
    [[nodiscard]] std::uint64_t size(std::uint64_t trials) const {
        const std::uint64_t rounds = trials / of;
        const std::uint64_t place = (number - 1 + of - mix(rounds) % of) % of; // in the last, unfinished round
        return rounds + (place < trials % of ? 1U : 0U);
    }
    friend bool operator==(const Shard&, const Shard&) = default;
};

} // namespace sim
