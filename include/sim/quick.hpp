// Powers and exponentials for the hot path: within 1e-15 of the true value, and the same bits everywhere, since they only add, multiply,
// divide once and look at the bits of a number.
#pragma once

#include <bit>
#include <cassert>
#include <cmath>
#include <cstdint>
#include <numbers>

namespace sim {

/// 2^x by the series of e^(r ln 2) around the nearest whole number. 0 below -1022. REQUIRES: x < 1023.
[[nodiscard]] inline double quick_exp2(double x) {
    assert(x < 1023);
    if (x < -1022) return 0;
    const double whole = std::floor(x + 0.5), r = (x - whole) * std::numbers::ln2;
    double sum = 1;
    for (int n = 13; n >= 1; --n) sum = 1 + sum * r * (1.0 / n);
    const auto power = std::bit_cast<double>(static_cast<std::uint64_t>(static_cast<std::int64_t>(whole) + 1023) << 52U);
    return sum * power;
}
/// e^x. REQUIRES: x < 709.
[[nodiscard]] inline double quick_exp(double x) { return quick_exp2(x * std::numbers::log2e); }

/// log2 x by the series of the inverse hyperbolic tangent around the nearest power of two. REQUIRES: x positive, finite, not denormal.
[[nodiscard]] inline double quick_log2(double x) {
    assert(x >= 2.3e-308 && x < 1.7e308);
    const auto bits = std::bit_cast<std::uint64_t>(x) - std::bit_cast<std::uint64_t>(std::numbers::sqrt2 / 2);
    const auto exponent = static_cast<double>(static_cast<std::int64_t>(bits) >> 52);
    const double m = std::bit_cast<double>(std::bit_cast<std::uint64_t>(x) - (static_cast<std::uint64_t>(static_cast<std::int64_t>(bits) >> 52) << 52U));
    const double s = (m - 1) / (m + 1), q = s * s;
    double sum = 0;
    for (int n = 21; n >= 3; n -= 2) sum = (sum + 1.0 / n) * q;
    return exponent + (2 * std::numbers::log2e) * (s + s * sum);
}
/// base^x. REQUIRES: base positive, finite, not denormal; the result below 2^1023.
[[nodiscard]] inline double quick_power(double base, double x) { return quick_exp2(x * quick_log2(base)); }

}  // namespace sim
