// One point of a sweep beside another: differences within replicates, and a lab's life at a point.
#include "base/text.hpp"
#include "sim/summary.hpp"

#include "support/child.hpp"
#include "support/play.hpp"

#include "ensemble/lines.hpp"
#include "report/point_pairs.hpp"

#include <algorithm>

using namespace sim;
using namespace sim::test;
using Catch::Matchers::Contains;

namespace {

const std::string swept = std::string(SIM_SOURCE_DIR) + "/tests/scenarios/swept.yaml";

/// Rows of a CSV file, the head first.
std::vector<std::vector<std::string>> rows_of(const std::filesystem::path& file) {
    const std::string text = bytes_of(file);
    std::vector<std::vector<std::string>> rows;
    for (const std::string_view line : lines_of(text)) rows.push_back(csv_cells(line));
    return rows;
}

/// What a group's measure was in each replicate at a point, from series.csv.
std::vector<double> series(const std::vector<std::vector<std::string>>& rows, const std::string& point, const std::string& date,
                           const std::string& group, const std::string& metric) {
    std::vector<double> values;
    for (const auto& row : rows)
        if (row.size() == 9 && row[2] == point && row[4] == date && row[5] == group && row[6] == metric)
            values.push_back(std::stod(row[8]));
    return values;
}

std::string without_first_line(const std::string& text) { return text.substr(text.find('\n') + 1); }

} // namespace

TEST_CASE("Points: points.csv has the differences from point 0 within replicates, and what the common luck is worth") {
    const Folder folder;
    REQUIRE(exit_of(folder, {swept, "-n", "12", "-q", "--series=all", "-o", "out"}) == 0);
    const auto all = rows_of(folder / "out/series.csv"), pairs = rows_of(folder / "out/points.csv");
    CHECK(pairs.front() == std::vector<std::string>{"variant", "point", "date", "group", "metric", "unit", "n", "first_mean", "mean",
                                                    "difference", "mcse", "ci95_low", "ci95_high", "variance_reduction"});
    std::size_t found = 0;
    for (const auto& row : pairs) {
        if (row.size() < 14 || row[2] != "2013-12-31" || row[4] != "research_share" || row[3] != "country:AAA") continue;
        INFO("point " << row[1]);
        ++found;
        const auto first = series(all, "0", row[2], row[3], row[4]), here = series(all, row[1], row[2], row[3], row[4]);
        REQUIRE(first.size() == 12);
        REQUIRE(here.size() == 12);
        std::vector<double> differences;
        for (std::size_t i = 0; i < first.size(); ++i) differences.push_back(here[i] - first[i]);
        const Estimate difference = estimate(differences), a = estimate(first), b = estimate(here);
        CHECK(row[6] == "12");
        CHECK(std::stod(row[7]) == Approx(a.mean));
        CHECK(std::stod(row[8]) == Approx(b.mean));
        CHECK(std::stod(row[9]) == Approx(difference.mean).margin(1e-12));
        CHECK(std::stod(row[10]) == Approx(difference.standard_error));
        const Statistics of = statistics(differences); // whose intervals have tests of their own; a skewed dozen has none
        CHECK(row[11].empty() == std::isnan(of.ci95_low));
        if (!row[11].empty()) CHECK(std::stod(row[11]) == Approx(of.ci95_low).margin(1e-12));
        if (!row[12].empty()) CHECK(std::stod(row[12]) == Approx(of.ci95_high).margin(1e-12));
        const auto square = [](double x) { return x * x; };
        CHECK(std::stod(row[13]) == Approx((square(a.standard_error) + square(b.standard_error)) / square(difference.standard_error)));
    }
    CHECK(found == 7);
    const std::string table = bytes_of(folder / "out/tables/sweep.md");
    CHECK_THAT(table,
               Contains("## Differences from point 0\n") && Contains("| variant | point | what it sets | Share of research, Alphaland |") &&
                   Contains("on 2013-12-31: mean over replicates") && Contains("variance reduction by the common luck: median factor "));
    CHECK(exit_of(folder, {"verify", "out", "--sample", "2"}) == 0);
    // Of more points than fit in a table there is none.
    REQUIRE(exit_of(folder, {swept, "-n", "1", "-q", "-o", "out", "--fresh", "--set", "sweep.points=13"}) == 0);
    CHECK_THAT(bytes_of(folder / "out/tables/sweep.md"), !Contains("Differences from point 0"));
    CHECK_FALSE(std::filesystem::exists(folder / "out/points.csv"));
}

TEST_CASE("Points: points that set the same differ in nothing") {
    const Folder folder;
    write_file(
        folder / "same.yaml",
        "extends: " + std::string(SIM_SOURCE_DIR) +
            "/tests/scenarios/small.yaml\nscenario: same\nclock: {end: 2012-12-31}\nreport: {keep: [all], tables: ~, dates: ~, groups: ~}\n"
            "replicates: 3\nsweep: {design: list, over: {hardware.pue: [1.2, 1.2, 1.5]}}\n");
    REQUIRE(exit_of(folder, {"same.yaml", "-q", "-o", "out"}) == 0);
    std::size_t same = 0, other = 0;
    for (const auto& row : rows_of(folder / "out/points.csv")) {
        if (row.size() < 14 || row[1] == "point") continue;
        if (row[1] == "1")
            same += row[9] == "0" && row[13].empty() ? 1U : 0U;
        else
            other += row[9] != "0" ? 1U : 0U;
    }
    CHECK(same > 50);
    CHECK(other > 0);
}

TEST_CASE("Points: a lab's story at a point of a sweep is its story with that point's values set by hand") {
    const Folder folder;
    const auto story = [&](const std::vector<std::string>& more) {
        std::vector<std::string> words{"story", swept, "--lab", "universities@AAA/2", "--replicate", "1"};
        words.insert(words.end(), more.begin(), more.end());
        REQUIRE(exit_of(folder, words) == 0);
        return bytes_of(folder / "stdout");
    };
    const Scenario scenario = scenario_of("tests/scenarios/swept.yaml");
    const Points points = points_of(scenario.sweep, scenario.seed);
    const std::string there = story({"--point", "3"});
    CHECK_THAT(there, Contains("swept, variant base, point 3 (" + label_of(shown_columns(points), 3) + "), replicate 1, seed 1\n"));
    std::vector<std::string> sets{"--set", "sweep=~"};
    for (std::size_t i = 0; i < points.paths.size(); ++i) sets.insert(sets.end(), {"--set", points.paths[i] + "=" + points.values[3][i]});
    CHECK(without_first_line(there) == without_first_line(story(sets)));
    const std::string first = story({});
    CHECK_THAT(first, Contains("swept, variant base, point 0 ("));
    CHECK(without_first_line(first) != without_first_line(there));
}

TEST_CASE("Points: a point that is not there is refused with those that are") {
    const Folder folder;
    CHECK(exit_of(folder, {"story", swept, "--lab", "universities@AAA/2", "--point", "8"}) == 2);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("there is no point 8: the sweep has 8 points, 0 to 7"));
    CHECK(exit_of(folder, {"story", std::string(SIM_SOURCE_DIR) + "/tests/scenarios/small.yaml", "--lab", "universities@AAA/2", "--point",
                           "1"}) == 2);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("there is no point 1: the scenario has no sweep"));
}
