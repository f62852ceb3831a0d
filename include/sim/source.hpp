// How texts come in: the reader of scenarios knows no file system.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <variant>

namespace sim {

/// Why a text cannot be had, as it is said behind the file's name: "cannot be read: No such file or directory".
struct Unreadable {
    std::string why;
};
/// The bytes of the file with this path. It may stop behind the largest that a scenario may have.
using OpenSource = std::function<std::variant<std::string, Unreadable>(const std::string& path)>;
inline constexpr std::size_t largest_source = 1'000'000; ///< bytes

} // namespace sim
