// The checks of a sweep: whether design, paths, values and constraint fit together.
#include "input/resolve/resolve_parts.hpp"
#include "input/sweep/points.hpp"
#include "input/sweep/sampling.hpp"
#include "input/sweep/sweep_reader.hpp"
#include "model/walk.hpp"
#include "sim/trial_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace sim {
namespace {

constexpr std::size_t most_paths = 1000;
constexpr double most_points = 1e6;

class SweepResolver : private Resolving {
public:
    using Resolving::Resolving;

    void run() {
        const Node* const node = find(root_, "sweep");
        if (node == nullptr || !node->is(Type::map) || !sweep_.design || *sweep_.design == Sweep::Design::file) return; // it was not read
        sampling_ = sampling_of(*sweep_.design);
        if (has("file")) problems_.at_head(part("file"), fmt::format("sweep.file belongs to design file, not {}", word_of(*sweep_.design)));
        if (!check_axes()) return;
        resolve_points();
        for (std::size_t i = 0; i < sweep_.zip.size(); ++i) check_zip(i);
        if (problems_.size() == 0) check_constraint();
        if (problems_.size() == 0) check_points();
    }

private:
    [[nodiscard]] const Node& part(std::string_view key) const { return within(within(root_, "sweep"), key); }
    [[nodiscard]] const Node& axis_node(const Axis& axis) const { return within(part("over"), axis.path); }
    [[nodiscard]] bool has(std::string_view key) const { return find(within(root_, "sweep"), key) != nullptr; }

    bool check_axes() {
        const Node& over = part("over");
        if (!has("over") || (over.is(Type::map) && over.items.empty()))
            problems_.at_head(over, "sweep.over names nothing that is set at the points",
                              "such as 'over: {hardware.utilisation: [0.2, 0.4]}'");
        if (sweep_.over.list.size() > most_paths) problems_.at_head(over, fmt::format("sweep.over has more than {} paths", most_paths));
        for (const Axis& axis : sweep_.over.list) refuse_idle(axis);
        for (Axis& axis : sweep_.over.list) resolve_axis(axis);
        return !sweep_.over.list.empty() && over.items.size() == sweep_.over.list.size();
    }
    /// No trial depends on these: all points would be the same.
    void refuse_idle(const Axis& axis) {
        const std::string_view section = std::string_view(axis.path).substr(0, axis.path.find_first_of(".["));
        const bool assembly = std::ranges::find(assembly_fields, section, &Field::key) != std::end(assembly_fields);
        if (assembly || part_of_section(section).value_or(Part::world) != Part::world)
            problems_.at_head(axis_node(axis), fmt::format("'{}' cannot be swept: no trial depends on it", section));
    }
    void resolve_axis(Axis& axis) {
        const Node& node = axis_node(axis);
        const std::string path = "sweep.over: " + axis.path;
        if (!sampling_.is_drawn()) {
            if (axis.law)
                problems_.at(node, fmt::format("{} has a law, but design {} takes values", path, word_of(*sweep_.design)),
                             "write them in brackets");
            return;
        }
        if (axis.law || !node.is(Type::list)) return;
        if (axis.values.size() != 2)
            return problems_.at(node, fmt::format("{} needs a law, or two numbers between which it is uniform", path),
                                "such as '{ci90: [2 yr, 4 yr]}' or '[2 yr, 4 yr]'");
        Node uniform = node, law;
        uniform.key = "uniform";
        law.type = Type::map;
        law.at = node.at;
        law.key_at = node.key_at;
        law.key = node.key;
        law.items.push_back(std::move(uniform));
        read_axis_law(law, path, axis, problems_);
        axis.values.clear();
    }

    void resolve_points() {
        if (sampling_.is_drawn() && sweep_.points == 0 && !has("points"))
            problems_.at_head(within(root_, "sweep"), fmt::format("sweep of design {} needs 'points'", word_of(*sweep_.design)),
                              "such as 'points: 64'");
        if (!sampling_.is_drawn() && has("points"))
            problems_.at_head(part("points"),
                              fmt::format("sweep.points is for drawn designs; design {} counts its own", word_of(*sweep_.design)));
        if (sampling_.together) check_lengths(sweep_.over.list, "a list takes the k-th value of each");
        if (sampling_.together || sampling_.is_drawn()) return;
        double product = 1;
        for (const Axis& axis : sweep_.over.list) {
            if (!is_follower(axis.path)) product *= static_cast<double>(axis.values.size());
        }
        if (product > most_points)
            problems_.at_head(part("over"), fmt::format("this grid has {:.3g} points; a million are allowed", product),
                              "sobol and lhs need fewer");
    }
    /// True for all but the first of paths that move together.
    [[nodiscard]] bool is_follower(const std::string& path) const {
        return std::ranges::any_of(sweep_.zip, [&](const auto& zipped) {
            return std::ranges::find(zipped, path) > zipped.begin() && std::ranges::find(zipped, path) != zipped.end();
        });
    }
    void check_lengths(const std::vector<Axis>& axes, std::string_view why) {
        for (const Axis& axis : axes) {
            if (axis.values.size() == axes.front().values.size()) continue;
            problems_.at(axis_node(axis), fmt::format("sweep.over: {} has {} values, but {} has {}: {}", axis.path, axis.values.size(),
                                                      axes.front().path, axes.front().values.size(), why));
        }
    }

    void check_zip(std::size_t i) {
        const std::vector<std::string>& zipped = sweep_.zip[i];
        const Node& node = item(part("zip"), i);
        if (sampling_.together) return problems_.at_head(part("zip"), "sweep.zip: all paths of a list move together already");
        if (zipped.size() < 2) return problems_.at(node, "sweep.zip takes lists of two or more paths", "such as '[[a.b, c.d]]'");
        Words known;
        for (const Axis& axis : sweep_.over.list) known.emplace_back(axis.path);
        std::vector<Axis> axes;
        for (std::size_t j = 0; j < zipped.size(); ++j) {
            if (!zipped_paths_.insert(zipped[j]).second)
                problems_.at(item(node, j), fmt::format("sweep.zip names {} twice", in_quotes(zipped[j])));
            const auto place = find_in(known, zipped[j], "path in sweep.over:", item(node, j));
            if (place) axes.push_back(sweep_.over.list[*place]);
        }
        if (!sampling_.is_drawn() && !axes.empty()) check_lengths(axes, "zipped paths have as many values");
    }

    void check_constraint() {
        if (sweep_.constraint.empty()) return;
        const Node& node = part("constraint");
        const ParsedConstraint parsed = Constraint::parse(sweep_.constraint, constraint_terms(sweep_));
        if (parsed.ok()) return;
        const std::size_t at = std::min(parsed.at, sweep_.constraint.size());
        problems_.at(
            node, fmt::format("sweep.constraint{}: {}",
                              at < sweep_.constraint.size() ? fmt::format(", at '{}'", sweep_.constraint.substr(at, 30)) : ", at its end",
                              parsed.error));
    }
    /// With the scenario's own seed: with another one a drawn design can only come near to this.
    void check_points() {
        if (sweep_.constraint.empty()) return;
        const Points points = first_points_of(sweep_, scenario_.seed, points_looked_at);
        if (!points.error.empty()) problems_.at(part("constraint"), fmt::format("sweep.constraint: {}", points.error));
    }

    Sweep& sweep_ = scenario_.sweep;
    Sampling sampling_;
    std::set<std::string> zipped_paths_;
};

} // namespace

void resolve_sweep(Scenario& scenario, const Node& root, Problems& problems) { SweepResolver{scenario, root, problems}.run(); }

} // namespace sim
