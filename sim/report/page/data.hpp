// The numbers and words of a page's charts, as its script reads them.
#pragma once

#include "report/charts.hpp"

#include <string>

namespace sim {

/// JSON; "<" is written in a way that cannot end a script element. Numbers to the five digits that are drawn.
[[nodiscard]] std::string page_data(const ChartBook& charts);

} // namespace sim
