// Tables of a hindcast over several series, and what is said below them.
#include "report/hindcast_blocks.hpp"

#include "base/nothing.hpp"
#include "base/text.hpp"
#include "report/rounding.hpp"
#include "study/forecast_scores.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <string>

namespace sim {
namespace {

constexpr double asked_coverage = 0.8; // of the observed values of each block in the 90 % interval
constexpr std::size_t few_series = 6;
constexpr std::array<std::string_view, forecaster_count> forecaster_names{"random walk", "damped trend", "changes of all"};
constexpr const char* about_forecasters =
    "Random walk: with drift, both from the series up to the origin; damped trend: the same drift, fading by a tenth a year; changes "
    "of all: what series of the block and scale did before the origin (docs/hindcast.md).";

using Score = std::function<double(const Scored&)>;

/// One observation's points in one variant.
struct SeriesOfPoints {
    const Observation* observation = nullptr;
    std::vector<const HindcastPoint*> points;
    [[nodiscard]] std::size_t within_90() const {
        return static_cast<std::size_t>(std::ranges::count_if(points, [](const HindcastPoint* p) {
            return p->scored.of.p05 <= p->scored.observed && p->scored.observed <= p->scored.of.p95;
        }));
    }
    [[nodiscard]] std::size_t within_50() const {
        return static_cast<std::size_t>(std::ranges::count_if(points, [](const HindcastPoint* p) {
            return p->scored.of.p25 <= p->scored.observed && p->scored.observed <= p->scored.of.p75;
        }));
    }
    [[nodiscard]] double mean(const Score& score) const {
        double sum = 0;
        for (const HindcastPoint* point : points) sum += score(point->scored);
        return sum / static_cast<double>(points.size());
    }
};

std::string_view block_of(const Observation& observation) {
    return observation.block.empty() ? std::string_view("no block") : std::string_view(observation.block);
}

/// The series with a forecast, by id, so that no sum depends on the order of the file.
std::vector<SeriesOfPoints> series_of(const Run& run, std::span<const HindcastPoint> points, std::uint32_t variant) {
    std::map<std::string_view, SeriesOfPoints> by_id;
    for (const HindcastPoint& point : points) {
        if (point.variant != variant || point.scored.of.n == 0) continue;
        const Observation& observation = run.variants[variant].observations[point.observation];
        SeriesOfPoints& series = by_id[observation.id];
        series.observation = &observation;
        series.points.push_back(&point);
    }
    std::vector<SeriesOfPoints> all;
    for (auto& [id, series] : by_id) all.push_back(std::move(series));
    return all;
}

/// Blocks in the order in which the file first names them.
std::vector<std::string_view> blocks_of(const Run& run, std::uint32_t variant) {
    std::vector<std::string_view> blocks;
    for (const Observation& observation : run.variants[variant].observations)
        if (std::ranges::find(blocks, block_of(observation)) == blocks.end()) blocks.push_back(block_of(observation));
    return blocks;
}

std::vector<SeriesOfPoints> series_in(const std::vector<SeriesOfPoints>& all, std::string_view block) {
    std::vector<SeriesOfPoints> found;
    std::ranges::copy_if(all, std::back_inserter(found), [&](const auto& series) { return block_of(*series.observation) == block; });
    return found;
}

/// ln of the ratio of mean CRPS: on the scale where both have one, else in the unit; not-a-number where there is none.
double log_ratio(const SeriesOfPoints& own, const Score& crps_scaled, const Score& crps, const SeriesOfPoints& other,
                 const Score& other_scaled, const Score& other_crps) {
    const double on_scale = std::log(own.mean(crps_scaled) / other.mean(other_scaled));
    return std::isfinite(on_scale) ? on_scale : std::log(own.mean(crps) / other.mean(other_crps));
}

const Score own_scaled = [](const Scored& s) { return s.crps_scaled; };
const Score own_crps = [](const Scored& s) { return s.crps; };
Score scaled_of(std::size_t f) {
    return [f](const Scored& s) { return s.forecasters[f].crps_scaled; };
}
Score crps_of(std::size_t f) {
    return [f](const Scored& s) { return s.forecasters[f].crps; };
}

double against(const SeriesOfPoints& series, std::size_t forecaster) {
    return log_ratio(series, own_scaled, own_crps, series, scaled_of(forecaster), crps_of(forecaster));
}

LogRatios ratios_against(const std::vector<SeriesOfPoints>& block, std::size_t forecaster) {
    LogRatios ratios;
    for (const SeriesOfPoints& series : block)
        if (const double ratio = against(series, forecaster); std::isfinite(ratio)) ratios.push_back(ratio);
    return ratios;
}

std::string skill_text(const Skill& skill) {
    if (std::isnan(skill.of)) return "-";
    if (std::isnan(skill.interval.low)) return coefficient_text(skill.of);
    return fmt::format("{} [{}, {}]", coefficient_text(skill.of), coefficient_text(skill.interval.low),
                       coefficient_text(skill.interval.high));
}

std::string covered_text(std::size_t part, std::size_t all) {
    return all == 0 ? "-" : fmt::format("{} of {} ({})", part, all, percent_text(static_cast<double>(part) / static_cast<double>(all)));
}

/// Mean CRPS of each, on the scale where the first has one and else in the unit.
std::string crps_text(const SeriesOfPoints& series, double on_scale, double in_unit, bool has_scale) {
    if (has_scale) return text_of(on_scale);
    return text_of(in_unit, series.observation->scale == Observation::Scale::logit ? As::points : As::number);
}

std::string skill_of_ratio(double log_ratio) { return std::isfinite(log_ratio) ? coefficient_text(1 - std::exp(log_ratio)) : "-"; }

struct Counts {
    std::size_t points = 0, within_90 = 0, within_50 = 0;
    std::size_t series = 0, beat_walk = 0;
    void add(const SeriesOfPoints& one) {
        points += one.points.size();
        within_90 += one.within_90();
        within_50 += one.within_50();
        ++series;
        beat_walk += against(one, 0) < 0 ? 1U : 0U;
    }
};

std::string verdict_of(std::string_view block, const Counts& counts) {
    if (counts.points == 0) return fmt::format("{}: nothing could be scored.", block);
    const double coverage = static_cast<double>(counts.within_90) / static_cast<double>(counts.points);
    return fmt::format("{}: coverage {}, {} the {} asked for; CRPS better than the random walk's on {} of {} series: {}.", block,
                       percent_text(coverage), coverage >= asked_coverage ? "at least" : "short of", percent_text(asked_coverage),
                       counts.beat_walk, counts.series,
                       2 * counts.beat_walk > counts.series ? "on most, as was asked for" : "not on most, which was asked for");
}

/// What the interval of skill says of the first variant, and of the two where it holds 0.
std::string standing_text(std::string_view first, const Skill& skill, std::string_view where_alike) {
    if (std::isnan(skill.interval.low)) return "too few series for an interval of skill";
    if (skill.interval.low <= 0 && skill.interval.high >= 0)
        return fmt::format("the two score alike, as the interval of skill holds 0{}", where_alike);
    return fmt::format("{} is the {}, as the interval of skill leaves out 0", first, skill.of > 0 ? "better" : "worse");
}

std::string title_of(const Run& run, std::string_view title, std::uint32_t variant) {
    const std::string& name = run.variants[variant].variant;
    return name == "base" ? std::string(title) : fmt::format("{}, {}", title, label_of_variant(run, variant));
}

Dice dice_of(const Run& run) { return {run.variants.front().seed, 0}; }

} // namespace

Table blocks_table(const Run& run, std::span<const HindcastPoint> points, std::uint32_t variant) {
    Table table{title_of(run, "Blocks", variant),
                "Coverage, and skill in CRPS against forecasters that know the past of the series alone",
                1,
                {"block", "series", "in 90 %", "in 50 %", "better than the walk", "skill: random walk", "damped trend", "changes of all"},
                {},
                {}};
    const auto all = series_of(run, points, variant);
    const auto blocks = blocks_of(run, variant);
    std::array<std::vector<LogRatios>, forecaster_count> ratios;
    Counts total;
    const auto row_of = [](std::string name, const Counts& c) {
        return std::vector<std::string>{std::move(name), std::to_string(c.series), covered_text(c.within_90, c.points),
                                        covered_text(c.within_50, c.points), fmt::format("{} of {}", c.beat_walk, c.series)};
    };
    for (const std::string_view block : blocks) {
        const auto series = series_in(all, block);
        Counts counts;
        for (const SeriesOfPoints& one : series) {
            counts.add(one);
            total.add(one);
        }
        auto row = row_of(std::string(block), counts);
        for (std::size_t f = 0; f < forecaster_count; ++f) {
            ratios[f].push_back(ratios_against(series, f));
            row.push_back(skill_text(skill_of(ratios[f].back(), dice_of(run), block)));
        }
        table.rows.push_back(std::move(row));
        table.footnotes.push_back(verdict_of(block, counts));
    }
    auto row = row_of("all, blocks alike", total);
    for (std::size_t f = 0; f < forecaster_count; ++f) row.push_back(skill_text(skill_over(ratios[f], dice_of(run), blocks)));
    table.rows.push_back(std::move(row));
    table.footnotes.insert(
        table.footnotes.end(),
        {"Skill is 1 - the geometric mean over series of the ratio of CRPS, on the series' scale; in brackets the 95 % interval of the "
         "bootstrap over series as clusters, which for " +
             std::to_string(few_series) + " series or fewer is too narrow.",
         about_forecasters});
    return table;
}

Table forecasters_table(const Run& run, std::span<const HindcastPoint> points, std::uint32_t variant) {
    Table table{title_of(run, "CRPS of the forecasters", variant),
                "Mean CRPS of each series on its scale, and in brackets the model's skill against it",
                2,
                {"block", "observed", "model"},
                {},
                {"On the scale of the logarithm or logit, which have no unit: 0.1 is about a tenth of the value; in the unit where the "
                 "series has no scale."}};
    table.heads.insert(table.heads.end(), forecaster_names.begin(), forecaster_names.end());
    const auto all = series_of(run, points, variant);
    for (const std::string_view block : blocks_of(run, variant)) {
        for (const SeriesOfPoints& series : series_in(all, block)) {
            const bool has_scale = std::isfinite(series.mean(own_scaled));
            std::vector<std::string> row{std::string(block), series.observation->name,
                                         crps_text(series, series.mean(own_scaled), series.mean(own_crps), has_scale)};
            for (std::size_t f = 0; f < forecaster_count; ++f)
                row.push_back(fmt::format("{} ({})", crps_text(series, series.mean(scaled_of(f)), series.mean(crps_of(f)), has_scale),
                                          skill_of_ratio(against(series, f))));
            table.rows.push_back(std::move(row));
        }
    }
    return table;
}

Table leads_table(const Run& run, std::span<const HindcastPoint> points, std::uint32_t variant) {
    Table table{title_of(run, "Lead times", variant),
                "Mean interval score of the 90 % interval on the series' scale, by years since the origin",
                2,
                {"block", "years", "in 90 %", "model", "random walk", "damped trend", "changes of all"},
                {},
                {"Interval score: the width, and 20 times the distance by which the observed value lies outside; lower is better. Left out "
                 "is what has an end without a value on the scale."}};
    const auto all = series_of(run, points, variant);
    for (const std::string_view block : blocks_of(run, variant)) {
        std::map<long, SeriesOfPoints> by_lead;
        for (const SeriesOfPoints& series : series_in(all, block)) {
            for (const HindcastPoint* point : series.points)
                if (std::isfinite(point->scored.interval_scaled)) by_lead[std::lround(point->lead)].points.push_back(point);
        }
        for (const auto& [lead, at] : by_lead) {
            std::vector<std::string> row{std::string(block), std::to_string(lead), covered_text(at.within_90(), at.points.size()),
                                         text_of(at.mean([](const Scored& s) { return s.interval_scaled; }))};
            for (std::size_t f = 0; f < forecaster_count; ++f)
                row.push_back(text_of(at.mean([f](const Scored& s) { return s.forecasters[f].interval_scaled; })));
            table.rows.push_back(std::move(row));
        }
    }
    return table;
}

Table vectors_table(const Run& run, std::span<const VectorPoint> points, std::uint32_t variant) {
    Table table{title_of(run, "Vectors", variant),
                "Energy score of several series as one vector, in their unit",
                2,
                {"vector", "date", "series", "model", "no change", "compounding", "trend", "random walk", "damped trend", "changes of all"},
                {},
                {"Lower is better: the mean distance of forecasts from what was observed, less half of their mean distance from each "
                 "other. The last three "
                 "forecast each series by itself."}};
    for (const VectorPoint& point : points) {
        if (point.variant != variant) continue;
        const auto& parts = run.variants[variant].observations;
        const bool shares = std::ranges::find(parts, point.vector, &Observation::vector)->scale == Observation::Scale::logit;
        const auto text = [&](double value) { return std::isnan(value) ? "-" : text_of(value, shares ? As::points : As::number); };
        std::vector<std::string> row{point.vector, to_text(point.at), std::to_string(point.parts), text(point.model)};
        for (const double value : point.naive) row.push_back(text(value));
        for (const double value : point.forecasters) row.push_back(text(value));
        table.rows.push_back(std::move(row));
    }
    return table;
}

Table without_table(const Run& run, std::span<const HindcastPoint> points, std::uint32_t other) {
    const std::string &first = label_of_variant(run, 0), &name = label_of_variant(run, other);
    Table table{fmt::format("{} beside {}", first, name),
                "Mean CRPS on the series' scale of both with the same luck, and the skill of the first against the second",
                2,
                {"block", "observed", first, name, "difference", "skill"},
                {},
                {}};
    const auto own = series_of(run, points, 0), without = series_of(run, points, other);
    std::vector<LogRatios> ratios;
    const auto blocks = blocks_of(run, 0);
    for (const std::string_view block : blocks) {
        ratios.emplace_back();
        for (const SeriesOfPoints& one : series_in(own, block)) {
            const auto same = std::ranges::find(without, one.observation->id,
                                                [](const SeriesOfPoints& s) { return std::string_view(s.observation->id); });
            if (same == without.end()) continue;
            const double ratio = log_ratio(one, own_scaled, own_crps, *same, own_scaled, own_crps);
            if (std::isfinite(ratio)) ratios.back().push_back(ratio);
            const bool has_scale = std::isfinite(one.mean(own_scaled)) && std::isfinite(same->mean(own_scaled));
            const auto text = [&](const SeriesOfPoints& of) { return crps_text(of, of.mean(own_scaled), of.mean(own_crps), has_scale); };
            const double more = has_scale ? one.mean(own_scaled) - same->mean(own_scaled) : one.mean(own_crps) - same->mean(own_crps);
            const bool as_points = !has_scale && one.observation->scale == Observation::Scale::logit;
            table.rows.push_back({std::string(block), one.observation->name, text(one), text(*same),
                                  text_with_sign(more, as_points ? As::points : As::number), skill_of_ratio(ratio)});
        }
        const Skill in_block = skill_of(ratios.back(), dice_of(run), block);
        table.rows.push_back({std::string(block), "all series", "", "", "", skill_text(in_block)});
        table.footnotes.push_back(fmt::format("{}: {}.", block, standing_text(first, in_block, "")));
    }
    const Skill skill = skill_over(ratios, dice_of(run), blocks);
    table.rows.push_back({"all, blocks alike", "", "", "", "", skill_text(skill)});
    table.footnotes.push_back(
        fmt::format("Over all blocks: {}.",
                    standing_text(first, skill, fmt::format("; this hindcast says nothing about what {} lacks", in_quotes(name)))));
    table.footnotes.emplace_back("Skill above 0: the first is better. Intervals: 95 %, bootstrap over series as clusters.");
    return table;
}

} // namespace sim
