// The manual page sim.1, in the macros of man(7).
#include "command/doc/command_doc.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sim {
namespace {

constexpr auto last_edited = "2026-11-22"; // the texts of this page, by hand

/// Text as roff shows it: no escape, no macro at the start of a line, a hyphen that can be pasted.
std::string roff(std::string_view text) {
    std::string result;
    if (text.starts_with('.') || text.starts_with('\'')) result = "\\&";
    for (const char c : text) {
        if (c == '\\')
            result += "\\e";
        else if (c == '-')
            result += "\\-";
        else if (c == '\'')
            result += "\\(aq";
        else if (c == '^')
            result += "\\(ha";
        else if (c == '~')
            result += "\\(ti";
        else if (c == '`')
            result += "\\(ga";
        else
            result += c;
    }
    return result;
}

/// The same in lines of less than 80 bytes; none begins like a macro.
std::string paragraph(std::string_view text) {
    std::string result;
    std::size_t length = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find(' ', at), text.size());
        const std::string word = roff(text.substr(at, end - at));
        const bool breaks = length > 0 && length + 1 + word.size() > 76;
        result += length == 0 ? "" : breaks ? "\n" : " ";
        result += word;
        length = breaks ? word.size() : length + 1 + word.size();
        at = end + 1;
    }
    return result;
}

/// The names in bold, what they take in italics.
std::string option_line(const OptionDoc& option) {
    const std::string text = option_text(option);
    if (!text.starts_with('-')) return "\\fI" + roff(text) + "\\fR";
    const bool flag = option.value.empty() && option.choices.empty();
    const std::size_t names = flag ? text.size() : text.rfind(' ');
    std::string line = "\\fB" + roff(text.substr(0, names)) + "\\fR";
    return flag ? line : line + " \\fI" + roff(text.substr(names + 1)) + "\\fR";
}

std::string options_text(const std::vector<OptionDoc>& options) {
    std::string text;
    for (const OptionDoc& option : options) text += fmt::format(".TP\n{}\n{}.\n", option_line(option), paragraph(option.help));
    return text;
}

std::string examples_in_roff(std::string_view command) {
    std::string text;
    for (const Example& example : examples_of(command))
        text += fmt::format(".TP\n\\fB{}\\fR\n{}\n", roff(example.command), paragraph(example.doc));
    return text;
}

std::string command_text(const ProgramDoc& program, const CommandDoc& command) {
    std::string exits;
    for (const ExitDoc& exit : exit_codes())
        if (gives(command.name, exit)) exits += (exits.empty() ? "" : ", ") + std::string(exit.code);
    std::string text =
        fmt::format(".SS {}\n{}.\n.PP\n\\fB{}\\fR\n", roff(command.name), paragraph(command.help), roff(usage_of(program, command)));
    text += options_text(command.arguments) + options_text(command.options) + examples_in_roff(command.name);
    return text + fmt::format(".PP\nExit codes: {}.\n", exits);
}

constexpr auto files_text = R"(.SH FILES
.TP
\fIresults/<scenario>/\fR
What a run leaves, unless \fB\-\-out\fR names another folder: tables, every
figure as CSV, the scenario as it was played, every finished trial, and
\fImanifest.json\fR, written last.
)";

} // namespace

std::string man_page(const ProgramDoc& program) {
    std::string text = fmt::format(".TH SIM 1 {} \"{} {}\"\n.SH NAME\nsim \\- {}\n", last_edited, program.name, program.version,
                                   "simulate who has the compute to reproduce research");
    text += ".SH SYNOPSIS\n.B sim\n.I COMMAND\n\\&...\n.br\n.B sim\n.IR FILE ...\n";
    text += fmt::format(".SH DESCRIPTION\n{}\nWithout a command, \\fBrun\\fR is meant.\n", paragraph(program.help));
    text += ".SH OPTIONS\n" + options_text(program.options) + ".SH COMMANDS\n";
    for (const CommandDoc& command : program.commands) text += command_text(program, command);
    text += ".SH EXIT STATUS\n";
    for (const ExitDoc& exit : exit_codes()) text += fmt::format(".TP\n.B {}\n{}.\n", exit.code, paragraph(exit.doc));
    return text + files_text + ".SH EXAMPLES\n" + examples_in_roff("");
}

} // namespace sim
