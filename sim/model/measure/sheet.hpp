// One sample date: what metrics are worked out from, and what several of them share, worked out once.
#pragma once

#include "base/nothing.hpp"
#include "model/grouped.hpp"
#include "model/measure/definition.hpp"
#include "model/story.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace sim {

/// What a group without anything to measure has.
inline constexpr double unmeasured = nothing;

/// By group of labs where nothing else is said: in the order of Layout::groups. Keeps a reference to the story.
class Sheet {
public:
    Sheet(Story& story, std::uint32_t date);

    /// Of a metric now: measured by the first who asks.
    [[nodiscard]] const std::vector<double>& values(Metric metric);
    /// What is no metric but goes into several: `make` is a function of the sheet, called by the first who asks.
    template <auto make> [[nodiscard]] const auto& shared() {
        using Made = decltype(make(*this));
        for (const auto& [key, made] : shared_) {
            if (key == &key_of<make>) return *static_cast<const Made*>(made.get());
        }
        auto made = std::make_shared<const Made>(make(*this));
        shared_.emplace_back(&key_of<make>, made);
        return *made;
    }

    /// A metric's values on each date up to this one. REQUIRES: whoever looks back on a metric does so on every date.
    [[nodiscard]] const std::vector<std::vector<double>>& up_to_now(Metric metric);
    [[nodiscard]] std::uint32_t date() const { return date_; }

    [[nodiscard]] Story& story() const { return story_; }
    [[nodiscard]] const World& world() const { return story_.world; }
    [[nodiscard]] const Scenario& scenario() const { return *story_.scenario; }
    [[nodiscard]] const GroupCounts& counts() const { return counts_; }
    /// Since the sample date before, or the start.
    [[nodiscard]] Span period() const;
    [[nodiscard]] bool is_last() const { return date_ + 1 == story_.layout->dates.size(); }

    /// The sum over labs of a figure that each of the real labs that a lab stands for has.
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
    /// One value per lab that does research, weighted by the real labs that it stands for.
    template <class F> [[nodiscard]] std::vector<Weighed> labs(F&& value_of) const {
        std::vector<Weighed> values;
        values.reserve(story_.world.research_labs);
        for (std::uint32_t l = 0; l < story_.world.research_labs; ++l)
            values.push_back({l, value_of(story_.world.labs[l]), story_.world.labs[l].weight});
        return values;
    }
    /// The same, weighted by researchers.
    template <class F> [[nodiscard]] std::vector<Weighed> researchers(F&& value_of) const {
        std::vector<Weighed> values = labs(value_of);
        for (Weighed& v : values) v.weight *= story_.world.labs[v.lab].researchers;
        return values;
    }
    [[nodiscard]] std::vector<double> nothing() const { return std::vector<double>(counts_.total(), unmeasured); }

private:
    template <auto make> inline static char key_of = 0; // its address tells one function from another

    Story& story_;
    std::uint32_t date_;
    GroupCounts counts_;
    std::array<std::vector<double>, metric_count> values_;
    std::vector<std::pair<const char*, std::shared_ptr<const void>>> shared_;
};

/// Writes what the layout's metrics are now into the record. REQUIRES: now is that date.
void measure(Story& story, std::uint32_t date);

/// Of papers the tenth with the highest values, and the weight of all: what shares of the top are worked out from.
struct TopTenth {
    std::vector<Weighed> papers;
    double weight = 0; ///< of all

    explicit TopTenth(std::vector<Weighed> all) : papers(std::move(all)) {
        for (const Weighed& paper : papers) weight += paper.weight;
        keep_top(papers, weight / 10);
    }
};

/// Each group's part of the world's value.
[[nodiscard]] std::vector<double> parts_of_world(std::vector<double> by_group);
/// Group by group; unmeasured over nothing.
[[nodiscard]] std::vector<double> ratios(std::vector<double> over, const std::vector<double>& under);
/// In the order that `quantiles` and the like require.
[[nodiscard]] inline std::vector<Weighed> ascending(std::vector<Weighed> values) {
    std::sort(values.begin(), values.end());
    return values;
}

} // namespace sim
