// The names of the model's events, and what happens at each, in the order of their processes.
#pragma once

#include "sim/event.hpp"

#include <string_view>

namespace sim {

struct EventRow {
    std::string_view name;
    std::string_view doc;
};

inline constexpr EventRow event_rows[] = {
    {"PolicyBegin", "A policy is in force from now on"},
    {"PolicyEnd", "A policy is no longer in force"},
    {"HardwareRelease", "A GPU can be bought in a country"},
    {"Staffing", "The weights of a country's labs follow its researchers"},
    {"Funding", "A country's labs get their money for the year"},
    {"Purchase", "A lab retires GPUs, pays for electricity, and buys"},
    {"Arrival", "A paper appears from outside"},
    {"ProjectChoice", "A free team looks for a paper to build on"},
    {"ReproductionEnd", "A reproduction leaves its GPUs"},
    {"ExtensionReady", "The own experiment is designed and asks for GPUs"},
    {"ExtensionEnd", "The own experiment is done: a paper is published"},
    {"Diffusion", "Know-how reaches the next labs on its way"},
    {"Sample", "Everything is measured"},
};
static_assert(std::size(event_rows) == std::variant_size_v<Event>);

} // namespace sim
