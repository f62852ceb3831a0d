// What `sim verify` says of folders: as they should be, with a digit changed, not complete, or of another run.
#include "support/tampered.hpp"

#include "ensemble/lines.hpp"
#include "sim/cli.hpp"
#include "sim/results.hpp"

using namespace sim;
using namespace sim::test;
using Catch::Matchers::Contains;

TEST_CASE("Verify: a folder that nobody touched is as it should be, and is not touched either") {
    const Folder folder;
    REQUIRE(exit_of(folder, {small, "-q", "-j", "2", "-o", "out", "--series=all"}) == 0);
    const auto before = state_of(folder / "out");
    for (const char* const threads : {"1", "3"}) {
        const Said verdict = verdict_on(folder, {"-j", threads});
        CHECK(verdict.exit == 0);
        CHECK(verdict.text == "out: 29 files, 24 trials, 20 of them played again: all as it should be\n");
        CHECK(state_of(folder / "out") == before);
    }
    CHECK_THAT(verdict_on(folder, {"--sample", "all"}).text, Contains("24 of them played again"));
    CHECK_THAT(verdict_on(folder, {"--sample", "0"}).text, Contains("0 of them played again"));
    CHECK(verdict_on(folder, {"-q"}).text.empty());

    std::filesystem::permissions(folder / "out", std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
    CHECK(verdict_on(folder).exit == 0);
    std::filesystem::permissions(folder / "out", std::filesystem::perms::owner_all);
}

TEST_CASE("Verify: as it should be are a run with failed trials, one variant alone, a hindcast, and comparisons") {
    const Folder folder;
    const std::string two = scenarios + "two_worlds.yaml", china = std::string(SIM_SOURCE_DIR) + "/scenarios/china2030.yaml";
    REQUIRE(exit_of(folder, {small, "-q", "--set=most_events=5500", "-o", "failing"}) == 1);
    REQUIRE(exit_of(folder, {china, "-q", "--variant", "trend", "-n", "1", "-o", "one"}) == 0);
    REQUIRE(exit_of(folder, {small, "-q", "--variant", "richer", "-n", "3", "-o", "variant"}) == 0);
    REQUIRE(exit_of(folder, {"hindcast", scenarios + "queue_hindcast.yaml", "-q", "-n", "5", "-o", "hindcast"}) == 0);
    REQUIRE(exit_of(folder, {"compare", two, "-q", "-n", "3", "-o", "worlds"}) == 0);
    REQUIRE(exit_of(folder, {"compare", small + ":plain", scenarios + "small.yaml", "-q", "-n", "2", "-o", "files"}) == 0);
    for (const char* const name : {"failing", "one", "variant", "hindcast", "worlds", "files"}) {
        INFO(name);
        const int exit = exit_of(folder, {"verify", name, "--progress=none"});
        INFO(bytes_of(folder / "stdout"));
        CHECK(exit == 0);
    }
    Flipped changed(folder / "worlds/compare.csv", 5);
    CHECK(exit_of(folder, {"verify", "worlds", "--progress=none"}) == 5);
    CHECK_THAT(bytes_of(folder / "stdout"), Contains("worlds/compare.csv:5: column "));
}

TEST_CASE("Verify: one digit in any file is found: its line, its column and what the row is about") {
    const Folder folder;
    REQUIRE(exit_of(folder, {small, "-q", "-j", "2", "-o", "out", "--series=all"}) == 0);
    const auto manifest = read_manifest(folder / "out/manifest.json");
    for (const ListedFile& file : manifest.files) {
        INFO(file.name);
        const auto path = folder / ("out/" + file.name).c_str();
        const std::string text = bytes_of(path);
        const auto lines = lines_of(text);
        std::size_t line = lines.size() / 2 + 1;
        const auto is_row = [&](std::size_t number) { // of a Markdown table, and not its head
            return lines[number - 1].starts_with('|') && !lines[number].starts_with("| :---");
        };
        while (lines[line - 1].find_first_of("0123456789") == std::string_view::npos ||
               (form_of(file.name) == Form::markdown && !is_row(line)))
            ++line;
        const Flipped changed(path, line);
        const Said verdict = verdict_on(folder, {"--sample", "0"});
        CHECK(verdict.exit == 5);
        CHECK_THAT(verdict.text, Contains("out/" + file.name + ": has not the bytes that it was written with"));
        CHECK_THAT(verdict.text, Contains("out/" + file.name + ':' + std::to_string(line) + ": "));
        CHECK_THAT(verdict.text, Contains(": 2 mismatches\n"));
        if (form_of(file.name) != Form::plain) CHECK_THAT(verdict.text, Contains(": column ") && Contains("the store has"));
    }
    CHECK(verdict_on(folder).exit == 0);
}

TEST_CASE("Verify: every mismatch is named, in words that one can follow") {
    const Folder folder;
    REQUIRE(exit_of(folder, {small, "-q", "-o", "out"}) == 0);
    std::string runs = bytes_of(folder / "out/runs.csv"), summary = bytes_of(folder / "out/summary.csv");
    const auto lines = lines_of(runs);
    const auto row = csv_cells(lines[5]);
    flip(runs, static_cast<std::size_t>(lines[5].data() - runs.data()) + lines[5].size() - 1); // the values' fingerprint of trial 4
    write_file(folder / "out/runs.csv", runs);
    const auto all = lines_of(summary);
    const auto cells = csv_cells(all[99]);
    flip(summary, static_cast<std::size_t>(all[99].data() - summary.data()) + digit_in(all[99]));
    write_file(folder / "out/summary.csv", summary);
    std::filesystem::remove(folder / "out/ledger.csv");
    write_file(folder / "out/tables/new.md", "of my own\n");
    const Said verdict = verdict_on(folder);
    CHECK(verdict.exit == 5);
    CHECK_THAT(verdict.text,
               Contains("out/runs.csv:6: column values_fingerprint of run_id 4, plain, point 0, replicate 2: the file says ") &&
                   Contains(", the store has " + row[9] + '\n'));
    CHECK_THAT(verdict.text, Contains("out/summary.csv:100: column p95 of " + cells[0] + ", point 0, " + cells[2] + ", " + cells[3] + ", " +
                                      cells[4] + ": the file says ") &&
                                 Contains(", the store has " + cells[15] + '\n'));
    CHECK_THAT(verdict.text, Contains("out/ledger.csv: is missing\n") && Contains("out/tables/new.md: is none of the files of this run\n"));
    CHECK_THAT(verdict.text, Contains("20 of them played again: 6 mismatches\n"));
    // The command that made the folder makes it whole again; what is not its own stays.
    REQUIRE(exit_of(folder, {small, "-q", "-o", "out"}) == 0);
    CHECK_THAT(verdict_on(folder).text, Contains("out/tables/new.md: is none of") && Contains("1 mismatch\n"));
}

TEST_CASE("Verify: what is no complete results folder of this version is said to be so, and is left alone") {
    const Folder folder;
    CHECK(verdict_on(folder).exit == 6);
    CHECK(verdict_on(folder).text == "sim: out: is no folder\n");
    std::filesystem::create_directory(folder / "out");
    CHECK(verdict_on(folder).text == "sim: out: is no results folder: it has neither manifest.json nor store.sqlite\n");
    REQUIRE(exit_of(folder, {small, "-q", "-o", "out"}) == 0);
    change_manifest(folder, [](auto& json) { json["version"] = "0.0.9"; });
    const auto before = state_of(folder / "out");
    Said verdict = verdict_on(folder);
    CHECK(verdict.exit == 6);
    CHECK_THAT(verdict.text, Contains("out: was made by sim 0.0.9 (model ") && Contains("this is sim 0.2.0"));
    change_manifest(folder, [](auto& json) { json["version"] = "0.2.0", json["model_version"] = "none"; });
    CHECK(verdict_on(folder).exit == 6);
    CHECK(state_of(folder / "out").size() == before.size());
    change_manifest(folder, [](auto& json) { json.erase("files"); });
    CHECK_THAT(verdict_on(folder).text, Contains("out/manifest.json: cannot be used: it lists no files"));
    std::filesystem::remove(folder / "out/manifest.json");
    CHECK_THAT(verdict_on(folder).text,
               Contains("out: is not complete: it has no manifest.json; to finish it:\n  ") && Contains(" -q -o out\n"));
}

TEST_CASE("Verify: a store that a killed run left half written is not looked at before that run has gone on") {
    const Folder folder;
    const std::string queue = scenarios + "mm1.yaml";
    REQUIRE(exit_of(folder, {queue, "-q", "-n", "5", "-o", "out"}) == 0);
    const std::vector<std::string> more{queue, "-n", "300", "-j", "2", "-o", "out", "--progress=plain"};
    const Child child(folder, more);
    child.wait_for("60/300");
    child.send(SIGKILL);
    REQUIRE(child.end() == -SIGKILL);
    const auto before = state_of(folder / "out");
    const Said verdict = verdict_on(folder);
    CHECK(verdict.exit == 6);
    CHECK_THAT(verdict.text,
               Contains("out: is not complete: it has no manifest.json; to finish it:\n  ") && Contains(shell_line(more) + '\n'));
    CHECK(state_of(folder / "out") == before);
    REQUIRE(exit_of(folder, more) == 0);
    CHECK(verdict_on(folder).exit == 0);
}

TEST_CASE("Verify: files of an earlier run that the folder's present run does not have go away") {
    const Folder folder;
    REQUIRE(exit_of(folder, {small, "-q", "-o", "out", "--all", "--series=all"}) == 0);
    REQUIRE(std::filesystem::exists(folder / "out/tables/papers.md"));
    REQUIRE(exit_of(folder, {small, "-q", "-o", "out", "--all", "--set=report.tables=[research_share]"}) == 0);
    CHECK_FALSE(std::filesystem::exists(folder / "out/tables/papers.md"));
    CHECK_FALSE(std::filesystem::exists(folder / "out/series.csv"));
    CHECK(verdict_on(folder).exit == 0);
}
