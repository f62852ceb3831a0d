// Scores by hand, baselines by hand, and forecasts of which the right score is known.
#include "study/hindcast.hpp"

#include "input/figure.hpp"
#include "sim/scenario_file.hpp"

#include "support/catch.hpp"
#include "support/play.hpp"

#include <cmath>
#include <limits>
#include <numeric>

using namespace sim;
using Scale = Observation::Scale;

namespace {

const std::string root = std::string(SIM_SOURCE_DIR) + "/";
constexpr std::array<double, baseline_count> no_baselines{};

/// 0, 1, ... 100: p05 is 5, p95 is 95.
std::vector<double> percents() {
    std::vector<double> members(101);
    std::iota(members.begin(), members.end(), 0.0);
    return members;
}

std::vector<Scored> of_percents(const std::vector<double>& observed) {
    std::vector<Scored> points;
    for (const double value : observed) points.push_back(score(percents(), value, Scale::identity, {value + 1, value - 2, value}));
    return points;
}

/// Numbers in (0, 1) for made-up ensembles; the product's dice are for stories.
struct Uniforms {
    std::uint64_t state = 42;
    double next() {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        return (static_cast<double>(state >> 11U) + 0.5) * 0x1p-53;
    }
};

} // namespace

TEST_CASE("Hindcast: CRPS of tiny ensembles, by hand") {
    const std::vector<double> three{1, 2, 4}, one{2}, equal{5, 5, 5};
    CHECK(crps(three, 3) == Approx(4.0 / 3 - 6.0 / 6)); // mean distance, less the three gaps 1 + 3 + 2 over n (n - 1)
    CHECK(crps(three, 0) == Approx(7.0 / 3 - 1));
    CHECK(crps(one, 5) == 3);
    CHECK(crps(equal, 5) == 0);
    CHECK(crps(equal, 7) == 2);
}

TEST_CASE("Hindcast: the score on the scale is that of the members on the scale, in whatever order they come") {
    std::vector<double> shuffled, ascending;
    for (int i = 0; i < 60; ++i) shuffled.push_back(std::exp(((i * 37) % 60) / 10.0));
    for (int i = 0; i < 60; ++i) ascending.push_back(i / 10.0);
    const Scored scored = score(shuffled, std::exp(2.5), Scale::log, no_baselines);
    CHECK(scored.crps_scaled == Approx(crps(ascending, 2.5)));
    const Scored sorted = score(percents(), 50, Scale::identity, no_baselines);
    CHECK(sorted.crps_scaled == sorted.crps);
}

TEST_CASE("Hindcast: the CRPS of three members is, on average, that of the law they are drawn from") {
    // Of a standard normal forecast and the observation 0: 2 phi(0) - 1 / sqrt(pi) (Gneiting and Raftery 2007, equation 21).
    const double exact = 2 / std::sqrt(2 * M_PI) - 1 / std::sqrt(M_PI);
    Uniforms uniforms;
    double sum = 0, squares = 0;
    constexpr int count = 40'000;
    for (int i = 0; i < count; ++i) {
        std::vector<double> members;
        for (int m = 0; m < 3; ++m) members.push_back(quantile(Distribution{Normal{0, 1}}, uniforms.next()));
        std::sort(members.begin(), members.end());
        const double value = crps(members, 0);
        sum += value;
        squares += value * value;
    }
    const double mean = sum / count, error = std::sqrt((squares / count - mean * mean) / count);
    INFO(mean << " +- " << error << ", exactly " << exact);
    CHECK(error < 0.005);
    CHECK(std::abs(mean - exact) < 4 * error);
}

TEST_CASE("Hindcast: the PIT of a calibrated forecast is flat") {
    const std::vector<double> nine{1, 2, 3, 4, 5, 6, 7, 8, 9};
    std::vector<Scored> points;
    for (double observed = 0.5; observed < 10; ++observed) points.push_back(score(nine, observed, Scale::identity, no_baselines));
    CHECK(pit_histogram(points) == std::array<std::size_t, 10>{1, 1, 1, 1, 1, 1, 1, 1, 1, 1});
    const std::vector<double> equal{1, 1, 1};
    CHECK(pit(equal, 1) == 0.5); // mid-rank
    CHECK(pit(equal, 0) == Approx(0.125));
    CHECK(pit(equal, 2) == Approx(0.875));

    Uniforms uniforms;
    points.clear();
    for (int i = 0; i < 10'000; ++i) {
        std::vector<double> members;
        for (int m = 0; m < 99; ++m) members.push_back(uniforms.next());
        points.push_back(score(members, uniforms.next(), Scale::identity, no_baselines));
    }
    for (const std::size_t count : pit_histogram(points)) CHECK(std::abs(static_cast<double>(count) - 1000) < 4 * std::sqrt(900.0));
    const Performance p = performance(points);
    CHECK(std::abs(static_cast<double>(p.within_50) - 5000) < 250);
    CHECK(std::abs(static_cast<double>(p.within_90) - 9000) < 250);
}

