// Help texts: all commands, or one with its options, examples and exit codes.
#include "command/doc/command_doc.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace sim {
namespace {

constexpr std::size_t widest_line = 100;

/// The text from this column on, broken between words; the first line goes on where it is.
std::string wrapped(std::string_view text, std::size_t column) {
    std::string result;
    std::size_t at = column;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        const bool first = at == column;
        if (!first && at + 1 + end > widest_line) {
            result += '\n' + std::string(column, ' ');
            at = column;
        } else if (!first) {
            result += ' ';
            ++at;
        }
        result += text.substr(0, end);
        at += end;
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return result;
}

/// A name and what it is, in two columns; a long name has a line of its own.
std::string row(const std::string& name, std::string_view text, std::size_t column) {
    if (text.empty()) return "  " + name + '\n';
    const std::string gap = name.size() + 4 > column ? '\n' + std::string(column, ' ') : std::string(column - 2 - name.size(), ' ');
    return "  " + name + gap + wrapped(text, column) + '\n';
}

std::string rows(const std::vector<OptionDoc>& options) {
    constexpr std::size_t column = 26;
    std::string text;
    for (const OptionDoc& option : options) text += row(option_text(option), option.help, column);
    return text;
}

/// What comes before the first ':' or ';'.
std::string_view in_short(std::string_view help) { return help.substr(0, help.find_first_of(":;")); }

std::string examples_text(std::string_view command) {
    std::string text;
    for (const Example& example : examples_of(command)) {
        constexpr std::size_t column = 51;
        text += row(std::string(example.command), example.doc, column);
    }
    return text.empty() ? text : "\nExamples:\n" + text;
}

std::string exits_text(std::string_view command) {
    std::string text = "\nExit codes:\n";
    for (const ExitDoc& exit : exit_codes())
        if (command.empty() || gives(command, exit)) text += row(std::string(exit.code), exit.doc, 12);
    return text;
}

} // namespace

std::string option_text(const OptionDoc& option) {
    std::string text = option.names, value = option.value;
    if (!text.starts_with('-')) return text + (option.repeatable ? "..." : "");
    if (const std::size_t comma = text.find(','); comma != text.npos) text.insert(comma + 1, " ");
    if (!option.choices.empty()) value = fmt::format("{}", fmt::join(option.choices, "|"));
    return value.empty() ? text : text + ' ' + value;
}

std::string usage_of(const ProgramDoc& program, const CommandDoc& command) {
    std::string text = program.name + ' ' + command.name;
    if (!command.options.empty()) text += " [OPTIONS]";
    for (const OptionDoc& option : command.options)
        if (option.required) text += ' ' + option.names.substr(0, option.names.find(',')) + ' ' + option.value;
    for (const OptionDoc& argument : command.arguments)
        text += argument.required ? ' ' + option_text(argument) : " [" + option_text(argument) + ']';
    return text;
}

std::string help_text(const ProgramDoc& program) {
    std::string text = program.help + "\n\nUsage: sim COMMAND ...; sim FILE... is sim run FILE...\n\n";
    for (const CommandGroup& group : command_groups()) {
        text += fmt::format("{}:\n", group.title);
        if (&group == &command_groups().back()) { // what only few need
            text += row(fmt::format("{}", fmt::join(group.commands, ", ")), "", 0);
            continue;
        }
        for (const std::string_view name : group.commands) {
            const auto command = std::ranges::find(program.commands, name, &CommandDoc::name);
            if (command != program.commands.end()) text += row(command->name, in_short(command->help), 14);
        }
    }
    return text + "\nOptions:\n" + rows(program.options) + examples_text("") +
           "\nsim help COMMAND has its options, examples and exit codes.\n";
}

std::string help_text(const ProgramDoc& program, const CommandDoc& command) {
    std::string text = wrapped(command.help, 0) + ".\n\nUsage: " + usage_of(program, command) + '\n';
    if (!command.arguments.empty()) text += "\nArguments:\n" + rows(command.arguments);
    if (!command.options.empty()) text += "\nOptions:\n" + rows(command.options);
    return text + examples_text(command.name) + exits_text(command.name);
}

} // namespace sim
