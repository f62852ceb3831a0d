// Folders hold what is asked for: their size, what adds to it, and what is said where something is missing.
#include "sim/cli.hpp"

#include "support/child.hpp"

#include <filesystem>

using namespace sim;
using namespace sim::test;
using Catch::Matchers::Contains;

namespace {

std::string scenario(const char* name) { return std::string(SIM_SOURCE_DIR) + "/tests/scenarios/" + name + ".yaml"; }

std::uintmax_t bytes_in(const std::filesystem::path& folder) {
    std::uintmax_t bytes = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
        if (entry.is_regular_file()) bytes += entry.file_size();
    return bytes;
}

/// A table without the lines that name its command.
std::string without_origin(const std::string& table) {
    std::string kept;
    for (std::size_t begin = 0; begin < table.size();) {
        const std::size_t end = std::min(table.find('\n', begin), table.size() - 1) + 1;
        const std::string line = table.substr(begin, end - begin);
        if (line.find("Fingerprint") == line.npos) kept += line;
        begin = end;
    }
    return kept;
}

std::string fingerprint_in(const std::filesystem::path& folder) {
    const std::string manifest = bytes_of(folder / "manifest.json");
    return manifest.substr(manifest.find("\"fingerprint\""), 35);
}

} // namespace

TEST_CASE("Lean: a folder of a small scenario is small, and its tables say what they say where all is kept") {
    for (const char* const name : {"small", "decided", "two_worlds", "trade"}) {
        INFO(name);
        const Folder folder;
        REQUIRE(exit_of(folder, {scenario(name), "-n", "12", "-q", "-o", "lean"}) == 0);
        REQUIRE(exit_of(folder, {scenario(name), "-n", "12", "-q", "-o", "all", "--all"}) == 0);
        CHECK(bytes_in(folder / "lean") < 3'000'000);
        CHECK(bytes_in(folder / "lean") < bytes_in(folder / "all"));
        CHECK(fingerprint_in(folder / "lean") == fingerprint_in(folder / "all"));
        for (const auto& entry : std::filesystem::directory_iterator(folder / "all/tables")) {
            if (entry.path().extension() != ".md") continue;
            INFO(entry.path());
            const std::string all = bytes_of(entry.path());
            CHECK(without_origin(bytes_of(folder / "lean/tables" / entry.path().filename())) == without_origin(all));
        }
        CHECK(exit_of(folder, {"verify", "lean", "all", "-q"}) == 0);
    }
}

TEST_CASE("Lean: what is not kept is told with the command that keeps it, and that command keeps it") {
    const Folder folder;
    const std::string file = scenario("decided");
    REQUIRE(exit_of(folder, {file, "-n", "100", "-q", "-o", "out"}) == 0);
    CHECK(exit_of(folder, {"explain", "out", "emissions@2014 >= 1"}) == bad_command_line);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("emissions is not measured for 'world' in this run; the command that keeps it:"));
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("-o 'out' --keep emissions@2014"));
    CHECK(exit_of(folder, {"explain", "out", "emissions[nobody]@2014"}) == bad_command_line);
    CHECK_THAT(bytes_of(folder / "stderr"), !Contains("--keep"));
    REQUIRE(exit_of(folder, {file, "-n", "100", "-q", "-o", "out", "--keep", "emissions@2014"}) == 0); // beside the run of before
    CHECK(exit_of(folder, {"explain", "out", "emissions@2014 >= 1"}) == 0);
    CHECK_THAT(bytes_of(folder / "out/summary.csv"), Contains(",world,emissions,"));
    CHECK_THAT(bytes_of(folder / "out/scenario.resolved.yaml"),
               Contains("keep: [emissions@2014]") || Contains("keep: [\"emissions@2014\"]"));
    CHECK(exit_of(folder, {"verify", "out", "-q"}) == 0);
}

TEST_CASE("Lean: --keep of what is kept changes nothing; of what cannot be measured it is an error of the scenario") {
    const Folder folder;
    REQUIRE(exit_of(folder, {scenario("small"), "-n", "2", "-q", "-o", "out"}) == 0);
    CHECK(exit_of(folder, {scenario("small"), "-n", "3", "-q", "-o", "out", "--keep", "research_share"}) == 0); // goes on
    CHECK(exit_of(folder, {scenario("small"), "-n", "2", "-q", "-o", "other", "--keep", "researchshare"}) == bad_scenario);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("report.keep: 'researchshare': there is no metric 'researchshare'; did you mean"));
}

TEST_CASE("Lean: flip and --precision ask for their own figures") {
    const Folder folder;
    CHECK(exit_of(folder, {"flip", scenario("decided"), "emissions@2014 >= 1e9", "-n", "100", "-q", "-o", "flipped"}) == not_met);
    CHECK_THAT(bytes_of(folder / "flipped/summary.csv"), Contains(",world,emissions,"));
    CHECK(exit_of(folder, {scenario("decided"), "--precision", "energy@2014=1e9 MWh", "-n", "10", "-q", "-o", "precise"}) == 0);
    CHECK(exit_of(folder, {"verify", "precise", "-q"}) == 0);
}

TEST_CASE("Lean: --series takes metrics, which are kept then") {
    const Folder folder;
    REQUIRE(exit_of(folder, {scenario("small"), "-n", "2", "-q", "-o", "out", "--series", "energy,research_share"}) == 0);
    const std::string series = bytes_of(folder / "out/series.csv");
    CHECK_THAT(series, Contains(",country:AAA,energy,kWh,") && Contains(",research_share,") && !Contains(",papers,"));
    CHECK(exit_of(folder, {"verify", "out", "-q"}) == 0);
    CHECK(exit_of(folder, {scenario("small"), "--series", "nothing"}) == bad_command_line);
}
