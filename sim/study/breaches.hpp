// Where a run breaks what its scenario expects of every trial.
#pragma once

#include "sim/run.hpp"
#include "sim/store.hpp"

#include <string>
#include <vector>

namespace sim {

/// A sentence for each entry of `expect` that does not hold: in how many trials, and which of them comes first. Trials that failed are not
/// asked. Throws IoError.
[[nodiscard]] std::vector<std::string> broken_expectations(const Run& run, Store& store);

} // namespace sim
