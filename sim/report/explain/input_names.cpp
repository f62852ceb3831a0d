// Titles from paths, by the names that the scenario gives to countries, kinds and things; sources from its document.
#include "report/explain/input_names.hpp"

#include "base/text.hpp"
#include "input/catalogue.hpp"
#include "report/page/values.hpp"
#include "report/rounding.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace sim {
namespace {

constexpr double hundred = 100;

/// "countries[CHN]" and its index, without the brackets.
struct Step {
    std::string key, id;
};

std::vector<Step> steps_of(std::string_view path) {
    std::vector<Step> steps{{}};
    int depth = 0;
    for (const char c : path) {
        const bool opens = c == '[' && depth == 0, closes = c == ']' && depth == 1;
        if (c == '[') ++depth;
        if (c == ']') --depth;
        if (c == '.' && depth == 0)
            steps.emplace_back();
        else if (!opens && !closes)
            (depth == 0 ? steps.back().key : steps.back().id) += c;
    }
    return steps;
}

/// "gdp_per_head" is "GDP per head".
std::string in_words(const std::string& key) {
    std::string text;
    for (std::size_t begin = 0; begin <= key.size();) {
        const std::size_t end = std::min(key.find('_', begin), key.size());
        const std::string_view word = std::string_view(key).substr(begin, end - begin);
        const bool letters = word == "gdp" || word == "pue";
        for (const char c : word) text += letters ? upper(c) : c;
        if (end < key.size()) text += ' ';
        begin = end + 1;
    }
    return text;
}

/// Of few digits.
bool is_number(std::string_view text) { return !text.empty() && text.size() < 6 && text.find_first_not_of("0123456789") == text.npos; }

/// The item that a step leads to; nothing where the document says nothing of it.
const Node* follow(const Node* node, const Step& step) {
    if (node != nullptr) node = find(*node, step.key);
    if (node == nullptr || step.id.empty()) return node;
    const auto item = std::ranges::find_if(node->items, [&](const Node& candidate) { return id_of(candidate) == step.id; });
    if (item != node->items.end()) return &*item;
    const std::size_t index = is_number(step.id) ? std::stoul(step.id) : node->items.size();
    return index < node->items.size() ? &node->items[index] : nullptr;
}

/// What an item is called: its name, else its id.
std::string name_of_item(const Node* item, const Step& step) {
    const Node* const name = item == nullptr ? nullptr : find(*item, "name");
    return name == nullptr || name->text.empty() ? step.id : name->text;
}

/// What the table of fields says of a field.
struct FieldWords {
    std::string doc, title;
};

const std::map<std::string, FieldWords>& words_by_path() {
    static const std::map<std::string, FieldWords> words = [] {
        std::map<std::string, FieldWords> all;
        each_field(scenario_fields(), [&](const FieldEntry& entry) {
            const std::string path =
                entry.path.ends_with("[]") ? entry.path : entry.path + (entry.type == FieldType::map && entry.lists > 0 ? "[]" : "");
            all.emplace(path, FieldWords{entry.doc(), std::string(entry.row.title)});
        });
        return all;
    }();
    return words;
}

/// Of "countries[].researchers" for a path that leads there or into it.
FieldWords words_of_field(const std::vector<Step>& steps) {
    const auto& words = words_by_path();
    std::string general;
    for (const Step& step : steps) {
        const std::string longer = general + (general.empty() ? "" : ".") + step.key + (step.id.empty() ? "" : "[]");
        if (!words.contains(longer)) break;
        general = longer;
    }
    const auto found = words.find(general);
    return found == words.end() ? FieldWords{} : found->second;
}

/// Where the title of a path comes from: whose it is, which field, and what of a quantity that changes in time.
struct Title {
    std::string section, owner, field, aspect;

    [[nodiscard]] std::string text() const {
        std::string title = field;
        if (aspect.starts_with("in "))
            title = fmt::format("{} {}", field, aspect);
        else if (!aspect.empty())
            title = field.empty() ? aspect : fmt::format("{} of {}", aspect, field);
        const std::string& whose = owner.empty() ? section : owner;
        return whose.empty() ? title : fmt::format("{} ({})", title, whose);
    }
};

/// `item` is the regime that the first step leads to, where there are several.
std::string aspect_of(std::span<const Step> tail, const Node* item) {
    const std::string& key = tail.front().key;
    const Node* const from = item == nullptr ? nullptr : find(*item, "from");
    const std::string since = from == nullptr ? "" : fmt::format(" from {} on", from->text);
    const std::string& last = tail.back().key; // of a regime: growth or doubling
    if (key == "growth" && last == "doubling") return "doubling time" + since;
    if (key == "growth") return "growth" + since;
    if (key == "doubling") return "doubling time";
    if (key == "ceiling" || key == "cap") return key;
    if (tail.size() < 2 || (key != "at" && key != "table" && key != "fit")) return {};
    return tail[1].key == "doublings" ? "doublings a year" : fmt::format("in {}", tail[1].key);
}

Title title_of(const std::string& path, const Node& root) {
    const std::vector<Step> steps = steps_of(path);
    Title title;
    const Node* node = &root;
    for (std::size_t s = 0; s < steps.size(); ++s) {
        node = follow(node, steps[s]);
        if (s > 0) title.aspect = aspect_of(std::span(steps).subspan(s), node);
        if (!title.aspect.empty() && !title.field.empty()) break;
        title.aspect.clear();
        if (!steps[s].id.empty())
            title.owner += (title.owner.empty() ? "" : ", ") + name_of_item(node, steps[s]);
        else if (s == 0 && steps.size() > 1)
            title.section = in_words(steps[s].key);
        else
            title.field += (title.field.empty() ? "" : " ") + in_words(steps[s].key);
    }
    const std::string given = words_of_field(steps).title;
    if (!given.empty()) title.field = given;
    return title;
}

/// What stands beside the value itself, or beside what is within it.
std::string source_of(const std::string& path, const std::vector<ScenarioValue>& values) {
    const auto found =
        std::ranges::find_if(values, [&](const ScenarioValue& value) { return value.path == path || value.path.starts_with(path + '.'); });
    if (found != values.end()) return found->source;
    return path.starts_with("countries[") && path.ends_with("].drift") ? source_of("people.drift", values) : "";
}

} // namespace

std::vector<InputName> names_of(const std::vector<UncertainInput>& inputs, const VariantDocument& document) {
    const std::vector<ScenarioValue> values = values_of(document.root);
    std::vector<InputName> names;
    for (const UncertainInput& input : inputs) {
        InputName name{input.path,     title_of(input.path, document.root).text(), input.unit,
                       input.per_unit, words_of_field(steps_of(input.path)).doc,   source_of(input.path, values)};
        if (name.unit == "1/yr") {
            name.unit = "%/yr";
            name.shown /= hundred;
        }
        names.push_back(std::move(name));
    }
    return names;
}

std::string number_text(const InputName& name, double value) { return text_of(value / name.shown); }

std::string value_text(const InputName& name, double value) {
    return name.unit.empty() ? number_text(name, value) : fmt::format("{} {}", number_text(name, value), name.unit);
}

std::string value_text(const InputName& name, double value, Interval interval) {
    Statistics of;
    of.n = 2;
    of.mean = value / name.shown;
    of.ci95_low = interval.low / name.shown;
    of.ci95_high = interval.high / name.shown;
    of.mcse = of.sd = of.ci95_high - of.ci95_low;
    const std::string text = mean_with_interval(of, As::number);
    return name.unit.empty() ? text : fmt::format("{} {}", text, name.unit);
}

} // namespace sim
