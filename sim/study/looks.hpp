// A run played to its end, look by look: until nothing is missing, and until its figures are known as well as is wanted.
#pragma once

#include "study/play.hpp"
#include "study/precision.hpp"

#include <cstdint>

namespace sim {

/// Who watches while a run is played; told by one thread at a time.
class Audience {
public:
    virtual ~Audience() = default;
    /// So many trials are wanted by the next look, of which so many are there.
    virtual void begin(std::uint64_t wanted, std::uint64_t there) = 0;
    virtual void finished(const Run& run, const Trial& trial, const Outcome& outcome) = 0;
    virtual void end() = 0;
    /// How well the least known figure is known; `last`: no further replicates are added.
    virtual void looked(const Run& run, const Knowledge& known, bool last) = 0;
};

/// What playing a run came to.
struct PlayedRun {
    Run run; ///< with as many replicates as there are now
    Inventory inventory;
    WallClock clock;
    bool whole = false;  ///< nothing is missing
    bool precise = true; ///< all figures are known as well as is wanted
};

/// Plays what the store does not hold of the run. Where it wants figures to be known well, replicates are added until they are, or until
/// there are `most_growth` times as many. Signals end it early, and so does a failed trial where the options say so. Throws IoError.
[[nodiscard]] PlayedRun play_to_end(const Run& run, Store& store, const PlayOptions& options, Audience& audience);

} // namespace sim
