// From scenario files to scenarios, or to all that is wrong with them at once.
#pragma once

#include "sim/document.hpp"
#include "sim/problem.hpp"
#include "sim/scenario.hpp"

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

/// A variant's document: the file with all that it extends, the variant's overlay and every `--set`.
struct VariantDocument {
    std::string name;
    Node root;
};

/// What came of reading a scenario file.
struct Reading {
    std::vector<Scenario> variants;                 ///< in the order of the file; empty where there are problems
    std::vector<Problem> problems;                  ///< by file, line and column; each once, whichever variants it concerns
    std::vector<Source> sources;                    ///< the file, the files that it extends, and the `--set`s
    Node base;                                      ///< the document without variants
    std::vector<VariantDocument> documents;
    std::vector<std::string> left_out;              ///< variants that claims name, but that were not asked for
    [[nodiscard]] bool ok() const { return problems.empty(); }
};

/// Reads a scenario file, the files that it extends, and its variants: all, or the one of that name. A file without variants has one
/// called "base". Each of `sets` is PATH=VALUE (see set_value in overlay.hpp) and is laid over every variant. Never throws on bad input.
[[nodiscard]] Reading read_scenario(const std::filesystem::path& path, std::span<const std::string> sets = {},
                                    std::string_view only_variant = {});

/// What was really read, as one file without `extends`: reads back to the same scenarios with the same hashes. REQUIRES: reading.ok().
[[nodiscard]] std::string resolved_yaml(const Reading& reading);
/// Each variant that was read, with "# file:line" behind each value. REQUIRES: reading.ok().
[[nodiscard]] std::string show(const Reading& reading);

}  // namespace sim
