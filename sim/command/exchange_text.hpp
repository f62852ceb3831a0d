// What people are told when a folder's run is another one than before.
#pragma once

#include "ensemble/shelf.hpp"
#include "sim/run.hpp"

#include <span>
#include <string>

namespace sim {

/// "scenario changed: hardware.utilisation: 0.3 -> 0.4 (and 2 more; sim diff ...); played anew, the 20 trials of before are kept in stores/
/// (1.2 MB)". With `fresh` the run is played anew in any case.
[[nodiscard]] std::string exchange_text(const Run& run, std::span<const Reading> readings, const Exchange& exchange, bool fresh);

} // namespace sim
