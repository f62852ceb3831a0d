#include "sim/design.hpp"

#include <boost/random/sobol.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cassert>
#include <map>
#include <numeric>

namespace sim {
namespace {

constexpr std::uint64_t no_replicate = ~std::uint64_t{0};
constexpr std::uint64_t least_tries = 2'000; // before a constraint is said to reject nearly everything
constexpr std::uint64_t tries_per_point = 100;

bool is_drawn(Sweep::Design design) {
    return design == Sweep::Design::monte_carlo || design == Sweep::Design::lhs || design == Sweep::Design::sobol;
}

/// Which paths move together: for each path the number of its group, in the order of the file.
std::vector<std::size_t> groups_of(const Sweep& sweep) {
    const auto& over = sweep.over.list;
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

/// Puts the points of a sweep together, one by one.
class PointMaker {
public:
    PointMaker(const Sweep& sweep, std::uint64_t seed) : sweep_(sweep), seed_(seed), groups_(groups_of(sweep)) {
        if (!sweep.constraint.empty()) constraint_ = Constraint::parse(sweep.constraint, constraint_terms(sweep)).constraint;
        points_.values.clear();
        points_.in_sequence = is_drawn(sweep.is);
        for (const Axis& axis : sweep.over.list) points_.paths.push_back(axis.path);
    }

    Points make() {
        if (is_drawn(sweep_.is))
            draw();
        else if (sweep_.is == Sweep::Design::grid)
            make_grid();
        else
            make_list();
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
    void make_list() {
        for (std::size_t k = 0; k < sweep_.over.list.front().values.size(); ++k) {
            std::vector<std::string> values;
            for (const Axis& axis : sweep_.over.list) values.push_back(axis.values[k]);
            add(std::move(values));
        }
    }
    /// The last of the paths varies fastest.
    void make_grid() {
        const std::size_t count = 1 + *std::ranges::max_element(groups_);
        std::vector<std::size_t> sizes(count), at(count);
        for (std::size_t i = 0; i < groups_.size(); ++i) sizes[groups_[i]] = sweep_.over.list[i].values.size();
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
    void draw() {
        std::vector<std::uint64_t> keys; // of the first path of each group
        for (std::size_t i = 0; i < groups_.size(); ++i)
            if (groups_[i] == keys.size()) keys.push_back(key_of(sweep_.over.list[i].path));
        UnitCube cube(sweep_.is, sweep_.points, keys, seed_);
        for (std::uint64_t k = 0; points_.values.size() < sweep_.points; ++k) {
            if (k >= std::max(least_tries, tries_per_point * points_.values.size())) {
                points_.error = "the constraint rejects more than 99 % of the points";
                return;
            }
            add(values_at(cube.point(k)));
        }
    }
    [[nodiscard]] std::vector<std::string> values_at(const std::vector<double>& shares) const {
        std::vector<std::string> values;
        for (std::size_t i = 0; i < groups_.size(); ++i) values.push_back(written(sweep_.over.list[i], shares[groups_[i]]));
        return values;
    }

    const Sweep& sweep_;
    std::uint64_t seed_;
    std::vector<std::size_t> groups_;
    Constraint constraint_;
    Points points_;
};

} // namespace

std::vector<std::uint64_t> Design::playing_order() const {
    std::vector<std::uint64_t> order;
    order.reserve(std::uint64_t{variants} * points);
    const auto bits = static_cast<int>(std::bit_width(std::uint64_t{points} - 1));
    for (std::uint64_t i = 0; i < std::uint64_t{1} << bits; ++i) {
        std::uint64_t point = in_sequence ? i : 0;
        for (int b = 0; b < bits && !in_sequence; ++b) point |= (i >> b & 1U) << (bits - 1 - b);
        if (point >= points) continue;
        for (std::uint64_t variant = 0; variant < variants; ++variant) order.push_back(variant * points + point);
    }
    return order;
}

std::vector<ConstraintTerm> constraint_terms(const Sweep& sweep) {
    std::vector<ConstraintTerm> terms;
    for (const Axis& axis : sweep.over.list) terms.push_back({axis.path, dimension_of(axis)});
    return terms;
}

Points points_of(const Sweep& sweep, std::uint64_t seed) {
    return sweep.is == Sweep::Design::none ? Points{} : PointMaker{sweep, seed}.make();
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

Dice design_dice(std::uint64_t seed) { return {seed, no_replicate}; }

std::vector<std::uint64_t> sobol_point(std::uint64_t k, std::size_t axes) {
    assert(axes > 0);
    std::vector<std::uint64_t> coordinates(axes);
    if (k == 0) return coordinates;
    boost::random::sobol engine(axes);
    engine.seed(k - 1);
    for (std::uint64_t& c : coordinates) c = engine();
    return coordinates;
}

std::uint32_t scrambled(std::uint64_t bits, const Dice& dice, std::uint64_t axis_key) {
    const auto before = static_cast<std::uint32_t>(bits >> 32U);
    std::uint32_t after = before;
    for (unsigned depth = 0; depth < 32; ++depth) {
        const std::uint64_t node = std::uint64_t{1} << depth | std::uint64_t{before} >> (32 - depth); // a heap's number: 1, 2-3, 4-7, ...
        if ((dice.roll(Purpose::design, axis_key, node)() & 1U) != 0) after ^= 0x8000'0000U >> depth;
    }
    return after;
}

UnitCube::UnitCube(Sweep::Design design, std::uint32_t points, std::vector<std::uint64_t> keys, std::uint64_t seed)
    : design_(design), points_(points), keys_(std::move(keys)), dice_(design_dice(seed)) {
    if (design_ == Sweep::Design::lhs) shuffle(0);
}

std::vector<double> UnitCube::point(std::uint64_t k) {
    std::vector<double> coordinates;
    if (design_ == Sweep::Design::sobol) {
        const std::vector<std::uint64_t> bits = sobol_point(k, keys_.size());
        for (std::size_t axis = 0; axis < keys_.size(); ++axis)
            coordinates.push_back((scrambled(bits[axis], dice_, keys_[axis]) + 0.5) * 0x1p-32);
    } else {
        for (std::size_t axis = 0; axis < keys_.size(); ++axis)
            coordinates.push_back(design_ == Sweep::Design::lhs ? lhs(axis, k) : dice_.roll(Purpose::design, keys_[axis], k).uniform());
    }
    return coordinates;
}

/// McKay, Beckman and Conover 1979: one point in each of as many strata, at random within it. The place within has 32 bits: with the
/// stratum's number before the point, a sum of 53 bits is exact and never rounds into the next stratum.
double UnitCube::lhs(std::size_t axis, std::uint64_t k) {
    if (k / points_ != cube_) shuffle(k / points_);
    const double within = (static_cast<double>(dice_.roll(Purpose::design, keys_[axis], k)() >> 32U) + 0.5) * 0x1p-32;
    return (strata_[axis][k % points_] + within) / points_;
}

/// Fisher and Yates, from dice of their own: ordinals from the other end than the points'.
void UnitCube::shuffle(std::uint64_t cube) {
    cube_ = cube;
    strata_.assign(keys_.size(), std::vector<std::uint32_t>(points_));
    for (std::size_t axis = 0; axis < keys_.size(); ++axis) {
        auto& strata = strata_[axis];
        std::iota(strata.begin(), strata.end(), 0U);
        Roll roll = dice_.roll(Purpose::design, keys_[axis], ~cube);
        for (std::size_t left = points_; left > 1; --left)
            std::swap(strata[left - 1], strata[static_cast<std::size_t>(roll.uniform() * static_cast<double>(left))]);
    }
}

} // namespace sim
