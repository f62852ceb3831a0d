// Paths of files as texts: no file system is asked.
#pragma once

#include <string>
#include <string_view>

namespace sim {

/// Without '.', doubled slashes and each "folder/..": "a/../b//c" is "b/c". Links are not followed.
[[nodiscard]] std::string normal_path(std::string_view path);
/// The path of a file that is named within another file: it is looked for beside that one, unless its name begins at the root.
[[nodiscard]] std::string path_beside(std::string_view file, std::string_view name);

} // namespace sim
