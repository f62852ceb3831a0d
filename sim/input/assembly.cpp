// Follows `extends` from file to file and lays each over what it extends.
#include "input/assembly.hpp"

#include "base/path.hpp"
#include "input/overlay.hpp"
#include "input/values.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sim {
namespace {

using Type = Node::Type;

/// Takes the value of a key out of a map.
std::optional<Node> take(Node& map, std::string_view key) {
    Node* found = find(map, key);
    if (found == nullptr) return std::nullopt;
    Node taken = std::move(*found);
    map.items.erase(map.items.begin() + (found - map.items.data()));
    return taken;
}

class Assembler {
public:
    Assembler(const OpenSource& open, std::vector<Source>& sources, Problems& problems)
        : open_(open), sources_(sources), problems_(problems) {}

    /// Reads a file and what it extends. `wanted_by` is the `extends` that names it, or nothing.
    std::optional<Assembled> load(const std::string& path, const Node* wanted_by = nullptr) {
        constexpr std::size_t longest_chain = 16;
        const std::string whole = normal_path(path);
        if (std::find(chain_.begin(), chain_.end(), whole) != chain_.end()) return refuse(path, "extends itself", wanted_by);
        if (chain_.size() == longest_chain)
            return refuse(path, fmt::format("is number {} in a row of files that extend each other", longest_chain + 1), wanted_by);
        std::string error;
        auto text = read_text(path, open_, error);
        if (!text) return refuse(path, error, wanted_by);
        chain_.push_back(whole);
        auto assembled = read(path, std::move(*text));
        chain_.pop_back();
        return assembled;
    }

private:
    std::optional<Assembled> refuse(const std::string& path, const std::string& message, const Node* wanted_by) {
        if (wanted_by != nullptr) {
            problems_.at(*wanted_by, fmt::format("{} {}", in_quotes(path), message));
        } else {
            sources_.emplace_back(path, "");
            problems_.add({static_cast<std::uint32_t>(sources_.size() - 1), 0, 0}, message);
        }
        return std::nullopt;
    }

    std::optional<Assembled> read(const std::string& path, std::string text) {
        sources_.emplace_back(path, std::move(text));
        auto root = parse_yaml(sources_, static_cast<std::uint32_t>(sources_.size() - 1), problems_);
        if (!root) return std::nullopt;
        if (!root->is(Type::map)) {
            problems_.at(*root, "a scenario is a map", "it begins with 'scenario: name'; 'sim new NAME' writes one");
            return std::nullopt;
        }
        const auto extends = take(*root, "extends");
        auto variants = take(*root, "variants");
        if (variants && !variants->is(Type::map)) {
            refuse_kind(*variants, "variants", "a map of overlays by name", problems_);
            variants.reset();
        }
        Assembled own{std::move(*root), variants.value_or(Node{})};
        own.variants.type = Type::map;
        if (!extends) return own;
        return extends->is(Type::scalar) ? over_base(path, *extends, own)
                                         : (refuse_kind(*extends, "extends", "the name of a file", problems_), std::nullopt);
    }

    std::optional<Assembled> over_base(const std::string& path, const Node& extends, const Assembled& own) {
        auto base = load(path_beside(path, extends.text), &extends);
        if (!base) return std::nullopt;
        overlay(base->root, own.root, problems_);
        base->root.at = own.root.at;
        for (const Node& variant : own.variants.items) {
            Node* below = find(base->variants, variant.key);
            if (variant.is(Type::null) && variant.written && below != nullptr)
                take(base->variants, variant.key);
            else if (below != nullptr)
                overlay(*below, variant, problems_, Nulls::keep);
            else
                base->variants.items.push_back(variant);
        }
        return base;
    }

    const OpenSource& open_;
    std::vector<Source>& sources_;
    Problems& problems_;
    std::vector<std::string> chain_;
};

} // namespace

std::optional<Assembled> assemble(const std::string& path, const OpenSource& open, std::vector<Source>& sources, Problems& problems) {
    return Assembler{open, sources, problems}.load(path);
}

} // namespace sim
