// Files with their checksums, and the walk over the forms of tables.
#include "report/result_files.hpp"

#include "ensemble/checksum.hpp"
#include "ensemble/file.hpp"
#include "report/forms/files.hpp"

#include <fmt/format.h>

#include <cassert>

namespace sim {
namespace {

void write_each(ResultFiles& files, const FileForm& form, std::span<const Section> sections) {
    for (const Section& section : sections) {
        for (const Table& table : section.tables) {
            assert(!table.name.empty());
            const Section alone{{table}, {}};
            write_file(files.place(fmt::format("tables/{}{}", table.name, form.ending)), form.text({&alone, 1}, table.name));
        }
    }
}

} // namespace

std::vector<ListedFile> ResultFiles::listed() const {
    std::vector<ListedFile> list;
    for (const std::string& name : names_) {
        std::error_code error;
        const auto bytes = std::filesystem::file_size(folder_ / name, error);
        if (error) throw IoError(folder_ / name, error.message());
        list.push_back({name, bytes, sha256_of_file(folder_ / name)});
    }
    return list;
}

void write_sections(ResultFiles& files, std::string_view name, std::span<const Section> sections) {
    for (const FileForm& form : file_forms()) {
        if (form.together)
            write_file(files.place(fmt::format("tables/{}{}", name, form.ending)), form.text(sections, name));
        else
            write_each(files, form, sections);
    }
}

void write_tables(ResultFiles& files, std::string_view name, std::span<Table> tables) {
    for (std::size_t i = 0; i < tables.size(); ++i)
        if (tables[i].name.empty()) tables[i].name = tables.size() == 1 ? std::string(name) : fmt::format("{}-{}", name, i + 1);
    const Section section{{tables.begin(), tables.end()}, {}};
    write_sections(files, name, {&section, 1});
}

} // namespace sim
