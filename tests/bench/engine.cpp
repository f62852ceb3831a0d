// How fast whole stories are beside the agenda's own cost and beside a hand-written model, as ratios measured in alternating rounds of
// one run; what a trial costs before its first event; what a lab weighs; what threads give beside processes. Takes the number of rounds.
#include "floor.hpp"

#include "model/story.hpp"
#include "sim/ensemble.hpp"
#include "sim/scenario_file.hpp"

#include <boost/random/exponential_distribution.hpp>
#include <boost/random/normal_distribution.hpp>
#include <fmt/core.h>

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <ctime>

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

template <class A, class B> void compare(const char* what, const char* goal, int rounds, A&& a, B&& b) {
    std::vector<double> ratios, as, bs;
    for (int round = 0; round < rounds; ++round) {
        as.push_back(a());
        bs.push_back(b());
        ratios.push_back(as.back() / bs.back());
    }
    fmt::print("{:<64} {:6.2f}   ({:.0f} / {:.0f} ns; goal {})\n", what, median(ratios), median(as), median(bs), goal);
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

} // namespace

int main(int argc, char** argv) {
    const int rounds = argc > 1 ? std::atoi(argv[1]) : 7;
    const Scenario plain = read("tests/scenarios/plain_labs.yaml"),
                   many = read("tests/scenarios/plain_labs.yaml", {"labs[labs].count=10000"});
    const Scenario world = read("scenarios/china2030.yaml", {}, "observed");
    Player plain_player(plain), many_player(many), world_player(world);
    static_cast<void>(world_player.play(1, 0));

    fmt::print("ratios, medians of {} alternating rounds, CPU time\n", rounds);
    compare(
        "S2 plain lab model, 100 labs / hand-written floor", "<= 1.6", rounds, [&] { return story_ns(plain_player, 20); },
        [] { return floor_ns(100, 20); });
    compare(
        "S2 plain lab model, 10,000 labs / hand-written floor", "<= 1.6", rounds, [&] { return story_ns(many_player, 1); },
        [] { return floor_ns(10'000, 1); });
    const std::size_t pending = mean_pending(world);
    compare(
        fmt::format("S2 whole model (china2030) / hold at its {} pending", pending).c_str(), "<= 4", rounds,
        [&] { return story_ns(world_player, 4); }, [&] { return hold_ns(pending); });

    for (const unsigned labs : {100U, 10'000U}) {
        const Scenario start_only = read("tests/scenarios/plain_labs.yaml", {fmt::format("labs[labs].count={}", labs)});
        const double us = beginning_us(start_only);
        fmt::print("S4 beginning of a trial with {} labs: {:.1f} us (goal 5 us + 10 ns a lab = {:.0f} us)\n", labs, us, 5 + 0.01 * labs);
    }
    std::vector<double> ratios;
    for (int round = 0; round < rounds; ++round) ratios.push_back(trials_a_second(world, 2, 1, 40) / trials_a_second(world, 1, 2, 40));
    fmt::print("S4 two threads / two processes: {:.2f} (goal >= 0.95)\n", median(ratios));
    fmt::print("S6 a lab at rest: {} bytes (goal <= 512)\n", sizeof(Lab));

    const double before = cpu();
    Player first(read("scenarios/china2030.yaml", {}, "observed"));
    fmt::print("S7 reading china2030 and building its first player: {:.1f} ms (goal <= 20 ms)\n", 1e3 * (cpu() - before));
}
