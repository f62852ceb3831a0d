// Files with their checksums, and the walk over the forms of tables.
#include "report/result_files.hpp"

#include "base/text.hpp"
#include "ensemble/file.hpp"
#include "report/forms/files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

namespace sim {
namespace {

void write_each(ResultFiles& files, const FileForm& form, std::span<const Section> sections) {
    for (const Section& section : sections) {
        for (const Table& table : section.tables) {
            assert(!table.name.empty());
            const Section alone{{table}, {}};
            write_file(files.place_of_tables(table.name, form.ending), form.text({&alone, 1}, table.name));
        }
    }
}

} // namespace

FilePlace ResultFiles::place(const std::string& name) {
    FilePlace place = own_ == nullptr ? FilePlace(folder_, name) : own_->place(name);
    names_.insert(name);
    place.before_naming = [this, name, noted = std::move(place.before_naming)](const FileSum& sum) {
        if (noted) noted(sum);
        written_[name] = sum;
    };
    return place;
}

/// What no file may be called is '_'; a second name that comes to the same is numbered.
std::string ResultFiles::stem_of(std::string_view name) {
    std::string stem(name);
    std::ranges::replace_if(
        stem, [](char c) { return c == '/' || static_cast<unsigned char>(c) < ' ' || c == 0x7f; }, '_');
    if (stem.empty() || stem.front() == '.') stem.insert(0, "_");
    std::string free = stem;
    for (int number = 2; stems_.contains(free) && stems_.at(free) != name; ++number) free = fmt::format("{}-{}", stem, number);
    stems_.emplace(free, name);
    return free;
}

FilePlace ResultFiles::place_of_tables(std::string_view name, std::string_view ending) {
    return place(fmt::format("tables/{}{}", stem_of(name), ending));
}

std::vector<ListedFile> ResultFiles::listed() const {
    std::vector<ListedFile> list;
    for (const std::string& name : names_) {
        const FileSum& sum = written_.at(name);
        list.push_back({name, sum.bytes, sum.sha256});
    }
    return list;
}

void write_sections(ResultFiles& files, std::string_view name, std::span<const Section> sections) {
    for (const FileForm& form : file_forms()) {
        if (form.together)
            write_file(files.place_of_tables(name, form.ending), form.text(sections, name));
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
