// Digits by the Monte Carlo error, by significance, or by decimals: the arithmetic of rounding.
#include "report/rounding.hpp"

#include "report/magnitudes.hpp"

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
constexpr double most_units_of_error = 3; // of the last digit
constexpr double interval_per_unit = 10;  // half an interval is 3 to 30 units of the last digit
constexpr double standard_errors = 2;     // in half an interval, about
constexpr double most_of_distance = 0.25; // from the median, by which rounding may move an end
constexpr double most_failed = 0.05;      // part of trials, beyond which a tail quantile could be anywhere
constexpr int most_decimals_of_percent = 4;
constexpr double least_percent_told = 1e-4;
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

/// Of a quantile of n values: the last digit that its error supports.
int last_digit(double value, double error, std::uint64_t n) {
    const int leading = leading_digit(value);
    if (n < 2) return leading - digits_of_one_replicate + 1;
    const int shown = leading - most_digits + 1;
    return error > 0 ? std::min(leading, std::max(shown, supported_digit(error))) : shown;
}

/// Half of what the mean's interval spans; by its standard error where it has none.
double half_width(const Statistics& s) { return std::isnan(s.ci95_low) ? standard_errors * s.mcse : (s.ci95_high - s.ci95_low) / 2; }

/// Of a mean, its interval, and what it is compared with.
int digit_of_mean(const Statistics& s) {
    const double half = half_width(s);
    if (half > 0) return supported_digit(half / interval_per_unit);
    return s.mean == 0 ? 0 : leading_digit(s.mean) - (s.n < 2 ? digits_of_one_replicate : most_digits) + 1;
}

/// To this digit, or to the leading one where that is less: never onto 0.
std::string never_to_zero(double value, int digit) { return value == 0 ? "0" : rounded(value, std::min(digit, leading_digit(value))); }

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
    for (double* const part : {&s.mean, &s.mcse, &s.p05, &s.p50, &s.p95, &s.p05_error, &s.p50_error, &s.p95_error, &s.ci95_low,
                               &s.ci95_high, &s.p50_least, &s.p50_most})
        *part *= factor_of(as);
    return s;
}

/// A quantile, rounded by its own error.
std::string quantile_text(double value, double error, std::uint64_t n) {
    if (value == 0) return "0";
    const std::string text = rounded(value, last_digit(value, error, n));
    return n > 1 && !(error > 0) ? constant_text(text) : text;
}

/// A number as it is written, and what is read there.
struct Written {
    std::string text;
    double number = 0;
};

Written written(double value, double error, std::uint64_t n, int digit) {
    if (value == 0) return {"0", 0};
    const double unit = power_of_ten(std::abs(digit)), units = std::round(digit < 0 ? value * unit : value / unit);
    const std::string text = rounded(value, digit);
    return {n > 1 && !(error > 0) ? constant_text(text) : text, digit < 0 ? units / unit : units * unit};
}

/// An end of an interval: by its own error too, but for what would move it by more than a quarter of its distance from the median.
Written end_of(double value, double error, const Statistics& s) {
    if (value == 0) return {"0", 0};
    int digit = last_digit(value, error, s.n);
    const double most = most_of_distance * std::abs(value - s.p50);
    const auto moved = [&] { return std::abs(written(value, error, s.n, digit).number - value); };
    while (most > 0 && moved() > most && leading_digit(value) - digit + 1 < most_digits) --digit;
    return written(value, error, s.n, digit);
}

/// The median, with as many digits as keep it between the ends as they are written.
std::string median_between(const Statistics& s, const Written& low, const Written& high) {
    if (s.p50 == 0) return "0";
    int digit = last_digit(s.p50, s.p50_error, s.n);
    const auto outside = [&] {
        const double number = written(s.p50, s.p50_error, s.n, digit).number;
        return number < low.number || number > high.number;
    };
    while (outside() && leading_digit(s.p50) - digit + 1 < most_digits) --digit;
    return written(s.p50, s.p50_error, s.n, digit).text;
}

