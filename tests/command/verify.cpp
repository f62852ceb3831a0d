// What `sim verify` finds in folders that were tampered with, and that it finds nothing in others.
#include "support/child.hpp"

#include "base/text.hpp"
#include "ensemble/checksum.hpp"
#include "ensemble/discrepancy.hpp"
#include "ensemble/lines.hpp"
#include "report/folder.hpp"
#include "sim/cli.hpp"
#include "sim/results.hpp"

#include <nlohmann/json.hpp>

#include <functional>
#include <map>

using namespace sim;
using namespace sim::test;
using Catch::Matchers::Contains;

namespace {

const std::string scenarios = std::string(SIM_SOURCE_DIR) + "/tests/scenarios/";
const std::string small = scenarios + "small_claimed.yaml";

/// What verification of `out` says, and exits with.
struct Said {
    int exit = 0;
    std::string text;
};

Said verdict_on(const Folder& folder, const std::vector<std::string>& more = {}) {
    std::vector<std::string> words{"verify", "out", "--progress=none"};
    words.insert(words.end(), more.begin(), more.end());
    const int exit = exit_of(folder, words);
    return {exit, bytes_of(folder / "stdout") + bytes_of(folder / "stderr")};
}

/// Every file with its size, its time and its bytes.
std::map<std::string, std::string> state_of(const std::filesystem::path& folder) {
    std::map<std::string, std::string> state;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        std::string text = std::to_string(entry.last_write_time().time_since_epoch().count());
        if (entry.is_regular_file()) text += ' ' + bytes_of(entry.path());
        state[entry.path().string()] = text;
    }
    return state;
}

/// Where the last digit of a line's last number with a fraction, or failing that its last digit, stands.
std::size_t digit_in(std::string_view line) {
    const std::size_t last = line.find_last_of("0123456789");
    REQUIRE(last != line.npos);
    return last;
}

void flip(std::string& text, std::size_t at) { text[at] = text[at] == '7' ? '3' : '7'; }

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

void change_manifest(const Folder& folder, const std::function<void(nlohmann::ordered_json&)>& change) {
    auto json = nlohmann::ordered_json::parse(bytes_of(folder / "out/manifest.json"));
    change(json);
    write_file(folder / "out/manifest.json", json.dump(2) + '\n');
}

/// Makes the manifest agree with the bytes of a file, as one who forges results would.
void forge_checksum(const Folder& folder, const std::string& name) {
    change_manifest(folder, [&](auto& json) {
        for (auto& file : json["files"])
            if (file["name"] == name) file["sha256"] = sha256_of_file(folder / ("out/" + name).c_str());
    });
}

/// The store again, with one trial's outcome changed.
void change_store(const Folder& folder, std::uint64_t id, const std::function<void(PackedOutcome&, std::vector<double>&)>& change) {
    const auto opened = open_results(folder / "out");
    {
        Store store(opened.store_file(), provenance_of(opened.run)), other(folder / "changed.sqlite", provenance_of(opened.run));
        other.note("scenario.resolved.yaml", store.noted("scenario.resolved.yaml").value());
        for (std::uint64_t i = 0; i < opened.run.design.size(); ++i) {
            const Trial trial = opened.run.design.trial(i);
            const StoredTrial stored = store.find(trial).value();
            PackedOutcome outcome = store.packed(stored);
            if (i == id) {
                std::vector<double> values = values_of(store, stored);
                change(outcome, values);
                Outcome whole = outcome.head;
                whole.values = values;
                outcome = pack(whole);
            }
            other.add(trial, outcome);
        }
    }
    std::filesystem::rename(folder / "changed.sqlite", opened.store_file());
}

} // namespace

