// What keeping outcomes and making results of them costs: lines "goal | what | aim | measured | met or missed" (docs/speed.md). Takes the
// largest number of tiny trials, 100,000 unless told otherwise; memory and results are measured at that many. A minute or two.
#include "sim/store.hpp"
#include "ensemble/file.hpp"
#include "report/findings.hpp"
#include "report/own_folder.hpp"
#include "report/unchanged.hpp"
#include "sim/scenario_file.hpp"
#include "study/play.hpp"

#include <fmt/core.h>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <functional>

namespace {

using namespace sim;
namespace fs = std::filesystem;

double seconds(clockid_t clock) {
    timespec time{};
    clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

/// Seconds of the processor; seconds on the wall of a process that has it to itself part of the time.
template <class Work> double cpu_of(const Work& work) {
    const double begin = seconds(CLOCK_PROCESS_CPUTIME_ID);
    work();
    return seconds(CLOCK_PROCESS_CPUTIME_ID) - begin;
}

/// Bytes that this process has handed to the system to be written, to any file.
double bytes_written() {
    std::ifstream io("/proc/self/io");
    std::string name;
    double bytes = 0;
    while (io >> name >> bytes)
        if (name == "wchar:") return bytes;
    return 0;
}

double bytes_in(const fs::path& folder) {
    double bytes = 0;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        if (entry.is_regular_file()) bytes += static_cast<double>(entry.file_size());
    return bytes;
}

enum class Better { less, more };
void tell(const char* goal, const std::string& what, double aim, double measured, const char* unit, Better better = Better::less) {
    const bool met = better == Better::less ? measured <= aim : measured >= aim;
    fmt::print("{} | {} | {} {:.4g} {} | {:.4g} {} | {}\n", goal, what, better == Better::less ? "at most" : "at least", aim, unit,
               measured, unit, met ? "met" : "missed");
    std::fflush(stdout);
}

/// In a process of its own, so that its memory is its own; returns the largest that it had, in MB.
double memory_of(const std::function<void()>& work) {
    std::fflush(stdout);
    const pid_t child = ::fork();
    if (child == 0) {
        work();
        std::fflush(stdout);
        ::_exit(0);
    }
    int status = 0;
    rusage usage{};
    ::wait4(child, &status, 0, &usage);
    if (status != 0) std::exit(1);
    return static_cast<double>(usage.ru_maxrss) * 1024 / 1e6;
}

Reading well_read(Reading reading) {
    if (reading.problems.empty()) return reading;
    fmt::print(stderr, "{}", to_text(reading.problems));
    std::exit(3);
}
Reading read(const std::string& file, const std::vector<std::string>& sets = {}) {
    return well_read(read_scenario_file(std::string(SIM_SOURCE_DIR) + "/" + file, sets));
}
Reading read_text(const std::string& text) {
    return well_read(read_scenario("bench.yaml", [&text](const std::string&) { return text; }));
}
std::string text_of(const std::string& file) { return read_file(std::string(SIM_SOURCE_DIR) + "/" + file); }

struct Cost {
    double play = 0, results = 0; // seconds of the processor
    double written = 0, kept = 0; // bytes
    double again = 0;             // seconds on the wall of finding out that nothing need be done
};

/// A run into a folder of its own.
Cost cost_of(const Reading& reading, std::uint64_t replicates, unsigned threads, bool again = false) {
    Cost cost;
    const ScratchFolder scratch;
    const fs::path folder = scratch.path() / "out";
    const Run run = run_of({&reading, 1}, replicates, 1);
    const double written = bytes_written();
    {
        OwnFolder own(folder);
        own.enter();
        Store store(folder / store_name, provenance_of(run));
        PlayOptions options;
        options.threads = threads;
        cost.play = cpu_of([&] { play_missing(run, store, every_trial, options, [](auto&, auto&) {}); });
        WallClock clock;
        clock.threads = threads;
        cost.results = cpu_of([&] { complete_folder(own, run, {&reading, 1}, store, take_stock(run.trials, store), clock); });
    }
    cost.written = bytes_written() - written;
    cost.kept = bytes_in(folder);
    if (!again) return cost;
    const double begin = seconds(CLOCK_MONOTONIC);
    if (!find_unchanged(folder, run, {&reading, 1})) std::exit(1);
    cost.again = seconds(CLOCK_MONOTONIC) - begin;
    if (bytes_in(folder) != cost.kept) std::exit(1);
    return cost;
}

/// Trials of the default scenario, put into a store as fast as it takes them.
double trials_a_second_of_one_writer() {
    constexpr std::uint64_t played = 32, added = 4000;
    const Reading reading = read("scenarios/china2030.yaml");
    const Run run = run_of({&reading, 1}, added, 1);
    const ScratchFolder scratch;
    Store store(scratch.path() / store_name, provenance_of(run));
    Player player(run.variants[0], run.layouts[0]); // what a run of it keeps
    std::vector<Outcome> outcomes;
    for (std::uint64_t replicate = 0; replicate < played; ++replicate) outcomes.push_back(player.play(run.seed, replicate));
    const double spent = cpu_of([&] {
        for (std::uint64_t replicate = 0; replicate < added; ++replicate) store.add({0, 0, 0, replicate}, outcomes[replicate % played]);
        store.commit();
    });
    return static_cast<double>(added) / spent;
}

void results_of_tiny_trials(std::uint64_t most) {
    const Reading reading = read("tests/scenarios/tiny.yaml");
    double least = 1e9, last = 0;
    for (std::uint64_t trials = 1000; trials <= most; trials *= 10) {
        const Cost cost = cost_of(reading, trials, 1);
        last = 1e6 * cost.results / static_cast<double>(trials);
        least = std::min(least, last);
        fmt::print("# {} tiny trials: played in {:.3g} us each, results made in {:.3g} us each\n", trials,
                   1e6 * cost.play / static_cast<double>(trials), last);
    }
    tell("S9", fmt::format("results of {} tiny trials, CPU time each", most), 20, last, "us");
    tell("S9", fmt::format("the same beside the least of 1,000 to {}", most), 1.25, last / least, "times");
    const Cost longer = cost_of(read("tests/scenarios/small.yaml", {"clock.end=2011-12-31", "report.dates=[2011]"}), 1000, 1);
    fmt::print("# trials of {:.3g} ms\n", longer.play);
    tell("S9", "results beside playing, 1,000 trials of about 1 ms", 10, 100 * longer.results / longer.play, "%");
}

std::string many_countries(int count) {
    std::string text = text_of("tests/scenarios/small.yaml"), countries = "countries:\n", groups;
    for (int i = 0; i < count; ++i) {
        countries += fmt::format("  - {{id: C{0:03}, name: Country {0}, gdp: {{at: {{2010: {1} TUSD/yr}}, growth: {2} %/yr}}, population: "
                                 "{3}e6 person, researchers: {{at: {{2010: {4} person}}, growth: 8 %/yr}}, electricity: 0.1 USD/kWh}}\n",
                                 i, 1 + i % 17, 1 + i % 9, 10 + i, 300 + 10 * i);
        groups += fmt::format("{}\"country:C{:03}\"", i == 0 ? "" : ", ", i);
    }
    const auto replace = [&text](std::string_view from, std::string_view to, const std::string& by) {
        const std::size_t begin = text.find(from), end = to.empty() ? begin + from.size() : text.find(to, begin);
        text.replace(begin, end == text.npos ? text.npos : end - begin, by);
    };
    replace("countries:", "kinds:", countries);
    replace("[AAA, BBB]", "", "[C000, C001]");
    replace("count: 8", "", "count: 1");
    replace("report:", "\n", fmt::format("report: {{tables: [research_share, ranks, ledger], dates: [2014, 2019], groups: [{}]}}", groups));
    return text;
}

constexpr auto sweep = R"(
sweep:
  design: sobol
  points: 1000
  over: {"hardware.generations[unit].peak": {uniform: [1 FLOP/s, 2 FLOP/s]}}
  replicates: 20
)";

} // namespace

