// The sampling designs, each by what draws its points: chance alone, Latin hypercubes, Sobol's sequence.
#include "input/sweep/sampling.hpp"

#include <boost/random/sobol.hpp>

#include <cassert>
#include <cstddef>
#include <numeric>
#include <utility>

namespace sim {
namespace {

constexpr std::uint64_t no_replicate = ~std::uint64_t{0};

class MonteCarlo : public UnitCube {
public:
    MonteCarlo(std::uint32_t, std::vector<std::uint64_t> keys, std::uint64_t seed) : keys_(std::move(keys)), dice_(design_dice(seed)) {}
    std::vector<double> point(std::uint64_t k) override {
        std::vector<double> coordinates;
        for (const std::uint64_t key : keys_) coordinates.push_back(dice_.roll(Purpose::design, key, k).uniform());
        return coordinates;
    }

private:
    std::vector<std::uint64_t> keys_;
    Dice dice_;
};

/// McKay, Beckman and Conover 1979: one point in each of as many strata, at random within it. Point k is point k modulo `points` of
/// hypercube k / `points`.
class LatinHypercube : public UnitCube {
public:
    LatinHypercube(std::uint32_t points, std::vector<std::uint64_t> keys, std::uint64_t seed)
        : points_(points), keys_(std::move(keys)), dice_(design_dice(seed)) {
        shuffle(0);
    }
    std::vector<double> point(std::uint64_t k) override {
        if (k / points_ != cube_) shuffle(k / points_);
        std::vector<double> coordinates;
        for (std::size_t axis = 0; axis < keys_.size(); ++axis) coordinates.push_back(place(axis, k));
        return coordinates;
    }

private:
    /// The place within the stratum has 32 bits: with the stratum's number before the point, a sum of 53 bits is exact and never rounds
    /// into the next stratum.
    double place(std::size_t axis, std::uint64_t k) {
        const double within = (static_cast<double>(dice_.roll(Purpose::design, keys_[axis], k)() >> 32U) + 0.5) * 0x1p-32;
        return (strata_[axis][k % points_] + within) / points_;
    }
    /// Fisher and Yates, from dice of their own: ordinals from the other end than the points'.
    void shuffle(std::uint64_t cube) {
        cube_ = cube;
        strata_.assign(keys_.size(), std::vector<std::uint32_t>(points_));
        for (std::size_t axis = 0; axis < keys_.size(); ++axis) {
            auto& strata = strata_[axis];
            std::iota(strata.begin(), strata.end(), 0U);
            Roll roll = dice_.roll(Purpose::design, keys_[axis], ~cube);
            for (std::size_t left = points_; left > 1; --left)
                std::swap(strata[left - 1], strata[static_cast<std::size_t>(roll.uniform() * static_cast<double>(left))]);
        }
    }

    std::uint32_t points_;
    std::vector<std::uint64_t> keys_;
    Dice dice_;
    std::uint64_t cube_ = 0;                         // whose strata these are
    std::vector<std::vector<std::uint32_t>> strata_; // by axis and point
};

class SobolPoints : public UnitCube {
public:
    SobolPoints(std::uint32_t, std::vector<std::uint64_t> keys, std::uint64_t seed) : keys_(std::move(keys)), dice_(design_dice(seed)) {}
    std::vector<double> point(std::uint64_t k) override {
        const std::vector<std::uint64_t> bits = sobol_point(k, keys_.size());
        std::vector<double> coordinates;
        for (std::size_t axis = 0; axis < keys_.size(); ++axis)
            coordinates.push_back((scrambled(bits[axis], dice_, keys_[axis]) + 0.5) * 0x1p-32);
        return coordinates;
    }

private:
    std::vector<std::uint64_t> keys_;
    Dice dice_;
};

template <class Cube> std::unique_ptr<UnitCube> make(std::uint32_t points, std::vector<std::uint64_t> keys, std::uint64_t seed) {
    return std::make_unique<Cube>(points, std::move(keys), seed);
}

} // namespace

Sampling sampling_of(Sweep::Design design) {
    switch (design) {
    case Sweep::Design::grid:
        return {};
    case Sweep::Design::list:
    case Sweep::Design::file: // whose rows are a list
        return {.together = true};
    case Sweep::Design::monte_carlo:
        return {.cube = make<MonteCarlo>};
    case Sweep::Design::lhs:
        return {.cube = make<LatinHypercube>};
    case Sweep::Design::sobol:
        return {.cube = make<SobolPoints>};
    }
    return {};
}

Dice design_dice(std::uint64_t seed) { return {seed, no_replicate}; }

std::vector<std::uint64_t> sobol_point(std::uint64_t k, std::size_t axes) {
    assert(axes > 0);
    std::vector<std::uint64_t> coordinates(axes);
    if (k == 0) return coordinates;
    boost::random::sobol engine(axes);
    engine.seed(k - 1);
    for (std::uint64_t& c : coordinates) c = engine();
    return coordinates;
}

std::uint32_t scrambled(std::uint64_t bits, const Dice& dice, std::uint64_t axis_key) {
    const auto before = static_cast<std::uint32_t>(bits >> 32U);
    std::uint32_t after = before;
    for (unsigned depth = 0; depth < 32; ++depth) {
        const std::uint64_t node = std::uint64_t{1} << depth | std::uint64_t{before} >> (32 - depth); // a heap's number: 1, 2-3, 4-7, ...
        if ((dice.roll(Purpose::design, axis_key, node)() & 1U) != 0) after ^= 0x8000'0000U >> depth;
    }
    return after;
}

} // namespace sim
