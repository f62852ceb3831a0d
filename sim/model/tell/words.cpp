// Amounts, stretches of time and counts as text, with the unit or prefix that suits their size.
#include "model/tell/words.hpp"

#include <fmt/format.h>

#include <cmath>

namespace sim::tell {
namespace {

constexpr double rounds_to_thousand = 999.5; // from here on three digits would say 1000
constexpr double minutes_per_hour = 60, seconds_per_hour = 3600, hours_per_day = 24;
constexpr double fewest_hours = 2, fewest_days = 2, fewest_years = 2; // below, the smaller unit is read better

} // namespace

std::string si_text(double value, std::string_view unit) {
    static constexpr std::string_view prefixes[] = {"", "k", "M", "G", "T", "P", "E", "Z", "Y"};
    std::size_t prefix = 0;
    for (; std::abs(value) >= rounds_to_thousand && prefix + 1 < std::size(prefixes); ++prefix) value /= 1000;
    return fmt::format("{:.3g} {}{}", value, prefixes[prefix], unit);
}

std::string time_text(double seconds) {
    const double hours = seconds / seconds_per_hour;
    if (hours < fewest_hours) return fmt::format("{:.3g} min", hours * minutes_per_hour);
    if (hours < fewest_days * hours_per_day) return fmt::format("{:.3g} h", hours);
    const bool below_years = hours < fewest_years * 365 * hours_per_day;
    return below_years ? fmt::format("{:.3g} days", hours / hours_per_day) : fmt::format("{:.4g} years", seconds / in_seconds(year));
}

std::string minute_text(Instant at) {
    static constexpr std::size_t date = sizeof "2010-01-11" - 1, minute = sizeof "2010-01-11T12:00" - 1;
    std::string text = to_text(at);
    if (text.size() == date) return text + " 00:00";
    text[date] = ' ';
    return text.substr(0, minute);
}

std::string hours_text(double gpu_hours) {
    return gpu_hours < rounds_to_thousand ? fmt::format("{:.3g}", gpu_hours) : fmt::format("{:.0f}", gpu_hours);
}

} // namespace sim::tell
