// The values of a scenario, one by one with their sources, as its page lists them.
#pragma once

#include "sim/reader.hpp"

#include "input/document.hpp"

#include <string>
#include <vector>

namespace sim {

/// One row for each value of a scenario: its path, itself, and the source and note that stand beside it or above.
struct ScenarioValue {
    std::string path, text, source, note;
};
[[nodiscard]] std::vector<ScenarioValue> values_of(const Node& root);

/// As HTML, a row for each.
[[nodiscard]] std::string html(const std::vector<ScenarioValue>& values);

} // namespace sim
