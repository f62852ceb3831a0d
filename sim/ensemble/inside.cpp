// Walks from a folder to what lies in it, one openat after the other.
#include "ensemble/inside.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace sim {
namespace {

constexpr mode_t all_may = 0777; // less what the user's mask forbids

[[noreturn]] void fail(const std::filesystem::path& path) { throw IoError(path, reason_of_error()); }

bool is_link(int folder, const std::string& name) {
    struct stat found {};
    return ::fstatat(folder, name.c_str(), &found, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(found.st_mode);
}

Descriptor step_into(const Descriptor& folder, const std::string& name, const std::filesystem::path& path, MissingFolders folders) {
    if (folders == MissingFolders::make && ::mkdirat(folder.number(), name.c_str(), all_may) != 0 && errno != EEXIST) fail(path);
    Descriptor next(::openat(folder.number(), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (next.is_open()) return next;
    const int error = errno;
    if (is_link(folder.number(), name)) throw IoError(path, "is a link, and links are not followed here");
    errno = error;
    fail(path);
}

/// Without waiting for whoever writes into a pipe; then only a regular file will do.
Descriptor opened_to_read(int folder, const char* name, int flags, const std::filesystem::path& path) {
    Descriptor file(::openat(folder, name, O_RDONLY | O_NONBLOCK | O_CLOEXEC | flags));
    if (!file.is_open()) fail(path);
    struct stat found {};
    if (::fstat(file.number(), &found) != 0) fail(path);
    if (S_ISDIR(found.st_mode)) throw IoError(path, "is a folder, not a file");
    if (!S_ISREG(found.st_mode)) throw IoError(path, "is no regular file (a pipe or a device)");
    return file;
}

} // namespace

Descriptor::~Descriptor() {
    if (is_open()) ::close(number_);
}

std::string reason_of_error() { return std::generic_category().message(errno); }

bool stays_within(const std::filesystem::path& name) {
    const std::string& text = name.native();
    return name.is_relative() && name.has_filename() && text.find('\0') == text.npos &&
           std::ranges::none_of(name, [](const auto& part) { return part == ".." || part == "." || part.empty(); });
}

FileInside find_inside(const std::filesystem::path& folder, const std::string& name, MissingFolders folders) {
    const std::filesystem::path parts(name), path = folder / parts;
    if (!stays_within(parts)) throw IoError(folder, "'" + name + "' is no place in this folder");
    const std::string start = folder.empty() ? "." : folder.string();
    FileInside file{Descriptor(::open(start.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)), parts.filename(), path};
    if (!file.folder.is_open()) fail(folder);
    std::filesystem::path way = folder;
    for (const auto& part : parts.parent_path()) file.folder = step_into(file.folder, part, way /= part, folders);
    return file;
}

bool is_file(const FileInside& file) {
    struct stat found {};
    if (::fstatat(file.folder.number(), file.name.c_str(), &found, AT_SYMLINK_NOFOLLOW) != 0) {
        if (errno == ENOENT) return false;
        fail(file.path);
    }
    if (S_ISREG(found.st_mode)) return true;
    throw IoError(file.path,
                  S_ISLNK(found.st_mode) ? "is a link, and links are not followed here" : "is in the way: it is no regular file");
}

Descriptor open_to_read(const std::filesystem::path& path) { return opened_to_read(AT_FDCWD, path.c_str(), 0, path); }

Descriptor open_to_read(const FileInside& file) { return opened_to_read(file.folder.number(), file.name.c_str(), O_NOFOLLOW, file.path); }

void remove_inside(const FileInside& file) {
    if (::unlinkat(file.folder.number(), file.name.c_str(), 0) != 0 && errno != ENOENT) fail(file.path);
}

void move_inside(const FileInside& file, const FileInside& to) {
    if (is_file(to)) throw IoError(to.path, "is in the way");
    if (::renameat(file.folder.number(), file.name.c_str(), to.folder.number(), to.name.c_str()) != 0) fail(file.path);
    if (::fsync(to.folder.number()) != 0) fail(to.path);
    if (::fsync(file.folder.number()) != 0) fail(file.path);
}

} // namespace sim
