// Powers and exponentials for the hot path: within 1e-15 of the true value, and the same bits everywhere, since they only add, multiply,
// divide once and look at the bits of a number.
#pragma once

#include <bit>
#include <cassert>
#include <cstdint>
#include <limits>
#include <numbers>

namespace sim {

/// The largest whole number up to x. REQUIRES: |x| < 2^63. Unlike std::floor not a call on machines without an instruction for it.
[[nodiscard]] inline std::int64_t whole_part(double x) {
    const auto towards_zero = static_cast<std::int64_t>(x);
    return towards_zero - (static_cast<double>(towards_zero) > x ? 1 : 0);
}

/// 2^x by the series of e^(r ln 2) around the nearest whole number, in Estrin's order: short chains of multiplications.
/// 0 below -1022, infinite from 1023 on.
[[nodiscard]] inline double quick_exp2(double x) {
    if (!(x < 1023)) return std::numeric_limits<double>::infinity();
    if (x < -1022) return 0;
    const std::int64_t whole = whole_part(x + 0.5);
    const double r = (x - static_cast<double>(whole)) * std::numbers::ln2, r2 = r * r, r4 = r2 * r2, r8 = r4 * r4;
    const double c0 = (1 + r) + (1.0 / 2 + r * (1.0 / 6)) * r2;
    const double c4 = (1.0 / 24 + r * (1.0 / 120)) + (1.0 / 720 + r * (1.0 / 5040)) * r2;
    const double c8 = (1.0 / 40320 + r * (1.0 / 362880)) + (1.0 / 3628800 + r * (1.0 / 39916800)) * r2;
    const double c12 = 1.0 / 479001600 + r * (1.0 / 6227020800);
    const auto power = std::bit_cast<double>(static_cast<std::uint64_t>(whole + 1023) << 52U);
    return ((c0 + c4 * r4) + (c8 + c12 * r4) * r8) * power;
}
/// e^x; infinite from 709.1 on.
[[nodiscard]] inline double quick_exp(double x) { return quick_exp2(x * std::numbers::log2e); }

/// log2 x by the series of the inverse hyperbolic tangent around the nearest power of two. REQUIRES: x positive, finite, not denormal.
[[nodiscard]] inline double quick_log2(double x) {
    assert(x >= 2.3e-308 && x < 1.7e308);
    const auto bits = std::bit_cast<std::uint64_t>(x) - std::bit_cast<std::uint64_t>(std::numbers::sqrt2 / 2);
    const auto exponent = static_cast<double>(static_cast<std::int64_t>(bits) >> 52);
    const double m =
        std::bit_cast<double>(std::bit_cast<std::uint64_t>(x) - (static_cast<std::uint64_t>(static_cast<std::int64_t>(bits) >> 52) << 52U));
    const double s = (m - 1) / (m + 1), q = s * s;
    double sum = 0;
    for (int n = 21; n >= 3; n -= 2) sum = (sum + 1.0 / n) * q;
    return exponent + (2 * std::numbers::log2e) * (s + s * sum);
}
/// base^x. REQUIRES: base positive, finite, not denormal.
[[nodiscard]] inline double quick_power(double base, double x) { return quick_exp2(x * quick_log2(base)); }

} // namespace sim
