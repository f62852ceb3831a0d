// Shows problems as a terminal can.
#include "sim/problem.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sim {

namespace {

constexpr std::size_t most_shown = 100; // problems
constexpr std::size_t widest = 120;     // characters of an excerpt

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
        else if (first < 0x20 || first == 0x7f || length == 0 || is_unprintable(character_at(line, i)))
            all.emplace_back("?");
        else
            all.push_back(line.substr(i, length));
        i += std::max<std::size_t>(length, 1);
    }
    return all;
}

/// Where the last so many characters of a text begin.
std::size_t start_of_last(std::string_view text, std::size_t count) {
    std::size_t at = text.size();
    while (at > 0 && count > 0)
        if (begins_character(text[--at])) --count;
    return at;
}

void append(std::string& text, const Problem& problem) {
    text += made_printable(problem.file);
    if (problem.line > 0) fmt::format_to(std::back_inserter(text), ":{}:{}", problem.line, problem.column);
    const bool warns = problem.severity == Severity::warning;
    fmt::format_to(std::back_inserter(text), ": {}: {}\n", warns ? "warning" : "error", problem.message);
    if (problem.line > 0)
        fmt::format_to(std::back_inserter(text), "{:>5} | {}\n      | {:{}}^{:~>{}}{}{}\n", problem.line, problem.excerpt, "",
                       problem.caret, "", problem.width - 1, problem.hint.empty() ? "" : " ", problem.hint);
    else if (!problem.hint.empty())
        fmt::format_to(std::back_inserter(text), "      {}\n", problem.hint);
}

std::string closing_line(const std::vector<Problem>& problems) {
    const auto errors = static_cast<std::uint64_t>(std::ranges::count(problems, Severity::error, &Problem::severity));
    const std::uint64_t warnings = problems.size() - errors;
    if (errors == 0) return fmt::format("{}\n", counted(warnings, "warning"));
    return fmt::format("{}{}; nothing was run.\n", counted(errors, "error"),
                       warnings == 0 ? "" : fmt::format(" and {}", counted(warnings, "warning")));
}

} // namespace

IoError::IoError(const std::string& path, std::string_view why) : std::runtime_error(path + ": " + std::string(why)) {}

Problem problem_at(std::string file, std::uint32_t line_number, std::string_view line, std::size_t byte, std::size_t bytes) {
    Problem problem;
    problem.file = std::move(file);
    if (line_number == 0) return problem;
    const std::size_t before = std::min(byte, line.size());
    const std::size_t column = width_of(line.substr(0, before));
    const std::size_t begin = column < widest - 20 ? 0 : start_of_last(line.substr(0, before), widest / 2);
    const auto shown = characters(line.substr(begin, 4 * widest));
    for (std::size_t i = 0; i < std::min(shown.size(), widest); ++i) problem.excerpt += shown[i];
    problem.line = line_number;
    problem.column = static_cast<std::uint32_t>(column) + 1;
    problem.caret = static_cast<std::uint32_t>(width_of(line.substr(begin, before - begin)));
    const std::size_t room = std::min(shown.size(), widest) - std::min<std::size_t>(problem.caret, std::min(shown.size(), widest));
    problem.width =
        static_cast<std::uint32_t>(std::clamp<std::size_t>(width_of(line.substr(before, bytes)), 1, std::max<std::size_t>(room, 1)));
    return problem;
}

std::string to_text(const std::vector<Problem>& problems) {
    std::string text;
    if (problems.empty()) return text;
    const std::size_t shown = std::min(problems.size(), most_shown);
    for (std::size_t i = 0; i < shown; ++i) append(text, problems[i]);
    if (shown < problems.size()) fmt::format_to(std::back_inserter(text), "... and {} more\n", problems.size() - shown);
    return text + closing_line(problems);
}

} // namespace sim
