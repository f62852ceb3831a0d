// Figures as arithmetic on what a trial measured, and the verdicts on published ones.
#include "support/outcomes.hpp"

#include "support/play.hpp"

#include "study/claims.hpp"

using namespace sim;
using namespace sim::test;

namespace {

/// A year apart: papers 100, 200, 400 and 10, 40, 160 of two countries; shares likewise; GPUs of the world 8, 4, 2.
struct Sheet {
    Layout layout;
    std::vector<double> values;
    Sheet() {
        layout.start = new_year(2020);
        for (const int in_year : {2020, 2021, 2022}) layout.dates.push_back(new_year(in_year + 1) - std::chrono::days{1});
        layout.groups = {
            {Level::world, "world"}, {Level::country, "country:CHN"}, {Level::country, "country:USA"}, {Level::kind, "kind:USA"}};
        layout.columns = {{Metric::papers, 1}, {Metric::papers, 2}, {Metric::research_share, 1},
                          {Metric::credit, 2}, {Metric::credit, 3}, {Metric::gpus, 0}};
        values = {100, 10, 0.9, 1, 1, 8, 200, 40, 0.8, 1, 1, 4, 400, 160, nothing, 1, 1, 2};
    }
    [[nodiscard]] double operator()(const std::string& text) const {
        const ParsedFigure parsed = Figure::parse(text, layout);
        INFO(text << ": " << parsed.error);
        REQUIRE(parsed.ok());
        std::vector<double> at_places;
        for (const std::size_t place : parsed.figure.places()) at_places.push_back(values[place]);
        return parsed.figure.value(at_places);
    }
    [[nodiscard]] std::string complaint(const std::string& text) const {
        const ParsedFigure parsed = Figure::parse(text, layout);
        return std::to_string(parsed.at) + ": " + parsed.error;
    }
};

/// Beside a figure of this unit.
PrintedFigure printed(std::string_view text, const std::string& unit = "") {
    return printed_beside(Figure::parse("1 " + unit, Sheet().layout).figure, text);
}

} // namespace

TEST_CASE("Claims: a figure is arithmetic on metrics at dates") {
    const Sheet sheet;
    CHECK(sheet("papers[CHN]@2021") == 200);
    CHECK(sheet("papers[country:CHN]@2021-12-31") == 200);
    CHECK(sheet("gpus@2020") == 8);
    CHECK(sheet("papers[CHN]@2022 / papers[CHN]@2020") == 4);
    CHECK(sheet("papers[country:*]@2021") == 240);
    CHECK(sheet("2 / log2(papers[CHN]@2022 / papers[CHN]@2020)") == 1);
    CHECK(sheet("(papers[CHN]@2022/papers[CHN]@2020)^(1/2) - 1") == 1);
    CHECK(sheet("1 + 2 * 3 ^ 2 ^ 1 - 4 / 2") == 17);
    CHECK(sheet("-2 ^ 2") == -4);
    CHECK(sheet("(3 %) * 100 + max(1, 2) - min(1, 2) + sqrt(16) + log10(1e3)") == 11);
    CHECK(sheet("12 kUSD") == 12000);
    CHECK(sheet("3 / papers[CHN]@2020") == 0.03); // a metric, though there is a unit of that name
    CHECK(sheet("3/papers[CHN]@2020") == 0.03);
    CHECK(sheet("5 % * papers[CHN]@2020") == 5);
}

TEST_CASE("Claims: first(...) is the first date at which something holds, as a year with its part") {
    const Sheet sheet;
    CHECK(sheet("first(papers[CHN] >= 200)") == Approx(2021 + 364.0 / 365));
    CHECK(sheet("first(papers[USA] > 40) - 2000") == Approx(22 + 364.0 / 365));
    CHECK(sheet("first(papers[USA] >= papers[CHN]@2020)") == Approx(2022 + 364.0 / 365));
    CHECK(sheet("first(gpus < 8)") == Approx(2021 + 364.0 / 365));
    CHECK(sheet("first(gpus <= 8)") == Approx(2020 + 365.0 / 366));
    CHECK(std::isnan(sheet("first(papers[CHN] > 1e9)")));
    CHECK(std::isnan(sheet("research_share[CHN]@2022 + 1")));
    CHECK(decimal_year(new_year(2017)) == 2017);
}

