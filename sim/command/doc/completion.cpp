// Scripts that complete commands, options and files in bash, zsh and fish.
#include "command/doc/command_doc.hpp"

#include "base/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <sstream>

namespace sim {
namespace {

std::vector<std::string> names_of(const OptionDoc& option) {
    std::vector<std::string> names;
    std::istringstream in(option.names);
    for (std::string name; std::getline(in, name, ',');) names.push_back(name);
    return names;
}

/// The first clause of a help text.
std::string brief(const std::string& help) {
    return help.substr(0, std::min({help.find("; "), help.find(": "), help.find(". "), help.size()}));
}

enum class Offer { nothing, words, scenarios, folders };
Offer offer_of(const OptionDoc& option) {
    if (!option.choices.empty()) return Offer::words;
    if (option.value == "DIR") return Offer::folders;
    return option.value == "FILE" ? Offer::scenarios : Offer::nothing;
}

// ---- bash -------------------------------------------------------------------------------------------------------------

std::string bash_offer(const OptionDoc& option) {
    switch (offer_of(option)) {
    case Offer::words:
        return fmt::format("_sim_words \"{}\"", fmt::join(option.choices, " "));
    case Offer::scenarios:
        return "_sim_files yaml";
    case Offer::folders:
        return "_sim_files";
    case Offer::nothing:
        return ":";
    }
    return ":";
}

/// What stands behind an option is the same in all commands that have it.
std::string bash_values(const ProgramDoc& program) {
    std::set<std::string> known;
    std::string cases;
    for (const CommandDoc& command : program.commands) {
        for (const OptionDoc& option : command.options) {
            if ((option.value.empty() && option.choices.empty()) || !known.insert(option.names).second) continue;
            cases += fmt::format("        {}) {}; return ;;\n", fmt::join(names_of(option), "|"), bash_offer(option));
        }
    }
    return cases;
}

std::string bash_commands(const ProgramDoc& program) {
    std::string cases;
    for (const CommandDoc& command : program.commands) {
        std::string options;
        for (const OptionDoc& option : command.options)
            for (const std::string& name : names_of(option)) options += (options.empty() ? "" : " ") + name;
        const std::string arguments = command.arguments.empty() ? ":" : bash_offer(command.arguments.front());
        cases += fmt::format("        {}) options=\"{}\"; arguments='{}' ;;\n", command.name, options, arguments);
    }
    return cases;
}

constexpr auto bash_frame = R"(# bash completion for sim; made by: sim completion bash
_sim_words() { mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -W "$1" -- "$word"); }
_sim_files() {
    compopt -o filenames 2>/dev/null
    [ -z "$1" ] || mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -X "!*.$1" -- "$word")
    mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -d -- "$word")
}
_sim() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command=run options arguments
    COMPREPLY=()
    if [ "$word" = = ]; then word=; elif [ "$before" = = ]; then before=${COMP_WORDS[COMP_CWORD-2]}; fi
    case $before in
@values@    esac
    if [ "$COMP_CWORD" -eq 1 ]; then
        case $word in -*) _sim_words "@program@"; return ;; *) _sim_words "@commands@" ;; esac
    else
        case " @commands@ " in *" ${COMP_WORDS[1]} "*) command=${COMP_WORDS[1]} ;; esac
    fi
    case $command in
@options@    esac
    case $word in -*) _sim_words "$options" ;; *) eval "$arguments" ;; esac
}
complete -F _sim sim
)";

std::string command_names(const ProgramDoc& program) {
    std::string names;
    for (const CommandDoc& command : program.commands) names += (names.empty() ? "" : " ") + command.name;
    return names;
}

std::string bash_script(const ProgramDoc& program) {
    std::string options;
    for (const OptionDoc& option : program.options)
        for (const std::string& name : names_of(option)) options += (options.empty() ? "" : " ") + name;
    std::string script = replaced(bash_frame, "@values@", bash_values(program));
    script = replaced(script, "@options@", bash_commands(program));
    script = replaced(script, "@program@", options);
    return replaced(script, "@commands@", command_names(program));
}

// ---- zsh --------------------------------------------------------------------------------------------------------------

std::string zsh_offer(const OptionDoc& option) {
    switch (offer_of(option)) {
    case Offer::words:
        return fmt::format("({})", fmt::join(option.choices, " "));
    case Offer::scenarios:
        return "_files -g \"*.yaml(-.)\"";
    case Offer::folders:
        return "_files -/";
    case Offer::nothing:
        return " ";
    }
    return " ";
}

