// The SHA-256 of a file (FIPS 180-4), by which a manifest knows its files again.
#pragma once

#include "ensemble/file.hpp"

#include <string>

namespace sim {

/// 64 lower-case hexadecimal digits, as `sha256sum` prints them. Throws IoError where the file cannot be read.
[[nodiscard]] std::string sha256_of_file(const std::filesystem::path& file);
[[nodiscard]] std::string sha256_of(std::string_view bytes);

} // namespace sim
