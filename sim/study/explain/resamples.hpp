// Resamples and permutations of trials, from dice of their own: the same ones whatever is asked of them, and on any threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace sim {

/// Several resamples, or several permutations, are worked on at once: numbers lie trial by trial, and within one of them lane by lane.
inline constexpr std::size_t lanes = 8;
/// So many standard errors to either side are a 95 % interval.
inline constexpr double errors_of_interval = 1.959963984540054;

/// Bootstrap (B. Efron 1979, "Bootstrap methods: another look at the jackknife"): how often each trial is in each resample.
class Resamples {
public:
    static constexpr std::size_t count = 200;
    /// REQUIRES: trials > 0.
    Resamples(std::size_t trials, std::uint64_t seed);
    [[nodiscard]] std::size_t trials() const { return trials_; }
    /// The weights of the resamples `block` x lanes and following: trials() x lanes numbers. REQUIRES: block < count / lanes.
    [[nodiscard]] std::span<const double> block(std::size_t block) const {
        return std::span(weights_).subspan(block * trials_ * lanes, trials_ * lanes);
    }

private:
    std::size_t trials_;
    std::vector<double> weights_;
};
static_assert(Resamples::count % lanes == 0);

/// Orders of so many trials by chance, drawn by Fisher and Yates.
class Permutations {
public:
    static constexpr std::size_t count = 200;
    Permutations(std::size_t trials, std::uint64_t seed);
    /// The values in the orders of the permutations `block` x lanes and following. REQUIRES: one for each trial.
    [[nodiscard]] std::vector<double> of(std::span<const double> values, std::size_t block) const;

private:
    std::size_t trials_;
    std::vector<std::uint32_t> order_;
};
static_assert(Permutations::count % lanes == 0);

} // namespace sim