std::string median_text(const Statistics& s, std::string_view unit) { return quantile_text(s.p50, s.p50_error, s.n).append(unit); }

/// " [16.1, 18.4]", " [n >= 310]", or nothing of values that never vary.
std::string interval_text(const Statistics& s, int digit) {
    if (s.n < 2 || !(s.mcse > 0)) return {};
    if (std::isnan(s.ci95_low)) return s.needed > 0 ? fmt::format(" [n >= {}]", s.needed) : "";
    return fmt::format(" [{}, {}]", never_to_zero(s.ci95_low, digit), never_to_zero(s.ci95_high, digit));
}

std::string bound_text(double value, double error, std::uint64_t n) {
    return std::isfinite(value) ? quantile_text(value, error, n) : value < 0 ? "-inf" : "inf";
}

std::string significant(double value, int digits) {
    if (!std::isfinite(value)) return fmt::format("{}", value);
    return value == 0 ? "0" : without_trailing_zeros(rounded(value, leading_digit(value) - digits + 1));
}

std::string with_decimals(double value, int decimals) { return fmt::format("{:.{}f}", value, decimals); }

/// In per cent, with as many decimals as keep it from reading 0 or 100 where it is neither.
std::string told_from_none_and_all(double part, int decimals) {
    const double percent = part * factor_of(As::percent);
    const auto reads = [&](double bound) { return with_decimals(percent, decimals) == with_decimals(bound, decimals); };
    if (part > 0 && percent < least_percent_told) return fmt::format("< {}", least_percent_told);
    while (part > 0 && part < 1 && decimals < most_decimals_of_percent && (reads(0) || reads(factor_of(As::percent)))) ++decimals;
    return with_decimals(percent, decimals);
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

namespace {

// ---- cells before their large numbers are put into words ------------------------------------------------------------

std::string plain_cell(const Statistics& statistics, As as) {
    assert(statistics.n > 0);
    const Statistics s = shown(statistics, as);
    if (s.p05 == s.p95) return median_text(s, unit_of(as));
    const Written low = end_of(s.p05, s.p05_error, s), high = end_of(s.p95, s.p95_error, s);
    return fmt::format("{}{} [{}, {}]", median_between(s, low, high), unit_of(as), low.text, high.text);
}

std::string plain_cell(const Statistics& statistics, std::uint64_t failed, As as) {
    if (failed == 0) return plain_cell(statistics, as);
    const Statistics s = shown(statistics, as);
    const bool bounded = as == As::percent; // a share, wherever the failed ones would have been
    const double least = bounded ? std::max(0.0, s.p50_least) : s.p50_least;
    const double most = bounded ? std::min(factor_of(as), s.p50_most) : s.p50_most;
    const bool few = static_cast<double>(failed) <= most_failed * static_cast<double>(s.n + failed);
    return fmt::format("{} {{{}, {}}}", few ? plain_cell(statistics, as) : median_text(s, unit_of(as)), bound_text(least, s.p50_error, s.n),
                       bound_text(most, s.p50_error, s.n));
}

std::string plain_mean(const Statistics& statistics, As as) {
    assert(statistics.n > 0);
    const Statistics s = shown(statistics, as);
    const std::string text = never_to_zero(s.mean, s.mean == 0 ? 0 : last_digit(s.mean, s.mcse, s.n));
    return fmt::format("{}{}", s.mcse > 0 ? text : constant_text(text), unit_of(as));
}

std::string plain_mean_with_interval(const Statistics& statistics, As as) {
    const Statistics s = shown(statistics, as);
    if (!(s.mcse > 0)) return plain_mean(statistics, as);
    const int digit = digit_of_mean(s);
    return fmt::format("{}{}{}", never_to_zero(s.mean, digit), unit_of(as), interval_text(s, digit));
}

std::string plain_difference(const PairedStatistics& paired, As as) {
    assert(paired.difference.n > 0);
    const As apart = as == As::number ? As::number : As::points;
    const std::string_view unit = unit_of(apart);
    if (!differ(paired)) return fmt::format("0{}", unit);
    if (!matters(paired)) return fmt::format("~0{}", unit);
    const Statistics s = shown(paired.difference, apart);
    const int digit = digit_of_mean(s);
    const std::string mean = never_to_zero(s.mean, digit);
    return fmt::format("{}{}{}", with_sign(s.mcse > 0 ? mean : constant_text(mean)), unit, interval_text(s, digit));
}

std::string plain_cell(const PairedStatistics& paired, As as) {
    const auto mean = [&](const Statistics& of) {
        if (!matters(paired)) return plain_mean(of, as);
        const Statistics difference = shown(paired.difference, as);
        const std::string text = never_to_zero(of.mean * factor_of(as), digit_of_mean(difference));
        return fmt::format("{}{}", difference.mcse > 0 ? text : constant_text(text), unit_of(as));
    };
    return fmt::format("{} -> {}: {}", mean(paired.base), mean(paired.other), plain_difference(paired, as));
}

} // namespace

std::string cell_text(const Statistics& statistics, As as) { return in_words(plain_cell(statistics, as)); }

std::string cell_text(const Statistics& statistics, std::uint64_t failed, As as) { return in_words(plain_cell(statistics, failed, as)); }

std::string mean_text(const Statistics& statistics, As as) { return in_words(plain_mean(statistics, as)); }

std::string mean_with_interval(const Statistics& statistics, As as) { return in_words(plain_mean_with_interval(statistics, as)); }

std::string cell_text(const PairedStatistics& paired, As as) { return in_words(plain_cell(paired, as)); }

std::string difference_text(const PairedStatistics& paired, As as) { return in_words(plain_difference(paired, as)); }

std::string tails_text(std::uint64_t n) {
    const std::string content = with_decimals(content_of_range(n) * factor_of(As::percent), 0);
    return n < least_values_of_tails ? fmt::format("{} % interval, the range", content) : fmt::format("{} % interval", content);
}

std::string text_of(double value, As as) {
    return in_words(fmt::format("{}{}", significant(value * factor_of(as), digits_without_error), unit_of(as)));
}

std::string change_text(double from, double to, As as) {
    return fmt::format("{} -> {}", in_words(significant(from * factor_of(as), digits_without_error)), text_of(to, as));
}

std::string text_with_sign(double value, As as) { return with_sign(text_of(value, as)); }

std::string setting_text(double value) { return significant(value, digits_of_settings); }

std::string coefficient_text(double value) { return with_sign(size_text(value)); }

std::string size_text(double value) {
    const std::string text = with_decimals(value == 0 ? 0 : value, decimals_of_coefficients);
    return value != 0 && text.find_first_of("123456789") == std::string::npos ? significant(value, 1) : text;
}

std::string years_text(const Statistics& years) {
    const auto text = [](double value) { return std::isfinite(value) ? with_decimals(value, decimals_of_years) : "never"; };
    if (years.p05 == years.p95) return text(years.p50);
    return fmt::format("{} [{}, {}]", text(years.p50), text(years.p05), text(years.p95));
}

std::string part_text(double part) {
    if (part < least_part) return fmt::format("< {} %", least_part * factor_of(As::percent));
    return with_decimals(part * factor_of(As::percent), part < least_whole_percent ? 1 : 0) + " %";
}

std::string percent_text(double part) { return told_from_none_and_all(part, 0) + " %"; }

std::string probability_text(double probability, Interval interval) {
    const int decimals = interval.high - interval.low < widest_with_decimal ? 1 : 0;
    const auto percent = [&](double p) { return told_from_none_and_all(p, decimals); };
    return fmt::format("{} % [{}, {}]", percent(probability), percent(interval.low), percent(interval.high));
}

} // namespace sim
