// The points of a sweep, one by one: all combinations of listed values, or what is drawn from laws, and of these what the constraint
// leaves.
#include "input/sweep/points.hpp"

#include "input/sweep/sampling.hpp"
#include "sim/trial_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

namespace sim {
namespace {

constexpr std::uint64_t least_tries = 2'000; // before a constraint is said to reject nearly everything
constexpr std::uint64_t tries_per_point = 100;

/// Which paths move together: for each path the number of its group, in the order of the file.
std::vector<std::size_t> groups_of(const Sweep& sweep) {
    const auto& over = sweep.over.list;
    if (sampling_of(*sweep.design).together) return std::vector<std::size_t>(over.size(), 0);
    std::vector<std::size_t> first(over.size()); // the first path of each path's zip
    std::iota(first.begin(), first.end(), std::size_t{0});
    for (const auto& zipped : sweep.zip) {
        std::size_t least = over.size();
        const auto is_in = [&](const Axis& axis) { return std::ranges::find(zipped, axis.path) != zipped.end(); };
        for (std::size_t i = over.size(); i-- > 0;)
            if (is_in(over[i])) least = i;
        for (std::size_t i = 0; i < over.size(); ++i)
            if (is_in(over[i])) first[i] = least;
    }
    std::map<std::size_t, std::size_t> numbers;
    std::vector<std::size_t> groups;
    for (const std::size_t f : first) groups.push_back(numbers.emplace(f, numbers.size()).first->second);
    return groups;
}

std::optional<Dimension> dimension_of(const Axis& axis) {
    if (axis.law) return sim::dimension_of(axis.unit);
    const ParsedQuantity first = parse_quantity(axis.values.front());
    if (!first.ok()) return std::nullopt;
    const bool alike = std::ranges::all_of(axis.values, [&](const std::string& text) {
        const ParsedQuantity other = parse_quantity(text);
        return other.ok() && other.quantity.dimension == first.quantity.dimension;
    });
    return alike ? std::optional{first.quantity.dimension} : std::nullopt;
}

/// How many values each group has.
std::vector<std::size_t> sizes_of(const Sweep& sweep, const std::vector<std::size_t>& groups) {
    std::vector<std::size_t> sizes(1 + *std::ranges::max_element(groups));
    for (std::size_t i = 0; i < groups.size(); ++i) sizes[groups[i]] = sweep.over.list[i].values.size();
    return sizes;
}

/// Puts the points of a sweep together, one by one.
class PointMaker {
public:
    /// At most so many are drawn; what is listed is whole.
    PointMaker(const Sweep& sweep, std::uint64_t seed, std::uint32_t most)
        : sweep_(sweep), seed_(seed), most_(std::min(most, sweep.points)), groups_(groups_of(sweep)) {
        if (!sweep.constraint.empty()) constraint_ = Constraint::parse(sweep.constraint, constraint_terms(sweep)).constraint;
        points_.values.clear();
        for (const Axis& axis : sweep.over.list) points_.paths.push_back(axis.path);
    }

    Points make() {
        const Sampling sampling = sampling_of(*sweep_.design);
        points_.in_sequence = sampling.is_drawn();
        if (sampling.is_drawn())
            draw(*sampling.cube(sweep_.points, keys(), seed_));
        else
            combine();
        if (points_.values.empty() && points_.error.empty()) points_.error = "the constraint leaves no point";
        if (!points_.error.empty()) points_.values.assign(1, {});
        return std::move(points_);
    }

private:
    /// True where the point was taken.
    bool add(std::vector<std::string> values) {
        std::vector<double> numbers;
        for (const std::string& text : values) numbers.push_back(parse_quantity(text).quantity.value);
        if (!constraint_.holds(numbers)) return false;
        points_.values.push_back(std::move(values));
        return true;
    }
    /// All combinations of listed values. The last of the groups varies fastest.
    void combine() {
        const std::vector<std::size_t> sizes = sizes_of(sweep_, groups_);
        const std::size_t count = sizes.size();
        std::vector<std::size_t> at(count);
        for (bool more = true; more;) {
            std::vector<std::string> values;
            for (std::size_t i = 0; i < groups_.size(); ++i) values.push_back(sweep_.over.list[i].values[at[groups_[i]]]);
            add(std::move(values));
            more = false;
            for (std::size_t g = count; g-- > 0 && !more;) {
                more = ++at[g] < sizes[g];
                if (!more) at[g] = 0;
            }
        }
    }
    void draw(UnitCube& cube) {
        for (std::uint64_t k = 0; points_.values.size() < most_; ++k) {
            if (k >= std::max(least_tries, tries_per_point * points_.values.size())) {
                points_.error = "the constraint rejects more than 99 % of the points";
                return;
            }
            add(values_at(cube.point(k)));
        }
    }
    /// Of the first path of each group.
    [[nodiscard]] std::vector<std::uint64_t> keys() const {
        std::vector<std::uint64_t> keys;
        for (std::size_t i = 0; i < groups_.size(); ++i)
            if (groups_[i] == keys.size()) keys.push_back(key_of(sweep_.over.list[i].path));
        return keys;
    }
    [[nodiscard]] std::vector<std::string> values_at(const std::vector<double>& shares) const {
        std::vector<std::string> values;
        for (std::size_t i = 0; i < groups_.size(); ++i) values.push_back(written(sweep_.over.list[i], shares[groups_[i]]));
        return values;
    }

    const Sweep& sweep_;
    std::uint64_t seed_;
    std::uint32_t most_;
    std::vector<std::size_t> groups_;
    Constraint constraint_;
    Points points_;
};

} // namespace

std::vector<ConstraintTerm> constraint_terms(const Sweep& sweep) {
    std::vector<ConstraintTerm> terms;
    for (const Axis& axis : sweep.over.list) terms.push_back({axis.path, dimension_of(axis)});
    return terms;
}

Points points_of(const Sweep& sweep, std::uint64_t seed) { return first_points_of(sweep, seed, sweep.points); }

Points first_points_of(const Sweep& sweep, std::uint64_t seed, std::uint32_t most) {
    return sweep.design ? PointMaker{sweep, seed, most}.make() : Points{};
}

std::uint64_t most_points_of(const Sweep& sweep) {
    if (!sweep.design) return 1;
    if (sampling_of(*sweep.design).is_drawn()) return sweep.points;
    std::uint64_t product = 1;
    for (const std::size_t size : sizes_of(sweep, groups_of(sweep))) product *= size;
    return product;
}

std::string written(const Axis& axis, double share) {
    return fmt::format("{:.15g}{}{}", quantile(*axis.law, share) / scale_of(axis.unit), axis.unit.empty() ? "" : " ", axis.unit);
}

std::string text_of(const Points& points, std::uint32_t point) {
    std::string text;
    for (std::size_t i = 0; i < points.paths.size(); ++i)
        text += fmt::format("{}{}={}", text.empty() ? "" : "\n", points.paths[i], points.values[point][i]);
    return text;
}

} // namespace sim
