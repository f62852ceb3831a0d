// What policies and budgets promise: what a cap keeps away and an opened market still sells, that a shared budget is shared out once,
// and that secrecy adds nothing to a field.
#include "support/play.hpp"

using namespace sim;
using namespace sim::test;

namespace {

/// FLOP/s that the labs of a country own at the end: they keep only what they bought last.
double flops(const std::string& variant, const std::string& country) {
    const Scenario scenario = scenario_of("tests/scenarios/trade.yaml", variant);
    Player player(scenario);
    const Layout layout(scenario);
    const Outcome outcome = player.play(1, 0);
    return value_of(outcome, layout, Metric::flops, "country:" + country, date_of(layout, 2012));
}

double doublings(const std::string& variant, std::uint64_t replicate) {
    const Scenario scenario = scenario_of("scenarios/creativity_vs_compute.yaml", variant);
    Player player(scenario);
    const Layout layout(scenario);
    const Outcome outcome = player.play(scenario.seed, replicate);
    return std::log2(value_of(outcome, layout, Metric::efficiency, "domain:deep-learning", layout.dates.size() - 1));
}

} // namespace

TEST_CASE("Trade: cap, premium and delay are about what a kind buys by itself, not about a market that a policy opens") {
    // 10.1 USD buy five fast GPUs, ten slow ones, or five domestic ones.
    CHECK(flops("open", "TWO") == 5000);
    CHECK(flops("cap", "TWO") == 1000);
    CHECK(flops("delay", "TWO") == 1000);
    CHECK(flops("premium", "TWO") == 2000); // a fast GPU costs 6 USD: one in 2011, two from what is left and the income of 2012
    CHECK(flops("cap_and_home", "TWO") == 2500);
    CHECK(flops("delay_and_home", "TWO") == 2500);
    CHECK(flops("premium_and_home", "TWO") == 2500); // 250 FLOP/s per USD at home, 167 abroad
    for (const char* variant : {"open", "cap", "premium", "delay", "cap_and_home"}) CHECK(flops(variant, "ONE") == 5000);
}

TEST_CASE("Trade: a price shock is felt in every market") {
    CHECK(flops("shock_and_home", "TWO") == 1500); // a GPU costs 4 USD: two in 2011, three from what is left and the income of 2012
    CHECK(flops("shock_and_home", "ONE") == 3000);
}

TEST_CASE("Trade: a part of GDP is shared out once, from the first day on and while the field grows") {
    const Scenario scenario = scenario_of("tests/scenarios/shared_budget.yaml");
    Player player(scenario);
    const Layout layout(scenario);
    const Outcome outcome = player.play(1, 0);
    for (std::size_t year = 0; year < layout.dates.size(); ++year) {
        CHECK(value_of(outcome, layout, Metric::spend, "world", year) == Approx(100).epsilon(0.01));
    }
}

TEST_CASE("Trade: secrecy does not add to what a field finds") {
    // What somebody has found is not there to be found again, so closed doors cannot make the sum of finds larger.
    double large = 0, all = 0;
    constexpr int replicates = 12;
    for (std::uint64_t r = 0; r < replicates; ++r) {
        const double base = doublings("base", r);
        large += doublings("large_closed", r) - base;
        all += doublings("all_closed", r) - base;
    }
    CHECK(large / replicates < 0);
    CHECK(all / replicates < -0.3);
}
