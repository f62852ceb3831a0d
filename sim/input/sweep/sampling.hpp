// How the points of each sampling design come about: which are listed, and what draws the others in the unit cube.
#pragma once

#include "engine/dice.hpp"
#include "sim/scenario.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace sim {

/// Draws the points of a design, coordinate by coordinate in (0, 1): quantiles of the laws.
class UnitCube {
public:
    virtual ~UnitCube() = default;
    /// Point k of all that there could be. Any order is fine, ascending is fast.
    [[nodiscard]] virtual std::vector<double> point(std::uint64_t k) = 0;
};

/// What a design is, besides its word.
struct Sampling {
    bool together = false; ///< all paths move together, as if they were zipped
    /// What draws the points, with a key for each axis and the number of points that are wanted; nothing where values are listed.
    std::unique_ptr<UnitCube> (*cube)(std::uint32_t points, std::vector<std::uint64_t> keys, std::uint64_t seed) = nullptr;
    [[nodiscard]] bool is_drawn() const { return cube != nullptr; }
};
[[nodiscard]] Sampling sampling_of(Sweep::Design design);

/// The dice of designs: no replicate has them, so that points and replicates are independent whatever either is.
[[nodiscard]] Dice design_dice(std::uint64_t seed);

/// Point k of Boost.Random's Sobol' sequence (direction numbers of Joe and Kuo 2008), 64 bits an axis. Boost leaves the origin out and
/// begins with point 1. With it the first 2^m points are a net, which they are not without: every axis then has exactly one of them in each
/// of 2^m equal parts. REQUIRES: 0 < axes <= 3667.
[[nodiscard]] std::vector<std::uint64_t> sobol_point(std::uint64_t k, std::size_t axes);

/// Owen's nested uniform scramble (Owen 1995, "Randomly permuted (t,m,s)-nets and (t,s)-sequences") of the upper 32 bits: each bit is
/// flipped by a throw of the dice that depends on all bits above it, found by its place in the tree as in Burley 2020, "Practical
/// hash-based Owen scrambling". Numbers that agree in their first m bits still do, so a net stays a net.
[[nodiscard]] std::uint32_t scrambled(std::uint64_t bits, const Dice& dice, std::uint64_t axis_key);

} // namespace sim
