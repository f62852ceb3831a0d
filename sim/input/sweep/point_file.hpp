// A sweep whose points are the rows of a CSV file.
#pragma once

#include "input/document.hpp"
#include "sim/source.hpp"

#include <vector>

namespace sim {

/// Where the sweep's design is `file`, puts the rows of that file into the document as a list, and appends the file to the sources, so that
/// the document stands alone and messages about values point into the file. It is looked for beside the file that names it.
void read_sweep_file(Node& root, const OpenSource& open, std::vector<Source>& sources, Problems& problems);

} // namespace sim
