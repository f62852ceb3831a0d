// ro-crate-metadata.json: a results folder as archives and data repositories read it.
#pragma once

#include "sim/results.hpp"

#include <span>
#include <string>

namespace sim {

inline constexpr auto crate_name = "ro-crate-metadata.json";

/// RO-Crate 1.1 in JSON-LD: the folder with its files, what made them, from what, and when. It carries the day on which the run finished,
/// so that its bytes are of that run alone.
[[nodiscard]] std::string crate(const Manifest& manifest, std::span<const ListedFile> files);

} // namespace sim
