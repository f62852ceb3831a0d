// From scenario files to scenarios, or to all that is wrong with them at once.
#pragma once

#include "sim/problem.hpp"
#include "sim/scenario.hpp"
#include "sim/source.hpp"
#include "sim/trial_list.hpp"

#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

struct BaseDocument;    ///< the document without variants
struct VariantDocument; ///< that of a variant

/// What came of reading a scenario file.
struct Reading {
    std::vector<Scenario> variants;                                ///< in the order of the file; empty where there are problems
    std::vector<Problem> problems;                                 ///< by file, line and column; each once, whichever variants it concerns
    std::vector<Problem> warnings;                                 ///< what is allowed and probably not meant, likewise
    std::vector<std::string> left_out;                             ///< variants that claims name, but that were not asked for
    std::shared_ptr<const BaseDocument> base;                      ///< for scenario_at and all that shows what was written
    std::vector<std::shared_ptr<const VariantDocument>> documents; ///< of each variant
    [[nodiscard]] bool ok() const { return problems.empty(); }
};

/// Reads a scenario file, the files that it extends, and its variants: all, or the one of that name. A file without variants has one
/// called "base". Each of `sets` is PATH=VALUE (see set_value in input/overlay.hpp) and is laid over every variant. Files are named by
/// their paths as written, those that a file names are looked for beside it; read_scenario_file in sim/scenario_file.hpp opens real ones.
/// Never throws on bad input.
[[nodiscard]] Reading read_scenario(const std::string& path, const OpenSource& open, std::span<const std::string> sets = {},
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

/// A value that is another in a second scenario.
struct Change {
    std::string path;          ///< "hardware.utilisation.ci90", "policies[grants]"
    std::string before, after; ///< as they are written, on one line; empty where it is not there
};
/// What differs between two variants, of one reading or two, with what holds where nothing is said. In the order of `after`, then what is
/// only in `before`. Quantities that are the same in other words are no change.
[[nodiscard]] std::vector<Change> changes_between(const VariantDocument& before, const VariantDocument& after);

} // namespace sim
