// Small words for what the program says.
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <system_error>

namespace sim {
namespace {

constexpr std::size_t longest_quote = 60;      // bytes
constexpr std::size_t most_candidates = 500;   // words that a mistyped one is compared with
constexpr std::size_t longest_candidate = 100; // bytes of one that may be meant

/// The first and last of characters that are seen by no reader, and change what he sees.
struct Range {
    char32_t first, last;
};
constexpr std::array unprintables{
    Range{0x00, 0x08},     Range{0x0b, 0x1f},     Range{0x7f, 0x9f},                              // controls
    Range{0x061c, 0x061c}, Range{0x200e, 0x200f}, Range{0x202a, 0x202e}, Range{0x2066, 0x2069},   // directions
    Range{0x2028, 0x2029}, Range{0xfeff, 0xfeff}, Range{0xfff9, 0xfffb}, Range{0xe0000, 0xe007f}, // separators, byte order, notes, tags
};

} // namespace

std::size_t utf8_length(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) -> unsigned { return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U; };
    const auto follows = [&](std::size_t i, unsigned least = 0x80, unsigned most = 0xbf) { return byte(i) >= least && byte(i) <= most; };
    const unsigned first = byte(0); // the rows of table 3-7 of the Unicode Standard
    if (first < 0x80) return 1;
    if (first >= 0xc2 && first <= 0xdf) return follows(1) ? 2 : 0;
    if (first >= 0xe0 && first <= 0xef) return follows(1, first == 0xe0 ? 0xa0 : 0x80, first == 0xed ? 0x9f : 0xbf) && follows(2) ? 3 : 0;
    if (first >= 0xf0 && first <= 0xf4)
        return follows(1, first == 0xf0 ? 0x90 : 0x80, first == 0xf4 ? 0x8f : 0xbf) && follows(2) && follows(3) ? 4 : 0;
    return 0;
}

char32_t character_at(std::string_view text, std::size_t at) {
    constexpr std::array<unsigned, 5> bits_of_first{0, 0x7f, 0x1f, 0x0f, 0x07}; // by length
    const std::size_t length = utf8_length(text, at);
    char32_t code = static_cast<unsigned char>(text[at]) & bits_of_first[length];
    for (std::size_t i = 1; i < length; ++i) code = code << 6U | (static_cast<unsigned char>(text[at + i]) & 0x3fU);
    return code;
}

bool is_unprintable(char32_t code) {
    return std::ranges::any_of(unprintables, [code](const Range& range) { return code >= range.first && code <= range.last; });
}

std::pair<std::string, std::string> complaint_about_character(std::string_view text, std::size_t at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (utf8_length(text, at) == 0) return {fmt::format("not a UTF-8 text: byte 0x{:02X}", byte), "save the file as UTF-8"};
    if (byte < 0x80) return {fmt::format("control character 0x{:02X}", byte), "delete it"};
    return {fmt::format("{} is not seen, and changes how the text is read", name_of_character(text, at)), "delete it"};
}

std::optional<std::size_t> unprintable(std::string_view text) {
    for (std::size_t at = 0, length = 0; at < text.size(); at += length) {
        length = utf8_length(text, at);
        if (length == 0 || is_unprintable(character_at(text, at))) return at;
    }
    return std::nullopt;
}

std::string name_of_character(std::string_view text, std::size_t at) {
    const std::size_t length = utf8_length(text, at);
    if (length == 0) return fmt::format("byte 0x{:02X}", static_cast<unsigned char>(text[at]));
    return fmt::format("U+{:04X}", static_cast<std::uint32_t>(character_at(text, at)));
}

std::string made_printable(std::string_view text) {
    std::string out;
    while (const auto at = unprintable(text)) {
        out += text.substr(0, *at);
        out += fmt::format("<{}>", name_of_character(text, *at));
        text.remove_prefix(*at + std::max<std::size_t>(1, utf8_length(text, *at)));
    }
    return out += text;
}

std::size_t width_of(std::string_view text) { return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_character)); }

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

std::string replaced(std::string text, std::string_view what, std::string_view with) {
    for (std::size_t at = text.find(what); at != text.npos; at = text.find(what, at + with.size())) text.replace(at, what.size(), with);
    return text;
}

