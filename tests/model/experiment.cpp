// The regression experiment against what theory says of it exactly, and its two ways to fit against other ways to do the same.
#include "model/experiment/experiment.hpp"

#include "input/figure.hpp"
#include "model/experiment/regression.hpp"

#include "support/play.hpp"

#include <Eigen/QR>

#include <map>

using namespace sim;
using namespace sim::test;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

Experiment small_experiment(std::vector<std::uint32_t> samples) {
    Experiment experiment;
    experiment.coefficients = 40;
    experiment.nonzero = 10;
    experiment.noise.value = 0.8;
    experiment.samples = std::move(samples);
    return experiment;
}

/// Squared error |b_hat - b|^2 of a learner with the only number of samples, over replicates.
Estimate squared_error(const Experiment& experiment, Learner learner, std::uint64_t replicates) {
    std::vector<double> errors;
    for (std::uint64_t r = 0; r < replicates; ++r) {
        const double score = run_experiment(experiment, Dice(11, r)).at(static_cast<std::size_t>(learner)).performance;
        errors.push_back(experiment.nonzero * std::pow(10.0, -2 * score));
    }
    return estimate(errors);
}

MatrixXd some_regressors(Index rows, Index columns) {
    Roll roll = Dice(3, static_cast<std::uint64_t>(rows)).roll(Purpose::regressor, 0);
    return MatrixXd::NullaryExpr(rows, columns, [&](Index, Index) { return roll.uniform() * 4 - 2; });
}
VectorXd some_responses(const MatrixXd& x) {
    Roll roll = Dice(3, 1).roll(Purpose::response_noise, 0);
    return x.col(0) - 2 * x.col(3) + VectorXd::NullaryExpr(x.rows(), [&](Index) { return roll.uniform() - 0.5; });
}

/// The most by which b misses being a minimum: a gradient that is not the penalty against the sign of b, or is larger where b is 0.
double miss_of_minimum(const MatrixXd& x, const VectorXd& y, const VectorXd& b, double penalty) {
    const VectorXd gradient = x.transpose() * (y - x * b) / static_cast<double>(x.rows());
    double worst = 0;
    for (Index j = 0; j < b.size(); ++j)
        worst = std::max(worst, b[j] == 0 ? std::abs(gradient[j]) - penalty : std::abs(gradient[j] - std::copysign(penalty, b[j])));
    return worst;
}

} // namespace

TEST_CASE("Experiment: mean squared errors are those of theory, within 4 standard errors") {
    // With independent standard normals, least squares of p coefficients on n > p + 1 samples is off by p s^2 / (n - p - 1), s^2 the
    // variance of all that is not fitted: an inverse Wishart matrix's mean. The shortest fit of n < p - 1 samples is off by |b|^2 (1 - n /
    // p) + n s^2 / (p - n - 1): Hastie, Montanari, Rosset, Tibshirani, "Surprises in High-Dimensional Ridgeless Least Squares
    // Interpolation" (2022), eq. 7 to 9.
    struct Case {
        Learner learner;
        std::uint32_t samples;
        double expected;
    };
    constexpr double noise = 0.8 * 0.8;
    const Case cases[] = {
        {Learner::oracle, 30, 10 * noise / (30 - 10 - 1)},
        {Learner::oracle, 120, 10 * noise / (120 - 10 - 1)},
        {Learner::expert, 40, 10 * (noise + 1) / (40 - 10 - 1) + 1},
        {Learner::expert, 2000, 10 * (noise + 1) / (2000 - 10 - 1) + 1},
        {Learner::flexible, 90, 40 * noise / (90 - 40 - 1)},
        {Learner::flexible, 20, 10 * (1 - 20.0 / 40) + 20 * noise / (40 - 20 - 1)},
    };
    for (const Case& c : cases) {
        INFO(learner_names[static_cast<std::size_t>(c.learner)] << " with " << c.samples);
        const Estimate found = squared_error(small_experiment({c.samples}), c.learner, 500);
        CHECK(std::abs(found.mean - c.expected) < 4 * found.standard_error);
        CHECK(found.standard_error < 0.05 * c.expected);
    }
}

