// Units and their combinations: what "GFLOP/s/USD" is in base units, or what was probably meant by "GFLOPS/$".
#pragma once

#include "sim/quantity.hpp"

#include <string>
#include <string_view>

namespace sim {

/// A unit such as "FLOP/s/USD": times / over x 10^tens base units; or a sentence that says what is wrong with it.
/// Powers of ten are kept apart, so that "16.2 GFLOP" is read exactly like "16.2e9 FLOP".
struct CombinedUnit {
    Dimension dimension;
    double times = 1, over = 1;
    int tens = 0;
    std::string error; ///< empty when the unit was understood
};

/// Reads a unit; "" is a pure number.
[[nodiscard]] CombinedUnit parse_unit(std::string_view text);

/// The unit of a quantity as it is written: "yr" in "2.3 yr"; empty for a pure number, and for what is no quantity.
[[nodiscard]] std::string_view unit_in(std::string_view quantity);

/// Without the blanks at both ends.
[[nodiscard]] std::string_view trimmed(std::string_view text);
/// The text in quotes, cut (between UTF-8 characters) where it would flood a message.
[[nodiscard]] std::string quoted(std::string_view text);

} // namespace sim
