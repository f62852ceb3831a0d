// Stores in which a bit is not what it was, and runs that begin afresh and are interrupted: no wrong table, and nothing is signed that is
// not complete.
#include "support/child.hpp"

#include "engine/dice.hpp"

#include <filesystem>
#include <fmt/format.h>

using namespace sim;
using namespace sim::test;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;

namespace {

const std::string tiny = std::string(SIM_SOURCE_DIR) + "/tests/scenarios/tiny.yaml";
const std::string small = std::string(SIM_SOURCE_DIR) + "/tests/scenarios/small.yaml";

std::vector<std::string> run_of(const std::string& scenario, const std::string& replicates) {
    return {"run", scenario, "-n", replicates, "-j", "2", "-q", "-o", "out"};
}

/// Written over the file itself, as a disk would.
void flip_bit(const fs::path& file, std::uint64_t bit) {
    std::fstream bytes(file, std::ios::binary | std::ios::in | std::ios::out);
    bytes.seekg(static_cast<std::streamoff>(bit / 8));
    const auto flipped = static_cast<char>(bytes.get() ^ (1 << (bit % 8)));
    bytes.seekp(static_cast<std::streamoff>(bit / 8));
    bytes.put(flipped);
}

struct Tally {
    int told = 0, unharmed = 0;
};

/// After one flipped bit, a command may refuse, or leave the right bytes; nothing else.
Tally flip_again_and_again(const std::string& scenario, std::uint64_t flips) {
    const Folder folder;
    REQUIRE(exit_of(folder, run_of(scenario, "12")) == 0);
    const auto whole = files_of(folder / "out");
    fs::rename(folder / "out", folder / "before");
    const std::uint64_t bits = fs::file_size(folder / "before/store.sqlite") * 8;
    Roll roll = Dice(7, flips).roll(Purpose::choice, key_of(scenario));
    Tally tally;
    for (std::uint64_t number = 0; number < flips; ++number) {
        fs::remove_all(folder / "out");
        fs::copy(folder / "before", folder / "out", fs::copy_options::recursive);
        const auto bit = static_cast<std::uint64_t>(roll.uniform() * static_cast<double>(bits));
        flip_bit(folder / "out/store.sqlite", bit);
        const int exit = number % 2 == 0 ? exit_of(folder, run_of(scenario, "12")) : exit_of(folder, {"report", "out", "-q"});
        INFO("bit " << bit << ": exit " << exit << "; " << bytes_of(folder / "stderr"));
        REQUIRE((exit == 0 || exit == 5 || exit == 6));
        exit == 0 ? ++tally.unharmed : ++tally.told;
        if (exit != 0) continue;
        auto now = files_of(folder / "out");
        std::erase_if(now, [](const auto& file) { return file.first.starts_with("figures/"); });
        if (number % 2 != 0) now["manifest.json"] = whole.at("manifest.json"); // a report lists its figures, too
        REQUIRE(now == whole);
    }
    return tally;
}

} // namespace

TEST_CASE("Damage: one bit flipped in a store: a run and a report say so, or it does no harm") {
    const Tally one = flip_again_and_again(tiny, 24), other = flip_again_and_again(small, 36);
    WARN(one.told + other.told << " of 60 flips were told of, the others did no harm");
    CHECK(one.told + other.told > 12);
}

TEST_CASE("Damage: 240 bits flipped in stores", "[.nightly]") {
    flip_again_and_again(tiny, 100);
    flip_again_and_again(small, 140);
}

