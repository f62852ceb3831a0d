// Playing until figures are known well enough: when to look, and how well they are known by then.
#pragma once

#include "sim/metric.hpp"
#include "sim/scenario.hpp"
#include "sim/store.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

/// Replicates at which precision is looked at: the first number, then half as many again each time. So where a run stops depends on the
/// outcomes of its first replicates alone, never on threads or on how often it was interrupted.
[[nodiscard]] std::uint64_t next_look(std::uint64_t replicates);

/// As many times the first number of replicates are played at most.
inline constexpr std::uint64_t most_growth = 1000;

/// How well one figure is known in one variant and point.
struct Knowledge {
    const Precision* wanted = nullptr;
    std::uint32_t variant = 0, point = 0;
    double half_width = 0; ///< of what is wanted, in base units; not-a-number where the values do not tell
    [[nodiscard]] bool enough() const { return half_width <= wanted->half_width; }
};

/// Half of the 95 % interval of the mean and of the median, whichever is wider, or of the quantile that is wanted (study/intervals.hpp).
/// Not-a-number counts as absent; not-a-number where the values allow no such interval.
///
/// Values that were all the same are no certainty: by the rule of three another one may come with probability 1 - 0.05^(1/n), and shifts
/// the mean by as much of the distance between the two. That distance is taken to be the value itself, and of a share the farther end.
[[nodiscard]] double half_width(std::vector<double> values, std::optional<double> quantile = std::nullopt);

/// The least known figure, compared with what is wanted of it, over all variants and points; nothing where nothing is wanted. Throws
/// IoError.
[[nodiscard]] std::optional<Knowledge> least_known(Store& store, const TrialList& list, std::span<const Layout> layouts,
                                                   std::span<const Precision> wanted);

} // namespace sim
