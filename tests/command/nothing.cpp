// Where there is no answer, or not yet, the program says so: no value, no common date, no folder, no points so far.
#include "support/child.hpp"
#include "support/texts.hpp"

#include <chrono>
#include <sstream>

using namespace sim;
using namespace sim::test;
using Catch::Matchers::Contains;

namespace {

const std::string two_worlds = std::string(SIM_SOURCE_DIR) + "/tests/scenarios/two_worlds.yaml";

/// A file over the tiny world.
std::string file_over_tiny(const Folder& folder, const std::string& name, const std::string& more) {
    write_file(folder / "tiny.yaml", tiny_world);
    write_file(folder / name.c_str(), "scenario: over\nextends: tiny.yaml\n" + more);
    return name;
}

} // namespace

TEST_CASE("Nothing: an expectation without a value does not hold") {
    const Folder folder;
    const std::string file = file_over_tiny(folder, "s.yaml", "");
    const auto expecting = [&](const std::string& text) {
        return exit_of(folder, {"run", file, "-n", "2", "-o", "out", "-q", "--set", "expect=['" + text + "']"});
    };
    for (const char* const none : {"papers@2011/0 - papers@2011/0 >= 5", "papers@2011/0 == papers@2011/0"}) {
        CHECK(expecting(none) == 4);
        CHECK_THAT(bytes_of(folder / "stderr"),
                   Contains(std::string("expect: '") + none + "' has no value in 2 trials; first in trial 0 ("));
    }
    CHECK(expecting("researchers[ONE]@2011 == 15") == 0);
    CHECK(expecting("researchers[ONE] < 16") == 0);
}

TEST_CASE("Nothing: worlds without a common date are not compared") {
    const Folder folder;
    const std::string file = file_over_tiny(folder, "now.yaml", "");
    const std::string later = file_over_tiny(folder, "later.yaml", "clock: {start: 2024-01-01, end: 2026-12-31, sample: 12 mo}\n");
    CHECK(exit_of(folder, {"compare", later, file, "-n", "2", "-o", "out", "-q"}) == 2);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("have no sample date in common, so nothing can be compared: the one is sampled from "
                                                     "2024-12-31 to 2026-12-31, the other from 2010-12-31 to 2012-12-31"));
    CHECK_FALSE(std::filesystem::exists(folder / "out"));
}

TEST_CASE("Nothing: no comparison is left off the terminal") {
    const Folder folder;
    std::string variants = "variants:\n";
    for (int v = 0; v < 12; ++v) variants += "  v" + std::to_string(v) + ": {}\n";
    const std::string file = file_over_tiny(folder, "many.yaml", variants + "report: {tables: [papers, gpus, spend, researchers]}\n");
    REQUIRE(exit_of(folder, {"compare", file, "-n", "2", "-o", "out", "--progress=none"}) == 0);
    const std::string said = bytes_of(folder / "stdout");
    for (int v = 1; v < 12; ++v) CHECK_THAT(said, Contains("v0 -> v" + std::to_string(v) + "\n"));
    CHECK_THAT(said, !Contains("more table"));
}

TEST_CASE("Nothing: a folder for scratch files that is not there is named") {
    const Folder folder;
    REQUIRE(exit_of(folder, {"run", two_worlds, "-n", "2", "-o", "out", "-q"}) == 0);
    CHECK(exit_of_program(folder, {"/usr/bin/env", "TMPDIR=/nonexistent", SIM_BINARY, "report", "out", "-q"}) == 6);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("/nonexistent: ") && Contains("TMPDIR"));
}

TEST_CASE("Nothing: a plan answers within 5 s, however long a million points take to draw") {
    const Folder folder;
    const std::string file = file_over_tiny(folder, "big.yaml",
                                            "sweep: {design: sobol, points: 1000000, constraint: \"hardware.pue > 1.5\", over: "
                                            "{hardware.pue: {uniform: [1, 2]}, hardware.utilisation: {uniform: [0.1, 1]}}}\n");
    const auto begin = std::chrono::steady_clock::now();
    CHECK(exit_of(folder, {"plan", file, "-n", "1"}) == 0);
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(5));
    CHECK_THAT(bytes_of(folder / "stdout"), Contains("1000000 points x 1 replicates = ") && Contains("1000000 trials"));
}
