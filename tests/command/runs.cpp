// Commands as a whole: exit codes, files, and interruption, which reaches no file.
#include "support/child.hpp"

#include "sim/cli.hpp"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <map>

using namespace sim;
using namespace sim::test;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

namespace {

const std::string scenarios = std::string(SIM_SOURCE_DIR) + "/tests/scenarios/";
const std::string queue = scenarios + "mm1.yaml";

const std::vector<const char*> result_files{"runs.csv",           "design.csv",       "summary.csv", "scenario.resolved.yaml",
                                            "tables/headline.md", "tables/sojourn.md"};

std::string results_of(const Folder& folder, const std::string& name) {
    std::string all;
    for (const char* const file : result_files) all += bytes_of(folder / (name + '/' + file).c_str());
    return all;
}

} // namespace

TEST_CASE("Runs: exit codes tell whose fault it is") {
    const Folder folder;
    write_file(folder / "bad.yaml", "scenario: bad\nclok: {}\n");
    CHECK(exit_of(folder, {"--version"}) == 0);
    CHECK(exit_of(folder, {}) == 2);
    CHECK(exit_of(folder, {"run", queue, "-n", "zero"}) == 2);
    CHECK(bytes_of(folder / "stdout").empty());
    CHECK(exit_of(folder, {"check", queue}) == 0);
    CHECK_THAT(bytes_of(folder / "stdout"), Contains("in order; 1 variant: base"));
    CHECK(exit_of(folder, {"check", "bad.yaml", queue}) == 3);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("bad.yaml:2:1: error: unknown key 'clok'") && Contains("nothing was run"));
    CHECK(exit_of(folder, {queue, "bad.yaml"}) == 3);
    CHECK_FALSE(std::filesystem::exists(folder / "results"));
    CHECK(exit_of(folder, {"nosuch.yaml"}) == 6);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("nosuch.yaml"));
    CHECK(exit_of(folder, {queue, "-n", "2", "-o", "bad.yaml/out"}) == 6);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("bad.yaml/out"));
    CHECK(exit_of(folder, {queue, "-n", "3", "--set", "most_events=100"}) == 1);
    CHECK_THAT(bytes_of(folder / "results/mm1/runs.csv"), Contains("0,base,0,0,1,failed,"));
    CHECK(exit_of(folder, {queue, "-n", "3", "--set", "most_events=100", "--fresh", "--on-error=stop", "-j", "1"}) == 1);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("stopped at a failed trial after 1 of 3 trials"));
}

TEST_CASE("Runs: a run leaves all its files, prints its table, and says how it went") {
    const Folder folder;
    REQUIRE(exit_of(folder, {queue, "-n", "4", "--series=all"}) == 0);
    for (const char* const file : result_files) CHECK(std::filesystem::exists(folder / (std::string("results/mm1/") + file).c_str()));
    CHECK(std::filesystem::exists(folder / "results/mm1/series.csv"));
    CHECK_THAT(bytes_of(folder / "stdout"), Contains("Jobs waiting or running") && Contains("over 4 replicates"));
    const auto json = nlohmann::json::parse(bytes_of(folder / "results/mm1/manifest.json"));
    CHECK(json["counts"]["trials"] == 4);
    const std::string fingerprint = json["fingerprint"];
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("4 trials (0 failed)") && Contains(fingerprint) && Contains("results/mm1"));
    CHECK_THAT(bytes_of(folder / "stdout"), Contains(fingerprint));
    const std::string both = fingerprint + ", of values " + std::string(json["values_fingerprint"]);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("fingerprint " + both));
    CHECK_THAT(bytes_of(folder / "stdout"), Contains("Fingerprint " + both + "; sim run"));

    REQUIRE(exit_of(folder, {queue, "-n", "4", "-q"}) == 0);
    CHECK(bytes_of(folder / "stdout").empty());
    CHECK(bytes_of(folder / "stderr").empty());
    CHECK_FALSE(std::filesystem::exists(folder / "results/mm1/series.csv"));
}

