// What `sim verify` finds where the scenario, the store or the manifest was changed, and results were made to agree with it.
#include "support/tampered.hpp"

#include "ensemble/discrepancy.hpp"
#include "sim/results.hpp"

using namespace sim;
using namespace sim::test;
using Catch::Matchers::Contains;

TEST_CASE("Forged: one byte of the scenario: the line is named, and everything else is checked with the scenario as it was") {
    const Folder folder;
    REQUIRE(exit_of(folder, {small, "-q", "-o", "out"}) == 0);
    const std::string before = bytes_of(folder / "out/scenario.resolved.yaml");
    for (const auto& [from, to] :
         {std::pair{"abandon: 30 %", "abandon: 80 %"}, {"abandon: 30 %", "abandon: [0 %"}, {"research:", "reseerch:"}}) {
        INFO(to);
        std::string text = before;
        const std::size_t at = text.find(from);
        REQUIRE(at != text.npos);
        text.replace(at, std::string(to).size(), to);
        write_file(folder / "out/scenario.resolved.yaml", text);
        const auto line = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n') + 1;
        const Said verdict = verdict_on(folder);
        CHECK(verdict.exit == 5);
        CHECK_THAT(verdict.text, Contains("out/scenario.resolved.yaml:" + std::to_string(line) + ": line: the file says") &&
                                     Contains(from) && Contains(to));
        CHECK_THAT(verdict.text, Contains("20 of them played again: 2 mismatches\n"));
    }
    std::filesystem::remove(folder / "out/scenario.resolved.yaml");
    CHECK_THAT(verdict_on(folder).text,
               Contains("scenario.resolved.yaml: is missing") && Contains("20 of them played again: 1 mismatch\n"));
}

TEST_CASE("Forged: a byte of the store's values is found by the trial whose values are damaged") {
    const Folder folder;
    REQUIRE(exit_of(folder, {small, "-q", "-o", "out", "--all"}) == 0);
    const std::string before = bytes_of(folder / "out/store.sqlite");
    const std::string frame = "\x28\xb5\x2f\xfd"; // with which zstd begins
    std::vector<std::size_t> frames;
    for (std::size_t at = before.find(frame); at != before.npos; at = before.find(frame, at + 1)) frames.push_back(at);
    REQUIRE(frames.size() > 12);
    int by_row = 0, by_trial = 0;
    for (std::size_t i = 0; i < 10; ++i) {
        std::string bytes = before;
        bytes[frames[(i + 1) * frames.size() / 12] + 10 + 2 * i] ^= 0x11;
        write_file(folder / "out/store.sqlite", bytes);
        const Said verdict = verdict_on(folder, {"--sample", "all"});
        INFO(verdict.text);
        if (verdict.exit == 0) continue; // a place that the database does not use any more: moved rows leave copies behind
        CHECK(verdict.exit == 5);
        const bool trial = verdict.text.find("store.sqlite: trial ") != std::string::npos;
        const bool row = verdict.text.find(".csv:") != std::string::npos || verdict.text.find("no files can be made") != std::string::npos;
        CHECK((trial || row));
        by_trial += trial ? 1 : 0;
        by_row += row ? 1 : 0;
    }
    CHECK(by_trial >= 8);
    CHECK(by_row == 0); // no file is made of what is damaged
    write_file(folder / "out/store.sqlite", "no database");
    const Said verdict = verdict_on(folder);
    CHECK(verdict.exit == 5);
    CHECK_THAT(verdict.text,
               Contains("out/store.sqlite: is damaged (file is not a database)") && Contains("not checked: store.sqlite is not whole"));
}

