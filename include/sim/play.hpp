// Playing a run: what is missing of it, with signs of life, into a results folder that is complete or can be gone on with.
#pragma once

#include "sim/cli.hpp"
#include "sim/report.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace sim {

/// Writes the results of a run of which every trial is finished, but for the manifest, and prints what is to be seen.
using WriteResults = std::function<void(Store&, const Inventory&, unsigned threads)>;

/// Plays what the folder's store does not hold, has the results written, then the manifest. A run that was interrupted, or stopped at a
/// failed trial, keeps what is finished and says how to go on. Returns the exit code. Throws IoError.
[[nodiscard]] int play_run(const Request& request, const Run& run, const std::filesystem::path& folder, const WriteResults& write);

/// Prints as many tables as fit in 120 lines, at least one, and how many are left; or all of them.
void print_sections(const std::vector<std::string>& sections, bool all);
/// As wide as the terminal, within what is pleasant to read; bold where standard output is one.
[[nodiscard]] TerminalStyle style_of_terminal();

}  // namespace sim
