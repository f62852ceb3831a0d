// manifest.json: who made a results folder, from what, and what is in it.
#pragma once

#include "sim/results.hpp"

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace sim {

/// manifest.json: who made this folder, from what, and what is in it. Its presence says that the folder is complete.
[[nodiscard]] std::string manifest(const Run& run, const Inventory& inventory, const WallClock& clock, std::span<const ListedFile> files);
/// The text of a manifest with another list of files. Throws IoError where the file cannot be read or is no manifest of this program's
/// kind.
[[nodiscard]] std::string manifest_with(const std::filesystem::path& file, std::span<const ListedFile> files);
/// The manifest of a page of several folders, which holds no run: only whose files these are.
[[nodiscard]] std::string manifest_of_page(std::span<const ListedFile> files);

/// Whether the file is a manifest of this program, of any version and kind.
[[nodiscard]] bool is_manifest(const std::filesystem::path& file);
/// Whether it is that of a page of several folders.
[[nodiscard]] bool is_manifest_of_page(const std::filesystem::path& file);
/// What it lists, of any version and kind; nothing of what cannot be read.
[[nodiscard]] std::vector<ListedFile> files_listed_in(const std::filesystem::path& file);

} // namespace sim
