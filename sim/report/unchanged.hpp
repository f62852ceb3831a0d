// Whether a results folder already holds all that a run would leave there, made by this very program: then nothing need be written.
#pragma once

#include "sim/results.hpp"

#include <filesystem>
#include <optional>
#include <span>
#include <string>

namespace sim {

/// Under this name a store notes what the folder's files were made from, and by which program.
inline constexpr auto made_note = "made";
/// What the store holds, all of it, and the bytes of the program that runs. Throws IoError.
[[nodiscard]] std::string made_from(std::uint64_t digest);

/// A folder in which there is nothing to do.
struct Unchanged {
    Store store; ///< to be read
    Inventory inventory;
};
/// Nothing where anything is missing or otherwise than the run would leave it: the manifest says the same of the run, every file that it
/// lists has the bytes that it says, the scenario as it was resolved is the same, the store holds all trials unharmed and is
/// what the files were made from, by this program. Changes nothing.
[[nodiscard]] std::optional<Unchanged> find_unchanged(const std::filesystem::path& folder, const Run& run,
                                                      std::span<const Reading> readings);

} // namespace sim
