// Whose folder it is, what is noted of its files, and what may be written and removed there.
#include "report/own_folder.hpp"

#include "base/text.hpp"
#include "report/manifest.hpp"
#include "sim/results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace sim {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view journal_title = "Files of a results folder of sim that is not complete: SHA-256, bytes, name";
constexpr std::uint64_t largest_journal = 64'000'000; // bytes
constexpr int most_levels = 8;                        // folders within folders

std::string line_of(const std::string& name, const FileSum& sum) { return fmt::format("{} {} {}\n", sum.sha256, sum.bytes, name); }

/// A line of the journal; nothing where it was not written to its end.
std::optional<std::pair<std::string, FileSum>> noted_in(std::string_view line) {
    const std::size_t first = line.find(' '), second = line.find(' ', first + 1);
    if (first == line.npos || second == line.npos) return std::nullopt;
    FileSum sum{0, std::string(line.substr(0, first))};
    const char* const end = line.data() + second;
    const auto [stop, error] = std::from_chars(line.data() + first + 1, end, sum.bytes);
    const std::string name(line.substr(second + 1));
    if (error != std::errc() || stop != end || !stays_within(name)) return std::nullopt;
    return std::pair(name, sum);
}

/// Nothing where there is none of this program's.
std::optional<std::string> journal_of(const fs::path& folder) {
    try {
        const std::string text = read_file(folder / journal_name, largest_journal);
        return text.starts_with(journal_title) ? std::optional(text) : std::nullopt;
    } catch (const IoError&) {
        return std::nullopt;
    }
}

bool has_mark(const fs::path& folder) {
    return is_manifest(folder / manifest_name) || journal_of(folder) || Store::is_one(folder / store_name);
}

/// The first thing in a folder that is none of this program's.
std::optional<fs::path> stranger_in(const fs::path& folder, int depth) {
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (!entry.is_symlink() && entry.is_regular_file() && is_leftover(entry.path().filename().string())) continue;
        if (entry.is_symlink() || !entry.is_directory() || depth == 0) return entry.path();
        if (has_mark(entry.path())) continue;
        if (auto stranger = stranger_in(entry.path(), depth - 1)) return stranger;
    }
    return std::nullopt;
}

void require_own(const fs::path& folder) {
    std::optional<fs::path> stranger;
    try {
        if (!fs::is_directory(folder)) throw IoError(folder, "is no folder");
        if (!has_mark(folder)) stranger = stranger_in(folder, most_levels);
    } catch (const fs::filesystem_error& error) {
        throw IoError(folder, error.code().message());
    }
    if (stranger)
        throw IoError(folder, fmt::format("is not a results folder: it holds {}, and nothing that this program has written; with -o take a "
                                          "new folder or an empty one",
                                          stranger->lexically_relative(folder).string()));
}

/// What runs that were killed have left of files that had no name yet.
void remove_leftovers(const fs::path& folder) {
    std::error_code error;
    for (const char* const part : {".", "tables", "figures"}) {
        const fs::path within = (folder / part).lexically_normal();
        if (fs::is_symlink(within, error)) continue;
        for (fs::directory_iterator entry(within, error), end; !error && entry != end; entry.increment(error))
            if (is_leftover(entry->path().filename().string()) && entry->is_regular_file(error)) remove_file(entry->path());
    }
}

} // namespace

OwnFolder::OwnFolder(fs::path folder) : path_(std::move(folder)) {
    std::error_code error;
    const bool there = fs::exists(fs::symlink_status(path_, error));
    is_new_ = !there || (fs::is_directory(path_, error) && fs::is_empty(path_, error));
    if (!is_new_) require_own(path_);
    const auto journal = journal_of(path_);
    if (!journal) return;
    for (const std::string_view line : lines_of(*journal))
        if (auto noted = noted_in(line)) noted_[noted->first].push_back(std::move(noted->second));
}

void OwnFolder::enter() {
    make_folder(path_);
    if (is_new_) write_journal();
}

void OwnFolder::note_listed() {
    const fs::path file = path_ / manifest_name;
    if (!is_manifest(file)) return;
    for (const ListedFile& listed : files_listed_in(file))
        if (stays_within(listed.name)) noted_[listed.name].push_back({listed.bytes, listed.sha256});
}

void OwnFolder::write_journal() {
    std::string text = std::string(journal_title) + '\n';
    for (const auto& [name, sums] : noted_)
        for (const FileSum& sum : sums) text += line_of(name, sum);
    write_file(FilePlace(path_, journal_name), text);
}

void OwnFolder::open_for_more() {
    enter();
    note_listed();
    write_journal();
    remove_leftovers(path_);
}

void OwnFolder::withdraw() {
    open_for_more();
    remove_file(FilePlace(path_, manifest_name));
}

FilePlace OwnFolder::place(const std::string& name) {
    FilePlace place(path_, name);
    std::error_code ignored;
    if (!noted_.contains(name) && fs::exists(fs::symlink_status(place.path(), ignored)))
        throw IoError(place.path(), "is in the way: this program has not written it, or the manifest that said so is gone; move it away");
    place.before_naming = [this, name](const FileSum& sum) {
        append_to_file(FilePlace(path_, journal_name), line_of(name, sum));
        noted_[name].push_back(sum);
    };
    return place;
}

void OwnFolder::remove_others(const std::set<std::string>& kept) {
    for (const auto& [name, sums] : noted_) {
        std::error_code ignored;
        if (kept.contains(name) || !fs::is_regular_file(fs::symlink_status(path_ / name, ignored))) continue;
        const FilePlace place(path_, name);
        if (std::ranges::find(sums, sum_of(place)) != sums.end()) remove_file(place);
    }
}

void OwnFolder::vouch(const std::string& manifest, const std::set<std::string>& kept) {
    remove_others(kept);
    write_file(FilePlace(path_, manifest_name), manifest);
    remove_file(FilePlace(path_, journal_name));
}

} // namespace sim
