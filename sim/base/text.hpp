// Small words for what the program says: characters, blanks, quotes, lists and numbers of things.
#pragma once

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sim {

// ---- characters -------------------------------------------------------------------------------------------------------

[[nodiscard]] constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
[[nodiscard]] constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
/// What the names of metrics, fields and units are made of.
[[nodiscard]] constexpr bool is_word(char c) { return is_letter(c) || is_digit(c) || c == '_'; }
/// Of the letters of ASCII; other bytes as they are, whatever the locale.
[[nodiscard]] constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
[[nodiscard]] constexpr char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

/// Whether a byte is the first of its UTF-8 character.
[[nodiscard]] constexpr bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }
/// Length in bytes of the UTF-8 character at this place; 0 where the bytes are none. REQUIRES: at < text.size().
[[nodiscard]] std::size_t utf8_length(std::string_view text, std::size_t at);
/// The character at this place. REQUIRES: utf8_length(text, at) > 0.
[[nodiscard]] char32_t character_at(std::string_view text, std::size_t at);
/// How many characters a UTF-8 text has: columns of a terminal, for the scripts that we meet.
[[nodiscard]] std::size_t width_of(std::string_view text);

/// Where a text has the first character that does not stand for itself: control characters (of C0 but tabs and line feeds, DEL, C1), marks
/// that turn the direction of what follows (U+202E and its like), separators of lines and paragraphs, marks of byte order, tags, and bytes
/// that are no UTF-8. Nothing where it has none.
[[nodiscard]] std::optional<std::size_t> unprintable(std::string_view text);
/// Whether this is such a character.
[[nodiscard]] bool is_unprintable(char32_t code);
/// What is to be said of it where a file holds it, and what to do: "control character 0x1B", "delete it". REQUIRES: unprintable(text) ==
/// at.
[[nodiscard]] std::pair<std::string, std::string> complaint_about_character(std::string_view text, std::size_t at);
/// "U+202E", or "byte 0xE9" where the bytes are no UTF-8. REQUIRES: at < text.size().
[[nodiscard]] std::string name_of_character(std::string_view text, std::size_t at);
/// Each such character as its name, "<U+202E>": what a terminal may be sent.
[[nodiscard]] std::string made_printable(std::string_view text);

// ---- parts of a text --------------------------------------------------------------------------------------------------

/// Without the blanks at both ends.
[[nodiscard]] std::string_view trimmed(std::string_view text);
/// With every `what` replaced.
[[nodiscard]] std::string replaced(std::string text, std::string_view what, std::string_view with);
/// The text in single quotes, cut at 60 bytes (between UTF-8 characters) where it would flood a message.
[[nodiscard]] std::string in_quotes(std::string_view text);

/// On one line: line ends are blanks.
[[nodiscard]] std::string one_line(std::string text);
/// Whether a thing can be called so: a variant, a country, a scenario. At most 100 bytes; see what_makes_a_name.
[[nodiscard]] bool is_name(std::string_view id);
inline constexpr auto what_makes_a_name = "letters, digits, '_', '-', '+' and inner '.' can make one";
/// What a name of a file may have: letters, digits and the characters of `also`; `instead` stands for every other byte.
[[nodiscard]] std::string file_name(std::string_view text, std::string_view also, char instead);

/// The lines of a text, without their line ends (LF or CR LF).
[[nodiscard]] std::vector<std::string_view> lines_of(std::string_view text);
/// The cells of one row of a CSV file (RFC 4180), without its line end.
[[nodiscard]] std::vector<std::string> csv_cells(std::string_view row);
/// The text in single quotes as a shell reads it.
[[nodiscard]] std::string in_shell_quotes(std::string_view text);

// ---- numbers and lists of things --------------------------------------------------------------------------------------

/// "trial" for one, "trials" for another number of them.
[[nodiscard]] std::string plural(std::uint64_t n, std::string_view one);
/// "1 trial", "2 trials".
[[nodiscard]] std::string counted(std::uint64_t n, std::string_view one);
/// 12345678 as "12,345,678".
[[nodiscard]] std::string with_commas(std::uint64_t number);
/// A hash or a fingerprint: 16 hexadecimal digits.
[[nodiscard]] std::string hexadecimal(std::uint64_t value);
/// Nothing where the text is none.
[[nodiscard]] std::optional<std::uint64_t> from_hexadecimal(std::string_view text);

/// "a, b and c", with that word before the last one.
template <class Words> [[nodiscard]] std::string enumerated(const Words& words, std::string_view word = "and") {
    std::string text;
    std::size_t left = std::size(words);
    for (const auto& each : words) {
        text += each;
        if (--left > 0) text += left == 1 ? fmt::format(" {} ", word) : ", ";
    }
    return text;
}

// ---- spelling ---------------------------------------------------------------------------------------------------------

/// Damerau and Levenshtein's distance, each pair of neighbours swapped at most once: insertions, deletions, changes and swaps of letters.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);
/// The candidate that a mistyped word was probably meant to be; the first of equally near ones, nothing where none is near.
[[nodiscard]] std::optional<std::string_view> nearest(std::string_view word, std::span<const std::string_view> candidates);
/// "did you mean 'doubling'?", or empty where no candidate is near.
[[nodiscard]] std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates);

} // namespace sim
