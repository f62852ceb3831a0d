// hindcast.csv, its tables, and the verdict on a forecast in words.
#include "report/hindcast.hpp"

#include "base/text.hpp"
#include "report/columns.hpp"
#include "report/findings.hpp"
#include "report/forms/csv.hpp"
#include "report/hindcast_blocks.hpp"
#include "report/labels.hpp"
#include "report/rounding.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace sim {
namespace {

constexpr double least_part_in_interval = 0.8; // of the observed values, of a good forecast
constexpr std::array<std::string_view, baseline_count> plain_names{"no change", "compounding", "the trend"};

const Observation& observation_of(const Run& run, const HindcastPoint& point) {
    return run.variants[point.variant].observations[point.observation];
}

/// The points of one observation in one variant.
std::vector<Scored> series_of(std::span<const HindcastPoint> points, std::uint32_t variant, std::uint32_t observation) {
    std::vector<Scored> found;
    for (const HindcastPoint& p : points) {
        if (p.variant == variant && p.observation == observation) found.push_back(p.scored);
    }
    return found;
}

std::vector<Scored> variant_of(std::span<const HindcastPoint> points, std::uint32_t variant) {
    std::vector<Scored> found;
    for (const HindcastPoint& p : points) {
        if (p.variant == variant) found.push_back(p.scored);
    }
    return found;
}

/// Shares in percentage points, all else in its unit.
std::string amount(double value, const Observation& observation, std::string (*text)(double, As)) {
    if (observation.scale == Observation::Scale::logit) return text(value, As::points);
    return text(value, As::number) + (observation.unit.empty() ? "" : " ") + observation.unit;
}

std::string skill_text(double skill) { return std::isfinite(skill) ? coefficient_text(skill) : "-"; }

std::string skills_text(const Observation& observation, const Performance& p, std::size_t b) {
    return skill_text(p.skill[b]) +
           (observation.scale == Observation::Scale::identity ? "" : fmt::format(" ({})", skill_text(p.skill_scaled[b])));
}

std::string so_many_of(std::size_t part, std::size_t all) { return fmt::format("{} of {}", part, all); }

/// "better than compounding and the trend, not than no change"
std::string beats_text(const std::array<double, baseline_count>& skill) {
    std::vector<std::string> beaten, unbeaten;
    for (std::size_t b = 0; b < baseline_count; ++b) (skill[b] > 0 ? beaten : unbeaten).emplace_back(plain_names[b]);
    if (unbeaten.empty()) return "better than all three baselines";
    if (beaten.empty()) return "better than none of the three baselines";
    return "better than " + enumerated(beaten) + ", not than " + enumerated(unbeaten);
}

std::string variant_name(const Run& run, std::uint32_t variant) { return run.variants[variant].variant; }

std::string verdict_text(const Observation& observation, const Performance& p) {
    return fmt::format("{}: {} of {} in the 90 % interval; CRPS {}; median {}.", observation.name, p.within_90, p.points,
                       beats_text(p.skill), beats_text(p.skill_of_median));
}

std::string overall_text(const Performance& all) {
    if (all.points == 0) return "Nothing could be scored: no trial has a value for what was observed.";
    const double part = static_cast<double>(all.within_90) / static_cast<double>(all.points);
    const char* const verdict = part >= least_part_in_interval
                                    ? "within the 80 to 100 % that a good forecast has"
                                    : "short of the 80 % that a good forecast has: the intervals are too narrow, or in the wrong place";
    return fmt::format("In all, {} of {} observed values ({}) lie in the 90 % interval, and {} in the 50 % interval: {}.", all.within_90,
                       all.points, percent_text(part), all.within_50, verdict);
}

} // namespace

void write_hindcast(const FilePlace& place, const Run& run, std::span<const HindcastPoint> points) {
    CsvFile file(place, csv_kind("hindcast.csv").heads());
    for (const HindcastPoint& point : points) {
        const Observation& o = observation_of(run, point);
        const Scored& s = point.scored;
        file.cell(variant_name(run, point.variant))
            .cell(o.id)
            .cell(o.block)
            .cell(o.vector)
            .cell(to_text(point.at))
            .cell(point.lead)
            .cell(o.metric)
            .cell(o.unit)
            .cell(word_of(o.scale))
            .cell(s.observed)
            .cell(s.of.n);
        const auto known = [&](double value) { file.cells_where_known({std::isfinite(value) ? value : NAN}); };
        for (const double q :
             {s.of.p05, s.of.p25, s.of.p50, s.of.p75, s.of.p95, s.crps, s.crps_scaled, s.pit, s.interval, s.interval_scaled})
            known(s.of.n > 0 ? q : NAN);
        for (const auto* row : {&s.naive, &s.naive_crps, &s.naive_crps_scaled}) {
            for (const double value : *row) known(value);
        }
        for (const ForecasterScore& f : s.forecasters) {
            for (const double value : {f.p05, f.p95, f.crps, f.crps_scaled, f.interval, f.interval_scaled}) known(value);
        }
        file.end_row();
    }
    file.commit();
}

