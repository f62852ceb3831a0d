// Other tables of a run that was played, from what its folder keeps.
#pragma once

#include "sim/cli.hpp"

namespace sim {

/// Prints the tables, dates and groups that the request names, and with `out` leaves them in files there. Returns the exit code: 6, and the
/// command that keeps it, where something of that was not kept. Throws IoError, and BadScenario where there is no such table, date or
/// group.
[[nodiscard]] int report_tables(const Request& request);

} // namespace sim
