// The ways of writing one value: texts, words, flags, dates, numbers, and what is wrong with a node that is none.
#include "input/values.hpp"

#include "base/text.hpp"
#include "base/whole.hpp"
#include "input/law_reader.hpp"
#include "input/suggestion.hpp"
#include "model/walk.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace sim {

namespace {

using Type = Node::Type;

/// The node, or the `value` that it wraps.
const Node* plain(const Node& node, const std::string& path, Problems& problems) {
    const Node* value = find(node, "value");
    if (value == nullptr) return &node;
    constexpr std::array<std::string_view, 1> known{"value"};
    refuse_unknown_keys(node, known, path, problems);
    return value;
}

/// A whole number written in digits alone, exactly; larger ones than a double holds have no other way in.
bool read_digits(std::string_view text, std::uint64_t& value) {
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && stop == text.data() + text.size() && (text.size() == 1 || text.front() != '0');
}

bool read_whole(const Node& outer, const Field& row, const std::string& path, std::uint64_t most, std::uint64_t& value,
                Problems& problems) {
    const Node& node = *plain(outer, path, problems);
    if (row.unit.empty() && node.is(Type::scalar) && read_digits(node.text, value) && value > 1'000'000'000'000'000)
        if (value <= most && static_cast<double>(value) <= row.most) return true;
    const auto number = Measure{row}.read(node, path, problems);
    if (!number) return false;
    constexpr double exact = 9'007'199'254'740'992; // 2^53
    const double units = Measure{row}.in_unit(*number);
    if (units != std::floor(units) || units < 0 || units > exact || units > static_cast<double>(most)) {
        const std::string unit = row.unit.empty() ? "number" : fmt::format("number of {}", row.unit);
        problems.at(node, fmt::format("{} must be a whole {}, not {}", path, unit, in_quotes(node.text)));
        return false;
    }
    value = whole_of<std::uint64_t>(units).value_or(0); // it is exact
    return true;
}

} // namespace

namespace {

/// What stands in rows and heads of tables.
bool is_label(std::string_view key) { return key == "id" || key == "name" || key == "title"; }

} // namespace

void read_value(const Node& outer, const Field& row, const std::string& path, std::string& value, Problems& problems) {
    const Node& node = *plain(outer, path, problems);
    if (!node.is(Type::scalar))
        refuse_kind(node, path, "a text", problems);
    else if (trimmed(node.text).empty())
        problems.at(node, fmt::format("{} is empty", path));
    else if (is_label(row.key) && node.text.find_first_of("\n\t") != std::string::npos)
        problems.at(node, fmt::format("{} must be one line, without tabs", path), "write it in one line");
    else
        value = node.text;
}

std::optional<std::size_t> read_word(const Node& outer, const Field& row, const std::string& path, std::span<const std::string_view> words,
                                     Problems& problems) {
    std::string word;
    read_value(outer, row, path, word, problems);
    if (word.empty()) return std::nullopt;
    const auto found = std::ranges::find(words, word);
    if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
    const Node* value = find(outer, "value");
    const std::string hint = did_you_mean(word, words);
    problems.at(value != nullptr ? *value : outer,
                fmt::format("there is no {} {}", row.called.empty() ? row.key : row.called, in_quotes(word)),
                hint.empty() ? fmt::format("one of {}", fmt::join(words, ", ")) : hint);
    return std::nullopt;
}

void read_value(const Node& outer, const Field&, const std::string& path, bool& value, Problems& problems) {
    const Node& node = *plain(outer, path, problems);
    if (node.is(Type::scalar) && !node.quoted && (node.text == "true" || node.text == "false"))
        value = node.text == "true";
    else
        refuse_kind(node, path, "true or false", problems);
}

void read_value(const Node& outer, const Field& row, const std::string& path, Instant& value, Problems& problems) {
    const Node& node = *plain(outer, path, problems);
    if (!node.is(Type::scalar)) return refuse_kind(node, path, "a date such as 2017-10-17", problems);
    const ParsedInstant date = row.bare == Bare::first_day ? parse_instant(node.text) : parse_last_day(node.text);
    if (!date.ok()) return problems.at(node, fmt::format("{}: {}", path, date.error), suggested_date(node.text));
    const bool alone = parse_instant(node.text).instant != date.instant;
    value = date.instant + std::chrono::days(row.bare == Bare::day_after && alone ? 1 : 0);
}

void read_value(const Node& outer, const Field& row, const std::string& path, double& value, Problems& problems) {
    const Node& node = *plain(outer, path, problems);
    if (node.is(Type::map))
        return problems.at(node, fmt::format("{} must be one number, not a law", path), fmt::format("such as '{}'", example_number(row)));
    if (const auto number = Measure{row}.read(node, path, problems)) value = *number;
}

void read_value(const Node& node, const Field& row, const std::string& path, std::uint32_t& value, Problems& problems) {
    std::uint64_t whole = 0;
    if (read_whole(node, row, path, std::numeric_limits<std::uint32_t>::max(), whole, problems)) value = static_cast<std::uint32_t>(whole);
}

void read_value(const Node& node, const Field& row, const std::string& path, std::uint64_t& value, Problems& problems) {
    std::uint64_t whole = 0;
    if (read_whole(node, row, path, std::numeric_limits<std::uint64_t>::max(), whole, problems)) value = whole;
}

void read_value(const Node& node, const Field& row, const std::string& path, Distribution& value, Problems& problems) {
    if (const auto law = read_law(node, Measure{row}, path, problems)) value = *law;
}

void read_value(const Node& node, const Field& row, const std::string& path, Number& value, Problems& problems) {
    if (const auto law = read_law(node, Measure{row}, path, problems)) value = number_of(*law);
}

void read_value(const Node& node, const Field&, const std::string& path, Series& value, Problems& problems) {
    if (node.is(Type::map) && node.items.empty()) return problems.at(node, fmt::format("{} is empty", path), "such as '{2017: 17.2 %}'");
    if (!node.is(Type::map)) return refuse_kind(node, path, "values by date, such as '{2017: 17.2 %}'", problems);
    value.points.clear();
    for (const Node& item : node.items) {
        const ParsedInstant date = parse_instant(item.key);
        const ParsedQuantity number = item.is(Type::scalar) ? parse_quantity(item.text) : ParsedQuantity{{}, "a number is expected here"};
        if (!date.ok())
            problems.at_head(item, fmt::format("{}: {}", path, date.error));
        else if (!number.ok())
            problems.at(item, fmt::format("{}: {}", path_to(path, item.key), number.error));
        else
            value.points.push_back({date.instant, item.key.size() == 4, number.quantity});
    }
}

void refuse_unknown_keys(const Node& map, std::span<const std::string_view> known, const std::string& path, Problems& problems) {
    for (const Node& item : map.items) {
        const std::string_view key = item.key;
        if (std::ranges::find(remark_fields, key, &Field::key) != std::end(remark_fields)) {
            if (!item.is(Type::scalar)) refuse_kind(item, path_to(path, key), "a text", problems);
        } else if (std::ranges::find(known, key) == known.end()) {
            const std::string where = path.empty() ? "" : " in " + path;
            problems.at_head(item, fmt::format("unknown key {}{}", in_quotes(key), where), did_you_mean(key, known));
        }
    }
}

void refuse_kind(const Node& node, const std::string& path, std::string_view expected, Problems& problems) {
    if (node.is(Type::null)) return problems.at(node, fmt::format("{} has no value", path), fmt::format("it should be {}", expected));
    const std::string found = node.is(Type::scalar) ? in_quotes(node.text) : node.is(Type::list) ? "a list" : "a map";
    problems.at(node, fmt::format("{} must be {}, not {}", path, expected, found));
}

std::string example_number(const Field& row) {
    double number = 5;
    for (const double candidate : {5.0, 0.5, 50.0, row.least, row.most}) {
        number = candidate;
        if (candidate > row.least && candidate < row.most) break;
    }
    return to_text(number) + (row.unit.empty() ? "" : " ") + std::string{row.unit == "1/yr" ? "%/yr" : row.unit};
}

} // namespace sim
