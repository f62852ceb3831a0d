// A results folder: made complete from a store of finished trials, and read back with its manifest, its scenarios and its run.
#pragma once

#include "sim/ensemble.hpp"
#include "sim/reader.hpp"
#include "sim/run.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace sim {

inline constexpr auto manifest_name = "manifest.json";
inline constexpr auto page_name = "report.html";
inline constexpr auto store_name = "store.sqlite";
/// Under this name a store notes the command that fills it, for whoever finds it unfinished.
inline constexpr auto command_note = "command";

/// One file of a results folder.
struct ListedFile {
    std::string name; ///< within the folder: "tables/headline.md"
    std::uint64_t bytes = 0;
    std::string sha256;
};
/// What a manifest says, read back.
struct Manifest {
    struct Variant {
        std::string name;
        std::uint64_t hash = 0;
        friend bool operator==(const Variant&, const Variant&) = default;
    };
    std::string version, model_version, revision;
    std::string finished; ///< when, "2026-11-28T14:35:07.000Z"
    ResultsKind kind = ResultsKind::run;
    std::string command, scenario, title;
    std::vector<std::string> arguments;
    std::uint64_t seed = 0;
    std::vector<Variant> variants;
    std::uint64_t points = 1, replicates = 1;
    std::vector<std::string> series; ///< as in Run
    std::optional<Shard> shard;
    Inventory inventory;
    std::vector<ListedFile> files; ///< by name
};
/// Throws IoError where the file cannot be read or is no manifest of this program's kind: whatever it holds, this is found out at once.
[[nodiscard]] Manifest read_manifest(const std::filesystem::path& file);

/// Makes a folder complete: its files, then the manifest. Files of an earlier run that this one does not have go away, those of others
/// stay; the store notes the scenario. REQUIRES: the store holds every trial that the run wants; two readings only for a comparison. Throws
/// IoError.
void complete_results(const std::filesystem::path& folder, const Run& run, std::span<const Reading> readings, Store& store,
                      const Inventory& inventory, const WallClock& clock);

/// A complete results folder, as it was left.
struct ResultsFolder {
    std::filesystem::path path;
    Manifest manifest;
    std::vector<Reading> readings; ///< of its scenario; of two where two files were compared
    Run run;

    [[nodiscard]] std::filesystem::path store_file() const;
};
/// The whole folder, but for its store. Throws IoError where it is no results folder, not a complete one (then with the command that
/// completes it), one of another version of the program or the model, or where its scenario is not the one that the manifest names;
/// Mismatch where its manifest cannot be true.
[[nodiscard]] ResultsFolder open_results(const std::filesystem::path& folder);

} // namespace sim
