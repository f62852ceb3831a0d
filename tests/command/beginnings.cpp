// The first hour: scenarios to begin with, what differs between two of them, and how results are cited.
#include "support/child.hpp"
#include "support/texts.hpp"

#include <set>

using namespace sim;
using namespace sim::test;
using Catch::Matchers::Contains;

TEST_CASE("Beginnings: a new scenario is in order, plays, and fills its tables") {
    const Folder folder;
    for (const std::string from : {"world", "field", "policy", "sweep"}) {
        INFO(from);
        REQUIRE(exit_of(folder, {"new", "mine_" + from, "--from", from}) == 0);
        CHECK(exit_of(folder, {"check", "--strict", "mine_" + from + ".yaml"}) == 0);
    }
    CHECK(bytes_of(folder / "world.yaml") == bytes_of(std::string(SIM_SOURCE_DIR) + "/scenarios/world.yaml"));
    REQUIRE(exit_of(folder, {"run", "mine_field.yaml", "-n", "4", "-o", "out", "--progress=none"}) == 0);
    const std::string said = bytes_of(folder / "stdout");
    for (const char* const line : {"Share of research", "Able to repeat the top tenth", "GPUs per researcher", "Northland", "Universities"})
        CHECK_THAT(said, Contains(line));
}

TEST_CASE("Beginnings: nothing of the user's is overwritten, and the default world is found where it lies") {
    const Folder folder;
    write_file(folder / "mine.yaml", "mine");
    CHECK(exit_of(folder, {"new", "mine"}) == 6);
    CHECK(bytes_of(folder / "mine.yaml") == "mine");
    CHECK(exit_of(folder, {"new", "no good"}) == 2);
    std::filesystem::create_directory(folder / "scenarios");
    write_file(folder / "scenarios/world.yaml", "# my own world\n");
    CHECK(exit_of(folder, {"new", "other.yaml"}) == 0);
    CHECK_THAT(bytes_of(folder / "other.yaml"), Contains("extends: scenarios/world.yaml") && Contains("scenario: other\n"));
    CHECK_FALSE(std::filesystem::exists(folder / "world.yaml"));
    write_file(folder / "nothing.yaml", "");
    CHECK(exit_of(folder, {"check", "nothing.yaml"}) == 3);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("sim new NAME"));
}

TEST_CASE("Beginnings: what differs is told value by value, and the same quantity in other words is none") {
    const Folder folder;
    write_file(folder / "tiny.yaml", tiny_world);
    write_file(folder / "a.yaml", "scenario: a\nextends: tiny.yaml\nvariants:\n  one: {}\n  other: {clock: {end: 2013}}\n");
    write_file(
        folder / "b.yaml",
        "scenario: a\nextends: tiny.yaml\nhardware: {utilisation: 50 %}\nvariants:\n  one: {hardware: {lifetime: 48 mo}}\n  third: {}\n");
    write_file(
        folder / "c.yaml",
        "scenario: a\nextends: tiny.yaml\nhardware: {utilisation: 0.5}\nvariants:\n  one: {hardware: {lifetime: 4 yr}}\n  third: {}\n");
    REQUIRE(exit_of(folder, {"diff", "a.yaml"}) == 0);
    CHECK_THAT(bytes_of(folder / "stdout"), Contains("a.yaml:one -> a.yaml:other: 1 difference\n  clock.end: ") && Contains(" -> 2013\n"));
    REQUIRE(exit_of(folder, {"diff", "b.yaml", "c.yaml"}) == 0);
    CHECK(bytes_of(folder / "stdout") == "b.yaml:one -> c.yaml:one: no difference\nb.yaml:third -> c.yaml:third: no difference\n");
    REQUIRE(exit_of(folder, {"diff", "a.yaml", "b.yaml"}) == 0);
    CHECK_THAT(bytes_of(folder / "stdout"), Contains("hardware.lifetime: ") && Contains("only in a.yaml: other\nonly in b.yaml: third\n"));
    CHECK(exit_of(folder, {"diff", "tiny.yaml"}) == 2);
    CHECK(exit_of(folder, {"diff", "a.yaml", "nowhere.yaml"}) == 6);
}

TEST_CASE("Beginnings: folders are held against each other, and cited") {
    const Folder folder;
    write_file(folder / "tiny.yaml", tiny_world);
    REQUIRE(exit_of(folder, {"run", "tiny.yaml", "-n", "2", "-o", "one", "-q"}) == 0);
    REQUIRE(exit_of(folder, {"run", "tiny.yaml", "-n", "3", "-o", "other", "-q", "--set", "title=50 % & more"}) == 0);
    REQUIRE(exit_of(folder, {"diff", "one", "other"}) == 0);
    CHECK_THAT(bytes_of(folder / "stdout"), Contains("replicates: 2 -> 3\n") && Contains("fingerprint: ") && Contains("title"));
    REQUIRE(exit_of(folder, {"cite", "one", "other"}) == 0);
    const auto manifest = nlohmann::json::parse(bytes_of(folder / "other/manifest.json"));
    const std::string fingerprint = manifest["fingerprint"], revision = manifest["revision"];
    CHECK_THAT(bytes_of(folder / "stdout"), Contains("@misc{sim-") && Contains("fingerprint " + fingerprint) && Contains(revision) &&
                                                Contains("title = {50 \\% \\& more}"));
    CHECK(exit_of(folder, {"cite", "nowhere"}) == 6);
}

TEST_CASE("Beginnings: a reported folder is a research object with every file, and verifies") {
    const Folder folder;
    write_file(folder / "tiny.yaml", tiny_world);
    REQUIRE(exit_of(folder, {"run", "tiny.yaml", "-n", "2", "-o", "out", "-q"}) == 0);
    REQUIRE(exit_of(folder, {"report", "out", "-q"}) == 0);
    const auto crate = nlohmann::json::parse(bytes_of(folder / "out/ro-crate-metadata.json"));
    const auto manifest = nlohmann::json::parse(bytes_of(folder / "out/manifest.json"));
    std::set<std::string> parts, listed{"ro-crate-metadata.json"};
    for (const auto& part : crate["@graph"][1]["hasPart"]) parts.insert(part["@id"].get<std::string>());
    parts.insert("ro-crate-metadata.json");
    for (const auto& file : manifest["files"]) listed.insert(file["name"].get<std::string>());
    CHECK(parts == listed);
    CHECK(crate["@graph"][1]["identifier"] == manifest["fingerprint"]);
    CHECK(exit_of(folder, {"verify", "out", "-q"}) == 0);
}
