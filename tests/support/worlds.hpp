// Some replicates of a scenario as its tests look at them: values by metric, group and year, their medians and means.
#pragma once

#include "support/play.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace sim::test {

struct PlayedWorld {
    Scenario scenario;
    Layout layout;
    std::vector<Outcome> outcomes;

    PlayedWorld(const std::string& file, std::uint64_t replicates, const std::vector<std::string>& sets = {})
        : scenario(scenario_of(file, "", sets)), layout(scenario) {
        Player player(scenario);
        for (std::uint64_t r = 0; r < replicates; ++r) {
            outcomes.push_back(player.play(scenario.seed, r));
            REQUIRE(outcomes.back().reason.empty());
        }
    }
    /// Of the replicates that have one; none where the metric is not measured for the group.
    [[nodiscard]] std::vector<double> measured(Metric metric, const std::string& group, int in_year) const {
        std::vector<double> found;
        const std::uint32_t wanted = group_of(layout, group);
        if (std::ranges::none_of(layout.columns, [&](const Column& c) { return c.metric == metric && c.group == wanted; })) return found;
        for (const Outcome& outcome : outcomes) {
            const double value = value_of(outcome, layout, metric, group, date_of(layout, in_year));
            if (!std::isnan(value)) found.push_back(value);
        }
        return found;
    }
    /// REQUIRES: each replicate has one.
    [[nodiscard]] std::vector<double> values(Metric metric, const std::string& group, int in_year) const {
        std::vector<double> found;
        for (const Outcome& outcome : outcomes) {
            const double value = value_of(outcome, layout, metric, group, date_of(layout, in_year));
            if (!std::isnan(value)) found.push_back(value);
        }
        REQUIRE(found.size() == outcomes.size());
        return found;
    }
    [[nodiscard]] double median(Metric metric, const std::string& group, int in_year) const {
        std::vector<double> found = values(metric, group, in_year);
        std::sort(found.begin(), found.end());
        return found[found.size() / 2];
    }
    [[nodiscard]] double mean(Metric metric, const std::string& group, int in_year) const {
        return estimate(values(metric, group, in_year)).mean;
    }
};

} // namespace sim::test
