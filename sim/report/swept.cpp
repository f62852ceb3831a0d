// What a sweep set at its points, as words and numbers.
#include "report/swept.hpp"

#include "base/units.hpp"
#include "report/rounding.hpp"
#include "sim/quantity.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace sim {
namespace {

/// As written where it is in this unit, else converted.
double number_in(const std::string& text, const std::string& unit) {
    if (unit_in(text) == unit) return parse_quantity(text.substr(0, text.size() - unit.size())).quantity.value;
    return without_last_bits(parse_quantity(text).quantity.value / scale_of(unit));
}

/// Numbers of one kind get a unit; dates and words do not. "2017" may be either: it stays a number.
void read_numbers(SweptColumn& column) {
    const ParsedQuantity first = parse_quantity(column.texts.front());
    const auto alike = [&](const std::string& text) {
        const ParsedQuantity other = parse_quantity(text);
        return other.ok() && other.quantity.dimension == first.quantity.dimension;
    };
    if (!first.ok() || !std::ranges::all_of(column.texts, alike)) return;
    column.unit = unit_in(column.texts.front());
    for (const std::string& text : column.texts) column.numbers.push_back(number_in(text, column.unit));
}

/// The end of a path from one of its keys on: `keys` of them.
std::string end_of(const std::string& path, std::size_t keys) {
    std::size_t begin = path.size(), depth = 0;
    while (begin > 0 && keys > 0) {
        --begin;
        if (path[begin] == ']') ++depth;
        if (path[begin] == '[') --depth;
        if (path[begin] == '.' && depth == 0 && --keys == 0) return path.substr(begin + 1);
    }
    return path;
}

/// By time; empty where one is no date.
std::vector<double> dates_as_numbers(const std::vector<std::string>& texts) {
    std::vector<double> times;
    for (const std::string& text : texts) {
        const ParsedInstant date = parse_instant(text);
        if (!date.ok()) return {};
        times.push_back(static_cast<double>(date.instant.time_since_epoch().count()));
    }
    return times;
}

/// The words of a column, each once, in the order of the points; none where it has numbers or dates.
std::vector<std::string> different_words(const SweptColumn& column) {
    std::vector<std::string> words;
    if (!column.numbers.empty() || !dates_as_numbers(column.texts).empty()) return words;
    for (const std::string& text : column.texts)
        if (std::ranges::find(words, text) == words.end()) words.push_back(text);
    return words;
}

void name_apart(std::vector<SweptColumn>& columns) {
    for (SweptColumn& column : columns) {
        const auto is_ambiguous = [&](const std::string& name, std::size_t keys) {
            return std::ranges::any_of(
                columns, [&](const SweptColumn& other) { return other.path != column.path && end_of(other.path, keys) == name; });
        };
        std::size_t keys = 1;
        do column.name = end_of(column.path, keys);
        while (is_ambiguous(column.name, keys++) && column.name != column.path);
    }
}

} // namespace

std::vector<SweptColumn> swept_columns(const Points& points) {
    std::vector<SweptColumn> columns;
    for (std::size_t i = 0; i < points.paths.size(); ++i) {
        columns.push_back({points.paths[i], {}, {}, {}, {}});
        for (const auto& values : points.values) columns.back().texts.push_back(values[i]);
        read_numbers(columns.back());
    }
    name_apart(columns);
    return columns;
}

std::vector<SweptColumn> shown_columns(const Points& points) {
    std::vector<SweptColumn> shown;
    for (SweptColumn& column : swept_columns(points))
        if (std::ranges::find(shown, column.texts, &SweptColumn::texts) == shown.end()) shown.push_back(std::move(column));
    name_apart(shown);
    return shown;
}

std::string label_of(const std::vector<SweptColumn>& columns, std::uint32_t point) {
    std::string text;
    for (const SweptColumn& column : columns)
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ", column.name, with_unit(column, point));
    return text;
}

std::vector<double> order_of(const SweptColumn& column) {
    if (!column.numbers.empty()) return column.numbers;
    std::vector<double> order = dates_as_numbers(column.texts);
    if (!order.empty() || different_words(column).size() > 2) return order;
    for (const std::string& text : column.texts) order.push_back(text == column.texts.front() ? 0 : 1);
    return order;
}

std::vector<std::string> notes_on_words(const std::vector<SweptColumn>& columns) {
    std::vector<std::string> notes, left_out;
    for (const SweptColumn& column : columns) {
        const std::vector<std::string> words = different_words(column);
        if (words.size() == 2) notes.push_back(fmt::format("{}: {} counts as low, {} as high.", column.name, words[0], words[1]));
        if (words.size() > 2) left_out.push_back(fmt::format("{} ({} words)", column.name, words.size()));
    }
    if (!left_out.empty()) notes.push_back(fmt::format("Left out, as words have no order to be ranked by: {}.", fmt::join(left_out, ", ")));
    return notes;
}

std::string text_at(const SweptColumn& column, std::uint32_t point) {
    return column.numbers.empty() ? column.texts[point] : setting_text(column.numbers[point]);
}

std::string with_unit(const SweptColumn& column, std::uint32_t point) {
    return column.unit.empty() ? text_at(column, point) : fmt::format("{} {}", text_at(column, point), column.unit);
}

std::string over_points_text(std::span<double> medians, std::uint32_t points, As as) {
    Statistics over = statistics(medians);
    const auto [lowest, highest] = std::ranges::minmax(medians);
    over.p05 = lowest;
    over.p95 = highest;
    over.p05_error = over.p50_error = over.p95_error = over.mcse;
    const std::string text = cell_text(over, as);
    return medians.size() < points ? fmt::format("{} (at {} points)", text, medians.size()) : text;
}

std::string head_of(const SweptColumn& column) {
    return column.unit.empty() ? column.name : fmt::format("{} ({})", column.name, column.unit);
}

std::string legend(const std::vector<SweptColumn>& columns) {
    std::string text;
    for (const SweptColumn& column : columns)
        if (column.name != column.path) text += fmt::format("\n{}: {}", column.name, column.path);
    return text;
}

} // namespace sim
