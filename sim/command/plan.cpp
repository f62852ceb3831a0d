// `sim plan`: how many trials there are, and what they will take.
#include "command/commands.hpp"
#include "command/forecast.hpp"

#include "base/text.hpp"
#include "command/request.hpp"
#include "ensemble/packing.hpp"
#include "input/sweep/points.hpp"
#include "report/swept.hpp"
#include "sim/problem.hpp"
#include "study/precision.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <functional>
#include <poll.h>
#include <string>
#include <string_view>
#include <sys/resource.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace sim {
namespace {

using Stopwatch = std::chrono::steady_clock;
constexpr auto time_for_planning = std::chrono::seconds(1);
constexpr auto longest_pilot = std::chrono::seconds(3); // so that an answer comes within 5
constexpr auto longest_drawing = std::chrono::seconds(1);
constexpr std::uint64_t most_trials_for_planning = 50;
constexpr double bytes_of_row = 200; // of a trial in the store, and of its place in the index
// Of a line, on average over tests/scenarios/world.yaml; of the page what it has where nothing is drawn, and for each line that it draws.
constexpr double bytes_of_summary_line = 190, bytes_of_points_line = 140, bytes_of_series_line = 100, bytes_of_design_line = 60,
                 bytes_of_runs_line = 90, bytes_of_page = 4e5, bytes_drawn = 55;
constexpr double seconds_per_minute = 60, seconds_per_hour = 60 * seconds_per_minute;
constexpr double megabyte = 1e6;

/// What was played to find out, so far. It passes through a pipe as it is.
struct Pilot {
    std::uint64_t trials = 0;
    double seconds = 0, events = 0, bytes = 0, values = 0, inputs = 0; // of all of them
    bool finished = false;
    std::array<char, 300> failure{}; // of the first trial that failed
};

/// The points of a sweep, which also pass through a pipe.
struct Drawn {
    std::uint64_t points = 0;        // 0: not all of them were drawn in time
    std::array<char, 300> refusal{}; // why there are none
};

/// What is planned: a run that has no points yet, and how many it will have.
struct Plan {
    Run run;
    std::uint64_t points = 1;
    bool counted = true; // else there are as many as there can be
    bool swept = false;
};

/// What a trial takes on average over the variants.
struct Cost {
    std::uint64_t trials = 0;
    double seconds = 0, events = 0, bytes = 0, values = 0, inputs = 0;
    bool at_least = false; // nothing was finished: each takes longer than that
    std::string failure{};
};

void note(Pilot& pilot, const Outcome& outcome) {
    if (outcome.status == Outcome::Status::failed && pilot.failure[0] == 0)
        outcome.reason.copy(pilot.failure.data(), pilot.failure.size() - 1);
    pilot.values += static_cast<double>(std::ranges::count_if(outcome.values, [](double value) { return !std::isnan(value); }));
    pilot.inputs += static_cast<double>(outcome.inputs.size());
    pilot.events += static_cast<double>(outcome.events);
    pilot.bytes += static_cast<double>(pack(outcome.values).size());
    ++pilot.trials;
}

/// Plays a few trials, and tells after each what it came to.
void play_a_few(const Run& run, const std::function<void(const Pilot&)>& tell) {
    Pilot pilot;
    std::vector<Player> players;
    const auto begin = Stopwatch::now();
    const auto enough = [&] { return pilot.trials >= most_trials_for_planning || Stopwatch::now() - begin > time_for_planning; };
    for (std::size_t v = 0; v < run.variants.size(); ++v) players.emplace_back(run.variants[v], run.layouts[v]);
    for (std::uint64_t replicate = 0; replicate < run.trials.replicates && !(replicate > 0 && enough()); ++replicate) {
        for (Player& player : players) {
            note(pilot, player.play(run.seed, replicate));
            pilot.seconds = std::chrono::duration<double>(Stopwatch::now() - begin).count();
            tell(pilot);
        }
    }
    pilot.finished = true;
    tell(pilot);
}

/// Reads what was told last, up to the end or to the limit.
template <class News> News last_told(int from, Stopwatch::time_point limit) {
    News news, next;
    while (true) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(limit - Stopwatch::now()).count();
        pollfd waiting{from, POLLIN, 0};
        if (left <= 0 || ::poll(&waiting, 1, static_cast<int>(left)) <= 0) return news;
        if (::read(from, &next, sizeof next) != static_cast<ssize_t>(sizeof next)) return news; // a pipe passes on so few bytes as a whole
        news = next;
    }
}

