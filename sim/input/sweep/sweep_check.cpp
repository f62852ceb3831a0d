// Whether each path of a sweep leads to a field that takes what is set there.
#include "input/sweep/sweep_check.hpp"

#include "input/overlay.hpp"
#include "input/struct_reader.hpp"
#include "input/sweep/points.hpp"
#include "input/sweep/sweep_reader.hpp"
#include "input/values.hpp"
#include "sim/metric.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>

namespace sim {
namespace {

using Type = Node::Type;

Node text_node(const std::string& text, Place at) {
    Node node;
    node.type = Type::scalar;
    node.text = text;
    node.at = at;
    return node;
}

/// What is played at a point has no sweep itself.
Node without_sweep(Node root) {
    std::erase_if(root.items, [](const Node& item) { return item.key == "sweep"; });
    return root;
}

class SweepCheck {
public:
    SweepCheck(const VariantDocument& variant, const Scenario& scenario, Problems& problems)
        : name_(variant.name), root_(without_sweep(variant.root)), scenario_(scenario), layout_(scenario),
          over_(*find(*find(variant.root, "sweep"), "over")), problems_(problems) {}

    void run() {
        for (const Axis& axis : scenario_.sweep.over.list) {
            const Node& entry = *find(over_, axis.path);
            const std::size_t before = problems_.size();
            for (const std::string& text : samples_of(axis))
                if (!axis.law || problems_.size() == before) check_value(entry, node_of(entry, text)); // a law is wrong once
        }
        const Points points = first_points_of(scenario_.sweep, scenario_.seed, points_looked_at);
        const std::size_t last = points.count() - 1, samples = std::min(last + 1, most_read_whole);
        for (std::size_t i = 0; i < samples && problems_.size() == 0; ++i) check_point(points, samples == 1 ? 0 : i * last / (samples - 1));
    }

private:
    static constexpr std::size_t most_read_whole = 8;

    /// Behind the quote that a path needs between braces.
    [[nodiscard]] Place place_of(const Node& entry) const { return problems_.behind_quote(entry.key_at); }

    /// As it was written; what is drawn stands where its law does.
    static Node node_of(const Node& entry, const std::string& text) {
        const auto written = std::ranges::find(entry.items, text, &Node::text);
        return entry.is(Type::list) && written != entry.items.end() ? *written : text_node(text, entry.at);
    }

    void check_point(const Points& points, std::size_t point) {
        Node root = root_;
        for (std::size_t i = 0; i < points.paths.size(); ++i) {
            const Node& entry = *find(over_, points.paths[i]);
            set_value(root, entry.key, node_of(entry, points.values[point][i]), place_of(entry), problems_);
        }
        const Scenario there = read_world(name_, root, problems_);
        if (problems_.size() == 0 && !is_of(layout_, there))
            problems_.at_head(
                over_, fmt::format("sweep.over: at point {} other dates or groups are measured than in the scenario as it stands", point),
                "such worlds are compared as variants");
    }

    /// In its part of the scenario alone; of a list only in the item that the path names.
    void check_value(const Node& entry, const Node& value) {
        const std::string& path = entry.key;
        const std::size_t end = std::min(path.find_first_of(".["), path.size());
        const std::string_view part = std::string_view(path).substr(0, end);
        Node scratch;
        scratch.type = Type::map;
        if (const Node* whole = find(root_, part)) scratch.items.push_back(*whole);
        if (end < path.size() && path[end] == '[' && !scratch.items.empty()) {
            const std::string_view id = std::string_view(path).substr(end + 1, path.find(']') - end - 1);
            const auto is_another = [&](const Node& node) { return id_of(node) != id; };
            if (!std::ranges::all_of(scratch.items[0].items, is_another)) std::erase_if(scratch.items[0].items, is_another);
        }
        if (!set_value(scratch, path, value, place_of(entry), problems_)) return;
        check_section(scratch, part, problems_);
    }

    const std::string& name_;
    Node root_;
    const Scenario& scenario_;
    Layout layout_;
    const Node& over_;
    Problems& problems_;
};

} // namespace

void check_sweep(const VariantDocument& variant, const Scenario& scenario, Problems& problems) {
    SweepCheck(variant, scenario, problems).run();
}

Node document_at(const VariantDocument& variant, const Points& points, std::uint32_t point, Problems& problems) {
    Node root = without_sweep(variant.root);
    for (std::size_t i = 0; i < points.paths.size(); ++i)
        set_value(root, points.paths[i], text_node(points.values[point][i], {}), {}, problems);
    return root;
}

} // namespace sim
