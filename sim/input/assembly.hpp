// A scenario file and the files that it extends, put together to one document.
#pragma once

#include "input/document.hpp"

#include <optional>
#include <string>
#include <vector>

namespace sim {

/// A file's tree with its variants kept apart, as they are overlays themselves.
struct Assembled {
    Node root;
    Node variants; ///< a map by name
};

/// Reads a file and what it extends; appends them to the sources. Nothing, with a problem, where there is none that could be read on.
[[nodiscard]] std::optional<Assembled> assemble(const std::string& path, const OpenSource& open, std::vector<Source>& sources,
                                                Problems& problems);

} // namespace sim
