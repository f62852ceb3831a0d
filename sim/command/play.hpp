// Playing a run: what is missing of it, with signs of life, into a results folder that is complete or can be gone on with.
#pragma once

#include "command/messages.hpp"
#include "ensemble/casting.hpp"
#include "ensemble/relay.hpp"
#include "ensemble/signals.hpp"

#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace sim {

/// Shows what was found, once the results folder is complete.
using Show = std::function<void(const Findings&)>;

/// Plays what the folder's store does not hold, has the results written, then the manifest. A run that was interrupted, or stopped at a
/// failed trial, keeps what is finished and says how to go on. Where the run wants figures to be known well, replicates are added until
/// they are. Other ranks play along. Returns the exit code. Throws IoError.
[[nodiscard]] int play_run(const Request& request, Ranks& ranks, const Run& run, std::span<const Reading> readings,
                           const std::filesystem::path& folder, const Show& show);

/// The run of one scenario that is asked for.
[[nodiscard]] Run make_run(const Request& request, const std::string& file, const Reading& reading);
/// What of its wanted precision cannot be; empty where it can.
[[nodiscard]] std::string complaint_about(const Run& run);

/// What is to be played, and what is there already.
struct Task {
    Wanted wanted;
    std::uint64_t size = 0; ///< how many trials are wanted
    std::uint64_t done = 0; ///< of these, how many the store holds
    unsigned threads = 1;
    bool tell_failures = true;
    Ranks* ranks = nullptr;              ///< who plays along
    std::span<const Reading> readings{}; ///< what they need to know
};
/// Plays the wanted trials that the store does not hold, with signs of life; returns what was played. SIGINT and SIGTERM end it early,
/// with all that is finished in the store.
Played play_missing(const Request& request, const Run& run, Store& store, const Task& task);
/// Plays what rank 0 hands out until it says that all is done. REQUIRES: not rank 0.
void follow(Ranks& ranks);
/// How trials of this run are played. The run must outlive it.
[[nodiscard]] Programme programme_of(const Run& run);

} // namespace sim
