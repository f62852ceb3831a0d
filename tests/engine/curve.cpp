// Curves are the closed forms of growth, to the last bit, at every date.
#include "support/catch.hpp"
#include "support/exact.hpp"

#include "engine/curve.hpp"
#include "engine/dice.hpp"

#include <functional>

using namespace sim;
using namespace sim::test;

namespace {

Regime doubling(std::optional<Instant> from, double years) { return {from, Regime::Rate::doubling_time, {years * in_seconds(year)}}; }
Regime growth(std::optional<Instant> from, double per_year) { return {from, Regime::Rate::growth_per_year, {per_year}}; }

Exact ms_between(Instant from, Instant to) { return Exact((to - from).count()); }
/// How often the value doubles in these years, by the definition of each kind of regime.
Exact doublings(const Regime& regime, const Exact& ms) {
    if (regime.means == Regime::Rate::doubling_time) return ms / (Exact(regime.rate.value) * 1000);
    return ms / Exact(year.count()) * (log(1 + Exact(regime.rate.value)) / log(Exact(2)));
}
/// The doublings between two instants under a list of regimes: a sum over their overlaps.
Exact doublings(const std::vector<Regime>& regimes, Instant from, Instant to) {
    if (to < from) return -doublings(regimes, to, from);
    Exact sum = 0;
    for (std::size_t i = 0; i < regimes.size(); ++i) {
        const Instant begin = std::max(from, regimes[i].from.value_or(from));
        const Instant end = i + 1 < regimes.size() ? std::min(to, *regimes[i + 1].from) : to;
        if (begin < end) sum += doublings(regimes[i], ms_between(begin, end));
    }
    return sum;
}

/// Instants all over these years, to the millisecond.
std::vector<Instant> instants(int first, int last) {
    Roll roll = Dice(7, 0).roll(Purpose::input, static_cast<std::uint64_t>(first));
    std::vector<Instant> result;
    for (int i = 0; i < 400; ++i) result.push_back(new_year(first) + from_seconds(roll.uniform() * (last - first) * in_seconds(year)));
    for (int y = first; y <= last; ++y) result.push_back(new_year(y));
    return result;
}

void check_everywhere(const Growth& law, int first, int last, const std::function<Exact(Instant)>& exact) {
    const Curve curve(law);
    for (const Instant at : instants(first, last)) {
        INFO(to_text(at) << " " << curve.at(at));
        REQUIRE(ulps(curve.at(at), exact(at)) <= 1);
    }
}

const Instant y2000 = new_year(2000), y2010 = new_year(2010), y2017 = new_year(2017), y2020 = new_year(2020);

} // namespace

TEST_CASE("Curve: a curve without growth is its level for ever") {
    CHECK(Curve{}.at(y2010) == 0);
    const Curve level(Growth{.level = {0.1}});
    CHECK(level.at(new_year(1900)) == 0.1);
    CHECK(level.at(new_year(2500)) == 0.1);
    CHECK(Curve(Growth{.level = {5}, .regimes = {growth({}, 0.5)}}).at(y2010) == 5); // no date at which the level holds
    CHECK(Curve(Growth{.level = {5}, .cap = Number{3}}).at(y2010) == 3);
}

TEST_CASE("Curve: a doubling time doubles exactly") {
    const Curve curve(Growth{.anchors = {{y2000, {3}}}, .regimes = {doubling({}, 2)}});
    for (int n = -200; n <= 200; ++n) REQUIRE(curve.at(y2000 + n * 2 * year) == std::ldexp(3.0, n));
    CHECK(ulps(curve.at(y2000 + year), 3 * sqrt(Exact(2))) < 0.51);
}

