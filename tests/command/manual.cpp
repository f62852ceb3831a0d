// What the program tells about itself is what it does: the schema takes what the reader takes, the committed pages are those that it
// prints.
#include "support/child.hpp"

#include "command/doc/manual.hpp"
#include "input/law_reader.hpp"
#include "input/values.hpp"
#include "sim/cli.hpp"
#include "sim/metric.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <set>
#include <sstream>

using namespace sim;
using namespace sim::test;
using Catch::Matchers::Contains;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

const std::string root = std::string(SIM_SOURCE_DIR) + '/';

/// Everything that the schema has a description or a property for.
void collect_keys(const json& schema, std::set<std::string>& keys) {
    if (schema.is_object() && schema.contains("properties") && schema["properties"].is_object())
        for (const auto& [key, value] : schema["properties"].items()) keys.insert(key);
    if (schema.is_structured())
        for (const json& part : schema) collect_keys(part, keys);
}

/// The schema that a field of this path has: through lists, and through the ways in which a value can be written.
const json* schema_at(const json& whole, const json& at, const std::string& path) {
    if (at.contains("$ref")) return schema_at(whole, whole["definitions"][at["$ref"].get<std::string>().substr(14)], path);
    if (at.contains("anyOf")) {
        for (const json& way : at["anyOf"])
            if (const json* found = schema_at(whole, way, path)) return found;
    }
    if (at.contains("items") && path.starts_with("[]")) return schema_at(whole, at["items"], path.substr(path.starts_with("[].") ? 3 : 2));
    if (!at.contains("properties") || path.empty()) return nullptr;
    const std::size_t end = std::min({path.find('.'), path.find('['), path.size()});
    const auto property = at["properties"].find(path.substr(0, end));
    if (property == at["properties"].end()) return nullptr;
    if (end == path.size()) return &*property;
    return schema_at(whole, *property, path.substr(path[end] == '.' ? end + 1 : end));
}

std::string described(const json& whole, const json& field) {
    if (field.contains("$ref")) return described(whole, whole["definitions"][field["$ref"].get<std::string>().substr(14)]);
    return field.value("description", "");
}

} // namespace

TEST_CASE("Manual: every field of the table stands in the schema with its doc, and in the reference") {
    const json schema = json::parse(scenario_schema());
    const std::string pages = reference(program_doc());
    std::size_t count = 0;
    each_field(scenario_fields(), [&](const FieldEntry& entry) {
        INFO(entry.path);
        const json* const found = schema_at(schema, schema, entry.path);
        REQUIRE(found != nullptr);
        CHECK_THAT(described(schema, *found), Contains(std::string(entry.row.doc)));
        CHECK_THAT(pages, Contains("| `" + entry.path + "` |"));
        ++count;
    });
    CHECK(count > 180);
}

TEST_CASE("Manual: the schema has no key that the reader does not know") {
    std::set<std::string> known;
    each_field(scenario_fields(), [&](const FieldEntry& entry) { known.insert(std::string(entry.row.key)); });
    for (const auto rows :
         {std::span<const Field>(assembly_fields), std::span<const Field>(remark_fields), std::span<const Field>(growth_fields)})
        for (const Field& row : rows) known.insert(std::string(row.key));
    known.insert({"law", std::string(regime_start.key)});
    for (const LawForm& form : law_forms()) {
        known.insert(std::string(form.key));
        for (const LawParameter& parameter : form.parameters) known.insert(std::string(parameter.key));
    }
    std::set<std::string> in_schema;
    collect_keys(json::parse(scenario_schema()), in_schema);
    CHECK(in_schema == known);
}

TEST_CASE("Manual: defaults are written as the reader would read them back") {
    const std::vector<Source> nowhere;
    std::size_t read = 0;
    const std::vector<FieldEntry> entries = scenario_fields();
    each_field(entries, [&](const FieldEntry& entry) {
        if (entry.initial.empty() || entry.type == FieldType::text || entry.type == FieldType::flag) return;
        INFO(entry.path << ": " << entry.initial);
        Node node;
        node.type = Node::Type::scalar;
        node.text = entry.initial;
        Problems problems{nowhere};
        CHECK(Measure{entry.row}.read(node, entry.path, problems));
        ++read;
    });
    CHECK(read > 40);
    const auto found = std::ranges::find(entries, "research", [](const FieldEntry& e) { return e.row.key; });
    REQUIRE(found != entries.end());
    CHECK(std::ranges::find(found->fields, "retry", [](const FieldEntry& e) { return e.row.key; })->initial == "30 d");
}

