#include "report/rounding.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>
#include <cmath>
#include <initializer_list>

namespace sim {
namespace {

constexpr int most_digits = 4;
constexpr int digits_of_one_replicate = 3; // one value says nothing about its error

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
    return 3 * power_of_ten(leading) < error ? leading + 1 : leading;
}

/// Which digit is the last that all three numbers of a cell show.
int last_digit(const Statistics& s, double largest) {
    const int leading = leading_digit(largest);
    if (s.n < 2) return leading - digits_of_one_replicate + 1;
    const int shown = leading - most_digits + 1;
    return s.mcse > 0 ? std::min(leading, std::max(shown, supported_digit(s.mcse))) : shown;
}

std::string without_trailing_zeros(std::string text) {
    if (text.find('.') == std::string::npos || text.find('e') != std::string::npos) return text;
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text;
}

void scale(std::initializer_list<double*> values, double factor) {
    for (double* const value : values) *value *= factor;
}

std::string mean_text(Statistics s, bool percent) {
    if (percent) scale({&s.mean, &s.mcse}, 100);
    const std::string unit = percent ? " %" : "";
    if (s.mean == 0) return "0" + unit;
    const std::string text = rounded(s.mean, last_digit(s, std::abs(s.mean)));
    return (s.mcse > 0 ? text : without_trailing_zeros(text)) + unit;
}

std::string with_sign(const std::string& text) {
    return text[0] == '-' || text.find_first_of("123456789") == std::string::npos ? text : "+" + text;
}

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
    if (leading >= 6 || leading < -3) {
        if (digits.size() > 1) digits.insert(1, ".");
        return fmt::format("{}{}e{}", sign, digits, leading);
    }
    if (last_digit >= 0) return sign + digits + std::string(static_cast<std::size_t>(last_digit), '0');
    const auto decimals = static_cast<std::size_t>(-last_digit);
    if (digits.size() <= decimals) digits.insert(0, decimals + 1 - digits.size(), '0');
    digits.insert(digits.size() - decimals, ".");
    return sign + digits;
}

std::string mean_text(const Statistics& s) {
    assert(s.n > 0);
    return s.mean == 0 ? "0" : without_trailing_zeros(rounded(s.mean, last_digit(s, std::abs(s.mean))));
}

std::string mean_with_interval(const Statistics& statistics, bool percent) {
    assert(statistics.n > 0);
    const double factor = percent ? 100 : 1, half = half_interval(statistics) * factor, mean = statistics.mean * factor;
    if (!(half > 0)) return mean_text(statistics, percent);
    const int digit = leading_digit(half) - 1;
    return fmt::format("{}{} +- {}", rounded(mean, digit), percent ? " %" : "", rounded(half, digit));
}

std::string cell_text(const Statistics& statistics, bool percent) {
    assert(statistics.n > 0);
    Statistics s = statistics;
    if (percent) {
        for (double* const value : {&s.mcse, &s.p05, &s.p50, &s.p95}) *value *= 100;
    }
    const std::string unit = percent ? " %" : "";
    const double largest = std::max({std::abs(s.p05), std::abs(s.p50), std::abs(s.p95)});
    if (largest == 0) return "0" + unit;
    const int digit = last_digit(s, largest);
    if (s.p05 == s.p95) return without_trailing_zeros(rounded(s.p50, digit)) + unit;
    return fmt::format("{}{} [{}, {}]", rounded(s.p50, digit), unit, rounded(s.p05, digit), rounded(s.p95, digit));
}

std::string cell_text(const PairedStatistics& paired, bool percent) {
    assert(paired.difference.n > 0);
    return fmt::format("{} -> {}: {}", mean_text(paired.base, percent), mean_text(paired.other, percent), difference_text(paired, percent));
}

std::string difference_text(const PairedStatistics& both, bool percent) {
    PairedStatistics paired = both;
    Statistics& s = paired.difference;
    const std::string unit = percent ? " pp" : "";
    if (!differ(paired)) return "0" + unit;
    if (percent) scale({&s.mean, &s.mcse, &paired.ci95_low, &paired.ci95_high}, 100);
    const bool varies = s.n > 1 && s.mcse > 0;
    const double largest = varies ? std::max({std::abs(s.mean), std::abs(paired.ci95_low), std::abs(paired.ci95_high)}) : std::abs(s.mean);
    const int digit = last_digit(s, largest);
    const std::string mean = rounded(s.mean, digit);
    if (!varies) return with_sign(without_trailing_zeros(mean)) + unit;
    return fmt::format("{}{} [{}, {}]", with_sign(mean), unit, rounded(paired.ci95_low, digit), rounded(paired.ci95_high, digit));
}

} // namespace sim
