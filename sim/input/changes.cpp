// Two documents side by side: a line for each value that is another.
#include "input/changes.hpp"

#include "input/catalogue.hpp"
#include "input/overlay.hpp"
#include "input/values.hpp"
#include "sim/quantity.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sim {
namespace {

using Type = Node::Type;

/// On one line: "{normal: {mean: 0.5, sd: 0.4}}".
std::string on_a_line(const Node& node) {
    if (node.is(Type::null)) return "~";
    if (node.is(Type::scalar)) return node.text;
    std::string text;
    for (const Node& item : node.items) {
        if (!text.empty()) text += ", ";
        text += node.is(Type::map) ? fmt::format("{}: {}", item.key, on_a_line(item)) : on_a_line(item);
    }
    return node.is(Type::map) ? '{' + text + '}' : '[' + text + ']';
}

bool same_quantity(const Node& a, const Node& b) {
    if (!a.is(Type::scalar) || !b.is(Type::scalar)) return false;
    const ParsedQuantity one = parse_quantity(a.text), other = parse_quantity(b.text);
    return one.ok() && other.ok() && one.quantity.dimension == other.quantity.dimension && one.quantity.value == other.quantity.value;
}

class Comparison {
public:
    void compare(const std::string& path, const Node& before, const Node& after) {
        if (before.is(Type::map) && after.is(Type::map)) return maps(path, before, after);
        if (before.is(Type::list) && after.is(Type::list) && all_have_ids(before) && all_have_ids(after))
            return things(path, before, after);
        if (same(before, keyed(after, before.key)) || same_quantity(before, after)) return;
        list_.push_back({path, on_a_line(before), on_a_line(after)});
    }
    std::vector<Change> take() { return std::move(list_); }

private:
    static Node keyed(Node node, const std::string& key) {
        node.key = key;
        return node;
    }
    void maps(const std::string& path, const Node& before, const Node& after) {
        for (const Node& item : after.items) {
            if (const Node* const below = find(before, item.key))
                compare(path_to(path, item.key), *below, item);
            else
                list_.push_back({path_to(path, item.key), "", on_a_line(item)});
        }
        for (const Node& item : before.items)
            if (find(after, item.key) == nullptr) list_.push_back({path_to(path, item.key), on_a_line(item), ""});
    }
    void things(const std::string& path, const Node& before, const Node& after) {
        const auto with_id = [](const Node& list, std::string_view id) {
            const auto found = std::ranges::find_if(list.items, [&](const Node& item) { return id_of(item) == id; });
            return found == list.items.end() ? nullptr : &*found;
        };
        const auto path_of = [&](const Node& item) { return fmt::format("{}[{}]", path, id_of(item)); };
        for (const Node& item : after.items) {
            if (const Node* const below = with_id(before, id_of(item)))
                maps(path_of(item), *below, item);
            else
                list_.push_back({path_of(item), "", on_a_line(item)});
        }
        for (const Node& item : before.items)
            if (with_id(after, id_of(item)) == nullptr) list_.push_back({path_of(item), on_a_line(item), ""});
    }

    std::vector<Change> list_;
};

} // namespace

std::vector<Change> changes(const Node& before, const Node& after) {
    Comparison comparison;
    comparison.compare("", before, after);
    return comparison.take();
}

std::vector<Change> changes_between(const VariantDocument& before, const VariantDocument& after) {
    return changes(with_defaults(before.root), with_defaults(after.root));
}

} // namespace sim
