// The numbers and words of a page's charts, as its script reads them.
#pragma once

#include "report/charts.hpp"

#include <string>

namespace sim {

/// JSON; "<" is written in a way that cannot end a script element. Numbers to the five digits that are drawn.
/// What stands below a chart that is saved: one source for each folder.
struct ChartSource {
    std::string title, fingerprint, command;
};
/// `data_end`: the date at which charts mark that tables of data end; empty for none.
[[nodiscard]] std::string page_data(const ChartBook& charts, std::span<const ChartSource> sources = {}, const std::string& data_end = {});

} // namespace sim
