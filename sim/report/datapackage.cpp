// datapackage.json, made from the list of columns.
#include "report/datapackage.hpp"

#include "base/text.hpp"
#include "report/columns.hpp"
#include "report/labels.hpp"
#include "sim/version.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace sim {
namespace {

using Json = nlohmann::ordered_json;

Json schema_of(const CsvKind& kind) {
    Json fields = Json::array();
    for (const CsvColumn& column : kind.columns)
        fields.push_back({{"name", column.name}, {"type", column.type}, {"description", column.doc}});
    Json schema{{"fields", std::move(fields)}, {"missingValues", {""}}};
    if (!kind.key.empty()) schema["primaryKey"] = kind.key;
    return schema;
}

Json resource_of(const CsvKind& kind) {
    return {{"name", kind.file.substr(0, kind.file.find('.'))},
            {"path", kind.file},
            {"description", kind.doc},
            {"profile", "tabular-data-resource"},
            {"format", "csv"},
            {"mediatype", "text/csv"},
            {"encoding", "utf-8"},
            {"dialect", {{"delimiter", ","}, {"lineTerminator", "\r\n"}, {"quoteChar", "\""}, {"doubleQuote", true}, {"header", true}}},
            {"schema", schema_of(kind)}};
}

/// What the words in the column `metric` mean, of all that is measured in any variant.
Json metrics_of(const Run& run) {
    Json list = Json::array();
    for (const MetricRow& row : metrics()) {
        const auto measures = [&](const Layout& layout) {
            return std::ranges::find(layout.columns, row.metric, &Column::metric) != layout.columns.end();
        };
        if (std::ranges::any_of(run.layouts, measures)) list.push_back({{"name", row.id}, {"unit", row.unit}, {"description", row.doc}});
    }
    return list;
}

} // namespace

std::string datapackage(const Run& run, const Inventory& inventory, const std::set<std::string>& files) {
    Json resources = Json::array();
    for (const CsvKind& kind : csv_kinds())
        if (files.contains(std::string(kind.file))) resources.push_back(resource_of(kind));
    const Scenario& first = run.variants.front();
    std::string name = file_name("sim-" + first.name, "", '-');
    std::ranges::transform(name, name.begin(), lower);
    const Json json{
        {"profile", "tabular-data-package"},
        {"name", name},
        {"title", first.title},
        {"description", fmt::format("Results of '{}', sim {}, fingerprint {}", run.command, program_version, fingerprints_text(inventory))},
        {"resources", std::move(resources)},
        {"sim:metrics", metrics_of(run)}};
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

} // namespace sim
