// CSV files written cell by cell, and tables as CSV.
#include "report/forms/csv.hpp"

#include "base/text.hpp"
#include "report/forms/files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>
#include <cmath>
#include <utility>

namespace sim {
namespace {

constexpr std::size_t full_buffer = std::size_t{1} << 16U;

constexpr std::string_view line_end = "\r\n";

/// "-1.2 pp [-3, 0]": a number, and behind it nothing that a spreadsheet could work out or call.
bool reads_as_number(std::string_view text) {
    text.remove_prefix(1);
    const bool digit = !text.empty() && (is_digit(text[0]) || (text[0] == '.' && text.size() > 1 && is_digit(text[1])));
    return digit &&
           std::ranges::all_of(text, [](char c) { return is_word(c) || std::string_view(" .,%[]-/").find(c) != std::string_view::npos; });
}

/// Whether a spreadsheet would take the text for a formula.
bool reads_as_formula(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    text.remove_prefix(std::min(first, text.size()));
    for (const std::string_view wide : {"\uff1d", "\uff0b", "\uff0d", "\uff20"}) // of full width: = + - @
        if (text.starts_with(wide)) return true;
    if (text.empty() || std::string_view("=+-@").find(text.front()) == text.npos) return false;
    return !((text.front() == '-' || text.front() == '+') && reads_as_number(text));
}

/// Between quotes where it needs them; what a spreadsheet would work out begins with an apostrophe.
void append_cell(std::string& line, std::string_view text) {
    if (reads_as_formula(text)) return append_cell(line, '\'' + std::string(text));
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
        line += text;
        return;
    }
    line += '"';
    for (const char c : text) line.append(c == '"' ? 2 : 1, c);
    line += '"';
}

void append_row(std::string& text, const std::vector<std::string>& cells) {
    for (const std::string& cell : cells) {
        if (&cell != cells.data()) text += ',';
        append_cell(text, cell);
    }
    text += line_end;
}

} // namespace

std::string csv(const Table& table) {
    std::string text;
    append_row(text, table.heads);
    for (const auto& row : table.rows) append_row(text, row);
    return text;
}

CsvFile::CsvFile(FilePlace place, std::vector<std::string_view> heads) : file_(std::move(place)), heads_(std::move(heads)) {
    for (const std::string_view head : heads_) cell(head);
    end_row();
    row_ = 0;
}

void CsvFile::separate() {
    assert(column_ < heads_.size());
    if (column_++ > 0) buffer_ += ',';
}

CsvFile& CsvFile::cell(std::string_view text) {
    separate();
    append_cell(buffer_, text);
    return *this;
}

CsvFile& CsvFile::cell(std::uint64_t number) {
    separate();
    buffer_ += fmt::format_int(number).c_str();
    return *this;
}

CsvFile& CsvFile::cell(double number) {
    if (!std::isfinite(number))
        throw NotFinite(file_.path(), fmt::format("'{}' of row {} is not a finite number", heads_[column_], row_ + 1));
    separate();
    std::array<char, 32> text;
    buffer_.append(text.data(), std::to_chars(text.data(), text.data() + text.size(), number).ptr);
    return *this;
}

CsvFile& CsvFile::cells_where_known(std::initializer_list<double> numbers) {
    for (const double number : numbers) std::isnan(number) ? empty_cell() : cell(number);
    return *this;
}

void CsvFile::end_row() {
    assert(column_ == heads_.size());
    buffer_ += line_end;
    column_ = 0;
    ++row_;
    if (buffer_.size() < full_buffer) return;
    file_.append(buffer_);
    buffer_.clear();
}

void CsvFile::commit() {
    file_.append(buffer_);
    buffer_.clear();
    file_.commit();
}

template <> FileForm file_form<Form::csv>() {
    return {".csv", false, [](std::span<const Section> sections, std::string_view) { return csv(sections.front().tables.front()); }};
}

} // namespace sim
