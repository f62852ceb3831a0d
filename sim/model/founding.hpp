// How the sample of labs is drawn on day one.
#pragma once

#include "model/world.hpp"

namespace sim {

/// Founds all labs, by country, kind and group.
void found_labs(World& world, const Scenario& scenario, const Dice& dice);
/// Draws the turns in which labs act that act at the same instant, and seats their teams. REQUIRES: pools founded.
void draw_turns(World& world, const Scenario& scenario, const Dice& dice);

} // namespace sim
