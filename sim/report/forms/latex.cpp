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
  \ifdefined\Umathchardef
    \usepackage{{fontspec}}
  \else
    \usepackage[T1]{{fontenc}}
    \IfFileExists{{lmodern.sty}}{{\usepackage{{lmodern}}}}{{}}
  \fi
  \usepackage{{textcomp,booktabs,longtable}}
  \pagestyle{{empty}}
  \def\simends{{\end{{document}}}}
  \begin{{document}}
\else
  \def\simends{{}}
\fi
\makeatother
)";

/// What the fonts of pdflatex lack is shown as code points, and the log names the font that has it; lualatex and xelatex show it where a
/// font is there. Its words: the first character's code, the text, the codes of all, the font.
constexpr auto other_scripts = R"(\ifdefined\simtext\else
  \def\simlacks#1#2{\typeout{sim: font #2 is missing (lualatex finds it where installed): #1}\texttt{#1}}
  \protected\def\simtext#1#2#3#4{%
    \ifdefined\Umathchardef\iffontchar\font"#1 #2\else
      \ifdefined\fontspec\IfFontExistsTF{#4}{{\fontspec{#4}#2}}{\simlacks{#3}{#4}}\else\simlacks{#3}{#4}\fi
    \fi\else\simlacks{#3}{#4}\fi}
\fi
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

/// Whether the fonts of pdflatex (encodings T1 and TS1) have it.
bool is_in_common_fonts(char32_t code) {
    constexpr std::array<char32_t, 9> lacking{0x126, 0x127, 0x138, 0x13f, 0x140, 0x149, 0x166, 0x167, 0x17f};
    constexpr std::array<char32_t, 13> further{0x218,  0x219,  0x21a,  0x21b,  0x2013, 0x2014, 0x2018,
                                               0x2019, 0x201c, 0x201d, 0x2022, 0x20ac, 0x2122};
    if (code < 0x180) return std::ranges::find(lacking, code) == lacking.end();
    return std::ranges::find(further, code) != further.end();
}

std::string_view font_for(char32_t code) {
    struct Script {
        char32_t first, last;
        std::string_view font;
    };
    constexpr std::array scripts{Script{0x590, 0x5ff, "Noto Serif Hebrew"},     Script{0x600, 0x77f, "Noto Naskh Arabic"},
                                 Script{0x900, 0x97f, "Noto Serif Devanagari"}, Script{0xe00, 0xe7f, "Noto Serif Thai"},
                                 Script{0x2e80, 0x9fff, "Noto Serif CJK SC"},   Script{0xac00, 0xd7af, "Noto Serif CJK KR"},
                                 Script{0xf900, 0xffef, "Noto Serif CJK SC"},   Script{0x20000, 0x3ffff, "Noto Serif CJK SC"}};
    const auto found = std::ranges::find_if(scripts, [code](const Script& s) { return code >= s.first && code <= s.last; });
    return found == scripts.end() ? "Noto Serif" : found->font;
}

/// From `at` on, what the common fonts lack and one other has; `at` is at its last byte then. Empty where they have it.
std::string in_other_font(std::string_view text, std::size_t& at) {
    std::string run, codes, first;
    std::string_view font;
    std::size_t end = at;
    while (end < text.size() && utf8_length(text, end) > 1) {
        const std::size_t length = utf8_length(text, end);
        const char32_t code = character_at(text, end);
        if (is_in_common_fonts(code) || (!font.empty() && font_for(code) != font)) break;
        font = font_for(code);
        codes += (codes.empty() ? "" : " ") + name_of_character(text, end);
        if (first.empty()) first = name_of_character(text, end).substr(2);
        run += text.substr(end, length);
        end += length;
    }
    if (run.empty()) return {};
    at = end - 1;
    return fmt::format("\\simtext{{{}}}{{{}}}{{{}}}{{{}}}", first, run, codes, font);
}

enum class Words : bool { of_ours, names };

/// Text, with arrows, plus-or-minus and the minus of numbers set as in print, and powers of ten, but not in names.
std::string set_in_type(std::string_view text, Words words = Words::of_ours) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (const std::string other = in_other_font(text, i); !other.empty()) {
            out += other;
            continue;
        }
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
        } else if (const auto [exponent, end] = exponent_at(text, i); end > i && words == Words::of_ours) {
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
    return width > 180 ? "\\tiny\\setlength{\\tabcolsep}{3pt}" : width > 150 ? "\\scriptsize" : width > 110 ? "\\footnotesize" : "\\small";
}

/// The first so many cells are labels. A row may not begin with what would be read as an option of the line end before it.
std::string latex_row(const std::vector<std::string>& cells, std::size_t labels) {
    std::string out = !cells.empty() && cells[0].starts_with('[') ? "{}" : "";
    for (std::size_t i = 0; i < cells.size(); ++i)
        out += (i == 0 ? "" : " & ") + set_in_type(cells[i], i < labels ? Words::names : Words::of_ours);
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
        out += latex_row(cells, table.labels);
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
                       size_of(table), caption_of(table, label), columns_of(table), latex_row(table.heads, table.labels), body_of(table),
                       notes_of(table));
}

std::string over_pages(const Table& table, const std::string& label) {
    return fmt::format("{{{}\n\\begin{{longtable}}{{{}}}\n{}\\\\\n\\toprule\n{}\\midrule\n\\endfirsthead\n\\toprule\n{}"
                       "\\midrule\n\\endhead\n{}\\bottomrule\n\\end{{longtable}}\n{}}}\n",
                       size_of(table), columns_of(table), caption_of(table, label), latex_row(table.heads, table.labels),
                       latex_row(table.heads, table.labels), body_of(table), notes_of(table));
}

} // namespace

std::string latex_text(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (const std::string_view escape = escape_of(c); !escape.empty())
            out += escape;
        else
            out += c;
    }
    return out;
}

std::string latex(std::span<const Table> tables, std::string_view label) {
    std::string out = fmt::format(opening, label);
    const std::size_t begin = out.size();
    for (const Table& table : tables) {
        const std::string name = table.name.empty() ? std::string(label) : table.name;
        out += table.rows.size() > most_rows_of_a_page ? over_pages(table, name) : on_one_page(table, name);
    }
    if (out.find("\\simtext{", begin) != out.npos) out.insert(begin, other_scripts);
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
