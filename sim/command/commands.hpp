// The commands: their words, what is said of them, their options, and what each does.
#pragma once

#include "command/doc/command_doc.hpp"
#include "ensemble/mpi.hpp"
#include "sim/cli.hpp"

#include <span>
#include <string>
#include <string_view>

namespace CLI {
class App;
}

namespace sim {

/// One command. It either does something or is a text that the program has of itself.
struct Command {
    const char* word;
    const char* help;
    /// Adds its options, which fill the request.
    void (*add_options)(CLI::App&, Request&);
    /// Returns the exit code. Throws IoError, BadScenario and NoPoints.
    int (*act)(const Request&, Ranks&) = nullptr;
    std::string (*text)(const Request&, const ProgramDoc&) = nullptr;
};
/// In the order in which manuals have them.
[[nodiscard]] std::span<const Command> commands();
/// REQUIRES: there is one.
[[nodiscard]] const Command& command_of(std::string_view word);

/// Does what is asked for; other ranks play along. All files are read before anything is played; the problems of all are reported together.
/// Throws IoError.
[[nodiscard]] int execute(const Request& request, Ranks& ranks);

/// Plays what is missing of each scenario, writes its results folder and prints its tables.
[[nodiscard]] int play_scenarios(const Request& request, Ranks& ranks);
/// Does so too, but prints the claims of all in one table instead. 4 where a claim that is a gate was not reproduced.
[[nodiscard]] int play_claims(const Request& request, Ranks& ranks);
/// Plays each scenario likewise, and prints how well it forecast what was observed after the hindcast's origin.
[[nodiscard]] int play_hindcasts(const Request& request, Ranks& ranks);
/// Plays what is missing of two variants (or of a file's first variant and each of the others) with the same luck, writes what differs
/// between them into the results folder, and prints it.
[[nodiscard]] int compare_variants(const Request& request, Ranks& ranks);
/// Prints one lab's life.
[[nodiscard]] int tell_story(const Request& request, Ranks& ranks);
/// Says of each file that it is in order.
[[nodiscard]] int check_scenarios(const Request& request, Ranks& ranks);
/// Says how many trials there are, and what they will take, from a few that are played.
[[nodiscard]] int plan_scenarios(const Request& request, Ranks& ranks);
/// Prints a shell script that has Slurm play a scenario in shards and join them.
[[nodiscard]] int print_submission(const Request& request, Ranks& ranks);
/// Prints each scenario as it was resolved.
[[nodiscard]] int show_scenarios(const Request& request, Ranks& ranks);
/// Makes the pages of complete results folders anew from their stores, or one that compares several. With other tables, dates or groups,
/// prints those of one folder instead.
[[nodiscard]] int report_folders(const Request& request, Ranks& ranks);
/// Prints what decides the figures of a complete results folder, from its store.
[[nodiscard]] int explain_folder(const Request& request, Ranks& ranks);
/// Plays a scenario, finds where a claim turns, and plays there. 4 where it does not turn within the stated range.
[[nodiscard]] int flip_claim(const Request& request, Ranks& ranks);
/// Writes a short scenario to begin with, and what it extends where that is not there.
[[nodiscard]] int begin_scenario(const Request& request, Ranks& ranks);
/// Prints what differs between two scenarios, variants or results folders, value by value.
[[nodiscard]] int tell_differences(const Request& request, Ranks& ranks);
/// Prints how complete results folders are cited.
[[nodiscard]] int cite_folders(const Request& request, Ranks& ranks);
/// Says of each results folder what in it is not as it should be, and changes nothing there.
[[nodiscard]] int verify_folders(const Request& request, Ranks& ranks);
/// Joins the trials of several results folders of one run in a new one, and makes its files.
[[nodiscard]] int merge_folders(const Request& request, Ranks& ranks);

} // namespace sim
