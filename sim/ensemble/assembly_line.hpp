// Batches of trials through many threads: taken by one at a time, played by all, put away by one at a time.
#pragma once

#include "sim/ensemble.hpp"

#include <functional>
#include <vector>

namespace sim {

/// Some trials that one thread plays in a row: more of them where trials are so short that handing them out would cost more than playing.
struct Batch {
    std::vector<Trial> trials;
    std::vector<Outcome> outcomes;
};

/// Three stations: `take` fills the next batch, or returns false at the end; `work` plays it; `put` stores it.
/// `take` and `put` are called by one thread at a time, `work` by up to `threads`, each with its own number below `threads`.
struct AssemblyLine {
    unsigned threads = 1;
    std::function<bool(Batch&)> take;
    std::function<void(Batch&, unsigned)> work;
    std::function<void(Batch&)> put;
};
/// Until `take` returns false. The first exception ends it and is passed on.
void run(const AssemblyLine& line);

} // namespace sim
