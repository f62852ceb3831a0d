// Other people's files: what is not this program's is neither written nor removed, wherever links, names and pipes would lead it.
#include "support/child.hpp"

#include <filesystem>
#include <sys/stat.h>

using namespace sim;
using namespace sim::test;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;

namespace {

const std::string tiny = std::string(SIM_SOURCE_DIR) + "/tests/scenarios/tiny.yaml";

/// Every file, folder and link below a folder with what is in it.
std::map<std::string, std::string> state_of(const fs::path& folder) {
    std::map<std::string, std::string> state;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        const std::string name = entry.path().lexically_relative(folder).string();
        state[name] = entry.is_symlink()        ? "link to " + fs::read_symlink(entry.path()).string()
                      : entry.is_regular_file() ? bytes_of(entry.path())
                                                : "no file";
    }
    return state;
}

int run_into(const Folder& folder, const std::string& out, std::vector<std::string> more = {}) {
    std::vector<std::string> words{"run", tiny, "-n", "2", "-q", "-o", out};
    words.insert(words.end(), more.begin(), more.end());
    return exit_of(folder, words);
}

} // namespace

TEST_CASE("Foreign: a folder with files of somebody else stays byte for byte as it is, whatever is to be written there") {
    const Folder folder;
    REQUIRE(run_into(folder, "a") == 0);
    REQUIRE(exit_of(folder, {tiny, "-n", "2", "-q", "--shard", "1/1", "-o", "shard"}) == 0);
    const std::map<std::string, std::string> mine[] = {
        {{"series.csv", "mine"}, {"points.csv", "mine, too"}},
        {{"manifest.json", "{\"name\": \"my-app\", \"files\": [{\"name\": \"x\"}]}"}, {"x", "1"}},
        {{"manifest.json", "{"}},
        {{"store.sqlite", "not a database"}},
        {{".sim-unfinished", "not a list of yours"}},
        {{"sub/notes.md", "mine"}},
    };
    for (const auto& files : mine) {
        fs::remove_all(folder / "theirs");
        for (const auto& [name, text] : files) write_file(folder / ("theirs/" + name).c_str(), text);
        const auto before = state_of(folder / "theirs");
        const std::vector<std::vector<std::string>> commands = {
            {"run", tiny, "-n", "2", "-o", "theirs"},
            {"run", tiny, "-n", "2", "-o", "theirs", "--fresh"},
            {"run", tiny, "-n", "2", "-o", "theirs", "--retry-failed"},
            {"compare", tiny, tiny, "-n", "2", "-o", "theirs"},
            {"merge", "shard", "-o", "theirs"},
            {"report", "a", "a", "-o", "theirs"},
        };
        for (const auto& words : commands) {
            INFO(words.front() << " into " << files.begin()->first);
            CHECK(exit_of(folder, words) == 6);
            CHECK_THAT(bytes_of(folder / "stderr"), Contains("theirs: is not a results folder: it holds "));
            CHECK(state_of(folder / "theirs") == before);
        }
    }
    fs::create_directory(folder / "empty");
    CHECK(run_into(folder, "empty") == 0);
    fs::create_directories(folder / "above/of");
    CHECK(run_into(folder, "above/of/one") == 0);
    CHECK(run_into(folder, "above") == 0); // it holds nothing but our own
}

TEST_CASE("Foreign: in a results folder, what was not written there is in the way, and what was changed is not removed") {
    const Folder folder;
    REQUIRE(run_into(folder, "out", {"--series=all"}) == 0);
    write_file(folder / "out/notes.md", "mine");
    write_file(folder / "out/series.csv", "changed by me");
    write_file(folder / "out/claims.csv", "mine");
    REQUIRE(run_into(folder, "out") == 0);
    CHECK(bytes_of(folder / "out/notes.md") == "mine");
    CHECK(bytes_of(folder / "out/series.csv") == "changed by me");
    CHECK(bytes_of(folder / "out/claims.csv") == "mine");
    CHECK(run_into(folder, "out", {"--series=all"}) == 6); // no longer listed
    CHECK_THAT(bytes_of(folder / "stderr"),
               Contains("out/series.csv: is in the way: this program has not written it, or the manifest that said so is gone"));
    CHECK(bytes_of(folder / "out/series.csv") == "changed by me");
    fs::remove(folder / "out/series.csv");
    REQUIRE(run_into(folder, "out", {"--series=all"}) == 0);
    REQUIRE(run_into(folder, "out") == 0);
    CHECK_FALSE(fs::exists(folder / "out/series.csv")); // as it was written: of another run
}

