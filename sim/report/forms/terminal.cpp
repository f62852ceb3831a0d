// Tables as plain text, in as many pieces as the width takes.
#include "sim/table.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

namespace sim {
namespace {

constexpr std::size_t gap = 2;
constexpr std::string_view indent = "  ";

std::string padded(const std::string& text, std::size_t width, bool to_the_left) {
    const std::string space(width - width_of(text), ' ');
    return to_the_left ? text + space : space + text;
}

bool is_grouped(const Table& table) { return table.labels > 1; }
std::size_t first_label(const Table& table) { return is_grouped(table) ? 1 : 0; }

std::vector<std::size_t> widths_of(const Table& table) {
    std::vector<std::size_t> widths;
    for (std::size_t i = 0; i < table.heads.size(); ++i) {
        const std::size_t before = is_grouped(table) && i == first_label(table) ? indent.size() : 0;
        std::size_t width = width_of(table.heads[i]);
        for (const auto& row : table.rows) width = std::max(width, before + width_of(row[i]));
        widths.push_back(width);
    }
    return widths;
}

std::string without_trailing_space(std::string line) {
    line.erase(line.find_last_not_of(' ') + 1);
    return line + '\n';
}

/// Some of the columns of a table: its labels, and those from `first` to before `last`. The first of two labels stands on a line of its
/// own, above the rows that it names.
class Piece {
public:
    Piece(const Table& table, const std::vector<std::size_t>& widths, std::size_t first, std::size_t last)
        : table_(table), widths_(widths), first_(first), last_(last) {}

    [[nodiscard]] std::string text() const {
        std::string out = line(table_.heads, "");
        out += std::string(width(), '-') + '\n';
        const std::string* group = nullptr;
        for (const auto& row : table_.rows) {
            if (is_grouped(table_) && (group == nullptr || *group != row[0])) out += *(group = &row[0]) + '\n';
            out += line(row, is_grouped(table_) ? indent : "");
        }
        return out;
    }

private:
    [[nodiscard]] bool has(std::size_t column) const {
        return column < table_.labels ? column >= first_label(table_) : column >= first_ && column < last_;
    }
    [[nodiscard]] std::size_t width() const {
        std::size_t sum = 0;
        for (std::size_t i = 0; i < widths_.size(); ++i) sum += has(i) ? widths_[i] + gap : 0;
        return sum - gap;
    }
    [[nodiscard]] std::string line(const std::vector<std::string>& cells, std::string_view before) const {
        std::string out;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            if (!has(i)) continue;
            if (i > first_label(table_)) out += std::string(gap, ' ');
            out += i < table_.labels ? padded(std::string(i == first_label(table_) ? before : "") + cells[i], widths_[i], true)
                                     : padded(cells[i], widths_[i], false);
        }
        return without_trailing_space(std::move(out));
    }

    const Table& table_;
    const std::vector<std::size_t>& widths_;
    std::size_t first_, last_;
};

/// The first column that no longer fits beside the labels and those from `first` on; at least one always does.
std::size_t last_that_fits(const Table& table, const std::vector<std::size_t>& widths, std::size_t first, std::size_t width) {
    std::size_t used = 0;
    for (std::size_t i = first_label(table); i < table.labels; ++i) used += widths[i] + gap;
    std::size_t last = first;
    while (last < widths.size() && (last == first || used + widths[last] <= width)) used += widths[last++] + gap;
    return last;
}

/// Where each piece begins: as few pieces as can be, of about as many columns each.
std::vector<std::size_t> cuts(const Table& table, const std::vector<std::size_t>& widths, std::size_t width) {
    std::size_t pieces = 0;
    for (std::size_t first = table.labels; first < widths.size(); ++pieces) first = last_that_fits(table, widths, first, width);
    const std::size_t columns = widths.size() - table.labels;
    std::vector<std::size_t> found{table.labels};
    for (std::size_t left = pieces; found.back() < widths.size(); left -= left > 1 ? 1 : 0) {
        const std::size_t share = (table.labels + columns - found.back() + left - 1) / left;
        found.push_back(std::min(found.back() + share, last_that_fits(table, widths, found.back(), width)));
    }
    return found;
}

} // namespace

std::string terminal(const Table& table, const TerminalStyle& style) {
    assert(table.labels >= 1 && table.labels < table.heads.size());
    std::string out = style.bold ? fmt::format("\x1b[1m{}\x1b[0m\n", table.title) : table.title + '\n';
    if (!table.caption.empty()) out += table.caption + '\n';
    const auto widths = widths_of(table);
    const auto first = cuts(table, widths, style.width);
    for (std::size_t i = 0; i + 1 < first.size(); ++i) out += '\n' + Piece(table, widths, first[i], first[i + 1]).text();
    if (!table.footnotes.empty()) out += '\n';
    for (const std::string& note : table.footnotes) out += note + '\n';
    return out;
}

} // namespace sim
