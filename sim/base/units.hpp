// Units and their combinations: what "GFLOP/s/USD" is in base units, or what was probably meant by "GFLOPS/$".
#pragma once

#include "sim/quantity.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace sim {

/// A unit such as "FLOP/s/USD": times / over x 10^tens base units; or a sentence that says what is wrong with it.
/// Powers of ten are kept apart, so that "16.2 GFLOP" is read exactly like "16.2e9 FLOP".
struct CombinedUnit {
    Dimension dimension;
    double times = 1, over = 1;
    int tens = 0;
    std::string error;   ///< empty when the unit was understood
    std::string meant{}; ///< what was probably meant, where it was not
};

/// Reads a unit; "" is a pure number.
[[nodiscard]] CombinedUnit parse_unit(std::string_view text);

/// A quantity as it is written, in two parts: "98 %" is "98" and "%".
struct WrittenQuantity {
    std::string_view digits; ///< with sign, point and power of ten
    std::string_view unit;   ///< empty for a pure number
};
/// Takes a quantity apart. REQUIRES: a text that parse_quantity understands; of others the parts are where they would be.
[[nodiscard]] WrittenQuantity taken_apart(std::string_view quantity);
/// Bytes that the digits of a number take at the beginning of a text, with its sign, point and power of ten.
[[nodiscard]] std::size_t end_of_digits(std::string_view text);
/// Half a unit of the last digit: 0.5 for "98", 0.05e18 for "1.1e18". REQUIRES: the digits of a quantity.
[[nodiscard]] double half_of_last_digit(std::string_view digits);
/// The unit of a quantity as it is written: "yr" in "2.3 yr"; empty for a pure number, and for what is no quantity.
[[nodiscard]] std::string_view unit_in(std::string_view quantity);

/// The number with at most six decimals that this one is but for its last bits, as after a change of units; else the number itself.
[[nodiscard]] double without_last_bits(double number);

/// What a product measures; with a sign of -1 what a quotient does.
[[nodiscard]] Dimension product_of(Dimension a, Dimension b, int sign = 1);
/// What a power measures; nothing where that is no whole power of a base unit.
[[nodiscard]] std::optional<Dimension> raised(Dimension base, double exponent);

} // namespace sim
