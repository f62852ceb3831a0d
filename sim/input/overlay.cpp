#include "input/overlay.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
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

/// Takes out the other ways of putting what `key` puts: a number is a value or an interval, growth is a rate or a doubling time.
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
    Node copy = upper; // `upper` may be a part of `lower`
    copy.key = lower.key;
    lower = std::move(copy);
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

/// A list of things changed by a map from their ids: '~' removes one, an id that is not there adds one.
void overlay_by_ids(Node& lower, const Node& upper, Problems& problems, Nulls nulls) {
    for (const Node& change : upper.items) {
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

// ---- differences ------------------------------------------------------------------------------------------------------

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

// ---- paths ------------------------------------------------------------------------------------------------------------

/// Walks along a path and makes or finds what it names, step by step.
class Path {
public:
    Path(std::string_view path, Place at, Problems& problems) : path_(path), at_(at), problems_(problems) {}

    bool set(Node& root, const Node& value) {
        Node* node = &root;
        while (node != nullptr) {
            Node* parent = node;
            const std::size_t begin = next_;
            node = path_.substr(next_).starts_with('[') ? item(*node) : child(*node);
            if (node == nullptr) return false;
            if (next_ < path_.size()) {
                if (path_[next_] == '.')
                    ++next_;
                else if (path_[next_] != '[')
                    return fail(next_, "a path goes on with '.' or '['");
                continue;
            }
            if (value.is(Type::null)) return removed(*parent, *node, begin);
            replace(*node, value);
            if (!parent->is(Type::list)) node->key_at = place(begin);
            return true;
        }
        return false;
    }

private:
    Node* child(Node& map) {
        const std::size_t end = std::min(path_.find_first_of(".[", next_), path_.size());
        const std::string_view key = path_.substr(next_, end - next_);
        if (key.empty()) return nothing(next_, "a key is missing in the path");
        if (map.is(Type::list)) return nothing(next_, fmt::format("a list: name the item in brackets before {}", in_quotes(key)));
        if (!map.is(Type::map)) {
            map.type = Type::map;
            map.text.clear();
        }
        drop_alternatives(map, key);
        if (find(map, key) == nullptr) {
            Node made;
            made.key = key;
            made.key_at = made.at = place(next_);
            made.written = false;
            map.items.push_back(std::move(made));
        }
        next_ = end;
        return find(map, key);
    }

    Node* item(Node& list) {
        const std::size_t close = path_.find(']', next_);
        if (close == path_.npos) return nothing(next_, "a closing ']' is missing in the path");
        const std::string_view name = path_.substr(next_ + 1, close - next_ - 1);
        if (!list.is(Type::list)) return nothing(next_, fmt::format("no list here that {} could be an item of", in_quotes(name)));
        const auto found =
            std::find_if(list.items.begin(), list.items.end(), [&](const Node& node) { return !name.empty() && id_of(node) == name; });
        std::size_t index = static_cast<std::size_t>(found - list.items.begin());
        if (found == list.items.end()) {
            const auto [stop, error] = std::from_chars(name.data(), name.data() + name.size(), index);
            if (error != std::errc{} || stop != name.data() + name.size() || index >= list.items.size()) {
                const auto ids = ids_of(list);
                return nothing(next_ + 1, fmt::format("the list has no item {}", in_quotes(name)), did_you_mean(name, ids), name.size());
            }
        }
        next_ = close + 1;
        return &list.items[index];
    }

    bool removed(Node& parent, const Node& node, std::size_t begin) {
        const bool was_there = node.written;
        const std::string key = node.key;
        parent.items.erase(parent.items.begin() + (&node - parent.items.data()));
        return was_there || fail(begin, fmt::format("{} is not there to be removed", in_quotes(key)), key.size());
    }

    [[nodiscard]] Place place(std::size_t offset) const { return {at_.source, at_.line, at_.column + static_cast<std::uint32_t>(offset)}; }
    Node* nothing(std::size_t offset, std::string message, std::string hint = {}, std::size_t width = 1) {
        problems_.add(place(offset), std::move(message), std::move(hint), width);
        return nullptr;
    }
    bool fail(std::size_t offset, std::string message, std::size_t width = 1) {
        return nothing(offset, std::move(message), {}, width) != nullptr;
    }

    std::string_view path_;
    Place at_;
    Problems& problems_;
    std::size_t next_ = 0;
};

} // namespace

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

bool set_value(Node& root, std::string_view path, const Node& value, Place at, Problems& problems) {
    return Path{path, at, problems}.set(root, value);
}

std::optional<Setting> parse_setting(const std::string& text, std::vector<Source>& sources, Problems& problems) {
    const auto source = static_cast<std::uint32_t>(sources.size());
    sources.emplace_back("--set", text);
    const Place begin{source, 1, 1};
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
        problems.add(begin, "expected PATH=VALUE", "such as 'hardware.pue=1.2'", text.size());
        return std::nullopt;
    }
    if (text.find_first_not_of(' ', equals + 1) == std::string::npos) {
        problems.add({source, 1, static_cast<std::uint32_t>(equals + 1)}, "no value behind the '='", "'~' removes what is there");
        return std::nullopt;
    }
    auto value = parse_yaml(sources, source, problems, equals + 1);
    if (!value) return std::nullopt;
    return Setting{text.substr(0, equals), std::move(*value), begin};
}

} // namespace sim
