// The command line: what it takes for a request, and what it says of one that it does not understand.
#include "support/child.hpp"

#include "sim/cli.hpp"

using namespace sim;
using namespace sim::test;
using Catch::Matchers::Contains;

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

} // namespace

TEST_CASE("Command line: a file alone is run") {
    const Request request = request_of({"a.yaml"});
    CHECK(request.command == "run");
    CHECK(request.files == std::vector<std::string>{"a.yaml"});
    CHECK_FALSE(request.replicates);
    CHECK(request.threads == 0);
    CHECK(request_of({"-n", "5", "a.yaml"}).command == "run");
    CHECK(request_of({"check", "a.yaml", "b.yaml"}).command == "check");
    CHECK(request_of({"check", "a.yaml", "b.yaml"}).files.size() == 2);
    CHECK(request_of({"plan", "a.yaml", "-n", "7"}).command == "plan");
    CHECK(request_of({"show", "a.yaml"}).command == "show");
}

TEST_CASE("Command line: compare and story have options of their own") {
    const Request two =
        request_of({"compare", "a.yaml:x", "-n", "7", "b.yaml", "--seed=3", "-j", "2", "--fresh", "--on-error=stop", "--set", "a=1"});
    CHECK(two.command == "compare");
    CHECK(two.files == std::vector<std::string>{"a.yaml:x", "b.yaml"});
    CHECK(two.replicates == 7U);
    CHECK(two.fresh);
    CHECK(canonical_command(two, "compare", two.files) == "sim compare a.yaml:x b.yaml --replicates 7 --seed 3 --set a=1");
    CHECK(request_of({"compare", "a.yaml"}).files.size() == 1);
    const Request story =
        request_of({"story", "a.yaml", "--lab", "g@CHN/3", "--replicate", "4", "--until", "2015", "--variant", "v", "--seed", "2"});
    CHECK(story.command == "story");
    CHECK(story.lab == "g@CHN/3");
    CHECK(story.replicate == 4);
    CHECK(story.until == parse_instant("2015-12-31").instant);
    CHECK(story.sets.empty());
    CHECK(request_of({"story", "a.yaml", "--lab", "g@CHN/3"}).until == Instant::max());
}

TEST_CASE("Command line: merge and verify take folders") {
    const Request merge = request_of({"merge", "a", "b c", "-o", "out", "-j", "2"});
    CHECK(merge.command == "merge");
    CHECK(merge.folders == std::vector<std::filesystem::path>{"a", "b c"});
    CHECK(merge.out == "out");
    CHECK(merge.threads == 2);
    const Request verify = request_of({"verify", "a", "b", "--sample", "1e3"});
    CHECK(verify.command == "verify");
    CHECK(verify.folders.size() == 2);
    CHECK(verify.spot_checks == 1000);
    CHECK(request_of({"verify", "a"}).spot_checks == 20);
    CHECK(request_of({"verify", "a", "--sample=all"}).spot_checks == ~std::uint64_t{0});
    CHECK(request_of({"run", "a.yaml", "--shard", "2/16"}).shard == Shard{2, 16});
    CHECK_FALSE(request_of({"run", "a.yaml"}).shard);
    CHECK(canonical_command(request_of({"run", "a.yaml", "--shard", "2/16"}), "run", std::vector<std::string>{"a.yaml"}) ==
          "sim run a.yaml");
}

TEST_CASE("Command line: report takes folders, and for several of them a place for the page") {
    const Request one = request_of({"report", "a", "-j", "2", "-q"});
    CHECK(one.command == "report");
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

TEST_CASE("Command line: every option reaches the request") {
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
                                  "research_share,access",
                                  "--keep",
                                  "gpus[kind:*]",
                                  "--all",
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
    CHECK(r.series == std::vector<std::string>{"research_share", "access"});
    CHECK(r.keep == std::vector<std::string>{"gpus[kind:*]", "all"});
    CHECK(r.stop_on_failure);
    CHECK(r.progress == ProgressStyle::plain);
    CHECK(r.quiet);
    CHECK(r.verbose);
    CHECK(request_of({"a.yaml", "--on-error=continue"}).stop_on_failure == false);
    CHECK(request_of({"a.yaml", "-n", "1_000"}).replicates == 1000U);
}

TEST_CASE("Command line: bad command lines say what is wrong and exit with 2") {
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
    CHECK_THAT(complaint_about({"compare", "a.yaml", "--series=all"}), Contains("--series"));
    CHECK_THAT(complaint_about({"a.yaml", "--series", "papers,shares"}), Contains("--series: 'shares' is no metric and no set of them"));
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

TEST_CASE("Command line: help and version are no errors") {
    for (const auto& words : {std::vector<std::string>{"--help"}, {"-h"}, {"run", "--help"}}) {
        const auto parsed = parse_command_line(words);
        CHECK_FALSE(parsed.request);
        CHECK(parsed.exit == all_well);
        CHECK_THAT(parsed.text, Contains("Usage: sim") && (Contains("Exit codes:") || Contains("sim help COMMAND")));
    }
    CHECK(parse_command_line({"--version"}).text == "sim 0.2.0 (model 5)\n");
}

TEST_CASE("Command line: commands in messages can be pasted, and those in tables name only what reaches a result") {
    CHECK(shell_line({"sim", "a b", "it's", "", "$x", "a=1,b:/c"}) == "sim 'a b' 'it'\\''s' '' '$x' a=1,b:/c");
    Request request = request_of(
        {"-j", "3", "my file.yaml", "--fresh", "-n", "10", "--set", "a=1 yr", "--seed=7", "--progress=none", "--variant", "v", "-o", "x"});
    CHECK(canonical_command(request, "run", std::vector<std::string>{"my file.yaml"}) ==
          "sim run 'my file.yaml' --replicates 10 --seed 7 --variant v --set 'a=1 yr'");
    request.program = "./sim/run";
    CHECK(resuming_command(request) == "./sim/run -j 3 'my file.yaml' -n 10 --set 'a=1 yr' --seed=7 --progress=none --variant v -o x");
}
