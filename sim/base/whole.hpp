// The one way from real numbers to whole ones.
#pragma once

#include <concepts>
#include <limits>
#include <optional>

namespace sim {

/// The number without its fraction; nothing where it is none, or where I cannot hold it.
template <std::integral I> [[nodiscard]] constexpr std::optional<I> whole_of(double number) {
    using Limits = std::numeric_limits<I>;
    constexpr double beyond = 2.0 * static_cast<double>(Limits::max() / 2 + 1); // exact, where the largest number itself is not
    const bool fits = std::signed_integral<I> ? number >= static_cast<double>(Limits::min()) : number > -1;
    return fits && number < beyond ? std::optional(static_cast<I>(number)) : std::nullopt;
}

} // namespace sim
