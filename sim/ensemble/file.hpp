// Files that are there whole or not at all, and errors that name the file.
#pragma once

#include "sim/problem.hpp"

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace sim {

/// A file that gets its name only in `commit()`; until then, and after any error, a reader finds what was there before.
class WholeFile {
public:
    /// Creates missing folders. Throws IoError, here and below.
    explicit WholeFile(std::filesystem::path path);
    ~WholeFile();
    WholeFile(WholeFile&&) noexcept = default;
    WholeFile& operator=(WholeFile&&) = delete;

    void append(std::string_view bytes);
    /// Forces the bytes to disk and gives the file its name.
    void commit();
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    struct Close {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    std::filesystem::path path_, part_;
    std::unique_ptr<std::FILE, Close> file_;
};

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

/// All bytes of a file.
[[nodiscard]] std::string read_file(const std::filesystem::path& path);
/// Replaces the file by this text.
void write_file(const std::filesystem::path& path, std::string_view text);
/// Creates the folder and those above it where missing.
void make_folder(const std::filesystem::path& path);

} // namespace sim
