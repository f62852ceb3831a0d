// From scenarios to the numbered list of trials: which variant, point and replicate each one plays.
#pragma once

#include <cstdint>

namespace sim {

/// One trial of a run.
struct Trial {
    std::uint64_t id = 0;
    std::uint32_t variant = 0;
    std::uint32_t point = 0;
    std::uint64_t replicate = 0;
};

/// All trials of a run, numbered once and for all: replicate by replicate, so that any first part is a balanced sample
/// and more replicates only add trials at the end.
struct Design {
    std::uint32_t variants = 1;
    std::uint32_t points = 1;
    std::uint64_t replicates = 1;

    [[nodiscard]] std::uint64_t size() const { return replicates * variants * points; }
    /// REQUIRES: id < size().
    [[nodiscard]] Trial trial(std::uint64_t id) const {
        const std::uint64_t per_replicate = std::uint64_t{variants} * points;
        const std::uint64_t cell = id % per_replicate;
        return {id, static_cast<std::uint32_t>(cell / points), static_cast<std::uint32_t>(cell % points), id / per_replicate};
    }
};

}  // namespace sim
