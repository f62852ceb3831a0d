// Another program, run without a shell: its words reach it as they are.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace sim {

/// Runs a program that the PATH knows, in that folder, in the plain locale, with nothing to read; what it says goes to the file `log`.
/// Returns its exit code, or 128 and the signal that ended it; nothing where there is no such program.
[[nodiscard]] std::optional<int> exit_of_program(std::vector<std::string> words, const std::filesystem::path& folder,
                                                 const std::filesystem::path& log);

} // namespace sim
