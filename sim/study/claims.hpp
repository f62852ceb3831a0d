// Published figures beside what a run gives for them, with a verdict that comes from the run.
#pragma once

#include "input/figure.hpp"
#include "sim/store.hpp"
#include "sim/summary.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

/// What a claim says of a figure.
struct ClaimedFigure {
    PrintedFigure published;
    double tolerance = 0; ///< in base units
};
[[nodiscard]] ClaimedFigure claimed_beside(const Figure& figure, const Claim& claim);

/// Inside or outside of what the claim tolerates, or not decided by so many replicates.
enum class Verdict : std::uint8_t { inside, outside, undecided, judgement, not_measured };
[[nodiscard]] std::string_view to_text(Verdict verdict);

/// One claim in one variant.
struct JudgedClaim {
    std::size_t claim = 0; ///< into Scenario::claims of the first variant
    std::uint32_t variant = 0;
    bool instead = false; ///< not the claim's own variant, but one that shows what would make it come out
    bool is_date = false; ///< the figure is a year with its part
    Statistics of;        ///< over replicates, in the unit of the published figure; a date that never comes is infinitely late
    std::uint64_t failed = 0;
    double published = 0;  ///< in its unit
    double percentile = 0; ///< where it falls among the replicates: the part below it, mid-ranks; not-a-number where nothing is measured
    Verdict verdict = Verdict::not_measured;
};

/// True where the median is within the tolerance of the published figure, or within the factor where one is given.
[[nodiscard]] bool comes_out(const Claim& claim, const ClaimedFigure& claimed, double median);

/// Inside where the whole 95 % interval of the median comes out, outside where nothing of it does, else undecided; so is what too few
/// replicates measured for an interval. Trials that failed widen it by the median's worst cases. What never varies, or was played once, is
/// taken for certain. REQUIRES: ascending, in base units.
[[nodiscard]] Verdict verdict_on(const Claim& claim, const ClaimedFigure& claimed, std::span<const double> values, std::uint64_t failed);

/// Every claim in its own variant, then in those that stand in for it; variants that are not played are left out. Failed trials count for
/// nothing. REQUIRES: claims that were checked when the scenarios were read.
[[nodiscard]] std::vector<JudgedClaim> judge(Store& store, const TrialList& list, std::span<const Scenario> variants,
                                             std::span<const Layout> layouts);

} // namespace sim
