// Sweeps from the scenario file to the results folder: what is read, what is refused, and that a point in a sweep is the point alone.
#include "ensemble/programme.hpp"
#include "model/inputs.hpp"
#include "report/headline.hpp"
#include "report/labels.hpp"
#include "report/swept.hpp"
#include "sim/run.hpp"
#include "sim/scenario_file.hpp"

#include "support/catch.hpp"
#include "support/play.hpp"

#include <cstdlib>
#include <filesystem>
#include <set>
#include <sys/wait.h>

using namespace sim;
using namespace sim::test;
using Catch::Matchers::Contains;

namespace {

const std::string root = SIM_SOURCE_DIR;
const std::string swept = root + "/tests/scenarios/swept.yaml";

void write(const std::filesystem::path& path, const std::string& text) { std::ofstream(path, std::ios::binary) << text; }

/// A file that extends the small world by this text.
std::filesystem::path file_with(const Folder& folder, const std::string& text) {
    write(folder / "s.yaml", "extends: " + root + "/tests/scenarios/small.yaml\nscenario: s\n" + text);
    return folder / "s.yaml";
}

std::string without(std::string text, const std::string& what) {
    for (auto at = text.find(what); at != text.npos; at = text.find(what)) text.erase(at, what.size());
    return text;
}

/// What is said about the small world with this sweep; the text begins in line 3. Without the folder and the last line.
std::string said(const Folder& folder, const std::string& text) {
    const Reading reading = read_scenario_file(file_with(folder, text));
    std::string all = without(to_text(reading.problems), (folder / "").string());
    if (!all.empty()) all.erase(all.rfind('\n', all.size() - 2) + 1);
    return all;
}
std::string said(const std::string& text) {
    const Folder folder;
    return said(folder, text);
}

/// Runs the program in a folder; its exit code.
int sim_in(const Folder& folder, const std::string& words) {
    const std::string command = "cd '" + (folder / "").string() + "' && '" SIM_BINARY "' " + words + " > stdout 2> stderr";
    const int status = std::system(command.c_str());
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

std::string results_of(const Folder& folder, const std::string& name) {
    std::string all;
    for (const char* file : {"runs.csv", "design.csv", "summary.csv", "scenario.resolved.yaml", "tables/headline.md", "tables/sweep.md"})
        all += bytes_of(folder / (name + '/' + file).c_str());
    return all;
}

/// The cells of a line of a CSV file without quotes.
std::vector<std::string> cells_of(const std::string& line) {
    std::vector<std::string> cells{""};
    for (const char c : line) {
        if (c == ',')
            cells.emplace_back();
        else if (c != '\r')
            cells.back() += c;
    }
    return cells;
}

} // namespace

TEST_CASE("Sweep: it is read with its laws and values, and reaches no hash") {
    const Scenario s = scenario_of("tests/scenarios/swept.yaml");
    CHECK(s.sweep.design == Sweep::Design::sobol);
    CHECK(s.sweep.points == 8);
    CHECK(s.sweep.replicates == 3U);
    REQUIRE(s.sweep.over.list.size() == 3);
    CHECK(s.sweep.over.list[0].unit == "%");
    CHECK(std::get<Uniform>(s.sweep.over.list[0].law->law).most == Approx(0.1));
    CHECK(s.sweep.over.list[1].unit == "yr");
    CHECK(s.hash == scenario_of("tests/scenarios/swept.yaml", "", {"sweep=~"}).hash);
    const Points points = points_of(s.sweep, s.seed);
    CHECK(points.count() == 8);
    CHECK(points.values[3][0].ends_with(" %"));
    const Scenario short_units =
        scenario_of("tests/scenarios/swept.yaml", "",
                    {"sweep={design: lhs, points: 2, over: {hardware.lifetime: [3yr, 48 mo], research.first_credit: [0.1, 20%]}}"});
    CHECK(points_of(short_units.sweep, 1).values[0][0].ends_with(" yr"));
    CHECK(points_of(short_units.sweep, 1).values[0][1].ends_with(" %"));
}

TEST_CASE("Sweep: a point is the scenario with its values set by hand") {
    const Reading reading = read_scenario_file(swept);
    REQUIRE(reading.ok());
    const Points points = points_of(reading.variants[0].sweep, 1);
    for (std::uint32_t point = 0; point < points.count(); ++point) {
        std::vector<std::string> sets{"sweep=~"};
        for (std::size_t i = 0; i < points.paths.size(); ++i) sets.push_back(points.paths[i] + "=" + points.values[point][i]);
        const Scenario by_hand = scenario_of("tests/scenarios/swept.yaml", "", sets);
        CHECK(canonical_text(scenario_at(*reading.documents[0], points, point)) == canonical_text(by_hand));
    }
}

TEST_CASE("Sweep: a trial alone is that trial in the sweep, and the luck is the same at every point") {
    const Reading reading = read_scenario_file(swept);
    const Points points = points_of(reading.variants[0].sweep, 1);
    const std::vector<Layout> layouts{Layout(reading.variants[0])};
    const Play play = players_of({reading.variants, reading.documents, layouts, points, 1})();
    std::set<std::uint64_t> fingerprints;
    std::size_t home = 0;
    const auto list = uncertain_inputs(scenario_at(*reading.documents[0], points, 0));
    for (std::size_t i = 0; i < list.size(); ++i)
        if (list[i].path == "hardware.utilisation") home = i;
    double utilisation = 0;
    for (const std::uint32_t point : {3U, 0U, 7U, 3U}) { // from point to point and back
        const Outcome in_sweep = play({0, 0, point, 2});
        Player alone(scenario_at(*reading.documents[0], points, point));
        const Outcome by_itself = alone.play(1, 2);
        CHECK(in_sweep.fingerprint == by_itself.fingerprint);
        CHECK(in_sweep.events == by_itself.events);
        CHECK(in_sweep.inputs == by_itself.inputs);
        for (std::size_t v = 0; v < in_sweep.values.size(); ++v)
            REQUIRE((in_sweep.values[v] == by_itself.values[v] || (std::isnan(in_sweep.values[v]) && std::isnan(by_itself.values[v]))));
        fingerprints.insert(in_sweep.fingerprint);
        CHECK((utilisation == 0 || utilisation == in_sweep.inputs.at(home)));
        utilisation = in_sweep.inputs.at(home);
    }
    CHECK(fingerprints.size() == 3);
}

TEST_CASE("Sweep: what is wrong with it is said with its place") {
    CHECK(said("sweep: {design: sobel, points: 4, over: {hardware.pue: [1, 2]}}\n") ==
          "s.yaml:3:17: error: there is no design 'sobel'\n    3 | sweep: {design: sobel, points: 4, over: {hardware.pue: [1, 2]}}\n      "
          "|                 ^~~~~ did you mean 'sobol'?\n");
    CHECK(said("sweep: {design: magic, over: {hardware.pue: [1, 2]}}\n") ==
          "s.yaml:3:17: error: there is no design 'magic'\n    3 | sweep: {design: magic, over: {hardware.pue: [1, 2]}}\n      |           "
          "      ^~~~~ one of grid, list, monte_carlo, lhs, sobol, file\n");
    CHECK(said("sweep: {over: {hardware.pue: [1, 2]}}\n") ==
          "s.yaml:3:1: error: sweep needs 'design': How the points are chosen: grid, list, monte_carlo, lhs, sobol, file\n    3 | sweep: "
          "{over: {hardware.pue: [1, 2]}}\n      | ^~~~~ such as 'design: grid'\n");
    CHECK(said("sweep: {design: grid}\n") == "s.yaml:3:1: error: sweep.over names nothing that is set at the points\n    3 | sweep: "
                                             "{design: grid}\n      | ^~~~~ such as 'over: {hardware.utilisation: [0.2, 0.4]}'\n");
    CHECK(said("sweep: {design: grid, over: {}}\n") ==
          "s.yaml:3:23: error: sweep.over names nothing that is set at the points\n    3 | sweep: {design: grid, over: {}}\n      |        "
          "               ^~~~ such as 'over: {hardware.utilisation: [0.2, 0.4]}'\n");
    CHECK(said("sweep: {design: grid, points: 4, over: {hardware.pue: [1, 2]}}\n") ==
          "s.yaml:3:23: error: sweep.points is for drawn designs; design grid counts its own\n    3 | sweep: {design: grid, points: 4, "
          "over: {hardware.pue: [1, 2]}}\n      |                       ^~~~~~\n");
    CHECK(said("sweep: {design: lhs, over: {hardware.pue: [1, 2]}}\n") ==
          "s.yaml:3:1: error: sweep of design lhs needs 'points'\n    3 | sweep: {design: lhs, over: {hardware.pue: [1, 2]}}\n      | "
          "^~~~~ such as 'points: 64'\n");
    CHECK(said("sweep: {design: grid, over: {hardware.pue: {uniform: [1, 2]}}}\n") ==
          "s.yaml:3:44: error: sweep.over: hardware.pue has a law, but design grid takes values\n    3 | sweep: {design: grid, over: "
          "{hardware.pue: {uniform: [1, 2]}}}\n      |                                            ^ write them in brackets\n");
    CHECK(said("sweep: {design: lhs, points: 4, over: {hardware.pue: [1, 2, 3]}}\n") ==
          "s.yaml:3:54: error: sweep.over: hardware.pue needs a law, or two numbers between which it is uniform\n    3 | sweep: {design: "
          "lhs, points: 4, over: {hardware.pue: [1, 2, 3]}}\n      |                                                      ^ such as "
          "'{ci90: [2 yr, 4 yr]}' or '[2 yr, 4 yr]'\n");
    CHECK(said("sweep: {design: grid, over: {hardware.pue: 2}}\n") ==
          "s.yaml:3:44: error: sweep.over: hardware.pue must be values in brackets, or a law, not '2'\n    3 | sweep: {design: grid, over: "
          "{hardware.pue: 2}}\n      |                                            ^\n");
    CHECK(said("sweep: {design: grid, over: {hardware.pue: [1, {a: 2}]}}\n") ==
          "s.yaml:3:48: error: sweep.over: hardware.pue must be numbers, dates or words; what else differs takes variants, not a map\n    "
          "3 | sweep: {design: grid, over: {hardware.pue: [1, {a: 2}]}}\n      |                                                ^\n");
    CHECK(said("sweep: {design: list, over: {hardware.pue: [1, 2], hardware.idle_power: [0.1]}}\n") ==
          "s.yaml:3:73: error: sweep.over: hardware.idle_power has 1 values, but hardware.pue has 2: a list takes the k-th value of each\n "
          "   3 | sweep: {design: list, over: {hardware.pue: [1, 2], hardware.idle_power: [0.1]}}\n      |                                 "
          "                                        ^\n");
    CHECK(said("sweep: {design: grid, over: {seed: [1, 2]}}\n") ==
          "s.yaml:3:30: error: 'seed' cannot be swept: no trial depends on it\n    3 | sweep: {design: grid, over: {seed: [1, 2]}}\n      "
          "|                              ^~~~\n");
    CHECK(said("sweep: {design: grid, file: a.csv, over: {hardware.pue: [1, 2]}}\n") ==
          "s.yaml:3:23: error: sweep.file belongs to design file, not grid\n    3 | sweep: {design: grid, file: a.csv, over: "
          "{hardware.pue: [1, 2]}}\n      |                       ^~~~\n");
}

TEST_CASE("Sweep: zips and constraints that do not fit are refused") {
    const std::string grid = "sweep: {design: grid, over: {hardware.pue: [1, 2], hardware.idle_power: [0.1, 0.2, 0.3]}, ";
    CHECK_THAT(said(grid + "zip: [[hardware.pue, hardware.idle_power]]}\n"),
               Contains("s.yaml:3:73: error: sweep.over: hardware.idle_power has 3 values, but hardware.pue has 2: zipped paths have as "
                        "many values\n"));
    CHECK_THAT(said(grid + "zip: [[hardware.pue, hardware.idle_powr]]}\n"),
               Contains("s.yaml:3:112: error: there is no path in sweep.over: 'hardware.idle_powr'\n") &&
                   Contains("did you mean 'hardware.idle_power'?"));
    CHECK_THAT(said(grid + "zip: [hardware.pue]}\n"), Contains("s.yaml:3:97: error: sweep.zip takes lists of two or more paths\n"));
    CHECK_THAT(said(grid + "zip: [[hardware.pue, hardware.pue]]}\n"),
               Contains("s.yaml:3:112: error: sweep.zip names 'hardware.pue' twice\n"));
    CHECK_THAT(
        said(grid + "constraint: hardware.pue < 1 yr}\n"),
        Contains("s.yaml:3:103: error: sweep.constraint, at '< 1 yr': the left side is a number without a unit, the right one in s\n"));
    CHECK_THAT(
        said(grid + "constraint: hardware.pua < 1}\n"),
        Contains(
            "s.yaml:3:103: error: sweep.constraint, at 'hardware.pua < 1': 'hardware.pua' is not swept; did you mean 'hardware.pue'?\n"));
    CHECK_THAT(said(grid + "constraint: hardware.pue < 0.5}\n"),
               Contains("s.yaml:3:103: error: sweep.constraint: the constraint leaves no point\n"));
    CHECK_THAT(said("sweep: {design: sobol, points: 9, over: {hardware.pue: [1, 2]}, constraint: hardware.pue < 1.001}\n"),
               Contains("s.yaml:3:77: error: sweep.constraint: the constraint rejects more than 99 % of the points\n"));
    std::string values = "1";
    for (int i = 1; i < 1100; ++i) values += ", " + to_text(1 + i * 0.001);
    CHECK_THAT(said("sweep: {design: grid, over: {hardware.pue: [" + values + "], hardware.idle_power: [" + values + "]}}\n"),
               Contains("error: this grid has 1.21e+06 points; a million are allowed\n"));
}

TEST_CASE("Sweep: every value must be one that its field takes") {
    CHECK(said("sweep:\n  design: grid\n  over:\n    hardware.pui: [1, 2]\n") ==
          "s.yaml:6:14: error: unknown key 'pui' in hardware\n    6 |     hardware.pui: [1, 2]\n      |              ^~~ did you mean "
          "'pue'?\n");
    CHECK(said("sweep: {design: grid, over: {\"kinds[acadmia].aim\": [1 d, 2 d]}}\n") ==
          "s.yaml:3:37: error: the list has no item 'acadmia'\n    3 | sweep: {design: grid, over: {\"kinds[acadmia].aim\": [1 d, 2 d]}}\n "
          "     |                                     ^~~~~~~ did you mean 'academia'?\n");
    CHECK(said("sweep: {design: grid, over: {hardware.pue: [1, 1.2, 0.5, 1.4, 1.5]}}\n") ==
          "s.yaml:3:53: error: hardware.pue must be between 1 and 10, not '0.5'\n    3 | sweep: {design: grid, over: {hardware.pue: [1, "
          "1.2, 0.5, 1.4, 1.5]}}\n      |                                                     ^~~\n");
    CHECK(said("sweep: {design: grid, over: {hardware.lifetime: [3 yr, 4]}}\n") ==
          "s.yaml:3:56: error: hardware.lifetime needs a unit, such as '5 yr'\n    3 | sweep: {design: grid, over: {hardware.lifetime: [3 "
          "yr, 4]}}\n      |                                                        ^\n");
    CHECK(said("sweep: {design: sobol, points: 4, over: {hardware.lifetime: [3 USD, 4 USD]}}\n") ==
          "s.yaml:3:61: error: hardware.lifetime must be in a unit such as 'yr', not '3.000000001 USD'\n    3 | sweep: {design: sobol, "
          "points: 4, over: {hardware.lifetime: [3 USD, 4 USD]}}\n      |                                                             ^\n");
    CHECK_THAT(said("sweep: {design: lhs, points: 4, over: {hardware.utilisation: {normal: {mean: 0.5, sd: 0.1}}}}\n"),
               Contains("s.yaml:3:62: error: hardware.utilisation must be more than 0 and at most 1, not '-0.0997"));
    CHECK_THAT(said("sweep: {design: lhs, points: 4, over: {research.candidates: [2 paper, 9 paper]}}\n"),
               Contains("s.yaml:3:61: error: research.candidates must be a whole number of paper, not '"));
    CHECK_THAT(
        said("sweep: {design: grid, over: {clock.start: [2010-01-01, 2009-01-01]}}\n"),
        Contains("s.yaml:3:23: error: sweep.over: at point 1 other dates or groups are measured than in the scenario as it stands\n"));
    CHECK_THAT(said("sweep: {design: grid, over: {\"labs[firms].share\": [10 %, 30 %]}}\n"),
               Contains("with this share, the labs of AAA have more than all its researchers"));
    CHECK(said("sweep: {design: list, over: {\"labs[firms].share\": [90 %, 10 %], \"labs[universities].share\": [10 %, 90 %]}}\n")
              .empty()); // neither is without the other
    CHECK_THAT(said("sweep: {design: grid, over: {policies.at: [2018]}}\n"),
               Contains("s.yaml:3:30: error: policies must be a list, not a map\n"));
    CHECK(said("policies: [{id: cut, what: budget, at: 2015, factor: 0.5}]\n"
               "sweep: {design: grid, over: {\"policies[cut].at\": [2014, 2016-07-01], \"policies[cut].factor\": [0.2, 1]}}\n")
              .empty());
}

TEST_CASE("Sweep: all variants have that of the file") {
    CHECK_THAT(said("variants:\n  a: {sweep: {design: grid, over: {hardware.pue: [1, 2]}}}\n  b: {}\n"),
               Contains("s.yaml:4:7: error: variant 'a' changes the sweep, which is the same for all variants\n") &&
                   Contains("put it beside 'variants'"));
    const Folder folder;
    const Reading reading = read_scenario_file(
        file_with(folder, "sweep: {design: grid, over: {hardware.pue: [1, 2]}}\nvariants: {a: {hardware: {lifetime: 3 yr}}, b: {}}\n"));
    INFO(to_text(reading.problems));
    REQUIRE(reading.ok());
    CHECK(points_of(reading.variants[0].sweep, 1) == points_of(reading.variants[1].sweep, 1));
}

TEST_CASE("Sweep: points from a file, whose head names paths and whose rows are points; the resolved scenario needs no file") {
    const Folder folder;
    const std::string sweep = "sweep: {design: file, file: points.csv, constraint: hardware.lifetime < 5 yr}\n";
    write(folder / "points.csv", "hardware.lifetime,policies[cut].at,\"policies[cut].name\"\r\n3 yr,2014,plain\r\n\r\n 30 mo "
                                 ",2015-07-01,\"a, \"\"b\"\": {c}\"\r\n6 yr,2016,x\n");
    const std::string text = "policies: [{id: cut, what: budget, at: 2015, factor: 0.5}]\n" + sweep;
    const Reading reading = read_scenario_file(file_with(folder, text));
    INFO(to_text(reading.problems));
    REQUIRE(reading.ok());
    const Points points = points_of(reading.variants[0].sweep, 1);
    CHECK(points.values == std::vector<std::vector<std::string>>{{"3 yr", "2014", "plain"}, {"30 mo", "2015-07-01", "a, \"b\": {c}"}});
    CHECK(scenario_at(*reading.documents[0], points, 1).policies[0].name == "a, \"b\": {c}");
    write(folder / "again.yaml", resolved_yaml(reading));
    std::filesystem::remove(folder / "points.csv");
    const Reading again = read_scenario_file(folder / "again.yaml");
    INFO(resolved_yaml(reading) << to_text(again.problems));
    REQUIRE(again.ok());
    CHECK(points_of(again.variants[0].sweep, 1) == points);
    CHECK(resolved_yaml(again) == resolved_yaml(reading));
}

TEST_CASE("Sweep: what is wrong with a file of points is said with its line and column") {
    const Folder folder;
    const auto wrong = [&](const std::string& csv) {
        write(folder / "points.csv", csv);
        return said(folder, "sweep: {design: file, file: points.csv}\n");
    };
    CHECK(wrong("hardware.pue,hardware.lifetime\n1,3 yr\n1.2,-4 yr\n") ==
          "points.csv:3:5: error: hardware.lifetime must be more than 0 yr, not '-4 yr'\n    3 | 1.2,-4 yr\n      |     ^~~~~\n");
    CHECK(wrong("hardware.pue,hardware.lifetme\n1,3 yr\n") ==
          "points.csv:1:23: error: unknown key 'lifetme' in hardware\n    1 | hardware.pue,hardware.lifetme\n      |                       "
          "^~~~~~~ did you mean 'lifetime'?\n");
    CHECK_THAT(wrong("hardware.pue,hardware.lifetime\n1\n"), Contains("points.csv:2:1: error: 1 cells, but the head has 2\n"));
    CHECK_THAT(wrong("hardware.pue,hardware.lifetime\n1,\n"), Contains("points.csv:2:3: error: hardware.lifetime has no value\n"));
    CHECK_THAT(wrong("hardware.pue,hardware.pue\n1,2\n"), Contains("points.csv:1:14: error: 'hardware.pue' is there twice\n"));
    CHECK_THAT(wrong("hardware.pue\n\"1\n"), Contains("points.csv:2:1: error: this quote is never closed\n"));
    CHECK_THAT(wrong("hardware.pue\n\"1\"2\n"), Contains("points.csv:2:4: error: a cell goes on behind its closing quote\n"));
    CHECK_THAT(wrong("hardware.pue\n"), Contains("s.yaml:3:29: error: 'points.csv' has no points\n"));
    CHECK_THAT(said(folder, "sweep: {design: file, file: nosuch.csv}\n"),
               Contains("s.yaml:3:29: error: '") && Contains("nosuch.csv' cannot be read: No such file or directory\n"));
    CHECK_THAT(said(folder, "sweep: {design: file}\n"), Contains("s.yaml:3:9: error: sweep of design file needs 'file'\n"));
    CHECK_THAT(said(folder, "sweep: {design: file, file: points.csv, over: {hardware.pue: [1]}}\n"),
               Contains("s.yaml:3:41: error: sweep.over comes from the file; leave it out\n"));
}

TEST_CASE("Correlations: those that cannot be are refused") {
    const std::string growth = "\"countries[BBB].researchers.growth\"", doubling = "\"hardware.roadmap[home].price_performance_doubling\"";
    const auto pair = [](const std::string& a, const std::string& b, const std::string& rank) {
        return "{between: [" + a + ", " + b + "], rank: " + rank + "}";
    };
    CHECK(said("correlations: [{between: [hardware.utilisation, hardware.utilization], rank: 0.5}]\n") ==
          "s.yaml:3:49: error: correlations: 'hardware.utilization' is not an uncertain input\n    3 | correlations: [{between: "
          "[hardware.utilisation, hardware.utilization], rank: 0.5}]\n"
          "      |                                                 ^~~~~~~~~~~~~~~~~~~~ did you mean 'hardware.utilisation'?\n");
    CHECK_THAT(said("correlations: [{between: [hardware.utilisation, hardware.lifetime], rank: 0.5}]\n"),
               Contains("s.yaml:3:49: error: correlations: 'hardware.lifetime' is not an uncertain input\n") &&
                   Contains("it is drawn for each lab or project, or has one value"));
    CHECK_THAT(said("correlations: [{between: [hardware.utilisation, hardware.utilisation], rank: 0.5}]\n"),
               Contains("s.yaml:3:49: error: correlations: 'hardware.utilisation' is named twice\n"));
    CHECK_THAT(said("correlations: [{between: [hardware.utilisation], rank: 0.5}]\n"),
               Contains("s.yaml:3:26: error: correlations: 'between' takes two paths\n"));
    CHECK_THAT(said("correlations: [{between: [hardware.utilisation, " + growth + "], rank: 1}]\n"),
               Contains("rank must be between -0.999 and 0.999, not '1'\n"));
    CHECK_THAT(
        said("correlations: [" + pair("hardware.utilisation", growth, "0.5") + ", " + pair(growth, "hardware.utilisation", "0.4") + "]\n"),
        Contains("is there twice\n"));
    CHECK_THAT(said("correlations:\n  - " + pair("hardware.utilisation", growth, "0.9") + "\n  - " +
                    pair("hardware.utilisation", doubling, "0.9") + "\n  - " + pair(growth, doubling, "-0.9") + "\n"),
               Contains("s.yaml:4:") &&
                   Contains("error: the correlations between hardware.utilisation, hardware.roadmap[home].price_performance_doubling, "
                            "countries[BBB].researchers.growth cannot all hold at once: their matrix is not positive definite\n"));
    CHECK_THAT(said("correlations: [" + pair("hardware.utilisation", growth, "0.5") +
                    "]\nsweep: {design: grid, over: {hardware.utilisation: [0.2, 0.4]}}\n"),
               Contains("error: correlations: 'hardware.utilisation' is not an uncertain input\n"));
}

// ---- reports --------------------------------------------------------------------------------------------------------

TEST_CASE("Sweep: in tables short names that tell values apart, numbers of one unit, zipped ones once") {
    Points points;
    points.paths = {"hardware.roadmap[home].every",
                    "hardware.roadmap[hall].every",
                    "hardware.lifetime",
                    "policies[cut].at",
                    "kinds[a].buys",
                    "hardware.pue"};
    points.values = {{"2 yr", "2 yr", "3yr", "2014-07-01", "x", "1"}, {"30 mo", "30 mo", "1e1 yr", "2015-01-01", "y", "1.23456"}};
    const auto all = swept_columns(points);
    CHECK(all[0].name == "roadmap[home].every");
    CHECK(all[2].name == "lifetime");
    CHECK(all[0].unit == "yr");
    CHECK(all[0].numbers == std::vector<double>{2, 2.5});
    CHECK(all[2].numbers == std::vector<double>{3, 10});
    CHECK(all[3].numbers.empty());
    const auto shown = shown_columns(points);
    REQUIRE(shown.size() == 5);
    CHECK(shown[0].name == "every");
    CHECK(label_of(shown, 1) == "every 2.5 yr, lifetime 10 yr, at 2015-01-01, buys y, pue 1.235");
}

TEST_CASE("Rank correlation: by hand, with ties, and nothing where one side is constant") {
    CHECK(rank_correlation({1, 2, 3, 4}, {10, 20, 40, 30}) == Approx(0.8)); // 1 - 6 x 2 / (4 x 15)
    CHECK(rank_correlation({1, 2, 3}, {3, 2, 1}) == -1);
    CHECK(rank_correlation({1, 1, 2, 2}, {1, 1, 5, 5}) == Approx(1));
    CHECK(rank_correlation({1, 1, 2, 3}, {1, 2, 3, 3}) == Approx(4 / 4.5)); // ranks 0.5 0.5 2 3 and 0 1 2.5 2.5
    CHECK(std::isnan(rank_correlation({1, 1, 1}, {1, 2, 3})));
}

TEST_CASE("Sweep: the same bytes from 1, 2 and 3 threads; interrupted or extended it is as in one go") {
    const Folder folder;
    REQUIRE(sim_in(folder, swept + " -j 1 -o one") == 0);
    const std::string one = results_of(folder, "one");
    CHECK(std::count(one.begin(), one.end(), '\n') > 500);
    for (const std::string threads : {"2", "3"}) {
        REQUIRE(sim_in(folder, swept + " -j " + threads + " -o threads" + threads) == 0);
        CHECK(results_of(folder, "threads" + threads) == one);
    }
    // Fewer points and replicates first; then more of both.
    REQUIRE(sim_in(folder, swept + " -j 2 -o more -n 2 --set sweep.points=5") == 0);
    REQUIRE(sim_in(folder, swept + " -j 2 -o more -n 1") == 0);
    REQUIRE(sim_in(folder, swept + " -j 2 -o more") == 0);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("played 11 trials")); // 24 - 2 x 5 - 3
    CHECK(results_of(folder, "more") == one);
}

