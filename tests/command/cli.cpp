#include "support/child.hpp"

#include "sim/cli.hpp"

#include <nlohmann/json.hpp>

using namespace sim;
using namespace sim::test;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

namespace {

const std::string scenarios = std::string(SIM_SOURCE_DIR) + "/tests/scenarios/";
const std::string queue = scenarios + "mm1.yaml";

Request request_of(const std::vector<std::string>& words) {
    const auto parsed = parse_command_line(words);
    INFO(parsed.text);
    REQUIRE(parsed.request);
    return *parsed.request;
}

std::string complaint_about(const std::vector<std::string>& words) {
    const auto parsed = parse_command_line(words);
    REQUIRE_FALSE(parsed.request);
    CHECK(parsed.exit == bad_command_line);
    return parsed.text;
}

const std::vector<const char*> result_files{"runs.csv",           "design.csv",       "summary.csv", "scenario.resolved.yaml",
                                            "tables/headline.md", "tables/sojourn.md"};

std::string results_of(const Folder& folder, const std::string& name) {
    std::string all;
    for (const char* const file : result_files) all += bytes_of(folder / (name + '/' + file).c_str());
    return all;
}

} // namespace

TEST_CASE("a file alone is run") {
    const Request request = request_of({"a.yaml"});
    CHECK(request.command == Request::Command::run);
    CHECK(request.files == std::vector<std::string>{"a.yaml"});
    CHECK_FALSE(request.replicates);
    CHECK(request.threads == 0);
    CHECK(request_of({"-n", "5", "a.yaml"}).command == Request::Command::run);
    CHECK(request_of({"check", "a.yaml", "b.yaml"}).command == Request::Command::check);
    CHECK(request_of({"check", "a.yaml", "b.yaml"}).files.size() == 2);
    CHECK(request_of({"plan", "a.yaml", "-n", "7"}).command == Request::Command::plan);
    CHECK(request_of({"show", "a.yaml"}).command == Request::Command::show);
}

TEST_CASE("compare and story have options of their own") {
    const Request two =
        request_of({"compare", "a.yaml:x", "-n", "7", "b.yaml", "--seed=3", "-j", "2", "--fresh", "--on-error=stop", "--set", "a=1"});
    CHECK(two.command == Request::Command::compare);
    CHECK(two.files == std::vector<std::string>{"a.yaml:x", "b.yaml"});
    CHECK(two.replicates == 7U);
    CHECK(two.fresh);
    CHECK(canonical_command(two, {}) == "sim compare a.yaml:x b.yaml --replicates 7 --seed 3 --set a=1");
    CHECK(request_of({"compare", "a.yaml"}).files.size() == 1);
    const Request story =
        request_of({"story", "a.yaml", "--lab", "g@CHN/3", "--replicate", "4", "--until", "2015", "--variant", "v", "--seed", "2"});
    CHECK(story.command == Request::Command::story);
    CHECK(story.lab == "g@CHN/3");
    CHECK(story.replicate == 4);
    CHECK(story.until == parse_instant("2015-01-01").instant);
    CHECK(story.sets.empty());
    CHECK(request_of({"story", "a.yaml", "--lab", "g@CHN/3"}).until == Instant::max());
}

TEST_CASE("merge and verify take folders") {
    const Request merge = request_of({"merge", "a", "b c", "-o", "out", "-j", "2"});
    CHECK(merge.command == Request::Command::merge);
    CHECK(merge.folders == std::vector<std::filesystem::path>{"a", "b c"});
    CHECK(merge.out == "out");
    CHECK(merge.threads == 2);
    const Request verify = request_of({"verify", "a", "b", "--sample", "1e3"});
    CHECK(verify.command == Request::Command::verify);
    CHECK(verify.folders.size() == 2);
    CHECK(verify.sample == 1000);
    CHECK(request_of({"verify", "a"}).sample == 20);
    CHECK(request_of({"verify", "a", "--sample=all"}).sample == ~std::uint64_t{0});
    CHECK(request_of({"run", "a.yaml", "--shard", "2/16"}).shard == Shard{2, 16});
    CHECK_FALSE(request_of({"run", "a.yaml"}).shard);
    CHECK(canonical_command(request_of({"run", "a.yaml", "--shard", "2/16"}), "a.yaml") == "sim run a.yaml");
}

