// Blocks of values, read part by part.
#include "ensemble/block.hpp"

#include "base/units.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <numeric>

namespace sim {
namespace {

constexpr std::size_t no_part = static_cast<std::size_t>(-1);

/// The places in ascending order, so that each part of a trial is read once.
std::vector<std::size_t> by_place(std::span<const std::size_t> places) {
    std::vector<std::size_t> order(places.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return places[a] < places[b]; });
    return order;
}

} // namespace

Block::Block(std::size_t trials, std::size_t memory)
    : trials_(trials), width_(std::clamp<std::size_t>(memory / (sizeof(double) * std::max<std::size_t>(trials, 1)), 1, part_size)),
      values_(trials_ * width_) {}

void Block::read(Store& store, std::span<const StoredRow> rows, std::span<const std::size_t> places) {
    assert(rows.size() == trials_ && places.size() <= width_);
    const auto order = by_place(places);
    std::array<double, part_size> part;
    for (std::size_t t = 0; t < trials_; ++t) {
        std::size_t in_hand = no_part;
        std::size_t count = 0;
        for (const std::size_t v : order) {
            if (places[v] / part_size != in_hand) count = store.read_part(rows[t], in_hand = places[v] / part_size, part);
            if (places[v] % part_size >= count) throw DamagedStore(store.path(), "a trial has fewer values than its scenario measures");
            values_[v * trials_ + t] = part[places[v] % part_size];
        }
    }
}

void to_unit(std::span<double> values, Metric metric) {
    const double per_base = row_of(metric).per_base;
    if (per_base == 1) return;
    for (double& value : values) value = without_last_bits(value * per_base);
}

} // namespace sim
