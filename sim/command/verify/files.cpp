// Bytes: the files of a folder beside its manifest, and beside the same files made again.
#include "command/verify/case.hpp"

#include "ensemble/checksum.hpp"
#include "ensemble/file.hpp"
#include "ensemble/inside.hpp"
#include "ensemble/lines.hpp"
#include "ensemble/shelf.hpp"
#include "report/crate.hpp"
#include "report/own_folder.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sim {
namespace {

constexpr std::size_t most_told = 100; // differences of one file

/// Other results folders may lie within this one, such as the shards that it was joined from.
bool is_results_folder(const std::filesystem::path& folder) { return is_there(folder / manifest_name) || is_there(folder / store_name); }

/// "results/x/summary.csv:173: column mean of research_share, ...: the file says 0.172, the store gives 0.171"
std::string text_of(const Case& c, const std::string& name, const LineDifference& d, std::string_view source) {
    const std::string place = fmt::format("{}:{}: {}: ", c.path(name).string(), d.line, d.what);
    if (d.is.empty() && d.should.empty()) return place + fmt::format("not as {} has it", source);
    if (d.is.empty()) return place + fmt::format("missing; {} has {}", source, d.should);
    if (d.should.empty()) return place + fmt::format("{} has nothing of it: {}", source, d.is);
    return place + fmt::format("the file says {}, {} has {}", d.is, source, d.should);
}

/// Another program has drawn it, or it carries the day of the run: its checksum must do.
bool is_only_summed(const std::string& name) { return name.starts_with(plots_folder) || name == crate_name; }

} // namespace

void Evidence::mismatch(const std::filesystem::path& file, std::string_view what) {
    mismatches.push_back(fmt::format("{}: {}", file.string(), what));
}

bool Case::lists(const std::string& name) const {
    return std::ranges::any_of(manifest.files, [&](const ListedFile& file) { return file.name == name; });
}

bool is_there(const std::filesystem::path& file) {
    std::error_code ignored;
    return std::filesystem::is_regular_file(file, ignored);
}

void check_listed(Case& c) {
    for (const ListedFile& file : c.manifest.files) {
        if (!stays_within(file.name)) {
            c.evidence.mismatch(c.path(manifest_name), fmt::format("lists '{}', which is no place in this folder", file.name));
        } else if (!is_there(c.path(file.name))) {
            c.evidence.mismatch(c.path(file.name), "is missing");
        } else if (const auto bytes = std::filesystem::file_size(c.path(file.name)); bytes != file.bytes) {
            c.evidence.mismatch(c.path(file.name), fmt::format("has {} bytes, the manifest says {}", bytes, file.bytes));
        } else if (sha256_of_file(c.path(file.name)) != file.sha256) {
            c.evidence.mismatch(c.path(file.name), "has not the bytes that it was written with (its SHA-256 is not the manifest's)");
        } else {
            c.sound.insert(file.name);
        }
    }
}

void check_extra(Case& c) {
    std::set<std::string> extra;
    const std::filesystem::recursive_directory_iterator end;
    std::error_code error;
    for (std::filesystem::recursive_directory_iterator entry(c.folder, error); !error && entry != end; entry.increment(error)) {
        if (entry->is_directory()) {
            if (is_results_folder(entry->path())) entry.disable_recursion_pending();
            continue;
        }
        const std::string name = entry->path().lexically_relative(c.folder).generic_string();
        if (entry->is_regular_file() && is_leftover(entry->path().filename().string()))
            c.evidence.unchecked.push_back(
                fmt::format("{} is a part that something killed has left; the next run or report removes it", name));
        else if (name != manifest_name && name != store_name && name != journal_name && !c.lists(name) && !is_on_shelf(name))
            extra.insert(name);
    }
    if (error) throw IoError(c.folder, error.message());
    for (const std::string& name : extra) c.evidence.mismatch(c.path(name), "is none of the files of this run");
}

void tell_differences(Case& c, const std::string& name, const std::vector<LineDifference>& differences, std::string_view source) {
    const std::size_t told = c.options.voice.verbose ? differences.size() : std::min(differences.size(), most_told);
    for (std::size_t i = 0; i < told; ++i) c.evidence.mismatches.push_back(text_of(c, name, differences[i], source));
    if (told < differences.size())
        c.evidence.mismatch(c.path(name), fmt::format("{} more differences; --verbose names all", differences.size() - told));
}

void tell_change(Case& c, Changed change) {
    if (change.events)
        c.evidence.mismatch(c.folder, "the model changed: played again, the events are others");
    else if (change.values)
        c.evidence.mismatch(c.folder, "the recording changed: played again, the events are the same, and what is measured or drawn is not");
}

void compare_files(Case& c, const ResultFiles& made, const std::filesystem::path& scratch, std::string_view source) {
    const auto scenarios = scenario_names(c.manifest);
    for (const std::string& name : made.names()) {
        const bool told = !c.sound.contains(name) && std::ranges::find(scenarios, name) != scenarios.end(); // see open_run
        if (told) continue;
        if (!c.lists(name)) c.evidence.mismatch(c.path(manifest_name), fmt::format("does not list {}, which {} gives", name, source));
        if (!is_there(c.path(name)) || sha256_of_file(c.path(name)) == sha256_of_file(scratch / name)) continue;
        tell_differences(c, name, line_differences(read_file(c.path(name)), read_file(scratch / name), form_of(name)), source);
    }
    for (const ListedFile& file : c.manifest.files)
        if (!made.names().contains(file.name) && !is_only_summed(file.name))
            c.evidence.mismatch(c.path(manifest_name), fmt::format("lists {}, which {} does not give", file.name, source));
}

} // namespace sim
