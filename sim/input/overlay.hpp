// Laying one document over another: `extends`, `variants` and `--set`; and the difference that leads from one to the other.
#pragma once

#include "input/document.hpp"

namespace sim {

/// What a null in the upper document does.
enum class Nulls : std::uint8_t {
    remove, ///< takes the key out of the lower document
    keep,   ///< stays: the lower document is itself an overlay (a variant)
};

/// Lays `upper` over `lower` (RFC 7396): maps merge key by key, '~' removes a key, everything else replaces. Beyond the RFC, lists of maps
/// with ids merge by id, also where the upper one is written as a map from ids to items, of which '~' removes one and "*" is laid over all
/// that the map does not name; dates under `at` replace each other; and a new way to put a number (`value`, `ci90`, ...) replaces the old
/// one. Removing what is not there, or leaving a value empty, is a problem.
void overlay(Node& lower, const Node& upper, Problems& problems, Nulls nulls = Nulls::remove);

/// Takes out the other ways of putting what `key` puts: a number is a value or an interval, growth is a rate or a doubling time.
void drop_alternatives(Node& map, std::string_view key);
/// Puts a copy where the other is, with that one's key. `upper` may be a part of `lower`.
void replace(Node& lower, const Node& upper);
/// True for a list of things.
[[nodiscard]] bool all_have_ids(const Node& list);

/// What, laid over `lower`, makes it `upper`. REQUIRES: `upper` came from `lower` by overlays and set_value.
[[nodiscard]] Node difference(const Node& lower, const Node& upper);

/// True where both say the same in the same order, wherever it is written.
[[nodiscard]] bool same(const Node& a, const Node& b);

/// Puts `value` where the path says: keys joined by dots, with an id or an index in brackets behind a list's key, such as
/// "hardware.roadmap[consumer].every" and "countries[CHN].gdp.growth[0].growth". Keys that are missing are made (whether the field table
/// knows them is the reader's business); list items are not. '~' removes. `at` is where the path is written.
/// Returns false, with a problem, where the path leads nowhere.
bool set_value(Node& root, std::string_view path, const Node& value, Place at, Problems& problems);

/// One `--set`: a path and the value to put there.
struct Setting {
    std::string path;
    Node value;
    Place at; ///< of the path
};
/// Reads PATH=VALUE, the value as YAML, and appends the text to the sources. Nothing, and a problem, where it is not that.
[[nodiscard]] std::optional<Setting> parse_setting(const std::string& text, std::vector<Source>& sources, Problems& problems);

} // namespace sim