TEST_CASE("Experiment: an expert who is wrong about one of ten stays at half a decade; the others go on") {
    Experiment experiment = small_experiment({2000, 20'000});
    experiment.coefficients = 12;
    std::map<Learner, std::vector<double>> gains;
    for (std::uint64_t r = 0; r < 40; ++r) {
        const auto learned = run_experiment(experiment, Dice(1, r));
        CHECK(learned[3].performance == Approx(0.5).margin(0.002));
        for (std::size_t l = 0; l < std::size(learners); ++l)
            gains[learners[l]].push_back(learned[2 * l + 1].performance - learned[2 * l].performance);
    }
    for (const Learner learner : {Learner::oracle, Learner::flexible, Learner::regularised}) {
        const Estimate gain = estimate(gains[learner]);
        INFO(learner_names[static_cast<std::size_t>(learner)] << ": " << gain.mean << " +- " << gain.standard_error);
        CHECK(std::abs(gain.mean - 0.5) < 4 * gain.standard_error); // error as n^-1/2
        CHECK(gain.standard_error < 0.04);
    }
    CHECK(estimate(gains[Learner::expert]).mean < 0.01);
    experiment.wrong = 0;
    const auto equal = run_experiment(experiment, Dice(1, 0));
    CHECK(equal[3].performance == equal[1].performance); // nothing wrong: the oracle
}

TEST_CASE("Experiment: least squares is what decompositions of the regressors themselves give") {
    for (const Index rows : {5, 29, 30, 31, 200}) {
        INFO(rows);
        const MatrixXd x = some_regressors(rows, 30);
        const VectorXd y = some_responses(x);
        const VectorXd shortest = x.completeOrthogonalDecomposition().pseudoInverse() * y;
        Gram gram;
        CHECK((least_squares(x, y, gram).coefficients - shortest).norm() < 1e-8 * shortest.norm());
    }
}

TEST_CASE("Experiment: sums over more rows are the same, whatever was summed before") {
    const MatrixXd x = some_regressors(100, 20);
    const VectorXd y = some_responses(x);
    Gram gram, fresh;
    for (const Index rows : {30, 55, 100}) static_cast<void>(least_squares(x.topRows(rows), y.head(rows), gram));
    const VectorXd once = least_squares(x, y, fresh).coefficients;
    CHECK((least_squares(x, y, gram).coefficients - once).norm() < 1e-12 * once.norm());
    CHECK((least_squares(x.leftCols(7), y, gram).coefficients - VectorXd(x.leftCols(7).colPivHouseholderQr().solve(y))).norm() < 1e-12);
}

TEST_CASE("Experiment: where the sums are singular, least squares still fits") {
    MatrixXd x = some_regressors(50, 6);
    const VectorXd y = some_responses(x);
    x.col(5) = x.col(3);
    Gram gram;
    const VectorXd best = x.leftCols(5).colPivHouseholderQr().solve(y);
    CHECK((x * least_squares(x, y, gram).coefficients - x.leftCols(5) * best).norm() < 1e-6);
}

TEST_CASE("Experiment: the lasso is at its minimum to 1e-8") {
    for (const Index rows : {10, 40, 300}) {
        const MatrixXd x = some_regressors(rows, 60);
        const VectorXd y = some_responses(x);
        for (const double penalty : {1.0, 0.3, 0.05, 0.005}) {
            INFO(rows << " samples, penalty " << penalty);
            const Fitted fitted = lasso(x, y, penalty);
            CHECK(fitted.converged);
            CHECK(miss_of_minimum(x, y, fitted.coefficients, penalty) < 1e-8);
        }
    }
    CHECK(miss_of_minimum(MatrixXd::Identity(2, 2), VectorXd{{1, 1}}, VectorXd{{1, 1}}, 0.1) == Approx(0.1)); // the test can fail
}

TEST_CASE("Experiment: a lasso that gets nowhere says so") {
    MatrixXd x(4, 2);
    x << 1, 1.001, 2, 1.999, -1, -0.999, -2, -2.001; // all but the same regressor twice
    const VectorXd y{{1, -1, 1, -1}};
    CHECK_FALSE(lasso(x, y, 1e-12).converged);
}

TEST_CASE("Experiment: operations are counted from the algorithm") {
    const MatrixXd x = some_regressors(60, 20);
    const VectorXd y = some_responses(x);
    Gram gram;
    CHECK(least_squares(x, y, gram).flop == Approx(60 * 20 * 21 + 2 * 60 * 20 + 20 * 20 * 20 / 3.0 + 2 * 20 * 20));
    CHECK(least_squares(x.topRows(8), y.head(8), gram).flop == Approx(20 * 8 * 9 + 2 * 20 * 8 + 8 * 8 * 8 / 3.0 + 2 * 8 * 8));
    CHECK(lasso(x, y, 1e6).flop == 2 * 60 * 20 + 2 * 60 * 20); // lengths, and one sweep that changes nothing
    const double fewer = lasso(x, y, 0.5).flop, more = lasso(x, y, 0.01).flop;
    CHECK(fewer > 4 * 60 * 20);
    CHECK(more > fewer);
}

TEST_CASE("Experiment: computation for a performance lies between those of two numbers of samples") {
    const std::vector<Learned> learned{{0.2, 1e3}, {0.1, 1e4}, {0.5, 1e6}, {0.9, 1e7}};
    CHECK(computation_needed(learned, 0.15) == 1e3);
    CHECK(computation_needed(learned, 0.3) == Approx(1e5));
    CHECK(computation_needed(learned, 0.5) == Approx(1e6));
    CHECK(computation_needed(learned, 0.7) == Approx(std::sqrt(1e13)));
    CHECK(std::isnan(computation_needed(learned, 0.91)));
}

TEST_CASE("Experiment: a simulation depends on the replicate alone: not on other samples, columns or learners") {
    const auto at = [](const Experiment& experiment, Learner learner, std::size_t samples, std::uint64_t replicate = 5) {
        return run_experiment(experiment, Dice(1, replicate))[static_cast<std::size_t>(learner) * experiment.samples.size() + samples];
    };
    const Experiment one = small_experiment({60}), three = small_experiment({20, 60, 130});
    Experiment wider = one;
    wider.coefficients = 90;
    Experiment growing = one;
    growing.coefficients_per_sample = 1.5; // 90 again
    for (const Learner learner : {Learner::oracle, Learner::expert, Learner::regularised}) {
        CHECK(at(one, learner, 0).performance == at(three, learner, 1).performance);
        CHECK(at(one, learner, 0).computation == at(three, learner, 1).computation);
    }
    CHECK(at(one, Learner::flexible, 0).performance == Approx(at(three, Learner::flexible, 1).performance).epsilon(1e-10));
    CHECK(at(one, Learner::flexible, 0).computation == at(three, Learner::flexible, 1).computation);
    CHECK(at(one, Learner::oracle, 0).performance == at(wider, Learner::oracle, 0).performance);
    CHECK(at(one, Learner::regularised, 0).performance != at(wider, Learner::regularised, 0).performance);
    for (const Learner learner : learners) CHECK(at(growing, learner, 0).performance == at(wider, learner, 0).performance);
    CHECK(at(one, Learner::oracle, 0).performance != at(one, Learner::oracle, 0, 6).performance);
    CHECK(considered(growing, 10) == 40);
    CHECK(considered(growing, 61) == 92);
}

TEST_CASE("Experiment: a trial has its experiment at the last sample date, where figures find it") {
    const Scenario scenario = scenario_of("tests/scenarios/world.yaml", "capped");
    const Layout layout(scenario);
    Player player(scenario);
    const Outcome outcome = player.play(1, 3);
    REQUIRE(outcome.status == Outcome::Status::ok);
    const auto learned = run_experiment(scenario.experiment, Dice(1, 3));
    REQUIRE(learned.size() == 8);
    const std::size_t last = layout.dates.size() - 1;
    for (std::size_t i = 0; i < learned.size(); ++i) {
        const std::string group = "learner:" + std::string(learner_names[i / 2]) + "/n:" + (i % 2 == 0 ? "15" : "40");
        CHECK(value_of(outcome, layout, Metric::performance, group, last) == learned[i].performance);
        CHECK(value_of(outcome, layout, Metric::computation, group, last) == learned[i].computation);
        CHECK(std::isnan(value_of(outcome, layout, Metric::performance, group, last - 1)));
    }
    for (std::size_t l = 0; l < std::size(learners); ++l) {
        const double needed = computation_needed(std::span(learned).subspan(2 * l, 2), 0.3);
        const double found =
            value_of(outcome, layout, Metric::computation_needed, "learner:" + std::string(learner_names[l]) + "/goal:0.3", last);
        CHECK((found == needed || (std::isnan(found) && std::isnan(needed))));
    }
    const auto parsed = Figure::parse(
        "log10(computation[learner:oracle/n:40]@2020 / computation[learner:oracle/n:15]@2020) / performance[learner:regularised/n:15]@2020",
        layout);
    INFO(parsed.error);
    REQUIRE(parsed.ok());
    std::vector<double> at_places;
    for (const std::size_t place : parsed.figure.places()) at_places.push_back(outcome.values[place]);
    CHECK(parsed.figure.value(at_places) == Approx(std::log10(learned[1].computation / learned[0].computation) / learned[6].performance));
    CHECK(player.play(1, 3).values.size() == outcome.values.size());
}

TEST_CASE("Experiment: an experiment that cannot be is refused") {
    const auto said = [](const std::string& set) {
        const Reading reading = read_scenario_file(std::string(SIM_SOURCE_DIR) + "/tests/scenarios/mm1.yaml",
                                                   std::vector<std::string>{"experiment={samples: [50, 60]}", set});
        return reading.ok() ? "" : to_text(reading.problems);
    };
    CHECK(said("replicates=1").empty());
    CHECK(said("experiment.samples=[50, 50]").find("experiment.samples must ascend") != std::string::npos);
    CHECK(said("experiment.goals=[1, 0.5]").find("experiment.goals must ascend") != std::string::npos);
    CHECK(said("experiment.samples=[]").find("experiment.samples is empty") != std::string::npos);
    CHECK(said("experiment.wrong=11").find("at most as many") != std::string::npos);
    CHECK(said("experiment.coefficients=10").find("must hold experiment.nonzero and experiment.wrong") != std::string::npos);
    CHECK(said("experiment.samples=[50, 200_000]").find("more than 1e8 numbers") != std::string::npos);
    CHECK(said("experiment.coefficients_per_sample=10").empty());
    CHECK(said("report={groups: ['learner:oracle/n:61'], tables: [performance]}").find("there is no group 'learner:oracle/n:61'") !=
          std::string::npos);
    CHECK(said("report={groups: ['learner:oracle/n:60'], tables: [performance]}").empty());
}
