// Compares texts line by line, and rows of tables cell by cell.
#include "ensemble/lines.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace sim {
namespace {

/// Columns of our CSV files that say what a row is about, beside the numbers in it.
constexpr std::array<std::string_view, 11> key_heads{"run_id", "id",    "variant", "other",  "point",    "replicate",
                                                     "date",   "group", "metric",  "target", "parameter"};

/// A row as its columns.
struct Row {
    std::vector<std::string> cells;
    std::vector<std::string> heads; ///< as many as cells where it is a row of a table
    std::vector<bool> is_key;       ///< likewise
};

bool is_key(std::string_view head) { return std::ranges::find(key_heads, head) != key_heads.end(); }

/// "| a | b |" as {"a", "b"}; a bar behind a backslash belongs to its cell.
std::vector<std::string> markdown_cells(std::string_view line) {
    std::vector<std::string> cells;
    if (!line.starts_with('|')) return cells;
    std::string cell;
    for (std::size_t i = 1; i < line.size(); ++i) {
        if (line[i] == '|' && line[i - 1] != '\\') {
            cells.emplace_back(trimmed(cell));
            cell.clear();
        } else {
            cell += line[i];
        }
    }
    return cells;
}

Row csv_row(const std::vector<std::string_view>& lines, std::size_t at) {
    Row row{csv_cells(lines[at]), csv_cells(lines.front()), {}};
    for (const std::string& head : row.heads) row.is_key.push_back(is_key(head));
    return row;
}

/// Heads stand above the nearest line of dashes; columns that are aligned to the left name the row.
Row markdown_row(const std::vector<std::string_view>& lines, std::size_t at) {
    Row row{markdown_cells(lines[at]), {}, {}};
    std::size_t dashes = at;
    while (dashes > 0 && lines[dashes].starts_with('|') && !lines[dashes].starts_with("| :---")) --dashes;
    if (row.cells.empty() || dashes == 0 || dashes == at || !lines[dashes].starts_with("| :---")) return row;
    row.heads = markdown_cells(lines[dashes - 1]);
    for (const std::string& cell : markdown_cells(lines[dashes])) row.is_key.push_back(cell == ":---");
    return row;
}

Row row_at(const std::vector<std::string_view>& lines, std::size_t at, Form form) {
    if (form == Form::csv && at > 0) return csv_row(lines, at);
    if (form == Form::markdown) return markdown_row(lines, at);
    return {};
}

bool is_number(std::string_view text) { return !text.empty() && text.find_first_not_of("0123456789") == text.npos; }

/// "trend, point 0, 2030-12-31, country:CHN, research_share"
std::string key_of_row(const Row& row) {
    std::string key;
    for (std::size_t i = 0; i < row.cells.size() && i < row.heads.size(); ++i) {
        if (!row.is_key[i] || row.cells[i].empty()) continue;
        key += (key.empty() ? "" : ", ") + (is_number(row.cells[i]) ? row.heads[i] + ' ' : std::string()) + row.cells[i];
    }
    return key;
}

bool is_table_row(const Row& row) {
    return !row.cells.empty() && row.cells.size() == row.heads.size() && row.cells.size() == row.is_key.size();
}

std::string line_text(std::string_view line) {
    constexpr std::size_t longest = 200;
    return std::string(line.substr(0, longest)) + (line.size() > longest ? "..." : "");
}

/// A line beside the one that should stand there: cell by cell where both are rows of the same table.
void compare_lines(const std::vector<std::string_view>& is, const std::vector<std::string_view>& should, std::size_t i, std::size_t s,
                   Form form, std::vector<LineDifference>& found) {
    const Row mine = row_at(is, i, form), theirs = row_at(should, s, form);
    if (!is_table_row(mine) || !is_table_row(theirs) || mine.heads != theirs.heads || mine.cells == theirs.cells) {
        found.push_back({i + 1, "line", line_text(is[i]), line_text(should[s])});
        return;
    }
    const std::string key = key_of_row(theirs);
    for (std::size_t c = 0; c < mine.cells.size(); ++c) {
        if (mine.cells[c] == theirs.cells[c]) continue;
        found.push_back({i + 1, fmt::format("column {} of {}", mine.heads[c], key), mine.cells[c], theirs.cells[c]});
    }
}

/// A line that is too much, or that is missing.
LineDifference lone_line(const std::vector<std::string_view>& lines, std::size_t at, std::size_t number, Form form, bool missing) {
    const Row row = row_at(lines, at, form);
    const std::string what = is_table_row(row) ? fmt::format("row of {}", key_of_row(row)) : "line";
    const std::string text = line_text(lines[at]);
    return missing ? LineDifference{number, what, "", text} : LineDifference{number, what, text, ""};
}

/// Lines [begin, ...) of both, up to so many before their ends, of which there are not equally many.
void compare_unequal(const std::vector<std::string_view>& is, const std::vector<std::string_view>& should, std::size_t begin,
                     std::size_t tail, Form form, std::vector<LineDifference>& found) {
    const auto from = static_cast<std::ptrdiff_t>(begin), to = static_cast<std::ptrdiff_t>(tail);
    const std::multiset<std::string_view> mine(is.begin() + from, is.end() - to), theirs(should.begin() + from, should.end() - to);
    for (std::size_t i = begin; i < is.size() - tail; ++i)
        if (mine.count(is[i]) > theirs.count(is[i])) found.push_back(lone_line(is, i, i + 1, form, false));
    for (std::size_t s = begin; s < should.size() - tail; ++s)
        if (theirs.count(should[s]) > mine.count(should[s])) found.push_back(lone_line(should, s, std::min(s, is.size()) + 1, form, true));
}

} // namespace

