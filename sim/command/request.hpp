// What the commands share about turning a request into scenarios, runs and options.
#pragma once

#include "command/play.hpp"
#include "sim/cli.hpp"
#include "sim/reader.hpp"
#include "sim/run.hpp"

#include <cstdint>
#include <filesystem>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

/// Tells on standard error what is wrong with the command line, and gives its exit code.
[[nodiscard]] int refuse(const std::string& complaint);

/// Tells why a scenario that has no problem of its own cannot be played so, and gives the exit code.
[[nodiscard]] int refuse_scenario(const std::string& file, const std::string& complaint);
/// A claim or a score is about the scenario as it stands. REQUIRES: one that is swept.
[[nodiscard]] std::string complaint_about_sweep(std::string_view what);

/// There are problems in scenario files; `what()` has all of them.
struct BadScenario : std::runtime_error {
    using std::runtime_error::runtime_error;
};
/// Throws BadScenario with the problems of all readings, and with their warnings where the request is strict; else tells the warnings.
void require_no_problems(std::span<const Reading> readings, const Request& request);
/// A word in double quotes, as YAML reads it.
[[nodiscard]] std::string in_yaml(std::string_view word);
/// Reads one scenario file. Throws IoError where it cannot be opened; all other problems are in the reading.
[[nodiscard]] Reading open_scenario(const std::string& file, std::span<const std::string> sets, std::string_view only_variant);
/// The same for playing: what the request keeps besides, and what its own figures and files look at, is in `report.keep` of all variants.
[[nodiscard]] Reading open_to_play(const Request& request, const std::string& file, std::string_view only_variant);
/// Reads each of the request's files to play them. Throws IoError before any is read where one cannot be opened, and BadScenario.
[[nodiscard]] std::vector<Reading> open_scenarios(const Request& request);

/// What is typed as FILE or FILE:VARIANT.
struct Operand {
    std::string file, variant; // an empty variant: the file's only one
};
/// Split at the last ':', unless the whole is a file.
[[nodiscard]] Operand operand_of(const std::string& text);

/// Of each point: what the command line says, else the sweep, else the scenario.
[[nodiscard]] std::uint64_t replicates_of(const Request& request, const Scenario& scenario);
[[nodiscard]] std::uint64_t seed_of(const Request& request, const Scenario& scenario);
/// Throws NoPoints.
[[nodiscard]] Points points_of(const Request& request, const Scenario& scenario);

/// The run of one scenario that is asked for.
[[nodiscard]] Run make_run(const Request& request, const std::string& file, const Reading& reading, ResultsKind kind = ResultsKind::run);
/// What of its wanted precision cannot be; empty where it can.
[[nodiscard]] std::string complaint_about(const Run& run);
/// Where its results go: where the request says, else below results/.
[[nodiscard]] std::filesystem::path folder_of(const Request& request, const Run& run);

[[nodiscard]] unsigned threads_of(const Request& request);
[[nodiscard]] Voice voice_of(const Request& request);
/// How a run of these readings is played into its folder.
[[nodiscard]] RunOptions run_options_of(const Request& request, Ranks& ranks, std::span<const Reading> readings,
                                        const std::filesystem::path& folder);

} // namespace sim
