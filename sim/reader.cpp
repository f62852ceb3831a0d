#include "sim/reader.hpp"

#include "sim/observables.hpp"
#include "sim/overlay.hpp"
#include "sim/resolve.hpp"
#include "sim/sweep_reader.hpp"
#include "sim/values.hpp"
#include "sim/walk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <optional>
#include <stdexcept>
#include <type_traits>

namespace sim {

namespace {

using Type = Node::Type;

// ---- examples for what is missing -------------------------------------------------------------------------------------

template <class T> std::string example(const Field& row, const T& member);

/// Writes the required fields of a struct as a flow map.
class ExampleWriter {
public:
    template <class T> void field(const Field& row, T& member) {
        if (!row.required) return;
        text_ += fmt::format("{}{}: {}", text_.empty() ? "" : ", ", row.key, example(row, member));
    }
    [[nodiscard]] std::string text() const { return '{' + text_ + '}'; }

private:
    std::string text_;
};

template <class T> std::string example(const Field& row, const T&) {
    if constexpr (Described<T>) {
        T empty;
        ExampleWriter writer;
        fields(writer, empty);
        return writer.text();
    } else if constexpr (ListOfDescribed<T>) {
        return '[' + example(row, typename T::value_type{}) + ']';
    } else if constexpr (std::is_same_v<T, Instant>) {
        return "2017-10-17";
    } else if constexpr (std::is_same_v<T, std::string>) {
        return "example";
    } else if constexpr (std::is_same_v<T, std::vector<std::string>>) {
        return "[example]";
    } else {
        return example_number(row);
    }
}

// ---- structs by the table of fields -----------------------------------------------------------------------------------

template <class T> void read_struct(const Node& node, const std::string& path, T& thing, Problems& problems);

/// The visitor that reads one map.
class StructReader {
public:
    StructReader(const Node& map, const std::string& path, Problems& problems) : map_(map), path_(path), problems_(problems) {}

    template <class T> void field(const Field& row, T& member) {
        known_.push_back(row.key);
        const Node* node = find(map_, row.key);
        if (node != nullptr) return read(*node, row, path_to(path_, row.key), member);
        if (!row.required) return;
        problems_.at_head(map_, fmt::format("{} needs '{}': {}", path_.empty() ? "the scenario" : path_, row.key, row.doc),
                          fmt::format("such as '{}: {}'", row.key, example(row, member)));
    }

    void finish() {
        if (path_.empty()) known_.insert(known_.end(), {"extends", "variants"});
        refuse_unknown_keys(map_, known_, path_, problems_);
    }

private:
    template <class T> void read(const Node& node, const Field& row, const std::string& path, T& member) {
        if constexpr (Described<T>)
            read_struct(node, path, member, problems_);
        else
            read_value(node, row, path, member, problems_);
    }
    template <class T> void read(const Node& node, const Field& row, const std::string& path, std::optional<T>& member) {
        read(node, row, path, member.emplace());
    }
    template <class T> void read(const Node& node, const Field& row, const std::string& path, std::vector<T>& members) {
        members.clear();
        if (!Described<T> && node.is(Type::scalar)) return read(node, row, path, members.emplace_back());
        if (!node.is(Type::list)) return refuse_kind(node, path, "a list", problems_);
        if (row.required && node.items.empty()) problems_.at(node, fmt::format("{} is empty", path));
        for (std::size_t i = 0; i < node.items.size(); ++i)
            read(node.items[i], row, path_to_item(path, id_of(node.items[i]), i), members.emplace_back());
    }

    const Node& map_;
    const std::string& path_;
    Problems& problems_;
    std::vector<std::string_view> known_;
};

template <class T> void read_struct(const Node& node, const std::string& path, T& thing, Problems& problems) {
    if (!node.is(Type::map)) return refuse_kind(node, path, "a map", problems);
    StructReader reader{node, path, problems};
    fields(reader, thing);
    reader.finish();
}

// ---- documents --------------------------------------------------------------------------------------------------------

/// A file's tree with its variants kept apart, as they are overlays themselves.
struct Assembled {
    Node root;
    Node variants;
};

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
    Assembler(std::vector<Source>& sources, Problems& problems) : sources_(sources), problems_(problems) {}

    /// Reads a file and what it extends. `wanted_by` is the `extends` that names it, or nothing.
    std::optional<Assembled> load(const std::filesystem::path& path, const Node* wanted_by = nullptr) {
        constexpr std::size_t longest_chain = 16;
        std::error_code code;
        const auto whole = std::filesystem::weakly_canonical(path, code);
        if (std::find(chain_.begin(), chain_.end(), whole) != chain_.end()) return refuse(path, "extends itself", wanted_by);
        if (chain_.size() == longest_chain)
            return refuse(path, fmt::format("is number {} in a row of files that extend each other", longest_chain + 1), wanted_by);
        std::string error;
        auto text = read_text(path, error);
        if (!text) return refuse(path, error, wanted_by);
        chain_.push_back(whole);
        auto assembled = read(path, std::move(*text));
        chain_.pop_back();
        return assembled;
    }

private:
    std::optional<Assembled> refuse(const std::filesystem::path& path, const std::string& message, const Node* wanted_by) {
        if (wanted_by != nullptr) {
            problems_.at(*wanted_by, fmt::format("{} {}", in_quotes(path.generic_string()), message));
        } else {
            sources_.emplace_back(path.generic_string(), "");
            problems_.add({static_cast<std::uint32_t>(sources_.size() - 1), 0, 0}, message);
        }
        return std::nullopt;
    }

