// Plays drawn inputs again, and compares within points with between them.
#include "study/explain/luck.hpp"

#include "study/figure_values.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

namespace sim {
namespace {

constexpr std::uint64_t first_luck = std::uint64_t{1} << 62U; // beyond the replicates of any run

/// Mean and sum of squared deviations at a point.
struct AtPoint {
    double mean = 0, squares = 0;
};

AtPoint at_point(const std::vector<double>& values) {
    AtPoint at;
    for (const double x : values) at.mean += x / static_cast<double>(values.size());
    for (const double x : values) at.squares += (x - at.mean) * (x - at.mean);
    return at;
}

/// Part of the variance within points, these weighted; negative between them counts as none.
double part_within(const std::vector<AtPoint>& points, double each, const std::function<double(std::size_t)>& weight) {
    double n = 0, mean = 0, within = 0, between = 0;
    for (std::size_t p = 0; p < points.size(); ++p) n += weight(p);
    for (std::size_t p = 0; p < points.size(); ++p) mean += weight(p) * points[p].mean / n;
    for (std::size_t p = 0; p < points.size(); ++p) {
        within += weight(p) * points[p].squares / (n * (each - 1));
        between += weight(p) * (points[p].mean - mean) * (points[p].mean - mean) / (n - 1);
    }
    const double inputs = std::max(0.0, between - within / each);
    return within + inputs > 0 ? within / (within + inputs) : 0;
}

} // namespace

Replay replay_of_luck(Store& store, const Run& run, std::uint32_t variant) {
    auto inputs = std::make_shared<std::vector<std::vector<double>>>();
    for (std::uint64_t replicate = 0; replicate < run.trials.replicates && inputs->size() < points_of_luck; ++replicate) {
        const auto stored = store.find({0, variant, 0, replicate});
        if (stored && stored->head.status == Outcome::Status::ok) inputs->push_back(stored->head.inputs);
    }
    Replay replay;
    replay.variant = variant;
    replay.points = static_cast<std::uint32_t>(inputs->size());
    replay.replicates = lucks_at_a_point;
    replay.name = "luck of " + run.variants[variant].variant;
    replay.trial = [inputs](std::uint32_t point, std::uint64_t replicate) {
        return Replayed{(*inputs)[point], first_luck + point * lucks_at_a_point + replicate};
    };
    return replay;
}

std::optional<LuckPart> luck_part(std::span<const std::vector<double>> by_point, std::uint64_t seed) {
    std::vector<AtPoint> points;
    for (const auto& values : by_point) points.push_back(at_point(values));
    const bool constant = std::ranges::all_of(points, [&](const AtPoint& at) { return at.squares == 0 && at.mean == points.front().mean; });
    if (constant) return std::nullopt;
    const auto each = static_cast<double>(by_point.front().size());
    LuckPart found{part_within(points, each, [](std::size_t) { return 1.0; }), {0, 0}, by_point.size() * by_point.front().size()};
    const Resamples resamples(points.size(), seed);
    std::vector<double> parts;
    for (std::size_t r = 0; r < Resamples::count; ++r)
        parts.push_back(part_within(points, each, [&](std::size_t p) { return resamples.block(r / lanes)[p * lanes + r % lanes]; }));
    std::ranges::sort(parts);
    found.interval = {std::min(found.part, sample_quantile(parts, 0.025)), std::max(found.part, sample_quantile(parts, 0.975))};
    return found;
}

std::optional<LuckPart> luck_part(Store& store, const Replay& replay, const Figure& figure, std::uint64_t seed) {
    std::vector<std::vector<double>> by_point;
    for (std::uint32_t point = 0; point < replay.points; ++point) {
        std::vector<double> values = figure_in_each(store, trials_that_went_well(store, replay.list(), 0, point), figure);
        if (values.size() == replay.replicates && std::ranges::none_of(values, [](double x) { return std::isnan(x); }))
            by_point.push_back(std::move(values));
    }
    if (by_point.size() < 2) return std::nullopt;
    return luck_part(by_point, seed);
}

} // namespace sim
