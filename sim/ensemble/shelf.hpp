// Stores of a folder's former runs, kept beside the one of its present run.
#pragma once

#include "sim/store.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

/// The folder within a results folder. In it lies "<key>.sqlite" for each former run, and "<key>.yaml", its scenario.
inline constexpr auto shelf_name = "stores";
/// Whether a file of a results folder, by its name there, is one of those.
[[nodiscard]] bool is_on_shelf(std::string_view name);

/// What became of the store of a run that was the folder's present one.
struct Shelved {
    std::uint64_t seed = 0;
    std::vector<std::pair<std::string, std::string>> scenarios; ///< as the store noted them, by the names of their files
    std::filesystem::path scenario;      ///< where the first one is now; empty where none was noted, or no trial was there
    std::uint64_t trials = 0, bytes = 0; ///< none: there is nothing to keep
};
struct Exchange {
    std::optional<Shelved> former; ///< there was a store of another run, which is on the shelf now
    bool is_back = false;          ///< that of this run was on the shelf, and is the present one now
};

/// Whether the folder's present store is not the one that this provenance should have: it holds another's outcomes, or there is one on the
/// shelf that knows more of its variants. False for one of another version or a damaged one, of which whoever opens it complains. Throws
/// IoError while another process writes to it.
[[nodiscard]] bool needs_exchange(const std::filesystem::path& store, const Provenance& provenance);
/// Puts the present store on the shelf, if there is one, then takes from there the one of this provenance, if there is. Each is one
/// renaming, and whatever ends the program in between, nothing is lost and the next run finds what it needs. `scenario_names` are those
/// under which stores note scenarios. Throws IoError. REQUIRES: needs_exchange.
Exchange exchange_stores(const std::filesystem::path& store, const Provenance& provenance, const std::vector<std::string>& scenario_names);

} // namespace sim
