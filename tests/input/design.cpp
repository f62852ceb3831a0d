// Points of sweeps: each design by what it promises, and the numbering and order of trials.
#include "sim/trial_list.hpp"

#include "input/constraint.hpp"
#include "input/sweep/sampling.hpp"
#include "model/correlation.hpp"
#include "model/inputs.hpp"

#include "support/catch.hpp"
#include "support/play.hpp"

#include <boost/random/sobol.hpp>

#include <algorithm>
#include <bit>
#include <numeric>
#include <set>

using namespace sim;
using namespace sim::test;

namespace {

std::vector<std::uint64_t> keys_of_axes(std::size_t axes) {
    std::vector<std::uint64_t> keys;
    for (std::size_t i = 0; i < axes; ++i) keys.push_back(key_of("axis " + std::to_string(i)));
    return keys;
}

Axis uniform(const std::string& path) { return {path, {}, Distribution{Uniform{0, 1}}, ""}; }
Axis listed(const std::string& path, std::vector<std::string> values) { return {path, std::move(values), {}, ""}; }

Sweep sweep_of(Sweep::Design design, std::vector<Axis> over, std::uint32_t points = 0) {
    Sweep sweep;
    sweep.design = design;
    sweep.points = points;
    sweep.over.list = std::move(over);
    return sweep;
}

using Rows = std::vector<std::vector<std::string>>;

/// Two bits strings of an elementary interval: the first `a` bits of one axis and the first `b` of another.
std::uint64_t cell_of(double x, double y, unsigned a, unsigned b) {
    return static_cast<std::uint64_t>(x * static_cast<double>(1ULL << a)) << b |
           static_cast<std::uint64_t>(y * static_cast<double>(1ULL << b));
}

} // namespace

TEST_CASE("Sampling: a Latin hypercube has exactly one point per stratum and axis, for every n from 1 to 512") {
    constexpr std::size_t axes = 3;
    for (const std::uint64_t seed : {1ULL, 77ULL}) {
        for (std::uint32_t n = 1; n <= 512; ++n) {
            const auto cube = sampling_of(Sweep::Design::lhs).cube(n, keys_of_axes(axes), seed);
            for (std::uint64_t which = 0; which < 2; ++which) { // a second hypercube is one, too
                std::vector<std::set<std::uint64_t>> strata(axes);
                for (std::uint32_t k = 0; k < n; ++k) {
                    const auto point = cube->point(which * n + k);
                    for (std::size_t axis = 0; axis < axes; ++axis) {
                        if (!(point[axis] > 0 && point[axis] < 1)) FAIL("outside of (0, 1)");
                        strata[axis].insert(static_cast<std::uint64_t>(point[axis] * n));
                    }
                }
                for (const auto& of_axis : strata)
                    if (of_axis.size() != n || *of_axis.rbegin() != n - 1) FAIL("n = " << n);
            }
        }
    }
    const auto cube = sampling_of(Sweep::Design::lhs).cube(1000, keys_of_axes(1), 5);
    double sum = 0, order = 0;
    for (std::uint64_t k = 0; k < 1000; ++k) {
        const double u = cube->point(k)[0];
        sum += u;
        order += u * static_cast<double>(k);
    }
    CHECK(sum / 1000 == Approx(0.5).margin(0.001));                                                      // strata leave 1/n^1.5 of chance
    CHECK(std::abs(order / 1000 - 0.5 * 499.5) < 4 * 1000 / 12.0 / std::sqrt(1000.0) * std::sqrt(12.0)); // and they come in no order
}

TEST_CASE("Sampling: Sobol' points are the library's, with the origin before them") {
    constexpr std::size_t axes = 7;
    boost::random::sobol engine(axes);
    CHECK(sobol_point(0, axes) == std::vector<std::uint64_t>(axes, 0));
    for (std::uint64_t k = 1; k <= 1024; ++k) {
        const auto point = sobol_point(k, axes);
        for (std::size_t axis = 0; axis < axes; ++axis) REQUIRE(point[axis] == engine());
    }
    // The first points of the sequence, as Bratley and Fox 1988 and every textbook have them.
    const auto shares = [](std::uint64_t k) {
        const auto bits = sobol_point(k, 2);
        return std::pair(static_cast<double>(bits[0]) * 0x1p-64, static_cast<double>(bits[1]) * 0x1p-64);
    };
    CHECK(shares(1) == std::pair(0.5, 0.5));
    CHECK(shares(2) == std::pair(0.75, 0.25));
    CHECK(shares(3) == std::pair(0.25, 0.75));
    CHECK(shares(4) == std::pair(0.375, 0.375));
}

