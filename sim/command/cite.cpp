// `sim cite`: results as entries of a bibliography.
#include "command/commands.hpp"

#include "base/text.hpp"
#include "command/request.hpp"
#include "report/folder.hpp"
#include "sim/results.hpp"
#include "sim/table.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <string>

namespace sim {
namespace {

std::string year_of(const Manifest& manifest) { return manifest.finished.substr(0, 4); }

/// The results, and behind them the program that made them.
std::string entry_of(const Manifest& manifest) {
    const std::string fingerprint = hexadecimal(manifest.inventory.fingerprint);
    const std::string title = manifest.title.empty() ? manifest.scenario : manifest.title;
    return fmt::format("@misc{{sim-{}-{},\n"
                       "  title = {{{}}},\n"
                       "  author = {{{{The sim authors}}}},\n"
                       "  year = {{{}}},\n"
                       "  howpublished = {{Results of a simulation: sim {}, model version {}, revision {}}},\n"
                       "  note = {{{} trials, seed {}, fingerprint {}; made again by \\texttt{{{}}}}}\n"
                       "}}\n",
                       file_name(manifest.scenario, "", '-'), fingerprint.substr(0, 8), latex_text(title), year_of(manifest),
                       manifest.version, manifest.model_version, manifest.revision, with_commas(manifest.inventory.played.trials),
                       manifest.seed, fingerprint, latex_text(manifest.command));
}

} // namespace

int cite_folders(const Request& request, Ranks&) {
    for (const std::filesystem::path& folder : request.folders) {
        const Manifest manifest = open_manifest(folder);
        if (manifest.shard) throw IoError(folder, "is a shard, of which nothing is cited; sim merge joins shards");
        std::fputs(entry_of(manifest).c_str(), stdout);
    }
    return all_well;
}

} // namespace sim