Table hindcast_table(const Run& run, std::span<const HindcastPoint> points, std::uint32_t variant) {
    const Scenario& scenario = run.variants[variant];
    Table table{
        fmt::format("hindcast{}", scenario.variant == "base" ? "" : " " + label_of_variant(run, variant)),
        fmt::format("What was known on {}, scored on what was observed after it", to_text(*scenario.hindcast.origin)),
        1,
        {"observed", "in 90 %", "in 50 %", "bias", "error of median", "CRPS", "skill: no change", "compounding", "trend"},
        {},
        {"Skill is 1 - CRPS / CRPS of the baseline: above 0 is better than it; in brackets, on the scale of the logarithm or logit.",
         "Baselines are point forecasts: their CRPS is their error, to which the error of the median is like for like."}};
    for (std::uint32_t o = 0; o < scenario.observations.size(); ++o) {
        const Observation& observation = scenario.observations[o];
        const Performance p = performance(series_of(points, variant, o));
        std::vector<std::string> row{observation.name, so_many_of(p.within_90, p.points), so_many_of(p.within_50, p.points)};
        if (p.points > 0) {
            row.insert(row.end(), {amount(p.bias, observation, text_with_sign), amount(p.error, observation, text_of),
                                   amount(p.crps, observation, text_of)});
            for (std::size_t b = 0; b < baseline_count; ++b) row.push_back(skills_text(observation, p, b));
            table.footnotes.push_back(verdict_text(observation, p));
        }
        row.resize(table.heads.size(), "-");
        table.rows.push_back(std::move(row));
    }
    table.footnotes.push_back(overall_text(performance(variant_of(points, variant))));
    return table;
}

Table pit_table(const Run& run, std::span<const HindcastPoint> points, std::uint32_t variant) {
    Table table{"PIT", "How many observed values fall into each tenth of their forecast's distribution; a calibrated forecast is flat",
                1,     {"observed"},
                {},    {}};
    constexpr std::size_t width = 100 / pit_bins;
    for (std::size_t bin = 0; bin < pit_bins; ++bin) table.heads.push_back(fmt::format("{}-{} %", bin * width, bin * width + width));
    const auto add = [&](const std::string& name, std::span<const Scored> scored) {
        std::vector<std::string> row{name};
        for (const std::size_t count : pit_histogram(scored)) row.push_back(std::to_string(count));
        table.rows.push_back(std::move(row));
    };
    const auto& observations = run.variants[variant].observations;
    for (std::uint32_t o = 0; o < observations.size(); ++o) add(observations[o].name, series_of(points, variant, o));
    std::map<std::string_view, std::vector<Scored>> blocks;
    for (const HindcastPoint& point : points) {
        const std::string& block = observation_of(run, point).block;
        if (point.variant == variant && !block.empty()) blocks[block].push_back(point.scored);
    }
    for (const auto& [block, scored] : blocks) add(fmt::format("block {}", block), scored);
    add("all", variant_of(points, variant));
    return table;
}

namespace {

/// The first variant beside those of the run that lack something.
std::vector<Table> tables_beside(const Run& run, std::span<const HindcastPoint> points) {
    std::vector<Table> tables;
    for (std::uint32_t other = 1; other < run.trials.variants; ++other) {
        const auto& without = run.variants.front().hindcast.without;
        if (std::ranges::find(without, run.variants[other].variant) == without.end()) continue;
        tables.push_back(without_table(run, points, other));
        tables.back().name = fmt::format("hindcast-beside-{}", run.variants[other].variant);
    }
    return tables;
}

/// The tables of one variant; of the first also those beside others.
Section section_of(const FinishedRun& finished, std::span<const HindcastPoint> points, std::span<const VectorPoint> vectors,
                   std::uint32_t variant) {
    const Run& run = finished.run;
    Section section;
    const auto add = [&](Table table, std::string_view name) {
        if (table.rows.empty()) return;
        table.name = fmt::format("{}-{}", name, run.variants[variant].variant);
        section.tables.push_back(std::move(table));
    };
    add(blocks_table(run, points, variant), "hindcast-blocks");
    if (variant == 0)
        for (Table& table : tables_beside(run, points)) section.tables.push_back(std::move(table));
    add(hindcast_table(run, points, variant), "hindcast");
    add(forecasters_table(run, points, variant), "hindcast-forecasters");
    add(leads_table(run, points, variant), "hindcast-leads");
    add(vectors_table(run, vectors, variant), "hindcast-vectors");
    add(pit_table(run, points, variant), "hindcast-pit");
    section.tables.back().footnotes = footnotes_of(run, finished.inventory);
    return section;
}

} // namespace

/// The files of a run; on the screen and the page its scores take the place of its tables.
Findings write_hindcast_results(ResultFiles& files, const FinishedRun& finished) {
    Findings findings = write_run_results(files, finished);
    const Run& run = finished.run;
    const std::vector<HindcastPoint> points = score_hindcast(finished.store, run.trials, run.variants, run.layouts);
    const std::vector<VectorPoint> vectors = score_vectors(finished.store, run.trials, run.variants, run.layouts);
    write_hindcast(files.place("hindcast.csv"), run, points);
    findings.sections.clear();
    for (std::uint32_t variant = 0; variant < run.trials.variants; ++variant)
        findings.sections.push_back(section_of(finished, points, vectors, variant));
    write_sections(files, "hindcast", findings.sections);
    return findings;
}

} // namespace sim
