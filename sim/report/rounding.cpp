// Digits by the Monte Carlo error, by significance, or by decimals: the arithmetic of rounding.
#include "report/rounding.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>
#include <cmath>
#include <string_view>

namespace sim {
namespace {

constexpr int most_digits = 4;
constexpr int digits_of_one_replicate = 3; // one value says nothing about its error
constexpr int digits_without_error = 3, digits_of_settings = 4;
constexpr double most_units_of_error = 3;                 // of the last digit
constexpr int first_with_exponent = 6, last_without = -3; // leading digits
constexpr int decimals_of_coefficients = 2, decimals_of_years = 1;
constexpr double least_part = 0.001, least_whole_percent = 0.1; // below which a part is not told, and is told with a decimal
constexpr double widest_with_decimal = 0.01;                    // interval of a probability

/// The power of ten of the leading digit: 2 for 123.4. Exact, where log10 may be off by an ulp. REQUIRES: finite, not 0.
int leading_digit(double value) {
    std::array<char, 32> text;
    char* const end = std::to_chars(text.data(), text.data() + text.size(), std::abs(value), std::chars_format::scientific).ptr;
    const char* exponent = std::find(text.data(), end, 'e') + 1;
    if (*exponent == '+') ++exponent;
    int digit = 0;
    std::from_chars(exponent, end, digit);
    return digit;
}

double power_of_ten(int exponent) {
    const std::string text = fmt::format("1e{}", exponent);
    double power = 0;
    std::from_chars(text.data(), text.data() + text.size(), power);
    return power;
}

/// The smallest power of ten of which the error is at most three.
int supported_digit(double error) {
    const int leading = leading_digit(error);
    return most_units_of_error * power_of_ten(leading) < error ? leading + 1 : leading;
}

/// Which digit is the last that all three numbers of a cell show.
int last_digit(const Statistics& s, double largest) {
    const int leading = leading_digit(largest);
    if (s.n < 2) return leading - digits_of_one_replicate + 1;
    const int shown = leading - most_digits + 1;
    return s.mcse > 0 ? std::min(leading, std::max(shown, supported_digit(s.mcse))) : shown;
}

/// "1.200" is "1.2", "3.00e9" is "3e9", "1200" itself.
std::string without_trailing_zeros(std::string text) {
    const std::size_t end = std::min(text.find('e'), text.size());
    if (text.find('.') == std::string::npos) return text;
    const std::size_t last = text.find_last_not_of('0', end - 1);
    const std::size_t kept = text[last] == '.' ? last : last + 1;
    return text.erase(kept, end - kept);
}

/// Of a value that never varies: decimals that are 0 say nothing. Those before a power of ten stay.
std::string constant_text(const std::string& text) { return text.find('e') == std::string::npos ? without_trailing_zeros(text) : text; }

std::string with_sign(const std::string& text) {
    return text[0] == '-' || text.find_first_of("123456789") == std::string::npos ? text : "+" + text;
}

double factor_of(As as) { return as == As::number ? 1 : 100; }

std::string_view unit_of(As as) { return as == As::number ? "" : as == As::percent ? " %" : " pp"; }

/// As it is shown: all its parts that cells look at.
Statistics shown(Statistics s, As as) {
    for (double* const value : {&s.mean, &s.mcse, &s.p05, &s.p50, &s.p95}) *value *= factor_of(as);
    return s;
}

std::string significant(double value, int digits) {
    if (!std::isfinite(value)) return fmt::format("{}", value);
    return value == 0 ? "0" : without_trailing_zeros(rounded(value, leading_digit(value) - digits + 1));
}

std::string with_decimals(double value, int decimals) { return fmt::format("{:.{}f}", value, decimals); }

} // namespace

std::string rounded(double value, int last_digit) {
    assert(std::isfinite(value));
    // Dividing by 1e-k loses more than multiplying with 1e+k: small powers of ten are exact only upwards.
    const double units =
        std::round(last_digit < 0 ? std::abs(value) * power_of_ten(-last_digit) : std::abs(value) / power_of_ten(last_digit));
    if (units == 0) return "0";
    std::string digits = fmt::format("{:.0f}", units);
    const int leading = static_cast<int>(digits.size()) - 1 + last_digit;
    const std::string sign = value < 0 ? "-" : "";
    if (leading >= first_with_exponent || leading < last_without) {
        if (digits.size() > 1) digits.insert(1, ".");
        return fmt::format("{}{}e{}", sign, digits, leading);
    }
    if (last_digit >= 0) return sign + digits + std::string(static_cast<std::size_t>(last_digit), '0');
    const auto decimals = static_cast<std::size_t>(-last_digit);
    if (digits.size() <= decimals) digits.insert(0, decimals + 1 - digits.size(), '0');
    digits.insert(digits.size() - decimals, ".");
    return sign + digits;
}

std::string cell_text(const Statistics& statistics, As as) {
    assert(statistics.n > 0);
    const Statistics s = shown(statistics, as);
    const std::string_view unit = unit_of(as);
    const double largest = std::max({std::abs(s.p05), std::abs(s.p50), std::abs(s.p95)});
    if (largest == 0) return fmt::format("0{}", unit);
    const int digit = last_digit(s, largest);
    if (s.p05 == s.p95) return fmt::format("{}{}", constant_text(rounded(s.p50, digit)), unit);
    return fmt::format("{}{} [{}, {}]", rounded(s.p50, digit), unit, rounded(s.p05, digit), rounded(s.p95, digit));
}

std::string mean_text(const Statistics& statistics, As as) {
    assert(statistics.n > 0);
    const Statistics s = shown(statistics, as);
    if (s.mean == 0) return fmt::format("0{}", unit_of(as));
    const std::string text = rounded(s.mean, last_digit(s, std::abs(s.mean)));
    return fmt::format("{}{}", s.mcse > 0 ? text : constant_text(text), unit_of(as));
}

std::string mean_with_interval(const Statistics& statistics, As as) {
    const double half = half_interval(statistics) * factor_of(as), mean = statistics.mean * factor_of(as);
    if (!(half > 0)) return mean_text(statistics, as);
    const int digit = leading_digit(half) - 1;
    return fmt::format("{}{} +- {}", rounded(mean, digit), unit_of(as), rounded(half, digit));
}

std::string cell_text(const PairedStatistics& paired, As as) {
    return fmt::format("{} -> {}: {}", mean_text(paired.base, as), mean_text(paired.other, as), difference_text(paired, as));
}

std::string difference_text(const PairedStatistics& paired, As as) {
    assert(paired.difference.n > 0);
    const As apart = as == As::number ? As::number : As::points;
    const std::string_view unit = unit_of(apart);
    if (!differ(paired)) return fmt::format("0{}", unit);
    const Statistics s = shown(paired.difference, apart);
    const double low = paired.ci95_low * factor_of(apart), high = paired.ci95_high * factor_of(apart);
    const bool varies = s.n > 1 && s.mcse > 0;
    const double largest = varies ? std::max({std::abs(s.mean), std::abs(low), std::abs(high)}) : std::abs(s.mean);
    const int digit = last_digit(s, largest);
    const std::string mean = rounded(s.mean, digit);
    if (!varies) return fmt::format("{}{}", with_sign(constant_text(mean)), unit);
    return fmt::format("{}{} [{}, {}]", with_sign(mean), unit, rounded(low, digit), rounded(high, digit));
}

std::string text_of(double value, As as) {
    return fmt::format("{}{}", significant(value * factor_of(as), digits_without_error), unit_of(as));
}

std::string change_text(double from, double to, As as) {
    return fmt::format("{} -> {}", significant(from * factor_of(as), digits_without_error), text_of(to, as));
}

std::string text_with_sign(double value, As as) { return with_sign(text_of(value, as)); }

std::string setting_text(double value) { return significant(value, digits_of_settings); }

std::string coefficient_text(double value) { return fmt::format("{:+.{}f}", value, decimals_of_coefficients); }

std::string size_text(double value) { return with_decimals(value, decimals_of_coefficients); }

std::string years_text(const Statistics& years) {
    const auto text = [](double value) { return with_decimals(value, decimals_of_years); };
    if (years.p05 == years.p95) return text(years.p50);
    return fmt::format("{} [{}, {}]", text(years.p50), text(years.p05), text(years.p95));
}

std::string part_text(double part) {
    if (part < least_part) return fmt::format("< {} %", least_part * factor_of(As::percent));
    return with_decimals(part * factor_of(As::percent), part < least_whole_percent ? 1 : 0) + " %";
}

std::string percent_text(double part) { return with_decimals(part * factor_of(As::percent), 0) + " %"; }

std::string probability_text(double probability, Interval interval) {
    const int decimals = interval.high - interval.low < widest_with_decimal ? 1 : 0;
    const auto percent = [&](double p) { return with_decimals(p * factor_of(As::percent), decimals); };
    return fmt::format("{} % [{}, {}]", percent(probability), percent(interval.low), percent(interval.high));
}

} // namespace sim
