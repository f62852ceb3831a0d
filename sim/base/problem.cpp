#include "sim/problem.hpp"

#include "base/units.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sim {

namespace {

constexpr std::size_t most_shown = 100;      // problems
constexpr std::size_t most_candidates = 500; // words that a mistyped one is compared with
constexpr std::size_t widest = 120;          // characters of an excerpt

bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }

/// The line as single columns: one string per character, with '?' for what a terminal should not get.
std::vector<std::string_view> characters(std::string_view line) {
    std::vector<std::string_view> all;
    for (std::size_t i = 0; i < line.size();) {
        const std::size_t length = utf8_length(line, i);
        const auto first = static_cast<unsigned char>(line[i]);
        if (length == 0)
            all.emplace_back("?");
        else if (first == '\t')
            all.emplace_back(" ");
        else if (first < 0x20 || first == 0x7f)
            all.emplace_back("?");
        else
            all.push_back(line.substr(i, length));
        i += std::max<std::size_t>(length, 1);
    }
    return all;
}

std::size_t count_characters(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_character));
}

/// Where the last so many characters of a text begin.
std::size_t start_of_last(std::string_view text, std::size_t count) {
    std::size_t at = text.size();
    while (at > 0 && count > 0)
        if (begins_character(text[--at])) --count;
    return at;
}

void append(std::string& text, const Problem& problem) {
    text += problem.file;
    if (problem.line > 0) fmt::format_to(std::back_inserter(text), ":{}:{}", problem.line, problem.column);
    fmt::format_to(std::back_inserter(text), ": error: {}\n", problem.message);
    if (problem.line > 0)
        fmt::format_to(std::back_inserter(text), "{:>5} | {}\n      | {:{}}^{:~>{}}{}{}\n", problem.line, problem.excerpt, "",
                       problem.caret, "", problem.width - 1, problem.hint.empty() ? "" : " ", problem.hint);
    else if (!problem.hint.empty())
        fmt::format_to(std::back_inserter(text), "      {}\n", problem.hint);
}

} // namespace

IoError::IoError(const std::filesystem::path& path, std::string_view why) : std::runtime_error(path.string() + ": " + std::string(why)) {}

Problem problem_at(std::string file, std::uint32_t line_number, std::string_view line, std::size_t byte, std::size_t bytes) {
    Problem problem;
    problem.file = std::move(file);
    if (line_number == 0) return problem;
    const std::size_t before = std::min(byte, line.size());
    const std::size_t column = count_characters(line.substr(0, before));
    const std::size_t begin = column < widest - 20 ? 0 : start_of_last(line.substr(0, before), widest / 2);
    const auto shown = characters(line.substr(begin, 4 * widest));
    for (std::size_t i = 0; i < std::min(shown.size(), widest); ++i) problem.excerpt += shown[i];
    problem.line = line_number;
    problem.column = static_cast<std::uint32_t>(column) + 1;
    problem.caret = static_cast<std::uint32_t>(count_characters(line.substr(begin, before - begin)));
    const std::size_t room = std::min(shown.size(), widest) - std::min<std::size_t>(problem.caret, std::min(shown.size(), widest));
    problem.width = static_cast<std::uint32_t>(
        std::clamp<std::size_t>(count_characters(line.substr(before, bytes)), 1, std::max<std::size_t>(room, 1)));
    return problem;
}

std::string to_text(const std::vector<Problem>& problems) {
    std::string text;
    if (problems.empty()) return text;
    const std::size_t shown = std::min(problems.size(), most_shown);
    for (std::size_t i = 0; i < shown; ++i) append(text, problems[i]);
    if (shown < problems.size()) fmt::format_to(std::back_inserter(text), "... and {} more\n", problems.size() - shown);
    fmt::format_to(std::back_inserter(text), "{} error{}; nothing was run.\n", problems.size(), problems.size() == 1 ? "" : "s");
    return text;
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
    std::optional<std::string_view> best;
    std::size_t limit = std::max<std::size_t>(1, word.size() / 3);
    for (const std::string_view candidate : candidates.first(std::min(candidates.size(), most_candidates))) {
        const std::size_t longer = std::max(word.size(), candidate.size());
        if (longer - std::min(word.size(), candidate.size()) > limit || longer > 100) continue;
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

std::string in_quotes(std::string_view text) { return quoted(text); }

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

} // namespace sim