TEST_CASE("Manual: the committed pages are those that sim prints") {
    INFO("sim odd > docs/odd.md; sim reference > docs/reference.md");
    CHECK(bytes_of(root + "docs/odd.md") == model_description());
    CHECK(bytes_of(root + "docs/reference.md") == reference(program_doc()));
    CHECK_THAT(model_description(), Contains("| `Sample` |"));
    CHECK_THAT(reference(program_doc()), Contains("| `research_share` |") && Contains("| `migration` |"));
}

TEST_CASE("Manual: every command has an example, an exit code and a group") {
    const ProgramDoc program = program_doc();
    for (const CommandDoc& command : program.commands) {
        INFO(command.name);
        CHECK_FALSE(examples_of(command.name).empty());
        const auto in_group = [&](const CommandGroup& group) {
            return std::ranges::find(group.commands, command.name) != group.commands.end();
        };
        CHECK(std::ranges::count_if(command_groups(), in_group) == 1);
        for (const Example& example : examples_of(command.name)) CHECK_THAT(std::string(example.command), Contains("sim " + command.name));
        const std::string help = help_text(program, command);
        CHECK_THAT(help, Contains("Examples:") && Contains("Exit codes:") && Contains("Usage: sim " + command.name));
        for (const OptionDoc& option : command.options) CHECK_THAT(help, Contains(option_text(option)));
        CHECK(parse_command_line({"help", command.name}).text == help);
        CHECK(parse_command_line({command.name, "--help"}).text == help);
    }
    for (const ExitDoc& exit : exit_codes())
        for (const std::string_view name : exit.of)
            CHECK((name == "*" || std::ranges::find(program.commands, name, &CommandDoc::name) != program.commands.end()));
    const std::string all = parse_command_line({"--help"}).text;
    CHECK(std::ranges::count(all, '\n') <= 40);
    CHECK(parse_command_line({"help"}).text == all);
    CHECK_THAT(parse_command_line({"help", "rnu"}).text, Contains("did you mean 'run'?"));
}

TEST_CASE("Manual: options are described with the words that they take") {
    const ProgramDoc program = program_doc();
    const CommandDoc& run = program.commands.front();
    REQUIRE(run.name == "run");
    const auto option = [&](std::string_view names) { return *std::ranges::find(run.options, names, &OptionDoc::names); };
    CHECK(option("--progress").choices == std::vector<std::string>{"auto", "bar", "plain", "none"});
    CHECK(option("--on-error").choices == std::vector<std::string>{"continue", "stop"});
    CHECK(option("-o,--out").value == "DIR");
    CHECK(option("--set").repeatable);
    CHECK_FALSE(option("--fresh").repeatable);
    CHECK(run.arguments.front().value == "FILE");
    CHECK(run.arguments.front().repeatable);
    CHECK(usage_of(program, run) == "sim run [OPTIONS] FILE...");
}

// ---- with the programs that read it -----------------------------------------------------------------------------------

namespace {

struct Said {
    int exit;
    std::string text;
};

/// What a shell prints, with sim on its PATH, at the root of the project.
Said shell(const std::string& command, const std::string& interpreter = "/bin/bash") {
    const Folder folder;
    const std::string path = "PATH='" + fs::path(SIM_BINARY).parent_path().string() + "':\"$PATH\"; cd '" + root + "' || exit 9\n";
    const int exit = exit_of_program(folder, {interpreter, "-c", path + command});
    return {exit, bytes_of(folder / "stdout") + bytes_of(folder / "stderr")};
}

bool is_there(const std::string& program) { return shell("command -v " + program).exit == 0; }

/// What the shell offers for a line, one a line, sorted. The last word may be empty.
std::string completed(const std::vector<std::string>& words) {
    std::string line;
    for (const std::string& word : words) line += " '" + word + "'";
    return shell("source <(sim completion bash); COMP_WORDS=(" + line + "); COMP_CWORD=" + std::to_string(words.size() - 1) +
                 "; _sim; printf '%s\n' \"${COMPREPLY[@]}\" | LC_ALL=C sort")
        .text;
}

} // namespace

