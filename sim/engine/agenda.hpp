// The clock and the future: a set of pending events that gives them back in one total order.
#pragma once

#include "engine/pending.hpp"
#include "sim/quantity.hpp"

#include <cassert>
#include <cstddef>
#include <cstdint>

namespace sim {

/// One pending event: when, in which order among simultaneous events, and whom it concerns.
struct Appointment {
    Instant at;
    std::uint8_t order = 0;
    std::uint32_t who = 0;
    friend bool operator==(const Appointment&, const Appointment&) = default;
};

/// Pending events between a start and an end, by (time, order, who).
///
/// Events that agree in all three are equal values: nobody can tell which was added first, so there is no serial number to wrap.
/// The order never depends on how the events are kept (`Pending`). Events after the end are never played: `add` drops them.
/// A value: a copy goes on exactly as the original would.
template <class Pending> class AgendaOn {
public:
    /// REQUIRES: start <= end, less than 2,000 years apart. `expected_pending` is a hint for speed; any value is correct.
    AgendaOn(Instant start, Instant end, std::size_t expected_pending = 1024) { reset(start, end, expected_pending); }

    /// Empties the agenda for another play and keeps its memory. REQUIRES as for the constructor.
    void reset(Instant start, Instant end, std::size_t expected_pending) {
        assert(start <= end && end - start < 2000 * year);
        start_ = now_ = start;
        end_ = end;
        held_ = 0;
        pending_.reset(tick(end), expected_pending);
    }

    /// REQUIRES: now() <= at. Nothing may be planned for the past; at this very instant every order may still be.
    void add(Instant at, std::uint8_t order, std::uint32_t who) {
        assert(now_ <= at);
        if (at > end_) return;
        pending_.push(event_key(tick(at), order, who));
        ++held_;
    }
    [[nodiscard]] bool empty() const { return held_ == 0; }
    [[nodiscard]] std::size_t pending() const { return held_; }
    /// Takes out the first event and moves the clock to it. REQUIRES: !empty().
    Appointment next() {
        assert(!empty());
        const EventKey key = pending_.pop();
        --held_;
        now_ = start_ + Span{tick_of(key)};
        return {now_, order_of(key), who_of(key)};
    }
    /// An event that probably comes soon, the n-th from now, or 0: for bringing its memory on the way, never for deciding anything.
    [[nodiscard]] EventKey soon(std::size_t n) const { return pending_.soon(n); }
    /// The time of the last event taken out; the start before the first.
    [[nodiscard]] Instant now() const { return now_; }

private:
    [[nodiscard]] Tick tick(Instant at) const { return static_cast<Tick>((at - start_).count()); }

    Instant start_, end_, now_;
    std::size_t held_ = 0;
    Pending pending_;
};

/// The agenda of the simulator. A whole program built with SIM_AGENDA_REFERENCE keeps its events in the plain queue instead:
/// every result must be the same.
#ifdef SIM_AGENDA_REFERENCE
class Agenda : public AgendaOn<PlainQueue> {
#else
class Agenda : public AgendaOn<Ladder> {
#endif
public:
    using AgendaOn::AgendaOn;
};

} // namespace sim
