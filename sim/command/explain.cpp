// `sim explain`: what decides the figures of a folder that is complete.
#include "command/commands.hpp"

#include "base/text.hpp"
#include "command/request.hpp"
#include "report/explain/explained.hpp"
#include "report/folder.hpp"
#include "report/labels.hpp"
#include "sim/results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

namespace sim {
namespace {

/// The variant that is asked about; nothing where there is none of that name.
std::optional<std::uint32_t> variant_asked(const Request& request, const Run& run) {
    if (request.variant.empty()) return 0;
    const auto found = std::ranges::find(run.variants, request.variant, &Scenario::variant);
    if (found == run.variants.end()) return std::nullopt;
    return static_cast<std::uint32_t>(found - run.variants.begin());
}

std::string variants_of(const Run& run) {
    std::vector<std::string> names;
    for (const Scenario& variant : run.variants) names.push_back(variant.variant);
    return enumerated(names);
}

/// Sources are often sentences: a terminal has their beginning, explain.csv the whole.
Table with_short_sources(Table table) {
    constexpr std::size_t most = 40;
    for (std::vector<std::string>& row : table.rows) {
        std::string& source = row.back();
        if (width_of(source) <= most) continue;
        std::size_t end = most;
        while (!begins_character(source[end])) --end;
        source = source.substr(0, end) + "...";
    }
    return table;
}

void print_explanations(const ExplainedRun& explained, const std::vector<std::string>& footnotes) {
    const std::vector<Telling> tellings = explained.tellings();
    for (const Telling& telling : tellings) {
        const bool last = &telling == &tellings.back();
        Table table = explanation_table(telling, last ? footnotes : std::vector<std::string>{});
        if (!last) table.footnotes.clear();
        table = with_short_sources(std::move(table));
        const std::string text =
            table.rows.empty() ? fmt::format("{}\n{}\n", table.title, table.caption) : terminal(table, style_of_terminal());
        std::fputs((text + (last ? "" : "\n")).c_str(), stdout);
    }
}

} // namespace

int explain_folder(const Request& request, Ranks&) {
    const ResultsFolder folder = open_whole(request.folders.front());
    const std::optional<std::uint32_t> variant = variant_asked(request, folder.run);
    if (!variant) return refuse(fmt::format("there is no variant {}; they are: {}", in_quotes(request.variant), variants_of(folder.run)));
    const Layout& layout = folder.run.layouts[*variant];
    std::vector<Question> questions;
    if (request.figure.empty()) {
        questions = headline_questions(folder.run.variants[*variant], layout);
    } else {
        ParsedQuestion parsed = parse_question(request.figure, layout);
        if (!parsed.ok()) return refuse(fmt::format("at '{}': {}", request.figure.substr(parsed.at), parsed.error));
        questions.push_back(std::move(parsed.question));
    }
    Store store = open_vouched(folder);
    ExplainedRun explained(folder.run);
    explained.add(store, *variant, std::move(questions), threads_of(request));
    print_explanations(explained, footnotes_of(folder.run, folder.manifest.inventory));
    return all_well;
}

} // namespace sim
