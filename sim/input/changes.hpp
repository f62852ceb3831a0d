// What differs between two documents, value by value.
#pragma once

#include "input/document.hpp"
#include "sim/reader.hpp"

#include <vector>

namespace sim {

/// In the order of `after`, then what is only in `before`. Things in lists are told apart by their ids, other items by their places.
/// Quantities that are the same in other words ("60 %/yr" and "0.6/yr") are no change; nor is where something is written.
[[nodiscard]] std::vector<Change> changes(const Node& before, const Node& after);

} // namespace sim
