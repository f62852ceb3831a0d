// The forms in which tables are kept in files: one row for each, with its file ending and the function that makes it.
#pragma once

#include "sim/table.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace sim {

/// One form. Screens and pages have others (`terminal`, `html`), which are kept in no file.
struct FileForm {
    std::string_view ending; ///< of its files: ".md"
    bool together;           ///< all tables in one file; else a file each
    /// The file of that name, without its ending. What it holds is one table where tables have a file each.
    std::string (*text)(std::span<const Section> sections, std::string_view name);
};
/// A new form is a word here and a source beside this one that defines its `file_form`: neither builds without the other.
enum class Form : std::uint8_t { markdown, latex, csv, count };
template <Form form> [[nodiscard]] FileForm file_form();
/// All of them, in that order.
[[nodiscard]] std::span<const FileForm> file_forms();

} // namespace sim
