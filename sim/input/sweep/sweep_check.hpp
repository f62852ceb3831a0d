// What a sweep sets in a variant's document, and whether that makes scenarios.
#pragma once

#include "input/document.hpp"
#include "sim/reader.hpp"

namespace sim {

/// Checks what a sweep sets in one variant: every value in its field, and some points as a whole. A point that is not among these may still
/// turn out to make no scenario: then its trials fail. REQUIRES: a variant that was read without problems, and has a sweep.
void check_sweep(const VariantDocument& variant, const Scenario& scenario, Problems& problems);

/// The document at a point: its values laid over, as by `--set`, and without the sweep.
[[nodiscard]] Node document_at(const VariantDocument& variant, const Points& points, std::uint32_t point, Problems& problems);

} // namespace sim