TEST_CASE("Manual: every committed scenario is one for the schema, and misspelt keys are none") {
    const std::string python = "/usr/bin/python3";
    if (shell(python + " -c 'import jsonschema, yaml'").exit != 0) {
        WARN("no python3-jsonschema and python3-yaml: the schema is not tried on scenarios");
        return;
    }
    const Said good = shell("sim schema | " + python + " tests/command/schema.py scenarios/*.yaml tests/scenarios/*.yaml");
    INFO(good.text);
    CHECK(good.exit == 0);
    std::istringstream lines(good.text);
    std::size_t count = 0;
    for (std::string line; std::getline(lines, line); ++count) CHECK_THAT(line, Catch::Matchers::EndsWith(": ok"));
    CHECK(count > 25);

    const Said bad =
        shell("sim schema | " + python + " tests/command/schema.py $(grep -l 'unknown key' tests/bad/*.txt | sed s/txt$/yaml/)");
    INFO(bad.text);
    CHECK(bad.exit == 0);
    CHECK_THAT(bad.text, Contains("'utilisaton' was unexpected") && Contains("'endogeneous' was unexpected"));
    CHECK_THAT(bad.text, !Contains(": ok"));
}

TEST_CASE("Manual: the manual page is one for man") {
    CHECK_THAT(man_page(program_doc()), Catch::Matchers::StartsWith(".TH SIM 1"));
    if (is_there("mandoc")) {
        const Said lint = shell("sim man | mandoc -Tlint -Wstyle");
        INFO(lint.text);
        CHECK(lint.exit == 0);
        CHECK(lint.text.empty());
    } else {
        WARN("no mandoc: the manual page is not checked");
    }
    if (is_there("groff")) {
        const Said shown = shell("sim man | groff -man -Tutf8 -ww >/dev/null");
        CHECK(shown.text.empty());
    }
}

TEST_CASE("Manual: bash completes commands, options, their words, scenarios and folders") {
    CHECK(completed({"sim", "ve"}) == "verify\n");
    CHECK(completed({"sim", "scenarios/chi"}) == "scenarios/china2030.yaml\n");
    CHECK(completed({"sim", "run", "--on-error", ""}) == "continue\nstop\n");
    CHECK(completed({"sim", "run", "--progress", "=", "p"}) == "plain\n");
    CHECK(completed({"sim", "run", "--progress", "="}) == "auto\nbar\nnone\nplain\n");
    CHECK(completed({"sim", "scenarios/world.yaml", "--ser"}) == "--series\n");
    CHECK(completed({"sim", "verify", "--ser"}) == "\n");
    CHECK(completed({"sim", "verify", "tests/sc"}) == "tests/scenarios\n");
    CHECK(completed({"sim", "run", "x.yaml", "-o", "tests/sc"}) == "tests/scenarios\n");
    CHECK(completed({"sim", "run", "tests/scenarios/sm"}) ==
          "tests/scenarios/small.yaml\ntests/scenarios/small_and_poor.yaml\ntests/scenarios/small_claimed.yaml\n"
          "tests/scenarios/small_controlled.yaml\ntests/scenarios/small_turned.yaml\n");
    CHECK(completed({"sim", "completion", ""}) == "bash\nfish\nzsh\n");
    CHECK(completed({"sim", "help", "comp"}) == "compare\ncompletion\n");
    CHECK(completed({"sim", "run", "--seed", ""}) == "\n");
    CHECK(completed({"sim", "--ver"}) == "--version\n");
}

TEST_CASE("Manual: zsh and fish understand their completion") {
    if (is_there("zsh")) {
        const Said checked = shell("sim completion zsh > /dev/stdout | zsh -n");
        CHECK(checked.exit == 0);
        CHECK(checked.text.empty());
    }
    if (is_there("fish")) {
        const Said offered = shell("sim completion fish | fish -n && sim completion fish > /dev/null && "
                                   "fish -c 'sim completion fish | source; complete -C \"sim run --on-error \"; complete -C \"sim ver\"'");
        INFO(offered.text);
        CHECK(offered.exit == 0);
        CHECK_THAT(offered.text, Contains("continue\t") && Contains("stop\t") && Contains("verify\t"));
    }
}

TEST_CASE("Manual: plan says that replicates may be added, and refuses a precision that run would refuse") {
    const Said plan = shell("sim plan tests/scenarios/small.yaml -n 4 --precision 'papers[world]@2012=5 paper'");
    INFO(plan.text);
    CHECK(plan.exit == all_well);
    CHECK_THAT(plan.text, Contains("precision: 4 replicates are where it starts, 6 come next") && Contains("papers[world]@2012=5 paper"));
    CHECK_THAT(shell("sim plan tests/scenarios/small.yaml -n 4").text, !Contains("precision"));
    CHECK(shell("sim plan tests/scenarios/small.yaml -n 4 --precision rubbish").exit == bad_command_line);
}
