// Where two versions of a text file differ: the line, and in a CSV file or a Markdown table the column and what the row is about.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

/// One place at which a text is not what it should be.
struct LineDifference {
    std::size_t line = 0;   ///< from 1, in the text; for a line that is missing, where it should be
    std::string what;       ///< "column mean of trend, point 0, 2030-12-31, country:CHN, research_share"; "line"
    std::string is, should; ///< empty: there is nothing
};

/// What the texts are: rows of comma-separated values (RFC 4180), Markdown with pipe tables, or lines.
enum class Form : std::uint8_t { csv, markdown, plain };
/// By the file's name.
[[nodiscard]] Form form_of(std::string_view file);

/// Every difference, in the order of the lines; empty exactly where the texts are the same bytes.
[[nodiscard]] std::vector<LineDifference> line_differences(std::string_view is, std::string_view should, Form form);

/// The same for CSV files of which the second has only some of the rows that the first should have: each is looked for by what it is about.
[[nodiscard]] std::vector<LineDifference> row_differences(std::string_view is, std::string_view some);

} // namespace sim
