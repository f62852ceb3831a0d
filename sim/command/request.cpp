// Scenario files opened, and runs made of them as the command line asks for.
#include "command/request.hpp"

#include "base/units.hpp"
#include "base/whole.hpp"
#include "ensemble/inside.hpp"
#include "input/figure.hpp"
#include "input/wanted.hpp"
#include "sim/problem.hpp"
#include "sim/quantity.hpp"
#include "sim/scenario_file.hpp"
#include "study/asked.hpp"
#include "study/explain/question.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <set>
#include <system_error>

namespace sim {
namespace {

constexpr std::size_t longest_quote = 30; // of a figure, from where it is wrong

/// A file that cannot be opened is an error of input, not of a scenario.
void require_readable(const std::string& file) {
    std::error_code error;
    if (std::filesystem::is_directory(file, error)) throw IoError(file, "is a folder, not a scenario file");
    static_cast<void>(open_to_read(std::filesystem::path(file)));
}

/// "research_share[CHN]@2030=0.5pp"; a number and its unit may stand together.
Precision precision_of(const std::string& text) {
    const std::size_t equals = text.rfind('=');
    if (equals == text.npos) return {{}, text, {}, 0};
    std::string within = text.substr(equals + 1);
    const std::size_t digits = end_of_digits(within);
    if (digits > 0 && digits < within.size() && within[digits] != ' ' && within[digits] != '%') within.insert(digits, " ");
    return {{}, text.substr(0, equals), within, 0};
}

/// The same with its width in the unit of the figure; where there is no such figure, it is complained of.
Precision beside_figure(Precision precision, const Layout& layout) {
    const ParsedFigure parsed = Figure::parse(wanted_figure(precision.figure).figure, layout);
    if (parsed.ok()) precision.half_width = printed_beside(parsed.figure, precision.within).value;
    return precision;
}

/// What of one wanted precision cannot be; empty where it can.
std::string complaint_about(const Precision& precision, std::span<const Layout> layouts) {
    for (const Layout& layout : layouts) {
        const WantedFigure wanted = wanted_figure(precision.figure);
        const ParsedFigure parsed = Figure::parse(wanted.figure, layout);
        if (!parsed.ok()) return fmt::format("--precision, at '{}': {}", wanted.figure.substr(parsed.at, longest_quote), parsed.error);
        const PrintedFigure within = printed_beside(parsed.figure, precision.within);
        if (!within.ok()) return fmt::format("--precision {}={}: {}", precision.figure, precision.within, within.error);
        if (!(within.value > 0)) return fmt::format("--precision {}={}: it must be above 0", precision.figure, precision.within);
    }
    return {};
}

PlayOptions play_options_of(const Request& request, Ranks& ranks, std::span<const Reading> readings) {
    PlayOptions options{.threads = request.threads, .stop_on_failure = request.stop_on_failure, .ranks = &ranks, .readings = readings};
    constexpr double nanoseconds = 1e9;
    const auto limit = whole_of<std::int64_t>(request.timeout * nanoseconds); // longer than centuries is no limit
    if (request.timeout > 0 && limit) options.time_limit = std::chrono::nanoseconds(std::max<std::int64_t>(*limit, 1));
    return options;
}

} // namespace

int refuse(const std::string& complaint) {
    tell_error(complaint);
    return bad_command_line;
}

int refuse_scenario(const std::string& file, const std::string& complaint) {
    complain(fmt::format("{}: error: {}", file, complaint));
    return bad_scenario;
}

std::string complaint_about_sweep(std::string_view what) {
    return fmt::format("{} are about a scenario as it stands, and this one is swept; '--set sweep=~ -o DIR' plays it without its sweep",
                       what);
}

void require_no_problems(std::span<const Reading> readings, const Request& request) {
    std::vector<Problem> problems, warnings;
    for (const Reading& reading : readings) {
        problems.insert(problems.end(), reading.problems.begin(), reading.problems.end());
        warnings.insert(warnings.end(), reading.warnings.begin(), reading.warnings.end());
    }
    if (request.strict)
        for (Problem& warning : warnings) {
            warning.severity = Severity::error;
            problems.push_back(std::move(warning));
        }
    if (!problems.empty()) throw BadScenario(to_text(problems));
    if (!request.quiet) std::fputs(coloured(to_text(warnings)).c_str(), stderr);
}

std::string in_yaml(std::string_view word) {
    std::string text = "\"";
    for (const char c : word) text += c == '"' || c == '\\' ? std::string{'\\', c} : std::string{c};
    return text + '"';
}

namespace {

/// What the request's own figures and files look at: figures that cannot be read are complained of where they are used.
std::vector<std::string> looked_at(const Request& request, const Reading& reading) {
    std::vector<std::string> words = request.keep;
    for (const std::string& word : request.series)
        if (word != everything) words.push_back(word);
    const auto add_figure = [&](const std::string& text) {
        const auto readable = [&](const Scenario& variant) { return parse_question(text, Layout(variant)).ok(); };
        if (!text.empty() && std::ranges::all_of(reading.variants, readable))
            words.push_back(parse_question(text, Layout(reading.variants.front())).question.text);
    };
    for (const std::string& text : request.precision) add_figure(std::string(wanted_figure(precision_of(text).figure).figure));
    add_figure(request.figure);
    return words;
}

/// The words of which a variant keeps something not.
std::vector<std::string> not_kept(std::vector<std::string> words, const Reading& reading) {
    if (words.empty()) return words;
    const std::vector<Layout> layouts = layouts_of(reading.variants, false);
    std::erase_if(words, [&](const std::string& word) {
        for (std::size_t v = 0; v < layouts.size(); ++v)
            if (!is_kept(word, layouts[v], reading.variants[v])) return false;
        return true;
    });
    return words;
}

} // namespace

Reading open_to_play(const Request& request, const std::string& file, std::string_view only_variant) {
    Reading reading = open_scenario(file, request.sets, only_variant);
    if (!reading.ok()) return reading;
    const std::vector<std::string> more = not_kept(looked_at(request, reading), reading);
    if (more.empty()) return reading;
    std::set<std::string> words(more.begin(), more.end());
    for (const Scenario& variant : reading.variants) words.insert(variant.report.keep.begin(), variant.report.keep.end());
    std::string list;
    for (const std::string& word : words) list += (list.empty() ? "" : ", ") + in_yaml(word);
    std::vector<std::string> sets = request.sets;
    sets.push_back(fmt::format("report.keep=[{}]", list));
    return open_scenario(file, sets, only_variant);
}

Reading open_scenario(const std::string& file, std::span<const std::string> sets, std::string_view only_variant) {
    require_readable(file);
    return read_scenario_file(file, sets, only_variant);
}

Operand operand_of(const std::string& text) {
    std::error_code ignored;
    const std::size_t colon = text.rfind(':');
    if (colon == std::string::npos || colon + 1 == text.size() || std::filesystem::exists(text, ignored)) return {text, {}};
    return {text.substr(0, colon), text.substr(colon + 1)};
}

std::vector<Reading> open_scenarios(const Request& request) {
    std::vector<Reading> readings;
    for (const std::string& file : request.files) require_readable(file);
    for (const std::string& file : request.files) readings.push_back(open_to_play(request, file, request.variant));
    require_no_problems(readings, request);
    return readings;
}

std::uint64_t replicates_of(const Request& request, const Scenario& scenario) {
    return request.replicates.value_or(scenario.sweep.replicates.value_or(scenario.replicates));
}

std::uint64_t seed_of(const Request& request, const Scenario& scenario) { return request.seed.value_or(scenario.seed); }

Points points_of(const Request& request, const Scenario& scenario) { return points_or_throw(scenario.sweep, seed_of(request, scenario)); }

Run make_run(const Request& request, const std::string& file, const Reading& reading, ResultsKind kind) {
    const Scenario& first = reading.variants.front();
    Run run = run_of({&reading, 1}, replicates_of(request, first), seed_of(request, first));
    run.command = canonical_command(request, std::string(to_text(kind)), {&file, 1});
    run.arguments = request.arguments;
    run.kind = kind;
    run.series = request.series;
    run.shard = request.shard;
    run.precision = first.report.precision;
    for (const std::string& text : request.precision) run.precision.push_back(beside_figure(precision_of(text), run.layouts.front()));
    return run;
}

std::string complaint_about(const Run& run) {
    if (run.shard && !run.precision.empty())
        return "a shard cannot know when a figure is known well enough: give the number of replicates, and '--set report.precision=~'";
    for (const Precision& precision : run.precision)
        if (std::string complaint = complaint_about(precision, run.layouts); !complaint.empty()) return complaint;
    return {};
}

std::filesystem::path folder_of(const Request& request, const Run& run) {
    const std::string& name = run.variants.front().name;
    if (!request.out.empty()) return request.files.size() == 1 ? request.out : request.out / name;
    const auto folder = std::filesystem::path("results") / name;
    return run.shard ? folder / fmt::format("shard-{}-of-{}", run.shard->number, run.shard->of) : folder;
}

unsigned threads_of(const Request& request) { return request.threads == 0 ? all_threads() : request.threads; }

Voice voice_of(const Request& request) { return {request.quiet, request.verbose, request.progress}; }

RunOptions run_options_of(const Request& request, Ranks& ranks, std::span<const Reading> readings, const std::filesystem::path& folder) {
    return {.folder = folder,
            .fresh = request.fresh,
            .retry_failed = request.retry_failed,
            .resume = resuming_command(request),
            .play = play_options_of(request, ranks, readings),
            .voice = voice_of(request)};
}

} // namespace sim
