// The reader of maps: each struct of a scenario by its rows in the table of fields.
#include "input/struct_reader.hpp"

#include "input/resolve/resolve.hpp"
#include "input/values.hpp"
#include "model/walk.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <type_traits>
#include <variant>
#include <vector>

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

template <class T> std::string example(const Field& row, const T& member) {
    if (const auto words = words_taken_by(member); !words.empty()) return std::string(words.front());
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

/// Behind the example of a section that a scenario lacks.
constexpr auto where_to_begin = "; 'extends: world.yaml' has one, and 'sim new NAME' writes a scenario to begin with";

// ---- structs by the table of fields -----------------------------------------------------------------------------------

template <class T> void read_struct(const Node& node, const std::string& path, T& thing, Problems& problems);

/// The visitor that lists the keys of a struct.
struct KeyLister {
    std::vector<std::string_view> all = {}, one_of = {};
    template <class T> void field(const Field& row, const T&) {
        all.push_back(row.key);
        if (row.one_of) one_of.push_back(row.key);
    }
    [[nodiscard]] bool has(std::string_view key) const { return std::ranges::find(all, key) != all.end(); }
};
template <class T> KeyLister keys_of_fields(T thing) {
    KeyLister keys;
    fields(keys, thing);
    return keys;
}

/// The visitor that reads one map.
class StructReader {
public:
    StructReader(const Node& map, const std::string& path, Problems& problems) : map_(map), path_(path), problems_(problems) {}

    template <class T> void field(const Field& row, T& member) {
        known_.push_back(row.key);
        const Node* node = find(map_, row.key);
        if (node == nullptr && row.required) ask_for(row, member);
        if constexpr (Choice<T>)
            read_choice(node, row, member);
        else if (node != nullptr)
            read(*node, row, path_to(path_, row.key), member);
    }

    void finish() {
        if (path_.empty())
            for (const Field& row : assembly_fields) known_.push_back(row.key);
        refuse_unknown_keys(map_, known_, path_, problems_);
    }

private:
    template <class T> void ask_for(const Field& row, const T& member) {
        const auto taken = words_taken_by(member);
        const std::string words = taken.empty() ? "" : fmt::format(": {}", fmt::join(taken, ", "));
        const bool whole = path_.empty();
        problems_.at_head(map_, fmt::format("{} needs '{}': {}{}", whole ? "the scenario" : path_, row.key, row.doc, words),
                          fmt::format("such as '{}: {}'{}", row.key, example(row, member), whole ? where_to_begin : ""));
    }

    /// The fields of the kind that the word chooses. Those of all kinds are known: what is not this kind's is refused here.
    template <Choice C> void read_choice(const Node* node, const Field& row, C& choice) {
        std::optional<std::size_t> word;
        if (node != nullptr) word = read_word(*node, row, path_to(path_, row.key), words_of<C>, problems_);
        KeyLister others;
        each_kind<C>([&](const auto& kind) {
            const KeyLister keys = keys_of_fields(kind);
            others.all.insert(others.all.end(), keys.all.begin(), keys.all.end());
            if (word && kind.word == words_of<C>[*word]) choice = kind;
        });
        if (word) std::visit([&](auto& kind) { read_kind(kind, others); }, choice);
        known_.insert(known_.end(), others.all.begin(), others.all.end());
    }
    template <class Kind> void read_kind(Kind& kind, const KeyLister& others) {
        fields(*this, kind);
        const KeyLister own = keys_of_fields(kind);
        const std::string takes = own.all.empty() ? "no further fields" : fmt::format("{}", fmt::join(own.all, ", "));
        for (const Node& item : map_.items)
            if (others.has(item.key) && !own.has(item.key))
                problems_.at_head(item, fmt::format("{}: {} says nothing about {}", path_, Kind::word, in_quotes(item.key)),
                                  "it takes " + takes);
        const auto is_there = [&](std::string_view key) { return find(map_, key) != nullptr; };
        if (own.one_of.empty() || std::ranges::any_of(own.one_of, is_there)) return;
        problems_.at_head(map_, fmt::format("{} needs '{}'", path_, fmt::join(own.one_of, "' or '")),
                          fmt::format("{} is about that", Kind::word));
    }

    template <class T> void read(const Node& node, const Field& row, const std::string& path, T& member) {
        if constexpr (Described<T>)
            read_struct(node, path, member, problems_);
        else
            read_value(node, row, path, member, problems_);
    }
    template <class T> void read(const Node& node, const Field& row, const std::string& path, std::optional<T>& member) {
        if constexpr (Worded<T>)
            read_value(node, row, path, member, problems_);
        else
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

/// Reads one section of a scenario alone.
class SectionReader {
public:
    SectionReader(const Node& map, std::string_view section, Problems& problems) : reader_(map, path_, problems), section_(section) {}
    template <class T> void field(const Field& row, T& member) {
        if (row.key == section_) reader_.field(row, member);
    }

private:
    std::string path_;
    StructReader reader_;
    std::string_view section_;
};

} // namespace

Scenario read_world(const std::string& variant, const Node& root, Problems& problems) {
    Scenario scenario;
    read_struct(root, "", scenario, problems);
    scenario.variant = variant;
    resolve(scenario, root, problems);
    return scenario;
}

void check_section(const Node& root, std::string_view section, Problems& problems) {
    Scenario only_this;
    SectionReader reader(root, section, problems);
    fields(reader, only_this);
}

} // namespace sim
