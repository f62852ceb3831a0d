// Playing trials of a run into a store, on all cores and by all ranks.
#pragma once

#include "ensemble/mpi.hpp"
#include "ensemble/programme.hpp"
#include "sim/ensemble.hpp"
#include "sim/reader.hpp"
#include "sim/run.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <span>

namespace sim {

/// How trials are played. No outcome can tell, but for that of a trial which runs out of time.
struct PlayOptions {
    unsigned threads = 0;                                 ///< of each rank; 0: its fair part of the machine's cores
    std::optional<std::chrono::nanoseconds> time_limit{}; ///< of a trial
    bool stop_on_failure = false;                         ///< start no further trial once one has failed
    Ranks* ranks = nullptr;                               ///< who plays along; nothing: this process plays alone
    std::span<const Reading> readings{};                  ///< of the run, for these others
};
/// As many threads as this process plays on.
[[nodiscard]] unsigned threads_of(const PlayOptions& options);

/// Told of each trial, one at a time, in the order of completion.
using Finished = std::function<void(const Trial&, const Outcome&)>;

/// Plays the wanted trials that the store does not hold; returns what was played. SIGINT and SIGTERM end it early, with all that is
/// finished in the store. Throws IoError.
Played play_missing(const Run& run, Store& store, const Wanted& wanted, const PlayOptions& options, const Finished& finished);
/// Plays what rank 0 hands out until it says that all is done. REQUIRES: not rank 0.
void follow(Ranks& ranks);

} // namespace sim