TEST_CASE("Sampling: scrambled Sobol' points stay a net") {
    constexpr std::size_t axes = 12;
    for (const std::uint64_t seed : {1ULL, 2030ULL}) {
        const auto cube = sampling_of(Sweep::Design::sobol).cube(0, keys_of_axes(axes), seed);
        std::vector<std::vector<double>> points;
        for (std::uint64_t k = 0; k < 1024; ++k) points.push_back(cube->point(k));
        // Each of the first blocks of 2^m points has one in each of 2^m parts of each axis...
        for (unsigned m = 0; m <= 8; ++m) {
            const std::size_t size = std::size_t{1} << m;
            for (std::size_t block = 0; block < 4; ++block) {
                for (std::size_t axis = 0; axis < axes; ++axis) {
                    std::set<std::uint64_t> parts;
                    for (std::size_t k = block * size; k < (block + 1) * size; ++k)
                        parts.insert(static_cast<std::uint64_t>(points[k][axis] * static_cast<double>(size)));
                    REQUIRE(parts.size() == size);
                }
            }
        }
        // ... and, in the first two axes, one in each rectangle of 2^-a by 2^-(m - a): a (0, m, 2)-net.
        for (unsigned m = 1; m <= 10; ++m) {
            for (unsigned a = 0; a <= m; ++a) {
                std::set<std::uint64_t> cells;
                for (std::size_t k = 0; k < std::size_t{1} << m; ++k) cells.insert(cell_of(points[k][0], points[k][1], a, m - a));
                REQUIRE(cells.size() == std::size_t{1} << m);
            }
        }
    }
}

