// Some trials of a run, to be looked at in place of all.
#pragma once

#include "sim/ensemble.hpp"
#include "sim/run.hpp"

#include <cstdint>
#include <vector>

namespace sim {

/// So many of the run's trials that are eligible, or all of these where they are fewer: ascending, spread evenly over variants and points,
/// and over replicates in an order that is drawn from a hash, the same whenever it is asked for.
[[nodiscard]] std::vector<std::uint64_t> spot_checks(const Run& run, std::uint64_t size, const Wanted& eligible = every_trial);

} // namespace sim
