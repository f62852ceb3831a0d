// Interval and energy scores, and skill over series with its bootstrap.
#include "study/forecast_scores.hpp"

#include "base/nothing.hpp"
#include "sim/quantity.hpp"
#include "sim/summary.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

namespace sim {
namespace {

constexpr double outside_90 = 0.1; // what a 90 % interval leaves outside

double distance(std::span<const double> a, std::span<const double> b) {
    double squares = 0;
    for (std::size_t i = 0; i < a.size(); ++i) squares += (a[i] - b[i]) * (a[i] - b[i]);
    return std::sqrt(squares);
}

double mean_of(const LogRatios& ratios) { return std::accumulate(ratios.begin(), ratios.end(), 0.0) / static_cast<double>(ratios.size()); }

/// The mean of as many series, drawn with replacement.
double mean_drawn_anew(const LogRatios& ratios, const Dice& dice, std::string_view block, std::uint32_t resample) {
    Roll roll = dice.roll(Purpose::resampling, key_of(block), resample);
    const auto n = static_cast<double>(ratios.size());
    double sum = 0;
    for (std::size_t i = 0; i < ratios.size(); ++i) sum += ratios[static_cast<std::size_t>(roll.uniform() * n)];
    return sum / n;
}

Interval central(std::vector<double> values) {
    std::ranges::sort(values);
    return {sample_quantile(values, 0.025), sample_quantile(values, 0.975)};
}

} // namespace

double interval_score(double low, double high, double observed) {
    return high - low + 2 / outside_90 * (std::max(0.0, low - observed) + std::max(0.0, observed - high));
}

double energy_score(std::span<const std::vector<double>> members, std::span<const double> observed) {
    assert(!members.empty());
    const auto n = static_cast<double>(members.size());
    double off = 0, apart = 0;
    for (std::size_t i = 0; i < members.size(); ++i) {
        off += distance(members[i], observed);
        for (std::size_t j = 0; j < i; ++j) apart += distance(members[i], members[j]);
    }
    return off / n - (members.size() > 1 ? apart / (n * (n - 1)) : 0);
}

Skill skill_of(const LogRatios& series, const Dice& dice, std::string_view block) { return skill_over({&series, 1}, dice, {&block, 1}); }

Skill skill_over(std::span<const LogRatios> blocks, const Dice& dice, std::span<const std::string_view> names) {
    assert(blocks.size() == names.size());
    const auto mean_over_blocks = [&](auto&& mean) {
        double sum = 0, n = 0;
        for (std::size_t b = 0; b < blocks.size(); ++b) {
            if (blocks[b].empty()) continue;
            sum += mean(b);
            n += 1;
        }
        return n > 0 ? 1 - std::exp(sum / n) : nothing;
    };
    Skill skill{mean_over_blocks([&](std::size_t b) { return mean_of(blocks[b]); }), {nothing, nothing}};
    if (std::ranges::none_of(blocks, [](const LogRatios& block) { return block.size() > 1; })) return skill;
    std::vector<double> drawn;
    for (std::uint32_t r = 0; r < resamples; ++r)
        drawn.push_back(mean_over_blocks([&](std::size_t b) { return mean_drawn_anew(blocks[b], dice, names[b], r); }));
    skill.interval = central(std::move(drawn));
    return skill;
}

} // namespace sim
