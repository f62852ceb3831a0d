// Quantities with units, calendar time and typed ids: the words in which every other module speaks.
#pragma once

#include <array>
#include <cassert>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>

namespace sim {

// ---- time ---------------------------------------------------------------------------------------------------------

/// A point in calendar time (UTC), an exact count of milliseconds: ties are real ties and ledgers balance to zero.
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;
/// A stretch of time in whole milliseconds.
using Span = std::chrono::milliseconds;

/// The mean Gregorian-Julian year of 365.25 days that "yr" means in a scenario; a month "mo" is a twelfth of it.
inline constexpr Span year{31'557'600'000};

/// The stretch as a real number of years of 365.25 days.
[[nodiscard]] constexpr double in_years(Span span) { return static_cast<double>(span.count()) / static_cast<double>(year.count()); }
/// The stretch as a real number of seconds.
[[nodiscard]] constexpr double in_seconds(Span span) { return static_cast<double>(span.count()) / 1000.0; }
/// The whole millisecond nearest to a stretch in seconds. More than 100,000 years, or no number at all, is 100,000 years: never, for a
/// story.
[[nodiscard]] inline Span from_seconds(double seconds) {
    constexpr double never = 100'000 * in_seconds(year);
    if (!(seconds < never)) return 100'000 * year;
    if (seconds < -never) return -100'000 * year;
    return Span{static_cast<std::int64_t>(seconds * 1000 + (seconds < 0 ? -0.5 : 0.5))};
}
/// Midnight UTC of the first of January of that year.
[[nodiscard]] Instant new_year(int calendar_year);
/// The calendar year that holds this instant.
[[nodiscard]] int calendar_year(Instant at);
/// ISO 8601: "2017-10-17", with "T12:00:00.250Z" only where the instant is not a midnight.
[[nodiscard]] std::string to_text(Instant at);

// ---- units --------------------------------------------------------------------------------------------------------

/// The base dimensions, each with the unit in which the program computes.
enum class Base : std::uint8_t { second, flop, usd, gpu, person, paper, byte, watt, gram_co2e, item };
inline constexpr std::size_t base_count = 10;

/// The powers of the base units that make up a unit: FLOP/s/USD is flop^1 second^-1 usd^-1.
struct Dimension {
    std::array<std::int8_t, base_count> power{};
    friend bool operator==(const Dimension&, const Dimension&) = default;
};

/// A number in base units (seconds, FLOP, USD, GPUs, persons, papers, bytes, watts, grams of CO2e, items of data), and what it measures.
struct Quantity {
    double value = 0;
    Dimension dimension;
};

/// Either a quantity, or a sentence that says what is wrong with the text.
struct ParsedQuantity {
    Quantity quantity;
    std::string error;   ///< empty when the text was understood
    std::string meant{}; ///< the unit that was probably meant, which the sentence names too; empty where that is not clear
    [[nodiscard]] bool ok() const { return error.empty(); }
};

/// Reads "16.2 GFLOP/s/USD", "2.3 yr", "12 kUSD/yr", "4 %/yr", "1_000", "1e21 FLOP", "0.5 pp".
/// Numbers may use '_' between digits and an exponent; they refuse leading zeros, hexadecimal, infinities and not-a-number.
/// Units: s ms min h d wk mo yr, FLOP, USD, GPU, person, paper, item, B, W, Wh, J, gCO2e, tCO2e, 1; "%" and "pp" are hundredths.
/// SI prefixes k M G T P E Z Y go before FLOP, USD, B, W, Wh, J, gCO2e, tCO2e. Products ("GPU*h") stand before divisors ("/s/USD").
[[nodiscard]] ParsedQuantity parse_quantity(std::string_view text);

/// The dimension of a unit such as "FLOP/s/USD"; "" is a pure number. REQUIRES: a unit that parse_quantity knows.
[[nodiscard]] Dimension dimension_of(std::string_view unit);
/// The same in base units: "FLOP/s/USD", "1/s", "" for a pure number.
[[nodiscard]] std::string unit_text(Dimension dimension);
/// What is said of a value: "in FLOP/s", "a number without a unit".
[[nodiscard]] std::string measure_text(Dimension dimension);
/// How many base units one of this unit is: 31557600 for "yr". REQUIRES: a unit that parse_quantity knows.
[[nodiscard]] double scale_of(std::string_view unit);

/// Either an instant, or a sentence that says what is wrong with the text.
struct ParsedInstant {
    Instant instant;
    std::string error;
    [[nodiscard]] bool ok() const { return error.empty(); }
};
/// Reads "2017" (its first midnight), "2017-10" and "2017-10-17" (their first midnights); years 1900 to 2500.
[[nodiscard]] ParsedInstant parse_instant(std::string_view text);
/// The same for an end: "2017" is its 31 December, "2017-10" its last day.
[[nodiscard]] ParsedInstant parse_last_day(std::string_view text);

/// The shortest text that reads back as the same double ("0.1", "1e+21"), with a point whatever the locale.
[[nodiscard]] std::string to_text(double value);

// ---- ids ----------------------------------------------------------------------------------------------------------

/// A place in one of the scenario's or the world's lists. Ids of different things do not mix.
template <class Thing> struct Id {
    std::uint32_t index = 0;
    friend auto operator<=>(Id, Id) = default;
};

using CountryId = Id<struct CountryThing>;
using KindId = Id<struct KindThing>; ///< kind of lab: academia, industry, ...
using LabId = Id<struct LabThing>;
using TeamId = Id<struct TeamThing>;             ///< of a lab
using GenerationId = Id<struct GenerationThing>; ///< GPU generation
using DomainId = Id<struct DomainThing>;
using PaperId = Id<struct PaperThing>; ///< also the vertex in the paper graph
using ProjectId = Id<struct ProjectThing>;
using StreamId = Id<struct StreamThing>; ///< source of exogenous papers
using PolicyId = Id<struct PolicyThing>;
using AdvanceId = Id<struct AdvanceThing>; ///< know-how on its way from lab to lab

/// A 64-bit name for a word ("CHN", "hardware.utilisation"): FNV-1a over its bytes, the same on every machine.
[[nodiscard]] constexpr std::uint64_t key_of(std::string_view word, std::uint64_t from = 0xcbf29ce484222325ULL) {
    for (const char c : word) from = (from ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    return from;
}

/// The finalising step of splitmix64 (Steele, Lea and Flood 2014): every bit of the input changes half the bits of the output.
[[nodiscard]] constexpr std::uint64_t mix(std::uint64_t x) {
    x = (x ^ x >> 30U) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ x >> 27U) * 0x94d049bb133111ebULL;
    return x ^ x >> 31U;
}

} // namespace sim
