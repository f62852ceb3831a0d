// One lab's life, event by event, as text that an analyst can follow.
#pragma once

#include "model/replicate.hpp"

#include <functional>
#include <string>

namespace sim {

/// Plays a replicate from its first day to its end, or to `until` where that is earlier, and tells, line by line: who the lab is; each
/// event that concerns or changes it, with its date, what happened, and what is different in the lab than before; and what its life comes
/// to. Throws StoryFailure, after the last line that was still true. REQUIRES: begun and not yet stepped.
void tell_life(Replicate& replicate, LabId lab, Instant until, const std::function<void(const std::string&)>& line);

} // namespace sim
