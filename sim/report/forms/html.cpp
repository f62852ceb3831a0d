// Tables as HTML elements.
#include "sim/table.hpp"

#include <fmt/format.h>

namespace sim {
namespace {

std::string in_lines(std::string_view text) {
    std::string out = html_text(text);
    for (std::size_t at = 0; (at = out.find('\n', at)) != std::string::npos;) out.replace(at, 1, "<br>");
    return out;
}

std::string head_row(const Table& table) {
    std::string out = "<thead><tr>";
    for (std::size_t i = 0; i < table.heads.size(); ++i)
        out += fmt::format("<th scope=\"col\"{}>{}</th>", i < table.labels ? " class=\"label\"" : "", html_text(table.heads[i]));
    return out + "</tr></thead>\n";
}

/// A label that is the same as in the row above is there, but not seen.
std::string body_row(const Table& table, std::size_t row) {
    const auto& cells = table.rows[row];
    const bool grouped = table.labels > 1, continues = grouped && row > 0 && table.rows[row - 1][0] == cells[0];
    std::string out = grouped && !continues ? "<tr class=\"first\">" : "<tr>";
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const std::string text = html_text(cells[i]);
        out += i >= table.labels ? fmt::format("<td>{}</td>", text)
                                 : fmt::format("<th scope=\"row\"{}>{}</th>", i == 0 && continues ? " class=\"same\"" : "", text);
    }
    return out + "</tr>\n";
}

} // namespace

std::string html_text(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        default:
            out += c;
        }
    }
    return out;
}

std::string html(const Table& table) {
    std::string out =
        fmt::format("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{}\"><table{}>", html_text(table.title),
                    table.name.empty() ? "" : fmt::format(" data-table=\"{}\"", html_text(table.name)));
    if (!table.caption.empty()) out += fmt::format("<caption>{}</caption>", in_lines(table.caption));
    out += head_row(table) + "<tbody>\n";
    for (std::size_t row = 0; row < table.rows.size(); ++row) out += body_row(table, row);
    out += "</tbody></table></div>\n";
    for (const std::string& note : table.footnotes) out += fmt::format("<p class=\"note\">{}</p>\n", html_text(note));
    return out;
}

} // namespace sim
