// A document's map to a scenario, or a part of one, by the table of fields.
#pragma once

#include "input/document.hpp"
#include "sim/scenario.hpp"

#include <string>
#include <string_view>

namespace sim {

/// All fields, then what they mean together; without the hash.
[[nodiscard]] Scenario read_world(const std::string& variant, const Node& root, Problems& problems);

/// Looks only at the section of that name, such as "hardware": whether each of its fields can be read.
void check_section(const Node& root, std::string_view section, Problems& problems);

} // namespace sim
