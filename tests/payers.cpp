// Who could pay for a target, and from when on; and what stands there where the day does not come.
#include "catch.hpp"

#include "sim/payers.hpp"
#include "sim/reader.hpp"
#include "sim/trial.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>

using namespace sim;
namespace fs = std::filesystem;

namespace {

/// Two kinds of labs, ten GPUs of 1 TFLOP/s and a thousand, at full speed for 100 days: 8.64e19 and 8.64e21 FLOP. Compute for a target halves every year
/// from the end of 2010 on; how much it was then is uncertain by a factor of 2 to either side.
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
    Design design;
    fs::path folder;
    Store store;

    explicit Played(std::uint64_t replicates)
        : variants(read()), layouts{Layout(variants[0])}, design{1, 1, replicates}, folder(fs::temp_directory_path() / "sim-payers"),
          store(make_store()) {
        Player player(variants[0]);
        for (std::uint64_t r = 0; r < replicates; ++r) store.add({r, 0, 0, r}, pack(player.play(7, r)));
        store.commit();
    }
    ~Played() { fs::remove_all(folder); }

    static std::vector<Scenario> read() {
        const fs::path file = fs::temp_directory_path() / "sim-payers.yaml";
        std::ofstream(file) << world;
        Reading reading = read_scenario(file);
        REQUIRE(reading.ok());
        return reading.variants;
    }
    Store make_store() {
        fs::remove_all(folder);
        return {folder / "store.sqlite", {"payers", "test", 7, {{"base", variants[0].hash, hash_of(layouts[0])}}}};
    }
};

const Payer* find(const std::vector<Payer>& payers, const Layout& layout, std::string_view target, std::string_view group) {
    const auto found = std::ranges::find_if(payers, [&](const Payer& p) { return layout.groups[p.target].name == target && layout.groups[p.group].name == group; });
    return found == payers.end() ? nullptr : &*found;
}

}  // namespace

TEST_CASE("The first date on which a target fits, over replicates that differ in what it takes") {
    Played played(200);
    const Layout& layout = played.layouts[0];
    const std::vector<Payer> payers = find_payers(played.store, played.design, played.layouts);

    // Between 400 and 1,600 million TFLOP, and 86.4 million within reach: 2.2 to 4.2 halvings, half of the replicates at most 3.2.
    const Payer* small = find(payers, layout, "benchmark:run", "country:TWO/kind:small");
    REQUIRE(small != nullptr);
    CHECK(small->n == 200);
    CHECK(small->reached == 200);
    CHECK(to_text(layout.dates[small->p05.value()]) == "2013-12-31");
    CHECK(to_text(layout.dates[small->p50.value()]) == "2014-12-31");
    CHECK(to_text(layout.dates[small->p95.value()]) == "2015-12-31");

    const Payer* large = find(payers, layout, "benchmark:run", "kind:large");
    REQUIRE(large != nullptr);
    CHECK(to_text(layout.dates[large->p95.value()]) == "2010-12-31");
}

TEST_CASE("A day that does not come by the end is said to be missing, not left out of the statistics") {
    Played played(20);
    const Layout& layout = played.layouts[0];
    const std::vector<Payer> payers = find_payers(played.store, played.design, played.layouts);
    const Payer* dream = find(payers, layout, "benchmark:dream", "world");
    REQUIRE(dream != nullptr);
    CHECK(dream->n == 20);
    CHECK(dream->reached == 0);
    CHECK_FALSE(dream->p05.has_value());
    CHECK_FALSE(dream->p95.has_value());
    CHECK(find(payers, layout, "benchmark:run", "country:TWO/kind:large") == nullptr); // there are no such labs
}
