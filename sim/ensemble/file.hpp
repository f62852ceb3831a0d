// Files that are there whole or not at all, and errors that name the file.
#pragma once

#include "ensemble/checksum.hpp"
#include "ensemble/inside.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <string>
#include <string_view>

namespace sim {

/// What a file holds, in short.
struct FileSum {
    std::uint64_t bytes = 0;
    std::string sha256;
    friend bool operator==(const FileSum&, const FileSum&) = default;
};

/// Where a file goes: a folder, and a name that stays in it.
struct FilePlace {
    FilePlace(std::filesystem::path file) : folder(file.parent_path()), name(file.filename()) {} // NOLINT: a path is a place
    FilePlace(const char* file) : FilePlace(std::filesystem::path(file)) {}                      // NOLINT: likewise
    FilePlace(std::filesystem::path folder_, std::string name_) : folder(std::move(folder_)), name(std::move(name_)) {}
    [[nodiscard]] std::filesystem::path path() const { return folder / name; }

    std::filesystem::path folder;
    std::string name;
    std::function<void(const FileSum&)> before_naming{}; ///< told what will lie there, just before it does
};

/// A file that gets its name only in `commit()`; until then, and after any error, a reader finds what was there before. The one way in
/// which this program writes files: below the place's folder no link is followed, and until it is whole a file has a name that nobody
/// knows.
class WholeFile {
public:
    /// Creates missing folders. Throws IoError, here and below; also where something else than a file has that name.
    explicit WholeFile(FilePlace place);
    ~WholeFile();
    WholeFile(WholeFile&&) noexcept = default;
    WholeFile& operator=(WholeFile&&) = delete;

    void append(std::string_view bytes);
    /// Forces the bytes to disk and gives the file its name.
    void commit();
    [[nodiscard]] std::filesystem::path path() const { return place_.path(); }

private:
    [[noreturn]] void fail() const;
    FilePlace place_;
    FileInside file_;
    std::string part_; ///< its name until then
    Descriptor open_;
    Sha256 sum_;
    std::uint64_t bytes_ = 0;
};
/// Whether a file is called as a WholeFile is that was killed before it had its name.
[[nodiscard]] bool is_leftover(std::string_view name);

/// A folder for what is needed for a while, among the system's temporary files; it goes away with all that is in it.
class ScratchFolder {
public:
    ScratchFolder();
    ~ScratchFolder();
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

inline constexpr std::uint64_t all_bytes = std::numeric_limits<std::uint64_t>::max();
/// All bytes of a regular file. Throws IoError, also where there are more than so many.
[[nodiscard]] std::string read_file(const std::filesystem::path& path, std::uint64_t most = all_bytes);
/// The first so many bytes.
[[nodiscard]] std::string read_beginning(const std::filesystem::path& path, std::uint64_t most);
/// Replaces the file by this text.
void write_file(const FilePlace& place, std::string_view text);
/// Adds to the end of a file that is there.
void append_to_file(const FilePlace& place, std::string_view text);
/// What lies at a place.
[[nodiscard]] FileSum sum_of(const FilePlace& place);
/// Removes the file at a place; nothing where there is none.
void remove_file(const FilePlace& place);
/// Creates the folder and those above it where missing.
void make_folder(const std::filesystem::path& path);

} // namespace sim