TEST_CASE("Sweep: a point by hand has the fingerprints of the sweep's") {
    const Folder folder;
    REQUIRE(sim_in(folder, swept + " -o sweep") == 0);
    const Scenario scenario = scenario_of("tests/scenarios/swept.yaml");
    const Points points = points_of(scenario.sweep, scenario.seed);
    std::string sets = " --set sweep=~ -n 3";
    for (std::size_t i = 0; i < points.paths.size(); ++i) sets += " --set '" + points.paths[i] + "=" + points.values[5][i] + "'";
    REQUIRE(sim_in(folder, swept + sets + " -o alone") == 0);
    std::vector<std::string> in_sweep, alone;
    std::istringstream runs(bytes_of(folder / "sweep/runs.csv")), lone(bytes_of(folder / "alone/runs.csv"));
    for (std::string line; std::getline(runs, line);)
        if (cells_of(line)[2] == "5") in_sweep.push_back(cells_of(line)[8]);
    for (std::string line; std::getline(lone, line);)
        if (cells_of(line)[0] != "run_id") alone.push_back(cells_of(line)[8]);
    REQUIRE(alone.size() == 3);
    CHECK(in_sweep == alone);
}

TEST_CASE("Sweep: points with other values are another run, which is played beside the first; what changed is said") {
    const Folder folder;
    const std::string grid = file_with(folder, "clock: {end: 2011-12-31}\nreport: ~\nreplicates: 1\nsweep: {design: list, over: "
                                               "{hardware.lifetime: [3 yr, 4 yr], hardware.pue: [1, 1.5]}}\n")
                                 .string();
    REQUIRE(sim_in(folder, grid + " -o r --all") == 0);
    REQUIRE(sim_in(folder, grid + " -o r --all --set 'sweep.over={hardware.lifetime: [3 yr, 4 yr, 5 yr], hardware.pue: [1, 1.5, 2]}'") ==
            0); // a row more
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("played 1 trials"));
    CHECK(sim_in(folder, grid + " -o r --all --set 'sweep.over={hardware.lifetime: [3 yr, 4 yr], hardware.pue: [1, 1.6]}'") == 0);
    CHECK_THAT(bytes_of(folder / "stderr"),
               Contains("scenario changed: sweep.over.hardware.lifetime: [3 yr, 4 yr, 5 yr] -> [3 yr, 4 yr]") &&
                   Contains("played 2 trials"));
    CHECK(sim_in(folder, grid + " -o r --all --set sweep=~") == 0);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("scenario changed: sweep: ") && Contains("played 1 trials"));
    REQUIRE(sim_in(folder, grid + " -o plain --all --set sweep=~") == 0);
    CHECK(sim_in(folder, grid + " -o plain --all") == 0);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("scenario changed: sweep: (not there) -> "));
}

