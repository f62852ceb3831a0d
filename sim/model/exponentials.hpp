// How far back teams look: the exponential law in 4,096 steps of equal probability, five to a word of luck, which is all that it needs.
#pragma once

#include "base/extended.hpp"
#include "engine/dice.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace sim {

class Exponentials {
public:
    static constexpr unsigned bits = 12, per_word = 5;
    Exponentials() {
        for (std::size_t i = 0; i < steps_.size(); ++i)
            steps_[i] = static_cast<float>(-log_of((static_cast<double>(i) + 0.5) / static_cast<double>(steps_.size())));
    }
    [[nodiscard]] double operator()(std::uint64_t word) const { return static_cast<double>(steps_[word % steps_.size()]); }

private:
    std::array<float, std::size_t{1} << bits> steps_{};
};
inline const Exponentials exponentials;

/// Calls f(how far back, with mean 1) so many times, five from a word: what `Glances` gives one by one.
template <class F> void glance(Roll& roll, std::size_t times, F&& f) {
    for (; times >= Exponentials::per_word; times -= Exponentials::per_word) {
        std::uint64_t luck = roll();
        for (unsigned i = 0; i < Exponentials::per_word; ++i, luck >>= Exponentials::bits) f(exponentials(luck));
    }
    if (times == 0) return;
    for (std::uint64_t luck = roll(); times > 0; --times, luck >>= Exponentials::bits) f(exponentials(luck));
}

/// One glance after the other, five from a word. Keeps a reference to the roll.
class Glances {
public:
    explicit Glances(Roll& roll) : roll_(roll) {}
    /// How far back, with mean 1.
    double operator()() {
        luck_ = taken_++ % Exponentials::per_word == 0 ? roll_() : luck_ >> Exponentials::bits;
        return exponentials(luck_);
    }

private:
    Roll& roll_;
    std::uint64_t luck_ = 0;
    unsigned taken_ = 0;
};

} // namespace sim
