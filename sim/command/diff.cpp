// `sim diff`: what differs between two scenarios, variants or results folders.
#include "command/commands.hpp"

#include "base/text.hpp"
#include "command/request.hpp"
#include "input/document.hpp"
#include "report/folder.hpp"
#include "sim/results.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace sim {
namespace {

using Document = std::shared_ptr<const VariantDocument>;

/// What stands on one side: a file with its variants, or what a folder was played from.
struct Side {
    std::string name;
    std::vector<Document> variants;
    std::vector<Change> run{}; ///< of a folder: what was asked of the run, each as `after`
};

Side side_of_folder(const std::filesystem::path& path) {
    const Manifest manifest = open_manifest(path);
    const ResultsFolder folder = open_results(path, manifest, path);
    Side side{path.string(), {}};
    for (const Reading& reading : folder.readings)
        side.variants.insert(side.variants.end(), reading.documents.begin(), reading.documents.end());
    side.run = {{"seed", "", std::to_string(manifest.seed)},
                {"replicates", "", std::to_string(manifest.replicates)},
                {"points", "", std::to_string(manifest.points)},
                {"version", "", manifest.version},
                {"model_version", "", manifest.model_version},
                {"revision", "", manifest.revision},
                {"fingerprint", "", hexadecimal(manifest.inventory.fingerprint)}};
    return side;
}

Side side_of_file(const std::string& text, const Request& request) {
    const Operand operand = operand_of(text);
    const Reading reading = open_scenario(operand.file, {}, operand.variant);
    require_no_problems({&reading, 1}, request);
    return {text, reading.documents};
}

Side side_of(const std::string& text, const Request& request) {
    std::error_code code;
    return std::filesystem::is_directory(text, code) ? side_of_folder(text) : side_of_file(text, request);
}

std::string or_nothing(const std::string& text) { return text.empty() ? "(not there)" : text; }

/// "path: before -> after" where that is short, else one below the other.
std::string text_of(const Change& change) {
    constexpr std::size_t widest = 110;
    const std::string before = or_nothing(change.before), after = or_nothing(change.after);
    const std::string line = fmt::format("  {}: {} -> {}\n", change.path, before, after);
    return line.size() <= widest ? line : fmt::format("  {}\n    - {}\n    + {}\n", change.path, before, after);
}

void print(const std::string& heading, const std::vector<Change>& list) {
    std::string text = fmt::format("{}: {}\n", heading, list.empty() ? "no difference" : counted(list.size(), "difference"));
    for (const Change& change : list) text += text_of(change);
    std::fputs(text.c_str(), stdout);
}

void print_pair(const Side& a, const VariantDocument& one, const Side& b, const VariantDocument& other) {
    const auto called = [](const Side& side, const VariantDocument& variant) {
        const bool named = side.variants.size() > 1 && !side.name.ends_with(':' + variant.name);
        return named ? fmt::format("{}:{}", side.name, variant.name) : side.name;
    };
    print(fmt::format("{} -> {}", called(a, one), called(b, other)), changes_between(one, other));
}

/// Variants of one name belong together; the others are named.
void print_by_name(const Side& a, const Side& b) {
    std::vector<std::string> only_a, only_b;
    const auto find = [](const Side& side, const std::string& name) {
        const auto found = std::ranges::find(side.variants, name, [](const Document& document) { return document->name; });
        return found == side.variants.end() ? nullptr : found->get();
    };
    for (const Document& one : a.variants) {
        if (const VariantDocument* const other = find(b, one->name))
            print_pair(a, *one, b, *other);
        else
            only_a.push_back(one->name);
    }
    for (const Document& other : b.variants)
        if (find(a, other->name) == nullptr) only_b.push_back(other->name);
    for (const auto& [side, names] : {std::pair{&a, &only_a}, {&b, &only_b}})
        if (!names->empty()) std::fputs(fmt::format("only in {}: {}\n", side->name, fmt::join(*names, ", ")).c_str(), stdout);
}

void print_runs(const Side& a, const Side& b) {
    std::vector<Change> list;
    for (std::size_t i = 0; i < std::min(a.run.size(), b.run.size()); ++i)
        if (a.run[i].after != b.run[i].after) list.push_back({a.run[i].path, a.run[i].after, b.run[i].after});
    if (!a.run.empty() && !b.run.empty()) print(fmt::format("{} -> {}, what was run", a.name, b.name), list);
}

} // namespace

int tell_differences(const Request& request, Ranks&) {
    const Side a = side_of(request.files[0], request);
    if (request.files.size() == 1) {
        if (a.variants.size() < 2) return refuse(fmt::format("{} is a single variant; what is it to be held against?", a.name));
        for (std::size_t v = 1; v < a.variants.size(); ++v) print_pair(a, *a.variants[0], a, *a.variants[v]);
        return all_well;
    }
    const Side b = side_of(request.files[1], request);
    if (a.variants.size() == 1 && b.variants.size() == 1)
        print_pair(a, *a.variants[0], b, *b.variants[0]);
    else
        print_by_name(a, b);
    print_runs(a, b);
    return all_well;
}

} // namespace sim
