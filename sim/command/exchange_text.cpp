// What changed between the scenario of a store and the one that is to be played, in a line.
#include "command/exchange_text.hpp"

#include "base/text.hpp"
#include "input/document.hpp"
#include "report/folder.hpp"
#include "sim/cli.hpp"
#include "sim/reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace sim {
namespace {

constexpr double kilobyte = 1e3, megabyte = 1e6;
constexpr std::size_t longest_value = 60; // that is told

std::string size_text(double bytes) {
    return bytes < megabyte ? fmt::format("{:.0f} kB", std::ceil(bytes / kilobyte)) : fmt::format("{:.1f} MB", bytes / megabyte);
}

std::string shown(const std::string& value) {
    if (value.empty()) return "(not there)";
    return value.size() <= longest_value ? value : value.substr(0, longest_value) + "...";
}

const VariantDocument* variant_of(const Reading& reading, const std::string& name) {
    const auto found = std::ranges::find(reading.documents, name, [](const auto& document) { return document->name; });
    return found == reading.documents.end() ? nullptr : found->get();
}

void add_once(std::vector<Change>& list, Change change) {
    const auto same = [&](const Change& c) { return c.path == change.path && c.before == change.before && c.after == change.after; };
    if (std::ranges::none_of(list, same)) list.push_back(std::move(change));
}

/// Of all variants of a file; one that is not on both sides is a change itself.
void add_changes(std::vector<Change>& list, const Reading& before, const Reading& after) {
    for (const auto& document : after.documents) {
        if (const VariantDocument* const former = variant_of(before, document->name))
            for (Change& change : changes_between(*former, *document)) add_once(list, std::move(change));
        else
            add_once(list, {fmt::format("variants[{}]", document->name), "", "there"});
    }
    for (const auto& document : before.documents)
        if (variant_of(after, document->name) == nullptr) add_once(list, {fmt::format("variants[{}]", document->name), "there", ""});
}

Reading read_text(const std::string& name, const std::string& text) {
    return read_scenario(name, [&](const std::string&) { return text; });
}

/// What reaches trials comes first.
std::vector<Change> changes_of(const Run& run, std::span<const Reading> readings, const Shelved& former) {
    std::vector<Change> list;
    const auto names = scenario_names(readings.size());
    for (std::size_t i = 0; i < readings.size(); ++i) {
        const auto noted = std::ranges::find(former.scenarios, names[i], &std::pair<std::string, std::string>::first);
        if (noted == former.scenarios.end()) continue;
        const Reading before = read_text(names[i], noted->second);
        if (before.ok()) add_changes(list, before, readings[i]);
    }
    if (former.seed != run.seed && std::ranges::find(list, "seed", &Change::path) == list.end())
        list.insert(list.begin(), {"seed", std::to_string(former.seed), std::to_string(run.seed)});
    std::stable_partition(list.begin(), list.end(), [](const Change& change) {
        return !change.path.starts_with("report") && change.path != "title" && change.path != "replicates";
    });
    return list;
}

/// "hardware.utilisation: 0.3 -> 0.4 (and 2 more: sim diff ...)"
std::string changes_text(const Run& run, std::span<const Reading> readings, const Shelved& former) {
    const std::vector<Change> list = changes_of(run, readings, former);
    if (list.empty()) return "this is another run than the one of before";
    const Change& first = list.front();
    std::string text = fmt::format("scenario changed: {}: {} -> {}", first.path, shown(first.before), shown(first.after));
    if (list.size() == 1) return text;
    text += fmt::format(" (and {} more", list.size() - 1);
    if (former.scenario.empty() || readings.size() > 1 || readings[0].base == nullptr) return text + ')';
    const std::string now = (former.scenario.parent_path().parent_path() / scenario_names(1).front()).string();
    return text + fmt::format("; sim diff {})", shell_line({former.scenario.string(), now}));
}

} // namespace

std::string exchange_text(const Run& run, std::span<const Reading> readings, const Exchange& exchange, bool fresh) {
    const std::string news = exchange.is_back && !fresh ? "its trials of an earlier run are there" : "played anew";
    if (!exchange.former) return "the trials of an earlier run of this scenario are there again";
    const Shelved& former = *exchange.former;
    if (former.trials == 0) return fmt::format("{}; {}", changes_text(run, readings, former), news);
    return fmt::format("{}; {}; what was there, {}, is kept in {}/ ({})", changes_text(run, readings, former), news,
                       counted(former.trials, "trial"), shelf_name, size_text(static_cast<double>(former.bytes)));
}

} // namespace sim
