// The plug is pulled: sweeps are killed at random moments, again and again, and end with the bytes of one that nobody disturbed.
#include "support/child.hpp"

#include "engine/dice.hpp"

#include <algorithm>
#include <filesystem>

using namespace sim;
using namespace sim::test;
namespace fs = std::filesystem;

namespace {

const std::string scenarios = std::string(SIM_SOURCE_DIR) + "/tests/scenarios/";

struct Sweep {
    const char* scenario;
    const char* replicates;
    std::uint64_t kills;
};

/// What became of the kills of one sweep.
struct Kills {
    std::uint64_t sent = 0, landed = 0; // landed: before the sweep was complete
};

/// Starts the sweep, kills it after a random part of the time that it takes alone, and so on until enough kills were sent; after a miss,
/// sooner. A sweep that is complete is begun anew, so that there is always something to be interrupted. The last sweep is then finished in
/// peace.
Kills kill_again_and_again(const Folder& folder, const Sweep& sweep, std::chrono::microseconds alone) {
    Kills kills;
    const std::vector<std::string> words{"run", scenarios + sweep.scenario, "-n", sweep.replicates, "-j", "2", "-q", "-o", "killed"};
    Roll roll = Dice(1, sweep.kills).roll(Purpose::choice, key_of(sweep.scenario));
    while (kills.sent < sweep.kills) {
        if (fs::exists(folder / "killed/manifest.json")) fs::remove_all(folder / "killed");
        const Child child(folder, words);
        std::this_thread::sleep_for(
            std::chrono::microseconds(static_cast<std::int64_t>(roll.uniform() * 0.6 * static_cast<double>(alone.count()))));
        child.send(SIGKILL);
        ++kills.sent;
        if (child.end() == -SIGKILL && !fs::exists(folder / "killed/manifest.json"))
            ++kills.landed;
        else
            alone = alone * 4 / 5; // the machine was busier when that was measured
    }
    if (fs::exists(folder / "killed/manifest.json")) fs::remove_all(folder / "killed");
    CHECK(exit_of(folder, words) == 0);
    return kills;
}

/// Kills over three scenarios: a queue, a small world with policies, and a lab model; each held against one undisturbed sweep.
void pull_plugs(std::uint64_t kills_each) {
    Kills all;
    for (const Sweep& sweep :
         {Sweep{"mm1.yaml", "120", kills_each}, Sweep{"small.yaml", "60", kills_each}, Sweep{"plain_labs.yaml", "80", kills_each}}) {
        const Folder folder;
        const auto begin = std::chrono::steady_clock::now();
        REQUIRE(exit_of(folder, {"run", scenarios + sweep.scenario, "-n", sweep.replicates, "-j", "2", "-q", "-o", "whole"}) == 0);
        const auto alone = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begin);
        const Kills kills = kill_again_and_again(folder, sweep, alone);
        all.sent += kills.sent;
        all.landed += kills.landed;
        const auto whole = files_of(folder / "whole"), survived = files_of(folder / "killed");
        INFO(sweep.scenario);
        CHECK(whole.size() > 5);
        CHECK(survived == whole);
    }
    WARN(all.landed << " of " << all.sent << " kills landed in the middle of a sweep");
    CHECK(all.landed * 10 >= all.sent * 9);
}

} // namespace

TEST_CASE("Survival: 200 kills at random moments: every sweep that is resumed ends with the same bytes") { pull_plugs(67); }

TEST_CASE("Survival: 2,000 kills", "[.nightly]") { pull_plugs(667); }