/// No bracket and no colon may stand in a description.
std::string zsh_text(const std::string& help) { return replaced(replaced(replaced(brief(help), "[", "("), "]", ")"), ":", "\\:"); }

std::string zsh_option(const OptionDoc& option) {
    const std::vector<std::string> names = names_of(option);
    std::string spec;
    for (const std::string& name : names) {
        const std::string others = option.repeatable ? std::string("*") : fmt::format("({})", fmt::join(names, " "));
        const std::string value =
            option.value.empty() && option.choices.empty() ? "" : fmt::format(":{}:{}", option.value, zsh_offer(option));
        const bool is_long = name.starts_with("--");
        spec += fmt::format(" \\\n                {}", in_shell_quotes(others + name +
                                                                       (value.empty() ? ""
                                                                        : is_long     ? "="
                                                                                      : "+") +
                                                                       '[' + zsh_text(option.help) + ']' + value));
    }
    return spec;
}

std::string zsh_command(const CommandDoc& command) {
    std::string specs;
    for (const OptionDoc& option : command.options) specs += zsh_option(option);
    for (const OptionDoc& argument : command.arguments) {
        const std::string spec = fmt::format("{}:{}:{}", argument.repeatable ? "*" : "", argument.names, zsh_offer(argument));
        specs += fmt::format(" \\\n                {}", in_shell_quotes(spec));
    }
    return fmt::format("        {})\n            _arguments -s{}\n            ;;\n", command.name, specs);
}

constexpr auto zsh_frame = R"(#compdef sim
# zsh completion for sim; made by: sim completion zsh
_sim() {
    local -a commands
    commands=(
@commands@    )
    if (( CURRENT == 2 )); then
        _describe command commands
        _files -g '*.yaml(-.)'
        return
    fi
    local command=run
    if (( ${commands[(I)$words[2]:*]} )); then
        command=$words[2]
        shift words
        (( CURRENT-- ))
    fi
    case $command in
@cases@    esac
}
if [ "$funcstack[1]" = _sim ]; then _sim "$@"; else compdef _sim sim; fi
)";

std::string zsh_script(const ProgramDoc& program) {
    std::string commands, cases;
    for (const CommandDoc& command : program.commands) {
        commands += "        " + in_shell_quotes(command.name + ':' + zsh_text(command.help)) + '\n';
        cases += zsh_command(command);
    }
    return replaced(replaced(zsh_frame, "@commands@", commands), "@cases@", cases);
}

// ---- fish -------------------------------------------------------------------------------------------------------------

std::string fish_offer(const OptionDoc& option) {
    switch (offer_of(option)) {
    case Offer::words:
        return fmt::format(" -x -a '{}'", fmt::join(option.choices, " "));
    case Offer::scenarios:
        return " -k -x -a '(__fish_complete_suffix .yaml)'";
    case Offer::folders:
        return " -x -a '(__fish_complete_directories)'";
    case Offer::nothing:
        return " -x";
    }
    return {};
}

std::string fish_option(const OptionDoc& option) {
    std::string line;
    for (const std::string& name : names_of(option)) line += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
    if (!option.value.empty() || !option.choices.empty()) line += fish_offer(option);
    return line + " -d " + in_shell_quotes(brief(option.help));
}

std::string fish_command(const CommandDoc& command) {
    const std::string here = fmt::format("complete -c sim -n '__fish_seen_subcommand_from {}'", command.name);
    std::string text =
        fmt::format("complete -c sim -n __fish_use_subcommand -f -a {} -d {}\n", command.name, in_shell_quotes(brief(command.help)));
    for (const OptionDoc& option : command.options) text += here + fish_option(option) + '\n';
    if (!command.arguments.empty()) text += here + fish_offer(command.arguments.front()) + '\n';
    return text;
}

std::string fish_script(const ProgramDoc& program) {
    std::string text = "# fish completion for sim; made by: sim completion fish\ncomplete -c sim -f\n"
                       "complete -c sim -n __fish_use_subcommand -k -a '(__fish_complete_suffix .yaml)'\n";
    for (const OptionDoc& option : program.options) text += "complete -c sim -n __fish_use_subcommand" + fish_option(option) + '\n';
    for (const CommandDoc& command : program.commands) text += fish_command(command);
    return text;
}

} // namespace

std::string completion_script(const ProgramDoc& program, Shell shell) {
    if (shell == Shell::bash) return bash_script(program);
    return shell == Shell::zsh ? zsh_script(program) : fish_script(program);
}

} // namespace sim