TEST_CASE("Runs: threads, interruption and resumption reach no result file") {
    const Folder folder;
    REQUIRE(exit_of(folder, {queue, "-n", "300", "-j", "1", "-o", "whole"}) == 0);
    const std::string whole = results_of(folder, "whole");
    REQUIRE(exit_of(folder, {queue, "-n", "300", "-j", "3", "-o", "threads"}) == 0);
    CHECK(results_of(folder, "threads") == whole);

    const std::vector<std::string> words{queue, "-n", "300", "-j", "2", "-o", "broken", "--progress=plain"};
    for (const int signal : {SIGINT, SIGTERM, SIGKILL}) {
        INFO("signal " << signal);
        std::filesystem::remove_all(folder / "broken");
        const Child child(folder, words);
        child.wait_for("60/300");
        child.send(signal);
        if (signal != SIGKILL) child.send(signal); // as `timeout` does: to the process, and to its group
        CHECK(child.end() == (signal == SIGKILL ? -SIGKILL : 128 + signal));
        if (signal != SIGKILL)
            CHECK_THAT(bytes_of(folder / "stderr"),
                       Contains("of 300 trials, which are kept; to go on:\n  " + shell_line({SIM_BINARY}) + " "));
        CHECK_FALSE(std::filesystem::exists(folder / "broken/manifest.json"));
        REQUIRE(exit_of(folder, words) == 0);
        CHECK(results_of(folder, "broken") == whole);
    }
    REQUIRE(exit_of(folder, words) == 0);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("nothing was played"));
    CHECK(results_of(folder, "broken") == whole);
}

TEST_CASE("Runs: a run with nothing to do changes no file, not even its date; any difference is put right") {
    namespace fs = std::filesystem;
    const Folder folder;
    const std::vector<std::string> words{queue, "-n", "20", "-o", "out"};
    REQUIRE(exit_of(folder, words) == 0);
    const auto state = [&] {
        std::map<std::string, std::pair<fs::file_time_type, std::string>> files;
        for (const auto& entry : fs::recursive_directory_iterator(folder / "out"))
            if (entry.is_regular_file()) files[entry.path()] = {entry.last_write_time(), bytes_of(entry.path())};
        return files;
    };
    const auto before = state();
    const std::string shown = bytes_of(folder / "stdout");
    REQUIRE(exit_of(folder, words) == 0);
    CHECK(bytes_of(folder / "stdout") == shown);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("nothing was played"));
    REQUIRE(exit_of(folder, {queue, "-n", "20", "-q", "-j", "1", "-o", "out"}) == 0);
    CHECK(state() == before);
    for (const char* const name : {"summary.csv", "tables/headline.md", "report.html"}) {
        write_file(folder / (std::string("out/") + name).c_str(), "changed");
        REQUIRE(exit_of(folder, words) == 0);
        CHECK(bytes_of(folder / (std::string("out/") + name).c_str()) == before.at(folder / (std::string("out/") + name).c_str()).second);
    }
    const auto again = state();
    REQUIRE(exit_of(folder, {queue, "-n", "20", "-q", "-o", "out", "--set", "report.tables=[papers]"}) == 0);
    CHECK(state() != again);
}

TEST_CASE("Runs: a folder of another run is kept beside this one, and more of a run goes on with it") {
    const Folder folder;
    REQUIRE(exit_of(folder, {queue, "-n", "2", "-o", "out"}) == 0);
    CHECK(exit_of(folder, {queue, "-n", "2", "-o", "out", "--seed", "5"}) == 0);
    CHECK_THAT(bytes_of(folder / "stderr"),
               Contains("scenario changed: seed: 1 -> 5; played anew; what was there, 2 trials, is kept in stores/"));
    CHECK(exit_of(folder, {queue, "-n", "2", "-o", "out", "--seed", "5", "--fresh", "--all"}) == 0);
    CHECK(exit_of(folder, {queue, "-n", "3", "-o", "out", "--seed", "5", "--set", "report.tables=[papers]", "--all"}) == 0);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("played 1 trials"));
}

