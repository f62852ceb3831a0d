// From a scenario to the numbered list of trials and the values at each point: which variant, point and replicate each one plays.
#pragma once

#include "sim/scenario.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace sim {

/// One trial of a run.
struct Trial {
    std::uint64_t id = 0;
    std::uint32_t variant = 0;
    std::uint32_t point = 0;
    std::uint64_t replicate = 0;
};

/// All trials of a run, numbered once and for all: replicate by replicate, so that any first part is a balanced sample
/// and more replicates only add trials at the end; within a replicate variant by variant, point by point.
struct TrialList {
    std::uint32_t variants = 1;
    std::uint32_t points = 1;
    std::uint64_t replicates = 1; ///< of each variant at each point
    bool in_sequence = true;      ///< any first part of the points is a balanced sample of them

    [[nodiscard]] std::uint64_t size() const { return replicates * variants * points; }
    /// REQUIRES: id < size().
    [[nodiscard]] Trial trial(std::uint64_t id) const {
        const std::uint64_t per_replicate = std::uint64_t{variants} * points;
        const std::uint64_t cell = id % per_replicate;
        return {id, static_cast<std::uint32_t>(cell / points), static_cast<std::uint32_t>(cell % points), id / per_replicate};
    }
    /// The order in which the trials of each replicate are played, as ids in replicate 0: all variants of a point, then the next point, so
    /// that an interrupted run has played whatever part of a replicate it played in all variants alike. Points in sequence come in their
    /// own order; others, such as those of a grid, in van der Corput's (the number's bits reversed: 0, 4, 2, 6, 1, 5, 3, 7), which is never
    /// long in one corner. Sobol' points may not be reordered so: those whose numbers end in zeros lie at one edge.
    [[nodiscard]] std::vector<std::uint64_t> playing_order() const;
};

// ---- points of a sweep ----------------------------------------------------------------------------------------------

/// What is set at each point of a sweep. Without a sweep there is one point, at which nothing is set.
struct Points {
    std::vector<std::string> paths;                   ///< as for `--set`
    std::vector<std::vector<std::string>> values{{}}; ///< point by point, path by path: the texts that `--set` takes
    bool in_sequence = true;                          ///< see TrialList
    std::string error;                                ///< why there are not as many points as there should be
    [[nodiscard]] std::uint32_t count() const { return static_cast<std::uint32_t>(values.size()); }
    friend bool operator==(const Points&, const Points&) = default;
};

/// A pure function of the sweep and the seed. Point k of monte_carlo and sobol is the same however many points there are, and a value that
/// is drawn depends on its own path, not on what else is swept (but for sobol, where it also depends on how many paths stand before it).
/// Points that break the constraint are left out; where points are drawn, the next ones take their places: further points of the
/// sequence, or further hypercubes of as many points. REQUIRES: a sweep that was read without problems.
[[nodiscard]] Points points_of(const Sweep& sweep, std::uint64_t seed);

/// "hardware.pue=1.2" for each path, line by line.
[[nodiscard]] std::string text_of(const Points& points, std::uint32_t point);

} // namespace sim