TEST_CASE("report takes folders, and for several of them a place for the page") {
    const Request one = request_of({"report", "a", "-j", "2", "-q"});
    CHECK(one.command == Request::Command::report);
    CHECK(one.folders == std::vector<std::filesystem::path>{"a"});
    CHECK(one.out.empty());
    CHECK(one.threads == 2);
    CHECK(one.quiet);
    const Request two = request_of({"report", "a", "b", "-o", "c"});
    CHECK(two.folders.size() == 2);
    CHECK(two.out == "c");
    CHECK_THAT(complaint_about({"report", "a", "b"}), Contains("-o DIR"));
    CHECK_THAT(complaint_about({"report"}), Contains("DIR is required"));
}

TEST_CASE("every option reaches the request") {
    const Request r = request_of({"run",
                                  "a.yaml",
                                  "-n",
                                  "1e3",
                                  "-j",
                                  "4",
                                  "--seed",
                                  "18446744073709551615",
                                  "-o",
                                  "out dir",
                                  "--set",
                                  "a.b=1 yr",
                                  "--set",
                                  "c=2",
                                  "--variant",
                                  "trend",
                                  "--until",
                                  "2025-12-31",
                                  "--fresh",
                                  "--series",
                                  "--on-error=stop",
                                  "--progress=plain",
                                  "-q",
                                  "-v",
                                  "b.yaml"});
    CHECK(r.files == std::vector<std::string>{"a.yaml", "b.yaml"});
    CHECK(r.replicates == 1000U);
    CHECK(r.threads == 4);
    CHECK(r.seed == 18446744073709551615ULL);
    CHECK(r.out == "out dir");
    CHECK(r.sets == std::vector<std::string>{"a.b=1 yr", "c=2", "clock.end=2025-12-31"});
    CHECK(r.variant == "trend");
    CHECK(r.fresh);
    CHECK(r.series);
    CHECK(r.stop_on_failure);
    CHECK(r.progress == ProgressStyle::plain);
    CHECK(r.quiet);
    CHECK(r.verbose);
    CHECK(request_of({"a.yaml", "--on-error=continue"}).stop_on_failure == false);
    CHECK(request_of({"a.yaml", "-n", "1_000"}).replicates == 1000U);
}

TEST_CASE("bad command lines say what is wrong and exit with 2") {
    CHECK_THAT(complaint_about({}), Contains("Usage"));
    CHECK_THAT(complaint_about({"run"}), Contains("FILE is required"));
    CHECK_THAT(complaint_about({"chekc", "a.yaml"}), Contains("unknown command 'chekc'; did you mean 'check'?"));
    CHECK_THAT(complaint_about({"a.yaml", "--bogus"}), Contains("--bogus"));
    CHECK_THAT(complaint_about({"--bogus"}), Contains("not expected: --bogus"));
    CHECK_THAT(complaint_about({"a.yaml", "-n", "0"}), Contains("0 is not in [1, 1000000000]"));
    CHECK_THAT(complaint_about({"a.yaml", "-n", "010"}), Contains("-n,--replicates: '010' is not a whole number"));
    CHECK_THAT(complaint_about({"a.yaml", "-n", "2.5"}), Contains("'2.5' is not a whole number"));
    CHECK_THAT(complaint_about({"a.yaml", "-n", "3 yr"}), Contains("'3 yr' is not a whole number"));
    CHECK_THAT(complaint_about({"a.yaml", "--seed", "18446744073709551616"}), Contains("is not a whole number"));
    CHECK_THAT(complaint_about({"a.yaml", "--threads=-1"}), Contains("'-1' is not a whole number"));
    CHECK_THAT(complaint_about({"a.yaml", "--set", "nothing"}), Contains("'nothing' is not PATH=VALUE"));
    CHECK_THAT(complaint_about({"a.yaml", "--progress", "loud"}), Contains("loud"));
    CHECK_THAT(complaint_about({"a.yaml", "--on-error", "panic"}), Contains("panic"));
    CHECK_THAT(complaint_about({"check", "a.yaml", "--fresh"}), Contains("--fresh"));
    CHECK_THAT(complaint_about({"compare"}), Contains("BASE is required"));
    CHECK_THAT(complaint_about({"compare", "a.yaml", "b.yaml", "c.yaml"}), Contains("not expected: c.yaml"));
    CHECK_THAT(complaint_about({"compare", "a.yaml", "--variant", "x"}), Contains("--variant"));
    CHECK_THAT(complaint_about({"compare", "a.yaml", "--series"}), Contains("--series"));
    CHECK_THAT(complaint_about({"story", "a.yaml"}), Contains("--lab is required"));
    CHECK_THAT(complaint_about({"story", "a.yaml", "--lab", "x", "--until", "20x"}), Contains("--until: expected a date"));
    CHECK_THAT(complaint_about({"a.yaml", "--shard", "3"}), Contains("--shard: '3' is not I/K, such as 2/16"));
    CHECK_THAT(complaint_about({"a.yaml", "--shard", "0/3"}), Contains("--shard: there is no shard 0 of 3"));
    CHECK_THAT(complaint_about({"a.yaml", "--shard", "4/3"}), Contains("--shard: there is no shard 4 of 3"));
    CHECK_THAT(complaint_about({"a.yaml", "--shard", "1/10001"}), Contains("10001 shards are not in [1, 10000]"));
    CHECK_THAT(complaint_about({"a.yaml", "--shard", "1/x"}), Contains("'x' is not a whole number"));
    CHECK_THAT(complaint_about({"hindcast", "a.yaml", "--shard", "1/2"}), Contains("--shard"));
    CHECK_THAT(complaint_about({"merge", "a", "b"}), Contains("--out is required"));
    CHECK_THAT(complaint_about({"merge", "-o", "c"}), Contains("DIR is required"));
    CHECK_THAT(complaint_about({"verify"}), Contains("DIR is required"));
    CHECK_THAT(complaint_about({"verify", "a", "--sample", "some"}), Contains("'some' is not a whole number"));
    CHECK_THAT(complaint_about({"comapre", "a.yaml"}), Contains("did you mean 'compare'?"));
}

