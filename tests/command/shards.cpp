// Shards: fair parts of a run, and the one run that they are joined to.
#include "support/child.hpp"

#include "report/folder.hpp"
#include "sim/cli.hpp"
#include "sim/results.hpp"
#include "sim/shard.hpp"

#include <nlohmann/json.hpp>

#include <map>
#include <set>

using namespace sim;
using namespace sim::test;
using Catch::Matchers::Contains;

namespace {

const std::string scenarios = std::string(SIM_SOURCE_DIR) + "/tests/scenarios/";
const std::string small = scenarios + "small_claimed.yaml";
const std::string queue = scenarios + "mm1.yaml";
// So many events that some of the trials reach them, and fail.
const std::vector<std::string> failing{"run", small, "--series=all", "--set=most_events=5500", "-q"};

std::vector<std::string> with(std::vector<std::string> words, const std::vector<std::string>& more) {
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

/// Plays all shards, each on another number of threads, and returns their folders.
std::vector<std::string> play_shards(const Folder& folder, const std::vector<std::string>& words, int of) {
    std::vector<std::string> folders;
    for (int number = 1; number <= of; ++number) {
        const std::string shard = std::to_string(number) + '/' + std::to_string(of);
        folders.push_back("part-" + std::to_string(number) + "-of-" + std::to_string(of));
        const int exit = exit_of(folder, with(words, {"--shard", shard, "-o", folders.back(), "-j", std::to_string(1 + number % 2)}));
        INFO(bytes_of(folder / "stderr"));
        CHECK((exit == 0 || exit == 1));
    }
    return folders;
}

} // namespace

TEST_CASE("Shards: every trial is in exactly one shard, shards differ by one trial, and none lacks a variant or a point") {
    for (const std::uint64_t of : {1U, 2U, 3U, 5U, 8U, 16U}) {
        for (const std::uint64_t trials : {0U, 1U, 7U, 16U, 1000U, 4096U}) {
            INFO(of << " shards of " << trials);
            std::vector<std::uint64_t> sizes(of);
            for (std::uint64_t id = 0; id < trials; ++id) {
                std::uint64_t holders = 0;
                for (std::uint64_t number = 1; number <= of; ++number) {
                    if (!Shard{number, of}.holds(id)) continue;
                    ++holders;
                    ++sizes[number - 1];
                }
                REQUIRE(holders == 1);
                REQUIRE(Shard{Shard::number_of(id, of), of}.holds(id));
            }
            for (std::uint64_t number = 1; number <= of; ++number) CHECK(Shard{number, of}.size(trials) == sizes[number - 1]);
            CHECK(*std::max_element(sizes.begin(), sizes.end()) - *std::min_element(sizes.begin(), sizes.end()) <= 1);
        }
    }
    // Eight variants dealt out to four shards, the case in which the remainder of the id would give each shard two of the variants alone.
    const TrialList list{8, 1, 200};
    std::map<std::pair<std::uint64_t, std::uint32_t>, int> held;
    for (std::uint64_t id = 0; id < list.size(); ++id) ++held[{Shard::number_of(id, 4), list.trial(id).variant}];
    REQUIRE(held.size() == 32);
    for (const auto& [key, trials] : held) CHECK((trials > 25 && trials < 75));
}

TEST_CASE("Shards: 1, 3 and 5 shards joined are one run, byte for byte, with failed trials and series") {
    const Folder folder;
    REQUIRE(exit_of(folder, with(failing, {"-o", "whole", "-j", "2"})) == 1);
    const auto whole = files_of(folder / "whole");
    REQUIRE(whole.count("series.csv") == 1);
    REQUIRE(whole.count("tables/claims.md") == 1);
    const auto counts = nlohmann::json::parse(whole.at("manifest.json"))["counts"];
    REQUIRE(counts["failed"] > 0);
    REQUIRE(counts["failed"] < counts["trials"]);
    for (const int of : {1, 3, 5}) {
        INFO(of << " shards");
        auto words = with({"merge"}, play_shards(folder, failing, of));
        std::rotate(words.begin() + 1, words.begin() + 2, words.end()); // the order of folders does not matter
        if (of == 1) words = {"merge", "part-1-of-1"};
        const std::string joined = "joined-" + std::to_string(of);
        CHECK(exit_of(folder, with(words, {"-o", joined})) == 1);
        CHECK_THAT(bytes_of(folder / "stderr"), Contains("joined from " + std::to_string(of)));
        CHECK_THAT(bytes_of(folder / "stdout"), Contains("small_claimed:") && Contains("C1"));
        CHECK(files_of(folder / joined.c_str()) == whole);
        CHECK(exit_of(folder, {"verify", joined, "-q"}) == 0);
    }
}

TEST_CASE("Shards: a shard's folder has nothing that could be taken for the whole, and says how to go on") {
    const Folder folder;
    REQUIRE(exit_of(folder, {small, "--shard", "2/3"}) == 0);
    CHECK(bytes_of(folder / "stdout").empty());
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("8 trials (0 failed)") &&
                                                Contains("shard 2 of 3 is in results/small_claimed/shard-2-of-3") &&
                                                Contains("\n  sim merge results/small_claimed/shard-*-of-3 -o results/small_claimed\n"));
    const auto files = files_of(folder / "results/small_claimed/shard-2-of-3");
    CHECK(files.size() == 2);
    CHECK(files.count("scenario.resolved.yaml") == 1);
    CHECK(nlohmann::json::parse(files.at("manifest.json"))["shard"] == nlohmann::json({{"number", 2}, {"of", 3}}));
    REQUIRE(exit_of(folder, {small, "--shard", "2/3"}) == 0);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("nothing was played"));
    CHECK(exit_of(folder, {"verify", "results/small_claimed/shard-2-of-3", "--sample", "all"}) == 0);
    CHECK_THAT(bytes_of(folder / "stdout"), Contains("8 trials, 8 of them played again: all as it should be"));

    SECTION("the command that joins shards is for where they are") {
        REQUIRE(exit_of(folder, {small, "-n", "1", "--shard", "1/3", "-o", "shard-1-of-3"}) == 0);
        CHECK_THAT(bytes_of(folder / "stderr"), Contains("\n  sim merge shard-*-of-3 -o results/small_claimed\n"));
        REQUIRE(exit_of(folder, {small, "-n", "1", "--shard", "1/3", "-o", "my runs/shard-1-of-3"}) == 0);
        CHECK_THAT(bytes_of(folder / "stderr"), Contains("\n  sim merge 'my runs'/shard-*-of-3 -o 'my runs'\n"));
        REQUIRE(exit_of(folder, {small, "-n", "1", "--shard", "1/3", "-o", "first"}) == 0);
        CHECK_THAT(bytes_of(folder / "stderr"), Contains("\n  sim merge first OTHER-SHARDS -o results/small_claimed\n"));
    }
    SECTION("without --shard the rest is played, into the folder of a whole run") {
        REQUIRE(exit_of(folder, {small, "-q", "-o", "whole"}) == 0);
        REQUIRE(exit_of(folder, {small, "-o", "results/small_claimed/shard-2-of-3"}) == 0);
        CHECK_THAT(bytes_of(folder / "stderr"), Contains("played 16 trials"));
        CHECK(files_of(folder / "results/small_claimed/shard-2-of-3") == files_of(folder / "whole"));
        REQUIRE(exit_of(folder, {small, "-q", "--shard", "1/2", "-o", "whole"}) == 0);
        CHECK(files_of(folder / "whole").size() == 2);
    }
    SECTION("more shards than trials: some are empty, and that is all right") {
        std::vector<std::string> words{"merge"};
        for (int number = 1; number <= 4; ++number) {
            words.push_back("tiny-" + std::to_string(number));
            REQUIRE(exit_of(folder, {small, "-q", "-n", "1", "--shard", std::to_string(number) + "/4", "-o", words.back()}) == 0);
        }
        CHECK(exit_of(folder, with(words, {"-o", "tiny", "-q"})) == 0);
        CHECK(exit_of(folder, with(std::vector<std::string>{"verify"}, {"tiny", "tiny-1", "tiny-2", "tiny-3", "tiny-4"})) == 0);
    }
}

