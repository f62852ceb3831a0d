// A run made of readings, and the names of its parts.
#include "sim/run.hpp"

#include "input/document.hpp"
#include "sim/version.hpp"
#include "study/asked.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <chrono>

namespace sim {
namespace {

/// As the file says it, before its variants; empty where it says nothing.
std::string written_title(const Reading& reading) {
    const Node* const title = reading.base == nullptr ? nullptr : find(reading.base->root, "title");
    return title == nullptr ? "" : title->text;
}

/// "Shares to 2030, without the ceiling" is "Without the ceiling" beside others of "Shares to 2030".
std::string without_the_file(std::string title, const std::string& of_file) {
    if (!of_file.empty() && title.starts_with(of_file + ", ")) title.erase(0, of_file.size() + 2);
    if (!title.empty()) title[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(title[0])));
    return title;
}

/// What each variant is called for people; empty where its title is the file's, or another one's too.
std::vector<std::string> titles_of(std::span<const Reading> readings) {
    std::vector<std::string> titles;
    for (const Reading& reading : readings) {
        const std::string of_file = written_title(reading);
        for (const Scenario& variant : reading.variants)
            titles.push_back(variant.title == of_file ? "" : without_the_file(variant.title, of_file));
    }
    const std::vector<std::string> all = titles;
    for (std::string& title : titles)
        if (std::ranges::count(all, title) > 1) title.clear();
    return titles;
}

} // namespace

std::string_view to_text(ResultsKind kind) {
    switch (kind) {
    case ResultsKind::run:
        return "run";
    case ResultsKind::hindcast:
        return "hindcast";
    case ResultsKind::compare:
        return "compare";
    }
    return {};
}

std::string name_of(const Run& run, const Trial& trial) {
    return fmt::format("trial {} ({}, point {}, replicate {})", trial.id, run.variants.at(trial.variant).variant, trial.point,
                       trial.replicate);
}

const std::string& label_of_variant(const Run& run, std::uint32_t variant) {
    const bool titled = variant < run.titles.size() && !run.titles[variant].empty();
    return titled ? run.titles[variant] : run.variants[variant].variant;
}

std::string now_as_text() { return to_text(Instant(std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()))); }

Points points_or_throw(const Sweep& sweep, std::uint64_t seed) {
    Points points = points_of(sweep, seed);
    if (!points.error.empty()) throw NoPoints(fmt::format("sweep.constraint, with seed {}: {}", seed, points.error));
    return points;
}

std::vector<Layout> layouts_of(std::span<const Scenario> variants, bool compared) {
    std::vector<Layout> layouts;
    for (const Scenario& variant : variants) {
        Asked asked = asked_of(variant);
        if (compared && !layouts.empty()) ask_likewise(asked, variant, layouts.front());
        layouts.emplace_back(variant, asked);
    }
    return layouts;
}

Run run_of(std::span<const Reading> readings, std::uint64_t replicates, std::uint64_t seed) {
    Run run;
    for (const Reading& reading : readings) {
        run.variants.insert(run.variants.end(), reading.variants.begin(), reading.variants.end());
        run.documents.insert(run.documents.end(), reading.documents.begin(), reading.documents.end());
    }
    const std::string title = written_title(readings.front());
    run.title = title.empty() ? run.variants.front().name : title;
    run.titles = titles_of(readings);
    run.layouts = layouts_of(run.variants, readings.size() > 1);
    run.points = points_or_throw(run.variants.front().sweep, seed);
    run.trials = {static_cast<std::uint32_t>(run.variants.size()), run.points.count(), replicates, run.points.in_sequence};
    run.seed = seed;
    return run;
}

Provenance provenance_of(const Run& run) {
    Provenance provenance{run.variants.front().name, std::string(model_version), run.seed, {}};
    for (std::size_t v = 0; v < run.variants.size(); ++v)
        provenance.variants.push_back({run.variants[v].variant, run.variants[v].hash, hash_of(run.layouts[v])});
    for (std::uint32_t point = 0; point < run.trials.points; ++point) provenance.points.push_back(text_of(run.points, point));
    return provenance;
}

} // namespace sim
