// What must hold in every trial: a comparison of two figures, such as "research_share[country:*] == 1".
#pragma once

#include "input/figure.hpp"

#include <string>
#include <string_view>

namespace sim {

/// When an expectation fails in a trial; or a sentence that says what is wrong with it.
struct ParsedExpectation {
    Figure broken; ///< the first date at which it does not hold, as a year with its part; not-a-number: there is none
    Figure known;  ///< the first date at which both sides have a value; not-a-number: at none, so that nothing is known to hold
    std::string error;
    std::size_t at = 0; ///< where in the text, in bytes from the beginning
    [[nodiscard]] bool ok() const { return error.empty(); }
};

/// FIGURE op FIGURE with one of ==, <=, >=, < and >, at every sample date, or where all metrics name their date, at those. At dates at
/// which a figure is not measured nothing is expected; where it is so at all of them, the expectation does not hold. ==, <= and >= allow
/// for rounding: a relative error of 1e-9.
[[nodiscard]] ParsedExpectation parse_expectation(std::string_view text, const Layout& layout);

} // namespace sim
