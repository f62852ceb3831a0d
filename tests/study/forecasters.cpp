// Forecasters by hand, interval and energy scores by hand, and skill over series with its bootstrap. The numbers with many digits were
// worked out apart: the CRPS of a normal law as an integral of its distribution function, the energy score by brute force.
#include "study/forecasters.hpp"
#include "study/forecast_scores.hpp"

#include "sim/distribution.hpp"
#include "sim/scenario_file.hpp"
#include "sim/summary.hpp"

#include "support/catch.hpp"

#include <algorithm>
#include <cmath>

using namespace sim;
using Scale = Observation::Scale;

namespace {

const std::string root = std::string(SIM_SOURCE_DIR) + "/";
const KnownSeries yearly{{2012, 1.0}, {2013, 1.5}, {2014, 1.4}, {2015, 2.4}, {2016, 2.6}, {2017, 3.5}};
const KnownSeries coarse{{2013, 0.0}, {2015, 1.0}, {2017, 3.0}}, flat{{2015, 2.0}, {2016, 2.5}, {2017, 2.0}};

double mean_of_all(const std::vector<double>& values) {
    double sum = 0;
    for (const double value : values) sum += value;
    return sum / static_cast<double>(values.size());
}

double deviation_of(const std::vector<double>& values) {
    const double mean = mean_of_all(values);
    double squares = 0;
    for (const double value : values) squares += (value - mean) * (value - mean);
    return std::sqrt(squares / static_cast<double>(values.size()));
}

/// Standard normal draws for made-up series; the product's dice are for stories.
struct Normals {
    std::uint64_t state = 7;
    double next() {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        return standard_normal_quantile((static_cast<double>(state >> 11U) + 0.5) * 0x1p-53);
    }
};

} // namespace

TEST_CASE("Forecasters: the random walk with drift and the damped trend, of a series with steps enough of its own") {
    const std::vector<KnownSeries> alike{yearly, coarse};
    const auto laws = forecasts(yearly, alike, 2020);
    const auto &walk = laws[0], &damped = laws[1];
    CHECK(std::ranges::is_sorted(walk));
    CHECK(mean_of_all(walk) == Approx(5.0));                     // 3.5 + 0.5 x 3
    CHECK(mean_of_all(damped) == Approx(4.7195));                // 3.5 + 0.5 (0.9 + 0.81 + 0.729)
    CHECK(deviation_of(walk) == Approx(1.015874).epsilon(0.01)); // sqrt(0.215 x 3 (1 + 3/5))
    CHECK(deviation_of(damped) == Approx(deviation_of(walk)));
    CHECK(sample_quantile(walk, 0.05) == Approx(3.329036).epsilon(0.005));
    CHECK(sample_quantile(walk, 0.95) == Approx(6.670964).epsilon(0.005));
    CHECK(crps_of_law(walk, 5.5) == Approx(0.3336468).epsilon(0.001));
    CHECK(crps_of_law(damped, 5.5) == Approx(0.4655266).epsilon(0.001));
}

TEST_CASE("Forecasters: few steps share the variance of series like theirs; one step alone has its square") {
    const std::vector<KnownSeries> alike{coarse, flat};
    const auto laws = forecasts(coarse, alike, 2019);
    CHECK(mean_of_all(laws[0]) == Approx(4.5));
    CHECK(deviation_of(laws[0]) == Approx(1.06066).epsilon(0.01)); // sqrt(0.375 x 2 (1 + 2/4))
    const KnownSeries two{{2013, 1.0}, {2017, 3.0}};
    CHECK(deviation_of(forecasts(two, {{two}}, 2018)[0]) == Approx(std::sqrt(1 * (1 + 1.0 / 4))).epsilon(0.01));
}

TEST_CASE("Forecasters: changes of all are steps scaled by the root of time where too few are as long") {
    const std::vector<KnownSeries> alike{coarse, flat};
    const auto scaled = forecasts(coarse, alike, 2019)[2];
    REQUIRE(scaled.size() == 4);
    const double by_hand[] = {2.585786437626905, 4, 4, 5}; // 3 + 0.5 x 2 + (c - 0.5 t) sqrt(2 / t)
    for (std::size_t i = 0; i < 4; ++i) CHECK(scaled[i] == Approx(by_hand[i]));
    const std::vector<KnownSeries> many{yearly, yearly};
    const auto as_they_are = forecasts(yearly, many, 2019)[2]; // over two years: 0.4, 0.9, 1.2, 1.1, of each
    REQUIRE(as_they_are.size() == 8);
    CHECK(as_they_are.front() == Approx(3.9));
    CHECK(as_they_are.back() == Approx(4.7));
    CHECK(mean_of_all(as_they_are) == Approx(4.4));
}

TEST_CASE("Forecasters: a random walk's 90 % interval holds it as often as Student says, the variance being estimated") {
    Normals normals;
    constexpr int series = 4000;
    int held = 0;
    for (int i = 0; i < series; ++i) {
        KnownSeries walk{{2000, 0}};
        for (int year = 2001; year <= 2020; ++year) walk.push_back({static_cast<double>(year), walk.back().value + 0.3 + normals.next()});
        const double later = walk.back().value + 0.3 * 4 + 2 * normals.next();
        const auto law = forecasts(walk, {{walk}}, 2024)[0];
        held += sample_quantile(law, 0.05) <= later && later <= sample_quantile(law, 0.95) ? 1 : 0;
    }
    constexpr double by_student = 0.88356; // 19 degrees of freedom
    INFO(held << " of " << series);
    CHECK(std::abs(held / static_cast<double>(series) - by_student) < 4 * std::sqrt(by_student * (1 - by_student) / series));
}

