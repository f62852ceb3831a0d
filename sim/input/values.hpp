// The ways of writing one value of a scenario: numbers with units, laws, growth, dates, words.
#pragma once

#include "input/document.hpp"
#include "model/fields.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace sim {

/// The keys of a quantity that changes in time; those of laws are for one that does not.
inline constexpr Field growth_fields[] = {
    {.key = "at", .doc = "Its value at a date, carried forward and back"},
    {.key = "table", .doc = "Values by date, log-linear between them"},
    {.key = "fit", .doc = "Values by date of which only the exponential through them counts, with its standard errors"},
    {.key = "growth", .doc = "Growth per year, or a list of regimes", .unit = "1/yr", .least = -1, .above_least = true},
    {.key = "doubling", .doc = "Time in which it doubles", .unit = "yr", .least = 0, .above_least = true},
    {.key = "then", .doc = "A map with the growth or doubling after a table"},
    {.key = "ceiling", .doc = "Growth slows towards it"},
    {.key = "cap", .doc = "What lies above it is cut"},
};
/// The keys of one regime in a list of them; `growth` and `doubling` are those above.
inline constexpr Field regime_start{.key = "from", .doc = "Date from which it holds; only the first regime may be without"};
[[nodiscard]] constexpr const Field& growth_field(std::string_view key) {
    const Field* row = growth_fields;
    while (row->key != key) ++row;
    return *row;
}

// Each `read_value` sets the value where the node is a proper one of its type, unit and range, and else leaves it and adds a problem that
// calls it by its path. A node { value: ..., source: ... } stands for its `value`.

void read_value(const Node& node, const Field& row, const std::string& path, std::string& value, Problems& problems);
/// Only true and false.
void read_value(const Node& node, const Field& row, const std::string& path, bool& value, Problems& problems);
void read_value(const Node& node, const Field& row, const std::string& path, Instant& value, Problems& problems);
/// A number that has no law.
void read_value(const Node& node, const Field& row, const std::string& path, double& value, Problems& problems);
/// Whole numbers, in the field's unit: "1 yr" is 12 for a field in months.
void read_value(const Node& node, const Field& row, const std::string& path, std::uint32_t& value, Problems& problems);
void read_value(const Node& node, const Field& row, const std::string& path, std::uint64_t& value, Problems& problems);
/// 2.3 yr | {ci90: [a, b], law: lognormal} | {uniform: [a, b]} | {normal: {mean: a, sd: b}} | ... A named interval without a law is
/// lognormal where both ends are positive, else normal. Bounded laws must lie in the field's range, others all but 1e-9 at each end.
void read_value(const Node& node, const Field& row, const std::string& path, Distribution& value, Problems& problems);
/// The same; before any draw its value is the law's median.
void read_value(const Node& node, const Field& row, const std::string& path, Number& value, Problems& problems);
/// A number | {at: {2017: a}, growth: 4 %/yr} | {table: {2012: a, 2017: b}, growth: [{from: 2017, doubling: 2 yr}]}; with `ceiling`, `cap`.
void read_value(const Node& node, const Field& row, const std::string& path, Growth& value, Problems& problems);
/// {2012: 5.1 %, 2013-12-31: 6 %}: dates and numbers of any unit.
void read_value(const Node& node, const Field& row, const std::string& path, Series& value, Problems& problems);
/// {PATH: [1 yr, 2 yr], PATH: {uniform: [1 yr, 2 yr]}}: values as written, or a law; which of them a design takes is checked in `resolve`.
void read_value(const Node& node, const Field& row, const std::string& path, Axes& value, Problems& problems);

/// One of these words, as its place among them; nothing, and a problem, where it is none.
[[nodiscard]] std::optional<std::size_t> read_word(const Node& node, const Field& row, const std::string& path,
                                                   std::span<const std::string_view> words, Problems& problems);
template <Worded E> void read_value(const Node& node, const Field& row, const std::string& path, E& value, Problems& problems) {
    if (const auto place = read_word(node, row, path, words_of<E>, problems)) value = static_cast<E>(*place);
}
template <Worded E>
void read_value(const Node& node, const Field& row, const std::string& path, std::optional<E>& value, Problems& problems) {
    if (const auto place = read_word(node, row, path, words_of<E>, problems)) value = static_cast<E>(*place);
}

/// Adds a problem for each key that is not among these and not one of the remarks that any map may carry: source, note, checked.
void refuse_unknown_keys(const Node& map, std::span<const std::string_view> known, const std::string& path, Problems& problems);
/// Adds the problem that this is not what was expected there.
void refuse_kind(const Node& node, const std::string& path, std::string_view expected, Problems& problems);
/// A value for examples in messages, within the field's range: "5 yr".
[[nodiscard]] std::string example_number(const Field& row);

} // namespace sim
