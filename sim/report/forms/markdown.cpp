// Tables as GitHub-flavoured Markdown.
#include "report/forms/files.hpp"

#include <fmt/format.h>

namespace sim {
namespace {

/// A cell must not end its column or its row.
std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '|') out += '\\';
        out += c == '\n' ? ' ' : c;
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
    for (const std::string& cell : cells) out += fmt::format(" {} |", escaped(cell));
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
    std::string out = fmt::format("## {}\n\n", table.title);
    if (!table.caption.empty()) out += with_hard_breaks(table.caption) + "\n\n";
    out += markdown_row(table.heads) + alignment(table);
    for (const auto& row : table.rows) out += markdown_row(row);
    if (!table.footnotes.empty()) out += '\n';
    for (const std::string& note : table.footnotes) out += fmt::format("{}  \n", note);
    return out;
}

std::string markdown(const Section& section) {
    std::string out;
    for (const Table& table : section.tables) out += (out.empty() ? "" : "\n") + markdown(table);
    if (section.text.empty()) return out;
    const std::size_t line = section.text.find('\n') + 1;
    return out + fmt::format("\n{}\n```\n{}```\n\n", section.text.substr(0, line), section.text.substr(line));
}

template <> FileForm file_form<Form::markdown>() {
    return {".md", true, [](std::span<const Section> sections, std::string_view) {
                std::string text;
                for (const Section& section : sections) text += (text.empty() || text.ends_with("\n\n") ? "" : "\n") + markdown(section);
                return text;
            }};
}

} // namespace sim