TEST_CASE("Claims: what is wrong with a figure is said, and where") {
    const Sheet sheet;
    CHECK(sheet.complaint("papres[CHN]@2021") == "0: there is no metric 'papres'; did you mean 'papers'?");
    CHECK(sheet.complaint("papers[CHN]") == "0: a metric needs a date, such as '@2030', outside of first(...)");
    CHECK(sheet.complaint("papers[DEU]@2021") == "7: there is no group 'DEU'");
    CHECK(sheet.complaint("research_share[USA]@2021") == "15: research_share is not measured for 'USA'");
    CHECK(sheet.complaint("gpus[CHN]@2021") == "5: gpus is not measured for 'CHN'");
    CHECK(sheet.complaint("credit[USA]@2021") == "7: 'USA' can be several groups: write one of them in full, such as 'country:USA'");
    CHECK(sheet.complaint("papers[CHN]@2031") == "12: '2031' is no sample date; they go from 2020-12-31 to 2022-12-31");
    CHECK(sheet.complaint("1 + ") == "4: a number, a metric or a function is missing here");
    CHECK(sheet.complaint("(1 + 2") == "6: ')' is missing here");
    CHECK(sheet.complaint("gpus@2020 2") == "10: '2' was not expected here");
    CHECK(sheet.complaint("sin(1)") == "0: there is no function 'sin'; there are log2, log10, sqrt, min, max and first");
    CHECK(sheet.complaint("first(papers[CHN])") == "17: a comparison is missing here: >=, <=, > or <");
    CHECK(sheet.complaint("first(first(gpus > 1) > 1)") == "12: first(...) cannot stand inside of another one");
    CHECK(sheet.complaint("3 parsec").starts_with("0: "));
    CHECK(sheet.complaint(std::string(5000, '(')).find("nested too deep") != std::string::npos);
}

TEST_CASE("Claims: a printed figure is as exact as its last digit") {
    CHECK(printed("98 %").value == Approx(0.98));
    CHECK(printed("98 %").unit == "%");
    CHECK(printed("98 %").half_of_last_digit == Approx(0.005));
    CHECK(printed("2035").half_of_last_digit == 0.5);
    CHECK(printed("3.56").half_of_last_digit == Approx(0.005));
    CHECK(printed("1.1e18 FLOP/s", "FLOP/s").half_of_last_digit == Approx(0.05e18));
    CHECK_FALSE(printed("about 5").error.empty());
}

TEST_CASE("Claims: a claim comes out within its tolerance, or its factor") {
    Claim claim;
    const auto comes = [&](const char* published, double median) {
        claim.published = published;
        return comes_out(claim, claimed_beside(Figure::parse("1", Sheet().layout).figure, claim), median);
    };
    CHECK(comes("2025", 2025.08));
    CHECK(comes("2029", 2028.7));
    CHECK_FALSE(comes("2035", 2033.3));
    CHECK_FALSE(comes("98 %", 0.9994));
    claim.tolerance = "2 pp";
    CHECK(comes("98 %", 0.9994));
    claim.within_factor = 2;
    CHECK(comes("2", 1));
    CHECK(comes("2", 4));
    CHECK_FALSE(comes("2", 4.1));
}

