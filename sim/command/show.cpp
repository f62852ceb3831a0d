// `sim show`: scenarios as they were resolved.
#include "command/commands.hpp"

#include "command/request.hpp"

#include <cstdio>

namespace sim {

int show_scenarios(const Request& request, Ranks&) {
    for (const Reading& reading : open_scenarios(request)) std::fputs(show(reading).c_str(), stdout);
    return all_well;
}

} // namespace sim
