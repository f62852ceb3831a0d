// The commands themselves: each takes a request and returns the exit code. They throw IoError.
#pragma once

#include "ensemble/mpi.hpp"
#include "sim/cli.hpp"
#include "sim/reader.hpp"

#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

/// Does what is asked for; other ranks play along. All files are read before anything is played; the problems of all are reported together.
[[nodiscard]] int execute(const Request& request, Ranks& ranks);

/// Reads one scenario file. Throws IoError where it cannot be opened; all other problems are in the reading.
[[nodiscard]] Reading open_scenario(const std::string& file, std::span<const std::string> sets, std::string_view only_variant);
/// Tells on standard error what is wrong with the command line, and gives its exit code.
[[nodiscard]] int refuse(const std::string& complaint);

/// Of each point: what the command line says, else the sweep, else the scenario.
[[nodiscard]] std::uint64_t replicates_of(const Request& request, const Scenario& scenario);

/// Plays what is missing of one scenario, writes its results folder and prints its tables.
[[nodiscard]] int play_scenario(const Request& request, Ranks& ranks, const std::string& file, const Reading& reading);
/// Does so for all scenarios, but prints the claims of all in one table instead. 4 where a claim that is a gate was not reproduced.
[[nodiscard]] int play_claims(const Request& request, Ranks& ranks, const std::vector<Reading>& readings);
/// Plays one scenario likewise, and prints how well it forecast what was observed after the hindcast's origin.
[[nodiscard]] int play_hindcast(const Request& request, Ranks& ranks, const std::string& file, const Reading& reading);
/// Says how many trials there are, and what they will take, from a few that are played.
[[nodiscard]] int plan_scenario(const Request& request, const std::string& file, const Reading& reading);
/// Plays what is missing of two worlds (or of a file's first variant and each of the others) with the same luck, writes what differs
/// between them into the results folder, and prints it.
[[nodiscard]] int compare_worlds(const Request& request, Ranks& ranks);
/// Joins the trials of several results folders of one run in a new one, and makes its files.
[[nodiscard]] int merge_folders(const Request& request);
/// Says of each results folder what in it is not as it should be, and changes nothing there.
[[nodiscard]] int verify_folders(const Request& request);
/// Makes the pages of complete results folders anew from their stores, or one that compares several.
[[nodiscard]] int report_folders(const Request& request);
/// Prints one lab's life.
[[nodiscard]] int tell_story(const Request& request);

} // namespace sim
