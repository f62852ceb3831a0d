// manifest.json: who made a results folder, from what, and what is in it.
#pragma once

#include "sim/ensemble.hpp"
#include "sim/run.hpp"
#include "sim/shard.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace sim {

/// One file of a results folder.
struct ListedFile {
    std::string name; ///< within the folder: "tables/headline.md"
    std::uint64_t bytes = 0;
    std::string sha256;
};
/// manifest.json: who made this folder, from what, and what is in it. Its presence says that the folder is complete.
[[nodiscard]] std::string manifest(const Run& run, const Inventory& inventory, const WallClock& clock, std::span<const ListedFile> files);

/// What a manifest says, read back.
struct Manifest {
    struct Variant {
        std::string name;
        std::uint64_t hash = 0;
        friend bool operator==(const Variant&, const Variant&) = default;
    };
    std::string version, model_version;
    ResultsKind kind = ResultsKind::run;
    std::string command, scenario, title;
    std::vector<std::string> arguments;
    std::uint64_t seed = 0;
    std::vector<Variant> variants;
    std::uint64_t points = 1, replicates = 1;
    bool series = false;
    std::optional<Shard> shard;
    Inventory inventory;
    std::vector<ListedFile> files; ///< by name
};
/// Throws IoError where the file cannot be read or is no manifest of this program's kind.
[[nodiscard]] Manifest read_manifest(const std::filesystem::path& file);
/// The text of a manifest with another list of files. Throws IoError likewise.
[[nodiscard]] std::string manifest_with(const std::filesystem::path& file, std::span<const ListedFile> files);

} // namespace sim
