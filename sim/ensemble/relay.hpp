// Trials handed to other ranks, and their outcomes taken back: rank 0 leads, the others follow until they are dismissed.
#pragma once

#include "ensemble/mpi.hpp"
#include "sim/ensemble.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace sim {

/// All that a rank needs to play a run's trials; it opens none of the run's files.
struct Assignment {
    std::vector<std::string> scenarios; ///< as resolved, file by file: see resolved_yaml
    std::vector<std::string> variants;  ///< the run's, in order...
    std::vector<std::uint64_t> hashes;  ///< ...with their scenarios' hashes
    std::uint64_t seed = 0;
    std::uint64_t replicates = 1;
    unsigned threads = 0;                               ///< of each rank; 0: its fair part of the machine's cores
    std::optional<std::chrono::nanoseconds> time_limit; ///< of a trial
};

/// Gives the assignment to all other ranks, then trials to whoever asks, until `take` has none and all outcomes are put. What `put` throws
/// is thrown once the others are at rest. `signalled` is told of a signal that ended another rank's play early: what that rank dropped is
/// still to be played. REQUIRES: rank 0.
void lead(Ranks& ranks, const Assignment& assignment, const Take& take, const Put& put, const std::function<void(int signal)>& signalled);
/// Sends the other ranks home. REQUIRES: rank 0.
void dismiss(Ranks& ranks);

/// What the leader wants next; nothing once it has dismissed this rank. REQUIRES: not rank 0; no trial of the last assignment is in flight.
[[nodiscard]] std::optional<Assignment> next_assignment(Ranks& ranks);
/// A follower's source of trials and place for outcomes.
[[nodiscard]] Take take_from_leader(Ranks& ranks);
[[nodiscard]] Put put_to_leader(Ranks& ranks);
/// Tells the leader that this rank has put everything that it took, but for what it dropped because of that signal; 0: there was none.
void report_at_rest(Ranks& ranks, int signal);

/// As many threads as are this rank's part of the cores that the machine grants to all ranks on it, at least one.
[[nodiscard]] unsigned fair_threads(const Ranks& ranks);

} // namespace sim
