// manifest.json, written and read.
#include "report/manifest.hpp"

#include "base/text.hpp"
#include "ensemble/file.hpp"
#include "sim/version.hpp"

#include "revision.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <charconv>

namespace sim {
namespace {

using Json = nlohmann::ordered_json;

#if defined(__clang__)
constexpr auto compiler = "clang " __clang_version__;
#else
constexpr auto compiler = "g++ " __VERSION__;
#endif

Json variants_of(const Run& run) {
    Json list = Json::array();
    for (const Scenario& variant : run.variants) list.push_back({{"name", variant.variant}, {"hash", hexadecimal(variant.hash)}});
    return list;
}

Json counts_of(const Run& run, const Inventory& inventory) {
    return {{"variants", run.trials.variants},   {"points", run.trials.points},       {"replicates", run.trials.replicates},
            {"trials", inventory.played.trials}, {"failed", inventory.played.failed}, {"events", inventory.played.events}};
}

Json times_of(const WallClock& clock) {
    const double rate = clock.seconds > 0 ? static_cast<double>(clock.played.events) / clock.seconds : 0;
    return {{"started", clock.started},
            {"finished", clock.finished},
            {"seconds", clock.seconds},
            {"threads", clock.threads},
            {"ranks", clock.ranks},
            {"trials_played", clock.played.trials},
            {"events_played", clock.played.events},
            {"events_per_second", rate}};
}

Json shard_of(const Run& run) { return run.shard ? Json{{"number", run.shard->number}, {"of", run.shard->of}} : Json(); }

Json list_of(std::span<const ListedFile> files) {
    Json list = Json::array();
    for (const ListedFile& file : files) list.push_back({{"name", file.name}, {"bytes", file.bytes}, {"sha256", file.sha256}});
    return list;
}

constexpr std::array kinds{ResultsKind::run, ResultsKind::hindcast, ResultsKind::compare};

/// What is wrong with a manifest that is JSON.
struct Unsuitable : std::runtime_error {
    using std::runtime_error::runtime_error;
};

std::uint64_t hash_in(const std::string& text) {
    const auto value = from_hexadecimal(text);
    if (!value) throw Unsuitable(fmt::format("'{}' is no hash", text));
    return *value;
}

ResultsKind kind_of(const std::string& text) {
    for (const ResultsKind kind : kinds)
        if (to_text(kind) == text) return kind;
    throw Unsuitable(fmt::format("its kind is '{}'; this program knows run, hindcast and compare", text));
}

Manifest manifest_of(const Json& json) {
    if (json.at("program") != "sim") throw Unsuitable("it is not one of sim");
    if (!json.contains("files"))
        throw Unsuitable("it lists no files: an older version of sim made it; run the command again, which plays nothing anew");
    Manifest read;
    for (const auto& [name, into] : {std::pair{"version", &read.version},
                                     {"model_version", &read.model_version},
                                     {"command", &read.command},
                                     {"scenario", &read.scenario},
                                     {"title", &read.title}})
        *into = json.at(name).get<std::string>();
    read.kind = kind_of(json.at("kind"));
    read.arguments = json.at("arguments").get<std::vector<std::string>>();
    read.seed = json.at("seed").get<std::uint64_t>();
    for (const Json& variant : json.at("variants")) read.variants.push_back({variant.at("name"), hash_in(variant.at("hash"))});
    const Json& counts = json.at("counts");
    read.points = counts.at("points").get<std::uint64_t>();
    read.replicates = counts.at("replicates").get<std::uint64_t>();
    read.series = json.at("series").get<bool>();
    if (const Json& shard = json.at("shard"); !shard.is_null()) read.shard = Shard{shard.at("number"), shard.at("of")};
    if (read.shard && !(read.shard->number >= 1 && read.shard->number <= read.shard->of)) throw Unsuitable("there is no such shard");
    read.inventory = {{counts.at("trials"), counts.at("failed"), counts.at("events")}, hash_in(json.at("fingerprint"))};
    for (const Json& file : json.at("files")) read.files.push_back({file.at("name"), file.at("bytes"), file.at("sha256")});
    return read;
}

} // namespace

Manifest read_manifest(const std::filesystem::path& file) {
    try {
        return manifest_of(Json::parse(read_file(file)));
    } catch (const Json::exception& error) {
        throw IoError(file, fmt::format("is no manifest of sim: {}", error.what()));
    } catch (const Unsuitable& error) {
        throw IoError(file, fmt::format("cannot be used: {}", error.what()));
    }
}

std::string manifest_with(const std::filesystem::path& file, std::span<const ListedFile> files) {
    try {
        Json json = Json::parse(read_file(file));
        json.at("files") = list_of(files);
        return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
    } catch (const Json::exception& error) {
        throw IoError(file, fmt::format("is no manifest of sim: {}", error.what()));
    }
}

std::string manifest(const Run& run, const Inventory& inventory, const WallClock& clock, std::span<const ListedFile> files) {
    const Json json = {
        {"program", "sim"},
        {"version", program_version},
        {"model_version", model_version},
        {"revision", revision},
        {"compiler", compiler},
        {"kind", to_text(run.kind)},
        {"command", run.command},
        {"arguments", run.arguments},
        {"scenario", run.variants.front().name},
        {"title", run.variants.front().title},
        {"seed", run.seed},
        {"variants", variants_of(run)},
        {"shard", shard_of(run)},
        {"counts", counts_of(run, inventory)},
        {"fingerprint", hexadecimal(inventory.fingerprint)},
        {"series", run.series},
        {"files", list_of(files)},
        {"wall_clock", times_of(clock)},
    };
    // Names of files may hold any bytes: those that are no UTF-8 are replaced.
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

} // namespace sim
