// Further trials of a run with inputs of our choice, in a store of their own beside it: played once, and gone on with where they were left.
#pragma once

#include "sim/run.hpp"
#include "sim/store.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace sim {

/// Where a trial that is played again takes its inputs and its luck from.
struct Replayed {
    std::vector<double> inputs; ///< in base units
    std::uint64_t luck = 0;     ///< whose replicate's, of the run's seed
};

/// So many trials at each of some points, of one variant of a run.
struct Replay {
    std::uint32_t variant = 0;
    std::uint32_t points = 1;
    std::uint64_t replicates = 1;
    std::string name;                                                            ///< of what is asked: stores of others are refused
    std::function<Replayed(std::uint32_t point, std::uint64_t replicate)> trial; ///< any thread may ask
    std::function<bool(std::uint32_t point)> wanted = [](std::uint32_t) { return true; };
    [[nodiscard]] TrialList list() const { return {1, points, replicates}; }
    [[nodiscard]] Provenance provenance(const Run& run) const;
};

/// Plays what the store does not hold of it; returns false where a signal ended it early. Throws IoError.
bool play_replay(const Run& run, const Replay& replay, Store& store, unsigned threads);

} // namespace sim
