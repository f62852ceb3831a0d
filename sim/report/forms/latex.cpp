// Tables as LaTeX: what LaTeX would read as commands is set in type.
#include "report/forms/files.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace sim {
namespace {

constexpr std::size_t most_rows_of_a_page = 40;
constexpr std::size_t widest_word = 38; // longer labels are set in paragraphs

/// Alone, LaTeX has read no class yet; from \input in a document it has.
constexpr auto opening = R"(% Needs booktabs and longtable. \input{{tables/{0}}} in a document, or pdflatex {0}.tex by itself.
\makeatletter
\ifx\@classoptionslist\relax
  \documentclass{{article}}
  \usepackage[a4paper,landscape,margin=15mm]{{geometry}}
  \usepackage[T1]{{fontenc}}
  \IfFileExists{{lmodern.sty}}{{\usepackage{{lmodern}}}}{{}}
  \usepackage{{textcomp,booktabs,longtable}}
  \pagestyle{{empty}}
  \def\simends{{\end{{document}}}}
  \begin{{document}}
\else
  \def\simends{{}}
\fi
\makeatother
)";

std::string_view escape_of(char c) {
    switch (c) {
    case '\\':
        return "\\textbackslash{}";
    case '~':
        return "\\textasciitilde{}";
    case '^':
        return "\\textasciicircum{}";
    case '&':
        return "\\&";
    case '%':
        return "\\%";
    case '#':
        return "\\#";
    case '_':
        return "\\_";
    case '$':
        return "\\$";
    case '{':
        return "\\{";
    case '}':
        return "\\}";
    case '<':
        return "\\textless{}";
    case '>':
        return "\\textgreater{}";
    case '"':
        return "\\textquotedbl{}";
    case '\'':
        return "\\textquotesingle{}";
    case '\n':
        return " ";
    default:
        return {};
    }
}

/// "e21" behind a digit, at `at`: its exponent's digits with their sign, and where it ends.
std::pair<std::string_view, std::size_t> exponent_at(std::string_view text, std::size_t at) {
    if (at == 0 || !is_digit(text[at - 1]) || text[at] != 'e') return {{}, at};
    std::size_t end = at + 1;
    if (end < text.size() && (text[end] == '-' || text[end] == '+')) ++end;
    const std::size_t digits = end;
    while (end < text.size() && is_digit(text[end])) ++end;
    if (end == digits || (end < text.size() && std::isalnum(static_cast<unsigned char>(text[end])))) return {{}, at};
    return {text.substr(at + 1, end - at - 1), end};
}

/// Text, with powers of ten, arrows, plus-or-minus and the minus of numbers set as in print.
std::string set_in_type(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const std::string_view rest = text.substr(i);
        const bool begins = i == 0 || text[i - 1] == ' ' || text[i - 1] == '[' || text[i - 1] == '(';
        if (rest.starts_with("-> ")) {
            out += "$\\to$";
            ++i;
        } else if (rest.starts_with(">= ") || rest.starts_with("<= ")) {
            out += rest[0] == '>' ? "$\\ge$" : "$\\le$";
            ++i;
        } else if (rest.starts_with("--")) {
            out += "-{}-"; // no dash: an option
            ++i;
        } else if (rest.starts_with("+-")) {
            out += "$\\pm$";
            ++i;
        } else if (const auto [exponent, end] = exponent_at(text, i); end > i) {
            out += fmt::format("$\\times10^{{{}}}$", exponent);
            i = end - 1;
        } else if (text[i] == '-' && begins && rest.size() > 1 && is_digit(rest[1])) {
            out += "$-$";
        } else if (const std::string_view escape = escape_of(text[i]); !escape.empty()) {
            out += escape;
        } else {
            out += text[i];
        }
    }
    return out;
}

std::size_t widest(const Table& table, std::size_t column) {
    std::size_t width = table.heads[column].size();
    for (const auto& row : table.rows) width = std::max(width, row[column].size());
    return width;
}

/// Labels to the left, long ones in paragraphs; numbers to the right.
std::string columns_of(const Table& table) {
    std::string spec = "@{}";
    for (std::size_t i = 0; i < table.heads.size(); ++i)
        spec += widest(table, i) > widest_word ? "p{0.3\\linewidth}" : i < table.labels ? "l" : "r";
    return spec + "@{}";
}

