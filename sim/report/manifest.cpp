// manifest.json, written and read.
#include "report/manifest.hpp"

#include "base/text.hpp"
#include "ensemble/file.hpp"
#include "sim/version.hpp"

#include "revision.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <optional>

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

constexpr std::uint64_t largest_manifest = 64'000'000; // bytes
constexpr int deepest = 16;                            // levels of JSON
constexpr auto kind_of_page = "page";

/// Throws Unsuitable, Json::exception and IoError.
Json json_in(const std::filesystem::path& file) {
    const auto shallow = [](int depth, Json::parse_event_t, Json&) {
        if (depth > deepest) throw Unsuitable(fmt::format("it is nested more than {} levels deep", deepest));
        return true;
    };
    Json json = Json::parse(read_file(file, largest_manifest), shallow);
    if (json.at("program") != "sim") throw Unsuitable("it is not one of sim");
    return json;
}

std::uint64_t hash_in(const std::string& text) {
    const auto value = from_hexadecimal(text);
    if (!value) throw Unsuitable(fmt::format("{} is no hash", in_quotes(text)));
    return *value;
}

/// JSON has one kind of number, and its reader would cut them to size.
std::uint64_t whole(const Json& json, const char* name) {
    const Json& number = json.at(name);
    if (!number.is_number_unsigned()) throw Unsuitable(fmt::format("'{}' is no whole number", name));
    return number.get<std::uint64_t>();
}

/// A text of one line, which can be shown anywhere.
std::string text_in(const Json& json, const char* name) {
    std::string text = json.at(name).get<std::string>();
    if (const auto at = unprintable(text))
        throw Unsuitable(fmt::format("'{}' holds a control character ({})", name, name_of_character(text, *at)));
    return text;
}

ResultsKind kind_of(const std::string& text) {
    for (const ResultsKind kind : kinds)
        if (to_text(kind) == text) return kind;
    if (text == kind_of_page) throw Unsuitable("it is that of a page of several folders, and holds no run");
    throw Unsuitable(fmt::format("its kind is {}; this program knows run, hindcast and compare", in_quotes(text)));
}

std::vector<ListedFile> files_in(const Json& json) {
    std::vector<ListedFile> files;
    for (const Json& file : json.at("files")) files.push_back({text_in(file, "name"), whole(file, "bytes"), text_in(file, "sha256")});
    return files;
}

std::optional<Shard> shard_in(const Json& json) {
    if (json.is_null()) return std::nullopt;
    const Shard shard{whole(json, "number"), whole(json, "of")};
    if (!(shard.number >= 1 && shard.number <= shard.of)) throw Unsuitable("there is no such shard");
    return shard;
}

/// What is said of the trials must be possible; it decides how long readers work.
void check_counts(const Manifest& read, std::uint64_t variants) {
    constexpr std::uint64_t most_trials = std::uint64_t{1} << 40U; // as many as a store has room for
    const Played& played = read.inventory.played;
    const bool few = variants > 0 && read.points > 0 && read.replicates > 0 && read.replicates <= most_trials / variants &&
                     read.points <= most_trials / variants / read.replicates;
    if (!few || variants != read.variants.size()) throw Unsuitable("its counts of variants, points and replicates cannot be");
    const std::uint64_t all = variants * read.points * read.replicates;
    constexpr std::uint64_t slack = 1000; // a little more or less is said trial by trial, see `sim verify`
    const std::uint64_t wanted = read.shard ? read.shard->size(all) : all;
    if (wanted > played.trials + slack || played.trials > wanted + slack || played.failed > played.trials)
        throw Unsuitable(fmt::format("it counts {} trials, which cannot be: {} variants, {} points, {} replicates", played.trials, variants,
                                     read.points, read.replicates));
}

Manifest manifest_of(const Json& json) {
    if (!json.contains("files"))
        throw Unsuitable("it lists no files: an older version of sim made it; run the command again, which plays nothing anew");
    Manifest read;
    for (const auto& [name, into] : {std::pair{"version", &read.version},
                                     {"model_version", &read.model_version},
                                     {"revision", &read.revision},
                                     {"command", &read.command},
                                     {"scenario", &read.scenario},
                                     {"title", &read.title}})
        *into = text_in(json, name);
    read.kind = kind_of(text_in(json, "kind"));
    read.arguments = json.at("arguments").get<std::vector<std::string>>();
    read.seed = whole(json, "seed");
    for (const Json& variant : json.at("variants")) read.variants.push_back({text_in(variant, "name"), hash_in(text_in(variant, "hash"))});
    const Json& counts = json.at("counts");
    read.points = whole(counts, "points");
    read.replicates = whole(counts, "replicates");
    read.series = json.at("series").get<std::vector<std::string>>();
    read.shard = shard_in(json.at("shard"));
    read.inventory = {{whole(counts, "trials"), whole(counts, "failed"), whole(counts, "events")},
                      hash_in(text_in(json, "fingerprint")),
                      hash_in(text_in(json, "values_fingerprint"))};
    read.files = files_in(json);
    read.finished = text_in(json.at("wall_clock"), "finished");
    check_counts(read, whole(counts, "variants"));
    return read;
}

/// What `use` makes of the JSON. Throws IoError that says what is wrong with it.
template <class Use> auto with_json(const std::filesystem::path& file, const Use& use) {
    try {
        return use(json_in(file));
    } catch (const Json::exception& error) {
        throw IoError(file, fmt::format("is no manifest of sim: {}", error.what()));
    } catch (const Unsuitable& error) {
        throw IoError(file, fmt::format("cannot be used: {}", error.what()));
    }
}

/// Names of files may hold any bytes: those that are no UTF-8 are replaced.
std::string dumped(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n'; }

} // namespace

Manifest read_manifest(const std::filesystem::path& file) { return with_json(file, manifest_of); }

std::string manifest_with(const std::filesystem::path& file, std::span<const ListedFile> files) {
    return with_json(file, [&](Json json) {
        json["files"] = list_of(files);
        return dumped(json);
    });
}

std::string manifest_of_page(std::span<const ListedFile> files) {
    return dumped({{"program", "sim"}, {"version", program_version}, {"kind", kind_of_page}, {"files", list_of(files)}});
}

bool is_manifest(const std::filesystem::path& file) {
    try {
        return with_json(file, [](const Json&) { return true; });
    } catch (const IoError&) {
        return false;
    }
}

bool is_manifest_of_page(const std::filesystem::path& file) {
    return is_manifest(file) && with_json(file, [](const Json& json) { return json.value("kind", Json()) == kind_of_page; });
}

std::vector<ListedFile> files_listed_in(const std::filesystem::path& file) {
    try {
        return with_json(file, files_in);
    } catch (const IoError&) {
        return {};
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
        {"values_fingerprint", hexadecimal(inventory.values_fingerprint)},
        {"series", run.series},
        {"files", list_of(files)},
        {"wall_clock", times_of(clock)},
    };
    return dumped(json);
}

} // namespace sim
