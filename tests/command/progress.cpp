// The signs of life of a run: what a line says, and when one is written.
#include "command/progress.hpp"

#include "support/outcomes.hpp"

#include <algorithm>
#include <cstdio>
#include <string>

using namespace sim;
using namespace sim::test;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

TEST_CASE("Progress: what a line says") {
    CHECK(to_text(Headway{420, 1000, 2, 400, 10}) == "420/1000 trials, 42 %, 40/s, 0:15 left, 2 failed");
    CHECK(to_text(Headway{1000, 1000, 0, 1000, 10}) == "1000/1000 trials, 100 %, 100/s");
    CHECK(to_text(Headway{1, 10001, 0, 1, 1}) == "1/10001 trials, 0 %, 1/s, 2:46:40 left");
    CHECK(to_text(Headway{5, 10, 0, 0, 0}) == "5/10 trials, 50 %");
}

TEST_CASE("Progress: plain, a line at every tenth and at the end, never a control character") {
    const Folder folder;
    std::FILE* const out = std::fopen((folder / "log").c_str(), "w");
    REQUIRE(out != nullptr);
    Progress progress(ProgressStyle::automatic, 1000, 100, out); // a file is no terminal
    for (int i = 0; i < 900; ++i) progress.tick(i == 0);
    progress.finish();
    std::fclose(out);
    const std::string log = bytes_of(folder / "log");
    CHECK(std::count(log.begin(), log.end(), '\n') == 9);
    CHECK_THAT(log, StartsWith("200/1000 trials, 20 %"));
    CHECK_THAT(log, Contains("1000/1000 trials, 100 %") && Contains("1 failed"));
    CHECK(log.find('\r') == std::string::npos);
    CHECK(log.find('\x1b') == std::string::npos);
}
