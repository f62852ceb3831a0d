// What a run tells people while it is played and at its end: lines on standard error, tables on standard output.
#pragma once

#include "command/progress.hpp"
#include "sim/cli.hpp"
#include "sim/results.hpp"
#include "sim/table.hpp"
#include "study/precision.hpp"

#include <string>

namespace sim {

struct Findings;

/// How much is said while a command is at work, and how.
struct Voice {
    bool quiet = false;   ///< nothing but errors
    bool verbose = false; ///< every failed trial as it happens
    ProgressStyle progress = ProgressStyle::automatic;
    /// A line on standard error, unless it is to be quiet.
    void say(const std::string& line) const;
};
/// A line on standard error in any case: why the exit code is not 0.
void complain(const std::string& line);
/// Problems with "error:" in red and "warning:" in yellow, where standard error is a terminal and NO_COLOR is not set.
[[nodiscard]] std::string coloured(std::string problems);
/// The same, as an error of the program: "sim: ..."
void tell_error(const std::string& line);

/// "1,000 trials (2 failed), 12,345,678 events; fingerprint 0123456789abcdef, of values fedcba9876543210"
[[nodiscard]] std::string count_text(const Inventory& inventory);
/// "trial 17 (trend, point 3, replicate 8) failed: ..."
[[nodiscard]] std::string failure_text(const Run& run, const Trial& trial, const std::string& reason);
/// "precision: research_share[CHN]@2030 is known to +-0.62 pp after 150 replicates (trend, point 3); 0.5 pp is wanted"
[[nodiscard]] std::string precision_text(const Run& run, const Knowledge& known);
/// How far a run has come that a signal or a failed trial ended, and how to go on with it.
[[nodiscard]] std::string unfinished_text(const Run& run, const Inventory& inventory, const std::string& resuming_command);
/// What was played, how fast, and where the results are; for a shard, how it is joined with the others.
[[nodiscard]] std::string closing_text(const Run& run, const Inventory& inventory, const WallClock& clock,
                                       const std::filesystem::path& folder);

/// Prints the tables of a run, a hindcast or a comparison, unless it is to be quiet; more than a screen of a terminal
/// through $PAGER, or less.
void print_run(const Voice& voice, const Run& run, const Findings& findings);
/// As wide as the terminal, within what is pleasant to read; bold where standard output is one.
[[nodiscard]] TerminalStyle style_of_terminal();

} // namespace sim