TEST_CASE("Verify: a folder that nobody touched is as it should be, and is not touched either") {
    const Folder folder;
    REQUIRE(exit_of(folder, {small, "-q", "-j", "2", "-o", "out", "--series"}) == 0);
    const auto before = state_of(folder / "out");
    for (const char* const threads : {"1", "3"}) {
        const Said verdict = verdict_on(folder, {"-j", threads});
        CHECK(verdict.exit == 0);
        CHECK(verdict.text == "out: 29 files, 24 trials, 20 of them played again: all as it should be\n");
        CHECK(state_of(folder / "out") == before);
    }
    CHECK_THAT(verdict_on(folder, {"--sample", "all"}).text, Contains("24 of them played again"));
    CHECK_THAT(verdict_on(folder, {"--sample", "0"}).text, Contains("0 of them played again"));
    CHECK(verdict_on(folder, {"-q"}).text.empty());

    std::filesystem::permissions(folder / "out", std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
    CHECK(verdict_on(folder).exit == 0);
    std::filesystem::permissions(folder / "out", std::filesystem::perms::owner_all);
}

TEST_CASE("Verify: as it should be are a run with failed trials, one variant alone, a hindcast, and comparisons") {
    const Folder folder;
    const std::string two = scenarios + "two_worlds.yaml", china = std::string(SIM_SOURCE_DIR) + "/scenarios/china2030.yaml";
    REQUIRE(exit_of(folder, {small, "-q", "--set=most_events=5500", "-o", "failing"}) == 1);
    REQUIRE(exit_of(folder, {china, "-q", "--variant", "trend", "-n", "1", "-o", "one"}) == 0);
    REQUIRE(exit_of(folder, {small, "-q", "--variant", "richer", "-n", "3", "-o", "variant"}) == 0);
    REQUIRE(exit_of(folder, {"hindcast", scenarios + "queue_hindcast.yaml", "-q", "-n", "5", "-o", "hindcast"}) == 0);
    REQUIRE(exit_of(folder, {"compare", two, "-q", "-n", "3", "-o", "worlds"}) == 0);
    REQUIRE(exit_of(folder, {"compare", small + ":plain", scenarios + "small.yaml", "-q", "-n", "2", "-o", "files"}) == 0);
    for (const char* const name : {"failing", "one", "variant", "hindcast", "worlds", "files"}) {
        INFO(name);
        const int exit = exit_of(folder, {"verify", name, "--progress=none"});
        INFO(bytes_of(folder / "stdout"));
        CHECK(exit == 0);
    }
    Flipped changed(folder / "worlds/compare.csv", 5);
    CHECK(exit_of(folder, {"verify", "worlds", "--progress=none"}) == 5);
    CHECK_THAT(bytes_of(folder / "stdout"), Contains("worlds/compare.csv:5: column "));
}

TEST_CASE("Verify: one digit in any file is found: its line, its column and what the row is about") {
    const Folder folder;
    REQUIRE(exit_of(folder, {small, "-q", "-j", "2", "-o", "out", "--series"}) == 0);
    const auto manifest = read_manifest(folder / "out/manifest.json");
    for (const ListedFile& file : manifest.files) {
        INFO(file.name);
        const auto path = folder / ("out/" + file.name).c_str();
        const std::string text = bytes_of(path);
        const auto lines = lines_of(text);
        std::size_t line = lines.size() / 2 + 1;
        const auto is_row = [&](std::size_t number) { // of a Markdown table, and not its head
            return lines[number - 1].starts_with('|') && !lines[number].starts_with("| :---");
        };
        while (lines[line - 1].find_first_of("0123456789") == std::string_view::npos ||
               (form_of(file.name) == Form::markdown && !is_row(line)))
            ++line;
        const Flipped changed(path, line);
        const Said verdict = verdict_on(folder, {"--sample", "0"});
        CHECK(verdict.exit == 5);
        CHECK_THAT(verdict.text, Contains("out/" + file.name + ": has not the bytes that it was written with"));
        CHECK_THAT(verdict.text, Contains("out/" + file.name + ':' + std::to_string(line) + ": "));
        CHECK_THAT(verdict.text, Contains(": 2 mismatches\n"));
        if (form_of(file.name) != Form::plain) CHECK_THAT(verdict.text, Contains(": column ") && Contains("the store has"));
    }
    CHECK(verdict_on(folder).exit == 0);
}

TEST_CASE("Verify: every mismatch is named, in words that one can follow") {
    const Folder folder;
    REQUIRE(exit_of(folder, {small, "-q", "-o", "out"}) == 0);
    std::string runs = bytes_of(folder / "out/runs.csv"), summary = bytes_of(folder / "out/summary.csv");
    const auto lines = lines_of(runs);
    const auto row = csv_cells(lines[5]);
    flip(runs, static_cast<std::size_t>(lines[5].data() - runs.data()) + lines[5].size() - 1); // the fingerprint of trial 4
    write_file(folder / "out/runs.csv", runs);
    const auto all = lines_of(summary);
    const auto cells = csv_cells(all[99]);
    flip(summary, static_cast<std::size_t>(all[99].data() - summary.data()) + digit_in(all[99]));
    write_file(folder / "out/summary.csv", summary);
    std::filesystem::remove(folder / "out/ledger.csv");
    write_file(folder / "out/tables/new.md", "of my own\n");
    const Said verdict = verdict_on(folder);
    CHECK(verdict.exit == 5);
    CHECK_THAT(verdict.text, Contains("out/runs.csv:6: column fingerprint of run_id 4, plain, point 0, replicate 2: the file says ") &&
                                 Contains(", the store has " + row[8] + '\n'));
    CHECK_THAT(verdict.text, Contains("out/summary.csv:100: column p95 of " + cells[0] + ", point 0, " + cells[2] + ", " + cells[3] + ", " +
                                      cells[4] + ": the file says ") &&
                                 Contains(", the store has " + cells[15] + '\n'));
    CHECK_THAT(verdict.text, Contains("out/ledger.csv: is missing\n") && Contains("out/tables/new.md: is none of the files of this run\n"));
    CHECK_THAT(verdict.text, Contains("20 of them played again: 6 mismatches\n"));
    // The command that made the folder makes it whole again; what is not its own stays.
    REQUIRE(exit_of(folder, {small, "-q", "-o", "out"}) == 0);
    CHECK_THAT(verdict_on(folder).text, Contains("out/tables/new.md: is none of") && Contains("1 mismatch\n"));
}

TEST_CASE("Verify: one byte of the scenario: the line is named, and everything else is checked with the scenario as it was") {
    const Folder folder;
    REQUIRE(exit_of(folder, {small, "-q", "-o", "out"}) == 0);
    const std::string before = bytes_of(folder / "out/scenario.resolved.yaml");
    for (const auto& [from, to] :
         {std::pair{"abandon: 30 %", "abandon: 80 %"}, {"abandon: 30 %", "abandon: [0 %"}, {"research:", "reseerch:"}}) {
        INFO(to);
        std::string text = before;
        const std::size_t at = text.find(from);
        REQUIRE(at != text.npos);
        text.replace(at, std::string(to).size(), to);
        write_file(folder / "out/scenario.resolved.yaml", text);
        const auto line = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n') + 1;
        const Said verdict = verdict_on(folder);
        CHECK(verdict.exit == 5);
        CHECK_THAT(verdict.text, Contains("out/scenario.resolved.yaml:" + std::to_string(line) + ": line: the file says") &&
                                     Contains(from) && Contains(to));
        CHECK_THAT(verdict.text, Contains("20 of them played again: 2 mismatches\n"));
    }
    std::filesystem::remove(folder / "out/scenario.resolved.yaml");
    CHECK_THAT(verdict_on(folder).text,
               Contains("scenario.resolved.yaml: is missing") && Contains("20 of them played again: 1 mismatch\n"));
}

TEST_CASE("Verify: a byte of the store's values is found by the row that comes out otherwise, or by the trial whose values are damaged") {
    const Folder folder;
    REQUIRE(exit_of(folder, {small, "-q", "-o", "out"}) == 0);
    const std::string before = bytes_of(folder / "out/store.sqlite");
    const std::string frame = "\x28\xb5\x2f\xfd"; // with which zstd begins
    std::vector<std::size_t> frames;
    for (std::size_t at = before.find(frame); at != before.npos; at = before.find(frame, at + 1)) frames.push_back(at);
    REQUIRE(frames.size() > 24);
    int by_row = 0, by_trial = 0;
    for (std::size_t i = 0; i < 10; ++i) {
        std::string bytes = before;
        bytes[frames[(i + 1) * frames.size() / 12] + 20 + 12 * i] ^= 0x11;
        write_file(folder / "out/store.sqlite", bytes);
        const Said verdict = verdict_on(folder, {"--sample", "all"});
        INFO(verdict.text);
        CHECK(verdict.exit == 5);
        const bool trial = verdict.text.find("store.sqlite: trial ") != std::string::npos;
        const bool row = verdict.text.find(".csv:") != std::string::npos || verdict.text.find("no files can be made") != std::string::npos;
        CHECK((trial || row));
        by_trial += trial ? 1 : 0;
        by_row += row ? 1 : 0;
    }
    CHECK(by_trial == 10);
    CHECK(by_row > 0);
    write_file(folder / "out/store.sqlite", "no database");
    const Said verdict = verdict_on(folder);
    CHECK(verdict.exit == 5);
    CHECK_THAT(verdict.text, Contains("out/store.sqlite: file is not a database") && Contains("not checked: store.sqlite is not whole"));
}

TEST_CASE("Verify: a forged outcome: files that disagree with the store, and a store that disagrees with the model") {
    const Folder folder;
    REQUIRE(exit_of(folder, {small, "-q", "-o", "out"}) == 0);
    const auto opened = open_results(folder / "out");
    std::size_t place = 0;
    change_store(folder, 7, [&](PackedOutcome&, std::vector<double>& values) {
        while (!(values[place] > 0)) ++place;
        values[place] *= 2;
    });
    const std::string trial = "out/store.sqlite: " + name_of(opened.run, opened.run.design.trial(7)) + ": ";
    Said verdict = verdict_on(folder, {"--sample", "all"});
    CHECK(verdict.exit == 5);
    CHECK_THAT(verdict.text, Contains("out/summary.csv:") && Contains("column mean of richer, point 0, ") && Contains(trial) &&
                                 Contains("the store says ") && Contains(", played again it is "));
    // Now the files are made from the forged store, and agree with it: only playing the trial again tells.
    REQUIRE(exit_of(folder, {small, "-q", "-o", "out"}) == 0);
    CHECK(verdict_on(folder, {"--sample", "0"}).exit == 0);
    verdict = verdict_on(folder, {"--sample", "all"});
    CHECK(verdict.exit == 5);
    const Layout& layout = opened.run.layouts[1];
    CHECK_THAT(verdict.text, Contains(trial + name_of(layout, place) + ": the store says ") && Contains("1 mismatch\n"));

    change_store(folder, 3, [](PackedOutcome& outcome, auto&) { outcome.head.fingerprint ^= 1U; });
    change_store(folder, 5, [](PackedOutcome& outcome, std::vector<double>& values) {
        outcome.head.status = Outcome::Status::failed;
        outcome.head.reason = "made up";
        values.clear();
    });
    change_store(folder, 6, [](PackedOutcome& outcome, auto&) { outcome.head.inputs.at(0) += 1; });
    REQUIRE(exit_of(folder, {small, "-q", "-o", "out"}) == 1);
    verdict = verdict_on(folder, {"--sample", "all"});
    CHECK(verdict.exit == 5);
    CHECK_THAT(verdict.text, Contains("trial 3 (richer, point 0, replicate 1): fingerprint: the store says"));
    CHECK_THAT(verdict.text,
               Contains("trial 5 (richer, point 0, replicate 2): status: the store says failed: made up, played again it is ok"));
    CHECK_THAT(verdict.text, Contains("trial 6 (plain, point 0, replicate 3): drawn input 1: the store says"));
}

TEST_CASE("Verify: a forged file: the checksum agrees, the store does not; and a forged manifest") {
    const Folder folder;
    REQUIRE(exit_of(folder, {small, "-q", "-o", "out"}) == 0);
    const std::string manifest = bytes_of(folder / "out/manifest.json");
    {
        const Flipped changed(folder / "out/tables/research_share.md", 8);
        forge_checksum(folder, "tables/research_share.md");
        const Said verdict = verdict_on(folder, {"--sample", "0"});
        CHECK(verdict.exit == 5);
        CHECK_THAT(verdict.text, Contains("out/tables/research_share.md:8: column 2013 of ") && Contains(": 1 mismatch\n"));
    }
    const auto said = [&](const std::function<void(nlohmann::ordered_json&)>& change) {
        write_file(folder / "out/manifest.json", manifest);
        change_manifest(folder, change);
        const Said verdict = verdict_on(folder, {"--sample", "0"});
        CHECK(verdict.exit == 5);
        return verdict.text;
    };
    CHECK_THAT(said([](auto& json) { json["counts"]["events"] = 1; }),
               Contains("out/manifest.json: events: the file says 1, the store has "));
    CHECK_THAT(said([](auto& json) { json["fingerprint"] = "0000000000000001"; }),
               Contains("out/manifest.json: fingerprint: the file says 0000000000000001, the store has "));
    CHECK_THAT(said([](auto& json) { json["seed"] = 2; }), Contains("out/store.sqlite: made with seed 1, this run has 2\n"));
    CHECK_THAT(said([](auto& json) { json["counts"]["replicates"] = 13; }),
               Contains("trial 24 (plain, point 0, replicate 12): is missing"));
    CHECK_THAT(said([](auto& json) { json["variants"][0]["hash"] = "0000000000000001"; }),
               Contains("is not the one that manifest.json names"));
    CHECK_THAT(said([](auto& json) { json["command"] = "sim run other.yaml"; }), Contains("out/tables/headline.md:"));
    CHECK_THAT(said([](auto& json) { json["files"].erase(1); }), Contains("is none of the files of this run") && Contains("does not list"));
    CHECK_THAT(said([](auto& json) { json["files"][1]["name"] = "../stdout"; }),
               Contains("lists '../stdout', which is no place in this folder"));
}

TEST_CASE("Verify: an archived folder without its store: trials are played again and compared with the files") {
    const Folder folder;
    REQUIRE(exit_of(folder, {small, "-q", "-o", "out", "--series"}) == 0);
    std::filesystem::remove(folder / "out/store.sqlite");
    Said verdict = verdict_on(folder);
    CHECK(verdict.exit == 0);
    CHECK_THAT(verdict.text,
               Contains("out: not checked: store.sqlite is not there: only the rows of trials that were played again could be compared") &&
                   Contains("20 of them played again: all as it should be"));
    CHECK(verdict_on(folder, {"--sample", "all"}).exit == 0);
    {
        const Flipped changed(folder / "out/runs.csv", 6);
        forge_checksum(folder, "runs.csv");
        verdict = verdict_on(folder, {"--sample", "23"}); // all but one
        CHECK(verdict.exit == 5);
        CHECK_THAT(verdict.text, Contains("out/runs.csv:6: column fingerprint of run_id 4, plain, point 0, replicate 2: the file says") &&
                                     Contains(", the trial played again has "));
    }
    forge_checksum(folder, "runs.csv");
    const Flipped changed(folder / "out/summary.csv", 50);
    forge_checksum(folder, "summary.csv");
    CHECK(verdict_on(folder).exit == 0);               // it cannot be known...
    verdict = verdict_on(folder, {"--sample", "all"}); // ...but by playing everything
    CHECK(verdict.exit == 5);
    CHECK_THAT(verdict.text, Contains("out/summary.csv:50: column ") && Contains(", the run played again has "));
    std::string text = bytes_of(folder / "out/scenario.resolved.yaml");
    text[text.find("30 %")] = '4';
    write_file(folder / "out/scenario.resolved.yaml", text);
    CHECK_THAT(verdict_on(folder).text,
               Contains("not checked: scenario.resolved.yaml is not what it was, and there is no other copy of it"));
}

TEST_CASE("Verify: what is no complete results folder of this version is said to be so, and is left alone") {
    const Folder folder;
    CHECK(verdict_on(folder).exit == 6);
    CHECK(verdict_on(folder).text == "sim: out: is no folder\n");
    std::filesystem::create_directory(folder / "out");
    CHECK(verdict_on(folder).text == "sim: out: is no results folder: it has neither manifest.json nor store.sqlite\n");
    REQUIRE(exit_of(folder, {small, "-q", "-o", "out"}) == 0);
    change_manifest(folder, [](auto& json) { json["version"] = "0.0.9"; });
    const auto before = state_of(folder / "out");
    Said verdict = verdict_on(folder);
    CHECK(verdict.exit == 6);
    CHECK_THAT(verdict.text, Contains("out: was made by sim 0.0.9 (model ") && Contains("this is sim 0.2.0"));
    change_manifest(folder, [](auto& json) { json["version"] = "0.2.0", json["model_version"] = "none"; });
    CHECK(verdict_on(folder).exit == 6);
    CHECK(state_of(folder / "out").size() == before.size());
    change_manifest(folder, [](auto& json) { json.erase("files"); });
    CHECK_THAT(verdict_on(folder).text, Contains("out/manifest.json: cannot be used: it lists no files"));
    std::filesystem::remove(folder / "out/manifest.json");
    CHECK_THAT(verdict_on(folder).text,
               Contains("out: is not complete: it has no manifest.json; to finish it:\n  ") && Contains(" -q -o out\n"));
}

TEST_CASE("Verify: a store that a killed run left half written is not looked at before that run has gone on") {
    const Folder folder;
    const std::string queue = scenarios + "mm1.yaml";
    REQUIRE(exit_of(folder, {queue, "-q", "-n", "5", "-o", "out"}) == 0);
    const std::vector<std::string> more{queue, "-n", "300", "-j", "2", "-o", "out", "--progress=plain"};
    const Child child(folder, more);
    child.wait_for("60/300");
    child.send(SIGKILL);
    REQUIRE(child.end() == -SIGKILL);
    const auto before = state_of(folder / "out");
    const Said verdict = verdict_on(folder);
    CHECK(verdict.exit == 6);
    CHECK_THAT(verdict.text,
               Contains("out/store.sqlite: a run is writing to it, or was killed; nothing was checked; let it go on first:\n  ") &&
                   Contains(shell_line(more) + '\n'));
    CHECK(state_of(folder / "out") == before);
    REQUIRE(exit_of(folder, more) == 0);
    CHECK(verdict_on(folder).exit == 0);
}

TEST_CASE("Verify: a manifest cannot make a run remove files outside its folder") {
    const Folder folder;
    REQUIRE(exit_of(folder, {small, "-q", "-n", "1", "-o", "out"}) == 0);
    write_file(folder / "mine.txt", "mine");
    change_manifest(folder, [](auto& json) { json["files"][1]["name"] = "../mine.txt"; });
    REQUIRE(exit_of(folder, {small, "-q", "-n", "1", "-o", "out"}) == 0);
    CHECK(bytes_of(folder / "mine.txt") == "mine");
    CHECK(verdict_on(folder).exit == 0);
}

TEST_CASE("Verify: files of an earlier run that the folder's present run does not have go away") {
    const Folder folder;
    REQUIRE(exit_of(folder, {small, "-q", "-o", "out", "--series"}) == 0);
    REQUIRE(std::filesystem::exists(folder / "out/tables/papers.md"));
    REQUIRE(exit_of(folder, {small, "-q", "-o", "out", "--set=report.tables=[research_share]"}) == 0);
    CHECK_FALSE(std::filesystem::exists(folder / "out/tables/papers.md"));
    CHECK_FALSE(std::filesystem::exists(folder / "out/series.csv"));
    CHECK(verdict_on(folder).exit == 0);
}
