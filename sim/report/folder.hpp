// A results folder read back: its manifest, its scenarios, and the run that they describe.
#pragma once

#include "report/manifest.hpp"
#include "sim/reader.hpp"
#include "sim/run.hpp"

#include <filesystem>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace sim {

/// A complete results folder, as it was left.
struct ResultsFolder {
    std::filesystem::path path;
    Manifest manifest;
    std::vector<Reading> readings; ///< of its scenario; of two where two files were compared
    Run run;

    [[nodiscard]] std::filesystem::path store_file() const;
};

/// The manifest of a folder. Throws IoError where it is no results folder, not a complete one (then with the command that completes it), or
/// one of another version of the program or the model.
[[nodiscard]] Manifest open_manifest(const std::filesystem::path& folder);
/// The whole folder, but for its store. Throws IoError likewise, and where its scenario is not the one that the manifest names.
/// `scenarios_in` is where the scenario files are, should they not be in the folder itself.
[[nodiscard]] ResultsFolder open_results(const std::filesystem::path& folder);
[[nodiscard]] ResultsFolder open_results(const std::filesystem::path& folder, Manifest manifest, const std::filesystem::path& scenarios_in);

/// How the scenario files of a folder with that manifest are called.
[[nodiscard]] std::vector<std::string> scenario_names(const Manifest& manifest);

} // namespace sim
