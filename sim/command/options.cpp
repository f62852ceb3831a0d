// Options by CLI11: how each is written, what it takes, and where in the request it goes.
#include "command/options.hpp"

#include "base/text.hpp"
#include "base/whole.hpp"
#include "sim/metric.hpp"
#include "sim/quantity.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>

namespace sim {
namespace {

constexpr std::uint64_t most_replicates = 1'000'000'000;
constexpr std::uint64_t most_threads = 4096;
constexpr std::uint64_t most_samples = std::uint64_t{1} << 30U;
constexpr std::uint64_t most_shards = 10'000;
constexpr double most_exact = 0x1p53; // the whole numbers up to here are doubles

/// "1000", "1e3" or "1_000"; no signs, fractions or leading zeros. Whole numbers are exact up to 2^64 - 1.

std::uint64_t whole_number(const char* names, const std::string& text) {
    std::uint64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error == std::errc() && stop == end && (text.size() == 1 || text[0] != '0')) return number;
    const ParsedQuantity parsed = parse_quantity(text);
    const double value = parsed.quantity.value;
    if (!parsed.ok() || parsed.quantity.dimension != Dimension{} || !(value >= 0 && value <= most_exact) || value != std::floor(value))
        throw CLI::ValidationError(fmt::format("{}: '{}' is not a whole number", names, text));
    return whole_of<std::uint64_t>(value).value_or(0); // it is exact
}

/// An option that takes a whole number from `least` to `most`.

template <class Take>

void add_whole(CLI::App& app, const char* names, const char* help, std::uint64_t least, std::uint64_t most, Take take) {
    app.add_option_function<std::string>(
           names,
           [=](const std::string& text) {
               const std::uint64_t number = whole_number(names, text);
               if (number < least || number > most)
                   throw CLI::ValidationError(fmt::format("{}: {} is not in [{}, {}]", names, text, least, most));
               take(number);
           },
           help)
        ->type_name("N");
}

void add_set_option(CLI::App& app, Request& request) {
    app.add_option("--set", request.sets, "Change one value of the scenario, e.g. hardware.utilisation=0.4; may be repeated")
        ->type_name("PATH=VALUE")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
        ->check([](const std::string& text) {
            return text.find('=') == std::string::npos || text[0] == '=' ? "'" + text + "' is not PATH=VALUE" : std::string();
        });
}

void add_value_options(CLI::App& app, Request& request) {
    add_set_option(app, request);
    app.add_flag("--strict", request.strict, "Warnings are errors: exit code 3, and nothing is played");
    app.add_option_function<std::string>(
           "--until", [&](const std::string& date) { request.sets.push_back("clock.end=" + date); },
           "Last day that is played, in place of the scenario's clock.end; of a year or a month its last one")
        ->type_name("DATE");
}

Instant date_of(const char* name, const std::string& text) {
    const ParsedInstant parsed = parse_last_day(text);
    if (!parsed.ok()) throw CLI::ValidationError(fmt::format("{}: {}", name, parsed.error));
    return parsed.instant;
}

void add_seed_option(CLI::App& app, Request& request) {
    add_whole(app, "--seed", "Where all luck comes from, in place of the scenario's seed", 0, ~std::uint64_t{0},
              [&](std::uint64_t n) { request.seed = n; });
}

void add_threads_option(CLI::App& app, Request& request) {
    add_whole(app, "-j,--threads", "Threads; 0, the default, takes all cores. Results never depend on it", 0, most_threads,
              [&](std::uint64_t n) { request.threads = static_cast<unsigned>(n); });
}

void add_progress_option(CLI::App& app, Request& request) {
    static const std::map<std::string, ProgressStyle> styles{
        {"auto", ProgressStyle::automatic}, {"bar", ProgressStyle::bar}, {"plain", ProgressStyle::plain}, {"none", ProgressStyle::none}};
    app.add_option_function<std::string>(
           "--progress", [&](const std::string& style) { request.progress = styles.at(style); },
           "Signs of life on standard error; auto, the default, draws a bar on a terminal")
        ->check(CLI::IsMember({"auto", "bar", "plain", "none"}))
        ->type_name("STYLE");
}

void add_run_options(CLI::App& app, Request& request, const char* out_help) {
    add_whole(app, "-n,--replicates", "How often each variant is played, in place of the scenario's replicates", 1, most_replicates,
              [&](std::uint64_t n) { request.replicates = n; });
    add_threads_option(app, request);
    add_seed_option(app, request);
    app.add_option("-o,--out", request.out, out_help)->type_name("DIR");
}

void add_play_options(CLI::App& app, Request& request) {
    app.add_option_function<std::string>(
           "--timeout-run",
           [&](const std::string& text) {
               const ParsedQuantity parsed = parse_quantity(text);
               const bool seconds =
                   parsed.ok() && (parsed.quantity.dimension == Dimension{} || parsed.quantity.dimension == dimension_of("s"));
               if (!seconds || !(parsed.quantity.value > 0))
                   throw CLI::ValidationError(fmt::format("--timeout-run: '{}' is no time, such as 10 or '2 min'", text));
               request.timeout = parsed.quantity.value;
           },
           "A trial that takes longer has failed; in seconds, or with a unit")
        ->type_name("TIME");
    app.add_flag("--retry-failed", request.retry_failed, "Play trials again that failed, such as by --timeout-run, or that are damaged");
    app.add_flag("--fresh", request.fresh, "Forget the outcomes in the results folder and play everything");
    app.add_option_function<std::string>(
           "--on-error", [&](const std::string& what) { request.stop_on_failure = what == "stop"; },
           "continue (default): failed trials are rows of runs.csv; stop: at the first one")
        ->check(CLI::IsMember({"continue", "stop"}))
        ->type_name("WHAT");
    add_progress_option(app, request);
    app.add_flag("-q,--quiet", request.quiet, "Print nothing but errors");
    app.add_flag("-v,--verbose", request.verbose, "Print every failed trial as it happens");
}

/// "2/16"

Shard shard_of(const std::string& text) {
    const std::size_t slash = text.find('/');
    if (slash == text.npos) throw CLI::ValidationError(fmt::format("--shard: '{}' is not I/K, such as 2/16", text));
    const Shard shard{whole_number("--shard", text.substr(0, slash)), whole_number("--shard", text.substr(slash + 1))};
    if (shard.of < 1 || shard.of > most_shards)
        throw CLI::ValidationError(fmt::format("--shard: {} shards are not in [1, {}]", shard.of, most_shards));
    if (shard.number < 1 || shard.number > shard.of)
        throw CLI::ValidationError(fmt::format("--shard: there is no shard {} of {}", shard.number, shard.of));
    return shard;
}

void add_shard_option(CLI::App& app, Request& request) {
    app.add_option_function<std::string>(
           "--shard", [&](const std::string& text) { request.shard = shard_of(text); },
           "Play only the I-th of K equal parts, into results/<scenario>/shard-I-of-K; sim merge joins them")
        ->type_name("I/K");
}

void add_precision_option(CLI::App& app, Request& request) {
    app.add_option("--precision", request.precision,
                   "Add replicates until a figure is known so well, such as 'research_share[CHN]@2030=0.5pp': half of the 95 % interval of "
                   "mean and median, or of a quantile as in 'p95(research_share[CHN]@2030)=1pp'; may be repeated")
        ->type_name("FIGURE=WITHIN")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

void add_keep_options(CLI::App& app, Request& request) {
    app.add_option("--keep", request.keep,
                   "Also measure and keep what the scenario does not ask for: a metric or a set of them, for the world and the report's "
                   "groups, or a figure, such as 'gpus[kind:*]'; may be repeated")
        ->type_name("WHAT")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    app.add_flag_callback(
        "--all", [&request] { request.keep.emplace_back(everything); }, "Measure and keep every metric for all groups");
}

/// "research_share,users", or "all"
std::vector<std::string> words_of_series(const std::string& text) {
    std::vector<std::string> words;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        words.push_back(text.substr(begin, end - begin));
        if (words.back() != everything && metrics_named(words.back()).empty())
            throw CLI::ValidationError(
                fmt::format("--series: {} is no metric and no set of them; 'all' are all that are kept", in_quotes(words.back())));
        begin = end + 1;
    }
    return words;
}

void add_series_option(CLI::App& app, Request& request) {
    app.add_option_function<std::string>(
           "--series", [&](const std::string& text) { request.series = words_of_series(text); },
           "Also write series.csv: every value of every trial, of these metrics and sets of them, or of all that are kept")
        ->type_name("METRIC,...|all");
}

void add_scenarios_to_play(CLI::App& app, Request& request) {
    add_options_of_reading(app, request);
    add_keep_options(app, request);
    add_run_options(app, request, "Results folder; results/<scenario> by default; with several FILEs each gets a folder of its own in it");
}

/// "2025,2030"; may be repeated.
void add_list(CLI::App& app, const char* name, std::vector<std::string>& list, const char* help) {
    app.add_option(name, list, help)->type_name("LIST")->delimiter(',')->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

void add_folders(CLI::App& app, Request& request, const char* help) {
    app.add_option_function<std::vector<std::string>>(
           "DIR", [&](const std::vector<std::string>& names) { request.folders.assign(names.begin(), names.end()); }, help)
        ->required()
        ->type_name("DIR");
}

} // namespace

void add_options_of_reading(CLI::App& app, Request& request) {
    app.add_option("FILE", request.files, "Scenario files")->required()->type_name("FILE");
    add_value_options(app, request);
    app.add_option("--variant", request.variant, "Only this variant")->type_name("NAME");
}

void add_options_of_new(CLI::App& app, Request& request) {
    app.add_option_function<std::string>(
           "NAME", [&](const std::string& name) { request.files.assign(1, name); }, "The scenario's name; it is written to NAME.yaml")
        ->required()
        ->type_name("NAME");
    app.add_option("--from", request.from,
                   "What it begins with: world (default), the default world with something changed; field, a field of "
                   "your own from nothing; policy, policies compared; sweep, assumptions varied")
        ->check(CLI::IsMember({"world", "field", "policy", "sweep"}))
        ->type_name("WHAT");
    app.add_flag("-q,--quiet", request.quiet, "Print nothing but errors");
}

void add_options_of_diff(CLI::App& app, Request& request) {
    const auto add = [&](const std::string& operand) { request.files.push_back(operand); };
    app.add_option_function<std::string>("A", add, "FILE, FILE:VARIANT or a results folder")->required()->type_name("A");
    app.add_option_function<std::string>("B", add, "The same; without it, the first variant of A is held against each of its others")
        ->type_name("B");
}

void add_options_of_cite(CLI::App& app, Request& request) { add_folders(app, request, "Complete results folders"); }

void add_options_of_merge(CLI::App& app, Request& request) {
    add_folders(app, request, "Shards, or any results folders of one run that together hold all its trials");
    app.add_option("-o,--out", request.out, "The folder of the whole run; each trial that it holds already must be the same")
        ->required()
        ->type_name("DIR");
    add_threads_option(app, request);
    app.add_flag("-q,--quiet", request.quiet, "Print nothing but errors");
}

void add_options_of_verify(CLI::App& app, Request& request) {
    add_folders(app, request, "Results folders; nothing in them is changed");
    app.add_option_function<std::string>(
           "--sample",
           [&](const std::string& text) { request.spot_checks = text == "all" ? ~std::uint64_t{0} : whole_number("--sample", text); },
           "How many trials are played again: 20 by default, spread over variants, points and replicates; all; or 0")
        ->type_name("N|all");
    add_threads_option(app, request);
    add_progress_option(app, request);
    app.add_flag("-q,--quiet", request.quiet, "Print nothing but mismatches and errors");
    app.add_flag("-v,--verbose", request.verbose, "Name all differences of a file, not only its first hundred");
}

void add_options_of_report(CLI::App& app, Request& request) {
    add_folders(app, request, "Complete results folders; several are compared on one page");
    app.add_option("-o,--out", request.out, "Where the page goes: the folder itself by default; needed for several")->type_name("DIR");
    add_list(app, "--tables", request.tables,
             "Print these tables of one folder, from what it keeps, and change nothing there; with -o in files, too");
    add_list(app, "--dates", request.dates, "The same at these dates");
    add_list(app, "--groups", request.groups, "The same for these groups, such as 'country:CHN,world'");
    add_threads_option(app, request);
    app.add_flag("-q,--quiet", request.quiet, "Print nothing but errors");
    app.callback([&request] {
        const bool prints = !request.tables.empty() || !request.dates.empty() || !request.groups.empty();
        if (prints && request.folders.size() > 1) throw CLI::ValidationError("other tables are printed of one folder at a time");
        if (request.folders.size() > 1 && request.out.empty())
            throw CLI::ValidationError("several folders make one page: say with -o DIR where it goes");
    });
}

void add_options_of_explain(CLI::App& app, Request& request) {
    app.add_option_function<std::string>(
           "DIR", [&](const std::string& name) { request.folders.assign(1, name); }, "Complete results folder")
        ->required()
        ->type_name("DIR");
    app.add_option(
           "FIGURE", request.figure,
           "A figure, or what is claimed of one, such as 'research_share[CHN]@2030 >= 1/3'; those at the head of the report by default")
        ->type_name("FIGURE");
    app.add_option("--variant", request.variant, "In which variant; the first by default, of a comparison the first that is compared")
        ->type_name("NAME");
    app.add_flag("--luck", request.luck, "Also play 40 of its trials again, 8 times each with other luck, and tell luck from inputs");
    app.add_flag("--totals", request.totals, "Also play pairs of trials that differ in one input, and tell what inputs do together");
    add_whole(app, "--samples", "So many pairs for --totals, a power of two; 128 by default", 2, most_samples, [&](std::uint64_t n) {
        if ((n & (n - 1)) != 0) throw CLI::ValidationError(fmt::format("--samples: {} is no power of two", n));
        request.samples = n;
    });
    add_threads_option(app, request);
}

void add_options_of_flip(CLI::App& app, Request& request) {
    app.add_option_function<std::string>(
           "FILE", [&](const std::string& file) { request.files.assign(1, file); }, "Scenario file")
        ->required()
        ->type_name("FILE");
    app.add_option("CLAIM", request.figure, "What is claimed of a figure, such as 'research_share[CHN]@2030 >= 1/3'")
        ->required()
        ->type_name("CLAIM");
    app.add_option("--input", request.input, "Path of the uncertain input that is changed; by default the one that explains most")
        ->type_name("PATH");
    add_value_options(app, request);
    add_keep_options(app, request);
    app.add_option("--variant", request.variant, "Only this variant; the first by default")->type_name("NAME");
    add_run_options(app, request, "Results folder of the run that it starts from; results/<scenario> by default");
    add_play_options(app, request);
}

void add_options_of_compare(CLI::App& app, Request& request) {
    const auto add = [&](const std::string& operand) { request.files.push_back(operand); };
    app.add_option_function<std::string>("BASE", add, "FILE or FILE:VARIANT")->required()->type_name("FILE");
    app.add_option_function<std::string>("OTHER", add,
                                         "FILE or FILE:VARIANT; without it, BASE is a FILE whose first variant is compared with its others")
        ->type_name("FILE");
    add_value_options(app, request);
    add_keep_options(app, request);
    add_run_options(app, request, "Results folder; results/compare-<base>-<other> by default");
    add_play_options(app, request);
}

void add_options_of_story(CLI::App& app, Request& request) {
    app.add_option("FILE", request.files, "Scenario file")->required()->expected(1)->type_name("FILE");
    app.add_option("--lab", request.lab, "Whose story: GROUP@COUNTRY/NUMBER, e.g. universities@CHN/3")->required()->type_name("ID");
    add_whole(app, "--replicate", "In which replicate; 0 by default", 0, most_replicates, [&](std::uint64_t n) { request.replicate = n; });
    add_whole(app, "--point", "At which point of a sweep; 0 by default", 0, most_replicates,
              [&](std::uint64_t n) { request.point = static_cast<std::uint32_t>(n); });
    app.add_option("--variant", request.variant, "In which variant; the first by default")->type_name("NAME");
    add_seed_option(app, request);
    add_set_option(app, request);
    app.add_option_function<std::string>(
           "--until", [&](const std::string& date) { request.until = date_of("--until", date); },
           "How far it is told; to the end by default")
        ->type_name("DATE");
}

void add_options_of_completion(CLI::App& app, Request& request) {
    app.add_option_function<std::string>(
           "SHELL",
           [&](const std::string& name) { request.shell = static_cast<Shell>(std::ranges::find(shells, name) - std::begin(shells)); },
           "For which shell: bash, zsh or fish")
        ->required()
        ->check(CLI::IsMember({"bash", "zsh", "fish"}))
        ->type_name("SHELL");
}

void add_options_of_playing(CLI::App& app, Request& request) {
    add_scenarios_to_play(app, request);
    add_play_options(app, request);
}

void add_options_of_run(CLI::App& app, Request& request) {
    add_options_of_playing(app, request);
    add_shard_option(app, request);
    add_precision_option(app, request);
    add_series_option(app, request);
}

void add_options_of_plan(CLI::App& app, Request& request) {
    add_scenarios_to_play(app, request);
    add_precision_option(app, request);
    add_series_option(app, request);
}

void add_options_of_submit(CLI::App& app, Request& request) {
    add_options_of_playing(app, request);
    add_precision_option(app, request);
    add_series_option(app, request);
    add_whole(app, "--slurm", "In how many shards, a job of an array each", 1, most_shards, [&](std::uint64_t n) { request.slurm = n; });
    app.get_option("--slurm")->required()->type_name("K");
}

void add_options_of_help(CLI::App& app, Request& request) {
    app.add_option("COMMAND", request.variant, "Which; all, in a line each, where none is named")->type_name("");
}

void add_no_options(CLI::App&, Request&) {}

} // namespace sim