TEST_CASE("Sampling: the scramble is another one for each seed and axis, and leaves no part of an axis out") {
    std::vector<double> firsts;
    for (std::uint64_t seed = 0; seed < 400; ++seed) firsts.push_back((scrambled(0, design_dice(seed), 5) + 0.5) * 0x1p-32);
    double sum = 0;
    for (const double u : firsts) sum += u;
    CHECK(sum / 400 == Approx(0.5).margin(4 / std::sqrt(12.0 * 400))); // the origin goes anywhere
    CHECK(scrambled(0, design_dice(1), 5) != scrambled(0, design_dice(1), 6));
    // Numbers that part at some bit agree above it and are independent below.
    const Dice dice = design_dice(1);
    for (unsigned bit = 0; bit < 32; ++bit) {
        const std::uint32_t a = scrambled(0, dice, 9), b = scrambled(std::uint64_t{0x8000'0000'0000'0000} >> bit, dice, 9);
        CHECK(std::countl_zero(a ^ b) == static_cast<int>(bit));
    }
}

TEST_CASE("Sampling: Monte Carlo and Sobol' points can be extended, and a path's draws are its own") {
    const std::vector<Axis> two{uniform("a"), uniform("b")}, three{uniform("a"), uniform("c"), uniform("b")};
    for (const auto design : {Sweep::Design::monte_carlo, Sweep::Design::sobol}) {
        const Points few = points_of(sweep_of(design, two, 20), 3), many = points_of(sweep_of(design, two, 50), 3);
        REQUIRE(few.count() == 20);
        REQUIRE(many.count() == 50);
        CHECK(std::equal(few.values.begin(), few.values.end(), many.values.begin()));
        CHECK(points_of(sweep_of(design, two, 20), 4).values != few.values);
        CHECK(few.in_sequence);
    }
    const Points without = points_of(sweep_of(Sweep::Design::monte_carlo, two, 20), 3),
                 with = points_of(sweep_of(Sweep::Design::monte_carlo, three, 20), 3);
    for (std::size_t k = 0; k < 20; ++k) {
        CHECK(with.values[k][0] == without.values[k][0]);
        CHECK(with.values[k][2] == without.values[k][1]);
    }
    CHECK(points_of(sweep_of(Sweep::Design::lhs, two, 20), 3).values[0] != points_of(sweep_of(Sweep::Design::lhs, two, 21), 3).values[0]);
}

TEST_CASE("Sampling: points are drawn from their laws, and written so that they read back to themselves") {
    Sweep sweep = sweep_of(
        Sweep::Design::lhs,
        {{"a", {}, Distribution{Uniform{2 * 31'557'600.0, 4 * 31'557'600.0}}, "yr"}, {"b", {}, Distribution{LogNormal{1, 0.5}}, ""}}, 500);
    const Points points = points_of(sweep, 1);
    std::vector<double> logs;
    for (const auto& values : points.values) {
        CHECK(values[0].ends_with(" yr"));
        const double years = parse_quantity(values[0]).quantity.value / 31'557'600;
        CHECK((years > 2 && years < 4));
        logs.push_back(std::log(parse_quantity(values[1]).quantity.value));
    }
    const Estimate log = estimate(logs);
    CHECK(std::abs(log.mean) < 0.01);
    CHECK(log.standard_error * std::sqrt(500.0) == Approx(0.5).epsilon(0.02));
}

TEST_CASE("Sampling: a grid is the product of its axes, the last path fastest; zipped paths count as one") {
    Sweep sweep = sweep_of(Sweep::Design::grid, {listed("a", {"1", "2", "3"}), listed("b", {"x", "y"}), listed("c", {"7", "8", "9"})});
    CHECK(points_of(sweep, 1).count() == 18);
    CHECK_FALSE(points_of(sweep, 1).in_sequence);
    CHECK(points_of(sweep, 1).values[1] == std::vector<std::string>{"1", "x", "8"});
    CHECK(points_of(sweep, 1) == points_of(sweep, 2)); // no luck in it
    const Points all = points_of(sweep, 1);
    CHECK(std::set(all.values.begin(), all.values.end()).size() == 18);
    sweep.zip = {{"a", "c"}};
    CHECK(points_of(sweep, 1).values ==
          Rows{{"1", "x", "7"}, {"1", "y", "7"}, {"2", "x", "8"}, {"2", "y", "8"}, {"3", "x", "9"}, {"3", "y", "9"}});
    CHECK(text_of(points_of(sweep, 1), 2) == "a=2\nb=x\nc=8");
}

TEST_CASE("Sampling: a list takes the k-th value of each path; without a sweep there is one point that sets nothing") {
    CHECK(points_of(sweep_of(Sweep::Design::list, {listed("a", {"1", "2"}), listed("b", {"x", "y"})}), 1).values ==
          Rows{{"1", "x"}, {"2", "y"}});
    CHECK(points_of({}, 1).count() == 1);
    CHECK(text_of(points_of({}, 1), 0).empty());
}

TEST_CASE("Sampling: zipped paths of a drawn design lie at the same share of their laws") {
    Sweep sweep = sweep_of(Sweep::Design::sobol, {uniform("a"), {"b", {}, Distribution{Uniform{10, 20}}, ""}, uniform("c")}, 16);
    sweep.zip = {{"b", "a"}};
    for (const auto& values : points_of(sweep, 1).values) {
        CHECK(std::stod(values[1]) == Approx(10 + 10 * std::stod(values[0])));
        CHECK(std::stod(values[2]) != Approx(std::stod(values[0])));
    }
}

TEST_CASE("Sampling: a constraint leaves points out; where they are drawn the next ones come in") {
    Sweep grid = sweep_of(Sweep::Design::grid, {listed("a", {"1 yr", "2 yr", "3 yr"}), listed("b", {"12 mo", "30 mo"})});
    grid.constraint = "a <= b";
    CHECK(points_of(grid, 1).values == Rows{{"1 yr", "12 mo"}, {"1 yr", "30 mo"}, {"2 yr", "30 mo"}});
    for (const auto design : {Sweep::Design::monte_carlo, Sweep::Design::lhs, Sweep::Design::sobol}) {
        Sweep drawn = sweep_of(design, {uniform("a"), uniform("b")}, 40);
        const Points free = points_of(drawn, 1);
        drawn.constraint = "a + b < 1";
        const Points bound = points_of(drawn, 1);
        REQUIRE(bound.count() == 40);
        for (const auto& values : bound.values) CHECK(std::stod(values[0]) + std::stod(values[1]) < 1);
        const auto first = std::ranges::find_if(free.values, [](const auto& v) { return std::stod(v[0]) + std::stod(v[1]) < 1; });
        CHECK(bound.values[0] == *first);
    }
    Sweep narrow = sweep_of(Sweep::Design::sobol, {uniform("a"), uniform("b")}, 40);
    narrow.constraint = "a + b < 0.1"; // 0.5 %
    CHECK(points_of(narrow, 1).error == "the constraint rejects more than 99 % of the points");
    CHECK(points_of(narrow, 1).count() == 1);
    narrow.constraint = "a + b < 0.2"; // 2 %
    CHECK(points_of(narrow, 1).count() == 40);
    grid.constraint = "a < 1 mo";
    CHECK(points_of(grid, 1).error == "the constraint leaves no point");
}

TEST_CASE("Constraint: arithmetic with units, and what is wrong with it") {
    const Dimension time = dimension_of("s");
    const std::vector<ConstraintTerm> terms{{"h.road[a-b.c].every", time}, {"n", Dimension{}}, {"word", std::nullopt}};
    const auto holds = [&](const char* text, double years, double n) {
        const auto parsed = Constraint::parse(text, terms);
        INFO(text << ": " << parsed.error);
        REQUIRE(parsed.ok());
        return parsed.constraint.holds(std::vector{years * 31'557'600, n, 0.0});
    };
    CHECK(holds("h.road[a-b.c].every <= 2 yr", 2, 0));
    CHECK_FALSE(holds("h.road[a-b.c].every<2 yr", 2, 0));
    CHECK(holds("h.road[a-b.c].every * n > 35 mo and n >= 2", 1.5, 2));
    CHECK_FALSE(holds("h.road[a-b.c].every * n > 35 mo and n >= 2", 3, 1));
    CHECK(holds("1 / h.road[a-b.c].every > 40 %/yr", 2, 0));
    CHECK(holds("-(n - 3) * 2 + 1 == 5", 1, 1));
    CHECK(holds("2*n/4-1==n-2", 1, 2));
    CHECK_FALSE(holds("1 / n > 0", 1, 0)); // a division by 0 breaks it
    const auto said = [&](const char* text) {
        const auto parsed = Constraint::parse(text, terms);
        return std::to_string(parsed.at) + ": " + parsed.error;
    };
    CHECK(said("n < 2 yr") == "2: the left side is a number without a unit, the right one in s");
    CHECK(said("n + 1 yr < 2") == "2: the left side is a number without a unit, the right one in s");
    CHECK(said("n") == "1: a comparison is missing here: <=, <, >=, > or ==");
    CHECK(said("n + h.road[a-b.c].evry < 2") == "4: 'h.road[a-b.c].evry' is not swept; did you mean 'h.road[a-b.c].every'?");
    CHECK(said("word < 2") == "0: 'word' is not a number");
    CHECK(said("n < 2 or n > 3") == "6: 'or n > 3' was not expected here");
    CHECK(said("(n < 2") == "3: ')' is missing here");
    CHECK(said("n < ") == "4: a number or a path is missing here");
    CHECK(said("n < 010") == "4: '010' begins with a needless 0, which some programs read as octal; leave it out");
    CHECK(said((std::string(200, '(') + "1").c_str()).ends_with("nested too deep"));
    CHECK(said((std::string(200, '-') + "1").c_str()).ends_with("nested too deep"));
}

TEST_CASE("Trials: numbered replicate by replicate, and every one is played once") {
    const TrialList list{3, 5, 2, false};
    CHECK(list.size() == 30);
    const Trial trial = list.trial(15 + 7);
    CHECK((trial.replicate == 1 && trial.variant == 1 && trial.point == 2));
    for (const std::uint32_t points : {1U, 2U, 5U, 8U, 13U, 256U}) {
        for (const bool in_sequence : {true, false}) {
            auto order = TrialList{3, points, 1, in_sequence}.playing_order();
            REQUIRE(order.size() == 3 * points);
            for (std::size_t i = 0; i + 2 < order.size(); i += 3) { // all variants of a point together
                CHECK(order[i] + points == order[i + 1]);
                CHECK(order[i + 1] + points == order[i + 2]);
            }
            std::sort(order.begin(), order.end());
            for (std::uint64_t i = 0; i < order.size(); ++i) REQUIRE(order[i] == i);
        }
    }
    CHECK(TrialList{1, 8, 1, false}.playing_order() == std::vector<std::uint64_t>{0, 4, 2, 6, 1, 5, 3, 7});
    CHECK(TrialList{1, 8, 1, true}.playing_order() == std::vector<std::uint64_t>{0, 1, 2, 3, 4, 5, 6, 7});
}

TEST_CASE("Trials: any first part of a replicate is a balanced sample of its points") {
    SECTION("a grid in van der Corput's order: no part of it is ahead of the rest by more than the logarithm") {
        const auto order = TrialList{1, 100, 1, false}.playing_order();
        for (const double part : {0.1, 0.25, 0.5, 0.9}) {
            double played = 0;
            for (std::size_t n = 1; n <= 100; ++n) {
                played += static_cast<double>(order[n - 1]) < part * 100 ? 1 : 0;
                CHECK(std::abs(played - part * static_cast<double>(n)) <= 3);
            }
        }
    }
    SECTION("Sobol' points in their own order; van der Corput's would begin with points at one edge") {
        const auto cube = sampling_of(Sweep::Design::sobol).cube(256, {1, 2}, 1);
        const auto low = [&](bool in_sequence) { // of the first 16 that are played
            const auto order = TrialList{1, 256, 1, in_sequence}.playing_order();
            return std::count_if(order.begin(), order.begin() + 16, [&](std::uint64_t k) { return cube->point(k)[0] < 0.5; });
        };
        CHECK(low(true) == 8);
        CHECK((low(false) == 0 || low(false) == 16));
    }
}

// ---- correlations ---------------------------------------------------------------------------------------------------

namespace {

constexpr const char* correlated = R"(correlations:
  - {between: [hardware.utilisation, "hardware.roadmap[home].price_performance_doubling"], rank: 0.6, source: none}
  - {between: ["countries[BBB].researchers.growth", hardware.utilisation], rank: -0.3}
)";

std::string small_world() { return bytes_of(std::string(SIM_SOURCE_DIR) + "/tests/scenarios/small.yaml") + '\n'; }

/// Draws of all inputs, input by input.
std::vector<std::vector<double>> draws_of(Scenario scenario, std::size_t replicates) {
    Inputs inputs(scenario);
    std::vector<std::vector<double>> draws(inputs.list().size());
    for (std::size_t r = 0; r < replicates; ++r) {
        inputs.draw(Dice(11, r));
        const auto values = inputs.values();
        for (std::size_t i = 0; i < values.size(); ++i) draws[i].push_back(values[i]);
    }
    return draws;
}

} // namespace

TEST_CASE("Correlations: inputs have the rank correlation that was asked for, and their own laws") {
    constexpr std::size_t n = 20'000;
    const Scenario scenario = scenario_of_text(small_world() + correlated);
    const auto list = uncertain_inputs(scenario);
    REQUIRE(list.size() == 3);
    REQUIRE(list[0].path == "hardware.utilisation");
    REQUIRE(list[1].path == "hardware.roadmap[home].price_performance_doubling");
    REQUIRE(list[2].path == "countries[BBB].researchers.growth");
    const auto draws = draws_of(scenario, n), alone = draws_of(scenario_of_text(small_world()), n);
    // The standard error of Spearman's coefficient of a normal copula is at most (1 - s^2) 1.06 / sqrt(n) or so; 1.2 is on the safe side.
    const auto error = [](double s) { return 1.2 * (1 - s * s) / std::sqrt(static_cast<double>(n)); };
    CHECK(std::abs(rank_correlation(draws[0], draws[1]) - 0.6) < 4 * error(0.6));
    CHECK(std::abs(rank_correlation(draws[0], draws[2]) + 0.3) < 4 * error(-0.3));
    CHECK(std::abs(rank_correlation(draws[1], draws[2])) < 4 * error(0)); // a pair that is not named
    CHECK(std::abs(rank_correlation(alone[0], alone[1])) < 4 * error(0));
    CHECK(draws[0] == alone[0]); // the first of a set keeps its luck to the bit
    for (std::size_t i = 0; i < 3; ++i) {
        std::vector<double> sorted = draws[i];
        std::ranges::sort(sorted);
        for (const double p : {0.05, 0.25, 0.5, 0.75, 0.95}) { // the shares below the law's quantiles, within 4 standard errors
            const auto below = static_cast<double>(std::ranges::lower_bound(sorted, quantile(list[i].law, p)) - sorted.begin()) / n;
            CHECK(std::abs(below - p) < 4 * std::sqrt(p * (1 - p) / n));
        }
    }
}

TEST_CASE("Correlations: inputs that are not named keep their draws to the bit") {
    const auto alone = draws_of(scenario_of_text(small_world()), 50);
    const auto two =
        draws_of(scenario_of_text(small_world() +
                                  "correlations: [{between: [\"countries[BBB].researchers.growth\", hardware.utilisation], rank: 0.9}]\n"),
                 50);
    CHECK(two[0] == alone[0]);
    CHECK(two[1] == alone[1]);
    CHECK(two[2] != alone[2]);
}

TEST_CASE("Correlations: they enter the hash, however they are written; a sweep does not") {
    const std::string a = "correlations: [{between: [hardware.utilisation, \"countries[BBB].researchers.growth\"], rank: 0.5}";
    const std::string b = "{between: [hardware.utilisation, \"hardware.roadmap[home].price_performance_doubling\"], rank: 0.2}]\n";
    const auto hash = [](const std::string& text) { return scenario_of_text(small_world() + text).hash; };
    const std::uint64_t plain = hash(""), both = hash(a + ", " + b);
    CHECK(both != plain);
    CHECK(hash(a + "]\n") != both);
    CHECK(
        hash(
            "correlations: [{between: [hardware.utilisation, \"hardware.roadmap[home].price_performance_doubling\"], rank: 20 %, note: x}, "
            "{between: [\"countries[BBB].researchers.growth\", hardware.utilisation], rank: 0.5}]\n") == both);
    CHECK(hash("sweep: {design: grid, over: {hardware.lifetime: [3 yr, 4 yr]}, replicates: 7}\n") == plain);
}

TEST_CASE("Correlations: Cholesky's factor of a set gives the matrix back") {
    const std::vector<std::string> paths{"a", "b", "c", "d", "e"};
    const std::vector<Correlation> correlations{{"", {"d", "a"}, 0.5}, {"", {"d", "c"}, -0.4}, {"", {"b", "e"}, 0.9}};
    const auto sets = correlated_sets(paths, correlations);
    REQUIRE(sets.size() == 2);
    CHECK(sets[0].members == std::vector<std::size_t>{0, 2, 3});
    CHECK(sets[1].members == std::vector<std::size_t>{1, 4});
    const auto& l = sets[0].factor; // a; c: 1 2; d: 3 4 5
    REQUIRE(l.size() == 6);
    const auto pearson = [](double rank) { return 2 * std::sin(std::acos(-1.0) * rank / 6); };
    CHECK(l[0] == 1);
    CHECK(l[1] == Approx(0).margin(1e-15));
    CHECK(l[3] == Approx(pearson(0.5)));
    CHECK(l[1] * l[3] + l[2] * l[4] == Approx(pearson(-0.4)));
    CHECK(l[3] * l[3] + l[4] * l[4] + l[5] * l[5] == Approx(1));
    CHECK_FALSE(correlated_sets(paths, std::vector<Correlation>{{"", {"a", "b"}, 0.9}, {"", {"b", "c"}, 0.9}, {"", {"a", "c"}, -0.9}})
                    .front()
                    .possible());
}
