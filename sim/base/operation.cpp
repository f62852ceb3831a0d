// What operations make of numbers and units.
#include "base/operation.hpp"

#include "base/extended.hpp"
#include "base/units.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace sim {
namespace {

using Op = Operation;

/// Far from where the powers of a dimension end.
UnitFit fit_of_product(Dimension a, Dimension b, int sign) {
    constexpr int highest = 60;
    const auto is_high = [](std::int8_t power) { return power > highest || power < -highest; };
    if (std::ranges::any_of(a.power, is_high) || std::ranges::any_of(b.power, is_high)) return {{}, "units to powers beyond 60"};
    return {product_of(a, b, sign)};
}

UnitFit fit_of_power(Dimension base, double exponent) {
    if (const auto found = raised(base, exponent)) return {*found};
    return {{}, fmt::format("what is {} has no such root", measure_text(base))};
}

UnitFit fit_of_power(Dimension base, Dimension exponent, std::optional<double> value) {
    if (exponent != Dimension{}) return {{}, fmt::format("an exponent has no unit, and this one is {}", measure_text(exponent))};
    if (base == Dimension{}) return {};
    if (!value) return {{}, fmt::format("what is {} takes a number as its exponent", measure_text(base))};
    return fit_of_power(base, *value);
}

} // namespace

double result_of(Op op, double a, double b) {
    switch (op) {
    case Op::add:
        return a + b;
    case Op::negate:
        return 0 - a;
    case Op::subtract:
        return a - b;
    case Op::multiply:
        return a * b;
    case Op::divide:
        return a / b;
    case Op::power:
        return power_of(a, b);
    case Op::log2:
        return log2_of(a);
    case Op::log10:
        return log10_of(a);
    case Op::sqrt:
        return std::sqrt(a);
    case Op::least:
        return std::min(a, b);
    case Op::most:
        return std::max(a, b);
    case Op::at_most:
        return a <= b ? 1 : 0;
    case Op::below:
        return a < b ? 1 : 0;
    case Op::at_least:
        return a >= b ? 1 : 0;
    case Op::above:
        return a > b ? 1 : 0;
    case Op::equal:
        return a == b ? 1 : 0;
    case Op::both:
        return a == 1 && b == 1 ? 1 : 0;
    case Op::number:
    case Op::term:
    case Op::first:
        break;
    }
    return a;
}

UnitFit fit_of(Op op, Dimension a, Dimension b, std::optional<double> exponent) {
    switch (op) {
    case Op::multiply:
        return fit_of_product(a, b, 1);
    case Op::divide:
        return fit_of_product(a, b, -1);
    case Op::power:
        return fit_of_power(a, b, exponent);
    case Op::sqrt:
        return fit_of_power(a, 0.5);
    case Op::log2:
    case Op::log10:
        if (a == Dimension{}) return {};
        return {{}, fmt::format("a logarithm takes a number without a unit, not one {}", measure_text(a))};
    default:
        if (a != b) return {{}, fmt::format("the left side is {}, the right one {}", measure_text(a), measure_text(b))};
        return {op >= Op::first ? Dimension{} : a};
    }
}

} // namespace sim
