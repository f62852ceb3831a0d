// What is told before and after playing, through the real program: warnings and --strict, a plan in time, the reason of the first failure,
// and worlds that cannot be compared.
#include "support/child.hpp"
#include "support/texts.hpp"

#include <chrono>

using namespace sim;
using namespace sim::test;
using Catch::Matchers::Contains;

namespace {

/// The tiny world with these sections over it, as a file beside it.
std::string file_over_tiny(const Folder& folder, const std::string& sections) {
    write_file(folder / "tiny.yaml", tiny_world);
    write_file(folder / "over.yaml", "scenario: over\nextends: tiny.yaml\n" + sections);
    return "over.yaml";
}
std::string errors_of(const Folder& folder) { return bytes_of(folder / "stderr"); }

const std::string idle = "kinds: [{id: spare}]\n";

} // namespace

TEST_CASE("Warned: check, plan and run go on; --strict makes errors of warnings") {
    const Folder folder;
    const std::string file = file_over_tiny(folder, idle);
    const std::string warning = "over.yaml:3:14: warning: no labs are of kind 'spare'";
    for (const char* const command : {"check", "plan", "run"}) {
        CHECK(exit_of(folder, {command, file}) == 0);
        CHECK_THAT(errors_of(folder), Contains(warning) && Contains("1 warning\n"));
        CHECK(exit_of(folder, {command, file, "--strict"}) == 3);
        CHECK_THAT(errors_of(folder), Contains("error: no labs are of kind 'spare'") && Contains("1 error; nothing was run."));
    }
    CHECK(exit_of(folder, {"run", file, "--quiet"}) == 0);
    CHECK(errors_of(folder).empty());
    CHECK(exit_of(folder, {"check", "tiny.yaml", "--strict"}) == 0);
}

TEST_CASE("Warned: a plan comes within five seconds, with a bound where nothing was finished") {
    const Folder folder;
    const std::string endless =
        "research: {research_time: 0 d}\nkinds: [{id: lab, budget: {income: 1e6 USD/yr}, team_size: 0.001 person}]\n"
        "clock: {end: 2100}\n";
    const std::string file = file_over_tiny(folder, endless);
    const auto begin = std::chrono::steady_clock::now();
    CHECK(exit_of(folder, {"plan", file}) == 0);
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(5));
    CHECK_THAT(bytes_of(folder / "stdout"), Contains("time: more than") && Contains("no trial was finished within 3 s"));
}

TEST_CASE("Warned: numbers too large to count fail a trial at once, with field, group and date") {
    const Folder folder;
    for (const char* const researchers : {"5e12", "1e18", "1e300", "25e9"}) {
        const std::string file = file_over_tiny(folder, "labs: [{id: only, researchers: " + std::string(researchers) + " person}]\n");
        CHECK(exit_of(folder, {"run", file, "--fresh"}) == 1);
        CHECK_THAT(errors_of(folder), Contains("trial 0 (base, replicate 0) failed: a lab of only (ONE) would have") &&
                                          Contains("teams on 2010-01-01: researchers / team_size"));
        CHECK(exit_of(folder, {"run", file}) == 1); // they were played before: the reason is told all the same
        CHECK_THAT(errors_of(folder), Contains("failed: a lab of only (ONE) would have"));
        CHECK(exit_of(folder, {"run", file, "--quiet"}) == 1);
        CHECK_THAT(errors_of(folder), Contains("failed: a lab of only (ONE) would have"));
        CHECK(exit_of(folder, {"plan", file}) == 0);
        CHECK_THAT(bytes_of(folder / "stdout"), Contains("failed: a lab of only (ONE) would have"));
    }
}

TEST_CASE("Warned: a column is called by its days unless they are the calendar year") {
    const Folder folder;
    CHECK(exit_of(folder, {"run", file_over_tiny(folder, "clock: {sample: 6 mo}\nreport: {tables: [papers], dates: [2011, 2012]}\n")}) ==
          0);
    CHECK_THAT(bytes_of(folder / "stdout"), Contains("2011-07 to 2011-12") && Contains("2012-07 to 2012-12"));
    CHECK(exit_of(folder, {"run", "tiny.yaml", "--until", "2011", "--set", "report.tables=[papers]"}) == 0);
    CHECK_THAT(bytes_of(folder / "stdout"), Contains("2010  ") && Contains("2011"));
    CHECK_THAT(bytes_of(folder / "results/tiny/summary.csv"), Contains("2011-12-31"));
}

TEST_CASE("Warned: worlds that are sampled unequally are not subtracted") {
    const Folder folder;
    const std::string file = file_over_tiny(folder, "variants: {years: {}, halves: {clock: {sample: 6 mo}}}\n");
    CHECK(exit_of(folder, {"compare", file}) == 2);
    CHECK_THAT(errors_of(folder),
               Contains("years and halves are sampled unequally: what is measured on 2010-12-31 is of 2010 in the one and of "
                        "2010-07 to 2010-12 in the other"));
    CHECK(exit_of(folder, {"compare", file, "--set", "clock.sample=12 mo"}) == 0);
    const std::string later = file_over_tiny(folder, "variants: {long: {}, late: {clock: {start: 2010-05-01}}}\n");
    CHECK(exit_of(folder, {"compare", later}) == 2);
    const std::string longer = file_over_tiny(folder, "variants: {long: {}, longer: {clock: {end: 2014}}}\n");
    CHECK(exit_of(folder, {"compare", longer}) == 0);
}

TEST_CASE("Warned: precision is in the unit of its figure") {
    const Folder folder;
    file_over_tiny(folder, "");
    CHECK(exit_of(folder, {"run", "tiny.yaml", "--precision", "queue_wait@2011=1 USD"}) == 2);
    CHECK_THAT(errors_of(folder), Contains("--precision queue_wait@2011=1 USD: '1 USD' is in USD, and the figure is in s"));
    CHECK(exit_of(folder, {"run", "tiny.yaml", "--precision", "spend@2011=1"}) == 0);
    CHECK_THAT(
        errors_of(folder),
        Contains("precision: spend@2011 has no interval yet, of so few or so skewed values, after 3 replicates (base); 1 is wanted"));
}
