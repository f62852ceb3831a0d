// Other tables, dates and groups of a results folder: its scenario read again with another `report`, its store as it is.
#include "command/tables.hpp"

#include "base/text.hpp"
#include "command/request.hpp"
#include "report/findings.hpp"
#include "report/folder.hpp"
#include "report/manifest.hpp"
#include "sim/scenario_file.hpp"
#include "study/asked.hpp"
#include "study/selection.hpp"
#include "study/standing.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace sim {
namespace {

/// report.tables=["gpus", "users"]
void add_set(std::vector<std::string>& sets, const char* what, const std::vector<std::string>& words) {
    if (words.empty()) return;
    std::vector<std::string> quoted;
    for (const std::string& word : words) quoted.push_back(in_yaml(word));
    sets.push_back(fmt::format("report.{}=[{}]", what, fmt::join(quoted, ", ")));
}

/// The folder's scenario with the report that is asked for. Throws BadScenario.
Reading read_asked(const Request& request, const ResultsFolder& folder) {
    std::vector<std::string> sets;
    add_set(sets, "tables", request.tables);
    add_set(sets, "dates", request.dates);
    add_set(sets, "groups", request.groups);
    Reading reading = read_scenario_file(folder.path / scenario_names(1).front(), sets);
    require_no_problems({&reading, 1}, request);
    return reading;
}

/// The tables of which a variant lacks something.
std::vector<std::string> tables_not_kept(const Run& run) {
    std::vector<std::string> missing;
    for (std::size_t v = 0; v < run.variants.size(); ++v)
        for (const std::string& word : run.variants[v].report.tables) {
            const bool is_metric = word != ledger_table && word != ranks_table;
            const bool known = std::ranges::find(missing, word) != missing.end();
            if (is_metric && !known && !is_kept(word, run.layouts[v], run.variants[v])) missing.push_back(word);
        }
    return missing;
}

/// With groups that are asked for, what is kept for them is asked with them.
int tell_missing(const Request& request, const ResultsFolder& folder, const std::vector<std::string>& missing) {
    std::string command = folder.manifest.command;
    for (const std::string& word : missing) {
        if (request.groups.empty()) command += " --keep " + shell_line({word});
        for (const std::string& group : request.groups)
            for (const Metric metric : metrics_named(word))
                command += " --keep " + shell_line({fmt::format("{}[{}]", row_of(metric).id, group)});
    }
    tell_error(fmt::format("{}: {} not kept for these groups; the run that keeps {}:\n  {} -o {}", folder.path.string(),
                           enumerated(missing) + (missing.size() == 1 ? " was" : " were"), missing.size() == 1 ? "it" : "them", command,
                           shell_line({folder.path.string()})));
    return input_output;
}

void write_in(const std::filesystem::path& out, const std::vector<Section>& sections) {
    OwnFolder own(out);
    std::error_code ignored;
    if (std::filesystem::exists(out / store_name, ignored))
        throw IoError(out, "is a results folder with tables of its own; take another one with -o");
    own.enter();
    own.withdraw();
    ResultFiles files(own);
    for (const Section& section : sections) {
        std::vector<Table> tables = section.tables;
        write_tables(files, tables[0].name, tables);
    }
    own.vouch(manifest_of_page(files.listed()), files.names());
}

} // namespace

int report_tables(const Request& request) {
    ResultsFolder folder = open_whole(request.folders.front());
    if (folder.run.kind != ResultsKind::run)
        throw IoError(folder.path, "has tables of another kind: other ones are there for `sim run` only");
    Store store = open_vouched(folder);
    const Reading asked = read_asked(request, folder);
    for (std::size_t v = 0; v < folder.run.variants.size(); ++v) folder.run.variants[v].report = asked.variants[v].report;
    if (const auto missing = tables_not_kept(folder.run); !missing.empty()) return tell_missing(request, folder, missing);
    Findings findings;
    findings.sections = tables_asked_for({folder.run, store, folder.manifest.inventory, threads_of(request)});
    if (findings.sections.empty()) return tell_missing(request, folder, request.tables);
    if (!request.out.empty()) write_in(request.out, findings.sections);
    print_run(voice_of(request), folder.run, findings);
    return all_well;
}

} // namespace sim
