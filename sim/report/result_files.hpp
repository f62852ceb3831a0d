// The files of one folder as they are written: noted for the manifest, and tables in all their forms.
#pragma once

#include "report/own_folder.hpp"
#include "sim/results.hpp"
#include "sim/table.hpp"

#include <filesystem>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

/// Noted as their places are asked for and as they are written, so that a manifest can list them all.
class ResultFiles {
public:
    /// Into a folder that is nobody else's.
    explicit ResultFiles(std::filesystem::path folder) : folder_(std::move(folder)) {}
    /// Into a results folder. REQUIRES: it outlives this.
    explicit ResultFiles(OwnFolder& own) : folder_(own.path()), own_(&own) {}
    ResultFiles(const ResultFiles&) = delete;
    ResultFiles& operator=(const ResultFiles&) = delete;

    /// Where the file of that name is to be written. Throws IoError where another's file lies there.
    [[nodiscard]] FilePlace place(const std::string& name);
    /// Where the tables of that name are to be written: a place in tables/ whatever the name is, and another one for each name.
    [[nodiscard]] FilePlace place_of_tables(std::string_view name, std::string_view ending);
    [[nodiscard]] const std::set<std::string>& names() const { return names_; }
    /// As they were written. REQUIRES: each that has a place was.
    [[nodiscard]] std::vector<ListedFile> listed() const;

private:
    [[nodiscard]] std::string stem_of(std::string_view name);
    std::filesystem::path folder_;
    OwnFolder* own_ = nullptr;
    std::set<std::string> names_;
    std::map<std::string, FileSum> written_;
    std::map<std::string, std::string> stems_; ///< of names of tables, and the name whose it is
};

/// Files in tables/, in every form that report/forms/files.hpp lists: of that name with all of these tables, or a file of each. Throws
/// IoError. REQUIRES: every table has a name.
void write_sections(ResultFiles& files, std::string_view name, std::span<const Section> sections);
/// The same for tables with nothing said below them. Those without a name get one.
void write_tables(ResultFiles& files, std::string_view name, std::span<Table> tables);

} // namespace sim
