// Fifty decimal digits, and how far a double is from them: the yardstick for what promises its last bit.
#pragma once

#include <boost/multiprecision/cpp_bin_float.hpp>

#include <cmath>
#include <limits>

namespace sim::test {

using Exact = boost::multiprecision::cpp_bin_float_50;

/// The distance in units in the last place of the exact value (of the least one there is, at 0).
inline double ulps(double found, const Exact& exact) {
    const double nearest = std::abs(exact.convert_to<double>());
    const double next = std::nextafter(nearest, std::numeric_limits<double>::infinity());
    const double unit = std::max(next - nearest, std::numeric_limits<double>::denorm_min());
    return Exact(abs(Exact(found) - exact) / Exact(unit)).convert_to<double>();
}

} // namespace sim::test
