// Files reached from a folder that is held open: no name leads out of it, and no link within it is followed.
#pragma once

#include "sim/problem.hpp"

#include <filesystem>
#include <string>
#include <utility>

namespace sim {

/// An open file or folder, closed at the end.
class Descriptor {
public:
    Descriptor() = default;
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor();
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    [[nodiscard]] int number() const { return number_; }
    [[nodiscard]] bool is_open() const { return number_ >= 0; }
    /// Gives it up: whoever calls closes it.
    [[nodiscard]] int release() { return std::exchange(number_, -1); }

private:
    int number_ = -1;
};

/// Whether a name, wherever it comes from, is one of a file below a folder: no way leads out.
[[nodiscard]] bool stays_within(const std::filesystem::path& name);

/// A file below a folder: the folder that it lies in, held open, and its last name.
struct FileInside {
    Descriptor folder;
    std::string name;
    std::filesystem::path path; ///< for errors
};
enum class MissingFolders : std::uint8_t { make, fail };
/// The folder itself may be reached over links, as whoever names it likes; below it none is followed. Throws IoError, here and below.
[[nodiscard]] FileInside find_inside(const std::filesystem::path& folder, const std::string& name, MissingFolders folders);

/// Whether something has that name; what is there and is no regular file (a link, a folder, a device) is refused.
[[nodiscard]] bool is_file(const FileInside& file);
/// A regular file opened for reading, wherever it lies: what could keep a reader waiting (a pipe, a device) is refused at once.
[[nodiscard]] Descriptor open_to_read(const std::filesystem::path& path);
/// The same, of a file inside.
[[nodiscard]] Descriptor open_to_read(const FileInside& file);
/// Removes what has that name; nothing where there is none.
void remove_inside(const FileInside& file);
/// Gives what has one name another one, in the same file system, and has both folders on disk. Throws IoError where that one is taken.
void move_inside(const FileInside& file, const FileInside& to);

/// What errno says.
[[nodiscard]] std::string reason_of_error();

} // namespace sim