TEST_CASE("Damage: a trial whose values are not what they were is named, and played again where that is asked for") {
    const Folder folder;
    REQUIRE(exit_of(folder, run_of(tiny, "6")) == 0);
    const auto whole = files_of(folder / "out");
    const auto damage = [&](const char* sql) {
        REQUIRE(exit_of_program(folder, {"/usr/bin/sqlite3", (folder / "out/store.sqlite").string(), sql}) == 0);
    };
    enum class Loss { none, trial, chunk }; // it cannot be said which trials, or any that there were some
    struct Damage {
        const char* sql;
        Loss loss = Loss::none;
    };
    const auto byte_of_head = [](int byte, const char* value) { // of the first trial of the last chunk
        return fmt::format(
            "UPDATE chunk SET heads = CAST(substr(heads, 1, {}) || x'{}' || substr(heads, {}) AS BLOB) WHERE number = (SELECT "
            "max(number) FROM chunk)",
            byte, value, byte + 2);
    };
    const std::string events = byte_of_head(7, "01"), replicate = byte_of_head(36, "4d"), inputs = byte_of_head(40, "4d"),
                      reason = byte_of_head(44, "4d"), status = byte_of_head(48, "01"), forgotten = byte_of_head(48, "02");
    const Damage damages[] = {
        {"UPDATE block SET bytes = zeroblob(length(bytes)) WHERE key = (SELECT max(key) FROM block)"},
        {"UPDATE block SET key = key + 1 WHERE key = (SELECT max(key) FROM block)"},
        {"DELETE FROM block WHERE key = (SELECT max(key) FROM block)"},
        {"UPDATE chunk SET heads = CAST(substr(heads, 1, length(heads) - 1) || x'4d' AS BLOB)"}, // what is drawn
        {events.c_str()},
        {inputs.c_str()},
        {reason.c_str()},
        {status.c_str()},
        {forgotten.c_str()},
        {"UPDATE chunk SET size = 0 WHERE number = (SELECT max(number) FROM chunk)", Loss::chunk},
        {"UPDATE chunk SET heads = x'00' WHERE number = (SELECT max(number) FROM chunk)", Loss::chunk},
        {replicate.c_str(), Loss::trial}, // then it is missing, and a run plays it
        {"DELETE FROM chunk WHERE number = (SELECT max(number) FROM chunk)", Loss::trial},
    };
    if (!fs::exists("/usr/bin/sqlite3")) {
        WARN("sqlite3 is not there: not tested");
        return;
    }
    for (const auto& [sql, loss] : damages) {
        INFO(sql);
        damage(sql);
        CHECK(exit_of(folder, {"report", "out"}) == (loss == Loss::trial ? 6 : 5));
        if (loss == Loss::none) CHECK_THAT(bytes_of(folder / "stderr"), Contains("the trial of base, point 0, replicate "));
        if (loss == Loss::chunk) CHECK_THAT(bytes_of(folder / "stderr"), Contains("which they were cannot be read"));
        if (loss != Loss::trial) CHECK_THAT(bytes_of(folder / "stderr"), Contains("--retry-failed"));
        if (loss != Loss::trial) CHECK(exit_of(folder, run_of(tiny, "6")) == 5);
        auto again = run_of(tiny, "6");
        again.emplace_back("--retry-failed");
        REQUIRE(exit_of(folder, again) == 0);
        CHECK(files_of(folder / "out") == whole);
    }
}

namespace {

/// Begins afresh in a complete folder, and ends that at a random moment; then asks for a report.
void interrupt_fresh_runs(std::uint64_t times) {
    const Folder folder;
    REQUIRE(exit_of(folder, run_of(small, "30")) == 0);
    const auto whole = files_of(folder / "out");
    fs::rename(folder / "out", folder / "before");
    auto fresh = run_of(small, "30");
    fresh.emplace_back("--fresh");
    Roll roll = Dice(5, times).roll(Purpose::choice, 1);
    std::uint64_t landed = 0;
    for (std::uint64_t number = 0; number < times; ++number) {
        fs::remove_all(folder / "out");
        fs::copy(folder / "before", folder / "out", fs::copy_options::recursive);
        const Child child(folder, fresh);
        std::this_thread::sleep_for(std::chrono::microseconds(static_cast<std::int64_t>(roll.uniform() * 150'000)));
        child.send(number % 2 == 0 ? SIGTERM : SIGKILL);
        const bool ended = child.end() == 0;
        const int exit = exit_of(folder, {"report", "out"});
        INFO(number << ": report ended with " << exit << "; " << bytes_of(folder / "stderr"));
        REQUIRE((exit == 0 || exit == 6));
        if (exit == 6) ++landed;
        if (exit == 0) { // it was complete, before or again
            CHECK(exit_of(folder, {"verify", "out", "--sample", "0", "-q"}) == 0);
            CHECK(files_of(folder / "out").at("summary.csv") == whole.at("summary.csv"));
        }
        if (ended) CHECK(exit == 0);
        if (number % 5 != 0) continue;
        REQUIRE(exit_of(folder, run_of(small, "30")) == 0);
        auto again = files_of(folder / "out");
        std::erase_if(again, [](const auto& file) { return file.first.starts_with("figures/"); });
        again["manifest.json"] = whole.at("manifest.json");
        CHECK(again == whole);
    }
    WARN(landed << " of " << times << " interruptions left a folder that is not complete");
    CHECK(landed * 3 > times);
}

} // namespace

TEST_CASE("Damage: fresh runs that are interrupted: none is signed, and each is finished by the same command") { interrupt_fresh_runs(15); }

TEST_CASE("Damage: 50 fresh runs that are interrupted: none is signed", "[.nightly]") { interrupt_fresh_runs(50); }
