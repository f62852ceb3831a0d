// Each statistic in one pass over the labs, which adds what is a lab's to its six groups at once.
#include "model/grouped.hpp"

#include "base/nothing.hpp"

#include <algorithm>

namespace sim {
namespace {

/// Calls f(group) for each of the six groups of the lab.
template <class F> void each_group(const Weighed& weighed, const World& world, const GroupCounts& counts, F&& f) {
    for (const std::uint32_t group : groups_of(world.labs[weighed.lab], counts)) f(group);
}

std::vector<double> weights(std::span<const Weighed> values, const World& world, const GroupCounts& counts) {
    std::vector<double> total(counts.total(), 0.0);
    for (const Weighed& v : values) each_group(v, world, counts, [&](std::uint32_t g) { total[g] += v.weight; });
    return total;
}

} // namespace

std::vector<double> sums(std::span<const Weighed> values, const World& world, const GroupCounts& counts) {
    std::vector<double> total(counts.total(), 0.0);
    for (const Weighed& v : values) each_group(v, world, counts, [&](std::uint32_t g) { total[g] += v.weight * v.value; });
    return total;
}

std::vector<double> quantiles(std::span<const Weighed> ascending, double p, const World& world, const GroupCounts& counts) {
    const std::vector<double> total = weights(ascending, world, counts);
    std::vector<double> below(counts.total(), 0.0), found(counts.total(), nothing);
    for (const Weighed& v : ascending) {
        each_group(v, world, counts, [&](std::uint32_t g) {
            if (below[g] < p * total[g] || below[g] == 0) found[g] = v.value;
            below[g] += v.weight;
        });
    }
    return found;
}

std::vector<double> ginis(std::span<const Weighed> ascending, const World& world, const GroupCounts& counts) {
    const std::vector<double> weight = weights(ascending, world, counts), value = sums(ascending, world, counts);
    std::vector<double> below(counts.total(), 0.0), area(counts.total(), 0.0);
    for (const Weighed& v : ascending) {
        each_group(v, world, counts, [&](std::uint32_t g) {
            area[g] += v.weight * (2 * below[g] + v.weight * v.value); // twice the area under the Lorenz curve, unscaled
            below[g] += v.weight * v.value;
        });
    }
    for (std::size_t g = 0; g < area.size(); ++g) area[g] = value[g] > 0 ? std::max(0.0, 1 - area[g] / (weight[g] * value[g])) : nothing;
    return area;
}

std::vector<double> top_parts(std::span<const Weighed> ascending, double top, const World& world, const GroupCounts& counts) {
    std::vector<double> room = weights(ascending, world, counts);
    const std::vector<double> value = sums(ascending, world, counts);
    for (double& r : room) r *= top;
    std::vector<double> inside(counts.total(), 0.0);
    for (auto v = ascending.rbegin(); v != ascending.rend(); ++v) {
        each_group(*v, world, counts, [&](std::uint32_t g) {
            const double counted = std::min(v->weight, room[g]);
            room[g] -= counted;
            inside[g] += counted * v->value;
        });
    }
    for (std::size_t g = 0; g < inside.size(); ++g) inside[g] = value[g] > 0 ? inside[g] / value[g] : nothing;
    return inside;
}

std::vector<double> maxima(std::span<const Weighed> values, const World& world, const GroupCounts& counts) {
    std::vector<double> most(counts.total(), nothing);
    for (const Weighed& v : values) {
        each_group(v, world, counts, [&](std::uint32_t g) { most[g] = most[g] > v.value ? most[g] : v.value; });
    }
    return most;
}

std::vector<double> shares_of_top(std::vector<Weighed> values, double top, const World& world, const GroupCounts& counts) {
    std::vector<double> inside(counts.total(), 0.0);
    keep_top(values, top); // before anything is sorted: mostly a tenth or a hundredth
    std::sort(values.begin(), values.end());
    for (double room = top; !values.empty() && room > 0;) {
        auto last = values.end();
        double weight = 0;
        const double value = values.back().value;
        while (last != values.begin() && (last - 1)->value == value) { // equal values have the same part of what room there is
            weight += (--last)->weight;
        }
        const double part = weight > room ? room / weight : 1;
        for (auto equal = last; equal != values.end(); ++equal)
            each_group(*equal, world, counts, [&](std::uint32_t g) { inside[g] += part * equal->weight; });
        room -= part * weight;
        values.erase(last, values.end());
    }
    const double all = inside[0];
    for (double& part : inside) part = all > 0 ? part / all : nothing;
    return inside;
}

} // namespace sim
