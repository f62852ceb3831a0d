// Lays one document over another.
#include "input/overlay.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace sim {

namespace {

using Type = Node::Type;

constexpr std::array<std::string_view, 15> value_forms{"value",       "ci50",       "ci80",       "ci90",   "ci95",
                                                       "uniform",     "loguniform", "triangular", "normal", "lognormal",
                                                       "exponential", "gamma",      "beta",       "at",     "table"};
constexpr std::array<std::string_view, 3> growth_forms{"growth", "doubling", "then"};

template <std::size_t N> bool among(const std::array<std::string_view, N>& words, std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

void overlay_lists(Node& lower, const Node& upper, Problems& problems, Nulls nulls) {
    std::map<std::string, std::size_t, std::less<>> waiting;
    for (std::size_t i = lower.items.size(); i-- > 0;) waiting[std::string{id_of(lower.items[i])}] = i;
    for (const Node& item : upper.items) {
        const auto found = waiting.find(id_of(item));
        if (found == waiting.end()) {
            lower.items.push_back(item);
        } else {
            overlay(lower.items[found->second], item, problems, nulls);
            waiting.erase(found); // a second item of that id is added, and found out when ids are checked
        }
    }
}

/// What is said under "*", of each thing that the map does not name: '~' removes them.
void overlay_others(Node& lower, const Node& upper, const Node& change, Problems& problems, Nulls nulls) {
    if (nulls == Nulls::keep)
        return problems.at_head(change, "'*' stands for all things of a list, and the variant that this is laid over lists only some",
                                "write that one's changes as a map from ids too");
    const auto is_other = [&](const Node& item) { return find(upper, id_of(item)) == nullptr; };
    if (change.is(Type::null) && change.written) {
        std::erase_if(lower.items, is_other);
    } else if (!change.is(Type::map)) {
        problems.at_head(change, "'*' takes a map of changes");
    } else if (find(change, "id") != nullptr) {
        problems.at_head(change, "'*' gives all things the same id");
    } else {
        for (Node& item : lower.items)
            if (is_other(item)) overlay(item, change, problems, nulls);
    }
}

/// A list of things changed by a map from their ids: '~' removes one, an id that is not there adds one, "*" is all that are not named.
void overlay_by_ids(Node& lower, const Node& upper, Problems& problems, Nulls nulls) {
    if (const Node* const others = find(upper, "*")) overlay_others(lower, upper, *others, problems, nulls);
    for (const Node& change : upper.items) {
        if (change.key == "*") continue;
        const auto same_id = [&](const Node& item) { return id_of(item) == change.key; };
        const auto found = std::find_if(lower.items.begin(), lower.items.end(), same_id);
        if (change.is(Type::null) && change.written && nulls == Nulls::remove && found != lower.items.end()) {
            lower.items.erase(found);
        } else if (change.is(Type::null)) {
            problems.at_head(change,
                             change.written ? fmt::format("{} is not there to be removed", in_quotes(change.key))
                                            : fmt::format("{} has no value", in_quotes(change.key)),
                             change.written ? did_you_mean(change.key, ids_of(lower)) : "write '~' to remove what is below");
        } else if (found != lower.items.end()) {
            overlay(*found, change, problems, nulls);
        } else {
            Node id;
            id.type = Type::scalar;
            id.key = "id";
            id.text = change.key;
            id.at = id.key_at = change.head();
            Node added = change;
            added.key.clear();
            added.key_at = {};
            if (added.is(Type::map)) added.items.insert(added.items.begin(), std::move(id));
            lower.items.push_back(std::move(added));
        }
    }
}

std::map<std::string, std::size_t, std::less<>> places_of_keys(const Node& map) {
    std::map<std::string, std::size_t, std::less<>> places;
    for (std::size_t i = 0; i < map.items.size(); ++i) places.emplace(map.items[i].key, i);
    return places;
}

void remove_keys(Node& lower, const Node& upper, Problems& problems) {
    const auto places = places_of_keys(lower);
    std::set<std::string_view> gone;
    for (const Node& item : upper.items) {
        if (!item.is(Type::null)) continue;
        const auto mistyped = [&] { return did_you_mean(item.key, keys_of(lower)); };
        if (!item.written)
            problems.at_head(item, fmt::format("{} has no value", in_quotes(item.key)), "write '~' to remove what is below");
        else if (places.contains(item.key))
            gone.insert(item.key);
        else
            problems.at_head(item, fmt::format("{} is not there to be removed", in_quotes(item.key)), mistyped());
    }
    std::erase_if(lower.items, [&](const Node& item) { return gone.contains(item.key); });
}

void overlay_maps(Node& lower, const Node& upper, Problems& problems, Nulls nulls) {
    if (nulls == Nulls::remove) remove_keys(lower, upper, problems);
    auto places = places_of_keys(lower);
    for (const Node& item : upper.items) {
        if (item.is(Type::null) && nulls == Nulls::remove) continue;
        const std::size_t before = lower.items.size();
        drop_alternatives(lower, item.key);
        if (lower.items.size() != before) places = places_of_keys(lower);
        const auto [place, added] = places.emplace(item.key, lower.items.size());
        if (added)
            lower.items.push_back(item);
        else if (item.key == "at")
            replace(lower.items[place->second], item);
        else
            overlay(lower.items[place->second], item, problems, nulls);
    }
}

} // namespace

void drop_alternatives(Node& map, std::string_view key) {
    const bool value = among(value_forms, key);
    const bool growth = among(growth_forms, key);
    if (!value && !growth) return;
    std::erase_if(map.items, [&](const Node& item) {
        if (item.key == key) return false;
        return (value && (among(value_forms, item.key) || (item.key == "law" && !key.starts_with("ci")))) ||
               (growth && among(growth_forms, item.key));
    });
}

bool all_have_ids(const Node& list) {
    return std::all_of(list.items.begin(), list.items.end(), [](const Node& item) { return !id_of(item).empty(); });
}

void replace(Node& lower, const Node& upper) {
    Node copy = upper;
    copy.key = lower.key;
    lower = std::move(copy);
}

void overlay(Node& lower, const Node& upper, Problems& problems, Nulls nulls) {
    if (lower.is(Type::map) && upper.is(Type::map))
        overlay_maps(lower, upper, problems, nulls);
    else if (lower.is(Type::list) && upper.is(Type::list) && !upper.items.empty() && all_have_ids(lower) && all_have_ids(upper))
        overlay_lists(lower, upper, problems, nulls);
    else if (lower.is(Type::list) && upper.is(Type::map) && !lower.items.empty() && all_have_ids(lower) && id_of(upper).empty())
        overlay_by_ids(lower, upper, problems, nulls);
    else
        replace(lower, upper);
}

} // namespace sim