TEST_CASE("help and version are no errors") {
    for (const auto& words : {std::vector<std::string>{"--help"}, {"-h"}, {"run", "--help"}}) {
        const auto parsed = parse_command_line(words);
        CHECK_FALSE(parsed.request);
        CHECK(parsed.exit == all_well);
        CHECK_THAT(parsed.text, Contains("Usage: sim") && Contains("Exit codes:"));
    }
    CHECK(parse_command_line({"--version"}).text == "sim 0.2.0 (model 2)\n");
}

TEST_CASE("commands in messages can be pasted, and those in tables name only what reaches a result") {
    CHECK(shell_line({"sim", "a b", "it's", "", "$x", "a=1,b:/c"}) == "sim 'a b' 'it'\\''s' '' '$x' a=1,b:/c");
    Request request = request_of(
        {"-j", "3", "my file.yaml", "--fresh", "-n", "10", "--set", "a=1 yr", "--seed=7", "--progress=none", "--variant", "v", "-o", "x"});
    CHECK(canonical_command(request, "my file.yaml") == "sim run 'my file.yaml' --replicates 10 --seed 7 --variant v --set 'a=1 yr'");
    request.program = "./sim/run";
    CHECK(resuming_command(request) == "./sim/run -j 3 'my file.yaml' -n 10 --set 'a=1 yr' --seed=7 --progress=none --variant v -o x");
}

TEST_CASE("exit codes tell whose fault it is") {
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

TEST_CASE("a run leaves all its files, prints its table, and says how it went") {
    const Folder folder;
    REQUIRE(exit_of(folder, {queue, "-n", "4", "--series"}) == 0);
    for (const char* const file : result_files) CHECK(std::filesystem::exists(folder / (std::string("results/mm1/") + file).c_str()));
    CHECK(std::filesystem::exists(folder / "results/mm1/series.csv"));
    CHECK_THAT(bytes_of(folder / "stdout"), Contains("jobs_in_system") && Contains("over 4 replicates"));
    const auto json = nlohmann::json::parse(bytes_of(folder / "results/mm1/manifest.json"));
    CHECK(json["counts"]["trials"] == 4);
    const std::string fingerprint = json["fingerprint"];
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("4 trials (0 failed)") && Contains(fingerprint) && Contains("results/mm1"));
    CHECK_THAT(bytes_of(folder / "stdout"), Contains(fingerprint));

    REQUIRE(exit_of(folder, {queue, "-n", "4", "-q"}) == 0);
    CHECK(bytes_of(folder / "stdout").empty());
    CHECK(bytes_of(folder / "stderr").empty());
    CHECK_FALSE(std::filesystem::exists(folder / "results/mm1/series.csv"));
}

TEST_CASE("threads, interruption and resumption reach no result file") {
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

TEST_CASE("a folder of another run is refused with the difference, and --fresh takes it") {
    const Folder folder;
    REQUIRE(exit_of(folder, {queue, "-n", "2", "-o", "out"}) == 0);
    CHECK(exit_of(folder, {queue, "-n", "2", "-o", "out", "--seed", "5"}) == 6);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("made with seed 1, this run has 5; --fresh starts over"));
    CHECK(exit_of(folder, {queue, "-n", "2", "-o", "out", "--set", "streams[papers].interest=0.5"}) == 6);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("variant 'base' of scenario hash"));
    CHECK(exit_of(folder, {queue, "-n", "2", "-o", "out", "--seed", "5", "--fresh"}) == 0);
    CHECK(exit_of(folder, {queue, "-n", "3", "-o", "out", "--seed", "5", "--set", "report.tables=[papers]"}) == 0);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("played 1 trials"));
}

