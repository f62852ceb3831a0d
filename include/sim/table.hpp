// A table as people read it: text in cells, with every number rounded to what its Monte Carlo error supports.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

struct Table {
    std::string title;
    std::string caption;    ///< what the cells say
    std::size_t labels = 1; ///< the first columns, which name the row; the first of two names a group of rows
    std::vector<std::string> heads;
    std::vector<std::vector<std::string>> rows; ///< each as many cells as heads
    std::vector<std::string> footnotes;
    std::string name{}; ///< of its files, where several tables are read together: "headline-trend"
};

/// A GitHub-flavoured pipe table with its title, caption and footnotes.
[[nodiscard]] std::string markdown(const Table& table);
/// The heads and the rows as RFC 4180 has them.
[[nodiscard]] std::string csv(const Table& table);
/// LaTeX with booktabs: a document of its own, and in another document, by \\input, just the table with its label "tab:<label>".
/// Tables of more than forty rows go over pages (longtable).
[[nodiscard]] std::string latex(std::span<const Table> tables, std::string_view label);
/// A text as LaTeX sets it, in a document with the usual fonts.
[[nodiscard]] std::string latex_text(std::string_view text);
/// A table element with row heads, its caption and footnotes.
[[nodiscard]] std::string html(const Table& table);
/// Text as HTML shows it, in an element or in an attribute between double quotes.
[[nodiscard]] std::string html_text(std::string_view text);

/// Tables that are read together, and what is said below them.
struct Section {
    std::vector<Table> tables;
    std::string text;
};
/// Its tables; the text's first line is a paragraph below them, and the others are fenced, to be copied as they stand.
[[nodiscard]] std::string markdown(const Section& section);

struct TerminalStyle {
    std::size_t width = 120; ///< wider tables go on below, with their labels repeated
    bool bold = false;       ///< ANSI bold for titles
};
[[nodiscard]] std::string terminal(const Table& table, const TerminalStyle& style);

} // namespace sim
