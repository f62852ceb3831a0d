// The reader of what a sweep sets: values or a law for each path.
#include "input/sweep/sweep_reader.hpp"

#include "base/path.hpp"
#include "base/units.hpp"
#include "input/law_reader.hpp"
#include "input/sweep/points.hpp"
#include "input/values.hpp"

#include <fmt/format.h>

#include <set>

namespace sim {
namespace {

using Type = Node::Type;

/// The unit in which a law is written: that of its first number with one.
std::string unit_of(const Node& law) {
    if (law.is(Type::scalar)) return std::string(unit_in(law.text));
    for (const Node& item : law.items)
        if (std::string unit = unit_of(item); !unit.empty()) return unit;
    return {};
}

} // namespace

void read_axis_law(const Node& node, const std::string& path, Axis& axis, Problems& problems) {
    axis.unit = unit_of(node);
    const Field row{.key = "over", .doc = "", .unit = axis.unit};
    axis.law = read_law(node, Measure{row}, path, problems);
}

void read_value(const Node& node, const Field&, const std::string& path, Axes& value, Problems& problems) {
    if (!node.is(Type::map))
        return refuse_kind(node, path, "a map from paths to values, such as '{hardware.utilisation: [0.2, 0.4]}'", problems);
    value.list.clear();
    for (const Node& entry : node.items) {
        Axis axis{entry.key, {}, {}, {}};
        const std::string name = fmt::format("{}: {}", path, entry.key);
        const std::size_t before = problems.size();
        if (entry.is(Type::map))
            read_axis_law(entry, name, axis, problems);
        else if (!entry.is(Type::list))
            refuse_kind(entry, name, "values in brackets, or a law", problems);
        else if (entry.items.empty())
            problems.at(entry, fmt::format("{} has no values", name));
        for (const Node& item : entry.is(Type::list) ? entry.items : std::vector<Node>{}) {
            if (!item.is(Type::scalar) || item.text.empty())
                refuse_kind(item, name, "numbers, dates or words; what else differs takes variants", problems);
            else
                axis.values.push_back(item.text);
        }
        if (problems.size() == before) value.list.push_back(std::move(axis));
    }
}

std::vector<std::string> samples_of(const Axis& axis) {
    constexpr double negligible = 1e-9;
    std::vector<std::string> samples;
    if (!axis.law) {
        std::set<std::string> known;
        for (const std::string& text : axis.values)
            if (known.insert(text).second) samples.push_back(text);
        return samples;
    }
    for (const double share : {negligible, 1 - negligible, 0.381966}) samples.push_back(written(axis, share));
    return samples;
}

} // namespace sim
