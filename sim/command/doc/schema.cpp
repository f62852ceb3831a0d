// A JSON Schema of scenario files, made from the table of fields.
#include "command/doc/manual.hpp"
#include "input/law_reader.hpp"
#include "input/values.hpp"

#include <nlohmann/json.hpp>

#include <cmath>

namespace sim {
namespace {

using Json = nlohmann::ordered_json;

/// The definition of that name.
Json the(const std::string& name) { return {{"$ref", "#/definitions/" + name}}; }
Json any_of(std::vector<Json> choices) { return {{"anyOf", std::move(choices)}}; }

constexpr auto date_pattern = "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$";
constexpr auto number_pattern = R"(^\s*[+-]?[0-9][0-9_]*(\.[0-9][0-9_]*)?([eE][+-]?[0-9]+)?\s*(%|pp)?\s*$)";
constexpr auto measure_pattern = R"(^\s*[+-]?[0-9][0-9_]*(\.[0-9][0-9_]*)?([eE][+-]?[0-9]+)?\s*[A-Za-z%1].*$)";

/// A map with these keys and no others but remarks.
Json map_of(Json properties, const char* description = nullptr) {
    for (const Field& row : remark_fields) {
        if (const std::string key(row.key); !properties.contains(key)) properties[key] = the(key);
    }
    Json map{{"type", "object"}};
    if (description != nullptr) map["description"] = description;
    map["properties"] = std::move(properties);
    map["additionalProperties"] = false;
    return map;
}

/// The value, or a map that has it beside remarks.
Json with_remarks(const Json& value) {
    Json wrapped = map_of({{"value", value}});
    wrapped["required"] = {"value"};
    return any_of({value, wrapped});
}

// ---- laws and growth --------------------------------------------------------------------------------------------------

Json parameters_schema(const LawForm& form) {
    Json properties = Json::object(), required = Json::array();
    for (const LawParameter& parameter : form.parameters) {
        properties[std::string(parameter.key)] = the("anyNumber");
        required.push_back(parameter.key);
    }
    Json map = map_of(std::move(properties));
    map["required"] = std::move(required);
    return map;
}

Json form_schema(const LawForm& form) {
    if (form.numbers == 1) return the("anyNumber");
    if (form.numbers == 0) return parameters_schema(form);
    return {{"type", "array"}, {"items", the("anyNumber")}, {"minItems", form.numbers}, {"maxItems", form.numbers}};
}

Json law_properties() {
    Json properties = Json::object();
    for (const LawForm& form : law_forms()) {
        const std::string key(form.key);
        if (!properties.contains(key))
            properties[key] = {{"description", form.doc}, {"anyOf", {form_schema(form), {{"type", "null"}}}}};
        else
            properties[key]["anyOf"].push_back(form_schema(form));
    }
    properties["law"] = {{"description", "The shape of an interval"}, {"enum", interval_laws}};
    return properties;
}

Json by_date(const Json& value) {
    return {{"type", {"object", "null"}}, {"patternProperties", {{date_pattern, value}}}, {"additionalProperties", false}};
}

Json rate_schema(const Field& row) { return {{"description", row.doc}, {"anyOf", {the("anyNumber"), the("law"), {{"type", "null"}}}}}; }

/// `growth` or `doubling` of one regime; of several where `from` says when each begins.
Json rates(bool with_start) {
    Json properties = Json::object();
    if (with_start) properties["from"] = {{"description", regime_start.doc}, {"allOf", {the("date")}}};
    for (const char* key : {"growth", "doubling"}) properties[key] = rate_schema(growth_field(key));
    return properties;
}

Json growth_schema() {
    const Json number = any_of({the("anyNumber"), the("law"), {{"type", "null"}}});
    Json properties = law_properties();
    for (const Field& row : growth_fields) {
        Json value = number;
        if (row.key == "at" || row.key == "table" || row.key == "fit") value = {{"allOf", {by_date(number)}}};
        if (row.key == "growth") value["anyOf"].push_back({{"type", "array"}, {"items", map_of(rates(true))}});
        if (row.key == "then") value = any_of({map_of(rates(false)), {{"type", "null"}}});
        properties[std::string(row.key)] = {{"description", row.doc}};
        properties[std::string(row.key)].update(value);
    }
    return map_of(std::move(properties), "A quantity that changes in time");
}

Json definitions() {
    const Json scalar{{"type", {"string", "number", "boolean"}}};
    Json all = Json::object();
    for (const Field& row : remark_fields)
        all[std::string(row.key)] = {{"description", row.doc}, {"type", {"string", "number", "boolean", "null"}}};
    all["measure"] = {{"description", "A number with its unit"}, {"type", "string"}, {"pattern", measure_pattern}};
    all["measureAlone"] = with_remarks(the("measure"));
    all["anyNumber"] = any_of({{{"type", "number"}}, the("measure"), {{"type", "string"}, {"pattern", number_pattern}}});
    all["date"] = with_remarks(
        any_of({{{"type", "integer"}, {"minimum", 1900}, {"maximum", 2500}}, {{"type", "string"}, {"pattern", date_pattern}}}));
    all["date"]["examples"] = {"2017-10-17", "2017"};
    all["text"] = with_remarks({{"type", {"string", "number"}}});
    all["flag"] = with_remarks({{"type", "boolean"}});
    all["law"] = map_of(law_properties(), "A law from which the number is drawn");
    all["growth"] = growth_schema();
    all["series"] = by_date({{"type", {"number", "string", "null"}}});
    all["axes"] = {
        {"type", "object"},
        {"additionalProperties", any_of({{{"type", "array"}, {"items", scalar}, {"minItems", 1}}, the("law"), {{"type", "null"}}})}};
    return all;
}

// ---- fields -----------------------------------------------------------------------------------------------------------

Json number_schema(const Field& row) {
    if (!row.unit.empty()) return the("measure");
    Json number{{"type", "number"}};
    if (std::isfinite(row.least)) number[row.above_least ? "exclusiveMinimum" : "minimum"] = row.least;
    if (std::isfinite(row.most)) number["maximum"] = row.most;
    return any_of({number, {{"type", "string"}, {"pattern", number_pattern}}});
}

Json map_schema(const FieldEntry& entry);

/// One value, without lists.
std::vector<Json> value_schemas(const FieldEntry& entry) {
    using enum FieldType;
    switch (entry.type) {
    case text:
        return {entry.words.empty() ? the("text") : with_remarks({{"enum", entry.words}})};
    case flag:
        return {the("flag")};
    case date:
        return {the("date")};
    case whole:
    case number:
        return {entry.row.unit.empty() ? with_remarks(number_schema(entry.row)) : the("measureAlone")};
    case input:
    case law:
        return {number_schema(entry.row), the("law")};
    case growth:
        return {number_schema(entry.row), the("growth")};
    case series:
        return {the("series")};
    case axes:
        return {the("axes")};
    case map:
        return {map_schema(entry)};
    }
    return {};
}

/// A list may be written as its only item; one of things with ids as a map from these, which changes a list below.
std::vector<Json> list_schemas(const FieldEntry& entry, unsigned lists) {
    std::vector<Json> items = lists == 1 ? value_schemas(entry) : list_schemas(entry, lists - 1);
    if (lists == 0) return items;
    const Json item = items.size() == 1 ? items.front() : any_of(items);
    const Json list{{"type", "array"}, {"items", item}};
    if (entry.type != FieldType::map) {
        items.push_back(list);
        return items;
    }
    return {list, {{"type", "object"}, {"additionalProperties", any_of({item, {{"type", "null"}}})}}};
}

/// What `~` removes from a file below may be anything.
Json field_schema(const FieldEntry& entry) {
    std::string description = entry.doc();
    if (const std::string range = range_text(entry.row); !range.empty()) description += "; " + range;
    if (!entry.initial.empty()) description += "; " + entry.initial + " where nothing is said";
    std::vector<Json> choices = entry.lists == 0 ? value_schemas(entry) : list_schemas(entry, entry.lists);
    choices.push_back({{"type", "null"}});
    Json schema{{"description", description}, {"anyOf", std::move(choices)}};
    if (!entry.initial.empty() && entry.lists == 0) schema["default"] = entry.initial;
    if (!entry.row.unit.empty()) schema["examples"] = {example_number(entry.row)};
    return schema;
}

Json fields_schema(const std::vector<FieldEntry>& fields) {
    Json properties = Json::object();
    for (const FieldEntry& entry : fields) properties[std::string(entry.row.key)] = field_schema(entry);
    return properties;
}

Json map_schema(const FieldEntry& entry) { return map_of(fields_schema(entry.fields)); }

/// What must be there, all the way down, in a file that neither extends another nor has variants.
Json needs(const std::vector<FieldEntry>& fields) {
    Json required = Json::array(), properties = Json::object(), schema = Json::object();
    for (const FieldEntry& entry : fields) {
        const std::string key(entry.row.key);
        if (entry.row.required) required.push_back(key);
        Json within = needs(entry.fields);
        if (within.empty()) continue;
        if (entry.lists > 0) within = {{"items", std::move(within)}};
        properties[key] = std::move(within);
    }
    if (!required.empty()) schema["required"] = std::move(required);
    if (!properties.empty()) schema["properties"] = std::move(properties);
    return schema;
}

} // namespace

std::string scenario_schema() {
    const std::vector<FieldEntry> fields = scenario_fields();
    Json schema{{"$schema", "http://json-schema.org/draft-07/schema#"},
                {"title", "A scenario of sim"},
                {"description", "Numbers carry their unit, such as '2.3 yr'; any may be a law, such as {ci90: [2 yr, 4 yr]}"}};
    Json sections = Json::object(), defined = definitions();
    for (const FieldEntry& entry : fields) {
        defined[std::string(entry.row.key)] = field_schema(entry);
        sections[std::string(entry.row.key)] = the(std::string(entry.row.key));
    }
    Json overlay = sections;
    overlay["of"] = {{"description", "The variant that this one is laid over"}, {"type", "string"}};
    defined["overlay"] = map_of(std::move(overlay), "What is laid over the rest of the file");
    Json file = sections;
    file["extends"] = {{"description", assembly_fields[0].doc}, {"type", "string"}};
    file["variants"] = {{"description", assembly_fields[1].doc},
                        {"type", "object"},
                        {"additionalProperties", any_of({the("overlay"), {{"type", "null"}}})}};
    schema.update(map_of(std::move(file)));
    schema["if"] = {{"not", {{"anyOf", {{{"required", {"extends"}}}, {{"required", {"variants"}}}}}}}};
    schema["then"] = needs(fields);
    schema["definitions"] = std::move(defined);
    return schema.dump(1) + '\n';
}

} // namespace sim
