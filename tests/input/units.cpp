// Wherever a figure meets a number: what fits, what is refused, and in which unit a number without one is.
#include "input/expectation.hpp"
#include "input/figure.hpp"

#include "support/texts.hpp"

using namespace sim;
using namespace sim::test;
using Catch::Matchers::Contains;

namespace {

constexpr double yr = 31'557'600;

Figure figure(const std::string& text) {
    ParsedFigure parsed = Figure::parse(text, Layout(scenario_over_tiny("")));
    INFO(parsed.error);
    REQUIRE(parsed.ok());
    return std::move(parsed.figure);
}
std::string refused(const std::string& text) { return Figure::parse(text, Layout(scenario_over_tiny(""))).error; }
double beside(const std::string& of, const std::string& number) { return printed_beside(figure(of), number).value; }
std::string expecting(const std::string& text) { return said_of("expect: [\"" + text + "\"]\n"); }
std::string claiming(const std::string& rest) { return said_of("claims: [{id: c, says: s, metric: \"spend[ONE]@2011\", " + rest + "}]\n"); }

} // namespace

TEST_CASE("Units: a number without a unit is in the one that tables print") {
    CHECK(beside("gdp_per_head[ONE]@2011", "1000") == Approx(1000 / yr).epsilon(1e-15));
    CHECK(beside("gdp_per_head[ONE]@2011", "1000 USD/yr/person") == Approx(1000 / yr).epsilon(1e-15));
    CHECK(beside("queue_wait[ONE]@2011", "2") == 7200);
    CHECK(beside("reproduction_lag@2011", "2") == 2 * yr);
    CHECK(beside("emissions@2011", "3") == 3e6);
    CHECK(beside("energy@2011 / papers@2011", "1") == 3.6e6);
    CHECK(beside("gpu_hours_owned@2011 / gpus@2011", "8766") == yr);
    CHECK(beside("flops@2011", "5 FLOP/s") == 5);
    CHECK(beside("gpus_per_researcher@2011", "0.5 GPU/person") == 0.5);
    CHECK(beside("queue_wait@2011 / 1 d", "2") == 2);
    CHECK(beside("research_share[ONE]@2011", "5 %") == 0.05);
}

TEST_CASE("Units: a number stays what was written, to the last digit") {
    for (const char* const number : {"0.5", "0.1", "0.3", "1e-3", "98"}) {
        CHECK(to_text(printed_beside(figure("gdp_per_head[ONE]@2011"), number).number) == to_text(parse_quantity(number).quantity.value));
        CHECK(to_text(printed_beside(figure("gdp_per_head[ONE]@2011"), std::string(number) + " USD/yr/person").number) ==
              to_text(parse_quantity(number).quantity.value));
    }
    const PrintedFigure printed = printed_beside(figure("spend[ONE]@2011"), "0.5 kUSD");
    CHECK(printed.number == 0.5);
    CHECK(printed.unit == "kUSD");
    CHECK(printed.half_of_last_digit == 50);
}

TEST_CASE("Units: what does not fit is refused, at its place") {
    CHECK(refused("queue_wait@2011 + spend@2011") == "the left side is in s, the right one in USD");
    CHECK(refused("max(spend@2011, 3 person)") == "the left side is in USD, the right one in person");
    CHECK(refused("log2(spend@2011)") == "a logarithm takes a number without a unit, not one in USD");
    CHECK(refused("first(researchers >= 5 USD)") == "the left side is in person, the right one in USD");
    CHECK(refused("spend@2011 - 5 %") == "the left side is in USD, the right one a number without a unit");
    CHECK(printed_beside(figure("spend@2011"), "2 h").error == "'2 h' is in s, and the figure is in USD");
    CHECK(printed_beside(figure("research_share[ONE]@2011"), "2 h").error == "'2 h' is in s, and the figure is a number without a unit");
    CHECK(printed_beside(figure("spend@2011"), "2 %").error == "'2 %' is a number without a unit, and the figure is in USD");
}

TEST_CASE("Units: what is said of a unit is in the ones that people write") {
    const auto said = [](const char* text) { return measure_text(parse_quantity(text).quantity.dimension); };
    for (const char* const unit : {"USD/yr", "GPU*h", "GPU*h/paper", "USD/yr/person", "paper/yr", "FLOP/s", "FLOP/s/USD", "s", "USD"})
        CHECK(said(("2 " + std::string(unit)).c_str()) == "in " + std::string(unit));
    CHECK(said("2 %") == "a number without a unit");
}