TEST_CASE("Runs: compare says what it needs to know") {
    const Folder folder;
    CHECK(exit_of(folder, {"compare", queue}) == 2);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("mm1.yaml is a single variant; compare needs another one: sim compare BASE OTHER"));
    CHECK(exit_of(folder, {"compare", scenarios + "queues.yaml:md1"}) == 2);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("queues.yaml:md1 is a single variant"));
    CHECK(exit_of(folder, {"compare", queue, scenarios + "queues.yaml"}) == 2);
    CHECK_THAT(bytes_of(folder / "stderr"),
               Contains("queues.yaml has 8 variants; say which one, as in ") && Contains("they are: mm1, mm3, md1,"));
    CHECK(exit_of(folder, {"compare", queue, scenarios + "queues.yaml:md2"}) == 3);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("there is no variant 'md2'") && Contains("did you mean 'md1'?"));
    CHECK(exit_of(folder, {"compare", queue, "nosuch.yaml:md1"}) == 6);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("nosuch.yaml:"));
    CHECK_FALSE(std::filesystem::exists(folder / "results"));

    // A file may have a colon in its name.
    write_file(folder / "a:b.yaml", bytes_of(queue));
    CHECK(exit_of(folder, {"compare", "a:b.yaml", queue, "-n", "2", "-q"}) == 0);
    CHECK(std::filesystem::exists(folder / "results/compare-mm1-mm1/compare.csv"));
    CHECK(exit_of(folder, {"compare", scenarios + "queues.yaml:md1", scenarios + "queues.yaml:mg1", "-n", "2", "-q"}) == 0);
    CHECK(std::filesystem::exists(folder / "results/compare-queues-md1-queues-mg1/tables/compare.md"));
}

TEST_CASE("Runs: threads, interruption and resumption reach no file of a comparison") {
    const Folder folder;
    const std::vector<std::string> worlds{"compare",
                                          scenarios + "queues.yaml:mm1",
                                          scenarios + "queues.yaml:mm3",
                                          "-n",
                                          "20",
                                          "--until=2005-01-01",
                                          "--set=clock.sample=4 yr",
                                          "--set=report.tables=[jobs_in_system, sojourn]",
                                          "--progress=plain"};
    const auto compare = [&](const char* out, const char* threads) {
        std::vector<std::string> words = worlds;
        words.insert(words.end(), {"-o", out, "-j", threads});
        return words;
    };
    const auto results = [&](const std::string& out) {
        std::string all;
        for (const char* const file : {"/compare.csv", "/runs.csv", "/tables/compare.md", "/base.resolved.yaml", "/other.resolved.yaml"})
            all += bytes_of(folder / (out + file).c_str());
        return all;
    };
    REQUIRE(exit_of(folder, compare("whole", "1")) == 0);
    CHECK_THAT(bytes_of(folder / "stdout"), Contains("mm1 -> mm3") && Contains("Variance reduction by the common luck: median factor") &&
                                                Contains("The worlds part on 2000-01-01"));
    const std::string whole = results("whole");
    REQUIRE(exit_of(folder, compare("threads", "3")) == 0);
    CHECK(results("threads") == whole);
    for (const int signal : {SIGINT, SIGTERM, SIGKILL}) {
        INFO("signal " << signal);
        std::filesystem::remove_all(folder / "broken");
        const Child child(folder, compare("broken", "2"));
        child.wait_for("8/40");
        child.send(signal);
        CHECK(child.end() == (signal == SIGKILL ? -SIGKILL : 128 + signal));
        if (signal != SIGKILL)
            CHECK_THAT(bytes_of(folder / "stderr"), Contains("of 40 trials, which are kept; to go on:\n") && Contains(" compare "));
        CHECK_FALSE(std::filesystem::exists(folder / "broken/manifest.json"));
        REQUIRE(exit_of(folder, compare("broken", "2")) == 0);
        CHECK(results("broken") == whole);
    }
}

