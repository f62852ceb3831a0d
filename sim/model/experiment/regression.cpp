// Least squares by Cholesky and the lasso by coordinate descent, in blocks of fixed size: the same bits on every machine.
#include "model/experiment/regression.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Core>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <vector>

namespace sim {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Eigen cuts its products into blocks that fit the caches it finds, and so adds up in another order on another machine; it shall find
/// these, of no machine in particular.
void fix_blocks() {
    static const bool fixed = (Eigen::setCpuCacheSizes(32 << 10, 512 << 10, 4 << 20), true);
    static_cast<void>(fixed);
}

/// Operations of the normal equations for `unknowns` from sums over `terms`: sums, right side, decomposition, solution.
double operations(Index terms, Index unknowns, double right_side) {
    const auto n = static_cast<double>(terms), p = static_cast<double>(unknowns);
    return n * p * (p + 1) + right_side + p * p * p / 3 + 2 * p * p;
}

/// By Cholesky; where rounding has left the sums not positive definite, by the pivoted decomposition that does not mind.
VectorXd solve(const MatrixXd& sums, const VectorXd& right_side) {
    const Eigen::LLT<MatrixXd> quick(sums);
    if (quick.info() == Eigen::Success) return quick.solve(right_side);
    return MatrixXd(sums.selfadjointView<Eigen::Lower>()).ldlt().solve(right_side);
}

/// Coordinate descent on the lasso's sum, with the residuals of the samples kept up to date.
class Descent {
public:
    Descent(const Regressors& x, const Responses& y, double penalty)
        : x_(x), penalty_(penalty), samples_(static_cast<double>(x.rows())), scale_(x.colwise().squaredNorm().transpose() / samples_),
          residual_(y) {
        fitted_.coefficients = VectorXd::Zero(x.cols());
        fitted_.flop = 2 * samples_ * static_cast<double>(x.cols());
    }

    Fitted run() {
        while (sweep(false) > tolerance && fitted_.converged) {
            while (sweep(true) > tolerance && fitted_.converged) {
            }
        }
        return std::move(fitted_);
    }

private:
    static constexpr double tolerance = 1e-10;
    static constexpr int most_sweeps = 100'000;

    /// The largest move of a gradient.
    double sweep(bool only_present) {
        fitted_.converged = ++sweeps_ <= most_sweeps;
        double moved = 0;
        for (Index j = 0; j < x_.cols(); ++j) {
            if (scale_[j] > 0 && (!only_present || fitted_.coefficients[j] != 0)) moved = std::max(moved, visit(j));
        }
        return moved;
    }

    double visit(Index j) {
        double& coefficient = fitted_.coefficients[j];
        const double target = x_.col(j).dot(residual_) / samples_ + scale_[j] * coefficient;
        const double shrunk = std::copysign(std::max(std::abs(target) - penalty_, 0.0), target) / scale_[j];
        const double change = shrunk - coefficient;
        fitted_.flop += (change != 0 ? 4 : 2) * samples_;
        if (change != 0) residual_ -= change * x_.col(j);
        coefficient = shrunk;
        return std::abs(change) * scale_[j];
    }

    const Regressors& x_;
    double penalty_;
    double samples_;
    VectorXd scale_;
    VectorXd residual_;
    Fitted fitted_;
    int sweeps_ = 0;
};

} // namespace

const MatrixXd& Gram::of(const Regressors& x) {
    if (sums_.cols() != x.cols() || rows_ > x.rows()) {
        sums_ = MatrixXd::Zero(x.cols(), x.cols());
        rows_ = 0;
    }
    sums_.selfadjointView<Eigen::Lower>().rankUpdate(x.bottomRows(x.rows() - rows_).transpose());
    rows_ = x.rows();
    return sums_;
}

Fitted least_squares(const Regressors& x, const Responses& y, Gram& gram) {
    assert(x.rows() == y.size());
    fix_blocks();
    const double right_side = 2 * static_cast<double>(x.rows()) * static_cast<double>(x.cols());
    if (x.rows() > x.cols()) return {solve(gram.of(x), x.transpose() * y), operations(x.rows(), x.cols(), right_side)};
    MatrixXd products = MatrixXd::Zero(x.rows(), x.rows());
    products.selfadjointView<Eigen::Lower>().rankUpdate(x);
    return {x.transpose() * solve(products, y), operations(x.cols(), x.rows(), right_side)};
}

Fitted lasso(const Regressors& x, const Responses& y, double penalty) {
    assert(x.rows() == y.size() && penalty > 0);
    return Descent{x, y, penalty}.run();
}

} // namespace sim
