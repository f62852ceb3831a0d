// Ends that are written as a year or a month, and what the days of a column are called.
#include "sim/metric.hpp"

#include "support/texts.hpp"

using namespace sim;
using namespace sim::test;
using Catch::Matchers::Contains;

namespace {

Instant ends(const std::string& text) { return scenario_over_tiny("clock: {end: " + text + "}\n").clock.end; }
Instant over(const std::string& until) {
    return *scenario_over_tiny("policies: [{id: p, what: budget, at: 2010, factor: 2, until: " + until + "}]\n").policies[0].until;
}
Instant date(const std::string& text) { return parse_instant(text).instant; }
Days days(const std::string& first, const std::string& last) { return {date(first), date(last)}; }

} // namespace

TEST_CASE("Ends: a year or a month alone is played to its last day") {
    CHECK(ends("2011") == date("2011-12-31"));
    CHECK(ends("2012-02") == date("2012-02-29"));
    CHECK(ends("2011-06-15") == date("2011-06-15"));
    CHECK(scenario_over_tiny("", {"clock.end=2011"}).clock.end == date("2011-12-31"));
    const Layout layout(scenario_over_tiny("clock: {end: 2011}\n"));
    CHECK(layout.period(1) == days("2011-01-01", "2011-12-31"));
}

TEST_CASE("Ends: a policy is in force to the end of a year or a month") {
    CHECK(over("2011") == date("2012-01-01"));
    CHECK(over("2011-06") == date("2011-07-01"));
    CHECK(over("2011-06-30") == date("2011-06-30"));
    CHECK(said_of("policies: [{id: p, what: budget, at: 2011, factor: 2, until: 2011}]\n").empty());
    CHECK_THAT(said_of("policies: [{id: p, what: budget, at: 2011, factor: 2, until: 2010}]\n"), Contains("until must come after 'at'"));
}

TEST_CASE("Ends: what is measured on a date is called by its days") {
    CHECK(to_text(days("2026-01-01", "2026-12-31")) == "2026");
    CHECK(to_text(days("2026-07-01", "2026-12-31")) == "2026-07 to 2026-12");
    CHECK(to_text(days("2026-12-01", "2026-12-31")) == "2026-12");
    CHECK(to_text(days("2025-01-01", "2026-12-31")) == "2025-01 to 2026-12");
    CHECK(to_text(days("2029-01-02", "2030-01-01")) == "2029-01-02 to 2030-01-01");
    CHECK(to_text(days("2017-10-17", "2017-12-31")) == "2017-10-17 to 2017-12-31");
    const Layout half(scenario_over_tiny("clock: {sample: 6 mo}\n"));
    CHECK(half.period(0) == days("2010-01-01", "2010-06-30"));
    CHECK(half.period(5) == days("2012-07-01", "2012-12-31"));
}