TEST_CASE("Hindcast: coverage, bias and skill, by hand") {
    const auto points = of_percents({50, 75, 90, 95, 99});
    const Performance p = performance(points);
    CHECK(p.points == 5);
    CHECK(p.within_50 == 2); // the ends belong to the interval
    CHECK(p.within_90 == 4);
    CHECK(p.bias == Approx((0 - 25 - 40 - 45 - 49) / 5.0));
    CHECK(p.error == Approx(-p.bias));
    CHECK(points[0].crps == Approx(2 * 1275.0 / 101 - 171'700.0 / (101 * 100))); // sum of all gaps: 171,700
    CHECK(p.skill[0] == Approx(1 - p.crps / 1));
    CHECK(p.skill[1] == Approx(1 - p.crps / 2));
    CHECK(p.skill_of_median[1] == Approx(1 - p.error / 2));
    CHECK(p.skill[2] == -std::numeric_limits<double>::infinity()); // the third baseline was right each time: nothing can be better

    auto with_absent = points;
    with_absent.push_back(score({nothing, nothing}, 5, Scale::identity, no_baselines));
    CHECK(performance(with_absent).points == 5);
    CHECK(performance(with_absent).crps == p.crps);
    CHECK(score({nothing, 1, 2, 4}, 3, Scale::identity, no_baselines).crps == Approx(1.0 / 3));
}

TEST_CASE("Hindcast: baselines, by hand") {
    const std::vector<Known> share{{2015, 0.1}, {2017, 0.2}}, doubling{{2015, 100}, {2016, 200}, {2017, 400}},
        bent{{2015, 1}, {2016, 2}, {2017, 4}}, gone{{2015, 0.4}, {2017, 0}};
    const auto of_share = baselines(share, 2019, Scale::logit);
    CHECK(of_share[0] == 0.2);
    CHECK(of_share[1] == Approx(0.4));
    CHECK(of_share[2] == Approx(0.36)); // odds 1/9, 1/4, 9/16
    CHECK(baselines(doubling, 2018, Scale::log)[2] == Approx(800));
    CHECK(baselines(bent, 2018, Scale::identity)[2] == Approx(7.0 / 3 + 1.5 * 2));
    CHECK(baselines(bent, 2019, Scale::identity)[1] == Approx(16));
    const auto of_gone = baselines(gone, 2019, Scale::identity);
    CHECK(of_gone[0] == 0);
    CHECK(of_gone[1] == 0); // nothing stays nothing
    CHECK(of_gone[2] == Approx(-0.4));
}

TEST_CASE("Hindcast: scores on a scale, and where there is none") {
    const Scored logs = score({1, 2, 4}, 3, Scale::log, {3, 6, 1.5});
    const std::vector<double> on_scale{0, std::log(2), std::log(4)};
    CHECK(logs.crps == Approx(1.0 / 3));
    CHECK(logs.crps_scaled == Approx(crps(on_scale, std::log(3))));
    CHECK(logs.naive_crps[1] == 3);
    CHECK(logs.naive_crps_scaled[1] == Approx(std::log(2)));
    CHECK(logs.naive_crps_scaled[2] == Approx(std::log(2)));
    const Scored none = score({0, 0.2, 0.4}, 0.3, Scale::logit, {0.2, 1.2, 0.3});
    CHECK(std::isfinite(none.crps));
    CHECK(std::isnan(none.crps_scaled));
    CHECK(std::isnan(none.naive_crps_scaled[1]));
    for (const double x : {0.1, 0.5, 0.9}) CHECK(from_scale(to_scale(x, Scale::logit), Scale::logit) == Approx(x));
}

TEST_CASE("Hindcast: a figure gets its date behind each metric that has none") {
    CHECK(dated("research_share[CHN]", "2020-12-31") == "research_share[CHN]@2020-12-31");
    CHECK(dated("top20_share[academia] + top20_share [public]/2", "2021") == "top20_share[academia]@2021 + top20_share [public]@2021/2");
    CHECK(dated("papers / papers@2017", "2020") == "papers@2020 / papers@2017");
    CHECK(dated("log2(3 * nonsense[x])", "2020") == "log2(3 * nonsense[x])");
    CHECK(metrics_in("papers[CHN] / max(papers, gpus[country:USA])") == std::vector{Metric::papers, Metric::papers, Metric::gpus});
}

TEST_CASE("Hindcast: observations change no world; a whole year stands for its last sample date") {
    const auto read = [](const std::vector<std::string>& sets) {
        return read_scenario_file(root + "tests/scenarios/queue_hindcast.yaml", sets);
    };
    const Reading reading = read({});
    INFO(to_text(reading.problems));
    REQUIRE(reading.ok());
    const std::uint64_t hash = reading.variants[0].hash;
    for (const char* same : {"hindcast=~", "observations=~", "observations[steady].values.2020-01-01=5", "hindcast.origin=2019"}) {
        const Reading changed = read({same});
        INFO(same << "\n" << to_text(changed.problems));
        REQUIRE(changed.ok());
        CHECK(changed.variants[0].hash == hash);
    }
    const auto year = read({"observations[steady].values.2040=4", "observations[steady].values.2040-01-01=~"});
    CHECK(to_text(year.problems).find("'2040' is not measured as a whole, but 2030-01-02 to 2040-01-01") != std::string::npos);
    const Reading whole = read_scenario_file(root + "scenarios/hindcast2017.yaml");
    CHECK(to_text(whole.variants.at(0).observations.at(0).values.points.back().at).ends_with("-12-31"));
    CHECK(to_text(read({"observations[steady].values.2025=4"}).problems).find("'2025' is no sample date") != std::string::npos);
    CHECK(to_text(read({"observations[steady].values.2020-01-01=4 paper"}).problems)
              .find("observations[steady].values: '4 paper' is in paper, and the figure is a number without a unit") != std::string::npos);
    CHECK(to_text(read({"observations[steady].metric=jobs"}).problems).find("there is no metric 'jobs'") != std::string::npos);
}

TEST_CASE("Hindcast: the hindcast of 2017 knows nothing of 2018, and would be refused if it did") {
    const std::string file = root + "scenarios/hindcast2017.yaml";
    const Reading reading = read_scenario_file(file);
    INFO(to_text(reading.problems));
    REQUIRE(reading.ok());
    CHECK(to_text(*reading.variants[0].hindcast.origin) == "2017-12-31");
    for (const char* later : {"countries[CHN].researchers.table.2018-07=141_872 person",
                              "kinds[frontier].budget.income.growth=[{growth: 20 %/yr}, {from: 2018, growth: 30 %/yr}]",
                              "hardware.generations[v100].release=2018-09", "hindcast.origin=2017-06-30"}) {
        INFO(later);
        const std::string said = to_text(read_scenario_file(file, std::vector<std::string>{later}).problems);
        CHECK(said.find("is after the hindcast's origin, 2017-") != std::string::npos);
    }
}

TEST_CASE("Hindcast: price-performance is that of the best buy, and goes on from the last card that was known") {
    // Where prices fall, the best buy of the day may be an older card, of which the list price counts.
    const Scenario scenario = test::scenario_of("scenarios/hindcast2017.yaml", "model", {"hardware.price_decline=0 %/yr"});
    const Layout layout(scenario);
    const Outcome outcome = Player(scenario).play(1, 0);
    INFO(outcome.reason);
    REQUIRE(outcome.reason.empty());
    const auto found = [&](const char* group, int in_year) {
        return test::value_of(outcome, layout, Metric::price_performance, group, test::date_of(layout, in_year));
    };
    CHECK(found("kind:academia", 2016) == Approx(8.873e12 / 599));  // GTX 1080
    CHECK(found("kind:academia", 2017) == Approx(11.34e12 / 699));  // GTX 1080 Ti
    CHECK(found("kind:frontier", 2011) == Approx(0.933e12 / 1999)); // Tesla S1070
    CHECK(found("kind:frontier", 2016) == Approx(9.3e12 / 5699));   // P100
    CHECK(found("kind:frontier", 2017) == Approx(112e12 / 10664));  // V100
    CHECK(found("world", 2016) == found("kind:academia", 2016));
    CHECK(found("country:CHN", 2017) == found("world", 2017));
    CHECK(found("kind:academia", 2023) > found("kind:academia", 2017));
}
