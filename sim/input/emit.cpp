// Documents as YAML: as they were resolved, and with where each value stands.
#include "input/catalogue.hpp"
#include "input/document.hpp"
#include "input/overlay.hpp"
#include "sim/reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

namespace sim {

namespace {

using Type = Node::Type;

/// Between double quotes, with what does not print as an escape.
std::string in_double_quotes(std::string_view text) {
    std::string result = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\')
            result += {'\\', c};
        else if (c == '\n')
            result += "\\n";
        else if (byte < 0x20 || byte == 0x7f)
            result += fmt::format("\\x{:02X}", byte);
        else
            result += c;
    }
    return result + '"';
}

std::string key_text(const std::string& key) {
    const auto plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    };
    const bool word =
        !key.empty() && key.front() != '-' && std::all_of(key.begin(), key.end(), plain) && key != "null" && key != "Null" && key != "NULL";
    return word ? key : in_double_quotes(key);
}

/// A scalar, a null, an empty collection or a list of scalars: what fits on the line of its key.
bool fits_on_a_line(const Node& node) {
    return node.items.empty() ||
           (node.is(Type::list) && std::all_of(node.items.begin(), node.items.end(), [](const Node& item) { return item.items.empty(); }));
}

std::string inline_text(const Node& node, bool in_list = false) {
    if (node.is(Type::null)) return "~";
    if (node.is(Type::map)) return "{}";
    if (node.is(Type::scalar))
        return node.quoted || node.text.find_first_of(in_list ? "\n,[]{}" : "\n") != std::string::npos ? in_double_quotes(node.text)
                                                                                                       : node.text;
    std::string text;
    for (const Node& item : node.items) text += (text.empty() ? "" : ", ") + inline_text(item, true);
    return '[' + text + ']';
}

struct Line {
    std::string text;
    const Node* value; ///< nothing where no value stands on the line
};

void emit(std::vector<Line>& lines, const Node& collection, std::size_t indent) {
    for (const Node& item : collection.items) {
        const std::string margin(indent, ' ');
        const std::string key = collection.is(Type::map) ? key_text(item.key) + ":" : "-";
        if (fits_on_a_line(item)) {
            lines.push_back({margin + key + ' ' + inline_text(item), &item});
            continue;
        }
        if (collection.is(Type::map)) lines.push_back({margin + key, nullptr});
        const std::size_t first = lines.size();
        emit(lines, item, indent + 2);
        if (collection.is(Type::list)) lines[first].text[indent] = '-';
    }
}

std::vector<Line> lines_of(const Node& map) {
    std::vector<Line> lines;
    if (map.items.empty())
        lines.push_back({inline_text(map), &map});
    else
        emit(lines, map, 0);
    return lines;
}

} // namespace

std::string to_yaml(const Node& map) {
    std::string text;
    for (const Line& line : lines_of(map)) text += line.text + '\n';
    return text;
}

std::string to_annotated_yaml(const Node& map, const std::vector<Source>& sources) {
    constexpr std::size_t widest = 72;
    const std::vector<Line> lines = lines_of(map);
    std::size_t column = 0;
    for (const Line& line : lines)
        if (line.text.size() <= widest) column = std::max(column, line.text.size());
    std::string text;
    for (const Line& line : lines) {
        if (line.value != nullptr && !line.value->written && line.value->is(Type::scalar)) {
            fmt::format_to(std::back_inserter(text), "{:<{}}  # default\n", line.text, column);
            continue;
        }
        if (line.value == nullptr || line.value->at.line == 0) {
            text += line.text + '\n';
            continue;
        }
        const std::string& name = sources.at(line.value->at.source).name;
        const std::string where = name.starts_with("--") ? name : fmt::format("{}:{}", name, line.value->at.line);
        fmt::format_to(std::back_inserter(text), "{:<{}}  # {}\n", line.text, column, where);
    }
    return text;
}

std::string resolved_yaml(const Reading& reading) {
    assert(reading.ok());
    Node root = reading.base->root;
    const bool plain = reading.documents.size() == 1 && reading.documents.front()->name == "base";
    Node variants;
    variants.type = Type::map;
    variants.key = "variants";
    for (const auto& variant : reading.documents) {
        variants.items.push_back(difference(reading.base->root, variant->root));
        variants.items.back().key = variant->name;
    }
    for (const std::string& name : reading.left_out) variants.items.emplace_back().key = name; // a null: the name alone
    if (!plain || variants.items.size() > 1 || !variants.items.front().items.empty()) root.items.push_back(std::move(variants));
    return to_yaml(root);
}

std::string show(const Reading& reading) {
    assert(reading.ok());
    std::string text;
    for (const auto& variant : reading.documents) {
        if (reading.documents.size() > 1) text += fmt::format("{}# variant {}\n", text.empty() ? "" : "\n", variant->name);
        text += to_annotated_yaml(with_defaults(variant->root), reading.base->sources);
    }
    return text;
}

} // namespace sim
