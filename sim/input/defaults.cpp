// What holds where a document says nothing, written into it.
#include "input/catalogue.hpp"

#include <algorithm>

namespace sim {
namespace {

/// Of a field of some kinds of things that this thing is none of.
bool is_foreign(const Node& map, const FieldEntry& entry) {
    if (!entry.chosen_by.empty()) {
        const Node* const word = find(map, entry.chosen_by);
        return word == nullptr || std::ranges::find(entry.only_of, word->text) == entry.only_of.end();
    }
    if (entry.path == "benchmarks[].error" || entry.path == "benchmarks[].slope") {
        const Node* const law = find(map, "law");
        return law == nullptr || law->text == "given";
    }
    return entry.path == "labs[].weight" && find(map, "share") != nullptr;
}

void fill(Node& map, const std::vector<FieldEntry>& fields);

/// Where nothing is said of a map, all that it would say; nothing of one that needs something.
void add_map(Node& map, const FieldEntry& entry) {
    if (std::ranges::any_of(entry.fields, [](const FieldEntry& field) { return field.row.required; })) return;
    Node made;
    made.type = Node::Type::map;
    made.key = entry.row.key;
    made.written = false;
    fill(made, entry.fields);
    if (!made.items.empty()) map.items.push_back(std::move(made));
}

void add_value(Node& map, const FieldEntry& entry) {
    if (entry.initial.empty() || is_foreign(map, entry)) return;
    Node made;
    made.type = Node::Type::scalar;
    made.key = entry.row.key;
    made.text = entry.initial;
    made.written = false;
    map.items.push_back(std::move(made));
}

void fill(Node& map, const std::vector<FieldEntry>& fields) {
    for (const FieldEntry& entry : fields) {
        Node* const there = find(map, entry.row.key);
        const bool is_map = entry.type == FieldType::map;
        if (there == nullptr && is_map && entry.lists == 0)
            add_map(map, entry);
        else if (there == nullptr && entry.lists == 0)
            add_value(map, entry);
        else if (there != nullptr && is_map && entry.lists == 0)
            fill(*there, entry.fields);
        else if (there != nullptr && is_map)
            for (Node& item : there->items) fill(item, entry.fields);
    }
}

} // namespace

Node with_defaults(Node root) {
    fill(root, scenario_fields());
    return root;
}

} // namespace sim
