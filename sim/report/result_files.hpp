// The files of one folder as they are written: noted for the manifest, and tables in all their forms.
#pragma once

#include "sim/results.hpp"
#include "sim/table.hpp"

#include <filesystem>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

/// Noted as their places are asked for, so that a manifest can list them all.
class ResultFiles {
public:
    explicit ResultFiles(std::filesystem::path folder) : folder_(std::move(folder)) {}
    /// Where the file of that name is to be written.
    [[nodiscard]] std::filesystem::path place(const std::string& name) {
        names_.insert(name);
        return folder_ / name;
    }
    [[nodiscard]] const std::set<std::string>& names() const { return names_; }
    /// As they lie there now. Throws IoError where one is missing.
    [[nodiscard]] std::vector<ListedFile> listed() const;

private:
    std::filesystem::path folder_;
    std::set<std::string> names_;
};

/// Files in tables/, in every form that report/forms/files.hpp lists: of that name with all of these tables, or a file of each. Throws
/// IoError. REQUIRES: every table has a name.
void write_sections(ResultFiles& files, std::string_view name, std::span<const Section> sections);
/// The same for tables with nothing said below them. Those without a name get one.
void write_tables(ResultFiles& files, std::string_view name, std::span<Table> tables);

} // namespace sim