TEST_CASE("Forged: a forged outcome: files that disagree with the store, and a store that disagrees with the model") {
    const Folder folder;
    REQUIRE(exit_of(folder, {small, "-q", "-o", "out"}) == 0);
    const auto opened = open_results(folder / "out");
    std::size_t place = 0;
    change_store(folder, 7, [&](Outcome& outcome) {
        while (!(outcome.values[place] > 0)) ++place;
        outcome.values[place] *= 2;
    });
    const std::string trial = "out/store.sqlite: " + name_of(opened.run, opened.run.trials.trial(7)) + ": ";
    Said verdict = verdict_on(folder, {"--sample", "all"});
    CHECK(verdict.exit == 5);
    CHECK_THAT(verdict.text, Contains("out/summary.csv:") && Contains("column mean of richer, point 0, ") && Contains(trial) &&
                                 Contains("the store says ") && Contains(", played again it is "));
    // Now the files are made from the forged store, and agree with it: only playing the trial again tells.
    REQUIRE(exit_of(folder, {small, "-q", "-o", "out"}) == 0);
    CHECK(verdict_on(folder, {"--sample", "0"}).exit == 0);
    verdict = verdict_on(folder, {"--sample", "all"});
    CHECK(verdict.exit == 5);
    const Layout& layout = opened.run.layouts[1];
    CHECK_THAT(verdict.text, Contains(trial + name_of(layout, place) + ": the store says ") && Contains("1 mismatch\n"));

    CHECK_THAT(verdict.text, !Contains("changed: played again"));

    change_store(folder, 2, [](Outcome& outcome) { outcome.values_fingerprint ^= 1U; });
    REQUIRE(exit_of(folder, {small, "-q", "-o", "out"}) == 0);
    verdict = verdict_on(folder, {"--sample", "all"});
    CHECK_THAT(verdict.text, Contains("trial 2 (plain, point 0, replicate 1): values fingerprint: the store says ") &&
                                 Contains("\nout: the recording changed: played again, the events are the same, and") &&
                                 !Contains("the model changed"));

    change_store(folder, 3, [](Outcome& outcome) { outcome.fingerprint ^= 1U; });
    change_store(folder, 5, [](Outcome& outcome) {
        outcome.status = Outcome::Status::failed;
        outcome.reason = "made up";
        outcome.values.clear();
    });
    change_store(folder, 6, [](Outcome& outcome) { outcome.inputs.at(0) += 1; });
    REQUIRE(exit_of(folder, {small, "-q", "-o", "out"}) == 1);
    verdict = verdict_on(folder, {"--sample", "all"});
    CHECK(verdict.exit == 5);
    CHECK_THAT(verdict.text, Contains("trial 3 (richer, point 0, replicate 1): fingerprint: the store says"));
    CHECK_THAT(verdict.text,
               Contains("\nout: the model changed: played again, the events are others\n") && !Contains("the recording changed"));
    CHECK_THAT(verdict.text,
               Contains("trial 5 (richer, point 0, replicate 2): status: the store says failed: made up, played again it is ok"));
    CHECK_THAT(verdict.text, Contains("trial 6 (plain, point 0, replicate 3): drawn input 1: the store says"));
}

TEST_CASE("Forged: another title in the manifest, and another scenario in the store") {
    const Folder folder;
    REQUIRE(exit_of(folder, {small, "-q", "-n", "1", "-o", "out"}) == 0);
    const std::string manifest = bytes_of(folder / "out/manifest.json");
    change_manifest(folder, [](auto& json) { json["title"] = "FORGED"; });
    Said verdict = verdict_on(folder);
    CHECK(verdict.exit == 5);
    CHECK_THAT(verdict.text, Contains("out/manifest.json: title: the file says 'FORGED', the scenario has "));
    write_file(folder / "out/manifest.json", manifest);
    REQUIRE(verdict_on(folder).exit == 0);
    const auto opened = open_results(folder / "out");
    Store(opened.store_file(), provenance_of(opened.run)).note("scenario.resolved.yaml", "scenario: another\n");
    verdict = verdict_on(folder);
    CHECK(verdict.exit == 5);
    CHECK_THAT(verdict.text, Contains("out/store.sqlite: its copy of scenario.resolved.yaml is not what was run"));
}