TEST_CASE("Curve: yearly growth compounds") {
    const Curve curve(Growth{.anchors = {{y2000, {16}}}, .regimes = {growth({}, 0.5)}});
    CHECK(curve.at(y2000) == 16);
    CHECK(curve.at(y2000 + year) == 24);
    CHECK(curve.at(y2000 + 2 * year) == 36);
    CHECK(curve.at(y2000 + 4 * year) == 81);
    const Curve shrinking(Growth{.anchors = {{y2000, {16}}}, .regimes = {growth({}, -0.5)}});
    CHECK(shrinking.at(y2000 + 3 * year) == 2);
    CHECK(shrinking.at(y2000 - 3 * year) == 128);
}

TEST_CASE("Curve: one regime is within one unit in the last place over centuries") {
    for (const Regime& regime : {doubling({}, 2.46), doubling({}, 0.35), doubling({}, -5), doubling({}, 97.3), growth({}, 0.04),
                                 growth({}, 1.7), growth({}, -0.03), growth({}, 1e-4), growth({}, 0)}) {
        const Growth law{.anchors = {{y2017, {16.2e9}}}, .regimes = {regime}};
        check_everywhere(law, 1900, 2300,
                         [&](Instant at) -> Exact { return Exact(16.2e9) * pow(Exact(2), doublings(regime, ms_between(y2017, at))); });
    }
}

TEST_CASE("Curve: regimes take over from each other, forward and backward from the anchor") {
    const std::vector<Regime> regimes{doubling(new_year(1980), 7.1), growth(new_year(1995), 0.13),  doubling(new_year(2006), 2.46),
                                      doubling(y2017, 3.3),          growth(new_year(2060), -0.02), growth(new_year(2100), 0.001)};
    for (const int anchored : {1970, 1980, 1990, 2006, 2012, 2017, 2080, 2200}) {
        const Instant anchor = new_year(anchored);
        INFO("anchored in " << anchored);
        check_everywhere({.anchors = {{anchor, {0.7}}}, .regimes = regimes}, 1950, 2250,
                         [&](Instant at) -> Exact { return Exact(0.7) * pow(Exact(2), doublings(regimes, anchor, at)); });
    }
    const Curve curve(Growth{.anchors = {{y2017, {0.7}}}, .regimes = regimes});
    CHECK(curve.at(new_year(1950)) == curve.at(new_year(1980))); // nothing grows before the first regime
    CHECK(curve.at(y2017) == 0.7);
}

TEST_CASE("Curve: a level without anchors holds at the first regime's date") {
    const Curve curve(Growth{.level = {5}, .regimes = {doubling(y2000, 1), doubling(y2010, 2)}});
    CHECK(curve.at(new_year(1990)) == 5);
    CHECK(curve.at(y2000) == 5);
    CHECK(curve.at(y2000 + 3 * year) == 40);
    const Curve undated(Growth{.level = {5}, .regimes = {growth({}, 1), growth(y2010, 0)}});
    CHECK(undated.at(y2010) == 5);
    CHECK(undated.at(y2010 - year) == 2.5);
}

TEST_CASE("Curve: a table is log-linear between its dates, constant before and carried on after") {
    const Growth law{.anchors = {{y2000, {8.53e12}}, {y2010, {12.31e12}}, {y2017, {9.9e12}}},
                     .regimes = {growth({}, 0.045), doubling(y2020, 30)}};
    check_everywhere(law, 1950, 2150, [&](Instant at) -> Exact {
        const Exact a(8.53e12), b(12.31e12), c(9.9e12);
        if (at < y2000) return a;
        if (at < y2010) return a * pow(b / a, ms_between(y2000, at) / ms_between(y2000, y2010));
        if (at < y2017) return b * pow(c / b, ms_between(y2010, at) / ms_between(y2010, y2017));
        return c * pow(Exact(2), doublings(law.regimes, y2017, at));
    });
    const Curve curve(law);
    for (const Anchor& anchor : law.anchors) CHECK(curve.at(anchor.at) == anchor.value);
    CHECK(curve.at(y2010 - Span{1}) == Approx(12.31e12).epsilon(1e-10));
}

TEST_CASE("Curve: a table without growth stays at its last value") {
    const Curve curve(Growth{.anchors = {{y2000, {1}}, {y2010, {4}}}});
    CHECK(curve.at(y2000 + (y2010 - y2000) / 2) == 2);
    CHECK(curve.at(new_year(2300)) == 4);
}

