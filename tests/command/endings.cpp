// How runs end, through the real program: trials that take too long or fail, what is to be known well or to hold, and the exit code that
// says so.
#include "support/child.hpp"

#include "report/folder.hpp"
#include "sim/results.hpp"
#include "study/breaches.hpp"

#include <boost/math/distributions/students_t.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <set>

using namespace sim;
using namespace sim::test;
using Catch::Matchers::Contains;

namespace {

const std::string queue = std::string(SIM_SOURCE_DIR) + "/tests/scenarios/mm1.yaml";
const std::string jobs = "jobs_in_system[world]";

/// A queue for two years: some 1,200 events, too few for anyone to look at the time. Beside it one for twenty, some 12,000.
std::string short_and_long(const Folder& folder, const std::string& more = "") {
    write_file(folder / "lengths.yaml", "extends: " + queue + R"(
scenario: lengths
clock: {end: 2002-01-01, sample: 1 yr}
variants:
  short: {}
  long: {streams: [{id: papers, rate: 2922 paper/yr, scale: 8.64e15 FLOP}]}
)" + more);
    return "lengths.yaml";
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) lines.push_back(line.substr(0, line.find('\r')));
    return lines;
}

/// Rows of a CSV file without quotes, column by column, that have this text in the second column, or all.
struct Rows {
    std::vector<std::vector<std::string>> cells;
    std::vector<std::string> heads;

    explicit Rows(const std::filesystem::path& file) {
        for (const std::string& line : lines_of(bytes_of(file))) {
            std::vector<std::string> row;
            std::istringstream in(line + ',');
            for (std::string cell; std::getline(in, cell, ',');) row.push_back(cell);
            cells.push_back(row);
        }
        heads = cells.front();
        cells.erase(cells.begin());
    }
    [[nodiscard]] std::size_t column(const char* name) const {
        const auto found = std::ranges::find(heads, name);
        REQUIRE(found != heads.end());
        return static_cast<std::size_t>(found - heads.begin());
    }
    [[nodiscard]] const std::string& at(std::size_t row, const char* name) const { return cells[row].at(column(name)); }
};

std::vector<std::string> with(std::vector<std::string> words, const std::vector<std::string>& more) {
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

nlohmann::json manifest_of(const Folder& folder, const std::string& out) {
    return nlohmann::json::parse(bytes_of(folder / (out + "/manifest.json").c_str()));
}

} // namespace

// ---- trials that take too long --------------------------------------------------------------------------------------

TEST_CASE("Endings: a trial that takes too long is a failed row with the reason; the others are untouched, and the exit code is 1") {
    const Folder folder;
    const std::string file = short_and_long(folder);
    REQUIRE(exit_of(folder, {file, "-n", "6", "-q", "-o", "all"}) == 0);
    CHECK(exit_of(folder, {file, "-n", "6", "-o", "limited", "--timeout-run", "1e-6"}) == 1);
    CHECK_THAT(bytes_of(folder / "stderr"),
               Contains(") failed: " + std::string(ran_out_of_time)) && Contains("12 trials (6 failed)")); // whichever came first
    CHECK_THAT(bytes_of(folder / "stdout"), Contains("6 of 12 trials failed and are left out; runs.csv has the reasons."));

    const auto all = lines_of(bytes_of(folder / "all/runs.csv")), limited = lines_of(bytes_of(folder / "limited/runs.csv"));
    REQUIRE(limited.size() == 13);
    for (std::size_t i = 0; i < limited.size(); ++i) {
        if (all[i].find(",long,") == std::string::npos)
            CHECK(limited[i] == all[i]);
        else
            CHECK_THAT(limited[i], Contains(",failed," + std::string(ran_out_of_time) + ",0,0000000000000000"));
    }
    const Rows whole(folder / "all/summary.csv"), left(folder / "limited/summary.csv");
    std::size_t kept = 0;
    for (const auto& row : left.cells) {
        CHECK(row[left.column("variant")] == "short");
        CHECK(row[left.column("n")] == "6");
        CHECK(row[left.column("failed")] == "0");
        ++kept;
        CHECK(std::ranges::find(whole.cells, row) != whole.cells.end());
    }
    CHECK(kept > 5);
    CHECK(manifest_of(folder, "limited")["counts"]["failed"] == 6);
}

