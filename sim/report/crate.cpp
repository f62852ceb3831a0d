// The folder as an RO-Crate: its files, the program that made them, and the scenario that they are from.
#include "report/crate.hpp"

#include "base/text.hpp"
#include "report/folder.hpp"
#include "sim/version.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <string_view>
#include <utility>

namespace sim {
namespace {

using Json = nlohmann::ordered_json;

Json link(std::string_view id) { return {{"@id", id}}; }

std::string_view type_of(std::string_view name) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 9> types{{{".csv", "text/csv"},
                                                                                  {".json", "application/json"},
                                                                                  {".yaml", "application/yaml"},
                                                                                  {".html", "text/html"},
                                                                                  {".md", "text/markdown"},
                                                                                  {".tex", "application/x-tex"},
                                                                                  {".svg", "image/svg+xml"},
                                                                                  {".pdf", "application/pdf"},
                                                                                  {".sqlite", "application/vnd.sqlite3"}}};
    for (const auto& [ending, type] : types)
        if (name.ends_with(ending)) return type;
    return "application/octet-stream";
}

Json file_of(const ListedFile& file) {
    return {{"@id", file.name},
            {"@type", "File"},
            {"name", file.name},
            {"encodingFormat", type_of(file.name)},
            {"contentSize", std::to_string(file.bytes)},
            {"sha256", file.sha256}};
}

Json root_of(const Manifest& manifest, const std::string& made, std::span<const ListedFile> files) {
    Json parts = Json::array();
    for (const ListedFile& file : files) parts.push_back(link(file.name));
    return {{"@id", "./"},
            {"@type", "Dataset"},
            {"name", manifest.title.empty() ? manifest.scenario : manifest.title},
            {"description", fmt::format("Results of '{}': {} trials, seed {}", manifest.command,
                                        with_commas(manifest.inventory.played.trials), manifest.seed)},
            {"identifier", hexadecimal(manifest.inventory.fingerprint)},
            {"datePublished", made},
            {"mentions", link("#run")},
            {"hasPart", std::move(parts)}};
}

Json run_of(const Manifest& manifest, const std::string& made) {
    Json sources = Json::array();
    for (const std::string& name : scenario_names(manifest)) sources.push_back(link(name));
    return {{"@id", "#run"},       {"@type", "CreateAction"},    {"name", manifest.command},
            {"endTime", made},     {"instrument", link("#sim")}, {"object", std::move(sources)},
            {"result", link("./")}};
}

Json program_of(const Manifest& manifest) {
    return {
        {"@id", "#sim"},
        {"@type", "SoftwareApplication"},
        {"name", "sim"},
        {"softwareVersion", fmt::format("{}, model version {}, revision {}", manifest.version, manifest.model_version, manifest.revision)}};
}

} // namespace

std::string crate(const Manifest& manifest, std::span<const ListedFile> files) {
    constexpr std::size_t day = 10; // "2026-11-28"
    const std::string made = manifest.finished.substr(0, day);
    Json graph = Json::array(
        {{{"@id", crate_name}, {"@type", "CreativeWork"}, {"conformsTo", link("https://w3id.org/ro/crate/1.1")}, {"about", link("./")}},
         root_of(manifest, made, files),
         run_of(manifest, made),
         program_of(manifest)});
    for (const ListedFile& file : files) graph.push_back(file_of(file));
    const Json json{{"@context", "https://w3id.org/ro/crate/1.1/context"}, {"@graph", std::move(graph)}};
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

} // namespace sim
