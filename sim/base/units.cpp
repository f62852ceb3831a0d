#include "base/units.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <vector>

namespace sim {
namespace {

using std::string_view;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool same_letters(string_view a, string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

// ---- units ------------------------------------------------------------------------------------------------------------

constexpr Dimension nothing{};
constexpr Dimension dimension(Base base, Dimension times = nothing) {
    ++times.power[static_cast<std::size_t>(base)];
    return times;
}
constexpr Dimension energy = dimension(Base::watt, dimension(Base::second));

/// A single unit: whole x 10^tens base units.
struct Unit {
    string_view symbol;
    Dimension dimension;
    double whole = 1;
    int tens = 0;
    bool takes_prefix = false;
};

constexpr Unit units[] = {
    {"1", nothing},
    {"s", dimension(Base::second)},
    {"ms", dimension(Base::second), 1, -3},
    {"min", dimension(Base::second), 60},
    {"h", dimension(Base::second), 3600},
    {"d", dimension(Base::second), 86'400},
    {"wk", dimension(Base::second), 604'800},
    {"mo", dimension(Base::second), 2'629'800},
    {"yr", dimension(Base::second), 31'557'600},
    {"FLOP", dimension(Base::flop), 1, 0, true},
    {"USD", dimension(Base::usd), 1, 0, true},
    {"GPU", dimension(Base::gpu)},
    {"GPUs", dimension(Base::gpu)},
    {"person", dimension(Base::person)},
    {"persons", dimension(Base::person)},
    {"paper", dimension(Base::paper)},
    {"papers", dimension(Base::paper)},
    {"item", dimension(Base::item)},
    {"items", dimension(Base::item)},
    {"B", dimension(Base::byte), 1, 0, true},
    {"W", dimension(Base::watt), 1, 0, true},
    {"Wh", energy, 3600, 0, true},
    {"J", energy, 1, 0, true},
    {"gCO2e", dimension(Base::gram_co2e), 1, 0, true},
    {"tCO2e", dimension(Base::gram_co2e), 1, 6, true},
    {"%", nothing, 1, -2},
    {"pp", nothing, 1, -2},
};

struct Prefix {
    char symbol;
    int tens;
};
constexpr Prefix prefixes[] = {{'k', 3}, {'M', 6}, {'G', 9}, {'T', 12}, {'P', 15}, {'E', 18}, {'Z', 21}, {'Y', 24}};

std::optional<Unit> find_unit(string_view symbol) {
    for (const Unit& unit : units) {
        if (unit.symbol == symbol) return unit;
    }
    for (const Prefix& prefix : prefixes) {
        if (symbol.empty() || symbol.front() != prefix.symbol) continue;
        for (const Unit& unit : units) {
            if (!unit.takes_prefix || unit.symbol != symbol.substr(1)) continue;
            return Unit{symbol, unit.dimension, unit.whole, unit.tens + prefix.tens, true};
        }
    }
    return std::nullopt;
}

// ---- did you mean? ----------------------------------------------------------------------------------------------------

struct Habit {
    string_view written;
    string_view meant;
};
/// What people write for our units; the first that matches, in this case or else in any, is what they meant.
constexpr Habit habits[] = {
    {"y", "yr"},
    {"yrs", "yr"},
    {"year", "yr"},
    {"years", "yr"},
    {"a", "yr"},
    {"m", "mo"},
    {"month", "mo"},
    {"months", "mo"},
    {"w", "wk"},
    {"week", "wk"},
    {"weeks", "wk"},
    {"day", "d"},
    {"days", "d"},
    {"hr", "h"},
    {"hrs", "h"},
    {"hour", "h"},
    {"hours", "h"},
    {"mins", "min"},
    {"minute", "min"},
    {"minutes", "min"},
    {"sec", "s"},
    {"secs", "s"},
    {"second", "s"},
    {"seconds", "s"},
    {"FLOPS", "FLOP/s"},
    {"FLOPs", "FLOP"},
    {"FLOPps", "FLOP/s"},
    {"OP", "FLOP"},
    {"OPS", "FLOP/s"},
    {"$", "USD"},
    {"US$", "USD"},
    {"dollar", "USD"},
    {"dollars", "USD"},
    {"byte", "B"},
    {"bytes", "B"},
    {"watt", "W"},
    {"watts", "W"},
    {"joule", "J"},
    {"joules", "J"},
    {"g", "gCO2e"},
    {"kg", "kgCO2e"},
    {"t", "tCO2e"},
    {"CO2", "gCO2e"},
    {"CO2e", "gCO2e"},
    {"gCO2", "gCO2e"},
    {"kgCO2", "kgCO2e"},
    {"tCO2", "tCO2e"},
    {"people", "person"},
    {"researcher", "person"},
    {"researchers", "person"},
    {"GPUh", "GPU*h"},
    {"GPU-h", "GPU*h"},
    {"GPU-hour", "GPU*h"},
    {"GPU-hours", "GPU*h"},
    {"percent", "%"},
    {"pct", "%"},
    {"frame", "item"},
    {"frames", "item"},
    {"token", "item"},
    {"tokens", "item"},
    {"image", "item"},
    {"images", "item"},
};

/// Every symbol that find_unit knows; those without a prefix first.
std::vector<std::string> all_symbols() {
    std::vector<std::string> result;
    for (const Unit& unit : units) result.emplace_back(unit.symbol);
    for (const Unit& unit : units) {
        if (!unit.takes_prefix) continue;
        for (const Prefix& prefix : prefixes) result.push_back(prefix.symbol + std::string(unit.symbol));
    }
    return result;
}

std::optional<std::string> habit(string_view written) {
    for (const Habit& known : habits) {
        if (known.written == written) return std::string(known.meant);
    }
    for (const Habit& known : habits) {
        if (written.size() > 1 && same_letters(known.written, written)) return std::string(known.meant); // an "M" is no month
    }
    return std::nullopt;
}

/// True where one letter added, left out, changed or swapped with its neighbour makes one word of the other.
bool one_slip_apart(string_view a, string_view b) {
    if (a.size() > b.size()) std::swap(a, b);
    if (b.size() - a.size() > 1) return false;
    const auto same = static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin()).first - a.begin());
    const string_view rest_a = a.substr(same), rest_b = b.substr(same);
    if (a.size() < b.size()) return rest_a == rest_b.substr(1);
    if (rest_a.empty() || rest_a.substr(1) == rest_b.substr(1)) return true;
    return rest_a.size() > 1 && rest_a[0] == rest_b[1] && rest_a[1] == rest_b[0] && rest_a.substr(2) == rest_b.substr(2);
}

/// The known unit that was probably meant.
std::optional<std::string> meant_by(string_view symbol) {
    if (symbol.empty() || symbol.size() > 20) return std::nullopt;
    if (auto known = habit(symbol)) return known;
    const std::vector<std::string> symbols = all_symbols();
    for (const std::string& known : symbols) {
        if (same_letters(known, symbol)) return known;
    }
    for (const Prefix& prefix : prefixes) {
        if (lower(symbol.front()) != lower(prefix.symbol)) continue;
        const std::string meant = prefix.symbol + habit(symbol.substr(1)).value_or("");
        if (find_unit(string_view(meant).substr(0, meant.find('/')))) return meant;
    }
    for (const std::string& known : symbols) {
        if (symbol.size() > 2 && one_slip_apart(known, symbol)) return known;
    }
    return std::nullopt;
}

// ---- combined units ---------------------------------------------------------------------------------------------------

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
    for (std::size_t i = 0; i < base_count; ++i) {
        into.dimension.power[i] = static_cast<std::int8_t>(into.dimension.power[i] + sign * unit.dimension.power[i]);
    }
    (divides ? into.over : into.times) *= unit.whole;
    into.tens += sign * unit.tens;
}

std::string all_units() {
    std::string list;
    for (const Unit& unit : units) {
        if (unit.symbol != "1") list += fmt::format("{}{}", list.empty() ? "" : ", ", unit.symbol);
    }
    return list;
}

/// The sentence for a unit with a factor that is not known, with the whole unit put right where that can be guessed.
std::string unknown_unit(string_view text, const std::vector<Factor>& factors) {
    std::string corrected;
    string_view wrong;
    bool guessed = true;
    for (const Factor& factor : factors) {
        std::string word(factor.text);
        if (!find_unit(factor.text)) {
            if (wrong.empty()) wrong = factor.text;
            const auto meant = meant_by(factor.text);
            guessed = guessed && meant && !(factor.divides && meant->find('/') != std::string::npos);
            word = meant.value_or("");
            if (factor.divides) std::replace(word.begin(), word.end(), '*', '/');
        }
        corrected += fmt::format("{}{}", factor.divides ? "/" : corrected.empty() ? "" : "*", word);
    }
    if (guessed) return fmt::format("{} is not a unit; did you mean '{}'?", quoted(text), corrected);
    const std::string where = factors.size() == 1 ? "" : fmt::format(" in {}", quoted(text));
    return fmt::format("{}{} is not a unit; known are {}, and k M G T P E Z Y before FLOP, USD, B, W, Wh, J, gCO2e and tCO2e",
                       quoted(wrong), where, all_units());
}

} // namespace

string_view trimmed(string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

string_view unit_in(string_view quantity) {
    if (!parse_quantity(quantity).ok()) return {};
    for (std::size_t end = quantity.size(); end > 0; --end) {
        const bool digit = quantity[end - 1] >= '0' && quantity[end - 1] <= '9';
        if (digit && parse_quantity(quantity.substr(0, end)).ok()) return trimmed(quantity.substr(end));
    }
    return {};
}

std::string quoted(string_view text) {
    std::size_t end = std::min<std::size_t>(text.size(), 60);
    while (end < text.size() && end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    return fmt::format("'{}{}'", text.substr(0, end), end < text.size() ? "..." : "");
}

CombinedUnit parse_unit(string_view text) {
    CombinedUnit result;
    if (text.empty()) return result;
    const std::vector<Factor> factors = factors_of(text);
    bool known = true, divided = false;
    for (const Factor& factor : factors) {
        if (factor.text.empty())
            result.error = fmt::format("{} lacks a unit before or after '/' or '*'", quoted(text));
        else if (factors.size() > most_factors)
            result.error = fmt::format("{} has more than {} factors", quoted(text), most_factors);
        else if (divided && !factor.divides) {
            result.error = fmt::format("{} is ambiguous; write products first and '/' before each unit that divides", quoted(text));
        }
        if (!result.error.empty()) return result;
        divided = factor.divides;
        if (const auto unit = find_unit(factor.text))
            multiply(result, *unit, factor.divides);
        else
            known = false;
    }
    if (!known) result.error = unknown_unit(text, factors);
    return result;
}

std::string unit_text(Dimension dimension) {
    constexpr string_view names[base_count] = {"s", "FLOP", "USD", "GPU", "person", "paper", "B", "W", "gCO2e", "item"};
    std::string above, below;
    for (std::size_t i = 0; i < base_count; ++i) {
        for (int n = 0; n < dimension.power[i]; ++n) above += fmt::format("{}{}", above.empty() ? "" : "*", names[i]);
        for (int n = 0; n > dimension.power[i]; --n) below += fmt::format("/{}", names[i]);
    }
    return above.empty() && !below.empty() ? "1" + below : above + below;
}

} // namespace sim
