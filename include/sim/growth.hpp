// How a quantity grows in calendar time, as a scenario says it: anchors or a table, growth regimes, a logistic ceiling, a cap.
#pragma once

#include "sim/distribution.hpp"
#include "sim/quantity.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace sim {

/// A number of a scenario, in base units; where the scenario gives a law instead, the value is drawn once per replicate.
struct Number {
    double value = 0;                         ///< the constant, or this replicate's draw (before the draw: the median)
    std::optional<Distribution> law{};        ///< set when the number is uncertain
    operator double() const { return value; } // NOLINT: a Number stands for its value
};

/// From this date on, until the next regime's date, growth at a constant rate.
struct Regime {
    std::optional<Instant> from; ///< absent only in a first regime: from the beginning of time
    enum class Rate { growth_per_year, doubling_time, doublings_per_year } means = Rate::growth_per_year;
    Number rate; ///< growth_per_year: 0.04 is 4 %/yr, compounded; doubling_time: seconds; doublings_per_year: as it says
};

/// A known value at a date.
struct Anchor {
    Instant at;
    Number value;
};

/// A straight line through the logarithms of known values, by ordinary least squares: growth at a constant rate.
struct Fit {
    std::size_t points = 0;
    Instant middle;         ///< mean date of the points
    double level = 0;       ///< value of the line there
    double level_error = 0; ///< standard error of its natural logarithm
    double doublings_per_year = 0;
    double slope_error = 0; ///< standard error of doublings_per_year
    double r2 = 0;          ///< part of the variance of the logarithms that the line explains
    /// Years in which the value doubles; negative where it halves.
    [[nodiscard]] double doubling_years() const { return 1 / doublings_per_year; }
};

/// What a scenario says about growth. Without anchors and growth it is the constant `level`; without anchors, the level is the value
/// at the first regime's date (and stays constant where no regime has a date).
///
/// One anchor with regimes: the value at the anchor, carried forward and backward by the regimes, constant before the first one's date.
/// Several anchors (a table): log-linear between neighbours (linear where one of the two is not positive), constant before the first,
/// carried on by the regimes after the last.
/// A ceiling K turns growth at rate r into dx/dt = r x (1 - x/K) from the last anchor on; where that anchor is at or above K, the value
/// stays what it is there. A cap cuts the result.
struct Growth {
    Number level{};
    std::vector<Anchor> anchors{};   ///< ascending in time
    std::vector<Regime> regimes{};   ///< ascending in time
    std::optional<Number> ceiling{}; ///< K > every anchor's value
    std::optional<Number> cap{};
    std::optional<Fit> fit{}; ///< where anchor and regime were fitted to points
};

} // namespace sim
