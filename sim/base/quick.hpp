// Powers and exponentials for the hot path: within 1e-15 of the true value, and the same bits everywhere, since they only add, multiply,
// divide once and look at the bits of a number.
#pragma once

#include "base/extended.hpp"

#include <array>
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

namespace detail {
/// The bits of 2^(i / steps), rounded.
inline constexpr std::array<std::uint64_t, steps> power_bits = [] {
    std::array<std::uint64_t, steps> bits{};
    for (std::size_t i = 0; i < bits.size(); ++i) bits[i] = std::bit_cast<std::uint64_t>(powers[i].high);
    return bits;
}();
} // namespace detail

/// 2^x from a table, by the series of e^(r ln 2) around the nearest 64th: half the instructions of one around the nearest whole number.
/// 0 below -1022, infinite from 1023 on.
[[nodiscard]] inline double quick_exp2(double x) {
    if (!(x < 1023)) return std::numeric_limits<double>::infinity();
    if (x < -1022) return 0;
    constexpr double whole_in_last_bits = 0x1.8p52; // a number of steps added to it is rounded, and stands in its lowest bits
    const double sum = x * detail::steps + whole_in_last_bits;
    const std::int64_t step = std::bit_cast<std::int64_t>(sum) - std::bit_cast<std::int64_t>(whole_in_last_bits);
    const double r = (x - (sum - whole_in_last_bits) * (1.0 / detail::steps)) * std::numbers::ln2, r2 = r * r; // |r| < 0.0055
    const double growth = r + r2 * ((1.0 / 2 + r * (1.0 / 6)) + r2 * (1.0 / 24 + r * (1.0 / 120)));
    const std::uint64_t entry = detail::power_bits[static_cast<std::size_t>(step & (detail::steps - 1))];
    const auto power = std::bit_cast<double>(entry + (static_cast<std::uint64_t>(step >> 6) << 52U));
    return power + power * growth;
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
