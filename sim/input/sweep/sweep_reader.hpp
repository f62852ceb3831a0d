// What a scenario file says about its sweep: points from a CSV file, and whether design, paths and values fit together.
#pragma once

#include "input/document.hpp"
#include "sim/scenario.hpp"

#include <vector>

namespace sim {

/// Where the sweep's design is `file`, puts the rows of that file into the document as a list, and appends the file to the sources, so that
/// the document stands alone and messages about values point into the file. It is looked for beside the file that names it.
void read_sweep_file(Node& root, const OpenSource& open, std::vector<Source>& sources, Problems& problems);

/// Resolves the design, gives each path of a drawn one its law, and reports what does not fit together. Whether a path leads to a field
/// that takes the values is checked in the reader. `root` is the document that the scenario was read from.
void resolve_sweep(Scenario& scenario, const Node& root, Problems& problems);

/// Texts to try whether a field takes what an axis gives it: each value once; of a law what lies at its ends, and a number between.
[[nodiscard]] std::vector<std::string> samples_of(const Axis& axis);

} // namespace sim
