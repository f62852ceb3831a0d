// Where two worlds with the same luck part: the first event that only one of them sees.
#pragma once

#include "sim/scenario.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace sim {

/// What each world has at an instant that the other has not: its first such event as text, or where it has none, what it does next.
struct Difference {
    Instant at;
    std::string base, other;
};

struct Parting {
    Difference first;
    /// The first difference, from that instant on, that concerns a lab or its project; absent where `first` does so itself, or none
    /// follows.
    std::optional<Difference> consequence;
};

/// Plays one replicate of both scenarios side by side until an instant at which not the same things happen; nothing where there is none.
/// What happens is compared as it is printed: by names and never by places in lists. The order of events within an instant is no
/// difference.
[[nodiscard]] std::optional<Parting> parting(const Scenario& base, const Scenario& other, std::uint64_t seed, std::uint64_t replicate);

} // namespace sim
