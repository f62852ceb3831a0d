// The command line as data, and what is made from it: help, the man page, completion for shells.
#pragma once

#include "sim/cli.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

/// An option, or an argument that stands by its place.
struct OptionDoc {
    std::string names; ///< "-n,--replicates"; "FILE" for an argument
    std::string value; ///< "N", "DIR"; empty for a flag
    std::string help;
    std::vector<std::string> choices; ///< the only words that it takes; none: any
    bool required = false;
    bool repeatable = false;
};

struct CommandDoc {
    std::string name;
    std::string help;
    std::vector<OptionDoc> arguments;
    std::vector<OptionDoc> options;
};

struct ProgramDoc {
    std::string name;
    std::string version;
    std::string help;
    std::vector<OptionDoc> options; ///< that stand without a command
    std::vector<CommandDoc> commands;
};
/// All commands and their options, as the command line takes them.
[[nodiscard]] ProgramDoc program_doc();

// What no introspection can tell: texts/commands.cpp.

struct Example {
    std::string_view command;
    std::string_view doc;
};
[[nodiscard]] std::span<const Example> examples_of(std::string_view command);

/// One exit code. `of` are the commands that give it besides those for which it goes without saying; "*" is all.
struct ExitDoc {
    std::string_view code;
    std::string_view doc;
    std::vector<std::string_view> of;
};
[[nodiscard]] std::span<const ExitDoc> exit_codes();
[[nodiscard]] bool gives(std::string_view command, const ExitDoc& exit);

/// What a command is for: the help groups them by it, in this order.
struct CommandGroup {
    std::string_view title;
    std::vector<std::string_view> commands;
};
[[nodiscard]] std::span<const CommandGroup> command_groups();

/// "sim run [OPTIONS] FILE..."
[[nodiscard]] std::string usage_of(const ProgramDoc& program, const CommandDoc& command);
/// "-n, --replicates N"
[[nodiscard]] std::string option_text(const OptionDoc& option);

/// All commands, or one with its options, examples and exit codes.
[[nodiscard]] std::string help_text(const ProgramDoc& program);
[[nodiscard]] std::string help_text(const ProgramDoc& program, const CommandDoc& command);
/// sim.1, in the macros of man(7).
[[nodiscard]] std::string man_page(const ProgramDoc& program);

/// What a shell offers behind a word: the words of an option, scenario files, folders.
[[nodiscard]] std::string completion_script(const ProgramDoc& program, Shell shell);

} // namespace sim
