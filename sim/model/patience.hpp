// Who watches a story can end it: between events, and while it is set up.
#pragma once

#include "sim/trial.hpp"

#include <cstdint>

namespace sim {

/// Somebody who watches said that time is up.
struct OutOfTime {};

/// Counts small steps, of a microsecond or less, and asks whoever watches every few thousand.
class Patience {
public:
    Patience() = default;
    /// REQUIRES: the watch outlives this, where it is one.
    explicit Patience(const Watch& watch) : watch_(watch ? &watch : nullptr) {}
    /// So many steps were made. Throws OutOfTime and Dropped.
    void spend(std::uint64_t steps = 1) {
        if (watch_ == nullptr) return;
        spent_ += steps;
        if (spent_ >= steps_between_questions) ask();
    }

private:
    static constexpr std::uint64_t steps_between_questions = 4096; // about a millisecond
    void ask() {
        spent_ = 0;
        const Advice advice = (*watch_)();
        if (advice == Advice::drop) throw Dropped("dropped");
        if (advice == Advice::out_of_time) throw OutOfTime();
    }

    const Watch* watch_ = nullptr;
    std::uint64_t spent_ = 0;
};

} // namespace sim
