// Tables in Markdown of what the program runs by: fields, laws, metrics, events, policies.
#include "command/doc/manual.hpp"

#include "input/law_reader.hpp"
#include "input/values.hpp"
#include "sim/event.hpp"
#include "sim/metric.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace sim {
namespace {

std::string code(std::string_view text) {
    std::string result;
    for (const char c : text) result += c == '|' ? std::string("\\|") : std::string(1, c);
    return text.empty() ? result : '`' + result + '`';
}

std::string row(const std::vector<std::string>& cells) { return fmt::format("| {} |\n", fmt::join(cells, " | ")); }
std::string head(const std::vector<std::string>& cells) {
    std::string line = "|";
    for (std::size_t i = 0; i < cells.size(); ++i) line += "---|";
    return row(cells) + line + '\n';
}

std::string levels_text(unsigned levels) {
    static constexpr std::string_view names[] = {"world",  "country", "kind", "country/kind", "size",   "domain",
                                                 "corpus", "learner", "goal", "benchmark",    "income", "basket"};
    static_assert(std::size(names) == level_count);
    std::vector<std::string_view> measured;
    for (std::size_t i = 0; i < level_count; ++i)
        if ((levels & (1U << i)) != 0) measured.push_back(names[i]);
    return fmt::format("{}", fmt::join(measured, ", "));
}

std::string type_text(const FieldEntry& entry) {
    static constexpr std::string_view names[] = {"text", "true or false", "whole number",   "number",         "date", "uncertain",
                                                 "law",  "growth",        "values by date", "values by path", "map"};
    std::string text(names[static_cast<std::size_t>(entry.type)]);
    if (!entry.words.empty() && entry.words.size() < 10) text = fmt::format("`{}`", fmt::join(entry.words, "`, `"));
    for (unsigned i = 0; i < entry.lists; ++i) text = "list of " + text;
    return text;
}

} // namespace

std::string in_markdown(std::string_view text) {
    std::string result;
    for (const char c : text) {
        if (c == '|' || c == '<' || c == '*') result += '\\';
        result += c;
    }
    return result;
}

std::string keys_table(std::span<const Field> fields) {
    std::string text = head({"key", "meaning"});
    for (const Field& key : fields) text += row({code(key.key), in_markdown(key.doc)});
    return text;
}

std::string metrics_table() {
    std::string text = head({"metric", "unit", "measured for", "meaning"});
    for (const MetricRow& m : metrics()) text += row({code(m.id), std::string(m.unit), levels_text(m.levels), in_markdown(m.doc)});
    return text;
}

std::string events_table() {
    std::string text = head({"order", "event", "what happens"});
    for (std::size_t i = 0; i < event_rows.size(); ++i)
        text += row({std::to_string(i + 1), code(event_rows[i].name), in_markdown(event_rows[i].sentence)});
    return text;
}

std::string policies_table() {
    const std::vector<FieldEntry> all = scenario_fields();
    const auto key_is = [](std::string_view key) { return [key](const FieldEntry& entry) { return entry.row.key == key; }; };
    const FieldEntry& policies = *std::ranges::find_if(all, key_is("policies"));
    std::string text = head({"what", "takes", "unit", "meaning"});
    for (const FieldEntry::Kind& kind : std::ranges::find_if(policies.fields, key_is("what"))->kinds) {
        text += row({code(kind.word), "", "", in_markdown(kind.doc)});
        for (const FieldEntry& entry : kind.fields)
            text += row({"", code(entry.row.key), std::string(entry.row.unit), in_markdown(entry.row.doc)});
    }
    return text;
}

std::string laws_table() {
    std::string text = head({"written", "means"});
    for (const LawForm& form : law_forms()) {
        std::vector<std::string> parts;
        for (const LawParameter& parameter : form.parameters) parts.push_back(fmt::format("{}: ...", parameter.key));
        const std::vector<std::string> numbers(form.numbers, "...");
        const std::string behind = form.numbers == 1  ? "..."
                                   : form.numbers > 1 ? fmt::format("[{}]", fmt::join(numbers, ", "))
                                                      : fmt::format("{{{}}}", fmt::join(parts, ", "));
        text += row({code(fmt::format("{{{}: {}}}", form.key, behind)), in_markdown(form.doc)});
    }
    return text;
}

std::string fields_table(const std::vector<FieldEntry>& fields) {
    std::string text = head({"field", "written as", "unit", "range", "where nothing is said", "meaning"});
    each_field(fields, [&](const FieldEntry& entry) {
        const std::string initial = entry.row.required ? "**required**" : code(entry.initial);
        const std::string unit(entry.row.unit == "1/yr" ? "%/yr" : entry.row.unit);
        text += row({code(entry.path), type_text(entry), unit, range_text(entry.row), initial, in_markdown(entry.doc())});
    });
    return text;
}

} // namespace sim
