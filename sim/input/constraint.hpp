// A condition on the values of a point of a sweep: comparisons of arithmetic on its paths, such as "a.price * 2 <= b.price and a.every > 18
// mo".
#pragma once

#include "sim/quantity.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

/// One swept value that a condition may name.
struct ConstraintTerm {
    std::string path;
    std::optional<Dimension> dimension; ///< nothing for dates and words, which cannot be computed with
};

struct ParsedConstraint;

/// What points must fulfil, in base units.
///
///     PATH                   a swept value, as the sweep calls it
///     2, 1e21, 3 %, 12 kUSD  numbers, with or without a unit
///     + - * / ( )            what is added and what is compared must measure the same
///     <= < >= > ==           one in each comparison
///     and                    between comparisons
class Constraint {
public:
    [[nodiscard]] static ParsedConstraint parse(std::string_view text, std::span<const ConstraintTerm> terms);
    /// From the values of all terms, in base units. Without any comparison it always holds. A division by 0 breaks it.
    [[nodiscard]] bool holds(std::span<const double> values) const;

private:
    friend class ConstraintReader;
    enum class Op : std::uint8_t { number, term, add, subtract, multiply, divide, at_most, below, at_least, above, equal };
    struct Node {
        Op op = Op::number;
        double number = 0;
        std::uint32_t term = 0;
        std::uint32_t a = 0, b = 0; // nodes before this one
    };
    [[nodiscard]] double evaluate(std::uint32_t node, std::span<const double> values) const;

    std::vector<Node> nodes_;
    std::vector<std::uint32_t> comparisons_; // all must hold
};

/// Either a condition, or a sentence that says what is wrong, and where in the text.
struct ParsedConstraint {
    Constraint constraint;
    std::string error;
    std::size_t at = 0; ///< bytes from the beginning
    [[nodiscard]] bool ok() const { return error.empty(); }
};

} // namespace sim