TEST_CASE("Shards: folders that do not belong together are refused, and the difference is named") {
    const Folder folder;
    REQUIRE(exit_of(folder, {small, "-q", "--shard", "1/2", "-o", "a"}) == 0);
    REQUIRE(exit_of(folder, {small, "-q", "--shard", "2/2", "-o", "b", "--seed", "9"}) == 0);
    CHECK(exit_of(folder, {"merge", "a", "b", "-o", "out"}) == 3);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("seed is 1 in a, 9 in b"));
    REQUIRE(exit_of(folder, {small, "-q", "--shard", "2/2", "-o", "c", "--set", "research.abandon=40 %"}) == 0);
    CHECK(exit_of(folder, {"merge", "a", "c", "-o", "out"}) == 3);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("of the scenario is '  abandon: 30 %' in a, '  abandon: 40 %' in c"));
    REQUIRE(exit_of(folder, {small, "-q", "--shard", "2/2", "-o", "d", "-n", "13"}) == 0);
    CHECK(exit_of(folder, {"merge", "a", "d", "-o", "out"}) == 3);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("the number of replicates is 12 in a, 13 in d"));
    CHECK(exit_of(folder, {"merge", "a", "nowhere", "-o", "out"}) == 6);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("nowhere: is no folder"));
    CHECK(exit_of(folder, {"merge", "a", "a/../a", "-o", "a"}) == 2);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("--out a is one of the folders"));
    CHECK_FALSE(std::filesystem::exists(folder / "out"));
}

