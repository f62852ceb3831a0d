// Scenarios that are edited and run again: what was played before is kept, and comes back.
#include "support/child.hpp"

#include "ensemble/shelf.hpp"

#include <filesystem>
#include <fstream>
#include <map>
#include <set>

using namespace sim;
using namespace sim::test;
using Catch::Matchers::Contains;

namespace {

namespace fs = std::filesystem;
const std::string queue = std::string(SIM_SOURCE_DIR) + "/tests/scenarios/mm1.yaml";

std::vector<std::string> words_of(std::vector<std::string> more, const std::string& out = "out") {
    std::vector<std::string> words{queue, "-n", "6", "-o", out};
    words.insert(words.end(), more.begin(), more.end());
    return words;
}
const std::vector<std::string> edited{"--set", "streams[papers].interest=0.5"};

/// All files but the store, the manifest and those of other runs.
std::map<std::string, std::string> results_in(const fs::path& folder) {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        const std::string name = entry.path().lexically_relative(folder).generic_string();
        if (entry.is_regular_file() && name != "store.sqlite" && name != "manifest.json" && !is_on_shelf(name))
            files[name] = bytes_of(entry.path());
    }
    return files;
}

std::size_t kept_in(const fs::path& folder) {
    std::size_t count = 0;
    if (fs::exists(folder / shelf_name))
        for (const auto& entry : fs::directory_iterator(folder / shelf_name)) count += entry.path().extension() == ".sqlite" ? 1 : 0;
    return count;
}

/// An `sbatch` that does at once what it is asked for, as often as its array says.
std::string fake_sbatch() {
    return "#!/bin/sh\n"
           "last=0\n"
           "for word; do case $word in --array=1-*) last=${word#--array=1-};; --wrap=*) command=${word#--wrap=};; --parsable) echo "
           "'7;here' >&3;; esac; done\n"
           "[ $last = 0 ] && { sh -c \"$command\"; exit; }\n"
           "i=1; while [ $i -le $last ]; do SLURM_ARRAY_TASK_ID=$i sh -c \"$command\" || exit 1; i=$((i + 1)); done\n";
}

} // namespace

TEST_CASE("Iterating: an edited scenario is played beside the old run, which comes back with the same bytes") {
    const Folder folder;
    REQUIRE(exit_of(folder, words_of({})) == 0);
    const auto first = results_in(folder / "out");
    REQUIRE(exit_of(folder, words_of(edited)) == 0);
    CHECK_THAT(bytes_of(folder / "stderr"),
               Contains("scenario changed: streams[papers].interest: 1 -> 0.5; played anew; what was there, 6 trials, is "
                        "kept in stores/") &&
                   Contains("played 6 trials"));
    const auto second = results_in(folder / "out");
    CHECK(second != first);
    CHECK(kept_in(folder / "out") == 1);
    CHECK(exit_of(folder, {"verify", "out", "--sample", "2"}) == 0);
    for (int i = 0; i < 2; ++i) {
        REQUIRE(exit_of(folder, words_of({})) == 0);
        CHECK_THAT(bytes_of(folder / "stderr"), Contains("nothing was played"));
        CHECK(results_in(folder / "out") == first);
        REQUIRE(exit_of(folder, words_of(edited)) == 0);
        CHECK_THAT(bytes_of(folder / "stderr"), Contains("its trials of an earlier run are there") && Contains("nothing was played"));
        CHECK(results_in(folder / "out") == second);
        CHECK(kept_in(folder / "out") == 1);
    }
}

TEST_CASE("Iterating: --fresh forgets the run that it plays, and no other") {
    const Folder folder;
    REQUIRE(exit_of(folder, words_of({})) == 0);
    REQUIRE(exit_of(folder, words_of(edited)) == 0);
    REQUIRE(exit_of(folder, words_of({"--fresh"})) == 0);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("played 6 trials"));
    CHECK(kept_in(folder / "out") == 1);
    REQUIRE(exit_of(folder, words_of(edited)) == 0);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("nothing was played"));
}

TEST_CASE("Iterating: what ends the program between two renamings loses nothing") {
    const Folder folder;
    REQUIRE(exit_of(folder, words_of({})) == 0);
    const auto first = results_in(folder / "out");
    REQUIRE(exit_of(folder, words_of(edited)) == 0);
    fs::path kept;
    for (const auto& entry : fs::directory_iterator(folder / "out/stores"))
        if (entry.path().extension() == ".sqlite") kept = entry.path();
    fs::remove(folder / "out/manifest.json");
    fs::rename(folder / "out/store.sqlite", folder / "out/stores/0123456789abcdef.sqlite");
    SECTION("the old store is put away, no new one is there") {}
    SECTION("a new one was only just made") { write_file(folder / "out/store.sqlite", ""); }
    write_file(folder / "out/.sim-unfinished", "Files of a results folder of sim that is not complete: SHA-256, bytes, name\n");
    for (const auto& entry : fs::directory_iterator(folder / "out"))
        if (entry.is_regular_file() && entry.path().filename() != ".sim-unfinished" && entry.path().filename() != "store.sqlite")
            fs::remove(entry.path());
    for (const char* const name : {"tables", "figures"}) fs::remove_all(folder / (std::string("out/") + name).c_str());
    REQUIRE(exit_of(folder, words_of({})) == 0);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("nothing was played"));
    CHECK(results_in(folder / "out") == first);
    CHECK_FALSE(fs::exists(kept));
}

