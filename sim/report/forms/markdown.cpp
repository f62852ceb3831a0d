// Tables as GitHub-flavoured Markdown.
#include "report/forms/files.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

namespace sim {
namespace {

bool is_word_at(std::string_view text, std::size_t at) {
    return at < text.size() && (is_letter(text[at]) || is_digit(text[at]) || static_cast<unsigned char>(text[at]) >= 0x80);
}
bool is_blank_at(std::string_view text, std::size_t at) { return at >= text.size() || text[at] == ' ' || text[at] == '\n'; }

/// "lt;" behind an ampersand.
bool is_entity(std::string_view text) {
    std::size_t end = 0;
    while (end < text.size() && (is_letter(text[end]) || is_digit(text[end]))) ++end;
    return end > 0 && end < text.size() && text[end] == ';';
}

/// Whether Markdown would read the character as more than itself. What it leaves alone stays as it is: research_share, 3 < 4, [1, 2].
bool is_markup(std::string_view text, std::size_t at) {
    const char next = at + 1 < text.size() ? text[at + 1] : ' ';
    switch (text[at]) {
    case '|':
    case '`':
        return true;
    case '_':
        return !(at > 0 && is_word_at(text, at - 1) && is_word_at(text, at + 1));
    case '*':
        return !(is_blank_at(text, at - 1) && is_blank_at(text, at + 1));
    case '~':
        return next == '~' || (at > 0 && text[at - 1] == '~');
    case '<':
        return is_letter(next) || next == '/' || next == '!' || next == '?';
    case '&':
        return next == '#' || is_entity(text.substr(at + 1));
    case ']':
        return next == '(' || next == '[' || next == ':';
    case '\\':
        return std::string_view("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~").find(next) != std::string_view::npos;
    default:
        return false;
    }
}

/// As Markdown shows it.
std::string escaped(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (is_markup(text, at)) out += '\\';
        out += text[at];
    }
    return out;
}

/// On one line: of a cell, which must not end its row, or of a heading.
std::string on_one_line(std::string_view text) { return one_line(escaped(text)); }

/// Lines of a paragraph; what would begin a heading, a list or a quotation there stands for itself.
std::string as_paragraph(std::string_view text) {
    std::string out;
    for (const std::string_view line : lines_of(text)) {
        const bool begins_block = !line.empty() && (std::string_view("#>+-=").find(line.front()) != line.npos) && !line.starts_with("->");
        out += (out.empty() ? "" : "\n") + std::string(begins_block ? "\\" : "") + escaped(line);
    }
    return out;
}

/// Two spaces before the end of a line keep it one.
std::string with_hard_breaks(std::string text) {
    for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 3) text.insert(at, "  ");
    return text;
}

std::string markdown_row(const std::vector<std::string>& cells) {
    std::string out = "|";
    for (const std::string& cell : cells) out += fmt::format(" {} |", on_one_line(cell));
    return out + '\n';
}

/// Labels to the left, numbers to the right.
std::string alignment(const Table& table) {
    std::string out = "|";
    for (std::size_t i = 0; i < table.heads.size(); ++i) out += i < table.labels ? " :--- |" : " ---: |";
    return out + '\n';
}

} // namespace

std::string markdown(const Table& table) {
    std::string out = fmt::format("## {}\n\n", on_one_line(table.title));
    if (!table.caption.empty()) out += with_hard_breaks(as_paragraph(table.caption)) + "\n\n";
    out += markdown_row(table.heads) + alignment(table);
    for (const auto& row : table.rows) out += markdown_row(row);
    if (!table.footnotes.empty()) out += '\n';
    for (const std::string& note : table.footnotes) out += fmt::format("{}  \n", as_paragraph(note));
    return out;
}

std::string markdown(const Section& section) {
    std::string out;
    for (const Table& table : section.tables) out += (out.empty() ? "" : "\n") + markdown(table);
    if (section.text.empty()) return out;
    const std::size_t line = section.text.find('\n') + 1;
    return out + fmt::format("\n{}\n```\n{}```\n\n", as_paragraph(section.text.substr(0, line - 1)) + '\n', section.text.substr(line));
}

template <> FileForm file_form<Form::markdown>() {
    return {".md", true, [](std::span<const Section> sections, std::string_view) {
                std::string text;
                for (const Section& section : sections) text += (text.empty() || text.ends_with("\n\n") ? "" : "\n") + markdown(section);
                return text;
            }};
}

} // namespace sim