TEST_CASE("Foreign: a run of another scenario into a complete folder keeps the one that was there") {
    const Folder folder;
    REQUIRE(run_into(folder, "out") == 0);
    const auto before = state_of(folder / "out");
    CHECK(run_into(folder, "out", {"--set", "countries[ONE].researchers=16 person"}) == 0);
    CHECK(exit_of(folder, {"verify", "out", "-q"}) == 0);
    CHECK(run_into(folder, "out") == 0);
    CHECK(state_of(folder / "out").at("runs.csv") == before.at("runs.csv"));
}

TEST_CASE("Foreign: links in a results folder are not followed") {
    const Folder folder;
    REQUIRE(run_into(folder, "out") == 0);
    fs::create_directory(folder / "elsewhere");
    write_file(folder / "elsewhere/file", "mine");
    const auto before = state_of(folder / "elsewhere");
    const auto refused = [&](const std::vector<std::string>& words, const char* what) {
        INFO(what);
        CHECK(exit_of(folder, words) == 6);
        CHECK_THAT(bytes_of(folder / "stderr"), Contains(what) && Contains("link"));
        CHECK(state_of(folder / "elsewhere") == before);
    };
    const std::vector<std::string> run{"run", tiny, "-n", "2", "-q", "-o", "out"}, report{"report", "out"};
    const auto swap_for_link = [&](const char* name, const char* to) {
        fs::remove_all(folder / name);
        fs::create_symlink(folder / to, folder / name);
    };
    swap_for_link("out/summary.csv", "elsewhere/file");
    refused(report, "out/summary.csv");
    refused(run, "out/summary.csv");
    fs::remove(folder / "out/summary.csv");
    swap_for_link("out/tables", "elsewhere");
    refused(run, "out/tables");
    fs::remove(folder / "out/tables");
    REQUIRE(exit_of(folder, run) == 0);
    swap_for_link("out/store.sqlite-journal", "elsewhere/file");
    refused(run, "out/store.sqlite-journal");
    fs::remove(folder / "out/store.sqlite-journal");
    fs::rename(folder / "out/store.sqlite", folder / "elsewhere/store");
    fs::create_symlink(folder / "elsewhere/store", folder / "out/store.sqlite");
    const std::string store = bytes_of(folder / "elsewhere/store");
    CHECK(exit_of(folder, run) == 6);
    CHECK(bytes_of(folder / "elsewhere/store") == store);
    fs::create_symlink(folder / "nowhere", folder / "out/.sim-unfinished");
    CHECK(exit_of(folder, run) == 6);
    CHECK_FALSE(fs::exists(folder / "nowhere"));
}

TEST_CASE("Foreign: a page of several folders stays in its own, whatever these are called") {
    const Folder folder;
    for (const char* const name : {"a/x", "b/x", "a b/x", "up"}) REQUIRE(run_into(folder, name) == 0);
    const auto before = state_of(folder / ".");
    REQUIRE(exit_of(folder, {"report", "a/x", "b/x", "a b/x", "a/x",
                             "../" + fs::canonical(folder / "up").parent_path().filename().string() + "/up", "-o", "p"}) == 0);
    for (const auto& [name, text] : state_of(folder / "."))
        if (!name.starts_with("p") && name != "stdout" && name != "stderr") CHECK(before.at(name) == text);
    CHECK(fs::exists(folder / "p/manifest.json"));
    CHECK(std::distance(fs::directory_iterator(folder / "p/tables"), {}) == 5 * 3);
    CHECK(exit_of(folder, {"report", "a/x", "b/x", "-o", "p"}) == 0); // again: what is left over goes
    CHECK(std::distance(fs::directory_iterator(folder / "p/tables"), {}) == 2 * 3);
    CHECK(exit_of(folder, {"verify", "p"}) == 6);
    CHECK(exit_of(folder, {"report", "a/x", "b/x", "-o", "up"}) == 6);
}

TEST_CASE("Foreign: no shell: a temporary folder with an apostrophe is only a name") {
    const Folder folder;
    REQUIRE(run_into(folder, "out") == 0);
    fs::create_directory(folder / "it's; touch pwned; '");
    const std::string temporary = "TMPDIR=" + (folder / "it's; touch pwned; '").string();
    CHECK(exit_of_program(folder, {"/usr/bin/env", temporary, SIM_BINARY, "report", "out"}) == 0);
    CHECK_FALSE(fs::exists(folder / "pwned"));
    CHECK(exit_of_program(folder, {"/usr/bin/env", "PATH=/nowhere", SIM_BINARY, "report", "out"}) == 6);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("gnuplot: is not installed"));
}

