// Counts of replicates in which one group is ahead, level by level.
#include "study/standing.hpp"

#include "ensemble/block.hpp"
#include "study/figure_values.hpp"
#include "study/selection.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace sim {
namespace {

constexpr std::size_t memory = std::size_t{128} << 20U;
constexpr double summed_up = 1e-6; // rounding of a sum of parts of 1; parts that differ, differ by more

/// The groups of one level: adjacent in a layout.
struct Kin {
    std::uint32_t first = 0, count = 0;
};

Kin kin_of(const Layout& layout, Level level) {
    const auto is = [&](const Group& g) { return g.level == level; };
    const auto first = std::ranges::find_if(layout.groups, is);
    return {static_cast<std::uint32_t>(first - layout.groups.begin()),
            static_cast<std::uint32_t>(std::ranges::count_if(layout.groups, is))};
}

std::size_t most_kin(const Layout& layout) {
    std::size_t most = 1;
    for (std::size_t bit = 0; bit < level_count; ++bit)
        most = std::max<std::size_t>(most, kin_of(layout, static_cast<Level>(1U << bit)).count);
    return std::min(most, part_size);
}

/// The selected groups that have others of their kind.
std::vector<std::uint32_t> rivals_in(const Layout& layout, const Selection& selection, Level level) {
    std::vector<std::uint32_t> found;
    for (const std::uint32_t group : selection.groups)
        if (layout.groups[group].level == level) found.push_back(group);
    return found;
}

/// Counts what `standing` is about, over the rows of its group and of the others.
void count(Standing& standing, Block& block, std::size_t trials, std::size_t group, std::span<const std::size_t> others) {
    const auto own = block.row(group);
    for (std::size_t t = 0; t < trials; ++t) {
        if (std::isnan(own[t])) continue;
        std::size_t measured = 0, above = 0, level = 1;
        for (const std::size_t other : others) {
            const double theirs = block.row(other)[t];
            measured += std::isnan(theirs) ? 0U : 1U;
            above += theirs > own[t] ? 1U : 0U;
            level += theirs == own[t] ? 1U : 0U;
        }
        if (measured == 0) continue;
        ++standing.n;
        if (above == 0) standing.ahead += 1 / static_cast<double>(level);
    }
    const double whole = std::round(standing.ahead); // sixty thirds are twenty
    if (std::abs(standing.ahead - whole) < summed_up) standing.ahead = whole;
}

/// All that is asked of one variant at one point.
class Race {
public:
    Race(Store& store, const Run& run, std::uint32_t variant, std::uint32_t point, std::vector<Standing>& found)
        : store_(store), layout_(run.layouts[variant]), selection_(selection_of(run.variants[variant], layout_)),
          trials_(trials_that_went_well(store, run.trials, variant, point)),
          block_(std::max<std::size_t>(1, trials_.size()), std::max(memory, trials_.size() * most_kin(layout_) * sizeof(double))),
          found_(found), variant_(variant), point_(point) {}

    void run() {
        if (trials_.empty()) return;
        for (const std::uint32_t date : selection_.dates) {
            for (const Metric metric : selection_.metrics) {
                for (std::size_t bit = 0; bit < level_count; ++bit) run_level(date, metric, static_cast<Level>(1U << bit));
            }
        }
    }

private:
    void run_level(std::uint32_t date, Metric metric, Level level) {
        const std::vector<std::uint32_t> rivals = rivals_in(layout_, selection_, level);
        const Kin kin = kin_of(layout_, level);
        if (rivals.empty() || kin.count < 2) return;
        const std::uint32_t first = layout_.column(metric, kin.first), last = layout_.column(metric, kin.first + kin.count - 1);
        if (first == Layout::absent || last == Layout::absent || last - first != kin.count - 1) return; // not all are kept
        std::vector<std::size_t> places(kin.count);
        std::iota(places.begin(), places.end(), date * layout_.columns.size() + first);
        block_.read(store_, trials_, places);
        for (const std::uint32_t group : rivals) {
            for (const std::uint32_t other : rivals)
                if (other != group)
                    add({variant_, point_, date, metric, group, other}, group - kin.first, std::vector<std::size_t>{other - kin.first});
            std::vector<std::size_t> all(kin.count);
            std::iota(all.begin(), all.end(), std::size_t{0});
            all.erase(all.begin() + (group - kin.first));
            add({variant_, point_, date, metric, group, Layout::absent}, group - kin.first, all);
        }
    }

    void add(Standing standing, std::size_t group, std::span<const std::size_t> others) {
        count(standing, block_, trials_.size(), group, others);
        if (standing.n > 0) found_.push_back(standing);
    }

    Store& store_;
    const Layout& layout_;
    Selection selection_;
    std::vector<StoredRow> trials_;
    Block block_;
    std::vector<Standing>& found_;
    std::uint32_t variant_, point_;
};

} // namespace

std::vector<Column> columns_of_standings(const Selection& selection, const Layout& layout) {
    std::vector<Column> columns;
    for (std::size_t bit = 0; bit < level_count; ++bit) {
        const auto level = static_cast<Level>(1U << bit);
        const Kin kin = kin_of(layout, level);
        if (kin.count < 2 || rivals_in(layout, selection, level).empty()) continue;
        for (const Metric metric : selection.metrics) {
            for (std::uint32_t g = kin.first; g < kin.first + kin.count; ++g)
                if (layout.column(metric, g) != Layout::absent) columns.push_back({metric, g});
        }
    }
    return columns;
}

std::vector<Standing> find_standings(Store& store, const Run& run) {
    std::vector<Standing> found;
    for (std::uint32_t variant = 0; variant < run.trials.variants; ++variant)
        for (std::uint32_t point = 0; point < run.trials.points; ++point) Race(store, run, variant, point, found).run();
    return found;
}

} // namespace sim
