// The visitor that makes data of the table of fields.
#include "input/catalogue.hpp"

#include "input/law_reader.hpp"
#include "input/resolve/resolve_parts.hpp"
#include "input/values.hpp"
#include "model/walk.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <type_traits>

namespace sim {
namespace {

// ---- what holds where nothing is said ---------------------------------------------------------------------------------

std::string initial_of(const Field&, const std::string& value) { return value; }
std::string initial_of(const Field&, bool value) { return value ? "true" : "false"; }
/// A default outside of the field's range stands for nothing that could be written.
std::string initial_of(const Field& row, double value) {
    const Measure measure{row};
    return measure.holds(value) && std::isfinite(value) ? with_unit(measure.in_unit(value), row.unit) : "";
}
std::string initial_of(const Field& row, std::uint64_t value) {
    const auto units = static_cast<double>(value);
    if (units < row.least || units > row.most) return {};
    return std::to_string(value) + (row.unit.empty() ? "" : " ") + std::string(row.unit);
}
std::string initial_of(const Field& row, std::uint32_t value) { return initial_of(row, std::uint64_t{value}); }
std::string initial_of(const Field& row, const Number& value) { return value.law ? "" : initial_of(row, static_cast<double>(value)); }
std::string initial_of(const Field& row, const Distribution& value) {
    const auto* constant = std::get_if<Constant>(&value.law);
    return constant == nullptr ? "" : initial_of(row, constant->value);
}
template <class T> std::string initial_of(const Field&, const T& value) {
    if constexpr (Worded<T>)
        return std::string(word_of(value));
    else
        return {};
}

// ---- types ------------------------------------------------------------------------------------------------------------

template <class T> constexpr FieldType type_of() {
    if constexpr (std::is_same_v<T, std::string> || Worded<T> || Choice<T>)
        return FieldType::text;
    else if constexpr (std::is_same_v<T, bool>)
        return FieldType::flag;
    else if constexpr (std::is_integral_v<T>)
        return FieldType::whole;
    else if constexpr (std::is_same_v<T, double>)
        return FieldType::number;
    else if constexpr (std::is_same_v<T, Instant>)
        return FieldType::date;
    else if constexpr (std::is_same_v<T, Number>)
        return FieldType::input;
    else if constexpr (std::is_same_v<T, Distribution>)
        return FieldType::law;
    else if constexpr (std::is_same_v<T, Growth>)
        return FieldType::growth;
    else if constexpr (std::is_same_v<T, Series>)
        return FieldType::series;
    else if constexpr (std::is_same_v<T, Axes>)
        return FieldType::axes;
    else {
        static_assert(Described<T>, "a type that the table of fields does not know");
        return FieldType::map;
    }
}

/// The visitor that lists a struct's rows.
class Lister {
public:
    explicit Lister(std::string path) : path_(std::move(path)) {}

    template <class T> void field(const Field& row, T& member) {
        const auto words = words_taken_by(member);
        FieldEntry entry{.row = row, .path = path_to(path_, row.key), .words = {words.begin(), words.end()}};
        describe(entry, member);
        if constexpr (Choice<T>) return add_choice<T>(std::move(entry));
        if (row.required) entry.initial.clear();
        if (entry.path == "report.tables") entry.words = table_names();
        entries.push_back(std::move(entry));
    }

    std::vector<FieldEntry> entries;

private:
    template <class T> void describe(FieldEntry& entry, T& member) {
        entry.type = type_of<T>();
        if (entry.lists == 0) entry.initial = initial_of(entry.row, member);
        if constexpr (Described<T>) {
            Lister inside(entry.path + (entry.lists > 0 ? "[]" : ""));
            fields(inside, member);
            entry.fields = std::move(inside.entries);
        }
    }
    template <class T> void describe(FieldEntry& entry, std::optional<T>&) {
        T value{};
        describe(entry, value);
        entry.initial.clear();
    }
    template <class T> void describe(FieldEntry& entry, std::vector<T>&) {
        ++entry.lists;
        T value{};
        describe(entry, value);
    }

    /// The word, then the fields of all kinds, each once.
    template <Choice C> void add_choice(FieldEntry entry) {
        each_kind<C>([&](auto kind) {
            Lister inside(path_);
            fields(inside, kind);
            entry.kinds.push_back({kind.word, kind.doc, std::move(inside.entries)});
        });
        entries.push_back(entry);
        const std::size_t first = entries.size();
        for (const FieldEntry::Kind& kind : entry.kinds) {
            for (const FieldEntry& field : kind.fields) {
                const auto same = [&](const FieldEntry& other) { return other.row.key == field.row.key; };
                auto found = std::find_if(entries.begin() + static_cast<std::ptrdiff_t>(first), entries.end(), same);
                if (found == entries.end()) {
                    found = entries.insert(entries.end(), field);
                    found->chosen_by = entry.row.key;
                }
                found->only_of.push_back(kind.word);
            }
        }
    }

    std::string path_;
};

} // namespace

std::string FieldEntry::doc() const {
    return (only_of.empty() ? "" : fmt::format("{}: ", fmt::join(only_of, ", "))) + std::string(row.doc);
}

std::vector<FieldEntry> scenario_fields() {
    Scenario scenario;
    Lister lister("");
    fields(lister, scenario);
    return std::move(lister.entries);
}

void each_field(const std::vector<FieldEntry>& entries, const std::function<void(const FieldEntry&)>& visit) {
    for (const FieldEntry& entry : entries) {
        visit(entry);
        each_field(entry.fields, visit);
    }
}

std::string range_text(const Field& row) { return row.least == -no_limit && row.most == no_limit ? std::string() : Measure{row}.range(); }

} // namespace sim
