// What the program tells about itself, made from the tables that it runs by: the schema of scenarios, the model description, the reference.
#pragma once

#include "command/doc/command_doc.hpp"
#include "input/catalogue.hpp"

#include <span>
#include <string>
#include <string_view>

namespace sim {

/// A JSON Schema (draft-07) that completes and checks scenario files in editors. It knows every field, but not what only the reader can
/// check: dimensions of units, references, dates in order.
[[nodiscard]] std::string scenario_schema();
/// The model after the ODD protocol: docs/odd.md, with the tables between its markers made anew.
[[nodiscard]] std::string model_description();
/// Every field, law, metric, command, option and exit code: docs/reference.md.
[[nodiscard]] std::string reference(const ProgramDoc& program);

// Tables for both, in Markdown.
/// Text as Markdown shows it, also in a table.
[[nodiscard]] std::string in_markdown(std::string_view text);
[[nodiscard]] std::string keys_table(std::span<const Field> fields);
[[nodiscard]] std::string metrics_table();
[[nodiscard]] std::string events_table();
[[nodiscard]] std::string policies_table();
[[nodiscard]] std::string laws_table();
[[nodiscard]] std::string fields_table(const std::vector<FieldEntry>& fields);

} // namespace sim