TEST_CASE("Endings: --retry-failed plays the failed trials again, and them alone; without it they stay as they are") {
    const Folder folder;
    const std::string file = short_and_long(folder);
    REQUIRE(exit_of(folder, {file, "-n", "6", "-q", "-o", "all"}) == 0);
    REQUIRE(exit_of(folder, {file, "-n", "6", "-q", "-o", "limited", "--timeout-run=1e-6"}) == 1);
    const auto failed = files_of(folder / "limited");
    REQUIRE(exit_of(folder, {file, "-n", "6", "-o", "limited"}) == 1);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("nothing was played"));
    CHECK(files_of(folder / "limited") == failed);
    REQUIRE(exit_of(folder, {file, "-n", "6", "-o", "limited", "--retry-failed"}) == 0);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("played 6 trials"));
    CHECK(files_of(folder / "limited") == files_of(folder / "all"));
}

TEST_CASE("Endings: verify does not take a trial that ran out of time for a mismatch, and says how many it left out") {
    const Folder folder;
    const std::string file = short_and_long(folder);
    REQUIRE(exit_of(folder, {file, "-n", "6", "-q", "-o", "limited", "--timeout-run=1e-6"}) == 1);
    const auto verify = [&](const std::vector<std::string>& more) { return exit_of(folder, with({"verify", "limited"}, more)); };
    CHECK(verify({"--sample", "all"}) == 0);
    CHECK_THAT(bytes_of(folder / "stdout"), Contains("limited: not checked: 6 trials ran out of time, which playing again cannot show\n") &&
                                                Contains("12 trials, 6 of them played again: all as it should be"));
    CHECK(verify({"--sample", "1"}) == 0);
    std::filesystem::rename(folder / "limited/store.sqlite", folder / "store.sqlite");
    CHECK(verify({}) == 0); // runs.csv tells which ones
    CHECK_THAT(bytes_of(folder / "stdout"),
               Contains("6 trials ran out of time") && Contains("12 trials, 6 of them played again: all as it should be"));
    // Another reason for failing is played again, and is told.
    std::filesystem::rename(folder / "store.sqlite", folder / "limited/store.sqlite");
    REQUIRE(exit_of(folder, {file, "-n", "6", "-q", "-o", "busy", "--set=most_events=5000"}) == 1);
    CHECK(exit_of(folder, {"verify", "busy", "--sample", "all"}) == 0);
    CHECK_THAT(bytes_of(folder / "stdout"), Contains("12 trials, 12 of them played again: all as it should be"));
}

TEST_CASE("Endings: --on-error=stop ends at the first failed trial, keeps what is finished, and the run can be gone on with") {
    const Folder folder;
    const std::string file = short_and_long(folder);
    const std::vector<std::string> words{file, "-n", "40", "--set=most_events=5000", "-j", "2", "-q"};
    REQUIRE(exit_of(folder, with(words, {"-o", "all"})) == 1);
    for (int again = 0; again < 2; ++again) { // the second time it plays nothing
        CHECK(exit_of(folder, with(words, {"-o", "stopped", "--on-error=stop"})) == 1);
        CHECK_THAT(bytes_of(folder / "stderr"),
                   Contains("stopped at a failed trial after ") && Contains(" of 80 trials, which are kept; to go on:\n"));
        CHECK_FALSE(std::filesystem::exists(folder / "stopped/manifest.json"));
        CHECK_FALSE(std::filesystem::exists(folder / "stopped/summary.csv"));
    }
    CHECK(exit_of(folder, with(words, {"-o", "stopped"})) == 1);
    CHECK(files_of(folder / "stopped") == files_of(folder / "all"));
}

// ---- what is to be known well ---------------------------------------------------------------------------------------

