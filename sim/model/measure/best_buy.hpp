// The GPU that metrics of cost are worked out with.
#pragma once

#include "model/rules.hpp"

namespace sim {

/// The GPU of these markets with the most FLOP/s per USD now; nothing before the first.
[[nodiscard]] inline const GenerationState* best_buy(const Story& story, std::uint64_t markets) {
    Sector everybody;
    everybody.terms.markets = markets;
    look_at_offers(everybody, story.world, *story.scenario, story.now());
    return everybody.buys ? &story.world.generations[everybody.best.index] : nullptr;
}

} // namespace sim