std::string_view size_of(const Table& table) {
    std::size_t width = 0;
    for (std::size_t i = 0; i < table.heads.size(); ++i) width += std::min(widest(table, i), widest_word) + 2;
    return width > 210 ? "\\tiny" : width > 150 ? "\\scriptsize" : width > 110 ? "\\footnotesize" : "\\small";
}

std::string latex_row(const std::vector<std::string>& cells) {
    std::string out;
    for (const std::string& cell : cells) out += (&cell == cells.data() ? "" : " & ") + set_in_type(cell);
    return out + " \\\\\n";
}

/// A label that is the same as in the row above is not said again.
std::vector<std::string> without_repetition(const Table& table, std::size_t row) {
    std::vector<std::string> cells = table.rows[row];
    if (table.labels > 1 && row > 0 && table.rows[row - 1][0] == cells[0]) cells[0].clear();
    return cells;
}

std::string body_of(const Table& table) {
    std::string out;
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        const std::vector<std::string> cells = without_repetition(table, row);
        if (row > 0 && table.labels > 1 && !cells[0].empty()) out += "\\addlinespace\n";
        out += latex_row(cells);
    }
    return out;
}

std::string notes_of(const Table& table) {
    std::string out;
    for (const std::string& note : table.footnotes) out += fmt::format("\\par\\smallskip {}\n", set_in_type(note));
    return out.empty() ? out : "{\\footnotesize\\centering\n" + out + "\\par}\n";
}

/// Lines as sentences: "Who is ahead?\nprobability ..." is "Who is ahead? Probability ...", others get a full stop between them.
std::string in_sentences(std::string_view lines) {
    std::string out;
    for (const char c : lines) {
        if (c == '\n') {
            if (!out.empty() && std::string_view(".?!:").find(out.back()) == std::string_view::npos) out += '.';
            out += ' ';
        } else {
            out += !out.empty() && out.back() == ' ' && out.size() > 1 &&
                           std::string_view(".?!").find(out[out.size() - 2]) != std::string_view::npos
                       ? upper(c)
                       : c;
        }
    }
    while (!out.empty() && (out.back() == ' ' || out.back() == '.')) out.pop_back();
    return out;
}

std::string caption_of(const Table& table, const std::string& label) {
    return fmt::format("\\caption{{{}}}\\label{{tab:{}}}", set_in_type(in_sentences(table.title + '\n' + table.caption)), label);
}

std::string on_one_page(const Table& table, const std::string& label) {
    return fmt::format("\\begin{{table}}[htbp]\n\\centering\n{}\n{}\n\\begin{{tabular}}{{{}}}\n\\toprule\n{}\\midrule\n{}"
                       "\\bottomrule\n\\end{{tabular}}\\par\n{}\\end{{table}}\n",
                       size_of(table), caption_of(table, label), columns_of(table), latex_row(table.heads), body_of(table),
                       notes_of(table));
}

std::string over_pages(const Table& table, const std::string& label) {
    return fmt::format("{{{}\n\\begin{{longtable}}{{{}}}\n{}\\\\\n\\toprule\n{}\\midrule\n\\endfirsthead\n\\toprule\n{}"
                       "\\midrule\n\\endhead\n{}\\bottomrule\n\\end{{longtable}}\n{}}}\n",
                       size_of(table), columns_of(table), caption_of(table, label), latex_row(table.heads), latex_row(table.heads),
                       body_of(table), notes_of(table));
}

} // namespace

std::string latex(std::span<const Table> tables, std::string_view label) {
    std::string out = fmt::format(opening, label);
    for (const Table& table : tables) {
        const std::string name = table.name.empty() ? std::string(label) : table.name;
        out += table.rows.size() > most_rows_of_a_page ? over_pages(table, name) : on_one_page(table, name);
    }
    return out + "\\simends\n";
}

template <> FileForm file_form<Form::latex>() {
    return {".tex", true, [](std::span<const Section> sections, std::string_view name) {
                std::vector<Table> tables;
                for (const Section& section : sections) tables.insert(tables.end(), section.tables.begin(), section.tables.end());
                return latex(tables, name);
            }};
}

} // namespace sim
