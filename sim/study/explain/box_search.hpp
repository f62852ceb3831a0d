// Boxes of few inputs in which something mostly happens: found on one half of the trials, measured on the other.
#pragma once

#include "study/explain/variance_parts.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace sim {

/// One side of a box.
struct BoxLimit {
    std::size_t input = 0; ///< into DrawnInputs::draws
    bool above = false;    ///< the input is at least `at`; else at most
    double at = 0;
};

/// Counts of trials of the half on which the box was not looked for.
struct BoxCounts {
    std::uint64_t trials = 0, hits = 0; ///< all of the half, and those in which it happens
    std::uint64_t inside = 0, hits_inside = 0;
    /// Part of the trials within the box in which it happens, outside of it, and of all in which it happens the part within.
    [[nodiscard]] double density() const { return static_cast<double>(hits_inside) / static_cast<double>(inside); }
    [[nodiscard]] double elsewhere() const { return static_cast<double>(hits - hits_inside) / static_cast<double>(trials - inside); }
    [[nodiscard]] double coverage() const { return static_cast<double>(hits_inside) / static_cast<double>(hits); }
};
struct Box {
    std::vector<BoxLimit> limits; ///< of at most two inputs, in the order in which they were found
    BoxCounts counts;
};

/// PRIM (J. H. Friedman and N. I. Fisher 1999, "Bump hunting in high-dimensional data"): on the trials with even numbers a twentieth at a
/// time is peeled off, from that side of an input at which it helps most for each trial lost; of all boxes on the way that one counts whose
/// density and coverage have the highest harmonic mean. It is peeled by one or two of the six inputs that explain most there of whether it
/// happens. On the trials with odd numbers a limit is dropped that chance explains: where the density with it would be as high without it
/// with more than 5 %, divided by the number of limits (binomial; B. P. Bryant and R. J. Lempert 2010, "Thinking inside the box", quasi-p).
/// Nothing where no limit is left, where it happens in fewer than 5 % or more than 95 % of the trials, or where a half has fewer than 50.
/// REQUIRES: one flag for each trial.
[[nodiscard]] std::optional<Box> find_box(const std::vector<Draws>& draws, std::span<const char> happens);

} // namespace sim
