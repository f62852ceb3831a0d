// Orthogonal polynomials on the ranks of what was drawn: the directions in which an input, or several together, can move a figure.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace sim {

/// The draws of one input, trial by trial; in any unit, as only their order counts.
using Draws = std::vector<double>;

/// So many directions of an input can be told from noise in so many trials: the degree of its polynomials, one for 25 trials, at most 6;
/// from 500 trials on 8, as of a whole wave 2 % lie beyond the sixth.
[[nodiscard]] unsigned degree_for(std::size_t trials);

/// Directions over the trials, each of sum 0 and length 1 and orthogonal to the others: for one input the polynomials of its mid-rank up to
/// a degree; for several also the products of two of them up to the third degree. An input that takes few values has fewer, one that never
/// varies none. They depend on the order of draws alone: no law and no transformation of an input changes them.
class RankBasis {
public:
    /// REQUIRES: at least one member; all of the same length, two or more, without not-a-number; degree >= 1.
    RankBasis(std::span<const Draws* const> members, unsigned degree);
    [[nodiscard]] std::size_t trials() const { return trials_; }
    [[nodiscard]] std::size_t directions() const { return directions_; }
    /// REQUIRES: k < directions().
    [[nodiscard]] std::span<const double> direction(std::size_t k) const { return std::span(values_).subspan(k * trials_, trials_); }

private:
    void add(std::vector<double> candidate);
    std::size_t trials_ = 0, directions_ = 0;
    std::vector<double> values_; // direction by direction
};

/// The part of the variance of `centred` that lies in these directions, adjusted for their number: 1 - (RSS / (n - k - 1)) / (TSS / (n -
/// 1)). About 0 for what does not matter, and below 0 as often as above. REQUIRES: values of mean 0 that vary, one for each trial.
[[nodiscard]] double part_of_variance(const RankBasis& basis, std::span<const double> centred);
/// The same from the part that is not adjusted.
[[nodiscard]] double adjusted(double part, std::size_t trials, std::size_t directions);

/// Values less their mean.
[[nodiscard]] std::vector<double> centred(std::span<const double> values);

} // namespace sim
