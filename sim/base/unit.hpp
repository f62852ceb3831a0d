// A single unit such as "GFLOP": what it measures, and how many base units it is.
#pragma once

#include "sim/quantity.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace sim {

/// whole x 10^tens base units.
struct Unit {
    std::string_view symbol;
    Dimension dimension;
    double whole = 1;
    int tens = 0;
    bool takes_prefix = false;
};
/// With its prefix, if it may have one; nothing where there is no such unit.
[[nodiscard]] std::optional<Unit> find_unit(std::string_view symbol);
/// Those without a prefix.
[[nodiscard]] std::span<const Unit> all_units();
/// The known unit that was probably meant by a word that is none; it may be one with a divisor, "FLOP/s".
[[nodiscard]] std::optional<std::string> unit_meant_by(std::string_view symbol);

} // namespace sim
