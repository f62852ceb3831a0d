// The time of day.
#include "study/wall_clock.hpp"

#include "sim/quantity.hpp"

#include <chrono>

namespace sim {

std::string now_as_text() { return to_text(Instant(std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()))); }

} // namespace sim
