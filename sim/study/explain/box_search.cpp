// Peels a box on one half of the trials, and drops what the other half does not confirm.
#include "study/explain/box_search.hpp"

#include <boost/math/distributions/binomial.hpp>

#include <algorithm>
#include <cmath>

namespace sim {
namespace {

constexpr std::size_t most_tried = 6, least_half = 50;
constexpr unsigned degree_of_peeling = 2;
constexpr double peeled = 0.05, least_mass = 0.05, rarest = 0.05, by_chance = 0.05;

/// The trials of one half, by their numbers.
std::vector<std::uint32_t> half_of(std::size_t trials, std::size_t first) {
    std::vector<std::uint32_t> half;
    for (std::size_t i = first; i < trials; i += 2) half.push_back(static_cast<std::uint32_t>(i));
    return half;
}

bool holds(const BoxLimit& limit, double x) { return limit.above ? x >= limit.at : x <= limit.at; }

/// A box, and the harmonic mean of its density and coverage.
struct Candidate {
    std::vector<BoxLimit> limits;
    double merit = 0;
};

/// The peeling of a box on one half, by some inputs alone.
class Peeling {
public:
    Peeling(const std::vector<Draws>& draws, std::span<const char> happens, std::vector<std::size_t> inputs)
        : draws_(draws), happens_(happens), inputs_(std::move(inputs)), inside_(half_of(happens.size(), 0)), all_(inside_.size()),
          all_hits_(count()), hits_(all_hits_) {}

    /// The best box on the way.
    Candidate best() {
        Candidate best;
        while (static_cast<double>(inside_.size()) > least_mass * static_cast<double>(all_) && peel()) {
            const double density = static_cast<double>(hits_) / static_cast<double>(inside_.size());
            const double coverage = static_cast<double>(hits_) / static_cast<double>(all_hits_);
            const double merit = 2 * density * coverage / (density + coverage);
            if (merit > best.merit) best = {limits_, merit};
        }
        return best;
    }

private:
    [[nodiscard]] std::size_t count() const {
        return static_cast<std::size_t>(std::ranges::count_if(inside_, [&](std::uint32_t i) { return happens_[i] != 0; }));
    }

    /// A side of the box moved in, and how much that helps for each trial that is lost.
    struct Peel {
        BoxLimit limit;
        double gain = 0;
    };

    void try_side(std::size_t input, bool above, std::vector<double>& values, Peel& best) const {
        const auto lost = static_cast<std::size_t>(std::ceil(peeled * static_cast<double>(values.size())));
        if (lost >= values.size()) return;
        const std::size_t at = above ? lost : values.size() - 1 - lost;
        std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(at));
        const BoxLimit limit{input, above, values[at]};
        std::size_t kept = 0, hits = 0;
        for (const std::uint32_t i : inside_) {
            if (!holds(limit, draws_[input][i])) continue;
            ++kept;
            hits += happens_[i] != 0 ? 1U : 0U;
        }
        if (kept == inside_.size() || kept == 0) return;
        const double before = static_cast<double>(hits_) / static_cast<double>(inside_.size());
        const double after = static_cast<double>(hits) / static_cast<double>(kept);
        const double gain = (after - before) / static_cast<double>(inside_.size() - kept);
        if (gain > best.gain) best = {limit, gain};
    }

    /// False where no peel helps.
    bool peel() {
        Peel best;
        std::vector<double> values(inside_.size());
        for (const std::size_t input : inputs_) {
            for (std::size_t i = 0; i < inside_.size(); ++i) values[i] = draws_[input][inside_[i]];
            try_side(input, true, values, best);
            try_side(input, false, values, best);
        }
        if (!(best.gain > 0)) return false;
        std::erase_if(inside_, [&](std::uint32_t i) { return !holds(best.limit, draws_[best.limit.input][i]); });
        hits_ = count();
        const auto same_side = [&](const BoxLimit& limit) { return limit.input == best.limit.input && limit.above == best.limit.above; };
        const auto known = std::ranges::find_if(limits_, same_side);
        if (known == limits_.end())
            limits_.push_back(best.limit);
        else
            known->at = best.limit.at;
        return true;
    }

