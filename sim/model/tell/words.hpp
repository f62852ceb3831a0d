// Amounts, stretches of time and counts as a chronicle writes them.
#pragma once

#include "sim/quantity.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace sim::tell {

inline constexpr double gpu_ms_per_gpu_hour = 3.6e6;

/// Three digits and the prefix that suits: "12.3 kUSD".
[[nodiscard]] std::string si_text(double value, std::string_view unit);
/// Three digits in minutes, hours, days or years.
[[nodiscard]] std::string time_text(double seconds);
/// "2010-01-11 12:00"
[[nodiscard]] std::string minute_text(Instant at);
/// Hours of GPU time, without a unit: three digits, or whole ones.
[[nodiscard]] std::string hours_text(double gpu_hours);

} // namespace sim::tell
