#include "report/forms/csv.hpp"

#include <fmt/format.h>

#include <array>
#include <cassert>
#include <charconv>
#include <cmath>
#include <utility>

namespace sim {
namespace {

constexpr std::size_t full_buffer = std::size_t{1} << 16U;

} // namespace

CsvFile::CsvFile(std::filesystem::path path, std::vector<std::string_view> heads) : file_(std::move(path)), heads_(std::move(heads)) {
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
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
        buffer_ += text;
        return *this;
    }
    buffer_ += '"';
    for (const char c : text) buffer_.append(c == '"' ? 2 : 1, c);
    buffer_ += '"';
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
    buffer_ += "\r\n";
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

} // namespace sim
