// `sim flip`: what would have to be otherwise for a claim to turn.
#include "command/commands.hpp"

#include "base/text.hpp"
#include "command/request.hpp"
#include "ensemble/file.hpp"
#include "ensemble/signals.hpp"
#include "report/explain/luck_text.hpp"
#include "report/findings.hpp"
#include "report/folder.hpp"
#include "sim/results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

namespace sim {
namespace {

/// The claim, told over the input that is named; or what is wrong.
ParsedQuestion claim_of(const Request& request, const Run& run) {
    ParsedQuestion parsed = parse_question(request.figure, run.layouts.front());
    if (!parsed.ok()) return parsed;
    if (!parsed.question.asked) return {{}, "what is claimed of the figure is missing, such as '>= 1/3'", request.figure.size()};
    if (request.input.empty()) return parsed;
    const std::vector<UncertainInput> inputs = uncertain_inputs(run.variants.front());
    const auto named = std::ranges::find(inputs, request.input, &UncertainInput::path);
    if (named == inputs.end()) {
        std::vector<std::string_view> paths;
        for (const UncertainInput& input : inputs) paths.push_back(input.path);
        const std::string hint = did_you_mean(request.input, paths);
        return {{}, fmt::format("there is no uncertain input {}{}{}", in_quotes(request.input), hint.empty() ? "" : "; ", hint), 0};
    }
    parsed.question.by = static_cast<std::size_t>(named - inputs.begin());
    return parsed;
}

void print_lines(const std::vector<std::string>& lines) {
    for (const std::string& line : lines) std::fputs((line + '\n').c_str(), stdout);
}

int tell_flip(const ResultsFolder& folder, const Question& question, unsigned threads) {
    Store store = open_vouched(folder);
    ExplainedRun explained(folder.run);
    explained.add(store, 0, {question}, threads);
    const Telling telling = explained.tellings().front();
    if (!telling.of().told() || !telling.of().leading) {
        print_lines({fmt::format("{}: {}. {}", telling.subject(), telling.cell(), telling.first_sentence())});
        return not_met;
    }
    const ScratchFolder scratch;
    const std::optional<Flip> flip = find_flip(store, folder.run, telling.of(), scratch.path(), threads);
    if (signal_caught() != 0) return by_signal + signal_caught();
    print_lines(flip_text(telling, flip));
    return flip && flip->confirmed ? all_well : not_met;
}

} // namespace

int flip_claim(const Request& request, Ranks& ranks) {
    const std::vector<Reading> readings = open_scenarios(request);
    const Run run = make_run(request, request.files.front(), readings.front());
    if (!run.points.paths.empty()) return refuse_scenario(request.files.front(), complaint_about_sweep("claims"));
    const ParsedQuestion claim = claim_of(request, run);
    if (!claim.ok()) return refuse(fmt::format("at '{}': {}", request.figure.substr(claim.at), claim.error));
    const std::filesystem::path path = folder_of(request, run);
    const int played = play_run(run, run_options_of(request, ranks, readings, path), [](const Findings&) {});
    if (played >= by_signal) return played;
    return tell_flip(open_whole(path), claim.question, threads_of(request));
}

} // namespace sim
