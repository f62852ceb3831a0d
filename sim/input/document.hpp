// A YAML file as a tree of our own that remembers where every key and value was written.
#pragma once

#include "base/text.hpp"
#include "sim/problem.hpp"
#include "sim/source.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace sim {

/// A text that scenarios are read from: a file, or one `--set` of the command line.
struct Source {
    Source(std::string name, std::string text);
    std::string name;
    std::string text;
    std::vector<std::size_t> line_starts;
    /// The line with this number (from 1), without its line break; empty where there is none.
    [[nodiscard]] std::string_view line(std::uint32_t number) const;
};

/// Where something was written: an index into the sources, and line and column from 1. The column counts bytes.
struct Place {
    std::uint32_t source = 0;
    std::uint32_t line = 0; ///< 0: the source as a whole
    std::uint32_t column = 0;
};

/// One value of the tree, with its key where it stands in a map.
struct Node {
    enum class Type : std::uint8_t { null, scalar, list, map } type = Type::null;
    bool quoted = false;     ///< a text between quotes, or a block of text
    bool written = true;     ///< false: nothing stands behind the key, not even a '~'
    std::string text;        ///< of a scalar
    std::vector<Node> items; ///< of a list or a map, in the order of the file
    std::string key;
    Place at;
    Place key_at; ///< line 0 where there is no key

    [[nodiscard]] bool is(Type other) const { return type == other; }
    /// Where to point to when something within is missing: the key, or the value where there is no key.
    [[nodiscard]] Place head() const { return key_at.line > 0 ? key_at : at; }
};

/// The document without variants, and the texts that it and they were read from.
struct BaseDocument {
    std::vector<Source> sources; ///< the file, the files that it extends, and the `--set`s
    Node root;
};

/// A variant's document: the file with all that it extends, the variant's overlay and every `--set`.
struct VariantDocument {
    std::string name;
    Node root;
};

/// The value of this key, or nothing; also where the node is no map.
[[nodiscard]] const Node* find(const Node& map, std::string_view key);
[[nodiscard]] Node* find(Node& map, std::string_view key);
/// The text of its key `id`; empty where it has none.
[[nodiscard]] std::string_view id_of(const Node& map);
[[nodiscard]] std::vector<std::string_view> keys_of(const Node& map);
/// The ids of a list's items.
[[nodiscard]] std::vector<std::string_view> ids_of(const Node& list);

/// Collects what is wrong, and what is allowed and probably not meant; at most 1,000 problems, each once. Without the sources, places have
/// no excerpts.
class Problems {
public:
    explicit Problems(const std::vector<Source>& sources) : sources_(sources) {}
    void add(Place at, std::string message, std::string hint = {}, std::size_t bytes = 1);
    /// Points to the value; to the key where there is no value.
    void at(const Node& node, std::string message, std::string hint = {});
    /// Points to the key; to the value where there is no key.
    void at_head(const Node& node, std::string message, std::string hint = {});
    /// The same as `at` and `at_head`, of what is allowed.
    void warn(const Node& node, std::string message, std::string hint = {});
    void warn_head(const Node& node, std::string message, std::string hint = {});
    /// How many errors there are.
    [[nodiscard]] std::size_t size() const { return errors_; }
    /// The same place, or the next one where a quote stands there.
    [[nodiscard]] Place behind_quote(Place at) const;
    /// Errors by file in the order of reading, line and column, each once.
    [[nodiscard]] std::vector<Problem> sorted() const { return sorted(Severity::error); }
    [[nodiscard]] std::vector<Problem> warnings() const { return sorted(Severity::warning); }

private:
    struct Entry {
        Place at;
        Problem problem;
    };
    [[nodiscard]] std::vector<Problem> sorted(Severity severity) const;

    const std::vector<Source>& sources_;
    Severity severity_ = Severity::error; // of what is added
    std::size_t errors_ = 0;
    std::vector<Entry> all_;
    std::set<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t, std::string>> known_;
};

/// Reads one YAML document. Refused, each with its place: bytes that are no UTF-8 text, tabs in indentation, more than
/// 64 levels, several documents, duplicate keys, anchors, aliases, tags and merge keys. Nothing where no tree could be made.
/// The first `skip` bytes of the text are no YAML.
[[nodiscard]] std::optional<Node> parse_yaml(const std::vector<Source>& sources, std::uint32_t source, Problems& problems,
                                             std::size_t skip = 0);
/// Tells of the first character of each line that no text may hold: see `unprintable`.
void check_characters(const Source& source, std::uint32_t index, Problems& problems);
/// The bytes of a file without their byte order mark; nothing, and a sentence in `error`, where it cannot be read or is too large.
[[nodiscard]] std::optional<std::string> read_text(const std::string& path, const OpenSource& open, std::string& error);

/// The tree as block YAML that reads back to the same tree.
[[nodiscard]] std::string to_yaml(const Node& map);
/// The same, with "# file:line" behind each value, in one column.
[[nodiscard]] std::string to_annotated_yaml(const Node& map, const std::vector<Source>& sources);

} // namespace sim
