// Which program and which model made a result.
#pragma once

#include <string_view>

namespace sim {

inline constexpr std::string_view program_version = "0.2.0";
/// Raised whenever the same scenario, seed and replicate no longer give the same outcome: older outcomes are never mixed with newer ones.
inline constexpr std::string_view model_version = "5";

} // namespace sim
