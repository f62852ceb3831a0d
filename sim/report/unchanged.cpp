// A results folder compared with what a run would leave there.
#include "report/unchanged.hpp"

#include "base/text.hpp"
#include "ensemble/checksum.hpp"
#include "ensemble/file.hpp"
#include "report/folder.hpp"
#include "report/own_folder.hpp"
#include "sim/version.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sim {
namespace {

bool is_of(const Manifest& manifest, const Run& run) {
    const auto same_variant = [](const Manifest::Variant& is, const Scenario& should) {
        return is.name == should.variant && is.hash == should.hash;
    };
    return manifest.version == program_version && manifest.model_version == model_version && manifest.kind == run.kind &&
           manifest.command == run.command && manifest.seed == run.seed && manifest.points == run.trials.points &&
           manifest.replicates == run.trials.replicates && manifest.series == run.series && manifest.shard == run.shard &&
           std::ranges::equal(manifest.variants, run.variants, same_variant);
}

bool has_scenarios(const Manifest& manifest, std::span<const Reading> readings) {
    const auto names = scenario_names(readings.size());
    for (std::size_t i = 0; i < readings.size(); ++i) {
        const auto listed = std::ranges::find(manifest.files, names[i], &ListedFile::name);
        if (listed == manifest.files.end() || listed->sha256 != sha256_of(resolved_yaml(readings[i]))) return false;
    }
    return true;
}

bool has_files(const Manifest& manifest, const std::filesystem::path& folder) {
    return std::ranges::all_of(manifest.files, [&](const ListedFile& file) {
        return sum_of(FilePlace(folder, file.name)) == FileSum{file.bytes, file.sha256};
    });
}

bool operator==(const Inventory& a, const Inventory& b) {
    return a.fingerprint == b.fingerprint && a.values_fingerprint == b.values_fingerprint && a.played.trials == b.played.trials &&
           a.played.failed == b.played.failed && a.played.events == b.played.events;
}

std::optional<Unchanged> compare(const std::filesystem::path& folder, const Run& run, std::span<const Reading> readings) {
    namespace fs = std::filesystem;
    const fs::path store_file = folder / store_name;
    if (!run.precision.empty() || !fs::exists(folder / manifest_name) || !fs::is_regular_file(fs::symlink_status(store_file)) ||
        fs::exists(fs::symlink_status(folder / journal_name)) || Store::needs_recovery(store_file))
        return std::nullopt;
    const Manifest manifest = read_manifest(folder / manifest_name);
    if (!is_of(manifest, run) || !has_scenarios(manifest, readings) || !has_files(manifest, folder)) return std::nullopt;
    Unchanged found{Store(store_file, provenance_of(run), Store::Access::read), {}};
    if (found.store.noted(made_note) != made_from(found.store.check_values())) return std::nullopt;
    found.inventory = take_stock(run.trials, found.store, [&run](std::uint64_t id) { return run.wants(id); });
    if (found.inventory.played.trials != run.size() || !(found.inventory == manifest.inventory)) return std::nullopt;
    return found;
}

} // namespace

std::string made_from(std::uint64_t digest) { return fmt::format("{} {}", hexadecimal(digest), sha256_of_file("/proc/self/exe")); }

std::optional<Unchanged> find_unchanged(const std::filesystem::path& folder, const Run& run, std::span<const Reading> readings) {
    try {
        return compare(folder, run, readings);
    } catch (const IoError&) { // whoever does the work says what is wrong
        return std::nullopt;
    } catch (const std::filesystem::filesystem_error&) {
        return std::nullopt;
    }
}

} // namespace sim
