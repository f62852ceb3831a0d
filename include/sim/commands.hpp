// The commands themselves: each takes a request and returns the exit code. They throw IoError.
#pragma once

#include "sim/cli.hpp"
#include "sim/reader.hpp"

namespace sim {

/// Does what is asked for. All files are read before anything is played; the problems of all are reported together.
[[nodiscard]] int execute(const Request& request);

/// Plays what is missing of one scenario, writes its results folder and prints its tables.
[[nodiscard]] int play_scenario(const Request& request, const std::string& file, const Reading& reading);
/// Says how many trials there are, and what they will take, from a few that are played.
[[nodiscard]] int plan_scenario(const Request& request, const std::string& file, const Reading& reading);

}  // namespace sim