TEST_CASE("Sweep: points that make no scenario together are failed trials with a reason; the others are played") {
    const Folder folder;
    std::string shares = "20 %"; // of 20 points the third from the front is bad, and not among those that are read beforehand
    for (int i = 1; i < 20; ++i) shares += i == 3 ? ", 95 %" : ", " + std::to_string(20 + i) + " %";
    const std::string file = file_with(folder, "clock: {end: 2011-12-31}\nreport: ~\nreplicates: 2\n"
                                               "sweep: {design: list, over: {\"labs[firms].share\": [" +
                                                   shares + "]}}\nlabs: [{id: universities, share: 10 %}]\n")
                                 .string();
    CHECK(sim_in(folder, file + " -o r") == 1);
    CHECK_THAT(bytes_of(folder / "r/runs.csv"),
               Contains("\r\n3,base,3,0,1,failed,\"point 3: with this share, the labs of AAA have more than all its researchers\",0,"));
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("40 trials (2 failed)"));
}

TEST_CASE("Sweep: claims and hindcasts are about the scenario as it stands") {
    const Folder folder;
    write(folder / "q.yaml",
          "extends: " + root +
              "/tests/scenarios/queue_hindcast.yaml\nreplicates: 1\nsweep: {design: grid, over: {hardware.utilisation: [0.9, 1]}}\n");
    CHECK(sim_in(folder, "hindcast q.yaml") == 3);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("q.yaml: error: hindcasts are about a scenario as it stands, and this one is swept"));
    CHECK(sim_in(folder, "hindcast q.yaml --set sweep=~") == 0);
    const std::string claims =
        file_with(folder, "clock: {end: 2011-12-31}\nreport: ~\nreplicates: 1\nsweep: {design: grid, over: {hardware.pue: [1, 2]}}\n"
                          "claims: [{id: c, says: x, metric: papers@2011, published: 100 paper, within_factor: 100}]\n")
            .string();
    CHECK(sim_in(folder, "claims " + claims) == 3);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("s.yaml: error: claims are about a scenario as it stands"));
    CHECK(sim_in(folder, claims + " -o r") == 0);
    CHECK_FALSE(std::filesystem::exists(folder / "r/claims.csv"));
    CHECK(sim_in(folder, "claims " + claims + " --set sweep=~ -o alone") == 0);
    CHECK(std::filesystem::exists(folder / "alone/claims.csv"));
}

