#include "sim/cli.hpp"

#include "base/text.hpp"
#include "sim/quantity.hpp"
#include "sim/version.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <functional>

namespace sim {
namespace {

constexpr auto description = "Who gets to reproduce the paper? A simulator of research-community compute access.";

/// "1000", "1e3" or "1_000"; no signs, fractions or leading zeros. Whole numbers are exact up to 2^64 - 1.
std::uint64_t whole_number(const char* names, const std::string& text) {
    std::uint64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error == std::errc() && stop == end && (text.size() == 1 || text[0] != '0')) return number;
    const ParsedQuantity parsed = parse_quantity(text);
    const double value = parsed.quantity.value;
    if (!parsed.ok() || parsed.quantity.dimension != Dimension{} || !(value >= 0 && value <= 0x1p53) ||
        value != static_cast<double>(static_cast<std::uint64_t>(value)))
        throw CLI::ValidationError(fmt::format("{}: '{}' is not a whole number", names, text));
    return static_cast<std::uint64_t>(value);
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
    app.add_option_function<std::string>(
           "--until", [&](const std::string& date) { request.sets.push_back("clock.end=" + date); },
           "Last day that is played, in place of the scenario's clock.end")
        ->type_name("DATE");
}

Instant date_of(const char* name, const std::string& text) {
    const ParsedInstant parsed = parse_instant(text);
    if (!parsed.ok()) throw CLI::ValidationError(fmt::format("{}: {}", name, parsed.error));
    return parsed.instant;
}

void add_scenario_options(CLI::App& app, Request& request) {
    app.add_option("FILE", request.files, "Scenario files")->required()->type_name("FILE");
    add_value_options(app, request);
    app.add_option("--variant", request.variant, "Only this variant")->type_name("NAME");
}

void add_seed_option(CLI::App& app, Request& request) {
    add_whole(app, "--seed", "Where all luck comes from, in place of the scenario's seed", 0, ~std::uint64_t{0},
              [&](std::uint64_t n) { request.seed = n; });
}

void add_threads_option(CLI::App& app, Request& request) {
    add_whole(app, "-j,--threads", "Threads; 0, the default, takes all cores. Results never depend on it", 0, 4096,
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
    add_whole(app, "-n,--replicates", "How often each variant is played, in place of the scenario's replicates", 1, 1'000'000'000,
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
    app.add_flag("--retry-failed", request.retry_failed, "Play trials again that failed, such as by --timeout-run");
    app.add_flag("--fresh", request.fresh, "Forget the outcomes in the results folder and play everything");
    app.add_option_function<std::string>(
           "--on-error", [&](const std::string& what) { request.stop_on_failure = what == "stop"; },
           "continue (default): failed trials are rows of runs.csv; stop: at the first one")
        ->check(CLI::IsMember({"continue", "stop"}))
        ->type_name("WHAT");
    add_progress_option(app, request);
    app.add_flag("-q,--quiet", request.quiet, "Print nothing but errors");
    app.add_flag("-v,--verbose", request.verbose, "Print all tables, and every failed trial as it happens");
}

/// "2/16"
Shard shard_of(const std::string& text) {
    const std::size_t slash = text.find('/');
    if (slash == text.npos) throw CLI::ValidationError(fmt::format("--shard: '{}' is not I/K, such as 2/16", text));
    const Shard shard{whole_number("--shard", text.substr(0, slash)), whole_number("--shard", text.substr(slash + 1))};
    constexpr std::uint64_t most = 10'000;
    if (shard.of < 1 || shard.of > most) throw CLI::ValidationError(fmt::format("--shard: {} shards are not in [1, {}]", shard.of, most));
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
                   "mean and median; may be repeated")
        ->type_name("FIGURE=WITHIN")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

void add_folders(CLI::App& app, Request& request, const char* help) {
    app.add_option_function<std::vector<std::string>>(
           "DIR", [&](const std::vector<std::string>& names) { request.folders.assign(names.begin(), names.end()); }, help)
        ->required()
        ->type_name("DIR");
}

void add_merge_options(CLI::App& app, Request& request) {
    add_folders(app, request, "Shards, or any results folders of one run that together hold all its trials");
    app.add_option("-o,--out", request.out, "The folder of the whole run; each trial that it holds already must be the same")
        ->required()
        ->type_name("DIR");
    add_threads_option(app, request);
    app.add_flag("-q,--quiet", request.quiet, "Print nothing but errors");
    app.add_flag("-v,--verbose", request.verbose, "Print all tables");
}

void add_verify_options(CLI::App& app, Request& request) {
    add_folders(app, request, "Results folders; nothing in them is changed");
    app.add_option_function<std::string>(
           "--sample",
           [&](const std::string& text) { request.sample = text == "all" ? ~std::uint64_t{0} : whole_number("--sample", text); },
           "How many trials are played again: 20 by default, spread over variants, points and replicates; all; or 0")
        ->type_name("N|all");
    add_threads_option(app, request);
    add_progress_option(app, request);
    app.add_flag("-q,--quiet", request.quiet, "Print nothing but mismatches and errors");
    app.add_flag("-v,--verbose", request.verbose, "Name all differences of a file, not only its first hundred");
}

void add_report_options(CLI::App& app, Request& request) {
    add_folders(app, request, "Complete results folders; several are compared on one page");
    app.add_option("-o,--out", request.out, "Where the page goes: the folder itself by default; needed for several")->type_name("DIR");
    add_threads_option(app, request);
    app.add_flag("-q,--quiet", request.quiet, "Print nothing but errors");
}

void add_compare_options(CLI::App& app, Request& request) {
    const auto add = [&](const std::string& world) { request.files.push_back(world); };
    app.add_option_function<std::string>("BASE", add, "FILE or FILE:VARIANT")->required()->type_name("FILE");
    app.add_option_function<std::string>("OTHER", add,
                                         "FILE or FILE:VARIANT; without it, BASE is a FILE whose first variant is compared with its others")
        ->type_name("FILE");
    add_value_options(app, request);
    add_run_options(app, request, "Results folder; results/compare-<base>-<other> by default");
    add_play_options(app, request);
}

void add_story_options(CLI::App& app, Request& request) {
    app.add_option("FILE", request.files, "Scenario file")->required()->expected(1)->type_name("FILE");
    app.add_option("--lab", request.lab, "Whose story: GROUP@COUNTRY/NUMBER, e.g. universities@CHN/3")->required()->type_name("ID");
    add_whole(app, "--replicate", "In which replicate; 0 by default", 0, 1'000'000'000, [&](std::uint64_t n) { request.replicate = n; });
    add_whole(app, "--point", "At which point of a sweep; 0 by default", 0, 1'000'000'000,
              [&](std::uint64_t n) { request.point = static_cast<std::uint32_t>(n); });
    app.add_option("--variant", request.variant, "In which variant; the first by default")->type_name("NAME");
    add_seed_option(app, request);
    add_set_option(app, request);
    app.add_option_function<std::string>(
           "--until", [&](const std::string& date) { request.until = date_of("--until", date); },
           "How far it is told; to the end by default")
        ->type_name("DATE");
}

void add_completion_options(CLI::App& app, Request& request) {
    app.add_option_function<std::string>(
           "SHELL",
           [&](const std::string& name) { request.shell = static_cast<Shell>(std::ranges::find(shells, name) - std::begin(shells)); },
           "For which shell: bash, zsh or fish")
        ->required()
        ->check(CLI::IsMember({"bash", "zsh", "fish"}))
        ->type_name("SHELL");
}

/// Makes a command.
using Add = std::function<CLI::App&(const char* name, const char* help, Request::Command)>;

void add_playing_commands(const Add& add, Request& request) {
    using enum Request::Command;
    constexpr auto out_help = "Results folder; results/<scenario> by default; with several FILEs each gets a folder of its own in it";
    const auto add_playing = [&](const char* name, const char* help, Request::Command command) -> CLI::App& {
        CLI::App& app = add(name, help, command);
        add_scenario_options(app, request);
        add_run_options(app, request, out_help);
        return app;
    };
    CLI::App& of_run = add_playing(
        "run", "Play every variant and replicate, print tables, write the results folder; re-running plays what is missing", run);
    add_play_options(of_run, request);
    add_shard_option(of_run, request);
    add_precision_option(of_run, request);
    of_run.add_flag("--series", request.series, "Also write series.csv: every value of every trial");
    add_play_options(add_playing("claims",
                                 "Play, and put each published figure that the scenarios name beside the simulated one, with a verdict",
                                 claims),
                     request);
    add_play_options(
        add_playing("hindcast",
                    "Play, and score the forecast on what was observed: CRPS, coverage, bias, PIT, beside three naive baselines", hindcast),
        request);
    add_compare_options(add("compare", "The same luck in two worlds: paired differences, and the first event at which they part", compare),
                        request);
    add_story_options(add("story", "One lab's life, event by event", story), request);
    add_scenario_options(add("check", "Report all errors, play nothing", check), request);
    add_precision_option(add_playing("plan", "How many trials, and about how much time and disk they take", plan), request);
    add_scenario_options(add("show", "The resolved scenario, each value with where it was written", show), request);
}

void add_other_commands(const Add& add, Request& request) {
    using enum Request::Command;
    add_report_options(add("report", "Make the page and the figures of complete results folders: one file that works offline", report),
                       request);
    add_verify_options(
        add("verify", "Check results folders: their bytes, their figures made again from their store, and a sample of trials played again",
            verify),
        request);
    add_merge_options(add("merge", "Join the shards of a run: the folder that one run of everything would have left", merge), request);
    add("help", "The options, examples and exit codes of a command", help)
        .add_option("COMMAND", request.variant, "Which; all, in a line each, where none is named")
        ->type_name("");
    add("odd", "Print the model description after the ODD protocol, with the tables of this program", odd);
    add("reference", "Print every field of a scenario, metric, command and option", reference);
    add("schema", "Print the JSON Schema that completes and checks scenarios in editors", schema);
    add("man", "Print the manual page sim.1", man);
    add_completion_options(add("completion", "Print what completes commands, options and files in a shell", completion), request);
}

void add_commands(CLI::App& app, Request& request) {
    app.require_subcommand(1);
    app.set_version_flag("--version", fmt::format("sim {} (model {})", program_version, model_version),
                         "Print the versions of the program and the model");
    const Add add = [&](const char* name, const char* help, Request::Command command) -> CLI::App& {
        CLI::App* const sub = app.add_subcommand(name, help);
        sub->callback([&request, command] { request.command = command; });
        sub->set_help_flag("-h,--help", "Print this");
        return *sub;
    };
    app.set_help_flag("-h,--help", "Print this");
    add_playing_commands(add, request);
    add_other_commands(add, request);
}

// ---- the same as data -------------------------------------------------------------------------------------------------

/// The name of a type stands before what checks it: "STYLE:{auto,bar}".
std::vector<std::string> choices_in(const std::string& type) {
    std::vector<std::string> choices;
    const std::size_t open = type.find(":{");
    if (open == type.npos) return choices;
    std::string inside = type.substr(open + 2, type.find('}', open) - open - 2);
    for (std::size_t comma = 0; comma != inside.npos; inside.erase(0, comma + 1)) {
        comma = inside.find(',');
        choices.push_back(inside.substr(0, comma));
        if (comma == inside.npos) break;
    }
    return choices;
}

OptionDoc document(const CLI::Option& option) {
    const std::string type = option.get_type_name();
    return {.names = option.get_name(option.get_positional(), true),
            .value = type.substr(0, type.find(':')),
            .help = option.get_description(),
            .choices = choices_in(type),
            .required = option.get_required(),
            .repeatable = option.get_items_expected_max() > 1 || option.get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll};
}

CommandDoc document(const CLI::App& app) {
    CommandDoc doc{.name = app.get_name(), .help = app.get_description(), .arguments = {}, .options = {}};
    for (const CLI::Option* option : app.get_options())
        (option->get_positional() ? doc.arguments : doc.options).push_back(document(*option));
    return doc;
}

std::vector<std::string> commands_of(const CLI::App& app) {
    std::vector<std::string> names;
    for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
    return names;
}

ProgramDoc document_program(const CLI::App& app) {
    ProgramDoc doc{
        .name = "sim", .version = std::string(program_version), .help = description, .options = document(app).options, .commands = {}};
    for (const CLI::App* command : app.get_subcommands({})) doc.commands.push_back(document(*command));
    for (CommandDoc& command : doc.commands)
        if (command.name == "help") command.arguments.front().choices = commands_of(app);
    return doc;
}

// ---- parsing ----------------------------------------------------------------------------------------------------------

/// `sim FILE...` is `sim run FILE...`, and `sim help run` is `sim run --help`.
std::vector<std::string> with_command(std::vector<std::string> arguments, const std::vector<std::string>& commands) {
    const std::string& first = arguments[0];
    if (first == "help" && !(arguments.size() > 1 && arguments[1].starts_with('-'))) {
        arguments.erase(arguments.begin());
        arguments.emplace_back("--help");
    } else if (std::ranges::find(commands, first) == commands.end() && first != "--help" && first != "-h" && first != "--version") {
        arguments.insert(arguments.begin(), "run");
    }
    return arguments;
}

/// A first word that is no file but looks like a command.
std::string mistyped_command(const std::string& word, const std::vector<std::string>& commands) {
    if (word.starts_with('-') || word.find_first_of("./") != std::string::npos) return {};
    std::error_code ignored;
    if (std::ranges::find(commands, word) != commands.end() || std::filesystem::exists(word, ignored)) return {};
    const std::vector<std::string_view> known{commands.begin(), commands.end()};
    const std::string hint = did_you_mean(word, known);
    return fmt::format("unknown command {}{}{}", in_quotes(word), hint.empty() ? "" : "; ", hint);
}

ParsedCommandLine complaint(std::string_view what) {
    return {std::nullopt, fmt::format("sim: {}\nsim --help lists commands, options and examples.\n", what), bad_command_line};
}

std::string help_of(const CLI::App& app) {
    const auto chosen = app.get_subcommands();
    return chosen.empty() ? help_text(document_program(app)) : help_text(document_program(app), document(*chosen.front()));
}

} // namespace

ProgramDoc program_doc() {
    Request nobodys;
    CLI::App app(description, "sim");
    add_commands(app, nobodys);
    return document_program(app);
}

ParsedCommandLine parse_command_line(std::vector<std::string> arguments) {
    Request request;
    request.arguments = arguments;
    CLI::App app(description, "sim");
    add_commands(app, request);
    if (arguments.empty()) return {std::nullopt, help_of(app), bad_command_line};
    const std::vector<std::string> commands = commands_of(app);
    const std::string& named = arguments[0] == "help" && arguments.size() > 1 ? arguments[1] : arguments[0];
    if (const std::string problem = mistyped_command(named, commands); !problem.empty()) return complaint(problem);
    arguments = with_command(std::move(arguments), commands);
    std::reverse(arguments.begin(), arguments.end()); // CLI11 takes them from the back
    try {
        app.parse(arguments);
    } catch (const CLI::CallForVersion& version) {
        return {std::nullopt, std::string(version.what()) + '\n', all_well};
    } catch (const CLI::CallForHelp&) {
        return {std::nullopt, help_of(app), all_well};
    } catch (const CLI::RequiredError& error) {
        const auto unknown = app.remaining(true); // CLI11 misses the FILE first, but a misspelt option says more
        return complaint(unknown.empty() ? error.what() : CLI::ExtrasError(unknown).what());
    } catch (const CLI::ParseError& error) {
        return complaint(error.what());
    }
    if (request.command == Request::Command::report && request.folders.size() > 1 && request.out.empty())
        return complaint("several folders make one page: say with -o DIR where it goes");
    return {std::move(request), {}, all_well};
}

} // namespace sim
