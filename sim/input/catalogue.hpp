// The table of fields as data, each with its type and its default: what the schema, the reference and the model description are made from.
#pragma once

#include "input/document.hpp"
#include "model/fields.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

/// How the value of a field is written.
enum class FieldType : std::uint8_t {
    text,
    flag,
    whole,
    number,
    date,
    input,  ///< a number, or a law from which it is drawn once per replicate
    law,    ///< a number, or a law from which it is drawn for each thing
    growth, ///< a number, a law, or a quantity that changes in time
    series,
    axes,
    map,
};

struct FieldEntry {
    Field row;
    std::string path; ///< "hardware.generations[].price"
    FieldType type = FieldType::text;
    unsigned lists = 0;                       ///< 1: a list of such values, or one of them; 2: a list of lists
    std::string initial = {};                 ///< what holds where nothing is said, as it would be written; empty: nothing
    std::vector<std::string_view> words = {}; ///< the only ones that it takes; none: any
    std::vector<FieldEntry> fields = {};      ///< of a map

    /// What one of the words chooses, where they choose between kinds of things: its fields stand in the same map.
    struct Kind {
        std::string_view word, doc;
        std::vector<FieldEntry> fields;
    };
    std::vector<Kind> kinds = {};
    std::string_view chosen_by = {};            ///< key of the field whose words choose this one; empty: it is always there...
    std::vector<std::string_view> only_of = {}; ///< ...and the words that do
    /// "hardware_access, price_shock: what a GPU costs": its sentence, behind the kinds of things that it is of where it is not of all.
    [[nodiscard]] std::string doc() const;
};

/// The fields of a scenario, in the order of the table.
[[nodiscard]] std::vector<FieldEntry> scenario_fields();
/// Calls `visit` for every field, those of maps after the map itself.
void each_field(const std::vector<FieldEntry>& entries, const std::function<void(const FieldEntry&)>& visit);

/// A document with all that holds where it says nothing; these values are not `written`. It reads back to the same scenario.
[[nodiscard]] Node with_defaults(Node root);

/// "at least 0 yr", "between 0 and 1"; empty where anything goes.
[[nodiscard]] std::string range_text(const Field& row);

} // namespace sim
