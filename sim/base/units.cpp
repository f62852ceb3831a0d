// Units put together: products, quotients, and the numbers before them.
#include "base/units.hpp"

#include "base/extended.hpp"
#include "base/text.hpp"
#include "base/unit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

namespace sim {
namespace {

using std::string_view;

struct Factor {
    string_view text;
    bool divides;
};

constexpr string_view middle_dot = "\xc2\xb7";
constexpr std::size_t most_factors = 8; // far from overflowing a Dimension

/// "GPU*h/paper" as GPU, h and dividing paper. A leading '/' divides nothing.
std::vector<Factor> factors_of(string_view text) {
    std::vector<Factor> result;
    bool divides = !text.empty() && text.front() == '/';
    if (divides) text.remove_prefix(1);
    while (true) {
        const std::size_t end = std::min({text.find('/'), text.find('*'), text.find(middle_dot)});
        result.push_back({trimmed(text.substr(0, end)), divides});
        if (end == string_view::npos) return result;
        divides = text[end] == '/';
        text.remove_prefix(end + (text[end] == middle_dot.front() ? middle_dot.size() : 1));
    }
}

void multiply(CombinedUnit& into, const Unit& unit, bool divides) {
    const int sign = divides ? -1 : 1;
    into.dimension = product_of(into.dimension, unit.dimension, sign);
    (divides ? into.over : into.times) *= unit.whole;
    into.tens += sign * unit.tens;
}

std::string list_of_units() {
    std::string list;
    for (const Unit& unit : all_units()) {
        if (unit.symbol != "1") list += fmt::format("{}{}", list.empty() ? "" : ", ", unit.symbol);
    }
    return list;
}

/// The sentence for a unit with a factor that is not known, with the whole unit put right where that can be guessed.
std::string unknown_unit(string_view text, const std::vector<Factor>& factors, std::string& corrected) {
    string_view wrong;
    bool guessed = true;
    for (const Factor& factor : factors) {
        std::string word(factor.text);
        if (!find_unit(factor.text)) {
            if (wrong.empty()) wrong = factor.text;
            const auto meant = unit_meant_by(factor.text);
            guessed = guessed && meant && !(factor.divides && meant->find('/') != std::string::npos);
            word = meant.value_or("");
            if (factor.divides) std::replace(word.begin(), word.end(), '*', '/');
        }
        corrected += fmt::format("{}{}", factor.divides ? "/" : corrected.empty() ? "" : "*", word);
    }
    if (guessed) return fmt::format("{} is not a unit; did you mean '{}'?", in_quotes(text), corrected);
    corrected.clear();
    const std::string where = factors.size() == 1 ? "" : fmt::format(" in {}", in_quotes(text));
    return fmt::format("{}{} is not a unit; known are {}, and k M G T P E Z Y before FLOP, USD, B, W, Wh, J, gCO2e and tCO2e",
                       in_quotes(wrong), where, list_of_units());
}

using Order = std::array<std::size_t, base_count>;

/// Factors in this order, then divisors, time first.
std::string text_with(Dimension dimension, const Order& order, string_view time) {
    const std::array<string_view, base_count> names{time, "FLOP", "USD", "GPU", "person", "paper", "B", "W", "gCO2e", "item"};
    std::string above, below;
    for (const std::size_t i : order)
        for (int n = 0; n < dimension.power[i]; ++n) above += fmt::format("{}{}", above.empty() ? "" : "*", names[i]);
    for (std::size_t i = 0; i < base_count; ++i)
        for (int n = 0; n > dimension.power[i]; --n) below += fmt::format("/{}", names[i]);
    return above.empty() && !below.empty() ? "1" + below : above + below;
}

/// The unit of time that people write there: "GPU*h", "W*h", "USD/yr", but "FLOP/s" and "s".
string_view time_beside(Dimension dimension) {
    constexpr std::size_t time = 0, flop = 1, usd = 2, gpu = 3, person = 4, paper = 5, watt = 7, item = 9;
    const auto has = [&](std::size_t what) { return dimension.power[what] != 0; };
    if (has(flop)) return "s";
    if (has(watt)) return "h";
    if (dimension.power[time] > 0) return has(gpu) ? "h" : "s";
    return has(usd) || has(person) || has(paper) || has(item) ? "yr" : "s";
}

} // namespace

std::size_t end_of_digits(string_view text) {
    std::size_t at = text.starts_with('-') ? 1 : 0;
    while (at < text.size() && (is_digit(text[at]) || text[at] == '.' || text[at] == '_')) ++at;
    if (at == text.size() || lower(text[at]) != 'e') return at;
    std::size_t end = at + 1;
    if (end < text.size() && (text[end] == '+' || text[end] == '-')) ++end;
    if (end == text.size() || !is_digit(text[end])) return at; // the unit of "5 EB" may stand closer
    while (end < text.size() && is_digit(text[end])) ++end;
    return end;
}

WrittenQuantity taken_apart(string_view quantity) {
    const string_view whole = trimmed(quantity);
    const std::size_t end = end_of_digits(whole);
    return {whole.substr(0, end), trimmed(whole.substr(end))};
}

double half_of_last_digit(string_view digits) {
    const std::size_t exponent = std::min(digits.find_first_of("eE"), digits.size()), point = std::min(digits.find('.'), exponent);
    const double tens = exponent < digits.size() ? parse_quantity(fmt::format("1{}", digits.substr(exponent))).quantity.value : 1;
    const auto after_point = point < exponent ? digits.substr(point + 1, exponent - point - 1) : string_view{};
    const auto decimals = static_cast<double>(std::ranges::count_if(after_point, is_digit));
    return 0.5 * power_of(10, -decimals) * tens;
}

string_view unit_in(string_view quantity) { return parse_quantity(quantity).ok() ? taken_apart(quantity).unit : string_view{}; }

double without_last_bits(double number) {
    constexpr double decimals = 1e6, largest = 1e9, last_bits = 4e-16;
    if (!(std::abs(number) < largest)) return number;
    const double plain = std::round(number * decimals) / decimals;
    return std::abs(plain - number) <= last_bits * std::abs(number) ? plain : number;
}

Dimension product_of(Dimension a, Dimension b, int sign) {
    for (std::size_t i = 0; i < base_count; ++i) a.power[i] = static_cast<std::int8_t>(a.power[i] + sign * b.power[i]);
    return a;
}

std::optional<Dimension> raised(Dimension base, double exponent) {
    for (std::int8_t& power : base.power) {
        const double product = power * exponent;
        if (product != std::round(product) || std::abs(product) > std::numeric_limits<std::int8_t>::max()) return std::nullopt;
        power = static_cast<std::int8_t>(product);
    }
    return base;
}

CombinedUnit parse_unit(string_view text) {
    CombinedUnit result;
    if (text.empty()) return result;
    const std::vector<Factor> factors = factors_of(text);
    bool known = true, divided = false;
    for (const Factor& factor : factors) {
        if (factor.text.empty())
            result.error = fmt::format("{} lacks a unit before or after '/' or '*'", in_quotes(text));
        else if (factors.size() > most_factors)
            result.error = fmt::format("{} has more than {} factors", in_quotes(text), most_factors);
        else if (divided && !factor.divides) {
            result.error = fmt::format("{} is ambiguous; write products first and '/' before each unit that divides", in_quotes(text));
        }
        if (!result.error.empty()) return result;
        divided = factor.divides;
        if (const auto unit = find_unit(factor.text))
            multiply(result, *unit, factor.divides);
        else
            known = false;
    }
    if (!known) result.error = unknown_unit(text, factors, result.meant);
    return result;
}

std::string unit_text(Dimension dimension) { return text_with(dimension, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, "s"); }

std::string measure_text(Dimension dimension) {
    const std::string text = text_with(dimension, {1, 2, 3, 4, 5, 6, 7, 8, 9, 0}, time_beside(dimension));
    return text.empty() ? "a number without a unit" : fmt::format("in {}", text);
}

} // namespace sim
