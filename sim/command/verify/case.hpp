// One results folder that is verified, and what was found in it so far.
#pragma once

#include "command/messages.hpp"
#include "report/folder.hpp"
#include "report/result_files.hpp"
#include "sim/results.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

struct LineDifference;

/// How closely folders are looked at.
struct VerifyOptions {
    std::uint64_t spot_checks = usual_spot_checks; ///< how many trials are played again, at most
    unsigned threads = 1;
    Voice voice; ///< verbose: all differences of a file are named
};

/// What verification has found so far.
struct Evidence {
    std::vector<std::string> mismatches; ///< each a line that begins with a file
    std::vector<std::string> unchecked;  ///< what could not be checked, and why
    std::uint64_t replayed = 0;
    void mismatch(const std::filesystem::path& file, std::string_view what);
};

/// One folder that is looked at.
struct Case {
    const VerifyOptions& options;
    std::filesystem::path folder;
    Manifest manifest;
    Evidence evidence{};
    std::set<std::string> sound{}; ///< files with the bytes that the manifest lists

    [[nodiscard]] std::filesystem::path path(const std::string& name) const { return folder / name; }
    [[nodiscard]] bool lists(const std::string& name) const;
};
[[nodiscard]] bool is_there(const std::filesystem::path& file);

/// The files as the manifest lists them: each that is missing, or has other bytes.
void check_listed(Case& c);
/// Each file that is none of this run's.
void check_extra(Case& c);

/// What a file of the folder says differently than `source` has it, as mismatches: all differences, or the first ones.
void tell_differences(Case& c, const std::string& name, const std::vector<LineDifference>& differences, std::string_view source);
/// Every file of the folder beside those that were made again in `scratch`.
void compare_files(Case& c, const ResultFiles& made, const std::filesystem::path& scratch, std::string_view source);

/// What trials that were played again say of the program: other events are another model; the same events with other inputs or values, as
/// their fingerprints tell, are another recording.
struct Changed {
    bool events = false, values = false;
};
void tell_change(Case& c, Changed change);

/// The run of the folder; where its scenario was changed, by the store's copy, and each changed line is named.
[[nodiscard]] std::optional<ResultsFolder> open_run(Case& c);
/// The store, where it is there, of this run, and readable as a whole.
[[nodiscard]] std::optional<Store> open_store(Case& c, const Run& run);
/// Every file of the folder from a store that holds all trials.
void check_made_again(Case& c, const ResultsFolder& opened, Store& store, std::string_view source);
/// Some trials, played again. Returns false where it was interrupted.
[[nodiscard]] bool check_played_again(Case& c, const ResultsFolder& opened, Store* store);

} // namespace sim
