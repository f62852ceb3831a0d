// Playing a run into its results folder, which is complete afterwards or can be gone on with.
#pragma once

#include "command/messages.hpp"
#include "sim/results.hpp"
#include "study/play.hpp"

#include <filesystem>
#include <functional>
#include <string>

namespace sim {

struct Findings;

/// How a run is played into its folder.
struct RunOptions {
    std::filesystem::path folder;
    bool fresh = false;        ///< forget what its store holds
    bool retry_failed = false; ///< play trials again that failed
    std::string resume;        ///< the command that goes on, should this one be ended early
    PlayOptions play;
    Voice voice;
};

/// Shows what was found, once the results folder is complete; nothing where there is nobody to see it.
using Show = std::function<void(const Findings&)>;

/// Plays what the folder's store does not hold, has the results written, then the manifest. Where all that is there already, nothing is
/// written: no file changes, not even its date. A run that was interrupted, or stopped at a
/// failed trial, keeps what is finished and says how to go on. Where the run wants figures to be known well, replicates are added until
/// they are. Returns the exit code. Throws IoError. REQUIRES: `options.play` has the run's readings.
[[nodiscard]] int play_run(const Run& run, const RunOptions& options, const Show& show);
/// The same, and prints what was found.
[[nodiscard]] int play_run(const Run& run, const RunOptions& options);

} // namespace sim
