// A condition on the values of a point of a sweep, such as "a.price * 2 <= b.price and a.every > 18 mo".
#pragma once

#include "base/expression.hpp"
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

/// What points must fulfil, in base units: an expression (see base/expression.hpp).
///
///     PATH                   a swept value, as the sweep calls it
///     2, 3 %, 12 kUSD/yr     numbers, with or without a unit
///     + - * / ( )            what is added and what is compared must measure the same
///     <= < >= > ==           one in each comparison
///     and                    between comparisons
class Constraint {
public:
    [[nodiscard]] static ParsedConstraint parse(std::string_view text, std::span<const ConstraintTerm> terms);
    /// From the values of all terms, in base units. Without any comparison it always holds. A division by 0 breaks it.
    [[nodiscard]] bool holds(std::span<const double> values) const;

private:
    [[nodiscard]] double evaluate(std::uint32_t node, std::span<const double> values) const;

    Expression expression_;
};

/// Either a condition, or a sentence that says what is wrong, and where in the text.
struct ParsedConstraint {
    Constraint constraint;
    std::string error;
    std::size_t at = 0; ///< bytes from the beginning
    [[nodiscard]] bool ok() const { return error.empty(); }
};

} // namespace sim
