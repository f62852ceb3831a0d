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
        const std::vector<std::uint32_t> rivals = rivals_in(layout_, selection_, level);
        const Kin kin = kin_of(layout_, level);
        const auto column =
            std::ranges::find_if(layout_.columns, [&](const Column& c) { return c.metric == metric && c.group == kin.first; });
        if (rivals.empty() || column == layout_.columns.end() || kin.count < 2) return;
        std::vector<std::size_t> places(kin.count); // the columns of a level are adjacent
        std::iota(places.begin(), places.end(), date * layout_.columns.size() + static_cast<std::size_t>(column - layout_.columns.begin()));
        std::vector<Standing> standings;
        for (const std::uint32_t group : rivals) {
            for (const std::uint32_t other : rivals)
                if (other != group) standings.push_back({variant_, point_, date, metric, group, other});
            standings.push_back({variant_, point_, date, metric, group, Layout::absent});
        }
        const std::size_t most = std::max<std::size_t>(1, memory / sizeof(double) / kin.count);
        for (std::size_t first = 0; first < trials_.size(); first += most)
            count(standings, places, kin.first, std::span(trials_).subspan(first, std::min(most, trials_.size() - first)));
        for (Standing& standing : standings) {
            round_sum(standing);
            if (standing.n > 0) found_.push_back(standing);
        }
    }

    /// Adds what these trials say.
    void count(std::vector<Standing>& standings, std::span<const std::size_t> places, std::uint32_t first,
               std::span<const StoredRow> trials) {
        values_.resize(places.size() * trials.size());
        store_.read(trials, places, values_);
        const Field field{values_, trials.size()};
        const Leaders leaders(field, places.size());
        for (Standing& standing : standings) {
            if (standing.other == Layout::absent)
                count_all(standing, field.of(standing.group - first), leaders);
            else
                count_pair(standing, field.of(standing.group - first), field.of(standing.other - first));
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

std::vector<Standing> find_standings(Store& store, const Run& run) {
    std::vector<Standing> found;
    for (std::uint32_t variant = 0; variant < run.trials.variants; ++variant)
        for (std::uint32_t point = 0; point < run.trials.points; ++point) Race(store, run, variant, point, found).run();
    return found;
}

} // namespace sim
