#include "command/commands.hpp"

#include "base/text.hpp"
#include "command/doc/manual.hpp"
#include "command/play.hpp"
#include "ensemble/file.hpp"
#include "report/folder.hpp"
#include "sim/ensemble.hpp"
#include "sim/scenario_file.hpp"
#include "study/precision.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <optional>
#include <system_error>

namespace sim {
namespace {

using Stopwatch = std::chrono::steady_clock;
constexpr auto time_for_planning = std::chrono::seconds(1);
constexpr std::uint64_t most_trials_for_planning = 50;

struct Sources {
    std::vector<Reading> readings; // of each file
    std::vector<Problem> problems; // of all files
};

/// A file that cannot be opened is an error of input, not of a scenario.
void require_readable(const std::string& file) {
    std::error_code error;
    if (std::filesystem::is_directory(file, error)) throw IoError(file, "is a folder, not a scenario file");
    std::FILE* const opened = std::fopen(file.c_str(), "rb");
    if (opened == nullptr) throw IoError(file, std::generic_category().message(errno));
    std::fclose(opened);
}

Sources read_all(const Request& request) {
    Sources sources;
    for (const std::string& file : request.files) require_readable(file);
    for (const std::string& file : request.files) {
        sources.readings.push_back(read_scenario_file(file, request.sets, request.variant));
        const auto& problems = sources.readings.back().problems;
        sources.problems.insert(sources.problems.end(), problems.begin(), problems.end());
    }
    return sources;
}

int check(const Request& request, const Sources& sources) {
    for (std::size_t i = 0; i < request.files.size(); ++i) {
        const auto& variants = sources.readings[i].variants;
        std::string names;
        for (const Scenario& variant : variants) names += (names.empty() ? "" : ", ") + variant.variant;
        const Points points = points_or_throw(variants.front().sweep, request.seed.value_or(variants.front().seed));
        const std::string swept = points.paths.empty() ? "" : fmt::format("; {} points", points.count());
        std::fputs(
            fmt::format("{}: in order; {} {}: {}{}\n", request.files[i], variants.size(), plural(variants.size(), "variant"), names, swept)
                .c_str(),
            stdout);
    }
    return all_well;
}

int show_all(const Sources& sources) {
    for (const Reading& reading : sources.readings) std::fputs(show(reading).c_str(), stdout);
    return all_well;
}

/// What a trial takes on average over the variants, from a few that are played.
struct Cost {
    std::uint64_t trials = 0;
    double seconds = 0, events = 0, bytes = 0;
};

Cost sample_cost(const std::vector<Scenario>& variants, std::uint64_t seed, std::uint64_t replicates) {
    Cost cost;
    std::vector<Player> players;
    for (const Scenario& variant : variants) players.emplace_back(variant);
    const auto begin = Stopwatch::now();
    const auto enough = [&] { return cost.trials >= most_trials_for_planning || Stopwatch::now() - begin > time_for_planning; };
    for (std::uint64_t replicate = 0; replicate < replicates && !(replicate > 0 && enough()); ++replicate) {
        for (Player& player : players) {
            const PackedOutcome packed = pack(player.play(seed, replicate));
            cost.events += static_cast<double>(packed.head.events);
            for (const std::string& part : packed.parts) cost.bytes += static_cast<double>(part.size());
            ++cost.trials;
        }
    }
    const auto n = static_cast<double>(cost.trials);
    cost.seconds = std::chrono::duration<double>(Stopwatch::now() - begin).count() / n;
    cost.events /= n;
    cost.bytes = cost.bytes / n + 200; // its row and its place in the index
    return cost;
}

std::string to_duration(double seconds) {
    if (seconds < 1e-3) return fmt::format("{:.3g} us", seconds * 1e6);
    if (seconds < 1) return fmt::format("{:.3g} ms", seconds * 1e3);
    if (seconds < 120) return fmt::format("{:.3g} s", seconds);
    if (seconds < 7200) return fmt::format("{:.3g} min", seconds / 60);
    return fmt::format("{:.3g} h", seconds / 3600);
}

/// That these replicates are only where a run with a wanted precision begins.
std::string growth_text(std::uint64_t replicates, const Request& request, const Scenario& scenario) {
    std::vector<std::string> wanted = request.precision;
    for (const Precision& precision : scenario.report.precision) wanted.push_back(precision.figure + '=' + precision.within);
    return fmt::format("precision: {} replicates are where it starts, {} come next; more are added until {} holds, at most {}\n",
                       replicates, next_look(replicates), fmt::join(wanted, " and "), replicates * most_growth);
}

} // namespace

std::uint64_t replicates_of(const Request& request, const Scenario& scenario) {
    return request.replicates.value_or(scenario.sweep.replicates.value_or(scenario.replicates));
}

int plan_scenario(const Request& request, const std::string& file, const Reading& reading) {
    if (const std::string complaint = complaint_about(make_run(request, file, reading)); !complaint.empty()) return refuse(complaint);
    const Scenario& first = reading.variants.front();
    const std::uint64_t replicates = replicates_of(request, first), seed = request.seed.value_or(first.seed);
    const Points points = points_or_throw(first.sweep, seed);
    const Cost cost = sample_cost(reading.variants, seed, replicates);
    const unsigned threads = request.threads == 0 ? all_threads() : request.threads;
    const auto trials = static_cast<double>(reading.variants.size() * points.count() * replicates);
    const bool may_grow = !first.report.precision.empty() || !request.precision.empty();
    const std::string of_points = points.paths.empty() ? "" : fmt::format("{} points x ", points.count());
    std::fputs(fmt::format("{}: {} {} x {}{} replicates = {} trials\n"
                           "time: about {} on {} {} ({} and {:.0f} events a trial; {} were played to find out)\n"
                           "disk: about {:.3g} MB in store.sqlite\n{}",
                           first.name, reading.variants.size(), plural(reading.variants.size(), "variant"), of_points, replicates, trials,
                           to_duration(trials * cost.seconds / std::min<double>(threads, trials)), threads, plural(threads, "thread"),
                           to_duration(cost.seconds), cost.events, cost.trials, trials * cost.bytes / 1e6,
                           may_grow ? growth_text(replicates, request, first) : "")
                   .c_str(),
               stdout);
    return all_well;
}

Reading open_scenario(const std::string& file, std::span<const std::string> sets, std::string_view only_variant) {
    require_readable(file);
    return read_scenario_file(file, sets, only_variant);
}

int refuse(const std::string& complaint) {
    std::fputs(fmt::format("sim: {}\n", complaint).c_str(), stderr);
    return bad_command_line;
}

namespace {

/// What the program tells about itself; nothing where something else is asked for.
std::optional<std::string> manual_of(const Request& request) {
    switch (request.command) {
    case Request::Command::odd:
        return model_description();
    case Request::Command::reference:
        return reference(program_doc());
    case Request::Command::schema:
        return scenario_schema();
    case Request::Command::man:
        return man_page(program_doc());
    case Request::Command::completion:
        return completion_script(program_doc(), request.shell);
    default:
        return std::nullopt;
    }
}

int execute_command(const Request& request, Ranks& ranks) {
    if (const auto text = manual_of(request)) {
        std::fwrite(text->data(), 1, text->size(), stdout);
        return all_well;
    }
    if (request.command == Request::Command::compare) return compare_worlds(request, ranks);
    if (request.command == Request::Command::story) return tell_story(request);
    if (request.command == Request::Command::merge) return merge_folders(request);
    if (request.command == Request::Command::verify) return verify_folders(request);
    if (request.command == Request::Command::report) return report_folders(request);
    const Sources sources = read_all(request);
    if (!sources.problems.empty()) {
        std::fputs(to_text(sources.problems).c_str(), stderr);
        return bad_scenario;
    }
    if (request.command == Request::Command::check) return check(request, sources);
    if (request.command == Request::Command::show) return show_all(sources);
    if (request.command == Request::Command::claims) return play_claims(request, ranks, sources.readings);
    int worst = all_well;
    for (std::size_t i = 0; i < request.files.size(); ++i) {
        const auto play = request.command == Request::Command::hindcast ? play_hindcast : play_scenario;
        worst = std::max(worst, request.command == Request::Command::plan ? plan_scenario(request, request.files[i], sources.readings[i])
                                                                          : play(request, ranks, request.files[i], sources.readings[i]));
        if (worst > by_signal) break;
    }
    return worst;
}

} // namespace

int execute(const Request& request, Ranks& ranks) {
    try {
        return execute_command(request, ranks);
    } catch (const NoPoints& error) {
        std::fputs(fmt::format("sim: {}\n", error.what()).c_str(), stderr);
        return bad_scenario;
    }
}

} // namespace sim
