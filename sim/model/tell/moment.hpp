// A lab between two events: all that can be seen of it from outside, and what its teams are at.
#pragma once

#include "model/world.hpp"

#include <cstdint>
#include <map>

namespace sim::tell {

/// A lab, and what it could buy.
struct LabState {
    Lab lab;
    bool buys = false;
    GenerationId best; ///< what it would buy
    Terms terms;
};
[[nodiscard]] LabState state_of(const World& world, LabId lab);
/// True where nobody could see a difference.
[[nodiscard]] bool same(const LabState& a, const LabState& b);
[[nodiscard]] bool same(const Cohort& a, const Cohort& b);

/// A lab's projects that are neither over nor given up, by their number at the lab.
using Projects = std::map<std::uint32_t, Project>;
[[nodiscard]] Projects projects_of(const World& world, LabId lab);

struct Moment {
    LabState state;
    Projects projects;
};

} // namespace sim::tell
