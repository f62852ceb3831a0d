// Verdicts on published figures, from the median over replicates.
#include "study/claims.hpp"

#include "study/figure_values.hpp"
#include "study/hindcast.hpp"
#include "study/intervals.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <optional>

namespace sim {
namespace {

constexpr double slack_of_tolerance = 1e-9; // relative: a figure at the very end of its tolerance comes out

/// Where the median may be; nothing where too few values tell.
std::optional<Interval> reach_of_median(std::span<const double> values, std::uint64_t failed) {
    const Statistics of = statistics(values, failed);
    auto interval = interval_of_quantile(values, 0.5);
    if (values.size() > 1 && values.front() != values.back() && !interval) return std::nullopt;
    if (!interval || values.front() == values.back()) interval = Interval{of.p50, of.p50};
    return Interval{std::min(interval->low, of.p50_least), std::max(interval->high, of.p50_most)};
}

/// A date that never comes is later than any.
std::vector<double> members_of(Store& store, const std::vector<StoredRow>& trials, const Figure& figure) {
    std::vector<double> values = figure_in_each(store, trials, figure);
    for (double& value : values)
        if (figure.is_date() && std::isnan(value)) value = std::numeric_limits<double>::infinity();
    std::erase_if(values, [](double value) { return std::isnan(value); });
    std::ranges::sort(values);
    return values;
}

JudgedClaim judge_one(Store& store, const Claim& claim, const std::vector<StoredRow>& trials, std::uint64_t failed, const Layout& layout) {
    const ParsedFigure parsed = Figure::parse(claim.metric, layout);
    const ClaimedFigure claimed = claimed_beside(parsed.figure, claim);
    assert(parsed.ok() && claimed.published.ok());
    std::vector<double> values = members_of(store, trials, parsed.figure);
    JudgedClaim judged;
    judged.verdict = verdict_on(claim, claimed, values, failed);
    judged.percentile = values.empty() ? std::numeric_limits<double>::quiet_NaN() : pit(values, claimed.published.value);
    for (double& value : values) value /= claimed.published.scale;
    judged.is_date = parsed.figure.is_date();
    judged.published = claimed.published.number;
    judged.of = statistics(values, failed);
    judged.failed = failed;
    return judged;
}

} // namespace

ClaimedFigure claimed_beside(const Figure& figure, const Claim& claim) {
    ClaimedFigure claimed{printed_beside(figure, claim.published), {}};
    claimed.tolerance = claim.tolerance.empty() ? claimed.published.half_of_last_digit : printed_beside(figure, claim.tolerance).value;
    return claimed;
}

std::string_view to_text(Verdict verdict) {
    switch (verdict) {
    case Verdict::inside:
        return "inside";
    case Verdict::outside:
        return "outside";
    case Verdict::undecided:
        return "undecided";
    case Verdict::judgement:
        return "judgement";
    case Verdict::not_measured:
        return "not measured";
    }
    return "";
}

bool comes_out(const Claim& claim, const ClaimedFigure& claimed, double median) {
    const PrintedFigure& published = claimed.published;
    if (claim.within_factor > 1)
        return median > 0 && published.value > 0 && std::abs(std::log(median / published.value)) <= std::log(claim.within_factor);
    return std::abs(median - published.value) <= claimed.tolerance * (1 + slack_of_tolerance);
}

Verdict verdict_on(const Claim& claim, const ClaimedFigure& claimed, std::span<const double> values, std::uint64_t failed) {
    if (values.empty()) return Verdict::not_measured;
    if (claim.judgement) return Verdict::judgement;
    const auto median = reach_of_median(values, failed);
    if (!median) return Verdict::undecided;
    const bool low = comes_out(claim, claimed, median->low), high = comes_out(claim, claimed, median->high);
    if (low && high) return Verdict::inside;
    const bool around = median->low < claimed.published.value && claimed.published.value < median->high;
    return low || high || around ? Verdict::undecided : Verdict::outside;
}

std::vector<JudgedClaim> judge(Store& store, const TrialList& list, std::span<const Scenario> variants, std::span<const Layout> layouts) {
    std::vector<std::vector<StoredRow>> trials;
    std::vector<std::uint64_t> failed;
    for (std::uint32_t v = 0; v < list.variants; ++v) {
        trials.push_back(trials_that_went_well(store, list, v));
        failed.push_back(trials_that_failed(store, list, v));
    }
    std::vector<JudgedClaim> judged;
    const auto& claims = variants.front().claims;
    const auto add = [&](std::size_t index, std::string_view name, bool instead) {
        for (std::uint32_t v = 0; v < list.variants; ++v) {
            if (variants[v].variant != name && !(name.empty() && v == 0)) continue;
            judged.push_back(judge_one(store, claims[index], trials[v], failed[v], layouts[v]));
            judged.back().claim = index;
            judged.back().variant = v;
            judged.back().instead = instead;
        }
    };
    for (std::size_t i = 0; i < claims.size(); ++i) {
        add(i, claims[i].variant, false);
        for (const std::string& other : claims[i].instead) add(i, other, true);
    }
    return judged;
}

} // namespace sim
