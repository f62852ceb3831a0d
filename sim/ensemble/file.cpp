// Writes files that are there whole or not at all.
#include "ensemble/file.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <random>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace sim {
namespace {

constexpr mode_t all_may_write = 0666; // less what the user's mask forbids
constexpr std::string_view part_begin = ".sim-", part_end = ".part";
constexpr std::size_t digits_of_part = 16;

/// From the system's own chance, so that nobody can put a file there before.
std::string name_of_part() {
    std::random_device chance;
    const std::uint64_t number = (std::uint64_t{chance()} << 32U) | chance();
    return fmt::format("{}{}{}", part_begin, hexadecimal(number), part_end);
}

/// False where it failed, and errno says why.
bool write_all(int file, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(file, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

} // namespace

WholeFile::WholeFile(FilePlace place) : place_(std::move(place)), part_(name_of_part()) {
    make_folder(place_.folder);
    file_ = find_inside(place_.folder, place_.name, MissingFolders::make);
    static_cast<void>(is_file(file_)); // or it is refused
    constexpr int mine_alone = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
    open_ = Descriptor(::openat(file_.folder.number(), part_.c_str(), mine_alone, all_may_write));
    if (!open_.is_open()) fail();
}

WholeFile::~WholeFile() {
    if (open_.is_open()) ::unlinkat(file_.folder.number(), part_.c_str(), 0);
}

void WholeFile::fail() const { throw IoError(path(), reason_of_error()); }

void WholeFile::append(std::string_view bytes) {
    assert(open_.is_open());
    if (!write_all(open_.number(), bytes)) fail();
    sum_.add(bytes);
    bytes_ += bytes.size();
}

void WholeFile::commit() {
    assert(open_.is_open());
    if (::fsync(open_.number()) != 0) fail();
    if (place_.before_naming) place_.before_naming({bytes_, sum_.digest()});
    if (::renameat(file_.folder.number(), part_.c_str(), file_.folder.number(), file_.name.c_str()) != 0) fail();
    if (::close(open_.release()) != 0) fail();
}

bool is_leftover(std::string_view name) {
    return name.size() == part_begin.size() + digits_of_part + part_end.size() && name.starts_with(part_begin) &&
           name.ends_with(part_end) && from_hexadecimal(name.substr(part_begin.size(), digits_of_part)).has_value();
}

namespace {

/// As the environment says, in the order of std::filesystem::temp_directory_path, which does not tell what it looked for.
std::filesystem::path folder_for_scratch() {
    std::error_code error;
    const std::filesystem::path found = std::filesystem::temp_directory_path(error);
    if (!error) return found;
    const char* said = nullptr;
    for (const char* const variable : {"TMPDIR", "TMP", "TEMP", "TEMPDIR"})
        if (said == nullptr) said = std::getenv(variable);
    throw IoError(said == nullptr ? "/tmp" : said, fmt::format("{}; TMPDIR says where scratch files go", error.message()));
}

} // namespace

ScratchFolder::ScratchFolder() {
    const std::filesystem::path parent = folder_for_scratch();
    std::string name = (parent / "sim-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw IoError(parent, reason_of_error());
    path_ = name;
}

ScratchFolder::~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::string read_beginning(const std::filesystem::path& path, std::uint64_t most) {
    const Descriptor file = open_to_read(path);
    std::string text, buffer(std::size_t{1} << 16U, '\0');
    while (text.size() < most) {
        const ssize_t count = ::read(file.number(), buffer.data(), std::min<std::uint64_t>(buffer.size(), most - text.size()));
        if (count < 0) throw IoError(path, reason_of_error());
        if (count == 0) break;
        text.append(buffer, 0, static_cast<std::size_t>(count));
    }
    return text;
}

std::string read_file(const std::filesystem::path& path, std::uint64_t most) {
    std::string text = read_beginning(path, most == all_bytes ? most : most + 1);
    if (text.size() > most) throw IoError(path, fmt::format("has more than {} bytes, and no such file has", with_commas(most)));
    return text;
}

void write_file(const FilePlace& place, std::string_view text) {
    WholeFile file(place);
    file.append(text);
    file.commit();
}

void append_to_file(const FilePlace& place, std::string_view text) {
    const FileInside inside = find_inside(place.folder, place.name, MissingFolders::fail);
    Descriptor file(::openat(inside.folder.number(), inside.name.c_str(), O_WRONLY | O_APPEND | O_NOFOLLOW | O_CLOEXEC));
    if (!file.is_open() || !write_all(file.number(), text) || ::close(file.release()) != 0) throw IoError(place.path(), reason_of_error());
}

FileSum sum_of(const FilePlace& place) {
    const Descriptor file = open_to_read(find_inside(place.folder, place.name, MissingFolders::fail));
    FileSum sum;
    sum.sha256 = sha256_of_open(file, place.path(), sum.bytes);
    return sum;
}

void remove_file(const FilePlace& place) { remove_inside(find_inside(place.folder, place.name, MissingFolders::fail)); }

void make_folder(const std::filesystem::path& path) {
    if (path.empty()) return;
    std::error_code error;
    std::filesystem::create_directories(path, error);
    if (error) throw IoError(path, error.message());
}

} // namespace sim
