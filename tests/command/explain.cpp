// `sim explain` and `sim flip` as commands: what they print, what they leave alone, and how they end.
#include "support/child.hpp"

#include <filesystem>

using namespace sim;
using namespace sim::test;
using Catch::Matchers::Contains;

namespace {

const std::string decided = std::string(SIM_SOURCE_DIR) + "/tests/scenarios/decided.yaml";

} // namespace

TEST_CASE("Explain: a folder is explained from its store, with a table in every form, explain.csv and a block on the page") {
    const Folder folder;
    REQUIRE(exit_of(folder, {"run", decided, "-n", "300", "-q"}) == 0);
    const std::string csv = bytes_of(folder / "results/decided/explain.csv");
    CHECK_THAT(csv, Contains("gdp_per_head[country:AAA]@2014,300,0,part,countries[AAA].gdp.growth,growth of GDP (Alphaland),a survey,"));
    CHECK_THAT(csv, Contains(",reached at,countries[AAA].gdp.growth,") && Contains(",chance,") && Contains(",median between,"));
    for (const char* const file : {"explain.md", "explain.tex", "explain-base.csv"})
        CHECK_THAT(bytes_of(folder / (std::string("results/decided/tables/") + file).c_str()), Contains("growth of GDP (Alphaland)"));
    CHECK_THAT(bytes_of(folder / "results/decided/datapackage.json"), Contains("\"path\": \"explain.csv\""));
    const std::string page = bytes_of(folder / "results/decided/report.html");
    CHECK_THAT(page,
               Contains("<h2>What decides this</h2>") && Contains("<svg class=\"drawing\"") && Contains("What decides it: growth of GDP"));
    REQUIRE(exit_of(folder, {"explain", "results/decided"}) == 0);
    CHECK_THAT(bytes_of(folder / "stdout"),
               Contains("What decides it: growth of GDP (Alphaland)") && Contains("No input decides it by itself"));
    REQUIRE(exit_of(folder, {"explain", "results/decided", "gdp_per_head[AAA]@2012 >= 25000"}) == 0);
    CHECK_THAT(bytes_of(folder / "stdout"), Contains("To reach 25,000 USD/yr/person on average, growth of GDP (Alphaland) must be"));
    CHECK(exit_of(folder, {"verify", "results/decided", "-q"}) == 0);
}

TEST_CASE("Explain: a run of few trials has one sentence on its page, and no table") {
    const Folder folder;
    REQUIRE(exit_of(folder, {"run", decided, "-n", "30", "-q"}) == 0);
    CHECK_FALSE(std::filesystem::exists(folder / "results/decided/explain.csv"));
    CHECK_FALSE(std::filesystem::exists(folder / "results/decided/tables/explain.md"));
    CHECK_THAT(bytes_of(folder / "results/decided/report.html"), Contains("30 trials cannot tell what decides it; it takes 100."));
    REQUIRE(exit_of(folder, {"explain", "results/decided"}) == 0);
    CHECK_THAT(bytes_of(folder / "stdout"), Contains("30 trials cannot tell what decides it; it takes 100."));
}

TEST_CASE("Explain: luck and totals are played once, beside the folder's files, which they do not touch") {
    const Folder folder;
    REQUIRE(exit_of(folder, {"run", decided, "-n", "300", "-q"}) == 0);
    const std::string manifest = bytes_of(folder / "results/decided/manifest.json");
    REQUIRE(exit_of(folder, {"explain", "results/decided", "--luck", "--totals"}) == 0);
    const std::string told = bytes_of(folder / "stdout");
    CHECK_THAT(told, Contains("of its variance is luck of the simulated world") && Contains("What inputs do together: gdp_per_head"));
    REQUIRE(exit_of(folder, {"explain", "results/decided", "--luck", "--totals", "-j", "1"}) == 0);
    CHECK(bytes_of(folder / "stdout") == told);
    CHECK(bytes_of(folder / "results/decided/manifest.json") == manifest);
    CHECK(exit_of(folder, {"verify", "results/decided", "-q"}) == 0);
    CHECK(exit_of(folder, {"explain", "results/decided", "--totals", "--samples", "256"}) == 2);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("make 150 pairs"));
    CHECK(exit_of(folder, {"explain", "results/decided", "--totals", "--samples", "100"}) == 2);
}

TEST_CASE("Explain: what cannot be asked is said to be so") {
    const Folder folder;
    REQUIRE(exit_of(folder, {"run", decided, "-n", "3", "-q"}) == 0);
    CHECK(exit_of(folder, {"explain", "results/decided", "no_metric@2014"}) == 2);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("there is no metric 'no_metric'"));
    CHECK(exit_of(folder, {"explain", "results/decided", "--variant", "other"}) == 2);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("there is no variant 'other'; they are: base"));
    CHECK(exit_of(folder, {"explain", "nowhere"}) == 6);
}

TEST_CASE("Flip: a claim's turn is found and played; what does not turn ends with 4") {
    const Folder folder;
    REQUIRE(exit_of(folder, {"flip", decided, "gdp_per_head[AAA]@2014 >= 27000", "-n", "300", "-q"}) == 0);
    CHECK_THAT(bytes_of(folder / "stdout"), Contains("so 'at least 27,000 USD/yr/person' does not hold.") &&
                                                Contains("It turns where growth of GDP (Alphaland) is") && Contains(": confirmed."));
    CHECK(exit_of(folder, {"flip", decided, "gdp_per_head[AAA]@2014 >= 90000", "-n", "300", "-q"}) == 4);
    CHECK_THAT(bytes_of(folder / "stdout"), Contains("It does not turn within the stated range of growth of GDP (Alphaland)"));
    CHECK(exit_of(folder, {"flip", decided, "gdp_per_head[AAA]@2014 >= 27000", "-n", "30", "-q", "-o", "few"}) == 4);
    CHECK_THAT(bytes_of(folder / "stdout"), Contains("30 trials cannot tell"));
    CHECK(exit_of(folder, {"flip", decided, "gdp_per_head[AAA]@2014", "-n", "300", "-q"}) == 2);
    CHECK(exit_of(folder, {"flip", decided, "gdp_per_head[AAA]@2014 >= 27000", "-n", "300", "--input", "hardware.pu"}) == 2);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("did you mean 'hardware.pue'?"));
}

TEST_CASE("Explain: of a comparison, what decides the difference; and compare says from when it is one, and for how much") {
    const Folder folder;
    write_file(folder / "two.yaml",
               "extends: " + decided +
                   "\nscenario: two\nvariants:\n  low: {}\n  high:\n    countries: [{id: AAA, population: {at: {2010: 40e6 person}, "
                   "growth: {ci90: [0 %/yr, 2 %/yr], law: normal}}}]\n");
    REQUIRE(exit_of(folder, {"compare", "two.yaml", "-n", "120"}) == 0);
    CHECK_THAT(bytes_of(folder / "stdout"), Contains("from when") && Contains("why? sim explain results/compare-two-low-two-high"));
    REQUIRE(exit_of(folder, {"explain", "results/compare-two-low-two-high", "gdp_per_head[AAA]@2014"}) == 0);
    CHECK_THAT(bytes_of(folder / "stdout"), Contains("Alphaland: change of GDP per head in 2014, low -> high: ") &&
                                                Contains("What decides it: growth of GDP (Alphaland)"));
    CHECK(exit_of(folder, {"verify", "results/compare-two-low-two-high", "-q"}) == 0);
}
