// Reads each variant of a scenario file with what is laid over it.
#include "sim/reader.hpp"

#include "input/assembly.hpp"
#include "input/overlay.hpp"
#include "input/resolve/resolve.hpp"
#include "input/struct_reader.hpp"
#include "input/sweep/point_file.hpp"
#include "input/sweep/sweep_check.hpp"
#include "input/values.hpp"
#include "model/walk.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace sim {

namespace {

using Type = Node::Type;

/// The key under which a variant names the one that it extends.
constexpr std::string_view variant_of = "of";

Node with_settings(Node root, const std::vector<Setting>& settings, Problems& problems) {
    for (const Setting& setting : settings) set_value(root, setting.path, setting.value, setting.at, problems);
    return root;
}

/// What is wanted of a file.
struct Question {
    const OpenSource& open;
    std::span<const std::string> sets;
    std::string_view only_variant; ///< empty: all
};

/// Calls `visit(word)` for every name of a variant in the claims and in the hindcast.
template <class Visit> void for_each_claimed_variant(const Node& root, const Visit& visit) {
    const auto scalar = [&](const Node& word) {
        if (word.is(Type::scalar)) visit(word);
    };
    if (const Node* const hindcast = find(root, "hindcast"); hindcast != nullptr && hindcast->is(Type::map)) {
        if (const Node* const without = find(*hindcast, "without")) {
            scalar(*without);
            for (const Node& word : without->items) scalar(word);
        }
    }
    const Node* const claims = find(root, "claims");
    if (claims == nullptr || !claims->is(Type::list)) return;
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

/// A variant that is there by name alone, for the claims or the hindcast that speak of it: so a resolved scenario keeps those that were not
/// played.
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

/// The variants that are laid one over the other, the variant itself last: each but the first is `of` the one before. Nothing, with a
/// problem, where one is of none that is there.
std::vector<const Node*> chain_of(const Node& variant, const Node& variants, Problems& problems) {
    std::vector<const Node*> chain{&variant};
    while (const Node* const of = find(*chain.back(), variant_of)) {
        const Node* const below = of->is(Type::scalar) ? find(variants, of->text) : nullptr;
        if (below == nullptr || !below->is(Type::map))
            problems.at(*of, of->is(Type::scalar) ? fmt::format("there is no variant {}", in_quotes(of->text)) : "'of' names a variant",
                        of->is(Type::scalar) ? did_you_mean(of->text, keys_of(variants)) : "such as 'of: trend'");
        else if (std::ranges::find(chain, below) != chain.end())
            problems.at(*of, fmt::format("variant {} is of itself", in_quotes(of->text)));
        else {
            chain.push_back(below);
            continue;
        }
        return {};
    }
    std::ranges::reverse(chain);
    return chain;
}

/// What the file says with the variant's changes.
Node with_variant(const Assembled& file, const Node& variant, Problems& problems) {
    Node root = file.root;
    for (const Node* const below : chain_of(variant, file.variants, problems)) {
        Node changes = *below;
        std::erase_if(changes.items, [](const Node& item) { return item.key == variant_of; });
        overlay(root, changes, problems);
    }
    return root;
}

Scenario read_variant(const std::string& name, const Node& root, Problems& problems) {
    Scenario scenario = read_world(name, root, problems);
    scenario.hash = key_of(canonical_text(scenario));
    return scenario;
}

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

/// Of what all variants of a run have together, each with where it belongs.
constexpr std::array<std::string_view, 10> of_the_file{"scenario", "seed",   "replicates", "extends",      "variants",
                                                       "report",   "claims", "expect",     "observations", "hindcast"};

/// They would be heeded where the variant is played alone and not where it is played with the others.
void refuse_keys_of_file(const Node& variant, Problems& problems) {
    for (const Node& item : variant.items)
        if (std::ranges::find(of_the_file, item.key) != of_the_file.end())
            problems.at_head(
                item, fmt::format("variant {} changes {}, which is the same for all variants", in_quotes(variant.key), in_quotes(item.key)),
                "put it beside 'variants'");
}

void take_sweep_of(const Node& base, Node& root) {
    if (const Node* sweep = find(base, "sweep")) *find(root, "sweep") = *sweep;
}

/// The variants that claims and the hindcast name must be there, whichever are read.
void check_claimed_variants(const Node& root, const std::vector<std::string_view>& names, Problems& problems) {
    for_each_claimed_variant(root, [&](const Node& word) {
        if (std::find(names.begin(), names.end(), word.text) == names.end())
            problems.at(word, fmt::format("there is no variant {}", in_quotes(word.text)), did_you_mean(word.text, names));
    });
}

/// Those that claims name but that were not read.
std::vector<std::string> left_out(const Assembled& file, std::span<const std::shared_ptr<const VariantDocument>> read) {
    std::vector<std::string> names;
    for (const Node& variant : file.variants.items) {
        if (is_claimed(file.root, variant.key) &&
            std::ranges::none_of(read, [&](const auto& document) { return document->name == variant.key; }))
            names.push_back(variant.key);
    }
    return names;
}

/// Reads what was asked for into a reading whose base has the texts of the files.
void read_variants(Reading& reading, BaseDocument& base, const Assembled& file, const Question& question, Problems& problems) {
    std::vector<Setting> settings;
    for (const std::string& text : question.sets)
        if (auto setting = parse_setting(text, base.sources, problems)) settings.push_back(std::move(*setting));
    constexpr std::size_t most_variants = 1000;
    if (file.variants.items.size() > most_variants)
        return problems.at_head(
            file.variants, fmt::format("{} variants are more than the {} that a file can have", file.variants.items.size(), most_variants));
    std::vector<std::string_view> names;
    for (const Node& variant : file.variants.items) names.emplace_back(variant.key);
    if (names.empty()) names.emplace_back("base");
    check_claimed_variants(file.root, names, problems);
    Problems unheard{base.sources}; // what only a variant has cannot be set in the base
    base.root = with_settings(file.root, settings, unheard);
    const Node as_written = base.root;
    read_sweep_file(base.root, question.open, base.sources, problems);
    for (const Node& variant : chosen(file, question.only_variant, problems)) {
        if (variant.key_at.line > 0) check_id(variant, variant.key, problems);
        if (!variant.is(Type::map)) {
            refuse_kind(variant, path_to("variants", variant.key), "a map of changes", problems);
            continue;
        }
        refuse_keys_of_file(variant, problems);
        Node root = with_settings(with_variant(file, variant, problems), settings, problems);
        if (has_sweep_of(as_written, root, variant, problems)) take_sweep_of(base.root, root);
        reading.variants.push_back(read_variant(variant.key, root, problems));
        reading.documents.push_back(std::make_shared<const VariantDocument>(VariantDocument{variant.key, std::move(root)}));
    }
    reading.left_out = left_out(file, reading.documents);
    for (std::size_t v = 0; v < reading.documents.size() && problems.size() == 0; ++v)
        if (reading.variants[v].sweep.design) check_sweep(*reading.documents[v], reading.variants[v], problems);
}

} // namespace

Reading read_scenario(const std::string& path, const OpenSource& open, std::span<const std::string> sets, std::string_view only_variant) {
    Reading reading;
    const auto base = std::make_shared<BaseDocument>();
    reading.base = base;
    Problems problems{base->sources};
    if (const auto file = assemble(path, open, base->sources, problems))
        read_variants(reading, *base, *file, {open, sets, only_variant}, problems);
    reading.problems = problems.sorted();
    reading.warnings = problems.warnings();
    if (!reading.ok()) reading.variants.clear();
    return reading;
}

Scenario scenario_at(const VariantDocument& variant, const Points& points, std::uint32_t point) {
    static const std::vector<Source> nowhere;
    Problems problems{nowhere};
    Scenario scenario = read_world(variant.name, document_at(variant, points, point, problems), problems);
    if (problems.size() > 0) throw BadPoint(fmt::format("point {}: {}", point, problems.sorted().front().message));
    return scenario;
}

} // namespace sim