TEST_CASE("Claims: a verdict is inside, outside, or undecided at so many replicates") {
    Claim claim;
    claim.tolerance = "1 pp";
    claim.published = "50 %";
    const ClaimedFigure claimed = claimed_beside(Figure::parse("1", Sheet().layout).figure, claim);
    const auto verdict = [&](double low, double high, std::size_t n, std::uint64_t failed = 0) {
        std::vector<double> values;
        for (std::size_t i = 0; i < n; ++i) values.push_back(low + (high - low) * static_cast<double>(i) / static_cast<double>(n - 1));
        return verdict_on(claim, claimed, values, failed);
    };
    CHECK(verdict(0.4, 0.6, 1000) == Verdict::inside); // the median is known to 0.6 pp
    CHECK(verdict(0.4, 0.6, 20) == Verdict::undecided);
    CHECK(verdict(0.5, 0.505, 5) == Verdict::undecided); // no interval of so few
    CHECK(verdict(0.5, 0.505, 6) == Verdict::inside);
    CHECK(verdict(0.1, 0.9, 6) == Verdict::undecided); // its ends are outside, on both sides
    CHECK(verdict(0.6, 0.9, 20) == Verdict::outside);
    CHECK(verdict(0.49, 0.512, 20) == Verdict::inside);
    CHECK(verdict(0.49, 0.512, 20, 18) == Verdict::undecided); // the failed ones could have moved it
    CHECK(verdict_on(claim, claimed, {}, 0) == Verdict::not_measured);
    const std::vector<double> certain(3, 0.501), once{0.52};
    CHECK(verdict_on(claim, claimed, certain, 0) == Verdict::inside);
    CHECK(verdict_on(claim, claimed, once, 0) == Verdict::outside);
    claim.judgement = true;
    CHECK(verdict_on(claim, claimed, certain, 0) == Verdict::judgement);
}

TEST_CASE("Published dates of the 50-GPU paper: the engine agrees with the closed form within a tenth of a year") {
    // t0 + D log2(50 x 60.875 d / (n T)), t0 = 17 October 2017; a lab buys monthly and is sampled monthly.
    struct Row {
        const char* kind;
        double gpus, days;
    };
    const double start = decimal_year(parse_instant("2017-10-17").instant);
    for (const auto& [variant, doubling] : {std::pair("doubling_2_years", 2.0), std::pair("doubling_3_years", 3.0)}) {
        const Scenario scenario = scenario_of("scenarios/jft300m.yaml", variant);
        const Layout layout(scenario);
        Player player(scenario);
        const Outcome outcome = player.play(scenario.seed, 0);
        for (const Row& row : {Row{"four_two_months", 4, 60.875}, Row{"four_two_weeks", 4, 14}, Row{"one_two_months", 1, 60.875},
                               Row{"one_two_weeks", 1, 14}}) {
            const ParsedFigure parsed = Figure::parse(std::string("first(gpu_hours_reproduction[kind:") + row.kind + "] > 0)", layout);
            REQUIRE(parsed.ok());
            std::vector<double> at_places;
            for (const std::size_t place : parsed.figure.places()) at_places.push_back(outcome.values[place]);
            const double expected = start + doubling * std::log2(50 * 60.875 / (row.gpus * row.days)),
                         found = parsed.figure.value(at_places);
            INFO(variant << " " << row.kind << ": " << found << ", by the formula " << expected);
            CHECK(found > expected - 0.01);
            CHECK(found < expected + 0.1);
        }
    }
}

TEST_CASE("Claims: another input gives another figure, and can turn a verdict") {
    const auto date = [](const std::vector<std::string>& sets) {
        const Scenario scenario = scenario_of("scenarios/jft300m.yaml", "doubling_2_years", sets);
        const Layout layout(scenario);
        Player player(scenario);
        const Outcome outcome = player.play(scenario.seed, 0);
        const Figure figure = Figure::parse(scenario.claims[0].metric, layout).figure;
        std::vector<double> at_places;
        for (const std::size_t place : figure.places()) at_places.push_back(outcome.values[place]);
        return figure.value(at_places);
    };
    const Claim claim = scenario_of("scenarios/jft300m.yaml", "doubling_2_years").claims[0];
    const ClaimedFigure claimed = claimed_beside(Figure::parse("1", Sheet().layout).figure, claim); // a year is a number
    CHECK(comes_out(claim, claimed, date({})));
    CHECK_FALSE(
        comes_out(claim, claimed,
                  date({"hardware.roadmap[next].performance_doubling=4 yr", "hardware.roadmap[next].price_performance_doubling=4 yr"})));
}
