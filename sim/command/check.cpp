// `sim check`: all errors of all files, nothing played.
#include "command/commands.hpp"

#include "base/text.hpp"
#include "command/request.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdio>

namespace sim {
namespace {

std::string order_text(const Request& request, const std::string& file, const Reading& reading) {
    std::vector<std::string> names;
    for (const Scenario& variant : reading.variants) names.push_back(variant.variant);
    const Points points = points_of(request, reading.variants.front());
    const std::string swept = points.paths.empty() ? "" : fmt::format("; {} points", points.count());
    return fmt::format("{}: in order; {}: {}{}\n", file, counted(names.size(), "variant"), fmt::join(names, ", "), swept);
}

} // namespace

int check_scenarios(const Request& request, Ranks&) {
    const std::vector<Reading> readings = open_scenarios(request);
    for (std::size_t i = 0; i < readings.size(); ++i) std::fputs(order_text(request, request.files[i], readings[i]).c_str(), stdout);
    return all_well;
}

} // namespace sim
