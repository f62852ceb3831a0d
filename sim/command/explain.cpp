// `sim explain`: what decides the figures of a folder that is complete.
#include "command/commands.hpp"

#include "base/text.hpp"
#include "command/request.hpp"
#include "ensemble/shelf.hpp"
#include "ensemble/signals.hpp"
#include "report/explain/explained.hpp"
#include "report/explain/luck_text.hpp"
#include "report/folder.hpp"
#include "report/labels.hpp"
#include "sim/results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstdio>

namespace sim {
namespace {

/// The variant that is asked about, of a comparison the first that is compared; nothing where there is none of that name.
std::optional<std::uint32_t> variant_asked(const Request& request, const Run& run) {
    if (request.variant.empty()) return run.kind == ResultsKind::compare ? 1 : 0;
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

/// A store for what is played besides, in a folder of its own within the results folder.
Store store_beside(const std::filesystem::path& folder, const char* name, const Provenance& provenance) {
    std::error_code error;
    std::filesystem::create_directory(folder / name, error);
    if (error) throw IoError(folder / name, error.message());
    const auto file = folder / name / store_name;
    if (needs_exchange(file, provenance)) static_cast<void>(exchange_stores(file, provenance, {}));
    return Store(file, provenance);
}

/// The explanations with what is played for them.
struct Asked {
    const ResultsFolder& folder;
    Store& store;
    const ExplainedRun& explained;
    std::uint32_t variant;
    unsigned threads;
};

/// Prints for each figure how much of it is luck. False where a signal came first.
bool tell_luck(const Asked& asked) {
    const Run& run = asked.folder.run;
    const Replay replay = replay_of_luck(asked.store, run, asked.variant);
    Store store = store_beside(asked.folder.path, "luck", replay.provenance(run));
    if (!play_replay(run, replay, store, asked.threads)) return false;
    for (const Telling& telling : asked.explained.tellings())
        if (telling.of().told())
            std::fputs(fmt::format("\n{}: {}\n", telling.subject(),
                                   luck_text(telling, luck_part(store, replay, telling.of().question.figure, run.seed)))
                           .c_str(),
                       stdout);
    return true;
}

/// Prints for each figure what its inputs do together. False where a signal came first.
bool tell_totals(const Asked& asked, std::uint64_t pairs) {
    const Run& run = asked.folder.run;
    std::vector<char> wanted;
    for (const Telling& telling : asked.explained.tellings()) {
        wanted.resize(telling.of().inputs->groups.size());
        for (std::size_t p = 0; p < telling.of().above_chance(); ++p) wanted[telling.of().parts.parts[p].group] = 1;
    }
    if (std::ranges::count(wanted, 1) == 0) return true;
    const Replay replay = replay_of_totals(asked.store, run, asked.variant, pairs, wanted);
    Store store = store_beside(asked.folder.path, "totals", replay.provenance(run));
    if (!play_replay(run, replay, store, asked.threads)) return false;
    for (const Telling& telling : asked.explained.tellings())
        if (telling.of().above_chance() > 0)
            std::fputs(('\n' + terminal(totals_table(telling, totals(asked.store, store, run, replay, telling.of())), style_of_terminal()))
                           .c_str(),
                       stdout);
    return true;
}

/// The command that would keep the figure, where only that is wrong with it; empty where it cannot be measured at all.
std::string remedy(const Request& request, const ResultsFolder& folder, std::uint32_t variant) {
    const ParsedQuestion whole = parse_question(request.figure, Layout(folder.run.variants[variant]));
    if (!whole.ok()) return {};
    return fmt::format(" in this run; the command that keeps it:\n  {} --keep {}", command_into(folder), shell_line({whole.question.text}));
}

bool any_told(const ExplainedRun& explained) {
    return std::ranges::any_of(explained.tellings(), [](const Telling& telling) { return telling.of().told(); });
}

/// The most pairs that the trials of the variant make: half as many as went well.
std::uint64_t most_pairs(const ExplainedRun& explained) { return explained.tellings().front().of().trials / 2; }

int play_more(const Request& request, const Asked& asked) {
    if (!any_told(asked.explained)) return all_well;
    if ((request.luck || request.totals) && asked.folder.run.kind == ResultsKind::compare)
        return refuse("--luck and --totals are about one variant: sim run fills a folder that they can be asked of");
    const std::uint64_t most = most_pairs(asked.explained);
    const std::uint64_t pairs = request.samples > 0 ? request.samples : std::min(usual_pairs, std::bit_floor(most));
    if (request.totals && pairs > most)
        return refuse(
            fmt::format("--samples {}: the folder's trials make {} pairs; a run of {} replicates makes as many", pairs, most, 2 * pairs));
    const bool finished = (!request.luck || tell_luck(asked)) && (!request.totals || tell_totals(asked, pairs));
    return finished ? all_well : by_signal + signal_caught();
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
        if (!parsed.ok())
            return refuse(fmt::format("at '{}': {}{}", request.figure.substr(parsed.at), parsed.error, remedy(request, folder, *variant)));
        questions.push_back(std::move(parsed.question));
    }
    Store store = open_vouched(folder);
    ExplainedRun explained(folder.run);
    explained.add(store, *variant, std::move(questions), threads_of(request));
    print_explanations(explained, footnotes_of(folder.run, folder.manifest.inventory));
    return play_more(request, {folder, store, explained, *variant, threads_of(request)});
}

} // namespace sim