    std::optional<Assembled> read(const std::filesystem::path& path, std::string text) {
        sources_.emplace_back(path.generic_string(), std::move(text));
        auto root = parse_yaml(sources_, static_cast<std::uint32_t>(sources_.size() - 1), problems_);
        if (!root) return std::nullopt;
        if (!root->is(Type::map)) {
            problems_.at(*root, "a scenario is a map", "it begins with 'scenario: name'");
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

    std::optional<Assembled> over_base(const std::filesystem::path& path, const Node& extends, const Assembled& own) {
        auto base = load((path.parent_path() / extends.text).lexically_normal(), &extends);
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

    std::vector<Source>& sources_;
    Problems& problems_;
    std::vector<std::filesystem::path> chain_;
};

Node with_settings(Node root, const std::vector<Setting>& settings, Problems& problems) {
    for (const Setting& setting : settings) set_value(root, setting.path, setting.value, setting.at, problems);
    return root;
}

/// Calls `visit(word)` for every name of a variant in the claims.
template <class Visit> void for_each_claimed_variant(const Node& root, const Visit& visit) {
    const Node* const claims = find(root, "claims");
    if (claims == nullptr || !claims->is(Type::list)) return;
    const auto scalar = [&](const Node& word) {
        if (word.is(Type::scalar)) visit(word);
    };
    for (const Node& claim : claims->items) {
        if (const Node* variant = find(claim, "variant")) scalar(*variant);
        if (const Node* instead = find(claim, "instead")) {
            scalar(*instead);
            for (const Node& word : instead->items) scalar(word);
        }
    }
}

bool is_claimed(const Node& root, std::string_view name) {
    bool found = false;
    for_each_claimed_variant(root, [&](const Node& word) { found = found || word.text == name; });
    return found;
}

/// A variant that is there by name alone, for the claims that speak of it: so a resolved scenario keeps those that were not played.
bool is_name_only(const Node& variant, const Node& root) {
    return is_claimed(root, variant.key) && variant.is(Type::null) && variant.written;
}

/// The variants to read, each with its overlay; "base" with nothing to lay over where the file has none.
std::vector<Node> chosen(const Assembled& file, std::string_view only, Problems& problems) {
    std::vector<Node> all = file.variants.items;
    std::erase_if(all, [&](const Node& variant) { return is_name_only(variant, file.root); });
    if (all.empty()) {
        all.emplace_back().type = Type::map;
        all.back().key = "base";
    }
    if (only.empty()) return all;
    std::vector<std::string_view> names;
    for (const Node& variant : all) names.emplace_back(variant.key);
    if (std::find(names.begin(), names.end(), only) == names.end()) {
        const Place where = file.variants.key_at.line > 0 ? file.variants.key_at : Place{0, 0, 0};
        problems.add(where, fmt::format("there is no variant {}", in_quotes(only)), did_you_mean(only, names), file.variants.key.size());
        return {};
    }
    std::erase_if(all, [&](const Node& variant) { return variant.key != only; });
    return all;
}

/// Without its hash.
Scenario read_world(const std::string& name, const Node& root, Problems& problems) {
    Scenario scenario;
    read_struct(root, "", scenario, problems);
    scenario.variant = name;
    resolve(scenario, root, problems);
    return scenario;
}

Scenario read_variant(const std::string& name, const Node& root, Problems& problems) {
    Scenario scenario = read_world(name, root, problems);
    scenario.hash = key_of(canonical_text(scenario));
    return scenario;
}

// ---- sweeps -----------------------------------------------------------------------------------------------------------

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

/// Reads only the part of a scenario that a path leads into.
class PartReader {
public:
    PartReader(const Node& map, std::string_view part, Problems& problems) : reader_(map, path_, problems), part_(part) {}
    template <class T> void field(const Field& row, T& member) {
        if (row.key == part_) reader_.field(row, member);
    }

private:
    std::string path_;
    StructReader reader_;
    std::string_view part_;
};

/// Checks what a sweep sets in one variant: every value in its field, and some points as a whole. A point that is not among these may still turn
/// out to make no scenario: then its trials fail.
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
        const Points points = points_of(scenario_.sweep, scenario_.seed);
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
        if (problems_.size() == 0 && !measures_the_same(Layout(there), layout_))
            problems_.at_head(over_, fmt::format("sweep.over: at point {} other dates or groups are measured than in the scenario as it stands", point),
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
        Scenario only_this;
        PartReader reader(scratch, part, problems_);
        fields(reader, only_this);
    }

    const std::string& name_;
    Node root_;
    const Scenario& scenario_;
    Layout layout_;
    const Node& over_;
    Problems& problems_;
};

/// A sweep is the run's, not a variant's: returns false, with a problem, where the variant has another one.
bool has_sweep_of(const Node& base, const Node& root, const Node& variant, Problems& problems) {
    const Node* const ours = find(base, "sweep");
    const Node* const theirs = find(root, "sweep");
    if ((ours == nullptr) == (theirs == nullptr) && (ours == nullptr || same(*ours, *theirs))) return true;
    const Node* const said = find(variant, "sweep");
    problems.at_head(said != nullptr ? *said : variant,
                     fmt::format("variant {} changes the sweep, which is the same for all variants", in_quotes(variant.key)),
                     "put it beside 'variants'");
    return false;
}

void take_sweep_of(const Node& base, Node& root) {
    if (const Node* sweep = find(base, "sweep")) *find(root, "sweep") = *sweep;
}

/// The variants that claims name must be there, whichever are read.
void check_claimed_variants(const Node& root, const std::vector<std::string_view>& names, Problems& problems) {
    for_each_claimed_variant(root, [&](const Node& word) {
        if (std::find(names.begin(), names.end(), word.text) == names.end())
            problems.at(word, fmt::format("there is no variant {}", in_quotes(word.text)), did_you_mean(word.text, names));
    });
}

/// Those that claims name but that were not read.
std::vector<std::string> left_out(const Assembled& file, const std::vector<VariantDocument>& read) {
    std::vector<std::string> names;
    for (const Node& variant : file.variants.items) {
        if (is_claimed(file.root, variant.key) &&
            std::ranges::none_of(read, [&](const VariantDocument& document) { return document.name == variant.key; }))
            names.push_back(variant.key);
    }
    return names;
}

void read_variants(Reading& reading, const Assembled& file, std::span<const std::string> sets, std::string_view only, Problems& problems) {
    std::vector<Setting> settings;
    for (const std::string& text : sets)
        if (auto setting = parse_setting(text, reading.sources, problems)) settings.push_back(std::move(*setting));
    constexpr std::size_t most_variants = 1000;
    if (file.variants.items.size() > most_variants)
        return problems.at_head(
            file.variants, fmt::format("{} variants are more than the {} that a file can have", file.variants.items.size(), most_variants));
    std::vector<std::string_view> names;
    for (const Node& variant : file.variants.items) names.emplace_back(variant.key);
    if (names.empty()) names.emplace_back("base");
    check_claimed_variants(file.root, names, problems);
    Problems unheard{reading.sources}; // what only a variant has cannot be set in the base
    reading.base = with_settings(file.root, settings, unheard);
    const Node as_written = reading.base;
    read_sweep_file(reading.base, reading.sources, problems);
    for (const Node& variant : chosen(file, only, problems)) {
        if (variant.key_at.line > 0) check_id(variant, variant.key, problems);
        if (!variant.is(Type::map)) {
            refuse_kind(variant, path_to("variants", variant.key), "a map of changes", problems);
            continue;
        }
        Node root = file.root;
        overlay(root, variant, problems);
        root = with_settings(std::move(root), settings, problems);
        if (has_sweep_of(as_written, root, variant, problems)) take_sweep_of(reading.base, root);
        reading.variants.push_back(read_variant(variant.key, root, problems));
        reading.documents.push_back({variant.key, std::move(root)});
    }
    reading.left_out = left_out(file, reading.documents);
    for (std::size_t v = 0; v < reading.documents.size() && problems.size() == 0; ++v)
        if (reading.variants[v].sweep.is != Sweep::Design::none) SweepCheck(reading.documents[v], reading.variants[v], problems).run();
}

}  // namespace

Reading read_scenario(const std::filesystem::path& path, std::span<const std::string> sets, std::string_view only_variant) {
    Reading reading;
    Problems problems{reading.sources};
    if (const auto file = Assembler{reading.sources, problems}.load(path)) read_variants(reading, *file, sets, only_variant, problems);
    reading.problems = problems.sorted();
    if (!reading.ok()) reading.variants.clear();
    return reading;
}

Scenario scenario_at(const VariantDocument& variant, const Points& points, std::uint32_t point) {
    static const std::vector<Source> nowhere;
    Problems problems{nowhere};
    Node root = without_sweep(variant.root);
    for (std::size_t i = 0; i < points.paths.size(); ++i)
        set_value(root, points.paths[i], text_node(points.values[point][i], {}), {}, problems);
    Scenario scenario = read_world(variant.name, root, problems);
    if (problems.size() > 0) throw BadPoint(fmt::format("point {}: {}", point, problems.sorted().front().message));
    return scenario;
}

}  // namespace sim
