// Random numbers as a pure function of (seed, replicate, purpose, who, ordinal): two scenarios differ only where they must.
#pragma once

// Philox needs no vector types: without them the header is an eighth as long.
#define R123_USE_SSE 0
#include <Random123/philox.h>

#include <cstdint>
#include <limits>

namespace sim {

/// What a random number is for. New purposes go at the end: a test pins the first draws of the existing ones.
enum class Purpose : std::uint32_t {
    input,    ///< an uncertain number of the scenario; who = key of its path
    founding, ///< a hand: researchers, wealth and patience of a lab, and how its GPUs become whole; who = the lab's key, here and below
    unused_5, ///< purposes that are now in a hand with others leave their places
    unused_6,
    seed_paper,    ///< papers known on day one
    choice,        ///< which papers a free team looks at; ordinal = the lab's project count, here and below
    reproduction,  ///< whether it succeeds
    research_time, ///< from the reproduction to the own experiment
    extension,     ///< how much larger the own experiment is
    abandonment,   ///< whether a scooped team gives up
    arrival,       ///< a hand: what an exogenous paper costs, which labs look at it, when the next appears; who = the stream's key
    unused_7,
    unused_8,
    domain,          ///< the domain of a seed paper
    appetite,        ///< how much of what it may use a project wants; ordinal = the lab's project count
    first_choice,    ///< when a team first looks for a project; ordinal = its number in the lab
    attempt,         ///< how quick a team is at a reproduction; ordinal = the lab's project count, here and in the next three
    efficiency_work, ///< whether an own experiment is efficiency work
    advance,         ///< how much less compute it makes do
    idle_work,       ///< whether a team without a feasible paper does efficiency work, and in which domain
    openness,        ///< whether a lab shares its know-how
    tie,             ///< with whom a lab seeks its ties; ordinal = the tie's number, and the other lab's key in the seeking
    tie_delay,       ///< how long know-how takes; who = the two labs' keys
    regressor,       ///< the samples of one regressor in an experiment, one after the other; who = its column
    response_noise,  ///< the noise of the samples, one after the other
    design,          ///< where the points of a sweep lie; who = key of a swept path; rolled by no replicate
    people_time,     ///< a hand: time for a reproduction and for own work, use of GPUs, why none; ordinal = the lab's project count
    run_size,        ///< a hand: how many runs, how large, how far beyond the largest known, how small on open models; ordinal as above
    unused_1,
    unused_2,
    unused_3,
    publication, ///< a hand: luck with credit, and whether the paper's model can be had by all; ordinal = the lab's project count
    unused_4,
    heavy_market, ///< whether a large lab buys from its other markets; ordinal = the day
    stratum,      ///< places of labs in their strata: a word that is mixed with their keys; ordinal = of what
    field_shock,  ///< growth of the field in a year; ordinal = the year
    share_walk,   ///< of a country; who = the country's key; ordinal = the year
    roadmap,      ///< gaps and gains of a series of GPUs; who = its key; ordinal = the member's number
    turn,         ///< in which order labs act that act at the same instant: a word that is mixed with their keys
    resampling,   ///< series of a hindcast drawn anew, and draws of its forecasters; who = key of the block or the series; rolled by no
                  ///< replicate
    resample,     ///< which trials an explanation's resample takes; rolled by no replicate, nor is the next one
    permutation,  ///< the order that chance gives to trials
};

/// The numbers of one roll: a uniform random bit generator (64 bits) for Boost.Random, any number of words long.
class Roll {
public:
    using result_type = std::uint64_t;
    static constexpr result_type min() { return 0; }
    static constexpr result_type max() { return std::numeric_limits<result_type>::max(); }

    Roll(r123::Philox4x64::key_type key, Purpose purpose, std::uint64_t who, std::uint64_t ordinal)
        : counter_{{0, ordinal, who, static_cast<std::uint64_t>(purpose)}}, key_(key) {}

    result_type operator()() {
        if (next_ == 4) refill();
        return words_[next_++];
    }
    /// Uniform in the open interval (0, 1), on the midpoints of 2^52 equal cells: never 0 and never 1.
    double uniform() { return midpoint((*this)()); }
    /// The midpoint of the cell to which a word belongs. Of 2^53 cells the last midpoint would round to 1.
    static constexpr double midpoint(result_type word) { return (static_cast<double>(word >> 12U) + 0.5) * 0x1p-52; }

private:
    friend class Hand;
    /// Apart, so that the other three words in four cost a few instructions.
    [[gnu::noinline]] void refill() {
        words_ = r123::Philox4x64{}(counter_, key_);
        ++counter_[0];
        next_ = 0;
    }
    r123::Philox4x64::ctr_type counter_;
    r123::Philox4x64::key_type key_;
    r123::Philox4x64::ctr_type words_{};
    unsigned next_ = 4;
};

/// Four rolls at the cost of one, for what is always drawn together. Each begins at its own word of one block and goes on, where a law
/// takes more, in blocks of its own: so none depends on what the others took.
class Hand {
public:
    static constexpr unsigned rolls = 4;
    Hand(r123::Philox4x64::key_type key, Purpose purpose, std::uint64_t who, std::uint64_t ordinal)
        : counter_{{0, ordinal, who, static_cast<std::uint64_t>(purpose)}}, key_(key), words_(r123::Philox4x64{}(counter_, key)) {}
    /// REQUIRES: i < rolls.
    [[nodiscard]] Roll operator[](unsigned i) const {
        Roll roll(key_, Purpose{}, 0, 0);
        roll.counter_ = counter_;
        roll.counter_[0] = (std::uint64_t{i} + 1) << 32U;
        roll.words_[3] = words_[i];
        roll.next_ = 3;
        return roll;
    }

private:
    r123::Philox4x64::ctr_type counter_;
    r123::Philox4x64::key_type key_;
    r123::Philox4x64::ctr_type words_;
};

/// All the luck of one replicate.
class Dice {
public:
    Dice(std::uint64_t seed, std::uint64_t replicate) : key_{{seed, replicate}} {}
    /// The roll for this purpose, entity and ordinal: the same whenever and wherever it is asked for.
    [[nodiscard]] Roll roll(Purpose purpose, std::uint64_t who, std::uint64_t ordinal = 0) const { return {key_, purpose, who, ordinal}; }
    /// Four of them. A purpose has either rolls or hands.
    [[nodiscard]] Hand hand(Purpose purpose, std::uint64_t who, std::uint64_t ordinal) const { return {key_, purpose, who, ordinal}; }

private:
    r123::Philox4x64::key_type key_;
};

} // namespace sim
