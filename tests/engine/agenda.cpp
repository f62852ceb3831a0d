// The agenda: one total order of events, whatever the structure that keeps them, and a clock that only goes forward.
#include "engine/agenda.hpp"

#include "engine/dice.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <ostream>
#include <set>
#include <sstream>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

using namespace sim;
using namespace std::chrono_literals;

namespace sim {
std::ostream& operator<<(std::ostream& out, const Appointment& event) {
    return out << event.at.time_since_epoch().count() << " ms, order " << int{event.order} << ", who " << event.who;
}
} // namespace sim

namespace {

using Log = std::vector<Appointment>;

const Instant start = std::chrono::sys_days{std::chrono::January / 1 / 2012};
const Instant end = std::chrono::sys_days{std::chrono::December / 31 / 2030};

template <class A> Log play_out(A& agenda) {
    Log log;
    while (!agenda.empty()) log.push_back(agenda.next());
    return log;
}

/// Where two logs first differ, in words; empty if nowhere.
std::string difference(const Log& log, const Log& expected) {
    const auto [one, other] = std::mismatch(log.begin(), log.end(), expected.begin(), expected.end());
    if (one == log.end() && other == expected.end()) return "";
    std::ostringstream words;
    words << "event " << one - log.begin() << ": ";
    one == log.end() ? words << "none" : words << *one;
    words << " instead of ";
    other == expected.end() ? words << "none" : words << *other;
    return words.str();
}

/// What goes in at the start, and what each event brings about, as far as the budget of additions lasts.
struct Workload {
    const char* name;
    std::function<void(Roll&, const std::function<void(Span, unsigned, std::uint32_t)>&)> begin;
    std::function<void(const Appointment&, Roll&, const std::function<void(Span, unsigned, std::uint32_t)>&)> on;
    int additions = 30'000;
};

Span below(Roll& roll, Span span) { return Span{static_cast<std::int64_t>(roll.uniform() * static_cast<double>(span.count()))}; }
std::uint32_t anyone(Roll& roll) { return static_cast<std::uint32_t>(roll()); }

/// Plays a workload until nothing is left or `go_on`, which is told how many events were played, says no.
template <class A> Log play(
    A& agenda, const Workload& load, const std::function<bool(std::size_t)>& go_on = [](std::size_t) { return true; }) {
    Roll roll = Dice{1, 1}.roll(Purpose::arrival, key_of(load.name));
    int left = load.additions;
    const auto add = [&](Span after, unsigned order, std::uint32_t who) {
        if (left-- > 0) agenda.add(agenda.now() + after, static_cast<std::uint8_t>(order), who);
    };
    Log log;
    load.begin(roll, add);
    while (!agenda.empty() && go_on(log.size())) {
        log.push_back(agenda.next());
        load.on(log.back(), roll, add);
    }
    return log;
}
template <class A> Log play_on(A agenda, const Workload& load) { return play(agenda, load); }

std::vector<Workload> workloads() {
    const Span horizon = end - start;
    const auto nothing = [](const Appointment&, Roll&, const auto&) {};
    return {
        {"uniform over the horizon",
         [=](Roll& roll, const auto& add) {
             for (int i = 0; i < 10'000; ++i) add(below(roll, horizon), 3, anyone(roll));
         },
         nothing},
        {"hold, exponential",
         [=](Roll& roll, const auto& add) {
             for (unsigned i = 0; i < 500; ++i) add(below(roll, year), 1, i);
         },
         [=](const Appointment& event, Roll& roll, const auto& add) { add(from_seconds(-3e6 * std::log(roll.uniform())), 1, event.who); }},
        {"10^4 budgets on one date, each year",
         [=](Roll&, const auto& add) {
             for (unsigned i = 0; i < 10'000; ++i) add(year, 2, (i * 7919U) % 10'000U);
         },
         [=](const Appointment& event, Roll&, const auto& add) { add(year, 2, event.who); }},
        {"10^4 additions at this very instant",
         [=](Roll&, const auto& add) {
             for (int i = 0; i < 3; ++i) add(i * 24h, 9, 0);
         },
         [=](const Appointment& event, Roll& roll, const auto& add) {
             for (int i = 0; event.order == 9 && i < 10'000; ++i) add(0ms, anyone(roll) % 9, anyone(roll));
         }},
        {"exact ties in time, order and who",
         [=](Roll& roll, const auto& add) {
             for (int i = 0; i < 5'000; ++i) add(anyone(roll) % 50 * 24h, anyone(roll) % 3, anyone(roll) % 4);
         },
         [=](const Appointment& event, Roll& roll, const auto& add) { add(anyone(roll) % 5 * 24h, event.order, anyone(roll) % 4); }},
        {"nothing but equal events",
         [=](Roll&, const auto& add) {
             for (int i = 0; i < 5'000; ++i) add(24h, 5, 7);
         },
         [=](const Appointment& event, Roll&, const auto& add) {
             if (event.order == 5) add(0ms, 1, 7);
         }},
        {"all in the last bucket",
         [=](Roll& roll, const auto& add) {
             for (int i = 0; i < 10'000; ++i) add(horizon - below(roll, 2s), 0, anyone(roll));
         },
         [=](const Appointment&, Roll& roll, const auto& add) { add(below(roll, 2s), 0, anyone(roll)); }},
        {"beyond the end as often as before it",
         [=](Roll& roll, const auto& add) {
             for (int i = 0; i < 5'000; ++i) add(below(roll, 2 * horizon), 0, anyone(roll));
         },
         [=](const Appointment&, Roll& roll, const auto& add) { add(below(roll, horizon), 0, anyone(roll)); }},
        {"empty, then filled anew, all at once", [=](Roll&, const auto& add) { add(1ms, 255, 0); },
         [=](const Appointment& event, Roll& roll, const auto& add) {
             if (event.order < 255) return;
             add(24h, 255, 0);
             for (int i = 0; i < 700; ++i) add(below(roll, 24h), 1, anyone(roll));
         }},
        {"from a millisecond to decades, a law without a scale",
         [=](Roll& roll, const auto& add) {
             for (int i = 0; i < 2'000; ++i) add(below(roll, horizon), 0, anyone(roll));
         },
         [=](const Appointment&, Roll& roll, const auto& add) {
             add(Span{static_cast<std::int64_t>(std::exp2(38 * roll.uniform()))}, anyone(roll) % 256, anyone(roll));
         }},
        {"a crowd within a second, again and again", [=](Roll&, const auto& add) { add(0ms, 0, 0); },
         [=](const Appointment&, Roll& roll, const auto& add) {
             if (anyone(roll) % 16 == 0)
                 for (int i = 0; i < 200; ++i) add(30 * 24h + below(roll, 1s), anyone(roll) % 3, anyone(roll));
             add(below(roll, 10ms), anyone(roll) % 3, anyone(roll));
         }},
        {"ever earlier orders at the same instant",
         [=](Roll& roll, const auto& add) {
             for (unsigned i = 0; i < 300; ++i) add(24h, 200, anyone(roll));
         },
         [=](const Appointment& event, Roll& roll, const auto& add) {
             for (int i = 0; i < 2; ++i) {
                 if (event.order == 0)
                     add(24h, 200, anyone(roll));
                 else
                     add(0ms, anyone(roll) % event.order, anyone(roll));
             }
         }},
    };
}

/// The order of the contract, spelt out and kept by comparison of tuples: nothing of the agenda's own.
class Sorted {
public:
    void add(Instant at, std::uint8_t order, std::uint32_t who) {
        if (at <= end) events_.emplace(at, order, who);
    }
    [[nodiscard]] bool empty() const { return events_.empty(); }
    [[nodiscard]] Instant now() const { return now_; }
    Appointment next() {
        const auto [at, order, who] = events_.extract(events_.begin()).value();
        now_ = at;
        return {at, order, who};
    }

private:
    std::multiset<std::tuple<Instant, std::uint8_t, std::uint32_t>> events_;
    Instant now_ = start;
};

} // namespace

TEST_CASE("Agenda: events come back by time, then order, then who") {
    Agenda agenda{start, end};
    agenda.add(start + 2s, 0, 1);
    agenda.add(start + 1s, 7, 2);
    agenda.add(start + 1s, 3, 9);
    agenda.add(start + 1s, 3, 4);
    agenda.add(start + 1s + 1ms, 0, 0);
    agenda.add(start, 255, 4'294'967'295U);
    CHECK(agenda.pending() == 6);
    CHECK(play_out(agenda) == Log{{start, 255, 4'294'967'295U},
                                  {start + 1s, 3, 4},
                                  {start + 1s, 3, 9},
                                  {start + 1s, 7, 2},
                                  {start + 1s + 1ms, 0, 0},
                                  {start + 2s, 0, 1}});
    CHECK(agenda.pending() == 0);
}

TEST_CASE("Agenda: the clock shows the start, then the time of the last event") {
    Agenda agenda{start, end};
    CHECK(agenda.now() == start);
    agenda.add(start + 24h, 0, 0);
    agenda.add(end, 0, 0);
    CHECK(agenda.now() == start);
    agenda.next();
    CHECK(agenda.now() == start + 24h);
    agenda.next();
    CHECK(agenda.now() == end);
}

TEST_CASE("Agenda: an event at the end is played, one after it never") {
    Agenda agenda{start, end};
    agenda.add(end + 1ms, 0, 1);
    agenda.add(Instant::max(), 0, 2);
    CHECK(agenda.empty());
    agenda.add(end, 0, 3);
    CHECK(play_out(agenda) == Log{{end, 0, 3}});
}

TEST_CASE("Agenda: an agenda may be an instant long, or all but 2,000 years") {
    Agenda instant{start, start};
    instant.add(start, 1, 1);
    instant.add(start, 0, 2);
    CHECK(play_out(instant) == Log{{start, 0, 2}, {start, 1, 1}});

    const Instant late = start + 2000 * year - 1ms;
    Agenda ages{start, late, 1};
    ages.add(late, 255, 5);
    ages.add(late - 1ms, 255, 6);
    ages.add(start, 0, 7);
    CHECK(play_out(ages) == Log{{start, 0, 7}, {late - 1ms, 255, 6}, {late, 255, 5}});
}

TEST_CASE("Agenda: a start long before 1970 is as good as any") {
    const Instant old = std::chrono::sys_days{std::chrono::March / 1 / 1900};
    Agenda agenda{old, end};
    agenda.add(Instant{}, 0, 1);
    agenda.add(old, 0, 2);
    CHECK(play_out(agenda) == Log{{old, 0, 2}, {Instant{}, 0, 1}});
}

TEST_CASE("Agenda: at the present instant every order may still be planned, also one whose turn has passed") {
    Agenda agenda{start, end};
    agenda.add(start + 24h, 5, 1);
    agenda.add(start + 24h, 5, 2);
    CHECK(agenda.next() == Appointment{start + 24h, 5, 1});
    agenda.add(agenda.now(), 2, 9);
    agenda.add(agenda.now(), 6, 0);
    agenda.add(agenda.now(), 5, 0);
    CHECK(play_out(agenda) == Log{{start + 24h, 2, 9}, {start + 24h, 5, 0}, {start + 24h, 5, 2}, {start + 24h, 6, 0}});
}

TEST_CASE("Agenda: the order is the contract's, whatever the structure and the size it was told to expect") {
    for (const Workload& load : workloads()) {
        CAPTURE(load.name);
        const Log expected = play_on(Sorted{}, load);
        REQUIRE(expected.size() > 3'000);
        CHECK(difference(play_on(AgendaOn<PlainQueue>{start, end}, load), expected) == "");
        for (const std::size_t pending : {0U, 100U, 5'000U, 1U << 31U}) {
            CAPTURE(pending);
            CHECK(difference(play_on(AgendaOn<Ladder>{start, end, pending}, load), expected) == "");
        }
    }
}

TEST_CASE("Agenda: the simulator keeps its events on the ladder, or in the plain queue where it is built so") {
#ifdef SIM_AGENDA_REFERENCE
    STATIC_REQUIRE(std::is_base_of_v<AgendaOn<PlainQueue>, Agenda>);
#else
    STATIC_REQUIRE(std::is_base_of_v<AgendaOn<Ladder>, Agenda>);
#endif
}

TEST_CASE("Agenda: an event that is said to come soon is one that does, where nothing comes between") {
    for (const std::size_t events : {2'000, 20'000}) {
        Roll roll = Dice{1, 1}.roll(Purpose::arrival, events);
        AgendaOn<Ladder> agenda(start, end, 64);
        for (std::size_t i = 0; i < events; ++i) agenda.add(start + below(roll, end - start), 3, anyone(roll));
        int known = 0;
        while (!agenda.empty()) {
            const EventKey soon = agenda.soon(0);
            const Appointment next = agenda.next();
            if (soon == 0) continue;
            ++known;
            CHECK(order_of(soon) == next.order);
            CHECK(who_of(soon) == next.who);
        }
        CHECK(known > 0);
    }
}

TEST_CASE("Agenda: a copy goes on as the original does, and neither touches the other") {
    for (const Workload& load : workloads()) {
        CAPTURE(load.name);
        Agenda agenda{start, end}, twin = agenda;
        Log rest;
        const Log log = play(agenda, load, [&](std::size_t played) {
            if (played % 997 == 0) agenda = Agenda{agenda}; // go on with a copy of a copy
            if (played == 2'000) {
                twin = agenda;
                Agenda other = agenda;
                rest = play_out(other);
            }
            return true;
        });
        CHECK(difference(log, play_on(Agenda{start, end}, load)) == "");
        CHECK(!rest.empty());
        CHECK(difference(play_out(twin), rest) == "");
    }
}

TEST_CASE("Agenda: a reset agenda knows nothing of the play before") {
    Agenda agenda{start + 5 * year, start + 6 * year, 1};
    for (const Workload& load : workloads()) {
        CAPTURE(load.name);
        agenda.reset(start, end, 300);
        CHECK(agenda.empty());
        CHECK(agenda.now() == start);
        const Log half = play(agenda, load, [](std::size_t played) { return played < 2'000; });
        CHECK(!agenda.empty()); // left off with events pending
        agenda.reset(start, end, 20'000);
        const Log log = play(agenda, load);
        CHECK(difference(log, play_on(Agenda{start, end}, load)) == "");
        CHECK(difference(half, Log(log.begin(), log.begin() + 2'000)) == "");
    }
}
