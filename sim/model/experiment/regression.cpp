// Least squares by Cholesky and the lasso by coordinate descent, in sums of a fixed order: the same bits on every machine.
#include "model/experiment/regression.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Core>

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <vector>

namespace sim {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Adds the columns of a matrix, each times its factor, to a vector: number by number in the order of the columns, however many numbers a
/// machine takes at once. `factor(c)` is that of column c.
template <class Factor>
void add_columns(double* __restrict to, const double* first, Index stride, Index size, Index columns, const Factor& factor) {
    Index c = 0;
    for (; c + 4 <= columns; c += 4) {
        const double *a = first + c * stride, *b = a + stride, *d = b + stride, *e = d + stride;
        const double of_a = factor(c), of_b = factor(c + 1), of_d = factor(c + 2), of_e = factor(c + 3);
        for (Index i = 0; i < size; ++i) to[i] = (((to[i] + of_a * a[i]) + of_b * b[i]) + of_d * d[i]) + of_e * e[i];
    }
    for (; c < columns; ++c) {
        const double* const a = first + c * stride;
        const double of_a = factor(c);
        for (Index i = 0; i < size; ++i) to[i] += of_a * a[i];
    }
}

/// A A', added to the lower triangle.
void add_products(MatrixXd& sums, const Regressors& a) {
    for (Index j = 0; j < a.rows(); ++j)
        add_columns(&sums(j, j), a.data() + j, a.outerStride(), a.rows() - j, a.cols(), [&](Index c) { return a(j, c); });
}

/// Cholesky's factor in place of a lower triangle, column by column; false where the matrix is not positive definite.
bool factorise(MatrixXd& sums) {
    const Index size = sums.rows();
    for (Index j = 0; j < size; ++j) {
        add_columns(&sums(j, j), &sums(j, 0), sums.outerStride(), size - j, j, [&](Index k) { return -sums(j, k); });
        const double square = sums(j, j);
        if (!(square > 0)) return false;
        const double root = std::sqrt(square);
        for (Index i = j; i < size; ++i) sums(i, j) /= root;
    }
    return true;
}

/// Operations of the normal equations for `unknowns` from sums over `terms`: sums, right side, decomposition, solution.
double operations(Index terms, Index unknowns, double right_side) {
    const auto n = static_cast<double>(terms), p = static_cast<double>(unknowns);
    return n * p * (p + 1) + right_side + p * p * p / 3 + 2 * p * p;
}

/// By Cholesky; where rounding has left the sums not positive definite, by the pivoted decomposition that does not mind.
VectorXd solve(const MatrixXd& sums, const VectorXd& right_side) {
    MatrixXd factor = sums;
    if (factorise(factor)) {
        const VectorXd half = factor.triangularView<Eigen::Lower>().solve(right_side);
        return factor.transpose().triangularView<Eigen::Upper>().solve(half);
    }
    return MatrixXd(sums.selfadjointView<Eigen::Lower>()).ldlt().solve(right_side);
}

/// In lanes of its own: a machine may take several at once, and none adds up otherwise.
double dot(const double* a, const double* b, Index size) {
    constexpr Index lanes = 8;
    std::array<double, lanes> sums{};
    Index i = 0;
    for (; i + lanes <= size; i += lanes)
        for (Index lane = 0; lane < lanes; ++lane) sums[static_cast<std::size_t>(lane)] += a[i + lane] * b[i + lane];
    for (; i < size; ++i) sums[0] += a[i] * b[i];
    return ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7]));
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
        const double target = dot(x_.col(j).data(), residual_.data(), residual_.size()) / samples_ + scale_[j] * coefficient;
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
    add_products(sums_, MatrixXd(x.bottomRows(x.rows() - rows_).transpose()));
    rows_ = x.rows();
    return sums_;
}

Fitted least_squares(const Regressors& x, const Responses& y, Gram& gram) {
    assert(x.rows() == y.size());
    const double right_side = 2 * static_cast<double>(x.rows()) * static_cast<double>(x.cols());
    if (x.rows() > x.cols()) return {solve(gram.of(x), x.transpose() * y), operations(x.rows(), x.cols(), right_side)};
    MatrixXd products = MatrixXd::Zero(x.rows(), x.rows());
    add_products(products, x);
    return {x.transpose() * solve(products, y), operations(x.cols(), x.rows(), right_side)};
}

Fitted lasso(const Regressors& x, const Responses& y, double penalty) {
    assert(x.rows() == y.size() && penalty > 0);
    return Descent{x, y, penalty}.run();
}

} // namespace sim
