// Who could pay for a target, and from when on; and what stands there where the day does not come.
#include "support/catch.hpp"

#include "sim/scenario_file.hpp"
#include "sim/trial.hpp"
#include "study/payers.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>

using namespace sim;
namespace fs = std::filesystem;

namespace {

/// Two kinds of labs, ten GPUs of 1 TFLOP/s and a thousand, at full speed for 100 days: 8.64e19 and 8.64e21 FLOP. Compute for a target
/// halves every year from the end of 2010 on; how much it was then is uncertain by a factor of 2 to either side.
constexpr auto world = R"(
scenario: payers
clock: {start: 2010-01-01, end: 2015-12-31, sample: 12 mo}
hardware: {utilisation: 1, lifetime: 50 yr, generations: [{id: old, market: shop, release: 2005-01-01, price: 2000 USD, peak: 1 TFLOP/s}]}
countries: [{id: ONE, name: One, researchers: 20 person}, {id: TWO, name: Two, researchers: 20 person}]
kinds:
  - {id: small, patience: 100 d, first_gpus: 10 GPU, first_generation: old}
  - {id: large, patience: 100 d, first_gpus: 1000 GPU, first_generation: old}
labs:
  - {id: small, kind: small, of: "*", researchers: 10 person, share: 50 %}
  - {id: large, kind: large, of: ONE, researchers: 10 person, share: 50 %}
domains: [{id: vision, efficiency: {at: {2010-12-31: 1}, doubling: 1 yr}}]
research: {endogenous: false}
benchmarks:
  - {id: run, compute: {loguniform: [4e20 FLOP, 1.6e21 FLOP]}, as_of: 2010-12-31, domain: vision}
  - {id: dream, compute: 1e40 FLOP, as_of: 2010-12-31, domain: vision}
)";

struct Played {
    std::vector<Scenario> variants;
    std::vector<Layout> layouts;
    TrialList list;
    fs::path folder;
    Store store;
    std::vector<Payer> payers;

    explicit Played(std::uint64_t replicates)
        : variants(read()), layouts{Layout(variants[0])}, list{1, 1, replicates}, folder(fs::temp_directory_path() / "sim-payers"),
          store(make_store()) {
        Player player(variants[0]);
        for (std::uint64_t r = 0; r < replicates; ++r) store.add({r, 0, 0, r}, player.play(7, r));
        store.commit();
        payers = find_payers(store, list, layouts);
    }
    ~Played() { fs::remove_all(folder); }

    /// Nothing where there are no such labs.
    [[nodiscard]] const Payer* find(std::string_view target, std::string_view group) const {
        const auto& groups = layouts[0].groups;
        const auto found =
            std::ranges::find_if(payers, [&](const Payer& p) { return groups[p.target].name == target && groups[p.group].name == group; });
        return found == payers.end() ? nullptr : &*found;
    }
    [[nodiscard]] std::string date(const std::optional<std::uint32_t>& of) const { return to_text(layouts[0].dates[of.value()]); }

    static std::vector<Scenario> read() {
        const fs::path file = fs::temp_directory_path() / "sim-payers.yaml";
        std::ofstream(file) << world;
        Reading reading = read_scenario_file(file);
        REQUIRE(reading.ok());
        return reading.variants;
    }
    Store make_store() {
        fs::remove_all(folder);
        return {folder / "store.sqlite", {"payers", "test", 7, {{"base", variants[0].hash, hash_of(layouts[0])}}}};
    }
};

} // namespace

TEST_CASE("Payers: the first date on which a target fits, over replicates that differ in what it takes") {
    const Played played(200);
    // Between 400 and 1,600 million TFLOP, and 86.4 million within reach: 2.2 to 4.2 halvings, half of the replicates at most 3.2.
    const Payer* small = played.find("benchmark:run", "country:TWO/kind:small");
    REQUIRE(small != nullptr);
    CHECK(small->n == 200);
    CHECK(small->reached == 200);
    CHECK(played.date(small->p05) == "2013-12-31");
    CHECK(played.date(small->p50) == "2014-12-31");
    CHECK(played.date(small->p95) == "2015-12-31");
    const Payer* large = played.find("benchmark:run", "kind:large");
    REQUIRE(large != nullptr);
    CHECK(played.date(large->p95) == "2010-12-31");
    CHECK(played.find("benchmark:run", "country:TWO/kind:large") == nullptr); // there are no such labs

    // A day that does not come by the end is said to be missing, not left out of the statistics.
    const Payer* dream = played.find("benchmark:dream", "world");
    REQUIRE(dream != nullptr);
    CHECK(dream->n == 200);
    CHECK(dream->reached == 0);
    CHECK_FALSE(dream->p05.has_value());
    CHECK_FALSE(dream->p95.has_value());
}
