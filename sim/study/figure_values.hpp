// Figures read back from the store, trial by trial.
#pragma once

#include "input/figure.hpp"
#include "sim/store.hpp"
#include "sim/trial_list.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace sim {

/// The trials of a variant at a point that are finished and did not fail, by replicate.
[[nodiscard]] std::vector<StoredRow> trials_that_went_well(Store& store, const TrialList& list, std::uint32_t variant,
                                                           std::uint32_t point = 0);

/// How many failed.
[[nodiscard]] std::uint64_t trials_that_failed(Store& store, const TrialList& list, std::uint32_t variant, std::uint32_t point = 0);

/// The figure in each of these trials, in base units; not-a-number where a trial has none. Throws IoError.
[[nodiscard]] std::vector<double> figure_in_each(Store& store, std::span<const StoredRow> trials, const Figure& figure);

} // namespace sim
