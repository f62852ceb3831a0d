// The values of many trials at a few places, read back from the store: as much at once as fits the memory that one grants.
#pragma once

#include "sim/store.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace sim {

/// Values place by place: those of one place are adjacent, in the order of the trials.
class Block {
public:
    /// As wide as `memory` bytes allow: at least one place, at most as many as are asked for.
    Block(std::size_t trials, std::size_t memory, std::size_t most);
    /// How many places fit at once.
    [[nodiscard]] std::size_t width() const { return width_; }
    /// REQUIRES: as many rows as trials were said, at most `width()` places, each within the values of every trial. Throws IoError.
    void read(Store& store, std::span<const StoredRow> rows, std::span<const std::size_t> places);
    /// The values at the v-th of the places that were read.
    [[nodiscard]] std::span<double> row(std::size_t v) { return {values_.data() + v * trials_, trials_}; }

private:
    std::size_t trials_, width_;
    std::vector<double> values_;
};

/// In the unit of results.
void to_unit(std::span<double> values, Metric metric);

} // namespace sim
