// Scenarios from the files of this machine.
#pragma once

#include "sim/reader.hpp"

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace sim {

/// read_scenario with what is in the file system.
[[nodiscard]] Reading read_scenario_file(const std::filesystem::path& path, std::span<const std::string> sets = {},
                                         std::string_view only_variant = {});

} // namespace sim
