// Takes "p95(...)" apart.
#include "input/wanted.hpp"

#include <array>
#include <utility>

namespace sim {
namespace {

constexpr std::array<std::pair<std::string_view, double>, 5> quantiles{
    {{"p05(", 0.05}, {"p25(", 0.25}, {"p50(", 0.5}, {"p75(", 0.75}, {"p95(", 0.95}}};

} // namespace

WantedFigure wanted_figure(std::string_view text) {
    for (const auto& [opening, p] : quantiles) {
        if (!text.starts_with(opening) || !text.ends_with(')')) continue;
        return {p, text.substr(opening.size(), text.size() - opening.size() - 1), opening.size()};
    }
    return {std::nullopt, text, 0};
}

} // namespace sim