int main(int argc, char** argv) {
    const std::uint64_t most = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 100'000;
    constexpr unsigned threads = 2;
    const double memory = memory_of([&] { cost_of(read("tests/scenarios/tiny.yaml"), most, threads); });
    tell("S4", fmt::format("peak memory of {} tiny trials and their results on {} threads", most, threads), 64 + 10 * threads, memory,
         "MB");
    results_of_tiny_trials(most);
    const Cost tiny = cost_of(read("tests/scenarios/tiny.yaml"), 10'000, 1, true);
    tell("S10", "bytes written beside bytes kept, 10,000 tiny trials", 1.5, tiny.written / tiny.kept, "times");
    tell("S10", "nothing to play, 10,000 tiny trials", 0.3, tiny.again, "s");
    const Cost china = cost_of(read("scenarios/china2030.yaml"), 6, 1, true);
    tell("S10", "bytes written beside bytes kept, china2030 x 6", 1.5, china.written / china.kept, "times");
    tell("S10", "nothing to play, china2030 x 6", 0.3, china.again, "s");
    tell("S11", "one writer, trials of china2030 a second of CPU time", 2500, trials_a_second_of_one_writer(), "trials/s", Better::more);
    const Cost swept = cost_of(read_text(text_of("tests/scenarios/tiny.yaml") + sweep), 20, 1);
    tell("S11", "a sweep of 1,000 points x 20, on disk", 200, swept.kept / 1e6, "MB");
    fmt::print("# played in {:.3g} s, results in {:.3g} s\n", swept.play, swept.results);
    const double many = cpu_of([&] { cost_of(read_text(many_countries(262)), 5, 1); });
    tell("S7", "262 countries with all tables, 5 trials, CPU time", 10, many, "s");
}
