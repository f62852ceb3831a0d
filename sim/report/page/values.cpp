// Walks a scenario's document for its values, and makes the table of them.
#include "report/page/values.hpp"

#include "base/text.hpp"
#include "input/overlay.hpp"
#include "sim/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace sim {
namespace {

std::string walk_path(const std::string& path, const Node& item, const Node& parent, std::size_t index) {
    if (parent.is(Node::Type::map)) return path.empty() ? item.key : path + '.' + item.key;
    const std::string_view id = id_of(item);
    return fmt::format("{}[{}]", path, id.empty() ? std::to_string(index) : std::string(id));
}

bool is_list_of_scalars(const Node& node) {
    return node.is(Node::Type::list) && std::ranges::all_of(node.items, [](const Node& item) { return item.items.empty(); });
}

std::string inline_text(const Node& node) {
    if (node.is(Node::Type::scalar)) return node.text;
    if (node.is(Node::Type::null)) return "~";
    std::string text;
    for (const Node& item : node.items) text += (text.empty() ? "" : ", ") + inline_text(item);
    return '[' + text + ']';
}

void collect(std::vector<ScenarioValue>& values, const Node& node, const std::string& path, std::string source, std::string note) {
    if (const Node* const own = find(node, "source"); own != nullptr) source = own->text;
    if (const Node* const own = find(node, "note"); own != nullptr) note = own->text;
    for (std::size_t i = 0; i < node.items.size(); ++i) {
        const Node& item = node.items[i];
        if (node.is(Node::Type::map) && (item.key == "source" || item.key == "note" || item.key == "id")) continue;
        const std::string at = node.is(Node::Type::map) && item.key == "value" ? path : walk_path(path, item, node, i);
        if (item.items.empty() || is_list_of_scalars(item))
            values.push_back({at, inline_text(item), source, note});
        else
            collect(values, item, at, source, note);
    }
}

} // namespace

std::vector<ScenarioValue> values_of(const Node& root) {
    std::vector<ScenarioValue> values;
    collect(values, root, {}, {}, {});
    return values;
}

std::string html(const std::vector<ScenarioValue>& values) {
    std::string body;
    for (const ScenarioValue& value : values) {
        const std::string note = value.note.empty() ? "" : fmt::format(" <span class=\"remark\">{}</span>", html_text(value.note));
        body += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td><td>{}{}</td></tr>\n", html_text(value.path), html_text(value.text),
                            html_text(value.source), note);
    }
    return "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"values\"><table class=\"values\"><thead><tr><th "
           "scope=\"col\">value</th>"
           "<th scope=\"col\">is</th><th scope=\"col\">source</th></tr></thead><tbody>\n" +
           body + "</tbody></table></div>\n";
}

} // namespace sim