TEST_CASE("Runs: a hindcast is scored, and its files depend on no thread") {
    const Folder folder;
    const std::string file = scenarios + "queue_hindcast.yaml";
    REQUIRE(exit_of(folder, {"hindcast", file, "-n", "40", "-j", "1", "-o", "one"}) == 0);
    const std::string printed = bytes_of(folder / "stdout"), csv = bytes_of(folder / "one/hindcast.csv"),
                      table = bytes_of(folder / "one/tables/hindcast.md");
    CHECK_THAT(printed, Contains("Jobs as they are: 3 of 3 in the 90 % interval; CRPS better than all three baselines; "
                                 "median better than all three baselines."));
    CHECK_THAT(printed, Contains("Jobs as they are not: 0 of 3 in the 90 % interval"));
    CHECK_THAT(printed, Contains("In all, 3 of 6 observed values (50 %) lie in the 90 % interval") &&
                            Contains("short of the 80 % that a good forecast has"));
    CHECK_THAT(csv, StartsWith("variant,id,block,vector,date,lead,metric,unit,scale,observed,n,p05,") &&
                        Contains("base,steady,,,2020-01-01,5,jobs_in_system,,identity,4,40,"));
    CHECK(std::ranges::count(csv, '\n') == 7);
    CHECK_THAT(table, Contains("| Jobs as they are |") && Contains("## PIT") && Contains("sim hindcast"));
    CHECK_THAT(table, Contains("| no block | 2 | 3 of 6 (50 %) |") && Contains("## Lead times") && !Contains("## Vectors"));
    CHECK(std::filesystem::exists(folder / "one/summary.csv"));
    REQUIRE(exit_of(folder, {"hindcast", file, "-n", "40", "-j", "3", "-o", "three", "-q"}) == 0);
    CHECK(bytes_of(folder / "stdout").empty());
    CHECK(bytes_of(folder / "three/hindcast.csv") == csv);
    CHECK(bytes_of(folder / "three/tables/hindcast.md") == table);

    CHECK(exit_of(folder, {"hindcast", queue}) == 3);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("mm1.yaml: error: a hindcast needs 'hindcast: {origin: DATE}' and 'observations'"));
    CHECK(exit_of(folder, {"hindcast", file, "--set", "hindcast.origin=1999"}) == 3);
}

TEST_CASE("Runs: a hindcast's blocks, vectors and variants beside the first are scored, whatever the threads") {
    const Folder folder;
    const std::string file = scenarios + "queue_beside.yaml";
    REQUIRE(exit_of(folder, {"hindcast", file, "-n", "30", "-j", "1", "-o", "one"}) == 0);
    const std::string printed = bytes_of(folder / "stdout"), table = bytes_of(folder / "one/tables/hindcast.md");
    CHECK_THAT(table, Contains("| right | 2 | 5 of 5 (100 %) | ") && Contains("| wrong | 1 | 0 of 3 (0 %) | "));
    CHECK_THAT(table, Contains("wrong: coverage 0 %, short of the 80 % asked for;") && Contains("| block right | "));
    CHECK_THAT(table, Contains("| queues | 2020-01-01 | 2 | "));
    CHECK_THAT(table,
               Contains("## full beside empty") && Contains("## full beside The same again") && Contains("| right | Jobs as they are | "));
    CHECK_THAT(table, Contains("wrong: too few series for an interval of skill.") && Contains("full is the better"));
    CHECK_THAT(table, Contains("Over all blocks: the two score alike, as the interval of skill holds 0; "
                               "this hindcast says nothing about what 'The same again' lacks."));
    CHECK_THAT(printed, Contains("full beside The same again"));
    CHECK_THAT(bytes_of(folder / "one/report.html"), Contains("full beside empty"));
    for (const char* name : {"tables/hindcast-beside-twin.csv", "tables/hindcast.tex"})
        CHECK(std::filesystem::exists(folder / "one" / name));
    REQUIRE(exit_of(folder, {"hindcast", file, "-n", "30", "-j", "3", "-o", "three", "-q"}) == 0);
    CHECK(bytes_of(folder / "three/tables/hindcast.md") == table);
    CHECK(exit_of(folder, {"verify", "one", "--progress=none"}) == 0);
    REQUIRE(exit_of(folder, {"hindcast", file, "-n", "5", "--variant", "full", "-o", "alone", "-q"}) ==
            0); // its scenario can be read again
    CHECK_THAT(bytes_of(folder / "alone/tables/hindcast.md"), !Contains("full beside"));
    CHECK(exit_of(folder, {"verify", "alone", "--progress=none"}) == 0);
    std::ofstream(folder / "w.yaml") << "extends: " << file << "\nhindcast: {without: [ful]}\n";
    CHECK(exit_of(folder, {"hindcast", (folder / "w.yaml").string()}) == 3);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("there is no variant 'ful'") && Contains("did you mean 'full'?"));
}
