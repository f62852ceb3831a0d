// Counts of replicates in which one group is ahead, level by level.
#include "study/standing.hpp"

#include "study/figure_values.hpp"
#include "study/selection.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace sim {
namespace {

constexpr std::size_t memory = std::size_t{4} << 20U; // bytes, for the trials that are looked at at once
constexpr double summed_up = 1e-6;                    // rounding of a sum of parts of 1; parts that differ, differ by more

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

/// The values of one level's groups in some trials: trials side by side, group by group.
struct Field {
    std::span<const double> values;
    std::size_t trials = 0;
    [[nodiscard]] std::span<const double> of(std::size_t group) const { return values.subspan(group * trials, trials); }
};

/// Counts one group against another.
void count_pair(Standing& standing, std::span<const double> own, std::span<const double> other) {
    for (std::size_t t = 0; t < own.size(); ++t) {
        if (std::isnan(own[t]) || std::isnan(other[t])) continue;
        ++standing.n;
        if (own[t] > other[t]) standing.ahead += 1;
        if (own[t] == other[t]) standing.ahead += 0.5;
    }
}

/// In each trial how many groups have a value, the largest one, and how many have that.
struct Leaders {
    std::vector<std::size_t> measured, level;
    std::vector<double> best;
    Leaders(const Field& field, std::size_t groups) : measured(field.trials), level(field.trials), best(field.trials) {
        for (std::size_t group = 0; group < groups; ++group) {
            for (std::size_t t = 0; t < field.trials; ++t) {
                const double value = field.of(group)[t];
                if (std::isnan(value)) continue;
                if (measured[t]++ == 0 || value > best[t]) {
                    best[t] = value;
                    level[t] = 1;
                } else if (value == best[t]) {
                    ++level[t];
                }
            }
        }
    }
};

/// Counts one group against all others.
void count_all(Standing& standing, std::span<const double> own, const Leaders& leaders) {
    for (std::size_t t = 0; t < own.size(); ++t) {
        if (std::isnan(own[t]) || leaders.measured[t] < 2) continue;
        ++standing.n;
        if (own[t] == leaders.best[t]) standing.ahead += 1 / static_cast<double>(leaders.level[t]);
    }
}

/// Sixty thirds are twenty.
void round_sum(Standing& standing) {
    const double whole = std::round(standing.ahead);
    if (std::abs(standing.ahead - whole) < summed_up) standing.ahead = whole;
}

/// All that is asked of one variant at one point.
class Race {
public:
    Race(Store& store, const Run& run, std::uint32_t variant, std::uint32_t point, std::vector<Standing>& found)
        : store_(store), layout_(run.layouts[variant]), selection_(selection_of(run.variants[variant], layout_)),
          trials_(trials_that_went_well(store, run.trials, variant, point)), found_(found), variant_(variant), point_(point) {}

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
        std::vector<Standing> standings;
        for (const std::uint32_t group : rivals) {
            for (const std::uint32_t other : rivals)
                if (other != group) standings.push_back({variant_, point_, date, metric, group, other});
            if (kin.is_whole) standings.push_back({variant_, point_, date, metric, group, Layout::absent}); // else nobody knows
        }
        const std::size_t most = std::max<std::size_t>(1, memory / sizeof(double) / kin.groups.size());
        for (std::size_t first = 0; first < trials_.size(); first += most)
            count(standings, kin, std::span(trials_).subspan(first, std::min(most, trials_.size() - first)));
        for (Standing& standing : standings) {
            round_sum(standing);
            if (standing.n > 0) found_.push_back(standing);
        }
    }

    /// Adds what these trials say.
    void count(std::vector<Standing>& standings, const KeptKin& kin, std::span<const StoredRow> trials) {
        values_.resize(kin.places.size() * trials.size());
        store_.read(trials, kin.places, values_);
        const Field field{values_, trials.size()};
        const Leaders leaders(field, kin.places.size());
        for (Standing& standing : standings) {
            if (standing.other == Layout::absent)
                count_all(standing, field.of(kin.row(standing.group)), leaders);
            else
                count_pair(standing, field.of(kin.row(standing.group)), field.of(kin.row(standing.other)));
        }
    }

    Store& store_;
    const Layout& layout_;
    Selection selection_;
    std::vector<StoredRow> trials_;
    std::vector<double> values_;
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
