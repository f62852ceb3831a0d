// The order in which the trials of a run are played.
#include "sim/trial_list.hpp"

#include <bit>

namespace sim {

std::vector<std::uint64_t> TrialList::playing_order() const {
    std::vector<std::uint64_t> order;
    order.reserve(std::uint64_t{variants} * points);
    const auto bits = static_cast<int>(std::bit_width(std::uint64_t{points} - 1));
    for (std::uint64_t i = 0; i < std::uint64_t{1} << bits; ++i) {
        std::uint64_t point = in_sequence ? i : 0;
        for (int b = 0; b < bits && !in_sequence; ++b) point |= (i >> b & 1U) << (bits - 1 - b);
        if (point >= points) continue;
        for (std::uint64_t variant = 0; variant < variants; ++variant) order.push_back(variant * points + point);
    }
    return order;
}

} // namespace sim
