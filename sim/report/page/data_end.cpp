// Looks through scenario documents for tables by date.
#include "report/page/data_end.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sim {
namespace {

/// "2025", "2025-07" or "2025-07-01".
bool reads_as_date(std::string_view text) {
    return text.size() >= 4 && std::ranges::all_of(text.substr(0, 4), is_digit) && (text.size() == 4 || text[4] == '-');
}

void look_for_tables(const Node& node, DataEnd& end) {
    if (const Node* const table = find(node, "table"); table != nullptr && table->is(Node::Type::map)) {
        std::string last;
        for (const Node& value : table->items)
            if (reads_as_date(value.key)) last = std::max(last, value.key);
        if (!last.empty() && (end.first.empty() || last < end.first)) end.first = last;
        end.last = std::max(end.last, last);
    }
    for (const Node& item : node.items) look_for_tables(item, end);
}

} // namespace

DataEnd data_end(std::span<const Origin> origins) {
    DataEnd end;
    for (const Origin& origin : origins) {
        const auto& known_on = origin.run->variants.front().hindcast.origin;
        if (origin.run->kind == ResultsKind::hindcast && known_on) return {to_text(*known_on), to_text(*known_on), true};
        for (const Reading& reading : origin.readings) look_for_tables(reading.base->root, end);
    }
    return end;
}

std::string text_of(const DataEnd& end) {
    if (end.last.empty()) return {};
    if (end.origin) return fmt::format("Dotted: {}, after which no input is dated; what was observed later only judges.", end.last);
    if (end.first == end.last)
        return fmt::format("Dotted: where the tables of data among the inputs end ({}); from there on all rests on assumptions.", end.last);
    return fmt::format(
        "Dotted: {}, where the last of the tables of data among the inputs ends; the first ends in {}. Right of it all rests on "
        "assumptions, left of it the model's own part does.",
        end.last, end.first);
}

} // namespace sim
