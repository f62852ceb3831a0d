// The table of single units, and what people write for them.
#include "base/unit.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace sim {
namespace {

using std::string_view;

bool same_letters(string_view a, string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

// ---- units ------------------------------------------------------------------------------------------------------------

constexpr double seconds_per_year = in_seconds(year);

constexpr Dimension pure_number{};
constexpr Dimension dimension(Base base, Dimension times = pure_number) {
    ++times.power[static_cast<std::size_t>(base)];
    return times;
}
constexpr Dimension energy = dimension(Base::watt, dimension(Base::second));

constexpr Unit units[] = {
    {"1", pure_number},
    {"s", dimension(Base::second)},
    {"ms", dimension(Base::second), 1, -3},
    {"min", dimension(Base::second), 60},
    {"h", dimension(Base::second), 3600},
    {"d", dimension(Base::second), 86'400},
    {"wk", dimension(Base::second), 604'800},
    {"mo", dimension(Base::second), seconds_per_year / 12},
    {"yr", dimension(Base::second), seconds_per_year},
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
    {"%", pure_number, 1, -2},
    {"pp", pure_number, 1, -2},
};

struct Prefix {
    char symbol;
    int tens;
};
constexpr Prefix prefixes[] = {{'k', 3}, {'M', 6}, {'G', 9}, {'T', 12}, {'P', 15}, {'E', 18}, {'Z', 21}, {'Y', 24}};

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

/// Lower-case m, p, z and y are prefixes of their own elsewhere, smaller by many powers of ten.
bool could_be_small(char written, char prefix) { return written != prefix && string_view("mpzy").find(written) != string_view::npos; }

/// "Mperson": a prefix where none can be; without it the number would be another.
bool has_prefix_too_many(string_view symbol) {
    if (symbol.front() != 'm' && std::ranges::find(prefixes, symbol.front(), &Prefix::symbol) == std::end(prefixes)) return false;
    return std::ranges::any_of(units, [&](const Unit& unit) { return !unit.takes_prefix && unit.symbol == symbol.substr(1); });
}

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

/// The unit that is one letter away; nothing where several are, of which one is larger than another.
std::optional<std::string> only_near_one(string_view symbol, const std::vector<std::string>& symbols) {
    std::optional<std::string> near_one;
    for (const std::string& known : symbols) {
        if (edit_distance(known, symbol) > 1) continue;
        const Unit unit = *find_unit(known), before = *find_unit(near_one.value_or(known));
        if (unit.dimension != before.dimension || unit.whole != before.whole || unit.tens != before.tens) return std::nullopt;
        if (!near_one) near_one = known;
    }
    return near_one;
}

} // namespace

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

std::span<const Unit> all_units() { return units; }

std::optional<std::string> unit_meant_by(string_view symbol) {
    if (symbol.empty() || symbol.size() > 20) return std::nullopt;
    if (auto known = habit(symbol)) return known;
    if (has_prefix_too_many(symbol)) return std::nullopt;
    const std::vector<std::string> symbols = all_symbols();
    for (const std::string& known : symbols) {
        const bool prefixed = known != "ms" && known.size() > 1 && find_unit(string_view(known).substr(1));
        if (same_letters(known, symbol) && !(prefixed && could_be_small(symbol.front(), known.front()))) return known;
    }
    for (const Prefix& prefix : prefixes) {
        if (lower(symbol.front()) != lower(prefix.symbol) || could_be_small(symbol.front(), prefix.symbol)) continue;
        const std::string meant = prefix.symbol + habit(symbol.substr(1)).value_or("");
        if (find_unit(string_view(meant).substr(0, meant.find('/')))) return meant;
    }
    return symbol.size() > 2 ? only_near_one(symbol, symbols) : std::nullopt;
}

} // namespace sim
