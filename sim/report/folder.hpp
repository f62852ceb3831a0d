// How the files of a results folder are called, and a folder read back step by step.
#pragma once

#include "sim/results.hpp"

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace sim {

/// How the scenario files of a results folder are called: one, or two where two files were compared.
[[nodiscard]] std::vector<std::string> scenario_names(std::size_t readings);
/// How those of a folder with that manifest are called.
[[nodiscard]] std::vector<std::string> scenario_names(const Manifest& manifest);
/// All names that they can have.
[[nodiscard]] std::vector<std::string> all_scenario_names();
/// A store keeps the scenarios that it is filled from, under those names.
void note_scenarios(Store& store, std::span<const Reading> readings);
/// Where plots are kept, which another program draws.
inline constexpr auto plots_folder = "figures/";

/// The manifest of a folder. Throws IoError where it is no results folder, not a complete one (then with the command that completes it), or
/// one of another version of the program or the model.
[[nodiscard]] Manifest open_manifest(const std::filesystem::path& folder);
/// The whole folder with that manifest, but for its store. `scenarios_in` is where the scenario files are, should they not be in the folder
/// itself. Throws IoError where its scenario is not the one that the manifest names.
[[nodiscard]] ResultsFolder open_results(const std::filesystem::path& folder, Manifest manifest, const std::filesystem::path& scenarios_in);

/// The command that fills this very folder.
[[nodiscard]] std::string command_into(const ResultsFolder& folder);

/// The folder of a whole run. Throws IoError for a shard, of which nothing is summarised.
[[nodiscard]] ResultsFolder open_whole(const std::filesystem::path& folder);

/// The folder's store, to be read, which holds every trial that the manifest vouches for. Throws IoError where trials are missing or a run
/// is writing to it, Mismatch where it holds others than the manifest says.
[[nodiscard]] Store open_vouched(const ResultsFolder& folder);

} // namespace sim
