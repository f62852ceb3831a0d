// What stands in the place of a number that there is none.
#pragma once

#include <limits>

namespace sim {

/// No number: a figure over no values, a spread of one. Compares unequal to everything, itself too; ask with std::isnan.
inline constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

} // namespace sim
