// Blocks of values, read from the store.
#include "ensemble/block.hpp"

#include "base/units.hpp"

#include <algorithm>
#include <cassert>

namespace sim {

Block::Block(std::size_t trials, std::size_t memory, std::size_t most)
    : trials_(trials),
      width_(std::clamp<std::size_t>(memory / (sizeof(double) * std::max<std::size_t>(trials, 1)), 1, std::max<std::size_t>(most, 1))),
      values_(trials_ * width_) {}

void Block::read(Store& store, std::span<const StoredRow> rows, std::span<const std::size_t> places) {
    assert(rows.size() == trials_ && places.size() <= width_);
    store.read(rows, places, std::span(values_).first(trials_ * places.size()));
}

void to_unit(std::span<double> values, Metric metric) {
    const double per_base = row_of(metric).per_base;
    if (per_base == 1) return;
    for (double& value : values) value = without_last_bits(value * per_base);
}

} // namespace sim