TEST_CASE("Units: expectations, claims, precision and observations are held to them") {
    CHECK(expecting("spend[ONE]@2011 <= 3").empty());
    CHECK(expecting("gdp_per_head[ONE]@2011 >= 9 USD/yr/person").empty());
    CHECK(expecting("flops[ONE]@2011 >= 0 FLOP/s").empty());
    CHECK(expecting("gpus_per_researcher[ONE] >= 0 GPU/person").empty());
    CHECK_THAT(expecting("researchers[ONE]@2011 >= 5 USD"),
               Contains("over.yaml:3:10: error: expect, at '>= 5 USD': the left side is in person, the right one in USD"));
    CHECK_THAT(expecting("queue_wait[ONE]@2011 + spend[ONE]@2011 >= 0"),
               Contains("expect, at '+ spend[ONE]@2011 >= 0': the left side is in s, the right one in USD"));
    CHECK_THAT(expecting("spend[ONE] == 5 h"), Contains("expect, at '== 5 h': the left side is in USD, the right one in s"));
    CHECK(claiming("published: 2").empty());
    CHECK(claiming("published: 2 kUSD, tolerance: 100 USD").empty());
    CHECK_THAT(claiming("published: 2 h"), Contains("claims[c].published: '2 h' is in s, and the figure is in USD"));
    CHECK_THAT(claiming("published: 2, tolerance: 1 h"), Contains("claims[c].tolerance: '1 h' is in s, and the figure is in USD"));
    CHECK_THAT(claiming("published: 2 kUSD, tolerance: 1"), Contains("claims[c].tolerance needs a unit") && Contains("such as '1 kUSD'"));
    const auto precise = [](const std::string& within) {
        return said_of("report: {precision: [{id: p, figure: \"spend[ONE]@2011\", within: " + within + "}]}\n");
    };
    CHECK(precise("1").empty());
    CHECK_THAT(precise("1 person"), Contains("report.precision: 'within': '1 person' is in person, and the figure is in USD"));
    CHECK(scenario_over_tiny("report: {precision: [{id: p, figure: \"queue_wait@2011\", within: 2}]}\n").report.precision[0].half_width ==
          7200);
    const auto observed = [](const std::string& values) {
        return said_of("observations: [{id: o, source: s, metric: \"spend[ONE]\", values: {2010: 1 USD, " + values + "}}]\n");
    };
    CHECK(observed("2011: 2").empty());
    CHECK_THAT(observed("2011: 2 h"), Contains("observations[o].values: '2 h' is in s, and the figure is in USD"));
}

TEST_CASE("Units: all that does not fit is told at once") {
    const std::string said = said_of("claims: [{id: c, says: s, metric: \"spend[ONE]@2011\", published: 2 h}]\n"
                                     "expect: [\"researchers[ONE]@2011 >= 5 USD\", \"spend[ONE]@2011 <= 3\", \"papers <= 2 h\"]\n");
    CHECK_THAT(said, Contains("claims[c].published") && Contains("'>= 5 USD'") && Contains("'<= 2 h'") && Contains("3 errors"));
}

TEST_CASE("Units: an expectation holds or fails by the number that tables print") {
    const Layout layout(scenario_over_tiny(""));
    const auto broken = [&](const std::string& text, double in_base_units) {
        const ParsedExpectation parsed = parse_expectation(text, layout);
        INFO(parsed.error);
        REQUIRE(parsed.ok());
        return parsed.broken.value(std::vector<double>(parsed.broken.places().size(), in_base_units)) > 0;
    };
    CHECK_FALSE(broken("gdp_per_head[ONE]@2011 >= 1000", 0.03)); // a million USD a year
    CHECK(broken("gdp_per_head[ONE]@2011 >= 1000", 999 / yr));
    CHECK_FALSE(broken("queue_wait[ONE]@2011 == 2", 7200));
    CHECK(broken("queue_wait[ONE]@2011 < 2", 7200));
    CHECK_FALSE(broken("2 >= queue_wait[ONE]@2011", 7200));
}

TEST_CASE("Units: a year alone is all of it, or is not taken") {
    const Layout half(scenario_over_tiny("clock: {start: 2010-01-01, end: 2012-12-31, sample: 6 mo}\n"));
    CHECK(Figure::parse("papers@2012", half).error ==
          "'2012' is not measured as a whole: what is measured at its last date is of 2012-07 to "
          "2012-12; write '@2012-12-31' for that");
    CHECK(Figure::parse("papers@2012-12-31", half).ok());
    const Layout late(scenario_over_tiny("clock: {start: 2010-05-01}\n"));
    CHECK_FALSE(Figure::parse("papers@2010", late).ok());
    CHECK(Figure::parse("papers@2011", late).ok());
    const Layout decades(scenario_over_tiny("clock: {start: 2000-01-01, end: 2019-12-31, sample: 10 yr}\n"));
    CHECK_FALSE(Figure::parse("papers@2019", decades).ok());
    CHECK_THAT(said_of("clock: {sample: 6 mo}\nclaims: [{id: c, says: s, published: 1 paper, metric: \"papers@2012\"}]\n"),
               Contains("claims[c].metric, at '2012': '2012' is not measured as a whole"));
}
