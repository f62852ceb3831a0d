// The columns of every CSV file of a results folder: their names, types and meanings, from which the files and their description are made.
#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace sim {

struct CsvColumn {
    std::string_view name;
    std::string_view type; ///< "string", "integer", "number", "date", "any": as Frictionless Table Schema calls them
    std::string_view doc;
};

struct CsvKind {
    std::string_view file; ///< "summary.csv"
    std::string_view doc;
    std::vector<CsvColumn> columns;
    std::vector<std::string_view> key; ///< columns that name a row; empty where none do

    [[nodiscard]] std::vector<std::string_view> heads() const;
};
/// All of them; a folder has those that its run writes.
[[nodiscard]] std::span<const CsvKind> csv_kinds();
/// REQUIRES: one of them.
[[nodiscard]] const CsvKind& csv_kind(std::string_view file);

} // namespace sim
