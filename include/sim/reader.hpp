// From scenario files to scenarios, or to all that is wrong with them at once.
#pragma once

#include "input/document.hpp"
#include "sim/design.hpp"
#include "sim/problem.hpp"
#include "sim/scenario.hpp"

#include <filesystem>
#include <span>
#include <stdexcept>
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
    std::vector<Scenario> variants; ///< in the order of the file; empty where there are problems
    std::vector<Problem> problems;  ///< by file, line and column; each once, whichever variants it concerns
    std::vector<Source> sources;    ///< the file, the files that it extends, and the `--set`s
    Node base;                      ///< the document without variants
    std::vector<VariantDocument> documents;
    std::vector<std::string> left_out; ///< variants that claims name, but that were not asked for
    [[nodiscard]] bool ok() const { return problems.empty(); }
};

/// Reads a scenario file, the files that it extends, and its variants: all, or the one of that name. A file without variants has one
/// called "base". Each of `sets` is PATH=VALUE (see set_value in overlay.hpp) and is laid over every variant. Never throws on bad input.
[[nodiscard]] Reading read_scenario(const std::filesystem::path& path, std::span<const std::string> sets = {},
                                    std::string_view only_variant = {});

/// The values of a point make no scenario together, though each of them would: one line.
struct BadPoint : std::runtime_error {
    using std::runtime_error::runtime_error;
};
/// The scenario of a variant at a point: its document with the point's values laid over, as by `--set`, and read again; without the sweep.
/// Its hash is not computed. Throws BadPoint. REQUIRES: a document of a reading without problems, and points of its sweep.
[[nodiscard]] Scenario scenario_at(const VariantDocument& variant, const Points& points, std::uint32_t point);

/// What was really read, as one file without `extends`: reads back to the same scenarios with the same hashes. REQUIRES: reading.ok().
[[nodiscard]] std::string resolved_yaml(const Reading& reading);
/// Each variant that was read, with "# file:line" behind each value, and "# default" behind what holds as nothing is said. REQUIRES:
/// reading.ok().
[[nodiscard]] std::string show(const Reading& reading);

} // namespace sim
