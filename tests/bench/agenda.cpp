// How fast the agenda is beside std::priority_queue, as ratios measured in alternating rounds of one run; prints plain lines.
//
// Hold model (Jones 1986): take out the first event and plan the next of the same entity an exponential time later, with a constant
// number pending. Takes the number of rounds; each round of queue against agenda also checks that both played the same times.
#include "scorecard.hpp"

#include "engine/agenda.hpp"

#include "engine/dice.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <queue>
#include <string>
#include <vector>

namespace {

using namespace sim;
using bench::Bound, bench::line;

const Instant start{};
constexpr double mean = 1e8; // milliseconds between an entity's events

/// What a program would write that does not know better: a struct, a comparison by time and then sequence.
class Usual {
public:
    Usual(Instant, Instant end, std::size_t) : end_(end) {}
    void add(Instant at, std::uint8_t, std::uint32_t who) {
        if (at <= end_) queue_.push({at, sequence_++, who});
    }
    Appointment next() {
        const Event first = queue_.top();
        queue_.pop();
        return {first.at, 0, first.who};
    }

private:
    struct Event {
        Instant at;
        std::uint32_t sequence, who;
        bool operator>(const Event& other) const { return at > other.at || (at == other.at && sequence > other.sequence); }
    };
    std::priority_queue<Event, std::vector<Event>, std::greater<>> queue_;
    Instant end_;
    std::uint32_t sequence_ = 0;
};

double cpu_ns() {
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return 1e9 * static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec);
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

/// Exponential increments drawn beforehand: what is measured is the queue. Rounded up to a multiple of `grain`, they make ties.
class Increments {
public:
    explicit Increments(std::int64_t grain) {
        Roll roll = Dice{1, 1}.roll(Purpose::arrival, 0);
        for (Span& span : spans_) span = Span{static_cast<std::int64_t>(-mean * std::log(roll.uniform())) / grain * grain + grain};
    }
    Span operator()() { return spans_[used_++ % spans_.size()]; }

private:
    std::vector<Span> spans_ = std::vector<Span>(1U << 14U);
    std::size_t used_ = 0;
};

struct Hold {
    std::size_t pending;
    double horizon = 0;     // in mean increments; 0: just long enough for what is measured
    double per_instant = 0; // how many events share an instant, on average; 0: hardly any
    [[nodiscard]] std::size_t operations() const { return std::max<std::size_t>(pending, 400'000); }
    [[nodiscard]] std::int64_t grain() const {
        return std::max<std::int64_t>(1, std::llround(per_instant * mean / static_cast<double>(pending)));
    }
};

struct Measured {
    double ns;          // an operation
    std::int64_t check; // the sum of the times played
};

template <class A> Measured measure(const Hold& hold) {
    Increments increment{hold.grain()};
    const double turns = static_cast<double>(hold.operations()) / static_cast<double>(hold.pending) + 2;
    const Instant end = start + Span{std::llround(mean * std::max(hold.horizon, 1.1 * turns + 25))};
    A agenda{start, end, hold.pending};
    for (std::uint32_t who = 0; who < hold.pending; ++who) agenda.add(start + increment(), 0, who);
    std::int64_t check = 0;
    const auto play = [&](std::size_t operations) {
        for (std::size_t i = 0; i < operations; ++i) {
            const Appointment event = agenda.next();
            check += event.at.time_since_epoch().count();
            agenda.add(event.at + increment(), 0, event.who);
        }
    };
    play(2 * hold.pending); // until the times of the pending events are those of the steady state
    const double before = cpu_ns();
    play(hold.operations());
    return {(cpu_ns() - before) / static_cast<double>(hold.operations()), check};
}

/// Every year `labs` budgets at one instant, in a scrambled order: each plans the next, or (`now`) the first plans the others at once.
template <class A> Measured measure_burst(std::uint32_t labs, bool now) {
    const int years = static_cast<int>(400'000U / labs);
    A agenda{start, start + (years + 1) * year, labs};
    std::int64_t check = 0;
    const double before = cpu_ns();
    for (std::uint32_t lab = 0; lab < (now ? 1U : labs); ++lab) agenda.add(start + year, 0, lab * 7919U % labs);
    for (int turn = 0; turn < years; ++turn) {
        for (std::uint32_t i = 0; i < labs; ++i) {
            const Appointment event = agenda.next();
            check += event.at.time_since_epoch().count() + event.who;
            for (std::uint32_t lab = 1; now && i == 0 && lab < labs; ++lab) agenda.add(event.at, 0, 1 + lab * 7919U % labs);
            if (!now || i == 0) agenda.add(event.at + year, 0, event.who * 7919U % labs);
        }
    }
    return {(cpu_ns() - before) / (static_cast<double>(years) * labs), check};
}

/// Runs two measurements alternately; the line has the median of the ratios within a round.
template <class First, class Second>
void compare(const std::string& what, Bound bound, double limit, int rounds, First&& first, Second&& second, bool same) {
    std::vector<double> a, b, ratio;
    for (int round = 0; round < rounds; ++round) {
        const Measured one = first(), two = second();
        if (same && one.check != two.check) {
            fmt::print("{}: the two did not play the same events\n", what);
            std::exit(EXIT_FAILURE);
        }
        a.push_back(one.ns), b.push_back(two.ns), ratio.push_back(one.ns / two.ns);
    }
    line("S1", what, bound, limit, median(ratio), fmt::format(" ({:.0f} / {:.0f} ns)", median(a), median(b)));
}

void holds(int rounds) {
    for (const double horizon : {0.0, 1e3, 1e5}) {
        for (const std::size_t n : {100U, 316U, 1'000U, 10'000U, 100'000U, 316'000U, 1'000'000U}) {
            const Hold hold{n, horizon};
            const std::string span = horizon == 0 ? "just long enough" : fmt::format("{:.0f} increments", horizon);
            compare(
                fmt::format("hold of {} pending, horizon {}: queue / agenda", n, span), Bound::at_least, n < 1'000 || n > 100'000 ? 1 : 1.8,
                rounds, [&] { return measure<Usual>(hold); }, [&] { return measure<Agenda>(hold); }, true);
        }
    }
}

void ties(int rounds) {
    for (const std::size_t n : {100U, 1'000U, 10'000U, 100'000U}) {
        for (const double per_instant : {2.0, 10.0, 100.0}) {
            if (per_instant * 5 > static_cast<double>(n)) continue;
            compare(
                fmt::format("{} an instant / hardly any, {} pending", per_instant, n), Bound::at_most, per_instant > 24 ? 4 : 1.1, rounds,
                [&] {
                    return measure<Agenda>({n, 0, per_instant});
                },
                [&] { return measure<Agenda>({n}); }, false);
        }
    }
}

void bursts(int rounds) {
    const Hold ordinary{10'000};
    compare(
        "10^4 planned for one instant / ordinary hold", Bound::at_most, 4, rounds, [] { return measure_burst<Agenda>(10'000, false); },
        [&] { return measure<Agenda>(ordinary); }, false);
    compare(
        "10^4 added at the present instant / ordinary hold", Bound::at_most, 4, rounds, [] { return measure_burst<Agenda>(10'000, true); },
        [&] { return measure<Agenda>(ordinary); }, false);
}

void fixed_cost(int rounds) {
    for (const std::size_t labs : {100U, 10'000U}) {
        std::vector<double> ns;
        Agenda agenda{start, start + 18 * year, labs};
        for (int round = 0; round < rounds; ++round) {
            const double before = cpu_ns();
            for (int i = 0; i < 1'000; ++i) {
                agenda.reset(start, start + 18 * year, labs);
                agenda.add(start, 0, 0);
            }
            ns.push_back((cpu_ns() - before) / 1'000);
        }
        line("S4", fmt::format("ns to empty the agenda for {} labs: of 5 us + 40 ns a lab, at most 5 us + 10", labs), Bound::at_most,
             5'000 + 10.0 * labs, median(ns));
    }
}

/// The rate over 10^7 events of one run: the last tenth beside the first, each time of an operation the median over the rounds.
void decay(int rounds) {
    std::vector<double> ratio;
    constexpr std::size_t tenth = 1'000'000, pending = 1'000;
    for (int round = 0; round < rounds; ++round) {
        Increments increment{1};
        Agenda agenda{start, start + Span{std::llround(mean * 11'000)}, pending};
        for (std::uint32_t who = 0; who < pending; ++who) agenda.add(start + increment(), 0, who);
        double first = 0, last = 0;
        for (int part = 0; part < 10; ++part) {
            const double before = cpu_ns();
            for (std::size_t i = 0; i < tenth; ++i) {
                const Appointment event = agenda.next();
                agenda.add(event.at + increment(), 0, event.who);
            }
            (part == 0 ? first : last) = cpu_ns() - before;
        }
        ratio.push_back(first / last);
    }
    line("S5", "rate of the last tenth of 10^7 events / of the first", Bound::at_least, 0.95, median(ratio));
}

} // namespace

int main(int argc, char** argv) {
    const int rounds = argc > 1 ? std::max(1, std::atoi(argv[1])) : 7;
    holds(rounds);
    ties(rounds);
    bursts(rounds);
    fixed_cost(rounds);
    decay(std::min(rounds, 7));
}
