// What leads from one document to another.
#include "input/overlay.hpp"

#include <algorithm>

namespace sim {

namespace {

using Type = Node::Type;

Node empty_like(const Node& node) {
    Node empty = node;
    empty.items.clear();
    return empty;
}

Node difference_of_maps(const Node& lower, const Node& upper) {
    Node result = empty_like(upper);
    for (const Node& item : lower.items) {
        if (find(upper, item.key) != nullptr) continue;
        Node removed;
        removed.key = item.key;
        removed.at = removed.key_at = item.head();
        result.items.push_back(std::move(removed));
    }
    for (const Node& item : upper.items) {
        const Node* below = find(lower, item.key);
        if (below == nullptr || (item.key == "at" && !same(*below, item)))
            result.items.push_back(item);
        else if (!same(*below, item))
            result.items.push_back(difference(*below, item));
    }
    return result;
}

Node difference_of_lists(const Node& lower, const Node& upper) {
    Node result = empty_like(upper);
    for (std::size_t i = 0; i < upper.items.size(); ++i) {
        const Node& item = upper.items[i];
        if (i >= lower.items.size()) result.items.push_back(item);
        if (i >= lower.items.size() || same(lower.items[i], item)) continue;
        Node changed = difference_of_maps(lower.items[i], item);
        changed.items.insert(changed.items.begin(), *find(item, "id"));
        result.items.push_back(std::move(changed));
    }
    return result;
}

/// Where items were removed: a map from ids to what became of them.
Node difference_by_ids(const Node& lower, const Node& upper) {
    Node result = empty_like(upper);
    result.type = Type::map;
    const auto with_id = [](const Node& list, std::string_view id) -> const Node* {
        const auto found = std::find_if(list.items.begin(), list.items.end(), [&](const Node& item) { return id_of(item) == id; });
        return found == list.items.end() ? nullptr : &*found;
    };
    const auto add = [&](Node change, std::string_view id, Place at) {
        change.key = id;
        change.key_at = at;
        result.items.push_back(std::move(change));
    };
    for (const Node& item : lower.items) {
        if (with_id(upper, id_of(item)) == nullptr) add({}, id_of(item), item.head());
    }
    for (const Node& item : upper.items) {
        const Node* const below = with_id(lower, id_of(item));
        if (below != nullptr && same(*below, item)) continue;
        Node change = below != nullptr ? difference_of_maps(*below, item) : item;
        std::erase_if(change.items, [](const Node& field) { return field.key == "id"; });
        add(std::move(change), id_of(item), item.head());
    }
    return result;
}

} // namespace

bool same(const Node& a, const Node& b) {
    return a.type == b.type && a.quoted == b.quoted && a.text == b.text && a.key == b.key &&
           std::equal(a.items.begin(), a.items.end(), b.items.begin(), b.items.end(), same);
}

Node difference(const Node& lower, const Node& upper) {
    if (lower.is(Type::map) && upper.is(Type::map)) return difference_of_maps(lower, upper);
    const bool by_id = lower.is(Type::list) && upper.is(Type::list) && lower.items.size() <= upper.items.size() && all_have_ids(upper) &&
                       std::equal(lower.items.begin(), lower.items.end(), upper.items.begin(),
                                  [](const Node& a, const Node& b) { return !id_of(a).empty() && id_of(a) == id_of(b); });
    if (by_id) return difference_of_lists(lower, upper);
    const bool things = lower.is(Type::list) && upper.is(Type::list) && !lower.items.empty() && !upper.items.empty() &&
                        all_have_ids(lower) && all_have_ids(upper);
    return things ? difference_by_ids(lower, upper) : upper;
}

} // namespace sim
