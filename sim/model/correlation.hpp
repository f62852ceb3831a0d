// Uncertain inputs that are drawn together: rank correlations by a Gaussian copula, which leaves every input its own law.
#pragma once

#include "engine/dice.hpp"
#include "sim/scenario.hpp"

#include <span>
#include <string>
#include <vector>

namespace sim {

/// Inputs that are linked by correlations, directly or over others.
struct CorrelatedSet {
    std::vector<std::size_t> members; ///< into the list of paths, ascending
    std::vector<double> factor;       ///< lower triangle of Cholesky's factor, row by row; empty where there is none
    [[nodiscard]] bool possible() const { return !factor.empty(); }
};

/// The sets among these inputs, by their first members. Spearman's rank correlation s of two normal variables is that of Pearson
/// r = 2 sin(pi s / 6) (Pearson 1907), and ranks do not change with the laws; pairs that are not named are 0. A set is possible where the
/// matrix of r is positive definite. REQUIRES: each correlation is between two different paths of the list.
[[nodiscard]] std::vector<CorrelatedSet> correlated_sets(std::span<const std::string> paths, std::span<const Correlation> correlations);

/// Turns the independent shares of a possible set's members, each in (0, 1), into correlated ones: the first member keeps its own, to the
/// bit.
void correlate(const CorrelatedSet& set, std::span<double> shares);

} // namespace sim
