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

/// Those of a level for which a metric is kept, ascending, and where their values are on a date.
struct KeptKin {
    std::vector<std::uint32_t> groups;
    std::vector<std::size_t> places;
    bool is_whole = false;

    [[nodiscard]] bool has(std::uint32_t group) const { return std::ranges::binary_search(groups, group); }
    /// REQUIRES: has(group).
    [[nodiscard]] std::size_t row(std::uint32_t group) const {
        return static_cast<std::size_t>(std::ranges::lower_bound(groups, group) - groups.begin());
    }
};

KeptKin kept_kin(const Layout& layout, Metric metric, Level level, std::uint32_t date) {
    const Kin all = kin_of(layout, level);
    KeptKin kin;
    for (std::uint32_t group = all.first; group < all.first + all.count; ++group) {
        const std::uint32_t column = layout.column(metric, group);
        if (column == Layout::absent) continue;
        kin.groups.push_back(group);
        kin.places.push_back(date * layout.columns.size() + column);
    }
    kin.is_whole = kin.groups.size() == all.count;
    return kin;
}

std::vector<std::uint32_t> rivals_among(const KeptKin& kin, std::vector<std::uint32_t> selected) {
    std::erase_if(selected, [&](std::uint32_t group) { return !kin.has(group); });
    return selected;
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
        const KeptKin kin = kept_kin(layout_, metric, level, date);
        const std::vector<std::uint32_t> rivals = rivals_among(kin, rivals_in(layout_, selection_, level));
        if (rivals.empty() || kin.groups.size() < 2) return;
        block_.read(store_, trials_, kin.places);
        for (const std::uint32_t group : rivals) {
            for (const std::uint32_t other : rivals)
                if (other != group)
                    add({variant_, point_, date, metric, group, other}, kin.row(group), std::vector<std::size_t>{kin.row(other)});
            if (!kin.is_whole) continue; // who is ahead of all is not known
            std::vector<std::size_t> others(kin.groups.size());
            std::iota(others.begin(), others.end(), std::size_t{0});
            std::erase(others, kin.row(group));
            add({variant_, point_, date, metric, group, Layout::absent}, kin.row(group), others);
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
