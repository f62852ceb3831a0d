// Draws samples, lets each learner fit what it considers, and reads off how much was computed for a performance.
#include "model/experiment/experiment.hpp"

#include "base/extended.hpp"
#include "base/whole.hpp"
#include "engine/draw.hpp"
#include "model/experiment/regression.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <numbers>

namespace sim {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Independent standard normals, column by column.
MatrixXd normals(const Dice& dice, Purpose purpose, Index rows, Index columns) {
    MatrixXd numbers(rows, columns);
    for (Index c = 0; c < columns; ++c) {
        Roll roll = dice.roll(purpose, static_cast<std::uint64_t>(c));
        for (Index r = 0; r < rows; ++r) numbers(r, c) = draw_normal(roll);
    }
    return numbers;
}

/// The samples of one simulation, and the four who learn from them.
class Simulation {
public:
    Simulation(const Experiment& experiment, const Dice& dice)
        : experiment_(experiment), nonzero_(experiment.nonzero),
          x_(normals(dice, Purpose::regressor, experiment.samples.back(), considered(experiment, experiment.samples.back()))),
          y_(x_.leftCols(nonzero_).rowwise().sum() + experiment.noise * normals(dice, Purpose::response_noise, x_.rows(), 1)) {}

    Learned learn(Learner learner, std::uint32_t samples) {
        const auto n = static_cast<Index>(samples), p = static_cast<Index>(considered(experiment_, samples));
        const auto wrong = static_cast<Index>(experiment_.wrong);
        const auto y = y_.head(n);
        Gram fresh;
        switch (learner) {
        case Learner::oracle:
            return judged(least_squares(x_.topLeftCorner(n, nonzero_), y, fresh), 0);
        case Learner::expert:
            return judged(least_squares(x_.block(0, wrong, n, nonzero_), y, fresh), wrong);
        case Learner::flexible:
            return judged(least_squares(x_.topLeftCorner(n, p), y, all_), 0);
        case Learner::regularised:
            break;
        }
        const double universal = experiment_.noise * std::sqrt(2 * log_of(static_cast<double>(p)) / static_cast<double>(n));
        const Fitted fitted = lasso(x_.topLeftCorner(n, p), y, experiment_.penalty * universal);
        if (!fitted.converged)
            throw ExperimentFailure(fmt::format("experiment: the lasso of {} coefficients on {} samples does not converge", p, n));
        return judged(fitted, 0);
    }

private:
    /// Beside the truth. The learner's first coefficient is number `first` of the truth's; those before count as 0.
    [[nodiscard]] Learned judged(const Fitted& fitted, Index first) const {
        const Index right = nonzero_ - first;
        const double errors = static_cast<double>(first) + (fitted.coefficients.head(right).array() - 1).matrix().squaredNorm() +
                              fitted.coefficients.tail(fitted.coefficients.size() - right).squaredNorm();
        return {-0.5 * log_of(errors / static_cast<double>(nonzero_)) / std::numbers::ln10, fitted.flop};
    }

    const Experiment& experiment_;
    Index nonzero_;
    MatrixXd x_;
    VectorXd y_;
    Gram all_; // of the flexible learner, who goes through the numbers of samples in ascending order
};

} // namespace

std::uint32_t considered(const Experiment& experiment, std::uint32_t samples) {
    constexpr std::uint32_t most = std::numeric_limits<std::uint32_t>::max(); // far beyond what is read
    return std::max(experiment.coefficients,
                    whole_of<std::uint32_t>(std::ceil(experiment.coefficients_per_sample * samples)).value_or(most));
}

std::vector<Learned> run_experiment(const Experiment& experiment, const Dice& dice) {
    Simulation simulation(experiment, dice);
    std::vector<Learned> learned;
    for (const Learner learner : learners) {
        for (const std::uint32_t samples : experiment.samples) learned.push_back(simulation.learn(learner, samples));
    }
    return learned;
}

double computation_needed(std::span<const Learned> by_samples, double performance) {
    const auto there = std::ranges::find_if(by_samples, [&](const Learned& l) { return l.performance >= performance; });
    if (there == by_samples.end()) return std::numeric_limits<double>::quiet_NaN();
    if (there == by_samples.begin()) return there->computation;
    const Learned& before = *std::prev(there);
    const double part = (performance - before.performance) / (there->performance - before.performance);
    return before.computation * power_of(there->computation / before.computation, part);
}

} // namespace sim