std::string in_quotes(std::string_view text) {
    std::size_t end = std::min(text.size(), longest_quote);
    while (end < text.size() && end > 0 && !begins_character(text[end])) --end;
    return fmt::format("'{}{}'", text.substr(0, end), end < text.size() ? "..." : "");
}

std::string in_shell_quotes(std::string_view text) { return "'" + replaced(std::string(text), "'", "'\\''") + "'"; }

std::string one_line(std::string text) {
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
    return text;
}

bool is_name(std::string_view id) {
    constexpr std::size_t longest = 100;
    const auto proper = [](char c) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
        return letter || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '+' || c == '.';
    };
    return !id.empty() && id.size() <= longest && id.front() != '.' && id.front() != '-' && std::all_of(id.begin(), id.end(), proper);
}

std::string file_name(std::string_view text, std::string_view also, char instead) {
    std::string name(text);
    std::replace_if(
        name.begin(), name.end(), [&](char c) { return !is_letter(c) && !is_digit(c) && also.find(c) == also.npos; }, instead);
    return name;
}

std::vector<std::string> csv_cells(std::string_view row) {
    std::vector<std::string> cells(1);
    bool quoted = false;
    for (std::size_t i = 0; i < row.size(); ++i) {
        if (quoted && row[i] == '"' && i + 1 < row.size() && row[i + 1] == '"')
            cells.back() += row[i++];
        else if (row[i] == '"')
            quoted = !quoted;
        else if (row[i] == ',' && !quoted)
            cells.emplace_back();
        else
            cells.back() += row[i];
    }
    return cells;
}

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        lines.push_back(line);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

std::string plural(std::uint64_t n, std::string_view one) { return fmt::format("{}{}", one, n == 1 ? "" : "s"); }

std::string counted(std::uint64_t n, std::string_view one) { return fmt::format("{} {}", n, plural(n, one)); }

std::string with_commas(std::uint64_t number) {
    std::string digits = std::to_string(number);
    for (std::size_t place = digits.size(); place > 3; place -= 3) digits.insert(place - 3, ",");
    return digits;
}

std::string hexadecimal(std::uint64_t value) { return fmt::format("{:016x}", value); }

std::optional<std::uint64_t> from_hexadecimal(std::string_view text) {
    constexpr int base = 16;
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
    const std::size_t columns = b.size() + 1;
    std::vector<std::size_t> table((a.size() + 1) * columns);
    const auto cell = [&](std::size_t i, std::size_t j) -> std::size_t& { return table[i * columns + j]; };
    for (std::size_t i = 0; i <= a.size(); ++i) {
        for (std::size_t j = 0; j <= b.size(); ++j) {
            if (i == 0 || j == 0) {
                cell(i, j) = i + j;
                continue;
            }
            const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
            cell(i, j) = std::min({cell(i - 1, j) + 1, cell(i, j - 1) + 1, cell(i - 1, j - 1) + change});
            const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped) cell(i, j) = std::min(cell(i, j), cell(i - 2, j - 2) + 1);
        }
    }
    return table.back();
}

std::optional<std::string_view> nearest(std::string_view word, std::span<const std::string_view> candidates) {
    const auto same = [&](std::string_view candidate) { return std::ranges::equal(word, candidate, {}, lower, lower); };
    if (const auto found = std::ranges::find_if(candidates, same); found != candidates.end()) return *found;
    std::optional<std::string_view> best;
    std::size_t limit = std::max<std::size_t>(1, word.size() / 3);
    for (const std::string_view candidate : candidates.first(std::min(candidates.size(), most_candidates))) {
        const std::size_t longer = std::max(word.size(), candidate.size());
        if (longer - std::min(word.size(), candidate.size()) > limit || longer > longest_candidate) continue;
        const std::size_t distance = edit_distance(word, candidate);
        if (distance > limit || distance >= longer || (best && distance == limit)) continue;
        best = candidate;
        limit = distance;
    }
    return best;
}

std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates) {
    const auto meant = nearest(word, candidates);
    return meant ? fmt::format("did you mean '{}'?", *meant) : std::string{};
}

} // namespace sim