TEST_CASE("Curve: regimes inside a table wait for its end") {
    const std::vector<Regime> regimes{doubling(new_year(1990), 1), doubling(new_year(2005), 5)};
    const Curve curve(Growth{.anchors = {{y2000, {1}}, {y2010, {1}}}, .regimes = regimes});
    CHECK(curve.at(new_year(2007)) == 1);
    CHECK(curve.at(y2010 + 5 * year) == 2);
}

TEST_CASE("Curve: a table is linear next to a zero") {
    const Growth law{.anchors = {{y2000, {0}}, {y2010, {30}}, {y2017, {0}}, {y2020, {0}}}, .regimes = {growth({}, 1)}};
    const Exact first = ms_between(y2000, y2010), second = ms_between(y2010, y2017);
    check_everywhere(law, 1995, 2030, [&](Instant at) -> Exact {
        if (at < y2000 || at >= y2017) return 0;
        return at < y2010 ? 30 * ms_between(y2000, at) / first : 30 * ms_between(at, y2017) / second;
    });
    CHECK(Curve(law).at(y2000 + (y2010 - y2000) / 2) == 15);
}

TEST_CASE("Curve: a ceiling turns growth into the logistic curve from the last anchor on") {
    const std::vector<Regime> regimes{growth({}, 1.7), growth(new_year(2025), 0.1), doubling(new_year(2040), -20)};
    const double x0 = 4.3e4, K = 4e5;
    check_everywhere({.anchors = {{y2017, {x0}}}, .regimes = regimes, .ceiling = Number{K}}, 2000, 2300, [&](Instant at) -> Exact {
        const Exact growth = pow(Exact(2), doublings(regimes, y2017, at));
        if (at < y2017) return x0 * growth; // history is not bent
        return Exact(K) / (1 + (Exact(K) / Exact(x0) - 1) / growth);
    });
}

