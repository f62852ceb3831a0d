// The clock and the future: a set of pending events that gives them back in one total order.
#pragma once

#include "sim/quantity.hpp"

#include <cstdint>
#include <vector>

namespace sim {

/// One pending event: when, which process (its rank decides among simultaneous events), and whom it concerns.
struct Appointment {
    Instant at;
    std::uint8_t rank = 0;
    std::uint32_t who = 0;
};

/// Pending events between a start and an end, in the order (time, rank, who, serial number of insertion).
///
/// The order never depends on how the events are kept. Events after the end are never played: `add` drops them.
class Agenda {
public:
    /// REQUIRES: start <= end, less than 2,000 years apart. `expected_pending` sizes the buckets; any value is correct.
    Agenda(Instant start, Instant end, std::size_t expected_pending = 1024);

    /// Empties the agenda for another play and keeps its memory. REQUIRES as for the constructor.
    void reset(Instant start, Instant end, std::size_t expected_pending);

    /// REQUIRES: now() <= at. Nothing may be planned for the past.
    void add(Instant at, std::uint8_t rank, std::uint32_t who);
    [[nodiscard]] bool empty() const { return pending_ == 0; }
    [[nodiscard]] std::size_t pending() const { return pending_; }
    /// Takes out the first event and moves the clock to it. REQUIRES: !empty().
    Appointment next();
    /// The time of the last event taken out; the start before the first.
    [[nodiscard]] Instant now() const;

private:
    // to be designed by whoever owns this module; the public part above is the contract
    std::size_t pending_ = 0;
};

}  // namespace sim