TEST_CASE("Iterating: a run that is killed is kept like any other; stores are found by what they hold, not by their names") {
    const Folder folder;
    const Child child(folder, {queue, "-n", "300", "-j", "2", "-o", "out", "--progress=plain"});
    child.wait_for("60/300");
    child.send(SIGKILL);
    static_cast<void>(child.end());
    REQUIRE(exit_of(folder, words_of(edited)) == 0);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("scenario changed: streams[papers].interest: 1 -> 0.5"));
    write_file(folder / "out/stores/notes.txt", "mine");
    write_file(folder / "out/stores/0000000000000000.sqlite", "no store");
    REQUIRE(exit_of(folder, words_of({})) == 0);
    CHECK(bytes_of(folder / "out/stores/notes.txt") == "mine");
    CHECK(exit_of(folder, {"verify", "out", "--sample", "0"}) == 5);
    CHECK_THAT(bytes_of(folder / "stdout") + bytes_of(folder / "stderr"),
               Contains("stores/notes.txt") && Contains("none of the files of this run"));
    CHECK(is_on_shelf("stores/0123456789abcdef-12.yaml"));
    for (const char* const name : {"stores/0123456789abcde.sqlite", "stores/0123456789abcdef-.sqlite", "stores/x/0123456789abcdef.sqlite",
                                   "0123456789abcdef.sqlite", "stores/0123456789abcdefg.sqlite", "stores/.sqlite"})
        CHECK_FALSE(is_on_shelf(name));
}

TEST_CASE("Iterating: shards of an edited scenario, and their merge, keep what was there") {
    const Folder folder;
    const auto play = [&](const std::vector<std::string>& more) {
        for (const char* const shard : {"1/2", "2/2"}) {
            std::vector<std::string> words = words_of({"--shard", shard}, std::string("s") + shard[0]);
            words.insert(words.end(), more.begin(), more.end());
            REQUIRE(exit_of(folder, words) == 0);
        }
        REQUIRE(exit_of(folder, {"merge", "s1", "s2", "-o", "out"}) == 0);
        return results_in(folder / "out");
    };
    const auto first = play({}), second = play(edited);
    CHECK(first != second);
    CHECK(play({}) == first);
    CHECK(kept_in(folder / "out") == 1);
    CHECK(kept_in(folder / "s1") == 1);
}

TEST_CASE("Reporting again: other dates and groups from what is kept; what was not kept is told with the command that keeps it") {
    const Folder folder;
    REQUIRE(exit_of(folder, words_of({"--set", "report.dates=[2010]"})) == 0);
    const auto before = results_in(folder / "out");
    const std::string manifest = bytes_of(folder / "out/manifest.json");
    REQUIRE(exit_of(folder, {"report", "out", "--dates", "2020,2030"}) == 0);
    CHECK_THAT(bytes_of(folder / "stdout"), Contains("2020") && Contains("2030") && !Contains("to 2010-01-01"));
    REQUIRE(exit_of(folder, {"report", "out", "--dates", "2020", "-o", "more"}) == 0);
    CHECK(fs::exists(folder / "more/tables/sojourn.md"));
    CHECK(exit_of(folder, {"report", "out", "--tables", "papers"}) == 6);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("papers was not kept") && Contains("--keep papers -o out"));
    CHECK(exit_of(folder, {"report", "out", "--tables", "nosuch"}) == 3);
    CHECK(results_in(folder / "out") == before);
    CHECK(bytes_of(folder / "out/manifest.json") == manifest);
}

TEST_CASE("Submitting: the script is one that a shell reads, and what it has played is the run") {
    const Folder folder;
    REQUIRE(exit_of(folder, words_of({"--series=all"}, "plain")) == 0);
    REQUIRE(exit_of(folder, {"submit", "--slurm", "3", queue, "-n", "6", "-j", "1", "--series=all", "-o", "it's $here"}) == 0);
    write_file(folder / "job.sh", bytes_of(folder / "stdout"));
    CHECK_THAT(bytes_of(folder / "job.sh"), Contains("--array=1-3") && Contains("--dependency=afterok:") && Contains("--cpus-per-task=1"));
    CHECK(Child(folder, {"/bin/sh", "-n", "job.sh"}, Child::Program::any).end() == 0);
    fs::create_directory(folder / "bin");
    write_file(folder / "bin/sbatch", fake_sbatch());
    fs::permissions(folder / "bin/sbatch", fs::perms::owner_all);
    REQUIRE(Child(folder, {"/bin/sh", "-c", "PATH=$PWD/bin:$PATH sh job.sh 3>&1"}, Child::Program::any).end() == 0);
    auto merged = results_in(folder / "it's $here");
    std::erase_if(merged, [](const auto& file) { return file.first.starts_with("shard-"); });
    CHECK(merged == results_in(folder / "plain"));
    CHECK(exit_of(folder, {"submit", queue}) == 2);
    CHECK(exit_of(folder, {"submit", "--slurm", "2", queue, "--precision", "sojourn@2039=1"}) == 2);
}