TEST_CASE("Forecasters: their scores in the unit are those of what the scale stands for") {
    const std::vector<double> on_scale{to_scale(0.2, Scale::logit), to_scale(0.4, Scale::logit)};
    const ForecasterScore score = score_forecaster(on_scale, 0.5, Scale::logit);
    CHECK(score.p05 == Approx(0.2));
    CHECK(score.p95 == Approx(0.4));
    CHECK(score.crps == Approx(0.2 - 0.2 / 4));
    CHECK(score.interval == Approx(0.2 + 20 * 0.1));
    CHECK(score.interval_scaled == Approx(on_scale[1] - on_scale[0] + 20 * (0 - on_scale[1])));
    const ForecasterScore gone = score_forecaster(on_scale, 0, Scale::logit);
    CHECK(gone.interval == Approx(0.2 + 20 * 0.2));
    CHECK(std::isnan(gone.crps_scaled));
    CHECK(std::isnan(gone.interval_scaled));
}

TEST_CASE("Scores: intervals and vectors, by hand") {
    CHECK(interval_score(5, 95, 50) == 90);
    CHECK(interval_score(5, 95, 95) == 90);
    CHECK(interval_score(5, 95, 99) == Approx(90 + 20 * 4));
    CHECK(interval_score(5, 95, 3) == Approx(90 + 20 * 2));
    const std::vector<std::vector<double>> two{{0, 0}, {3, 4}}, three{{0, 0}, {3, 4}, {6, 0}}, one{{3, 4}}, line{{1}, {2}, {4}};
    const std::vector<double> origin{0, 0}, beside{3, 0}, at{3}, ascending{1, 2, 4};
    CHECK(energy_score(two, origin) == Approx(0).margin(1e-12)); // (0 + 5) / 2 - 5 / 2
    CHECK(energy_score(two, beside) == Approx(1));               // (3 + 4) / 2 - 5 / 2
    CHECK(energy_score(three, beside) == Approx(2.0 / 3));
    CHECK(energy_score(one, origin) == 5);
    CHECK(energy_score(line, at) == Approx(crps(ascending, 3))); // of one part it is the CRPS
    CHECK(crps_of_law(ascending, 3) == Approx(4.0 / 3 - 12.0 / 18));
}

TEST_CASE("Scores: skill is the geometric mean over series, and blocks count alike") {
    const Dice dice(1, 0);
    const double half = std::log(0.5);
    const Skill even = skill_of({half, -half}, dice, "b");
    CHECK(even.of == Approx(0).margin(1e-12));
    CHECK(even.interval.low == Approx(-1)); // a quarter of the samples have twice the one, a quarter twice the other
    CHECK(even.interval.high == Approx(0.5));
    const Skill one = skill_of({half}, dice, "b");
    CHECK(one.of == Approx(0.5));
    CHECK(std::isnan(one.interval.low));
    CHECK(std::isnan(skill_of({}, dice, "b").of));
    const std::vector<LogRatios> blocks{{half, half, half}, {0}, {}};
    const std::string_view names[] = {"many", "one", "none"};
    const Skill all = skill_over(blocks, dice, names);
    CHECK(all.of == Approx(1 - std::sqrt(0.5)));
    CHECK(all.interval.low == Approx(all.of)); // what never varies
    CHECK(all.interval.high == Approx(all.of));
}

TEST_CASE("Scores: the bootstrap's interval holds the skill of thirty series about as often as it says") {
    Normals normals;
    int held = 0;
    constexpr int times = 300;
    for (int i = 0; i < times; ++i) {
        LogRatios ratios;
        for (int series = 0; series < 30; ++series) ratios.push_back(0.2 + 0.5 * normals.next());
        const Skill skill = skill_of(ratios, Dice(static_cast<std::uint64_t>(i), 0), "b");
        const double truth = 1 - std::exp(0.2);
        held += skill.interval.low <= truth && truth <= skill.interval.high ? 1 : 0;
    }
    INFO(held << " of " << times);
    CHECK(held > 0.90 * times); // percentiles of thirty hold 94 %
    CHECK(held < times);
}

TEST_CASE("Hindcast: blocks and vectors are checked where they are read") {
    const auto said = [](const std::string& set) {
        return to_text(read_scenario_file(root + "tests/scenarios/queue_hindcast.yaml", std::vector<std::string>{set}).problems);
    };
    CHECK(said("observations[steady].block=queues").empty());
    CHECK(said("observations[steady].block=two words").find("two words") != std::string::npos);
    const std::string units =
        to_text(read_scenario_file(root + "scenarios/hindcast2017.yaml", std::vector<std::string>{"observations[papers-CHN].vector=shares"})
                    .problems);
    CHECK(units.find("observations[papers-CHN].vector: 'share-CHN' has another unit, and is in 'shares' too") != std::string::npos);
}
