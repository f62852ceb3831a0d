// Two variants or more under the same luck.
#include "command/commands.hpp"

#include "base/text.hpp"
#include "command/request.hpp"
#include "study/explain/variance_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <set>

namespace sim {
namespace {

// ---- which variants -----------------------------------------------------------------------------------------------

std::string variants_text(const Reading& reading) {
    std::string names;
    for (const Scenario& variant : reading.variants) names += (names.empty() ? "" : ", ") + variant.variant;
    return names;
}

/// What the user has to say otherwise; empty where all is clear.
std::string complaint_about(const std::vector<Operand>& operands, const std::vector<Reading>& readings) {
    if (operands.size() == 1) {
        if (readings[0].variants.size() > 1) return {};
        return fmt::format("{} is a single variant; compare needs another one: sim compare BASE OTHER, each FILE or FILE:VARIANT",
                           operands[0].variant.empty() ? operands[0].file : operands[0].file + ':' + operands[0].variant);
    }
    for (std::size_t i = 0; i < operands.size(); ++i) {
        if (readings[i].variants.size() > 1)
            return fmt::format("{} has {} variants; say which one, as in {}:{}; they are: {}", operands[i].file,
                               readings[i].variants.size(), operands[i].file, readings[i].variants.front().variant,
                               variants_text(readings[i]));
    }
    return {};
}

/// Pairs are of the same point: all variants must have the same ones.
std::string complaint_about_sweeps(const Request& request, const std::vector<Scenario>& variants) {
    const std::uint64_t seed = seed_of(request, variants[0]);
    const Points points = points_or_throw(variants[0].sweep, seed);
    for (const Scenario& variant : variants) {
        if (points_or_throw(variant.sweep, seed) != points)
            return "the variants have different sweeps; '--set sweep=~' compares them as they stand";
    }
    return {};
}

/// "china2030:trend", or the scenario's name alone where the file has no variants.
std::string full_name(const Scenario& scenario, char between) {
    return scenario.variant == "base" ? scenario.name : scenario.name + between + scenario.variant;
}

bool all_different(const std::vector<std::string>& names) {
    return std::set<std::string>(names.begin(), names.end()).size() == names.size();
}

/// What the variants are called in the results: the shortest that tells them apart.
std::vector<std::string> names_apart(const std::vector<Scenario>& variants, const std::vector<std::string>& typed) {
    std::vector<std::string> bare, full, numbered;
    for (const Scenario& variant : variants) {
        bare.push_back(variant.variant);
        full.push_back(full_name(variant, ':'));
        numbered.push_back(full.back() + (numbered.empty() ? "" : fmt::format(" ({})", numbered.size() + 1)));
    }
    const bool one_scenario = std::ranges::all_of(variants, [&](const Scenario& variant) { return variant.name == variants.front().name; });
    if (one_scenario && all_different(bare)) return bare;
    if (all_different(full)) return full;
    return typed.size() == variants.size() && all_different(typed) ? typed : numbered;
}

std::vector<Scenario> variants_of(const std::vector<Reading>& readings) {
    std::vector<Scenario> variants;
    for (const Reading& reading : readings) variants.insert(variants.end(), reading.variants.begin(), reading.variants.end());
    return variants;
}

/// Of several others none is named.
std::filesystem::path folder_of(const Request& request, const std::vector<Scenario>& variants) {
    if (!request.out.empty()) return request.out;
    const std::string other = variants.size() == 2 ? '-' + full_name(variants[1], '-') : "";
    return std::filesystem::path("results") / file_name("compare-" + full_name(variants[0], '-') + other, "_-+.", '_');
}

/// What is counted over other days cannot be subtracted.
std::string complaint_about_periods(const Run& run) {
    const Layout& base = run.layouts.front();
    for (std::size_t v = 1; v < run.layouts.size(); ++v) {
        for (std::size_t d = 0; d < run.layouts[v].dates.size(); ++d) {
            const auto same = std::ranges::find(base.dates, run.layouts[v].dates[d]);
            if (same == base.dates.end()) continue;
            const Days of_base = base.period(static_cast<std::size_t>(same - base.dates.begin())), of_other = run.layouts[v].period(d);
            if (of_base != of_other)
                return fmt::format("{} and {} are sampled unequally: what is measured on {} is of {} in the one and of {} in the other; "
                                   "give both the same clock.sample, such as by '--set clock.sample=12mo'",
                                   run.variants[0].variant, run.variants[v].variant, to_text(*same), to_text(of_base), to_text(of_other));
        }
    }
    return {};
}

/// "2024-06-30 to 2026-12-31"; dates are never empty.
std::string span_text(const Layout& layout) { return fmt::format("{} to {}", to_text(layout.dates.front()), to_text(layout.dates.back())); }

/// Worlds that are never measured on the same day have no difference.
std::string complaint_about_dates(const Run& run) {
    const Layout& base = run.layouts.front();
    for (std::size_t v = 1; v < run.layouts.size(); ++v) {
        const Layout& other = run.layouts[v];
        if (std::ranges::find_first_of(base.dates, other.dates) != base.dates.end()) continue;
        return fmt::format(
            "{} and {} have no sample date in common, so nothing can be compared: the one is sampled from {}, the other from "
            "{}; give both the same clock",
            run.variants[0].variant, run.variants[v].variant, span_text(base), span_text(other));
    }
    return {};
}

/// One run of all variants, the base first.
Run joint_run(const Request& request, const std::vector<Scenario>& variants, const std::vector<Reading>& readings) {
    Run run = run_of(readings, replicates_of(request, variants[0]), seed_of(request, variants[0]));
    const auto names = names_apart(variants, request.files);
    for (std::size_t v = 0; v < variants.size(); ++v) run.variants[v].variant = names[v];
    run.kind = ResultsKind::compare;
    run.command = canonical_command(request, "compare", request.files);
    run.arguments = request.arguments;
    return run;
}

} // namespace

int compare_variants(const Request& request, Ranks& ranks) {
    std::vector<Operand> operands;
    std::vector<Reading> readings;
    for (const std::string& text : request.files) {
        operands.push_back(operand_of(text));
        readings.push_back(open_to_play(request, operands.back().file, operands.back().variant));
    }
    require_no_problems(readings, request);
    if (const std::string complaint = complaint_about(operands, readings); !complaint.empty()) return refuse(complaint);
    const std::vector<Scenario> variants = variants_of(readings);
    if (const std::string complaint = complaint_about_sweeps(request, variants); !complaint.empty()) return refuse(complaint);
    const Run run = joint_run(request, variants, readings);
    if (const std::string complaint = complaint_about_periods(run); !complaint.empty()) return refuse(complaint);
    if (const std::string complaint = complaint_about_dates(run); !complaint.empty()) return refuse(complaint);
    const std::filesystem::path folder = folder_of(request, variants);
    const int exit = play_run(run, run_options_of(request, ranks, readings, folder));
    const bool can_tell = exit < by_signal && run.trials.points == 1 && run.trials.replicates >= least_trials_explained;
    if (!request.quiet && can_tell) std::fputs(fmt::format("\nwhy? {}\n", shell_line({"sim", "explain", folder.string()})).c_str(), stdout);
    return exit;
}

} // namespace sim
