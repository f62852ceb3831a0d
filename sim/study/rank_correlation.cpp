// Spearman's rank correlation, as Pearson's of the ranks.
#include "study/rank_correlation.hpp"

#include "engine/dice.hpp"
#include "sim/summary.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace sim {
namespace {

constexpr std::size_t permutations = 20000;
constexpr double not_by_chance = 0.95;

template <class Condition>
double mean_where(const std::vector<double>& numbers, const std::vector<double>& values, const Condition& holds) {
    double sum = 0, count = 0;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        if (!holds(numbers[i])) continue;
        sum += values[i];
        ++count;
    }
    return sum / count;
}

} // namespace

std::vector<double> mid_ranks(std::span<const double> values) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    std::vector<double> found(values.size());
    for (std::size_t first = 0, last = 0; first < order.size(); first = last) {
        while (last < order.size() && values[order[last]] == values[order[first]]) ++last;
        for (std::size_t i = first; i < last; ++i) found[order[i]] = static_cast<double>(first + last - 1) / 2;
    }
    return found;
}

double rank_correlation(const std::vector<double>& a, const std::vector<double>& b) {
    const std::vector<double> x = mid_ranks(a), y = mid_ranks(b);
    const double middle = static_cast<double>(a.size() - 1) / 2;
    double xx = 0, yy = 0, xy = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        xx += (x[i] - middle) * (x[i] - middle);
        yy += (y[i] - middle) * (y[i] - middle);
        xy += (x[i] - middle) * (y[i] - middle);
    }
    return xx > 0 && yy > 0 ? xy / std::sqrt(xx * yy) : std::numeric_limits<double>::quiet_NaN();
}

double correlation_by_chance(std::size_t pairs) {
    Roll roll = Dice(1, pairs).roll(Purpose::choice, 0);
    std::vector<double> order(pairs), sizes;
    std::iota(order.begin(), order.end(), 0.0);
    const auto n = static_cast<double>(pairs);
    for (std::size_t draw = 0; draw < permutations; ++draw) {
        double apart = 0;
        for (std::size_t i = pairs; i-- > 0;) {
            std::swap(order[i], order[static_cast<std::size_t>(roll.uniform() * static_cast<double>(i + 1))]);
            apart += (order[i] - static_cast<double>(i)) * (order[i] - static_cast<double>(i));
        }
        sizes.push_back(std::abs(1 - 6 * apart / (n * (n * n - 1))));
    }
    std::ranges::sort(sizes);
    return sample_quantile(sizes, not_by_chance);
}

MeansAtEnds means_at_ends(const std::vector<double>& numbers, const std::vector<double>& values) {
    std::vector<double> sorted = numbers;
    std::ranges::sort(sorted);
    const std::size_t third = std::max<std::size_t>(1, sorted.size() / 3);
    double low = sorted[third - 1], high = sorted[sorted.size() - third];
    const bool two_levels = std::ranges::all_of(sorted, [&](double x) { return x == sorted.front() || x == sorted.back(); });
    if (two_levels || !(low < high)) {
        low = sorted.front();
        high = sorted.back();
    }
    return {mean_where(numbers, values, [low](double x) { return x <= low; }),
            mean_where(numbers, values, [high](double x) { return x >= high; })};
}

} // namespace sim