TEST_CASE("compare says what it needs to know") {
    const Folder folder;
    CHECK(exit_of(folder, {"compare", queue}) == 2);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("mm1.yaml is a single world; compare needs another one: sim compare BASE OTHER"));
    CHECK(exit_of(folder, {"compare", scenarios + "queues.yaml:md1"}) == 2);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("queues.yaml:md1 is a single world"));
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

TEST_CASE("threads, interruption and resumption reach no file of a comparison") {
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

TEST_CASE("a hindcast is scored, and its files depend on no thread") {
    const Folder folder;
    const std::string file = scenarios + "queue_hindcast.yaml";
    REQUIRE(exit_of(folder, {"hindcast", file, "-n", "40", "-j", "1", "-o", "one"}) == 0);
    const std::string printed = bytes_of(folder / "stdout"), csv = bytes_of(folder / "one/hindcast.csv"),
                      table = bytes_of(folder / "one/tables/hindcast.md");
    CHECK_THAT(printed, Contains("Jobs as they are: 3 of 3 in the 90 % interval; CRPS better than all three baselines; "
                                 "median better than all three baselines."));
    CHECK_THAT(printed, Contains("Jobs as they are not: 0 of 3 in the 90 % interval"));
    CHECK_THAT(printed, Contains("In all, 3 of 6 observed values (50 %) lie in the 90 % interval") &&
                            Contains("short of the 70 % that a good forecast has"));
    CHECK_THAT(csv, StartsWith("variant,id,date,metric,unit,scale,observed,n,p05,") &&
                        Contains("base,steady,2020-01-01,jobs_in_system,,identity,4,40,"));
    CHECK(std::ranges::count(csv, '\n') == 7);
    CHECK_THAT(table, Contains("| Jobs as they are |") && Contains("## PIT") && Contains("sim hindcast"));
    CHECK(std::filesystem::exists(folder / "one/summary.csv"));
    REQUIRE(exit_of(folder, {"hindcast", file, "-n", "40", "-j", "3", "-o", "three", "-q"}) == 0);
    CHECK(bytes_of(folder / "stdout").empty());
    CHECK(bytes_of(folder / "three/hindcast.csv") == csv);
    CHECK(bytes_of(folder / "three/tables/hindcast.md") == table);

    CHECK(exit_of(folder, {"hindcast", queue}) == 3);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("mm1.yaml: error: a hindcast needs 'hindcast: {origin: DATE}' and 'observations'"));
    CHECK(exit_of(folder, {"hindcast", file, "--set", "hindcast.origin=1999"}) == 3);
}

