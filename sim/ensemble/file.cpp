// Writes files that are there whole or not at all.
#include "ensemble/file.hpp"

#include <cassert>
#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace sim {
namespace {

std::string reason() { return std::generic_category().message(errno); }

} // namespace

WholeFile::WholeFile(std::filesystem::path path) : path_(std::move(path)), part_(path_.string() + ".part") {
    make_folder(path_.parent_path());
    file_.reset(std::fopen(part_.c_str(), "wb"));
    if (!file_) throw IoError(path_, reason());
}

WholeFile::~WholeFile() {
    if (!file_) return;
    file_.reset();
    std::error_code ignored;
    std::filesystem::remove(part_, ignored);
}

void WholeFile::append(std::string_view bytes) {
    assert(file_);
    if (std::fwrite(bytes.data(), 1, bytes.size(), file_.get()) != bytes.size()) throw IoError(path_, reason());
}

void WholeFile::commit() {
    assert(file_);
    if (std::fflush(file_.get()) != 0 || ::fsync(::fileno(file_.get())) != 0) throw IoError(path_, reason());
    std::FILE* const file = file_.release();
    std::error_code error;
    if (std::fclose(file) != 0) error.assign(errno, std::generic_category());
    if (!error) std::filesystem::rename(part_, path_, error);
    if (!error) return;
    std::error_code ignored;
    std::filesystem::remove(part_, ignored);
    throw IoError(path_, error.message());
}

ScratchFolder::ScratchFolder() {
    std::error_code error;
    const std::filesystem::path parent = std::filesystem::temp_directory_path(error);
    if (error) throw IoError(parent, error.message());
    std::string name = (parent / "sim-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw IoError(name, reason());
    path_ = name;
}

ScratchFolder::~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::string read_file(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) throw IoError(path, reason());
    std::string text{std::istreambuf_iterator<char>(in), {}};
    if (in.bad()) throw IoError(path, "cannot be read to its end");
    return text;
}

void write_file(const std::filesystem::path& path, std::string_view text) {
    WholeFile file(path);
    file.append(text);
    file.commit();
}

void make_folder(const std::filesystem::path& path) {
    if (path.empty()) return;
    std::error_code error;
    std::filesystem::create_directories(path, error);
    if (error) throw IoError(path, error.message());
}

} // namespace sim
