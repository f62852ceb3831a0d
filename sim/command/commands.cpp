// The table of commands, from which the command line, the help and the manuals are made.
#include "command/commands.hpp"

#include "command/doc/manual.hpp"
#include "command/options.hpp"
#include "command/request.hpp"

#include <algorithm>
#include <cstdio>

namespace sim {
namespace {

std::string help_of_all(const Request&, const ProgramDoc& doc) { return help_text(doc); }
std::string odd(const Request&, const ProgramDoc&) { return model_description(); }
std::string reference_of(const Request&, const ProgramDoc& doc) { return reference(doc); }
std::string schema(const Request&, const ProgramDoc&) { return scenario_schema(); }
std::string man(const Request&, const ProgramDoc& doc) { return man_page(doc); }
std::string completion(const Request& request, const ProgramDoc& doc) { return completion_script(doc, request.shell); }

constexpr Command command_rows[] = {
    {"run", "Play every variant and replicate, print tables, write the results folder; re-running plays what is missing",
     add_options_of_run, play_scenarios},
    {"claims", "Play, and put each published figure beside the simulated one, with a verdict", add_options_of_playing, play_claims},
    {"hindcast", "Play, and score the forecast on what was observed: CRPS, coverage, bias, PIT, beside six baselines",
     add_options_of_playing, play_hindcasts},
    {"compare", "The same luck in two variants: paired differences, and the first event at which they part", add_options_of_compare,
     compare_variants},
    {"flip", "The smallest change of an input at which a claim turns: found on the curve, then played", add_options_of_flip, flip_claim},
    {"story", "One lab's life, event by event", add_options_of_story, tell_story},
    {"new", "Write a short, commented scenario to begin with, which plays in seconds", add_options_of_new, begin_scenario},
    {"check", "Report all errors, play nothing", add_options_of_reading, check_scenarios},
    {"plan", "How many trials, and about how much time and disk they take", add_options_of_plan, plan_scenarios},
    {"submit", "Print a Slurm script: the run in shards, and a job that joins them", add_options_of_submit, print_submission},
    {"show", "The resolved scenario, each value with where it was written", add_options_of_reading, show_scenarios},
    {"diff", "What differs between two scenarios, variants or results folders, value by value", add_options_of_diff, tell_differences},
    {"report", "Make page and figures of results folders: one file that works offline; or print other tables of a run",
     add_options_of_report, report_folders},
    {"explain", "What decides a figure of a results folder: which inputs, by how much and from which value on", add_options_of_explain,
     explain_folder},
    {"verify", "Check results folders: their bytes, their figures made again from their store, and a sample of trials played again",
     add_options_of_verify, verify_folders},
    {"cite", "How results folders are cited: BibTeX with fingerprint, version and revision", add_options_of_cite, cite_folders},
    {"merge", "Join the shards of a run: the folder that one run of everything would have left", add_options_of_merge, merge_folders},
    {"help", "The options, examples and exit codes of a command", add_options_of_help, nullptr, help_of_all},
    {"odd", "Print the model description after the ODD protocol, with the tables of this program", add_no_options, nullptr, odd},
    {"reference", "Print every field of a scenario, metric, command and option", add_no_options, nullptr, reference_of},
    {"schema", "Print the JSON Schema that completes and checks scenarios in editors", add_no_options, nullptr, schema},
    {"man", "Print the manual page sim.1", add_no_options, nullptr, man},
    {"completion", "Print what completes commands, options and files in a shell", add_options_of_completion, nullptr, completion},
};
static_assert(std::ranges::all_of(command_rows,
                                  [](const Command& command) { return (command.act == nullptr) != (command.text == nullptr); }));

} // namespace

std::span<const Command> commands() { return command_rows; }

const Command& command_of(std::string_view word) {
    return *std::ranges::find_if(command_rows, [&](const Command& command) { return word == command.word; });
}

int execute(const Request& request, Ranks& ranks) {
    try {
        return command_of(request.command).act(request, ranks);
    } catch (const BadScenario& error) {
        std::fputs(coloured(error.what()).c_str(), stderr);
    } catch (const NoPoints& error) {
        tell_error(error.what());
    }
    return bad_scenario;
}

} // namespace sim
