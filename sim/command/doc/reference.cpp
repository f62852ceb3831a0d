// docs/reference.md: every field, law, metric, command, option and exit code.
#include "command/doc/manual.hpp"

#include "input/law_reader.hpp"
#include "input/values.hpp"
#include "report/columns.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace sim {
namespace {

constexpr auto introduction = R"(# Reference

For those who look something up. Made by `sim reference` from the tables that the program runs by; `sim reference > docs/reference.md` brings this page up to date. How scenarios are
written, by examples: [scenarios.md](scenarios.md). What the model does with them: [odd.md](odd.md).

## Scenario files

A file is a YAML map. A field is written by its path, as for `--set`: `hardware.generations[h100].price`; in the tables below `[]` stands for the id.

**Written as.** *uncertain*: a number with its unit, or a law from which it is drawn once per replicate. *law*: the same, drawn for each thing. *growth*: a number, a law, or a
quantity that changes in time. *date*: `2017`, `2017-10` or `2017-10-17`. *list*: in brackets; a list of one item may be written as the item. Lists of maps merge by their `id`.

)";

std::string sections() {
    std::string text = "### The file\n\n" + fields_table([] {
                           std::vector<FieldEntry> plain = scenario_fields();
                           for (FieldEntry& entry : plain) entry.fields.clear();
                           return plain;
                       }());
    for (const FieldEntry& entry : scenario_fields())
        if (!entry.fields.empty())
            text += fmt::format("\n### `{}`\n\n{}.\n\n{}", entry.path, in_markdown(entry.row.doc), fields_table(entry.fields));
    return text;
}

std::string options_list(const std::vector<OptionDoc>& options) {
    std::string text;
    for (const OptionDoc& option : options)
        text += fmt::format("- `{}`{}: {}\n", option_text(option), option.required ? " (required)" : "", in_markdown(option.help));
    return text;
}

/// What stands in so many commands, in the same words, is told once.
constexpr std::ptrdiff_t commands_of_common_option = 3;

bool same_option(const OptionDoc& a, const OptionDoc& b) { return option_text(a) == option_text(b) && a.help == b.help; }

bool is_common(const ProgramDoc& program, const OptionDoc& option) {
    return std::ranges::count_if(program.commands, [&](const CommandDoc& command) {
               return std::ranges::any_of(command.options, [&](const OptionDoc& other) { return same_option(option, other); });
           }) >= commands_of_common_option;
}

std::string common_options_text(const ProgramDoc& program) {
    std::vector<OptionDoc> common;
    for (const CommandDoc& command : program.commands)
        for (const OptionDoc& option : command.options)
            if (is_common(program, option) &&
                std::ranges::none_of(common, [&](const OptionDoc& known) { return same_option(known, option); }))
                common.push_back(option);
    return "\n### Common options\n\nMean the same in every command that names them.\n\n" + options_list(common);
}

std::string commands_text(const ProgramDoc& program) {
    std::string text = "\n## Commands\n\n`sim FILE...` is `sim run FILE...`.\n" + common_options_text(program);
    for (const CommandDoc& command : program.commands) {
        text += fmt::format("\n### `{}`\n\n{}.\n\n", usage_of(program, command), in_markdown(command.help));
        std::vector<OptionDoc> own;
        std::vector<std::string> common;
        for (const OptionDoc& option : command.options) {
            if (!is_common(program, option))
                own.push_back(option);
            else if (const std::string name = option_text(option); !name.starts_with("-h"))
                common.push_back('`' + name + '`');
        }
        text += options_list(command.arguments) + options_list(own);
        if (!common.empty()) text += fmt::format("- common: {}\n", fmt::join(common, ", "));
        text += "\n```\n";
        for (const Example& example : examples_of(command.name)) text += fmt::format("# {}\n{}\n", example.doc, example.command);
        text += "```\n";
    }
    return text;
}

std::string exits_text() {
    std::string text = "\n## Exit codes\n\n| code | means |\n|---|---|\n";
    for (const ExitDoc& exit : exit_codes()) text += fmt::format("| {} | {} |\n", exit.code, exit.doc);
    return text;
}

std::string results_text() {
    std::string text =
        "\n## Columns of the results\n\nThe same is in each folder's `datapackage.json`. Empty cells are values that there are not.\n";
    for (const CsvKind& kind : csv_kinds()) {
        text += fmt::format("\n### `{}`\n\n{}.\n\n| column | type | means |\n|---|---|---|\n", kind.file, in_markdown(kind.doc));
        for (const CsvColumn& column : kind.columns)
            text += fmt::format("| `{}` | {} | {} |\n", column.name, column.type, in_markdown(column.doc));
    }
    return text;
}

} // namespace

std::string reference(const ProgramDoc& program) {
    std::string text = introduction + sections();
    text += "\n### How a file is put together\n\n" + keys_table(assembly_fields) + "\nIn every map:\n\n" + keys_table(remark_fields);
    text += "\n### Laws\n\n" + laws_table() + fmt::format("\nThe `law` of an interval is one of `{}`.\n", fmt::join(interval_laws, "`, `"));
    text += "\n### Growth\n\nBesides the keys of a law:\n\n" + keys_table(growth_fields);
    text += "\nEach regime in a list under `growth` has `growth` or `doubling`, and:\n\n" + keys_table({&regime_start, 1});
    text += "\n### Policies\n\n" + policies_table() + "\n## Metrics\n\n" + metrics_table();
    return text + results_text() + commands_text(program) + exits_text();
}

} // namespace sim
