// The values of one sample date on their way to the record, and the measurements that fill them in.
#pragma once

#include "model/grouped.hpp"
#include "model/story.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

namespace sim {

/// What a group without anything to measure has.
inline constexpr double unmeasured = std::numeric_limits<double>::quiet_NaN();

/// One row of the record. Keeps a reference to the story.
class Sheet {
public:
    Sheet(Story& story, std::uint32_t date)
        : story_(story), counts_{static_cast<std::uint32_t>(story.scenario->countries.size()),
                                 static_cast<std::uint32_t>(story.scenario->kinds.size()),
                                 static_cast<std::uint32_t>(story.scenario->sizes.size())},
          row_(story.record.data() + std::size_t{date} * story.layout->columns.size()) {}

    /// By group, in the order of Layout::groups; only the levels for which the metric is measured are kept.
    void put(Metric metric, const std::vector<double>& by_group) {
        std::uint32_t from = 0;
        from = put_level(metric, Level::world, by_group, from, 1);
        from = put_level(metric, Level::country, by_group, from, counts_.countries);
        from = put_level(metric, Level::kind, by_group, from, counts_.kinds);
        from = put_level(metric, Level::country_kind, by_group, from, counts_.countries * counts_.kinds);
        put_level(metric, Level::size, by_group, from, counts_.sizes);
    }
    /// Each group's part of the world's value.
    void put_share(Metric metric, std::vector<double> by_group) {
        const double all = by_group[0];
        for (double& value : by_group) value = all > 0 ? value / all : unmeasured;
        put(metric, by_group);
    }
    void put_ratio(Metric metric, std::vector<double> over, const std::vector<double>& under) {
        for (std::size_t g = 0; g < over.size(); ++g) over[g] = under[g] > 0 ? over[g] / under[g] : unmeasured;
        put(metric, over);
    }
    /// For the things that are no groups of labs: one domain's or corpus's value.
    void put_one(Metric metric, Level level, std::uint32_t which, double value) {
        row_[story_.layout->first(metric, level) + which] = value;
    }

    /// One value per lab that does research, weighted by the real labs that it stands for.
    template <class F> [[nodiscard]] std::vector<Weighed> labs(F&& value_of) const {
        std::vector<Weighed> values;
        values.reserve(story_.world.research_labs);
        for (std::uint32_t l = 0; l < story_.world.research_labs; ++l)
            values.push_back({l, value_of(story_.world.labs[l]), story_.world.labs[l].weight});
        return values;
    }
    template <class F> [[nodiscard]] std::vector<double> sum(F&& value_of) const {
        return sum_weighted([&](const Lab& lab) { return lab.weight * value_of(lab); });
    }
    /// The sum of figures that carry their weights already.
    template <class F> [[nodiscard]] std::vector<double> sum_weighted(F&& value_of) const {
        std::vector<double> total(counts_.total(), 0.0);
        for (const Lab& lab : story_.world.labs) {
            const double value = value_of(lab);
            for (const std::uint32_t group : groups_of(lab, counts_)) total[group] += value;
        }
        return total;
    }
    [[nodiscard]] const GroupCounts& counts() const { return counts_; }

private:
    std::uint32_t put_level(Metric metric, Level level, const std::vector<double>& by_group, std::uint32_t from, std::uint32_t count) {
        const std::uint32_t first = story_.layout->first(metric, level);
        if (first != Layout::absent) std::copy_n(by_group.begin() + from, count, row_ + first);
        return from + count;
    }

    Story& story_;
    GroupCounts counts_;
    double* row_;
};

/// In the order that `quantiles` and the like require.
inline void ascending(std::vector<Weighed>& values) { std::sort(values.begin(), values.end()); }

/// The largest job that a lab could run within its patience on all its GPUs, or on those that it may borrow; FLOP.
[[nodiscard]] double reach_of_lab(const Story& story, const Lab& lab);

// One function for each part of the list of metrics; sim/model/measure/ has a file for each group of them.
void measure_countries(Story& story, Sheet& sheet);
void measure_output(Story& story, Sheet& sheet);
void measure_frontier(Story& story, Sheet& sheet);
void measure_access(Story& story, Sheet& sheet);
void measure_compute(Story& story, Sheet& sheet);
void measure_prices(Story& story, Sheet& sheet);
void measure_projects(Story& story, Sheet& sheet);
/// `period`: since the sample date before, or the start.
void measure_queues(Sheet& sheet, Span period);
void measure_efficiency(Story& story, Sheet& sheet);
void measure_data(Story& story, Sheet& sheet);
void measure_benchmarks(Story& story, Sheet& sheet);

} // namespace sim