TEST_CASE("Sweep: its shards joined are the sweep, and it verifies") {
    const Folder folder;
    REQUIRE(sim_in(folder, swept + " -o whole") == 0);
    for (const std::string number : {"1", "2", "3"}) REQUIRE(sim_in(folder, swept + " --shard " + number + "/3 -o shard" + number) == 0);
    REQUIRE(sim_in(folder, "merge shard1 shard2 shard3 -o joined") == 0);
    CHECK(results_of(folder, "joined") == results_of(folder, "whole"));
    CHECK(sim_in(folder, "verify joined --sample all") == 0);
    CHECK(sim_in(folder, "verify whole") == 0);
}

TEST_CASE("Sweep: what it leaves: values in design.csv, a table by points, and what the other commands say") {
    const Folder folder;
    REQUIRE(sim_in(folder, swept + " -o r") == 0);
    const std::string design = bytes_of(folder / "r/design.csv");
    const Scenario scenario = scenario_of("tests/scenarios/swept.yaml");
    const Points points = points_of(scenario.sweep, scenario.seed);
    const std::string every = points.values[2][1];
    CHECK_THAT(design, Contains("base,2,1,hardware.roadmap[home].every,yr," + every.substr(0, every.find(' ')) + "\r\n"));
    CHECK_THAT(design, Contains("base,2,1,hardware.utilisation,,"));
    const std::string table = bytes_of(folder / "r/tables/sweep.md");
    CHECK_THAT(table, Contains("## What moves it?") && Contains("| variant | point | of_gdp_per_capita (%) | roadmap[home].every (yr) |") &&
                          Contains("of_gdp_per_capita: kinds[academia].budget.of_gdp_per_capita"));
    CHECK_THAT(bytes_of(folder / "stdout"),
               Contains("median [50 % interval, the range] over 3 replicates at each of 8 points") && Contains("base, Alphaland\n"));
    REQUIRE(sim_in(folder, "plan " + swept) == 0);
    CHECK_THAT(bytes_of(folder / "stdout"), Contains("1 variant x 8 points x 3 replicates = 24 trials"));
    REQUIRE(sim_in(folder, "check " + swept) == 0);
    CHECK_THAT(bytes_of(folder / "stdout"), Contains("1 variant: base; 8 points\n"));
    REQUIRE(sim_in(folder, swept + " -o many --set sweep.points=20 -n 1") == 0);
    CHECK_THAT(bytes_of(folder / "stdout"),
               Contains("median [lowest, highest] over 20 points of the median over one replicate") && Contains("What moves it?"));
    CHECK(sim_in(folder, "compare " + swept + " " + swept + " --set hardware.lifetime='3 yr' -o c") == 0);
    CHECK_THAT(bytes_of(folder / "c/compare.csv"), Contains(",7,2013-12-31,"));
    CHECK(sim_in(folder, "compare " + swept + " " + root + "/tests/scenarios/small.yaml -o d") == 2);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("the variants have different sweeps"));
}
