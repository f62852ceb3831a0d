// What the languages of figures and constraints have in common: their characters, the digits of a number, and how reading ends.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sim {

[[nodiscard]] constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
[[nodiscard]] constexpr bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_'; }

/// Stops the reading at the first thing that is wrong.
struct Wrong {
    std::string what;
    std::size_t at = 0; ///< bytes from the beginning
};

/// Behind the digits, the point and the power of ten of a number that begins there, before its unit.
[[nodiscard]] std::size_t end_of_digits(std::string_view text, std::size_t at);

} // namespace sim
