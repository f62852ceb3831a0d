// A results folder that somebody tampers with: a digit of a file, the manifest, the store; and what `sim verify` says of it.
#pragma once

#include "support/child.hpp"

#include "base/text.hpp"
#include "ensemble/checksum.hpp"
#include "ensemble/discrepancy.hpp"
#include "report/folder.hpp"

#include <nlohmann/json.hpp>

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sim::test {

inline const std::string scenarios = std::string(SIM_SOURCE_DIR) + "/tests/scenarios/";
inline const std::string small = scenarios + "small_claimed.yaml";

/// What verification of `out` says, and exits with.
struct Said {
    int exit = 0;
    std::string text;
};

inline Said verdict_on(const Folder& folder, const std::vector<std::string>& more = {}) {
    std::vector<std::string> words{"verify", "out", "--progress=none"};
    words.insert(words.end(), more.begin(), more.end());
    const int exit = exit_of(folder, words);
    return {exit, bytes_of(folder / "stdout") + bytes_of(folder / "stderr")};
}

/// Every file with its size, its time and its bytes.
inline std::map<std::string, std::string> state_of(const std::filesystem::path& folder) {
    std::map<std::string, std::string> state;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        std::string text = std::to_string(entry.last_write_time().time_since_epoch().count());
        if (entry.is_regular_file()) text += ' ' + bytes_of(entry.path());
        state[entry.path().string()] = text;
    }
    return state;
}

/// Where the last digit of a line's last number with a fraction, or failing that its last digit, stands.
inline std::size_t digit_in(std::string_view line) {
    const std::size_t last = line.find_last_of("0123456789");
    REQUIRE(last != line.npos);
    return last;
}

inline void flip(std::string& text, std::size_t at) { text[at] = text[at] == '7' ? '3' : '7'; }

/// Changes a digit of the line of that number (from 1), and puts the old bytes back when it goes.
class Flipped {
public:
    Flipped(std::filesystem::path file, std::size_t line) : file_(std::move(file)), before_(bytes_of(file_)) {
        std::string text = before_;
        const auto lines = lines_of(text);
        REQUIRE(line <= lines.size());
        flip(text, static_cast<std::size_t>(lines[line - 1].data() - text.data()) + digit_in(lines[line - 1]));
        write_file(file_, text);
    }
    ~Flipped() { write_file(file_, before_); }
    Flipped(const Flipped&) = delete;
    Flipped& operator=(const Flipped&) = delete;

private:
    std::filesystem::path file_;
    std::string before_;
};

/// The manifest of `out`, changed.
inline void change_manifest(const Folder& folder, const std::function<void(nlohmann::ordered_json&)>& change) {
    auto json = nlohmann::ordered_json::parse(bytes_of(folder / "out/manifest.json"));
    change(json);
    write_file(folder / "out/manifest.json", json.dump(2) + '\n');
}

/// Makes the manifest agree with the bytes of a file, as one who forges results would.
inline void forge_checksum(const Folder& folder, const std::string& name) {
    change_manifest(folder, [&](auto& json) {
        for (auto& file : json["files"])
            if (file["name"] == name) file["sha256"] = sha256_of_file(folder / ("out/" + name).c_str());
    });
}

/// The store again, with one trial's outcome changed.
inline void change_store(const Folder& folder, std::uint64_t id, const std::function<void(Outcome&)>& change) {
    const auto opened = open_results(folder / "out");
    {
        Store store(opened.store_file(), provenance_of(opened.run)), other(folder / "changed.sqlite", provenance_of(opened.run));
        other.note("scenario.resolved.yaml", store.noted("scenario.resolved.yaml").value());
        for (std::uint64_t i = 0; i < opened.run.trials.size(); ++i) {
            const Trial trial = opened.run.trials.trial(i);
            const StoredTrial stored = store.find(trial).value();
            Outcome outcome = stored.head;
            outcome.values = store.values(stored.row);
            if (i == id) change(outcome);
            other.add(trial, outcome);
        }
    }
    std::filesystem::rename(folder / "changed.sqlite", opened.store_file());
}

} // namespace sim::test