    const std::vector<Draws>& draws_;
    std::span<const char> happens_;
    std::vector<std::size_t> inputs_;
    std::vector<std::uint32_t> inside_;
    std::size_t all_, all_hits_, hits_;
    std::vector<BoxLimit> limits_;
};

/// The inputs that explain most of whether it happens, on the half where the box is looked for.
std::vector<std::size_t> inputs_to_peel(const std::vector<Draws>& draws, std::span<const char> happens) {
    const std::vector<std::uint32_t> half = half_of(happens.size(), 0);
    std::vector<double> flags;
    for (const std::uint32_t i : half) flags.push_back(happens[i] != 0 ? 1 : 0);
    const std::vector<double> values = centred(flags);
    std::vector<std::pair<double, std::size_t>> parts;
    for (std::size_t input = 0; input < draws.size(); ++input) {
        Draws here;
        for (const std::uint32_t i : half) here.push_back(draws[input][i]);
        const Draws* const member = &here;
        parts.emplace_back(-part_of_variance(RankBasis({&member, 1}, degree_of_peeling), values), input);
    }
    std::ranges::sort(parts);
    std::vector<std::size_t> inputs;
    for (std::size_t p = 0; p < std::min(most_tried, parts.size()); ++p) inputs.push_back(parts[p].second);
    return inputs;
}

/// Of one input, or of any two of these.
std::vector<BoxLimit> best_box(const std::vector<Draws>& draws, std::span<const char> happens) {
    const std::vector<std::size_t> inputs = inputs_to_peel(draws, happens);
    Candidate best;
    for (std::size_t a = 0; a < inputs.size(); ++a) {
        for (std::size_t b = a; b < inputs.size(); ++b) {
            const std::vector<std::size_t> pair = a == b ? std::vector{inputs[a]} : std::vector{inputs[a], inputs[b]};
            if (Candidate found = Peeling(draws, happens, pair).best(); found.merit > best.merit) best = std::move(found);
        }
    }
    return best.limits;
}

BoxCounts counted(const std::vector<BoxLimit>& limits, const std::vector<Draws>& draws, std::span<const char> happens) {
    BoxCounts counts;
    for (const std::uint32_t i : half_of(happens.size(), 1)) {
        const bool in = std::ranges::all_of(limits, [&](const BoxLimit& limit) { return holds(limit, draws[limit.input][i]); });
        const bool hit = happens[i] != 0;
        ++counts.trials;
        counts.hits += hit ? 1U : 0U;
        counts.inside += in ? 1U : 0U;
        counts.hits_inside += hit && in ? 1U : 0U;
    }
    return counts;
}

/// With which probability the box would have as many hits if the limit did not matter.
double quasi_p(std::vector<BoxLimit> limits, std::size_t without, const std::vector<Draws>& draws, std::span<const char> happens) {
    const BoxCounts with = counted(limits, draws, happens);
    limits.erase(limits.begin() + static_cast<std::ptrdiff_t>(without));
    const BoxCounts wider = counted(limits, draws, happens);
    if (with.hits_inside == 0 || wider.hits_inside == wider.inside) return 1;
    const boost::math::binomial law(static_cast<double>(with.inside), wider.density());
    return boost::math::cdf(complement(law, static_cast<double>(with.hits_inside) - 1));
}

/// Drops the worst limit until chance explains none of them.
void drop_what_chance_explains(std::vector<BoxLimit>& limits, const std::vector<Draws>& draws, std::span<const char> happens) {
    while (!limits.empty()) {
        std::vector<double> p;
        for (std::size_t l = 0; l < limits.size(); ++l) p.push_back(quasi_p(limits, l, draws, happens));
        const auto worst = std::ranges::max_element(p);
        if (*worst <= by_chance / static_cast<double>(limits.size())) return;
        limits.erase(limits.begin() + (worst - p.begin()));
    }
}

} // namespace

std::optional<Box> find_box(const std::vector<Draws>& draws, std::span<const char> happens) {
    const auto hits = static_cast<double>(std::ranges::count_if(happens, [](char hit) { return hit != 0; }));
    const auto trials = static_cast<double>(happens.size());
    if (happens.size() / 2 < least_half || hits < rarest * trials || hits > (1 - rarest) * trials) return std::nullopt;
    std::vector<BoxLimit> limits = best_box(draws, happens);
    drop_what_chance_explains(limits, draws, happens);
    if (limits.empty()) return std::nullopt;
    const BoxCounts counts = counted(limits, draws, happens);
    if (counts.inside == 0 || counts.inside == counts.trials) return std::nullopt;
    return Box{limits, counts};
}

} // namespace sim
