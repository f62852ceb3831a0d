// The operations of expressions: what they make of numbers, and of what those measure.
#pragma once

#include "sim/quantity.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace sim {

enum class Operation : std::uint8_t {
    number,
    term,
    negate,
    add,
    subtract,
    multiply,
    divide,
    power,
    log2,
    log10,
    sqrt,
    least,
    most,
    first, ///< of a comparison
    at_most,
    below,
    at_least,
    above,
    equal,
    both ///< of comparisons
};
[[nodiscard]] constexpr bool is_comparison(Operation op) { return op >= Operation::at_most && op <= Operation::equal; }

/// True where both sides must measure the same.
[[nodiscard]] constexpr bool compares_units(Operation op) {
    return is_comparison(op) || op == Operation::add || op == Operation::subtract || op == Operation::least || op == Operation::most;
}

/// What an operation makes of numbers; of a comparison 1 where it holds, else 0. What takes one number alone takes the first.
[[nodiscard]] double result_of(Operation op, double a, double b);

/// What the result of an operation measures; or a sentence that says how its operands do not fit together.
struct UnitFit {
    Dimension dimension;
    std::string misfit{};
};
/// A power of what has a unit needs to know its exponent.
[[nodiscard]] UnitFit fit_of(Operation op, Dimension a, Dimension b, std::optional<double> exponent);

} // namespace sim
