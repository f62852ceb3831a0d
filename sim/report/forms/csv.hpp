// CSV as RFC 4180 has it: CRLF, quotes only where needed, UTF-8, doubles by shortest round trip; no text is a formula.
#pragma once

#include "ensemble/file.hpp"

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

/// A number that is infinite or none has reached a cell; `what()` names the file, the column and the row.
class NotFinite : public IoError {
public:
    using IoError::IoError;
};

/// One CSV file, written cell by cell; it appears whole, in `commit()`, or not at all. Throws IoError.
class CsvFile {
public:
    CsvFile(FilePlace place, std::vector<std::string_view> heads);
    CsvFile& cell(std::string_view text);
    CsvFile& cell(std::uint64_t number);
    /// Infinities and not-a-number are refused. Throws NotFinite.
    CsvFile& cell(double number);
    CsvFile& empty_cell() { return cell(std::string_view{}); }
    /// Each in a cell, not-a-number as an empty one. Throws NotFinite.
    CsvFile& cells_where_known(std::initializer_list<double> numbers);
    /// REQUIRES: as many cells as heads.
    void end_row();
    void commit();

private:
    void separate();
    WholeFile file_;
    std::vector<std::string_view> heads_;
    std::string buffer_;
    std::size_t column_ = 0;
    std::uint64_t row_ = 0;
};

} // namespace sim