/// A process of its own does the work, and tells: whatever it is at, an answer comes in time. `memory`: bytes that it had at most.
template <class News, class Work> News told_within(std::chrono::seconds limit, const Work& work, double* memory = nullptr) {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) throw IoError("sim plan", std::generic_category().message(errno));
    const pid_t child = ::fork();
    if (child < 0) throw IoError("sim plan", std::generic_category().message(errno));
    if (child == 0) {
        try {
            work([&](const News& news) {
                if (::write(ends[1], &news, sizeof news) < 0) ::_exit(1);
            });
        } catch (...) { // of memory that is not there: what was told stands
        }
        ::_exit(0);
    }
    ::close(ends[1]);
    const News news = last_told<News>(ends[0], Stopwatch::now() + limit);
    ::close(ends[0]);
    ::kill(child, SIGKILL);
    rusage used{};
    ::wait4(child, nullptr, 0, &used);
    if (memory != nullptr) *memory = static_cast<double>(used.ru_maxrss) * 1024;
    return news;
}

Pilot pilot_of(const Run& run, double* memory = nullptr) {
    return told_within<Pilot>(
        longest_pilot, [&](const auto& tell) { play_a_few(run, tell); }, memory);
}

/// Draws the points of a sweep, as far as that is done within the limit. Throws NoPoints.
Drawn points_drawn(const Sweep& sweep, std::uint64_t seed) {
    if (!sweep.design) return {.points = 1};
    const Drawn drawn = told_within<Drawn>(longest_drawing, [&](const auto& tell) {
        Drawn found;
        try {
            found.points = points_or_throw(sweep, seed).count();
        } catch (const NoPoints& none) {
            std::string_view(none.what()).copy(found.refusal.data(), found.refusal.size() - 1);
        }
        tell(found);
    });
    if (drawn.refusal[0] != 0) throw NoPoints(drawn.refusal.data());
    return drawn;
}

Cost cost_of(const Pilot& pilot) {
    Cost cost{.trials = pilot.trials, .failure = pilot.failure.data()};
    cost.at_least = pilot.trials == 0;
    if (cost.at_least) {
        cost.seconds = std::chrono::duration<double>(longest_pilot).count();
        return cost;
    }
    const auto n = static_cast<double>(pilot.trials);
    cost.seconds = pilot.seconds / n;
    cost.events = pilot.events / n;
    cost.bytes = pilot.bytes / n + bytes_of_row;
    cost.values = pilot.values / n;
    cost.inputs = pilot.inputs / n;
    return cost;
}

/// Up to two of a unit are told in the next smaller one.
std::string to_duration(double seconds) {
    if (seconds < 1e-3) return fmt::format("{:.3g} us", seconds * 1e6);
    if (seconds < 1) return fmt::format("{:.3g} ms", seconds * 1e3);
    if (seconds < 2 * seconds_per_minute) return fmt::format("{:.3g} s", seconds);
    if (seconds < 2 * seconds_per_hour) return fmt::format("{:.3g} min", seconds / seconds_per_minute);
    return fmt::format("{:.3g} h", seconds / seconds_per_hour);
}

/// That these replicates are only where a run with a wanted precision begins; empty where none is wanted.
std::string growth_text(const Request& request, const Run& run) {
    std::vector<std::string> wanted = request.precision;
    for (const Precision& precision : run.variants.front().report.precision) wanted.push_back(precision.figure + '=' + precision.within);
    if (wanted.empty()) return {};
    const std::uint64_t replicates = run.trials.replicates;
    return fmt::format("precision: {} replicates are where it starts, {} come next; more are added until {} holds, at most {}\n",
                       replicates, next_look(replicates), fmt::join(wanted, " and "), replicates * most_growth);
}

/// "about 3 min on 8 threads (...)", or a bound where no trial came to its end.
std::string time_text(const Request& request, double trials, const Cost& cost) {
    const unsigned threads = threads_of(request);
    const std::string whole = to_duration(trials * cost.seconds / std::min<double>(threads, trials));
    const std::string on = fmt::format("{} on {}", whole, counted(threads, "thread"));
    if (cost.at_least) return fmt::format("more than {} (no trial was finished within {})", on, to_duration(cost.seconds));
    return fmt::format("about {} ({} and {:.0f} events a trial; {} were played to find out)", on, to_duration(cost.seconds), cost.events,
                       cost.trials);
}

