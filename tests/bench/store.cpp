// What keeping the outcomes costs beside playing them: the same trials played alone, and played, packed, stored and committed, in
// alternating rounds of one run. Takes the number of rounds. A million trials in one command: sim run tests/scenarios/tiny.yaml -n 1000000
#include "sim/store.hpp"
#include "ensemble/file.hpp"
#include "sim/scenario_file.hpp"

#include <fmt/core.h>

#include <sys/resource.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>

namespace {

using namespace sim;

constexpr std::uint64_t seed = 1;

double seconds(clockid_t clock) {
    timespec time{};
    clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

/// By the processor's clock and by that on the wall, which also runs while the disk is waited for.
struct Cost {
    double cpu = 0, wall = 0;
};
template <class Work> Cost cost_of(Work&& work) {
    const double cpu = seconds(CLOCK_PROCESS_CPUTIME_ID), wall = seconds(CLOCK_MONOTONIC);
    work();
    return {seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu, seconds(CLOCK_MONOTONIC) - wall};
}

double median(std::vector<double> values) {
    std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2));
    return values[values.size() / 2];
}

Scenario read(const std::string& file, const std::vector<std::string>& sets) {
    Reading reading = read_scenario_file(std::string(SIM_SOURCE_DIR) + "/" + file, sets);
    if (!reading.problems.empty()) {
        fmt::print(stderr, "{}", to_text(reading.problems));
        std::exit(3);
    }
    return reading.variants.front();
}

void measure(int rounds, std::uint64_t trials, const std::string& file, const std::vector<std::string>& sets = {}) {
    const Scenario scenario = read(file, sets);
    const ScratchFolder folder;
    Store store(folder.path() / "store.sqlite",
                {scenario.name, "bench", seed, {{scenario.variant, scenario.hash, hash_of(Layout(scenario))}}});
    Player player(scenario);
    static_cast<void>(player.play(seed, 0));
    std::vector<double> alone, cpu, wall;
    std::uint64_t first = 0;
    for (int round = 0; round < rounds; ++round, first += trials) {
        const Cost playing = cost_of([&] {
            for (std::uint64_t r = first; r < first + trials; ++r) static_cast<void>(player.play(seed, r));
        });
        const Cost keeping = cost_of([&] {
            for (std::uint64_t r = first; r < first + trials; ++r) store.add({r, 0, 0, r}, player.play(seed, r));
            store.commit();
        });
        alone.push_back(1e3 * playing.cpu / static_cast<double>(trials));
        cpu.push_back(100 * (keeping.cpu / playing.cpu - 1));
        wall.push_back(100 * (keeping.wall / playing.wall - 1));
    }
    fmt::print("{:<28} {:9.3f} ms a trial, {:8.0f} bytes kept; the store adds {:5.1f} % of CPU time, {:5.1f} % on the wall\n",
               scenario.name, median(alone), static_cast<double>(std::filesystem::file_size(store.path())) / static_cast<double>(first),
               median(cpu), median(wall));
}

} // namespace

int main(int argc, char** argv) {
    const int rounds = argc > 1 ? std::atoi(argv[1]) : 7;
    fmt::print("medians of {} alternating rounds; goal: under 20 % where a trial takes 10 ms\n", rounds);
    measure(rounds, 5000, "tests/scenarios/tiny.yaml");
    measure(rounds, 50, "tests/scenarios/small.yaml");
    measure(rounds, 10, "scenarios/china2030.yaml");
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    fmt::print("peak memory of all this: {} MiB\n", usage.ru_maxrss / 1024);
}
