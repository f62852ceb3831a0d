// How good a forecast was, in a file and in tables.
#pragma once

#include "ensemble/file.hpp"
#include "sim/run.hpp"
#include "sim/table.hpp"
#include "study/hindcast.hpp"

#include <cstdint>
#include <span>

namespace sim {

/// hindcast.csv: a row for each observation that was scored.
void write_hindcast(const FilePlace& place, const Run& run, std::span<const HindcastPoint> points);
/// One variant's coverage, bias, CRPS and skill, a row for each of its observations, and the verdict in words.
[[nodiscard]] Table hindcast_table(const Run& run, std::span<const HindcastPoint> points, std::uint32_t variant);
/// One variant's PIT histograms.
[[nodiscard]] Table pit_table(const Run& run, std::span<const HindcastPoint> points, std::uint32_t variant);

} // namespace sim