TEST_CASE("Curve: the logistic curve solves its differential equation and ends at the ceiling") {
    const Curve curve(Growth{.anchors = {{y2000, {1}}, {y2010, {3}}}, .regimes = {growth({}, 0.3)}, .ceiling = Number{50}});
    const double r = std::log(1.3);
    for (int years = 1; years < 40; ++years) {
        const Instant at = y2010 + years * year;
        const Span step = year / 1000;
        const double slope = (curve.at(at + step) - curve.at(at - step)) / (2 * in_years(step)), x = curve.at(at);
        CHECK(slope == Approx(r * x * (1 - x / 50)).epsilon(1e-6));
    }
    CHECK(curve.at(y2010) == 3);
    CHECK(curve.at(y2010 + 1000 * year) == 50);
    CHECK(curve.at(y2010 + 20'000 * year) == 50);
}

TEST_CASE("Curve: at or above its ceiling a value stays; at zero it stays too") {
    for (const double x0 : {50.0, 60.0}) {
        const Curve curve(Growth{.anchors = {{y2000, {x0}}}, .regimes = {doubling({}, 1), doubling(y2010, 2)}, .ceiling = Number{50}});
        CHECK(curve.at(y2000 - year) == x0 / 2);
        CHECK(curve.at(y2000 + year) == x0);
        CHECK(curve.at(y2010 + 100 * year) == x0);
    }
    const Curve none(Growth{.anchors = {{y2000, {0}}}, .regimes = {doubling({}, 1)}, .ceiling = Number{50}});
    CHECK(none.at(y2010) == 0);
}

TEST_CASE("Curve: a cap cuts, whatever the curve does") {
    const Curve curve(Growth{.anchors = {{y2000, {1}}}, .regimes = {doubling({}, 1)}, .cap = Number{10}});
    CHECK(curve.at(y2000 + 3 * year) == 8);
    CHECK(curve.at(y2000 + 4 * year) == 10);
    CHECK(curve.at(y2000 + 5000 * year) == 10);
}

TEST_CASE("Curve: curves are rising where growth is positive, also across their pieces") {
    const std::vector<Regime> regimes{growth({}, 0.3), doubling(y2020, 9)};
    const Curve curve(Growth{.anchors = {{y2000, {1}}, {y2010, {3}}, {y2017, {3.5}}}, .regimes = regimes, .ceiling = Number{50}});
    for (const Instant joint : {y2000, y2010, y2017, y2020}) {
        for (int ms = -20; ms < 20; ++ms) REQUIRE(curve.at(joint + Span{ms * 100}) <= curve.at(joint + Span{ms * 100 + 100}));
    }
}

TEST_CASE("Curve: growth out of range is infinite or 0, and never no number") {
    const double infinity = std::numeric_limits<double>::infinity();
    const auto after = [](const Growth& law, Span span) { return Curve(law).at(y2000 + span); };
    const Growth wild{.anchors = {{y2000, {1e300}}}, .regimes = {doubling({}, 1e-9), doubling(y2010, 1e-9)}};
    CHECK(after(wild, Span{0}) == 1e300);
    CHECK(after(wild, 300 * year) == infinity);
    CHECK(after(wild, -300 * year) == 0);
    const Growth gone{.anchors = {{y2000, {1e300}}}, .regimes = {growth({}, -1)}};
    CHECK(after(gone, Span{0}) == 1e300);
    CHECK(after(gone, Span{3000}) == 0);
    CHECK(after(gone, 300 * year) == 0);
    CHECK(after({.anchors = {{y2000, {1e300}}}, .regimes = {growth({}, -3)}}, year) == 0);
    const Growth bent{.anchors = {{y2000, {1}}}, .regimes = {doubling({}, -1e-9)}, .ceiling = Number{1e300}};
    CHECK(after(bent, 300 * year) == 0);
}

TEST_CASE("Curve: a fit is the least-squares line through the logarithms, with its errors") {
    // AlexNet's level, 2012 to 2019, in teraflop/s-days: a halving every 15.7 months by all six points (Hernandez and Brown 2020 say 16).
    std::vector<Anchor> points;
    for (const auto& [date, compute] : {std::pair("2012-06-01", 3.1),
                                        {"2014-09-17", 0.71},
                                        {"2017-04-17", 0.28},
                                        {"2017-07-03", 0.15},
                                        {"2018-06-30", 0.12},
                                        {"2019-05-28", 0.069}}) {
        points.push_back({parse_instant(date).instant, {compute, {}}});
    }
    const Fit fit = fit_exponential(points);
    CHECK(-12 * fit.doubling_years() == Approx(15.7).margin(0.05));
    CHECK(fit.points == 6);
    CHECK(fit.r2 > 0.95);
    CHECK(fit.slope_error / std::abs(fit.doublings_per_year) == Approx(0.063).margin(0.01));
    // Points on a line are fitted exactly.
    const Fit exact = fit_exponential({{new_year(2010), {1, {}}}, {new_year(2014), {16, {}}}});
    CHECK(exact.doublings_per_year == Approx(4 / in_years(new_year(2014) - new_year(2010))));
    CHECK(exact.level == Approx(4));
    CHECK(exact.slope_error == 0);
}

TEST_CASE("Curve: doublings per year carry a curve as a doubling time does") {
    const Growth by_rate{.level = {},
                         .anchors = {{new_year(2015), {3, {}}}},
                         .regimes = {{std::nullopt, Regime::Rate::doublings_per_year, {0.5, {}}}},
                         .ceiling = {},
                         .cap = {},
                         .fit = {}};
    const Growth by_time{
        .level = {}, .anchors = {{new_year(2015), {3, {}}}}, .regimes = {doubling(std::nullopt, 2)}, .ceiling = {}, .cap = {}, .fit = {}};
    for (const int in_year : {2000, 2015, 2031})
        CHECK(Curve{by_rate}.at(new_year(in_year)) == Approx(Curve{by_time}.at(new_year(in_year))).epsilon(1e-14));
}