TEST_CASE("Shards: missing shards are named with the commands that play them") {
    const Folder folder;
    REQUIRE(exit_of(folder, {small, "-q", "--shard", "2/3", "-o", "runs/shard-2-of-3"}) == 0);
    CHECK(exit_of(folder, {"merge", "runs/shard-2-of-3", "-o", "out"}) == 6);
    const std::string text = bytes_of(folder / "stderr");
    CHECK_THAT(text, Contains("16 of 24 trials are in none of these folders, the first is trial 0 (plain, point 0, replicate 0)"));
    for (const char* const shard : {"1", "3"})
        CHECK_THAT(text, Contains("\n  sim run " + small + " --shard " + shard + "/3 -o runs/shard-" + shard + "-of-3\n"));
    CHECK_FALSE(std::filesystem::exists(folder / "out"));
}

TEST_CASE("Shards: a shard that was killed is named, with the command that finishes it") {
    const Folder folder;
    const std::vector<std::string> words{queue, "-n", "300", "-j", "2", "--shard", "1/1", "-o", "part", "--progress=plain"};
    const Child child(folder, words);
    child.wait_for("60/300");
    child.send(SIGKILL);
    REQUIRE(child.end() == -SIGKILL);
    for (const auto& command : {std::vector<std::string>{"merge", "part", "-o", "out"}, {"verify", "part"}}) {
        const auto before = std::filesystem::last_write_time(folder / "part/store.sqlite");
        CHECK(exit_of(folder, command) == 6);
        CHECK_THAT(bytes_of(folder / "stderr"), Contains("part: is not complete: it has no manifest.json; to finish it:\n  " +
                                                         shell_line({SIM_BINARY}) + ' ' + shell_line(words) + '\n'));
        CHECK(std::filesystem::last_write_time(folder / "part/store.sqlite") == before);
        CHECK(std::filesystem::exists(folder / "part/store.sqlite-journal"));
    }
    REQUIRE(exit_of(folder, words) == 0);
    CHECK(exit_of(folder, {"merge", "part", "-o", "out", "-q"}) == 0);
    REQUIRE(exit_of(folder, {queue, "-n", "300", "-q", "-o", "whole"}) == 0);
    CHECK(files_of(folder / "out") == files_of(folder / "whole"));
}

TEST_CASE("Shards: folders may overlap, but what two of them hold must be equal") {
    const Folder folder;
    const auto thirds = play_shards(folder, {"run", small, "-q"}, 3), halves = play_shards(folder, {"run", small, "-q"}, 2);
    REQUIRE(exit_of(folder, {small, "-q", "-o", "whole"}) == 0);
    const auto all = with(with({"merge"}, thirds), halves);
    REQUIRE(exit_of(folder, with(all, {"-o", "out", "-q"})) == 0);
    CHECK(files_of(folder / "out") == files_of(folder / "whole"));
    // A second merge finds all trials there, and equal.
    REQUIRE(exit_of(folder, with(all, {"-o", "out", "-q"})) == 0);
    CHECK(files_of(folder / "out") == files_of(folder / "whole"));

    // One of the trials of a half gets another value and another number of events.
    const auto opened = open_results(folder / halves[0].c_str());
    std::uint64_t id = 0;
    while (!opened.run.wants(id)) ++id;
    const Trial changed = opened.run.trials.trial(id);
    {
        Store store(opened.store_file(), provenance_of(opened.run)), other(folder / "changed.sqlite", provenance_of(opened.run));
        for (std::uint64_t i = 0; i < opened.run.trials.size(); ++i) {
            const Trial trial = opened.run.trials.trial(i);
            if (!store.holds(trial)) continue;
            const StoredTrial stored = store.find(trial).value();
            Outcome outcome = stored.head;
            outcome.values = store.values(stored.row);
            if (i == id) ++outcome.events;
            other.add(trial, outcome);
        }
    }
    std::filesystem::rename(folder / "changed.sqlite", opened.store_file());
    CHECK(exit_of(folder, with(all, {"-o", "new", "-q"})) == 5);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("manifest.json says events ") && Contains(", the store has "));
    auto manifest = nlohmann::ordered_json::parse(bytes_of(opened.path / "manifest.json"));
    manifest["counts"]["events"] = opened.manifest.inventory.played.events + 1;
    write_file(opened.path / "manifest.json", manifest.dump(2) + '\n'); // so that it agrees with its store
    CHECK(exit_of(folder, with(all, {"-o", "new", "-q"})) == 5);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains(name_of(opened.run, changed) + ": events: part-") && Contains(" says "));
    CHECK_FALSE(std::filesystem::exists(folder / "new"));
    // Also where the other folder is the one that is to be filled.
    CHECK(exit_of(folder, with(with({"merge"}, halves), {"-o", "out", "-q"})) == 5);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains(name_of(opened.run, changed) + ": events: " + halves[0] + " says"));
}
