// manifest.json: who made a results folder, from what, and what is in it.
#pragma once

#include "sim/results.hpp"

#include <filesystem>
#include <span>
#include <string>

namespace sim {

/// manifest.json: who made this folder, from what, and what is in it. Its presence says that the folder is complete.
[[nodiscard]] std::string manifest(const Run& run, const Inventory& inventory, const WallClock& clock, std::span<const ListedFile> files);
/// The text of a manifest with another list of files. Throws IoError where the file cannot be read or is no manifest of this program's
/// kind.
[[nodiscard]] std::string manifest_with(const std::filesystem::path& file, std::span<const ListedFile> files);

} // namespace sim
