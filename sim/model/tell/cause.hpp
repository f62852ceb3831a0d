// What happens at an event, as it is told in the life of one lab.
#pragma once

#include "model/story.hpp"

#include <string>

namespace sim::tell {

struct Cause {
    std::string own;       ///< what happens, where it is the lab's own event; empty for all others
    std::string elsewhere; ///< what happens, should it change the lab all the same
    std::string rival;     ///< the same, should it cost the lab a project; empty where it is no rival's success
};
/// REQUIRES: not yet played.
[[nodiscard]] Cause cause_of(const Story& story, const Appointment& appointment, LabId lab);

} // namespace sim::tell
