// The command line read, and its documentation from the same tables.
#include "sim/cli.hpp"

#include "base/text.hpp"
#include "command/commands.hpp"
#include "sim/problem.hpp"
#include "sim/quantity.hpp"
#include "sim/version.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace sim {
namespace {

constexpr auto what_it_is = "Who gets to reproduce the paper? A simulator of research-community compute access.";

void add_commands(CLI::App& app, Request& request) {
    app.require_subcommand(1);
    app.set_version_flag("--version", fmt::format("sim {} (model {})", program_version, model_version),
                         "Print the versions of the program and the model");
    app.set_help_flag("-h,--help", "Print this");
    for (const Command& command : commands()) {
        CLI::App* const sub = app.add_subcommand(command.word, command.help);
        sub->set_help_flag("-h,--help", "Print this");
        command.add_options(*sub, request);
    }
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
        .name = "sim", .version = std::string(program_version), .help = what_it_is, .options = document(app).options, .commands = {}};
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
    CLI::App app(what_it_is, "sim");
    add_commands(app, nobodys);
    return document_program(app);
}

ParsedCommandLine parse_command_line(std::vector<std::string> arguments) {
    Request request;
    request.arguments = arguments;
    CLI::App app(what_it_is, "sim");
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
    request.command = app.get_subcommands().front()->get_name();
    const Command& command = command_of(request.command);
    if (command.text != nullptr) return {std::nullopt, command.text(request, document_program(app)), all_well};
    return {std::move(request), {}, all_well};
}

} // namespace sim