TEST_CASE("Foreign: pipes, devices and manifests that cannot be are refused at once") {
    const Folder folder;
    REQUIRE(run_into(folder, "out") == 0);
    const std::string manifest = bytes_of(folder / "out/manifest.json");
    const auto refused = [&](const std::vector<std::string>& words, int code, const std::string& why) {
        const auto begin = std::chrono::steady_clock::now();
        std::vector<std::string> limited{"/usr/bin/timeout", "20", SIM_BINARY};
        limited.insert(limited.end(), words.begin(), words.end());
        INFO(why);
        CHECK(exit_of_program(folder, limited) == code);
        CHECK_THAT(bytes_of(folder / "stderr"), Contains(why));
        CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(10));
    };
    REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
    refused({"check", "pipe"}, 6, "pipe: is no regular file");
    refused({"check", "/dev/zero"}, 6, "/dev/zero: is no regular file");
    write_file(folder / "extends.yaml", "scenario: x\nextends: pipe\n");
    refused({"check", "extends.yaml"}, 3, "is no regular file");
    write_file(folder / "swept.yaml", "scenario: x\nextends: " + tiny + "\nsweep: {design: file, file: pipe}\n");
    refused({"check", "swept.yaml"}, 3, "is no regular file");
    const auto with_pipe = [&](const char* name) {
        fs::rename(folder / name, folder / "aside");
        REQUIRE(::mkfifo((folder / name).c_str(), 0600) == 0);
        refused({"verify", "out"}, std::string(name) == "out/runs.csv" ? 5 : 6,
                std::string(name) == "out/runs.csv" ? "" : "is no regular file");
        refused({"run", tiny, "-n", "2", "-o", "out"}, 6, "");
        fs::remove(folder / name);
        fs::rename(folder / "aside", folder / name);
    };
    with_pipe("out/manifest.json");
    with_pipe("out/runs.csv");
    write_file(folder / "out/manifest.json", manifest);
    using Json = nlohmann::ordered_json;
    const auto changed = [&](const auto& change) {
        auto json = Json::parse(manifest);
        change(json);
        return json.dump();
    };
    const std::pair<std::string, std::string> absurd[] = {
        {std::string(2'000'000, '['), "is nested more than 16 levels deep"},
        {std::string(70'000'000, ' '), "has more than 64,000,000 bytes"},
        {"[]", "is no manifest of sim"},
        {"", "is no manifest of sim"},
        {"{\"program\": [\"sim\"]}", "is not one of sim"},
        {changed([](auto& m) { m["counts"]["replicates"] = 1e300; }), "'replicates' is no whole number"},
        {changed([](auto& m) { m["counts"]["replicates"] = -1; }), "'replicates' is no whole number"},
        {changed([](auto& m) { m["counts"]["replicates"] = 1'000'000'000'000'000'000ULL; }), "cannot be"},
        {changed([](auto& m) { m["counts"]["replicates"] = 1'000'000'000ULL, m["counts"]["trials"] = 1'000'000'000ULL; }),
         "is not complete"},
        {changed([](auto& m) { m["seed"] = "1"; }), "'seed' is no whole number"},
        {changed([](auto& m) { m["files"] = 3; }), "is no manifest of sim"},
        {changed([](auto& m) { m["files"][0]["bytes"] = Json::array(); }), "'bytes' is no whole number"},
        {changed([](auto& m) { m["variants"] = Json::object(); }), "cannot be"},
        {changed([](auto& m) { m["title"] = "a\x1b[31mb"; }), "'title' holds a control character (U+001B)"},
        {changed([](auto& m) {
             m["shard"] = {{"number", 3}, {"of", 2}};
         }),
         "there is no such shard"},
    };
    for (const auto& [text, why] : absurd) {
        write_file(folder / "out/manifest.json", text);
        refused({"report", "out"}, 6, why);
    }
    write_file(folder / "out/manifest.json", changed([](auto& m) { m["fingerprint"] = "0123456789abcdef"; }));
    refused({"report", "out"}, 5, "the store has");
    refused({"merge", "out", "-o", "joint"}, 5, "the store has");
    CHECK_FALSE(fs::exists(folder / "joint"));
}