TEST_CASE("a lab's story can be read") {
    const Folder folder;
    REQUIRE(exit_of(folder, {"story", scenarios + "one_lab.yaml", "--lab", "only@ONE/1"}) == 0);
    CHECK(bytes_of(folder / "stderr").empty());
    CHECK(
        bytes_of(folder / "stdout") ==
        "one_lab, variant base, replicate 0, seed 1\n"
        "only@ONE/1 (lab, One): 5 researchers in 1 team, wealth factor 1, patience 30 days, weight 1, 0 GPUs\n"
        "2010-01-01 00:00  unit comes to the market: the best buy is unit from now on: 1 FLOP/s for 1 USD\n"
        "2010-01-01 00:00  The country's researchers are counted: stands for 3 real labs (before: 1)\n"
        "2010-01-01 00:00  Money for the year: cash +2 USD, now 2 USD\n"
        "2010-01-01 00:00  The lab's purchases of the year: buys 2 unit at 1 USD; owns 2 GPUs, 2 FLOP/s; cash -2 USD, now 3.01e-05 USD\n"
        "2010-01-01 00:00  A free team looks for a paper: project 1 takes up paper 0 (all, of 2009-05-23): 86.4 kFLOP to reproduce; "
        "starts on 2 GPUs for 12 h\n"
        "2010-01-01 12:00  Project 1 ends its reproduction of paper 0: it succeeds, as the first; research for an own experiment begins\n"
        "2010-01-11 12:00  Project 1 has designed its own experiment: 86.4 kFLOP; starts on 2 GPUs for 12 h\n"
        "2010-01-12 00:00  Project 1 has run its own experiment (48 GPU-hours in all): publishes paper 1, W = 86.4 kFLOP (1 times paper "
        "0); "
        "credit +0.643\n"
        "2010-01-12 00:00  A free team looks for a paper: project 2 takes up paper 1 (all, of 2010-01-12, its own): 86.4 kFLOP to "
        "reproduce; "
        "starts on 2 GPUs for 12 h\n"
        "2010-01-12 12:00  Project 2 ends its reproduction of paper 1: it succeeds, as the first; research for an own experiment begins\n"
        "From 2010-01-01 to 2010-01-15: 1 paper, 2 reproductions (2 first), 0 failures, 0 projects given up; 72 GPU-hours; 2 USD spent\n");

    REQUIRE(exit_of(folder, {"story", scenarios + "one_lab.yaml", "--lab", "only@ONE/1", "--until", "2010-01-02", "--replicate", "1"}) ==
            0);
    CHECK_THAT(bytes_of(folder / "stdout"),
               Contains("replicate 1") && Contains("A free team looks for a paper: none is within its reach; it looks again in "
                                                   "30 days\nFrom 2010-01-01 to 2010-01-02: 0 papers"));
    REQUIRE(exit_of(folder, {"story", scenarios + "two_worlds.yaml", "--variant", "rich", "--lab", "only@ONE/1"}) == 0);
    CHECK_THAT(bytes_of(folder / "stdout"), Contains("buys 4 unit at 1 USD") && Contains("starts on 4 GPUs for 6 h"));
}

TEST_CASE("a story tells of queues, retired GPUs, electricity, and rivals who were first") {
    const Folder folder;
    REQUIRE(exit_of(folder, {"story", queue, "--lab", "queue@NO/1", "--until", "2000-01-20"}) == 0);
    CHECK_THAT(bytes_of(folder / "stdout"), Contains("A paper of 'papers' appears: project 1 takes up paper 0") &&
                                                Contains("waits for GPUs (1 in the queue)") && Contains("h, after ") &&
                                                Contains(" in the queue\n"));
    REQUIRE(exit_of(folder, {"story", scenarios + "small.yaml", "--lab", "universities@AAA/3", "--set", "research.abandon=100 %"}) == 0);
    CHECK_THAT(bytes_of(folder / "stdout"), Contains("retires ") && Contains(" for electricity; buys ") && Contains("home-1 of 2010") &&
                                                Contains("the best buy is home+1 from now on") && Contains("it fails"));
    REQUIRE(exit_of(folder, {"story", scenarios + "small.yaml", "--lab", "universities@AAA/1", "--set", "research.abandon=100 %"}) == 0);
    CHECK_THAT(bytes_of(folder / "stdout"), Contains(" first: gives up project "));
    REQUIRE(exit_of(folder, {"story", scenarios + "small_controlled.yaml", "--lab", "universities@BBB/1"}) == 0);
    CHECK_THAT(bytes_of(folder / "stdout"),
               Contains("2014-06-01 00:00  Policy 'controls' begins: no GPU above 4.5 TFLOP/s can be bought; the best buy is "
                        "home-1 from now on"));
}

TEST_CASE("a lab that is not there: the nearest name, and which there are") {
    const Folder folder;
    CHECK(exit_of(folder, {"story", scenarios + "small.yaml", "--lab", "universites@AAA/3"}) == 2);
    CHECK(bytes_of(folder / "stdout").empty());
    CHECK(bytes_of(folder / "stderr") == "sim: there is no lab 'universites@AAA/3'; did you mean 'universities@AAA/3'?\n"
                                         "labs are GROUP@COUNTRY/NUMBER:\n"
                                         "  universities, numbers 1 to 8, in AAA, BBB, CCC\n"
                                         "  firms, numbers 1 to 2, in AAA, BBB\n");
    for (const char* const name :
         {"firms@CCC/1", "firms@AAA/3", "firms@AAA/0", "firms@AAA/01", "firms@AAA/", "firms@AAA", "", "firms@AAA/1x"}) {
        INFO(name);
        CHECK(exit_of(folder, {"story", scenarios + "small.yaml", "--lab", name}) == 2);
    }
    CHECK(exit_of(folder, {"story", scenarios + "small.yaml", "--lab", "firms@AAA/1", "--variant", "none"}) == 3);
    CHECK(exit_of(folder, {"story", scenarios + "small.yaml", "--lab", "firms@AAA/1", "--set", "most_events=500"}) == 1);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("the story failed: more than 500 events"));
}
