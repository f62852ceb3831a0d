// Reads and writes instants, numbers and quantities.
#include "sim/quantity.hpp"

#include "base/text.hpp"
#include "base/units.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <tuple>

namespace sim {
namespace {

using std::string_view;

// ---- numbers ----------------------------------------------------------------------------------------------------------

/// The number at the beginning of a text: digits x 10^exponent, and how many characters it takes; or a sentence.
struct Numeral {
    std::string digits; // sign, digits and point, without '_'
    int exponent = 0;
    std::size_t length = 0;
    std::string error;
};

constexpr string_view example = "a number such as 12, 0.5, 1_000 or 1e21";

/// Takes over digits with single '_' between them; false where there is no digit or an '_' elsewhere.
bool take_digits(string_view text, Numeral& numeral) {
    std::size_t& at = numeral.length;
    if (at >= text.size() || !is_digit(text[at])) return false;
    for (; at < text.size() && (is_digit(text[at]) || text[at] == '_'); ++at) {
        if (text[at] != '_')
            numeral.digits += text[at];
        else if (at + 1 >= text.size() || !is_digit(text[at + 1]))
            return false;
    }
    return true;
}

/// Takes over "e21"; leaves an 'E' that belongs to a unit, as in "5EB".
bool take_exponent(string_view text, Numeral& numeral) {
    std::size_t at = numeral.length;
    if (at >= text.size() || lower(text[at]) != 'e') return true;
    const bool capital = text[at++] == 'E';
    const bool negative = at < text.size() && text[at] == '-';
    if (negative || (at < text.size() && text[at] == '+')) ++at;
    if (at >= text.size() || !is_digit(text[at])) return capital;
    for (; at < text.size() && is_digit(text[at]); ++at) {
        numeral.exponent = std::min(numeral.exponent * 10 + (text[at] - '0'), 100'000);
    }
    if (negative) numeral.exponent = -numeral.exponent;
    numeral.length = at;
    return true;
}

/// ".inf", "NaN" and the like.
bool is_not_finite(string_view word) {
    if (!word.empty() && word.front() == '.') word.remove_prefix(1);
    const auto same = [](char c, char letter) { return lower(c) == letter; };
    const auto is = [&](string_view name) { return std::equal(word.begin(), word.end(), name.begin(), name.end(), same); };
    return is("inf") || is("infinity") || is("nan");
}

/// The sentence for a text that does not begin like a decimal number, or nothing.
std::string refused_beginning(string_view text) {
    if (text.empty()) return fmt::format("expected {}, but found nothing", example);
    const string_view unsigned_text = text.substr(text.front() == '-' || text.front() == '+' ? 1 : 0);
    const string_view word = unsigned_text.substr(0, unsigned_text.find(' '));
    if (is_not_finite(word)) return fmt::format("{} is not a finite number", in_quotes(text));
    if (text.front() == '+') return fmt::format("{}: leave out the '+'", in_quotes(text));
    if (unsigned_text.starts_with('.')) return fmt::format("{} needs a digit before the point, as in 0.5", in_quotes(text));
    if (unsigned_text.empty() || !is_digit(unsigned_text.front()))
        return fmt::format("expected {}, but found {}", example, in_quotes(text));
    if (unsigned_text.front() != '0' || unsigned_text.size() == 1) return {};
    const char second = unsigned_text[1];
    const bool other_base = second == 'b' || lower(second) == 'x' || lower(second) == 'o'; // "0B" is no bytes
    if (other_base) return fmt::format("{} is not decimal; expected {}", in_quotes(text), example);
    if (!is_digit(second) && second != '_') return {};
    return fmt::format("{} begins with a needless 0, which some programs read as octal; leave it out", in_quotes(text));
}

Numeral read_numeral(string_view text) {
    Numeral result;
    result.error = refused_beginning(text);
    if (!result.error.empty()) return result;
    if (text.front() == '-') result.digits = text[result.length++];
    bool good = take_digits(text, result);
    if (good && result.length < text.size() && text[result.length] == '.') {
        result.digits += text[result.length++];
        good = take_digits(text, result);
    }
    if (!good)
        result.error = fmt::format("{}: '_' and '.' may stand only between two digits", in_quotes(text));
    else if (!take_exponent(text, result))
        result.error = fmt::format("{} needs digits after the 'e', as in 1e21", in_quotes(text));
    return result;
}

/// The sentence for what follows a number and cannot be a unit, or nothing.
std::string refused_rest(string_view text, string_view rest) {
    if (rest.empty()) return {};
    if (rest.front() == ',') return fmt::format("{}: write a thousand as 1_000 and a half as 0.5, without ','", in_quotes(text));
    if (rest.front() == '.' || rest.front() == '_')
        return fmt::format("{}: '_' and '.' may stand only between two digits", in_quotes(text));
    if (!is_digit(rest.front()) || rest.starts_with("1/")) return {};
    return fmt::format("{} holds two numbers; write a thousand as 1_000", in_quotes(text));
}

/// The number in base units, or nothing where a double does not hold all its digits. Rounds once for the decimals, and once each for times
/// and over.
std::optional<double> in_base_units(const Numeral& numeral, const CombinedUnit& unit) {
    const std::string decimal = fmt::format("{}e{}", numeral.digits, numeral.exponent + unit.tens);
    double value = 0;
    if (std::from_chars(decimal.data(), decimal.data() + decimal.size(), value).ec != std::errc{}) return std::nullopt;
    value = value * unit.times / unit.over;
    const bool lost =
        std::abs(value) < std::numeric_limits<double>::min() && numeral.digits.find_first_of("123456789") != std::string::npos;
    if (lost || !std::isfinite(value)) return std::nullopt;
    return value;
}

// ---- dates ------------------------------------------------------------------------------------------------------------

constexpr int first_year = 1900, last_year = 2500;

/// The whole text as a number without sign, or nothing.
std::optional<unsigned> whole_number(string_view text) {
    unsigned value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failure != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

Instant midnight(std::chrono::year_month_day day) { return std::chrono::sys_days{day}; }
std::chrono::year_month_day day_of(Instant at) { return std::chrono::floor<std::chrono::days>(at); }

} // namespace

// ---- time -------------------------------------------------------------------------------------------------------------

Instant new_year(int calendar_year) { return midnight(std::chrono::year{calendar_year} / 1 / 1); }

int calendar_year(Instant at) { return static_cast<int>(day_of(at).year()); }

std::string to_text(Instant at) {
    const auto day = day_of(at);
    const auto [y, m, d] = std::tuple{static_cast<int>(day.year()), static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day())};
    const std::string date = fmt::format("{:04}-{:02}-{:02}", y, m, d);
    const std::int64_t ms = (at - midnight(day)).count();
    if (ms == 0) return date;
    return fmt::format("{}T{:02}:{:02}:{:02}.{:03}Z", date, ms / 3'600'000, ms / 60'000 % 60, ms / 1000 % 60, ms % 1000);
}

ParsedInstant parse_instant(string_view text) {
    const bool has_month = text.size() >= 7, has_day = text.size() == 10;
    const auto y = whole_number(text.substr(0, 4));
    const auto m = has_month ? whole_number(text.substr(5, 2)) : 1;
    const auto d = has_day ? whole_number(text.substr(8, 2)) : 1;
    const bool shaped = (text.size() == 4 || text.size() == 7 || has_day) && (!has_month || text[4] == '-') && (!has_day || text[7] == '-');
    if (!shaped || !y || !m || !d) {
        return {{}, fmt::format("expected a date such as 2017-10-17, 2017-10 or 2017, but found {}", in_quotes(text))};
    }
    if (*y < first_year || *y > last_year) return {{}, fmt::format("{} is not within {} to {}", in_quotes(text), first_year, last_year)};
    const std::chrono::year_month_day day{std::chrono::year{static_cast<int>(*y)}, std::chrono::month{*m}, std::chrono::day{*d}};
    if (!day.ok()) return {{}, fmt::format("{} is not a day of the calendar", in_quotes(text))};
    return {midnight(day), {}};
}

ParsedInstant parse_last_day(string_view text) {
    ParsedInstant parsed = parse_instant(text);
    if (!parsed.ok() || text.size() == 10) return parsed;
    const auto first = day_of(parsed.instant);
    const std::chrono::month month = text.size() == 4 ? std::chrono::December : first.month();
    return {midnight(std::chrono::year_month_day{first.year() / month / std::chrono::last}), {}};
}

// ---- quantities -------------------------------------------------------------------------------------------------------

ParsedQuantity parse_quantity(string_view text) {
    const string_view whole = trimmed(text);
    const Numeral numeral = read_numeral(whole);
    if (!numeral.error.empty()) return {{}, numeral.error};
    const string_view rest = trimmed(whole.substr(numeral.length));
    if (std::string error = refused_rest(whole, rest); !error.empty()) return {{}, std::move(error)};
    CombinedUnit unit = parse_unit(rest);
    if (!unit.error.empty()) return {{}, std::move(unit.error), std::move(unit.meant)};
    const auto value = in_base_units(numeral, unit);
    if (!value) return {{}, fmt::format("{} is out of range; numbers go from 2.3e-308 to 1.7e308 in base units", in_quotes(whole))};
    return {{*value, unit.dimension}, {}};
}

Dimension dimension_of(string_view unit) {
    const CombinedUnit parsed = parse_unit(unit);
    assert(parsed.error.empty());
    return parsed.dimension;
}

double scale_of(string_view unit) {
    const CombinedUnit parsed = parse_unit(unit);
    assert(parsed.error.empty());
    return in_base_units({"1", 0, 1, {}}, parsed).value_or(0);
}

std::string to_text(double value) { return fmt::format("{}", value); }

} // namespace sim