TEST_CASE("Endings: --precision: replicates are added until the interval is as narrow as that, and no thread can tell") {
    const Folder folder;
    const std::string file = short_and_long(folder);
    const std::vector<std::string> words{file, "-n", "10", "--variant", "short", "--precision", jobs + "@2002-01-01=0.5", "-q"};
    REQUIRE(exit_of(folder, with(words, {"-j", "1", "-o", "one"})) == 0);
    const auto replicates = manifest_of(folder, "one")["counts"]["replicates"].get<std::uint64_t>();
    CHECK(replicates > 10);
    CHECK(replicates < 10'000);
    const Rows summary(folder / "one/summary.csv");
    double half_width = 0;
    for (std::size_t row = 0; row < summary.cells.size(); ++row) {
        if (summary.at(row, "metric") != "jobs_in_system" || summary.at(row, "group") != "world" ||
            !summary.at(row, "date").starts_with("2002"))
            continue;
        const double n = std::stod(summary.at(row, "n"));
        CHECK(n == static_cast<double>(replicates));
        half_width = std::stod(summary.at(row, "mcse")) * boost::math::quantile(boost::math::students_t(n - 1), 0.975);
    }
    CHECK(half_width > 0);
    CHECK(half_width <= 0.5);
    REQUIRE(exit_of(folder, with(words, {"-j", "2", "-o", "two"})) == 0);
    CHECK(files_of(folder / "two") == files_of(folder / "one"));
    // So many from the beginning give the same figures.
    REQUIRE(exit_of(folder, {file, "-n", std::to_string(replicates), "--variant", "short", "-q", "-o", "plain"}) == 0);
    CHECK(bytes_of(folder / "plain/summary.csv") == bytes_of(folder / "one/summary.csv"));
    CHECK(bytes_of(folder / "plain/runs.csv") == bytes_of(folder / "one/runs.csv"));
}

TEST_CASE("Endings: a precision that a thousand times as many replicates do not reach: exit code 4, and how far it came") {
    const Folder folder;
    const std::string file = short_and_long(folder);
    const std::vector<std::string> words{file,        "-n",    "1",           "--until=2000-04-01",     "--set=clock.sample=1 mo",
                                         "--variant", "short", "--precision", jobs + "@2000-04-01=1e-9"};
    REQUIRE(exit_of(folder, with(words, {"-j", "1", "-o", "one"})) == 4);
    const std::string said = bytes_of(folder / "stderr");
    CHECK_THAT(said,
               Contains("precision: " + jobs + "@2000-04-01 is known to +-") && Contains("after 1,000 replicates (short); 1e-9 is wanted"));
    CHECK(manifest_of(folder, "one")["counts"]["replicates"] == 1000);
    REQUIRE(exit_of(folder, with(words, {"-j", "2", "-o", "two"})) == 4);
    CHECK(files_of(folder / "two") == files_of(folder / "one"));
}

// ---- what must hold -------------------------------------------------------------------------------------------------

TEST_CASE("Endings: expect: what holds in every trial is not mentioned; what does not is exit code 4, and names the first trial") {
    const Folder folder;
    const std::string file = short_and_long(folder, "expect: [\"" + jobs + " >= 0\"]\n");
    CHECK(exit_of(folder, {file, "-n", "20", "-o", "out", "--series=all"}) == 0);
    CHECK_THAT(bytes_of(folder / "stderr"), !Contains("expect"));

    // The first row above five, by run_id, and the first date in it; series.csv has them in that order.
    const Rows series(folder / "out/series.csv");
    std::set<std::string> trials;
    std::size_t first = series.cells.size();
    for (std::size_t row = 0; row < series.cells.size(); ++row) {
        if (series.at(row, "metric") != "jobs_in_system" || series.at(row, "group") != "world" || std::stod(series.at(row, "value")) <= 5)
            continue;
        trials.insert(series.at(row, "run_id"));
        first = std::min(first, row);
    }
    REQUIRE(trials.size() > 1);
    REQUIRE(trials.size() < 40);
    CHECK(exit_of(folder, {file, "-n", "20", "-o", "out", "--set", "expect=['" + jobs + " <= 5']"}) == 4);
    CHECK_THAT(bytes_of(folder / "stderr"),
               Contains("expect: '" + jobs + " <= 5' does not hold in " + std::to_string(trials.size()) + " trials; first in trial " +
                        series.at(first, "run_id") + " (" + series.at(first, "variant") + ", point 0, replicate " +
                        series.at(first, "replicate") + ") on " + series.at(first, "date") + '\n'));
    CHECK(std::filesystem::exists(folder / "out/manifest.json"));
}

TEST_CASE("Endings: the trial that an expectation names is counted with the failed ones before it") {
    const Folder folder;
    const std::string file = short_and_long(folder);
    // About half of the trials reach so many events, and fail.
    REQUIRE(exit_of(folder, {file, "-n", "30", "--variant", "short", "-q", "-o", "out", "--set=most_events=1162", "--set",
                             "expect=['papers[world]@2002-01-01 < 0']"}) == 1);
    const Rows runs(folder / "out/runs.csv");
    std::size_t first = 0, well = 0;
    for (std::size_t row = runs.cells.size(); row-- > 0;) {
        if (runs.at(row, "status") != "ok") continue;
        first = row;
        ++well;
    }
    REQUIRE(well > 1);
    REQUIRE(first > 0);
    CHECK_THAT(bytes_of(folder / "stderr"),
               Contains(fmt::format("does not hold in {} trials; first in trial {} (short, point 0, replicate {})\n", well, first, first)));
}

// ---- threads, and more of the same ----------------------------------------------------------------------------------

namespace {

/// Trials in the order in which they ended.
std::vector<std::uint64_t> order_of_endings(const std::filesystem::path& folder) {
    const ResultsFolder opened = open_results(folder);
    Store store(opened.store_file(), provenance_of(opened.run), Store::Access::read);
    std::vector<std::pair<std::pair<std::uint32_t, std::uint32_t>, std::uint64_t>> rows; // as they were added: by chunk and place
    for (std::uint64_t id = 0; id < opened.run.trials.size(); ++id) {
        const StoredRow row = store.find(opened.run.trials.trial(id)).value().row;
        rows.emplace_back(std::pair(row.chunk, row.place), id);
    }
    std::ranges::sort(rows);
    std::vector<std::uint64_t> order;
    for (const auto& [row, id] : rows) order.push_back(id);
    return order;
}

} // namespace

TEST_CASE("Endings: 1, 2, 4, 8 and 16 threads leave the same bytes, though trials end in another order") {
    const Folder folder;
    const std::string file = short_and_long(folder);
    REQUIRE(exit_of(folder, {file, "-n", "60", "--series=all", "-q", "-j", "1", "-o", "1"}) == 0);
    const auto one = files_of(folder / "1");
    CHECK(one.size() > 8);
    const auto in_sequence = order_of_endings(folder / "1");
    CHECK(std::ranges::is_sorted(in_sequence, {}, [](std::uint64_t id) { return std::pair(id % 2, id); })); // a chunk is of one variant
    std::size_t other_orders = 0;
    for (const char* const threads : {"2", "4", "8", "16"}) {
        INFO(threads << " threads");
        REQUIRE(exit_of(folder, {file, "-n", "60", "--series=all", "-q", "-j", threads, "-o", threads}) == 0);
        CHECK(files_of(folder / threads) == one);
        other_orders += order_of_endings(folder / threads) != in_sequence ? 1U : 0U;
    }
    CHECK(other_orders > 0);
}

TEST_CASE("Endings: 100 replicates and then 500 are 500 at once, and only the 400 are played") {
    const Folder folder;
    const std::string file = short_and_long(folder);
    const auto run = [&](const char* replicates, const char* out) {
        return exit_of(folder, {file, "--variant", "short", "-n", replicates, "-o", out});
    };
    REQUIRE(run("500", "once") == 0);
    REQUIRE(run("100", "twice") == 0);
    REQUIRE(run("500", "twice") == 0);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("played 400 trials"));
    CHECK(files_of(folder / "twice") == files_of(folder / "once"));
}

TEST_CASE("Endings: a list of points that grows: the points that were played stay, and the result is that of all at once") {
    const Folder folder;
    const std::string file = short_and_long(folder);
    const auto run = [&](const char* rates, const char* replicates, const char* out) {
        return exit_of(folder, {file, "--variant", "short", "-o", out, "-n", replicates, "--set",
                                "sweep={design: list, over: {'streams[papers].rate': [" + std::string(rates) + "]}}"});
    };
    REQUIRE(run("100 paper/yr, 200 paper/yr, 300 paper/yr, 250 paper/yr, 150 paper/yr", "10", "once") == 0);
    REQUIRE(run("100 paper/yr, 200 paper/yr, 300 paper/yr", "4", "grown") == 0);
    REQUIRE(run("100 paper/yr, 200 paper/yr, 300 paper/yr, 250 paper/yr, 150 paper/yr", "4", "grown") == 0);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("played 8 trials")); // two points more
    REQUIRE(run("100 paper/yr, 200 paper/yr, 300 paper/yr, 250 paper/yr, 150 paper/yr", "10", "grown") == 0);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("played 30 trials"));
    CHECK(files_of(folder / "grown") == files_of(folder / "once"));
}
