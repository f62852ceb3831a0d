#include "sim/file.hpp"

#include <cassert>
#include <cerrno>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace sim {
namespace {

std::string reason() { return std::generic_category().message(errno); }

}  // namespace

IoError::IoError(const std::filesystem::path& path, std::string_view why) : std::runtime_error(path.string() + ": " + std::string(why)) {}

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

}  // namespace sim
