// How fast whole stories are beside the agenda's own cost, a hand-written model and a SimPy one, as ratios measured in alternating rounds
// of one run; what a trial costs before its first event; what a lab weighs; what threads give beside processes. Takes the number of rounds,
// and a goal where only that is asked for.
//
// Each result is a line "goal | what | bound | measured | met", where the last is "met", "missed" or "not measured".
#include "floor.hpp"

#include "model/story.hpp"
#include "sim/ensemble.hpp"
#include "sim/scenario_file.hpp"
#include "study/asked.hpp"

#include <boost/random/exponential_distribution.hpp>
#include <boost/random/normal_distribution.hpp>
#include <fmt/core.h>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string_view>

namespace {

using namespace sim;

double seconds(clockid_t clock) {
    timespec time{};
    clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}
double cpu() { return seconds(CLOCK_PROCESS_CPUTIME_ID); }
double wall() { return seconds(CLOCK_MONOTONIC); }

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

Scenario read(const std::string& file, const std::vector<std::string>& sets = {}, const std::string& variant = "") {
    Reading reading = read_scenario_file(std::string(SIM_SOURCE_DIR) + "/" + file, sets, variant);
    if (!reading.problems.empty()) {
        fmt::print(stderr, "{}", to_text(reading.problems));
        std::exit(3);
    }
    return reading.variants.front();
}

/// Nanoseconds an event, over a few replicates.
double story_ns(Player& player, std::uint64_t replicates) {
    std::uint64_t events = 0;
    const double before = cpu();
    for (std::uint64_t r = 0; r < replicates; ++r) events += player.play(1, r).events;
    return 1e9 * (cpu() - before) / static_cast<double>(events);
}

double floor_ns(std::size_t labs, std::uint64_t replicates) {
    static floor_model::Model<boost::random::normal_distribution<double>, boost::random::exponential_distribution<double>> model;
    std::uint64_t events = 0;
    const double before = cpu();
    for (std::uint64_t r = 0; r < replicates; ++r) events += model.play(labs, r + 1);
    return 1e9 * (cpu() - before) / static_cast<double>(events);
}

/// A hold of the agenda alone, with exponential times drawn beforehand.
double hold_ns(std::size_t pending) {
    constexpr std::size_t operations = 400'000;
    static const std::vector<std::int64_t> gaps = [] {
        Roll roll = Dice{1, 1}.roll(Purpose::arrival, 0);
        std::vector<std::int64_t> drawn(1U << 14U);
        for (auto& gap : drawn) gap = 1 + static_cast<std::int64_t>(-1e8 * std::log(roll.uniform()));
        return drawn;
    }();
    std::size_t used = 0;
    Agenda agenda{Instant{}, Instant{} + Span{static_cast<std::int64_t>(3e8 * (operations / static_cast<double>(pending) + 10))}, pending};
    for (std::uint32_t who = 0; who < pending; ++who) agenda.add(Instant{Span{gaps[used++ % gaps.size()]}}, 0, who);
    const double before = cpu();
    for (std::size_t i = 0; i < operations; ++i) {
        const Appointment event = agenda.next();
        agenda.add(event.at + Span{gaps[used++ % gaps.size()]}, 0, event.who);
    }
    return 1e9 * (cpu() - before) / operations;
}

enum class Bound { at_most, at_least };

void line(const char* goal, const std::string& what, Bound bound, double limit, double measured, const std::string& more = "") {
    const bool met = bound == Bound::at_most ? measured <= limit : measured >= limit;
    fmt::print("{} | {} | {} {:.4g} | {:.3g}{} | {}\n", goal, what, bound == Bound::at_most ? "<=" : ">=", limit, measured, more,
               met ? "met" : "missed");
    std::fflush(stdout);
}

/// A ratio of two costs in nanoseconds, the median over rounds.
template <class A, class B> void compare(const char* goal, const std::string& what, Bound bound, double limit, int rounds, A&& a, B&& b) {
    std::vector<double> ratios, as, bs;
    for (int round = 0; round < rounds; ++round) {
        as.push_back(a());
        bs.push_back(b());
        ratios.push_back(as.back() / bs.back());
    }
    line(goal, what, bound, limit, median(ratios), fmt::format(" ({:.0f} / {:.0f} ns)", median(as), median(bs)));
}

/// Mean number of pending events over a story.
std::size_t mean_pending(const Scenario& scenario) {
    const Layout layout(scenario);
    Story story;
    begin(story, scenario, layout, Dice(1, 0));
    double sum = 0;
    while (!story.agenda.empty()) sum += static_cast<double>(story.agenda.pending()), step(story);
    return static_cast<std::size_t>(sum / static_cast<double>(story.events));
}

/// Microseconds of a trial in which nothing but its beginning happens.
double beginning_us(const Scenario& scenario) {
    const Layout layout(scenario);
    Story story;
    constexpr int times = 50;
    begin(story, scenario, layout, Dice(1, 0));
    const double before = cpu();
    for (std::uint64_t r = 0; r < times; ++r) begin(story, scenario, layout, Dice(1, r));
    return 1e6 * (cpu() - before) / times;
}

/// Trials a second on so many threads of this process, or in so many processes of one thread each.
double trials_a_second(const Scenario& scenario, unsigned threads, unsigned processes, std::size_t trials) {
    const auto work = [&](std::size_t count, std::uint64_t from) {
        std::vector<std::unique_ptr<Player>> players(count);
        in_parallel(count, threads, [&](std::size_t i) {
            thread_local std::unique_ptr<Player> player;
            if (!player) player = std::make_unique<Player>(scenario);
            static_cast<void>(player->play(1, from + i));
        });
    };
    const double before = wall();
    if (processes == 1)
        work(trials, 0);
    else {
        std::vector<pid_t> children;
        for (unsigned p = 0; p < processes; ++p) {
            children.push_back(fork());
            if (children.back() == 0) work(trials / processes, p * trials), _exit(0);
        }
        for (const pid_t child : children) waitpid(child, nullptr, 0);
    }
    return static_cast<double>(trials) / (wall() - before);
}

const char* const labs_file = "tests/scenarios/plain_labs.yaml";

Scenario plain_labs(std::size_t labs, const char* end = "2029-12-31") {
    return read(labs_file, {fmt::format("labs[labs].count={}", labs), fmt::format("clock.end={}", end)});
}

struct Cost {
    double bytes = 0, seconds = 0;
};

/// Of one trial in a process of its own: its peak memory, in which this process's own is the same for all, and its CPU time.
Cost cost_of_trial(const Scenario& scenario) {
    std::array<int, 2> ends{};
    if (pipe(ends.data()) != 0) return {};
    const pid_t child = fork();
    if (child == 0) {
        const double before = cpu();
        Player player(scenario);
        static_cast<void>(player.play(1, 0));
        rusage usage{};
        getrusage(RUSAGE_SELF, &usage);
        const Cost cost{1024.0 * static_cast<double>(usage.ru_maxrss), cpu() - before};
        _exit(::write(ends[1], &cost, sizeof cost) == sizeof cost ? 0 : 1);
    }
    close(ends[1]);
    Cost cost;
    if (::read(ends[0], &cost, sizeof cost) != sizeof cost) cost = {};
    close(ends[0]);
    waitpid(child, nullptr, 0);
    return cost;
}

void measure_memory() {
    const Cost few = cost_of_trial(plain_labs(20'000)), many = cost_of_trial(plain_labs(100'000));
    line("S6", "bytes a plain lab, by the slope of peak memory from 20,000 to 100,000 labs, 18 years", Bound::at_most, 600,
         (many.bytes - few.bytes) / 80'000);
    const Cost million = cost_of_trial(plain_labs(1'000'000, "2013-06-30"));
    line("S6", "labs in one process, in thousands", Bound::at_least, 1000, million.bytes > 0 ? 1000 : 0,
         fmt::format(" ({:.2f} GB, {:.0f} s for a year and a half)", 1e-9 * million.bytes, million.seconds));
}

/// Nanoseconds an event of the SimPy model; 0 where there is no SimPy.
double simpy_ns(std::size_t labs) {
    const std::string command = fmt::format("/usr/bin/python3 {}/tests/bench/lab_simpy.py {} 1 2>/dev/null", SIM_SOURCE_DIR, labs);
    FILE* const output = popen(command.c_str(), "r");
    double events = 0, ns = 0;
    if (output == nullptr || std::fscanf(output, "%lf %lf", &events, &ns) != 2) ns = 0;
    if (output != nullptr) pclose(output);
    return ns;
}

void compare_with_others() {
    for (const auto& [labs, at_least] : {std::pair<std::size_t, double>{100, 60}, {10'000, 150}}) {
        Player player(plain_labs(labs));
        const double simpy = simpy_ns(labs), ours = story_ns(player, labs == 100 ? 20 : 2);
        const std::string what = fmt::format("SimPy / plain lab model, {} labs", labs);
        if (simpy > 0)
            line("S3", what, Bound::at_least, at_least, simpy / ours, fmt::format(" ({:.0f} / {:.0f} ns)", simpy, ours));
        else
            fmt::print("S3 | {} | >= {} | no python3-simpy3 | not measured\n", what, at_least);
    }
    fmt::print("S3 | Cimba's callbacks / plain lab model | >= 1 | no Cimba | not measured\n");
}

void measure_beginning() {
    for (const unsigned labs : {100U, 10'000U}) {
        const double us = beginning_us(plain_labs(labs));
        line("S4", fmt::format("us to begin a trial with {} labs: 5 us + 40 ns a lab", labs), Bound::at_most, 5 + 0.04 * labs, us);
    }
}

void compare_samples(int rounds) {
    Scenario monthly = read("scenarios/china2030.yaml", {}, "observed"), yearly = monthly; // not by a set: its claims name other dates
    monthly.clock.sample_months = 1;
    yearly.clock.sample_months = 12;
    Player often(monthly, Layout(monthly, asked_of(monthly))), seldom(yearly, Layout(yearly, asked_of(yearly))); // as a run measures
    compare(
        "S5", "an event with monthly samples / with yearly ones (china2030)", Bound::at_most, 1.5, rounds,
        [&] { return story_ns(often, 2); }, [&] { return story_ns(seldom, 2); });
}

void compare_whole(const char* what, const Scenario& scenario, int rounds, std::uint64_t replicates) {
    Player player(scenario, Layout(scenario, asked_of(scenario))); // as a run measures
    static_cast<void>(player.play(1, 0));
    const std::size_t pending = mean_pending(scenario);
    compare(
        "S2", fmt::format("{} / hold at its {} pending", what, pending), Bound::at_most, 7, rounds,
        [&] { return story_ns(player, replicates); }, [&] { return hold_ns(pending); });
}

void compare_with_floor(int rounds) {
    struct Size {
        std::size_t labs;
        double goal;
        std::uint64_t replicates;
    };
    for (const Size size : {Size{100, 1.8, 20}, Size{10'000, 2.5, 1}, Size{100'000, 3, 1}}) {
        Player player(plain_labs(size.labs));
        compare(
            "S2", fmt::format("plain lab model, {} labs / hand-written floor", size.labs), Bound::at_most, size.goal,
            size.labs > 10'000 ? 1 + rounds / 3 : rounds, [&] { return story_ns(player, size.replicates); },
            [&] { return floor_ns(size.labs, size.replicates); });
    }
}

void compare_threads(const Scenario& world, int rounds) {
    std::vector<double> ratios;
    for (int round = 0; round < rounds; ++round) ratios.push_back(trials_a_second(world, 2, 1, 40) / trials_a_second(world, 1, 2, 40));
    line("S4", "two threads / two processes", Bound::at_least, 0.95, median(ratios));
}

void measure_reading() {
    const double before = cpu();
    Player first(read("scenarios/china2030.yaml", {}, "observed"));
    line("S7", "ms to read china2030 and build its first player", Bound::at_most, 20, 1e3 * (cpu() - before));
}

} // namespace

int main(int argc, char** argv) {
    const int rounds = argc > 1 ? std::atoi(argv[1]) : 7;
    const auto asked = [&](std::string_view goal) { return argc < 3 || goal == argv[2]; };
    fmt::print("# medians of {} alternating rounds, CPU time\n", rounds);
    if (asked("S6")) measure_memory(); // while this process is small
    if (asked("S2")) compare_with_floor(rounds);
    if (asked("S3")) compare_with_others();
    const Scenario world = read("scenarios/china2030.yaml", {}, "observed");
    if (asked("S2")) {
        compare_whole("whole model (china2030)", world, rounds, 4);
        compare_whole("whole model (default scenario)", read("scenarios/world.yaml"), rounds, 1);
    }
    if (asked("S4")) {
        measure_beginning();
        compare_threads(world, rounds);
    }
    if (asked("S5")) compare_samples(rounds);
    if (asked("S7")) measure_reading();
}
