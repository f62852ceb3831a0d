// Verdicts on published figures, from the median over replicates.
#include "study/claims.hpp"

#include "study/figure_values.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace sim {
namespace {

constexpr double slack_of_tolerance = 1e-9; // relative: a figure at the very end of its tolerance comes out

Verdict verdict_on(const Claim& claim, const ClaimedFigure& claimed, const Statistics& of) {
    if (of.n == 0) return Verdict::not_measured;
    if (claim.judgement) return Verdict::judgement;
    return comes_out(claim, claimed, of.p50 * claimed.published.scale) ? Verdict::reproduced : Verdict::not_reproduced;
}

JudgedClaim judge_one(Store& store, const Claim& claim, const std::vector<StoredRow>& trials, const Layout& layout) {
    const ParsedFigure parsed = Figure::parse(claim.metric, layout);
    const ClaimedFigure claimed = claimed_beside(parsed.figure, claim);
    assert(parsed.ok() && claimed.published.ok());
    std::vector<double> values = figure_in_each(store, trials, parsed.figure);
    for (double& value : values) value /= claimed.published.scale;
    JudgedClaim judged;
    judged.is_date = parsed.figure.is_date();
    judged.published = claimed.published.number;
    judged.of = statistics(values);
    judged.verdict = verdict_on(claim, claimed, judged.of);
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
    case Verdict::reproduced:
        return "reproduced";
    case Verdict::not_reproduced:
        return "not reproduced";
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

std::vector<JudgedClaim> judge(Store& store, const TrialList& list, std::span<const Scenario> variants, std::span<const Layout> layouts) {
    std::vector<std::vector<StoredRow>> trials;
    for (std::uint32_t v = 0; v < list.variants; ++v) trials.push_back(trials_that_went_well(store, list, v));
    std::vector<JudgedClaim> judged;
    const auto& claims = variants.front().claims;
    const auto add = [&](std::size_t index, std::string_view name, bool instead) {
        for (std::uint32_t v = 0; v < list.variants; ++v) {
            if (variants[v].variant != name && !(name.empty() && v == 0)) continue;
            judged.push_back(judge_one(store, claims[index], trials[v], layouts[v]));
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