Form form_of(std::string_view file) {
    if (file.ends_with(".csv")) return Form::csv;
    return file.ends_with(".md") ? Form::markdown : Form::plain;
}

std::vector<LineDifference> line_differences(std::string_view is, std::string_view should, Form form) {
    std::vector<LineDifference> found;
    if (is == should) return found;
    const auto mine = lines_of(is), theirs = lines_of(should);
    const std::size_t shorter = std::min(mine.size(), theirs.size());
    std::size_t begin = 0, tail = 0;
    while (begin < shorter && mine[begin] == theirs[begin]) ++begin;
    while (tail < shorter - begin && mine[mine.size() - 1 - tail] == theirs[theirs.size() - 1 - tail]) ++tail;
    if (mine.size() == theirs.size()) {
        for (std::size_t i = begin; i < mine.size() - tail; ++i)
            if (mine[i] != theirs[i]) compare_lines(mine, theirs, i, i, form, found);
    } else {
        compare_unequal(mine, theirs, begin, tail, form, found);
    }
    if (!found.empty()) return found;
    const auto byte = std::ranges::mismatch(is, should).in1; // lines are the same, or in another order
    return {{static_cast<std::size_t>(std::count(is.begin(), byte, '\n')) + 1, "line end, or order of lines", "", ""}};
}

std::vector<LineDifference> row_differences(std::string_view is, std::string_view some) {
    const auto mine = lines_of(is), theirs = lines_of(some);
    std::map<std::string, std::size_t> places;
    for (std::size_t i = 1; i < mine.size(); ++i) places.emplace(key_of_row(csv_row(mine, i)), i);
    std::vector<LineDifference> found;
    for (std::size_t s = 1; s < theirs.size(); ++s) {
        const auto place = places.find(key_of_row(csv_row(theirs, s)));
        if (place == places.end())
            found.push_back(lone_line(theirs, s, mine.size(), Form::csv, true));
        else if (mine[place->second] != theirs[s])
            compare_lines(mine, theirs, place->second, s, Form::csv, found);
    }
    return found;
}

} // namespace sim