TEST_CASE("Forged: a forged file: the checksum agrees, the store does not; and a forged manifest") {
    const Folder folder;
    REQUIRE(exit_of(folder, {small, "-q", "-o", "out"}) == 0);
    const std::string manifest = bytes_of(folder / "out/manifest.json");
    {
        const Flipped changed(folder / "out/tables/research_share.md", 8);
        forge_checksum(folder, "tables/research_share.md");
        const Said verdict = verdict_on(folder, {"--sample", "0"});
        CHECK(verdict.exit == 5);
        CHECK_THAT(verdict.text, Contains("out/tables/research_share.md:8: column 2013 of ") && Contains(": 1 mismatch\n"));
    }
    const auto said = [&](const std::function<void(nlohmann::ordered_json&)>& change) {
        write_file(folder / "out/manifest.json", manifest);
        change_manifest(folder, change);
        const Said verdict = verdict_on(folder, {"--sample", "0"});
        CHECK(verdict.exit == 5);
        return verdict.text;
    };
    CHECK_THAT(said([](auto& json) { json["counts"]["events"] = 1; }),
               Contains("out/manifest.json: events: the file says 1, the store has "));
    CHECK_THAT(said([](auto& json) { json["fingerprint"] = "0000000000000001"; }),
               Contains("out/manifest.json: fingerprint: the file says 0000000000000001, the store has "));
    CHECK_THAT(said([](auto& json) { json["values_fingerprint"] = "0000000000000001"; }),
               Contains("out/manifest.json: values_fingerprint: the file says 0000000000000001, the store has ") &&
                   !Contains("manifest.json: fingerprint"));
    CHECK_THAT(said([](auto& json) { json["seed"] = 2; }), Contains("out/store.sqlite: made with seed 1, this run has 2\n"));
    CHECK_THAT(said([](auto& json) { json["counts"]["replicates"] = 13; }),
               Contains("trial 24 (plain, point 0, replicate 12): is missing"));
    CHECK_THAT(said([](auto& json) { json["variants"][0]["hash"] = "0000000000000001"; }),
               Contains("is not the one that manifest.json names"));
    CHECK_THAT(said([](auto& json) { json["command"] = "sim run other.yaml"; }), Contains("out/tables/headline.md:"));
    CHECK_THAT(said([](auto& json) { json["files"].erase(1); }), Contains("is none of the files of this run") && Contains("does not list"));
    CHECK_THAT(said([](auto& json) { json["files"][1]["name"] = "../stdout"; }),
               Contains("lists '../stdout', which is no place in this folder"));
}

TEST_CASE("Forged: an archived folder without its store: trials are played again and compared with the files") {
    const Folder folder;
    REQUIRE(exit_of(folder, {small, "-q", "-o", "out", "--series=all"}) == 0);
    std::filesystem::remove(folder / "out/store.sqlite");
    Said verdict = verdict_on(folder);
    CHECK(verdict.exit == 0);
    CHECK_THAT(verdict.text,
               Contains("out: not checked: store.sqlite is not there: only the rows of trials that were played again could be compared") &&
                   Contains("20 of them played again: all as it should be"));
    CHECK(verdict_on(folder, {"--sample", "all"}).exit == 0);
    {
        const Flipped changed(folder / "out/runs.csv", 6);
        forge_checksum(folder, "runs.csv");
        verdict = verdict_on(folder, {"--sample", "23"}); // all but one
        CHECK(verdict.exit == 5);
        CHECK_THAT(verdict.text,
                   Contains("out/runs.csv:6: column values_fingerprint of run_id 4, plain, point 0, replicate 2: the file says") &&
                       Contains("out: the recording changed: ") && !Contains("the model changed") &&
                       Contains(", the trial played again has "));
    }
    forge_checksum(folder, "runs.csv");
    const Flipped changed(folder / "out/summary.csv", 50);
    forge_checksum(folder, "summary.csv");
    CHECK(verdict_on(folder).exit == 0);               // it cannot be known...
    verdict = verdict_on(folder, {"--sample", "all"}); // ...but by playing everything
    CHECK(verdict.exit == 5);
    CHECK_THAT(verdict.text, Contains("out/summary.csv:50: column ") && Contains(", the run played again has "));
    std::string text = bytes_of(folder / "out/scenario.resolved.yaml");
    text[text.find("30 %")] = '4';
    write_file(folder / "out/scenario.resolved.yaml", text);
    CHECK_THAT(verdict_on(folder).text,
               Contains("not checked: scenario.resolved.yaml is not what it was, and there is no other copy of it"));
}

TEST_CASE("Forged: a manifest cannot make a run remove files outside its folder") {
    const Folder folder;
    REQUIRE(exit_of(folder, {small, "-q", "-n", "1", "-o", "out"}) == 0);
    write_file(folder / "mine.txt", "mine");
    change_manifest(folder, [](auto& json) { json["files"][1]["name"] = "../mine.txt"; });
    CHECK(exit_of(folder, {small, "-q", "-n", "1", "-o", "out"}) == 6); // such a folder is none of ours
    CHECK(bytes_of(folder / "mine.txt") == "mine");
}
