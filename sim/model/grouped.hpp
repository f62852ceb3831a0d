// Statistics of labs by group: sums, weighted quantiles, concentration, for the world, countries, kinds, both, size classes, and income
// groups at once.
#pragma once

#include "model/world.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <span>
#include <vector>

namespace sim {

/// How many groups of each level there are, in the order of Layout::groups.
struct GroupCounts {
    std::uint32_t countries, kinds, sizes, incomes;
    /// Where no country has an income group there is a place for one all the same, which nobody reads.
    [[nodiscard]] std::uint32_t total() const { return 1 + countries + kinds + countries * kinds + sizes + (incomes > 0 ? incomes : 1); }
};

/// The six groups that a lab belongs to, as places in Layout::groups.
[[nodiscard]] inline std::array<std::uint32_t, 6> groups_of(const Lab& lab, const GroupCounts& n) {
    const std::uint32_t kinds = 1 + n.countries, sectors = kinds + n.kinds, sizes = sectors + n.countries * n.kinds,
                        incomes = sizes + n.sizes;
    return {0,
            1 + lab.country.index,
            kinds + lab.kind.index,
            sectors + lab.country.index * n.kinds + lab.kind.index,
            sizes + lab.size_class,
            incomes + lab.income_group};
}

/// One lab's value with its weight.
struct Weighed {
    std::uint32_t lab = 0;
    double value = 0;
    double weight = 1;
    friend bool operator<(const Weighed& a, const Weighed& b) { return a.value < b.value || (a.value == b.value && a.lab < b.lab); }
};

/// By group: the sum of weight x value. Every group has one; an empty sum is 0.
[[nodiscard]] std::vector<double> sums(std::span<const Weighed> values, const World& world, const GroupCounts& counts);

/// By group: the value at which a part p of the group's weight is reached; not-a-number for a group without weight.
/// REQUIRES: values ascending.
[[nodiscard]] std::vector<double> quantiles(std::span<const Weighed> ascending, double p, const World& world, const GroupCounts& counts);

/// By group: the Gini coefficient of the values over the weight (0: all equal); not-a-number where the values sum to 0.
/// REQUIRES: values ascending and not negative.
[[nodiscard]] std::vector<double> ginis(std::span<const Weighed> ascending, const World& world, const GroupCounts& counts);

/// By group: the part of weight x value that the highest values hold which make up a part `top` of the group's weight; the value at
/// the edge counts as far as it is inside. REQUIRES: values ascending.
[[nodiscard]] std::vector<double> top_parts(std::span<const Weighed> ascending, double top, const World& world, const GroupCounts& counts);

/// By group: the part of the highest `top` units of the WORLD's weight that belongs to the group; the value at the edge counts as
/// far as it is inside. Values in any order.
[[nodiscard]] std::vector<double> shares_of_top(std::vector<Weighed> values, double top, const World& world, const GroupCounts& counts);

/// Takes out what is not among the highest `top` units of weight; what is left keeps its order. Items have a value and a weight.
template <class T> void keep_top(std::vector<T>& items, double top) {
    constexpr double rounding = 1 + 1e-9; // of sums in another order
    std::vector<T> rest = items;
    auto first = rest.begin(), last = rest.end();
    double room = top * rounding, edge = -std::numeric_limits<double>::infinity();
    const auto weigh = [](auto from, auto to) {
        double sum = 0;
        for (; from != to; ++from) sum += from->weight;
        return sum;
    };
    while (first != last) { // quickselect by weight: the edge is a value in [first, last)
        const double a = first->value, b = (last - 1)->value, c = (first + (last - first) / 2)->value;
        const double pivot = std::max(std::min(a, b), std::min(std::max(a, b), c));
        const auto above = std::partition(first, last, [&](const T& item) { return item.value > pivot; });
        const double weight = weigh(first, above);
        if (weight >= room) {
            last = above;
            continue;
        }
        const auto equal = std::partition(above, last, [&](const T& item) { return !(item.value < pivot); });
        room -= weight + weigh(above, equal);
        edge = pivot;
        if (room <= 0) break;
        first = equal;
    }
    std::erase_if(items, [&](const T& item) { return item.value < edge; });
}

/// By group: the largest value; not-a-number for a group without any.
[[nodiscard]] std::vector<double> maxima(std::span<const Weighed> values, const World& world, const GroupCounts& counts);

} // namespace sim
