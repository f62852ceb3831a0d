// `sim verify`: results folders looked at one by one, and what was found told.
#include "command/commands.hpp"

#include "base/text.hpp"
#include "command/request.hpp"
#include "command/verify/case.hpp"
#include "ensemble/signals.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

namespace sim {
namespace {

std::string lines_text(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) text += made_printable(line) + '\n';
    return text;
}

std::string verdict_text(const Case& c) {
    const std::size_t found = c.evidence.mismatches.size();
    return fmt::format("{}: {} files, {} trials, {} of them played again: {}\n", c.folder.string(), c.manifest.files.size(),
                       c.manifest.inventory.played.trials, c.evidence.replayed,
                       found == 0   ? "all as it should be"
                       : found == 1 ? "1 mismatch"
                                    : fmt::format("{} mismatches", found));
}

int conclude(const Case& c) {
    std::string text = lines_text(c.evidence.mismatches);
    if (!c.options.voice.quiet) {
        for (const std::string& line : c.evidence.unchecked) text += fmt::format("{}: not checked: {}\n", c.folder.string(), line);
        text += verdict_text(c);
    }
    std::fputs(text.c_str(), stdout);
    return c.evidence.mismatches.empty() ? all_well : mismatch;
}

/// A run that is being played, or was killed, has to go on first.
void require_at_rest(const Case& c) {
    const auto store = c.path(store_name);
    if (!is_there(store) || !Store::needs_recovery(store)) return;
    const auto command = Store::noted_in(store, command_note);
    throw IoError(store, fmt::format("a run is writing to it, or was killed; nothing was checked; let it go on first:\n  {}",
                                     command ? *command : c.manifest.command));
}

/// Returns false where it was interrupted.
bool check_all(Case& c) {
    check_listed(c);
    check_extra(c);
    const auto opened = open_run(c);
    if (!opened) return true;
    std::optional<Store> store = open_store(c, opened->run);
    if (store) check_made_again(c, *opened, *store, "the store");
    return check_played_again(c, *opened, store ? &*store : nullptr);
}

int verify_folder(const std::filesystem::path& folder, const VerifyOptions& options) {
    Case c{options, folder, open_manifest(folder)};
    require_at_rest(c);
    try {
        if (!check_all(c)) return by_signal + signal_caught();
    } catch (const IoError&) { // what was found until then is told all the same
        std::fputs(lines_text(c.evidence.mismatches).c_str(), stdout);
        throw;
    }
    return conclude(c);
}

} // namespace

int verify_folders(const Request& request, Ranks&) {
    const VerifyOptions options{request.spot_checks, threads_of(request), voice_of(request)};
    int worst = all_well;
    for (const auto& folder : request.folders) {
        try {
            worst = std::max(worst, verify_folder(folder, options));
        } catch (const IoError& error) {
            tell_error(error.what());
            worst = std::max<int>(worst, input_output);
        }
        if (worst > by_signal) break;
    }
    return worst;
}

} // namespace sim
