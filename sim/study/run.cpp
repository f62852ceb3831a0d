// A run made of readings, and the names of its parts.
#include "sim/run.hpp"

#include "sim/version.hpp"
#include "study/asked.hpp"

#include <fmt/format.h>

#include <chrono>

namespace sim {

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
