// Puts a value where a path leads: `--set`, and what a point of a sweep sets.
#include "input/overlay.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace sim {

namespace {

using Type = Node::Type;

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
