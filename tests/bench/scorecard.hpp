// A line of the scorecard of speed: the goal's number, what was measured, what is asked, what came out, and whether that is enough.
#pragma once

#include <fmt/core.h>

#include <cstdio>
#include <string>
#include <string_view>

namespace sim::bench {

enum class Bound : unsigned char { at_most, at_least };

/// "S1 | hold of 1000 pending: queue / agenda | >= 1.8 | 3.2 (60 / 19 ns) | met"
inline void line(const char* goal, const std::string& what, Bound bound, double limit, double measured, const std::string& more = "") {
    const bool met = bound == Bound::at_most ? measured <= limit : measured >= limit;
    fmt::print("{} | {} | {} {:.4g} | {:.3g}{} | {}\n", goal, what, bound == Bound::at_most ? "<=" : ">=", limit, measured, more,
               met ? "met" : "missed");
    std::fflush(stdout);
}

} // namespace sim::bench
