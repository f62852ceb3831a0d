// Two ways to fit a linear model to samples: least squares and the lasso, each with the operations that it took.
#pragma once

// Eigen's own instructions fuse multiplications with additions and add in the order of a machine's registers; so it shall have none.
#define EIGEN_DONT_VECTORIZE
#include <Eigen/Core>

namespace sim {

/// One column per coefficient, one row per sample; any rows and columns of a larger matrix.
using Regressors = Eigen::Ref<const Eigen::MatrixXd, 0, Eigen::OuterStride<>>;
using Responses = Eigen::Ref<const Eigen::VectorXd>;

/// What a fit leaves behind. An operation is an addition, a multiplication, a division or a square root of two numbers, counted from the
/// algorithm and its loops: lower-order terms of the decompositions are left out.
struct Fitted {
    Eigen::VectorXd coefficients;
    double flop = 0;
    bool converged = true;
};

/// Sums of squares and products of the first rows of a matrix: more rows only add to them.
class Gram {
public:
    /// X'X of these regressors, lower triangle. REQUIRES: the rows given before are the first of these.
    const Eigen::MatrixXd& of(const Regressors& x);

private:
    Eigen::MatrixXd sums_;
    Eigen::Index rows_ = 0;
};

/// Minimises |y - X b|. With more samples than coefficients by the normal equations: n p (p + 1) operations for X'X, 2 n p for X'y,
/// p^3 / 3 for the decomposition, 2 p^2 for the solution. Else the shortest b with X b = y, by X X': the same with n and p in each other's
/// place. The count is that of a fit by itself, whatever `gram` has summed up before.
[[nodiscard]] Fitted least_squares(const Regressors& x, const Responses& y, Gram& gram);

/// Minimises |y - X b|^2 / 2n + penalty x (sum of |b|) by coordinate descent: sweeps over all coefficients, and between them over those
/// that are not 0, until a sweep over all moves no gradient by more than 1e-10. A visit to a coefficient takes 2 n operations, 4 n where it
/// changes. Not converged where that takes more than 100,000 sweeps. REQUIRES: penalty > 0.
[[nodiscard]] Fitted lasso(const Regressors& x, const Responses& y, double penalty);

} // namespace sim