/// "1 variant x 8 points x 3 replicates = 24 trials", and how the points were counted where they were not drawn.
std::string trials_text(const Plan& plan, double trials) {
    const std::string most = plan.counted ? "" : "at most ";
    const std::string of_points = plan.swept ? fmt::format("{}{} points x ", most, plan.points) : "";
    const std::string how =
        plan.counted ? ""
                     : fmt::format("points: they were not all drawn within {} s, and a run draws them first\n", longest_drawing.count());
    return fmt::format("{} x {}{} replicates = {}{} trials\n{}", counted(plan.run.variants.size(), "variant"), of_points,
                       plan.run.trials.replicates, most, trials, how);
}

/// All files of the folder, and the largest by name.
std::string disk_text(const Plan& plan, double trials, const Cost& cost) {
    if (cost.at_least) return "unknown";
    const double points = static_cast<double>(plan.points), cells = points * static_cast<double>(plan.run.variants.size());
    const bool in_pairs = points > 1 && points <= most_points_in_tables;
    const std::array<std::pair<const char*, double>, 6> files{{
        {"store.sqlite", trials * cost.bytes},
        {"summary.csv", cells * cost.values * bytes_of_summary_line},
        {"points.csv", in_pairs ? (cells - static_cast<double>(plan.run.variants.size())) * cost.values * bytes_of_points_line : 0},
        {"series.csv", plan.run.series.empty() ? 0 : trials * cost.values * bytes_of_series_line},
        {"report.html", bytes_of_page + cells * cost.values * bytes_drawn},
        {"the rest", trials * (bytes_of_runs_line + cost.inputs * bytes_of_design_line)},
    }};
    double all = 0;
    std::string parts;
    for (const auto& [name, bytes] : files) {
        all += bytes;
        if (bytes > 0) parts += fmt::format("{}{} {:.3g}", parts.empty() ? "" : ", ", name, bytes / megabyte);
    }
    return fmt::format("about {:.3g} MB ({})", all / megabyte, parts);
}

std::string plan_text(const Request& request, const Plan& plan, const Cost& cost) {
    const Run& run = plan.run;
    const double trials = static_cast<double>(run.trials.size()) * static_cast<double>(plan.points);
    const std::string disk = disk_text(plan, trials, cost);
    const std::string failed = cost.failure.empty() ? "" : fmt::format("failed: {}\n", cost.failure);
    return fmt::format("{}: {}time: {}\ndisk: {}\n{}{}", run.variants.front().name, trials_text(plan, trials),
                       time_text(request, trials, cost), disk, failed, growth_text(request, run));
}

/// The pilot needs no points: they are drawn apart from it, as there may be a million.
Plan make_plan(const Request& request, const std::string& file, Reading reading) {
    const Sweep sweep = reading.variants.front().sweep;
    std::vector<Layout> layouts = layouts_of(reading.variants, false); // of a sweep less is kept
    for (Scenario& variant : reading.variants) variant.sweep.design.reset();
    Plan plan{.run = make_run(request, file, reading), .swept = sweep.design.has_value()};
    plan.run.layouts = std::move(layouts);
    plan.points = points_drawn(sweep, plan.run.seed).points;
    plan.counted = plan.points > 0;
    if (!plan.counted) plan.points = most_points_of(sweep);
    return plan;
}

int plan(const Request& request, const std::string& file, const Reading& reading) {
    const Plan plan = make_plan(request, file, reading);
    if (const std::string complaint = complaint_about(plan.run); !complaint.empty()) return refuse(complaint);
    const Cost cost = cost_of(pilot_of(plan.run));
    std::fputs(plan_text(request, plan, cost).c_str(), stdout);
    return all_well;
}

} // namespace

Forecast forecast(const Request& request, const std::string& file, const Reading& reading) {
    const Plan plan = make_plan(request, file, reading);
    Forecast forecast;
    const Cost cost = cost_of(pilot_of(plan.run, &forecast.memory));
    forecast.trials = static_cast<double>(plan.run.trials.size()) * static_cast<double>(plan.points);
    forecast.seconds = cost.seconds;
    forecast.at_least = cost.at_least;
    return forecast;
}

int plan_scenarios(const Request& request, Ranks&) {
    const std::vector<Reading> readings = open_scenarios(request);
    int worst = all_well;
    for (std::size_t i = 0; i < readings.size(); ++i) worst = std::max(worst, plan(request, request.files[i], readings[i]));
    return worst;
}

} // namespace sim
