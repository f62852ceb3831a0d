// Numbers of twice double's precision, with powers and logarithms that are the same bits on every IEEE 754 machine.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cfloat>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numbers>

namespace sim {

// The C library's exp, log and pow differ in their last bit between processors with and without fused multiply-add, and long double
// differs between architectures. Everything here is made of double's +, -, x and /, which do not.
// Needs round-to-nearest, no fast-math, no contraction (-ffp-contract=off).
static_assert(FLT_EVAL_METHOD == 0, "intermediate results must be doubles: build for SSE2, not for the x87");

/// The unevaluated sum high + low, |low| at most half a unit in the last place of high: about 106 bits.
struct Extended {
    double high = 0;
    double low = 0;
};

/// a + b without error. REQUIRES: |a| >= |b| or a = 0.
/// Source of the sums and the product: T. J. Dekker, "A floating-point technique for extending the available precision", 1971.
[[nodiscard]] constexpr Extended ordered_sum(double a, double b) {
    const double sum = a + b;
    return {sum, b - (sum - a)};
}

/// a + b without error (D. E. Knuth, The Art of Computer Programming, volume 2, section 4.2.2).
[[nodiscard]] constexpr Extended exact_sum(double a, double b) {
    const double sum = a + b;
    const double part = sum - a;
    return {sum, (a - (sum - part)) + (b - part)};
}

/// a x b without error. REQUIRES: |a|, |b| < 2^990, and a product of 0 or above 2^-960.
[[nodiscard]] constexpr Extended exact_product(double a, double b) {
    constexpr double split = 0x1p27 + 1;
    const double a_high = a * split - (a * split - a), a_low = a - a_high;
    const double b_high = b * split - (b * split - b), b_low = b - b_high;
    const double product = a * b;
    return {product, ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low};
}

[[nodiscard]] constexpr Extended operator+(Extended a, Extended b) {
    const Extended high = exact_sum(a.high, b.high);
    return ordered_sum(high.high, high.low + (a.low + b.low));
}
[[nodiscard]] constexpr Extended operator-(Extended a, Extended b) { return a + Extended{-b.high, -b.low}; }
[[nodiscard]] constexpr Extended operator*(Extended a, Extended b) {
    const Extended high = exact_product(a.high, b.high);
    return ordered_sum(high.high, high.low + (a.high * b.low + a.low * b.high));
}
[[nodiscard]] constexpr Extended operator/(Extended a, Extended b) {
    const double first = a.high / b.high;
    const Extended rest = a - b * Extended{first, 0};
    return ordered_sum(first, rest.high / b.high);
}

/// The natural logarithm of 2 (OEIS A002162), and its inverse.
inline constexpr Extended ln_2{0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56};
inline constexpr Extended log2_e = Extended{1, 0} / ln_2;
/// The decimal logarithm of 2 (OEIS A007524).
inline constexpr Extended log10_2{0x1.34413509f79ffp-2, -0x1.9dc1da994fd21p-59};

namespace detail {

inline constexpr int steps = 64; // table entries to a doubling

/// 2^(i / steps) for i = 0 ... steps - 1, from the Taylor series of the exponential at ln(2) / steps.
constexpr std::array<Extended, steps> make_powers() {
    const Extended x = ln_2 * Extended{1.0 / steps, 0};
    Extended root{1, 0};
    for (int n = 14; n > 0; --n) root = Extended{1, 0} + root * x / Extended{static_cast<double>(n), 0};
    std::array<Extended, steps> powers{};
    powers[0] = {1, 0};
    for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * root;
    return powers;
}
inline constexpr std::array<Extended, steps> powers = make_powers();

/// log2 x to 2e-6, by the first terms of the inverse hyperbolic tangent around the middle. REQUIRES: 1/2 <= x <= 1.
[[nodiscard]] constexpr double nearly_log2(double x) {
    constexpr double middle = std::numbers::sqrt2 / 2;
    const double z = (x - middle) / (x + middle), square = z * z;
    return 2 * std::numbers::log2e * z * (1 + square * (1 / 3.0 + square * (1 / 5.0))) - 0.5;
}

/// The whole number nearest to x. REQUIRES: |x| < 2^31.
[[nodiscard]] constexpr int nearest(double x) { return static_cast<int>(x < 0 ? x - 0.5 : x + 0.5); }

} // namespace detail

/// The number factor x 2^exponent, which neither overflows nor underflows. The factor is 0 or near 1.
struct Scaled {
    Extended factor{1, 0};
    int exponent = 0;
};

/// x 2^exponent, rounded once; 0 or infinity where it is out of range.
[[nodiscard]] inline double shifted(double x, int exponent) {
    if (exponent < -1000 || exponent > 1000) return std::ldexp(x, exponent);
    return x * std::bit_cast<double>(static_cast<std::uint64_t>(1023 + exponent) << 52U);
}

/// The same number with the factor in [1/2, 1] or 0. REQUIRES: finite.
[[nodiscard]] inline Scaled scaled(Extended x, int exponent = 0) {
    int shift = 0;
    const double high = std::frexp(x.high, &shift);
    return {{high, shifted(x.low, -shift)}, exponent + shift};
}
[[nodiscard]] inline Scaled operator*(Scaled a, Scaled b) { return scaled(a.factor * b.factor, a.exponent + b.exponent); }

/// 2^x with a relative error below 2^-67. An |x| above 10^5 counts as 10^5 (2^x is then 0 or infinite as a double). REQUIRES: not NaN.
[[nodiscard]] inline Scaled exp2(Extended x) {
    if (!(std::abs(x.high) < 1e5)) x = {std::copysign(1e5, x.high), 0};
    const int index = detail::nearest(x.high * detail::steps);
    const Extended rest = ordered_sum(x.high - static_cast<double>(index) / detail::steps, x.low); // the difference is exact
    const Extended z = rest * ln_2;                                                                // |z| < 0.0055
    const double h = z.high;
    const double beyond = h * h * (1 / 2.0 + h * (1 / 6.0 + h * (1 / 24.0 + h * (1 / 120.0 + h * (1 / 720.0 + h * (1 / 5040.0))))));
    const Extended growth = ordered_sum(h, beyond + (z.low + z.low * h)); // e^z - 1
    const Extended entry = detail::powers[static_cast<std::size_t>(index & (detail::steps - 1))];
    return {entry + entry * growth, index >> 6};
}

/// The logarithm to base 2, with a relative error below 2^-65 also near 1. REQUIRES: positive and finite.
[[nodiscard]] inline Extended log2(Extended x) {
    const auto [factor, exponent] = scaled(x);
    const int index = detail::nearest(detail::nearly_log2(factor.high) * detail::steps); // in [-64, 0]
    Extended entry = detail::powers[static_cast<std::size_t>(index & (detail::steps - 1))];
    const int whole = index >> 6; // 0 or -1
    if (whole < 0) entry = {entry.high * 0.5, entry.low * 0.5};
    const Extended s = (factor - entry) / (factor + entry); // log(factor / entry) = 2 artanh(s), |s| < 0.0028
    const double square = s.high * s.high;
    const double beyond = s.high * square * (1 / 3.0 + square * (1 / 5.0 + square * (1 / 7.0)));
    const Extended fraction = Extended{2 * s.high, 2 * (s.low + beyond)} * log2_e;
    return Extended{exponent + static_cast<double>(index) / detail::steps, 0} + fraction;
}

/// The double nearest to the number; 0 or infinity where it is out of range.
[[nodiscard]] inline double to_double(Scaled x) { return shifted(x.factor.high, x.exponent); }
/// REQUIRES: within the range of doubles.
[[nodiscard]] inline Extended to_extended(Scaled x) { return {shifted(x.factor.high, x.exponent), shifted(x.factor.low, x.exponent)}; }

/// The square root, with a relative error below 2^-100. REQUIRES: 0 or within 2^-900 and 2^900.
[[nodiscard]] inline Extended sqrt(Extended x) {
    const double first = std::sqrt(x.high);
    if (first == 0) return {};
    return ordered_sum(first, (x - exact_product(first, first)).high / (2 * first));
}

// The functions of doubles are correct to 0.501 units in the last place, and the same bits everywhere. They take every double, as C's
// functions of these names do: 0 and infinity have their limits, and where there is no value the result is not a number.

namespace detail {

inline constexpr double infinite = std::numeric_limits<double>::infinity();
inline constexpr double no_number = std::numeric_limits<double>::quiet_NaN();

/// log2 x times `per_doubling`.
[[nodiscard]] inline double logarithm(double x, Extended per_doubling) {
    if (x > 0 && x < infinite) return (log2(Extended{x, 0}) * per_doubling).high;
    if (x == 0) return -infinite;
    return x > 0 ? x : no_number;
}

/// base^x of a positive and finite base.
[[nodiscard]] inline double positive_power(double base, double x) {
    return to_double(exp2(log2(Extended{base, 0}) * Extended{std::clamp(x, -1e25, 1e25), 0}));
}

/// base^x of a base that is 0, infinite or negative.
[[nodiscard]] inline double unusual_power(double base, double x) {
    const bool whole = std::floor(x) == x, odd = whole && std::abs(x) < 0x1p53 && std::floor(x / 2) != x / 2;
    const double size = std::abs(base);
    double power = no_number;
    if (size == 0 || size == infinite)
        power = (size == 0) == (x > 0) ? 0 : infinite;
    else if (whole)
        power = positive_power(size, x);
    return std::signbit(base) && odd ? -power : power;
}

} // namespace detail

[[nodiscard]] inline double exp2_of(double x) { return x == x ? to_double(exp2(Extended{x, 0})) : x; }
[[nodiscard]] inline double exp_of(double x) { return x == x ? to_double(exp2(Extended{std::clamp(x, -1e5, 1e5), 0} * log2_e)) : x; }
[[nodiscard]] inline double power_of(double base, double x) {
    if (x == 0 || base == 1) return 1;
    if (base != base || x != x) return detail::no_number;
    return base > 0 && base < detail::infinite ? detail::positive_power(base, x) : detail::unusual_power(base, x);
}
[[nodiscard]] inline double log_of(double x) { return detail::logarithm(x, ln_2); }
[[nodiscard]] inline double log2_of(double x) { return detail::logarithm(x, Extended{1, 0}); }
[[nodiscard]] inline double log10_of(double x) { return detail::logarithm(x, log10_2); }

} // namespace sim
