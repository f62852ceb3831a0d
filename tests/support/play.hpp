// What tests of whole stories share: reading a scenario of tests/scenarios, playing it, and looking up what it measured.
#pragma once

#include "model/story.hpp"
#include "sim/scenario_file.hpp"
#include "sim/trial.hpp"

#include "support/catch.hpp"
#include "support/outcomes.hpp"

#include <cmath>
#include <fstream>
#include <string>
#include <vector>

namespace sim::test {

/// One variant of a scenario file, which must be in order. Paths start at the project's root.
inline Scenario scenario_of(const std::string& file, const std::string& variant = "", const std::vector<std::string>& sets = {}) {
    const Reading reading = read_scenario_file(std::string(SIM_SOURCE_DIR) + "/" + file, sets, variant);
    INFO(to_text(reading.problems));
    REQUIRE(reading.problems.empty());
    REQUIRE_FALSE(reading.variants.empty());
    return reading.variants.front();
}

/// A scenario given by its text, which must be in order.
inline Scenario scenario_of_text(const std::string& text, const std::vector<std::string>& sets = {}) {
    const Folder folder;
    std::ofstream(folder / "scenario.yaml") << text;
    const Reading reading = read_scenario_file(folder / "scenario.yaml", sets);
    INFO(text << to_text(reading.problems));
    REQUIRE(reading.problems.empty());
    return reading.variants.front();
}

/// A story on its first day, in a box with the scenario and the layout that it refers to: both stay where they are.
struct Sandbox {
    explicit Sandbox(Scenario played, std::uint64_t replicate = 0) : scenario(std::move(played)), layout(scenario) {
        begin(story, scenario, layout, Dice(1, replicate));
    }
    explicit Sandbox(const std::string& file, const std::vector<std::string>& sets = {}, std::uint64_t replicate = 0)
        : Sandbox(scenario_of(file, "", sets), replicate) {}
    Sandbox(const Sandbox&) = delete;
    Sandbox& operator=(const Sandbox&) = delete;

    /// Plays everything up to and at an instant.
    void play_until(Instant until) {
        while (!story.agenda.empty()) {
            Agenda peek = story.agenda;
            if (peek.next().at > until) return;
            step(story);
        }
    }
    void play_until(const char* date) { play_until(parse_instant(date).instant); }
    void play() {
        while (step(story)) {
        }
    }
    /// What was measured at a sample date, in the units of results.
    [[nodiscard]] double value(Metric metric, const std::string& group, int in_year) const;

    Scenario scenario;
    Layout layout;
    Story story;
};

inline std::uint32_t group_of(const Layout& layout, const std::string& name) {
    for (std::uint32_t g = 0; g < layout.groups.size(); ++g) {
        if (layout.groups[g].name == name) return g;
    }
    FAIL("no group " + name);
    return 0;
}

/// The value of a metric for a group at a sample date, in the units of results.
inline double value_of(const Outcome& outcome, const Layout& layout, Metric metric, const std::string& group, std::size_t date) {
    const std::uint32_t wanted = group_of(layout, group);
    for (std::size_t c = 0; c < layout.columns.size(); ++c) {
        if (layout.columns[c].metric == metric && layout.columns[c].group == wanted) {
            return outcome.values[date * layout.columns.size() + c] * row_of(metric).per_base;
        }
    }
    FAIL("metric is not measured for " + group);
    return 0;
}

/// The sample date of a year.
inline std::size_t date_of(const Layout& layout, int in_year) {
    for (std::size_t d = 0; d < layout.dates.size(); ++d) {
        if (calendar_year(layout.dates[d]) == in_year) return d;
    }
    FAIL("no sample in " + std::to_string(in_year));
    return 0;
}

inline double Sandbox::value(Metric metric, const std::string& group, int in_year) const {
    Outcome outcome;
    outcome.values = story.record;
    return value_of(outcome, layout, metric, group, date_of(layout, in_year));
}

/// Mean and its standard error over independent replicates.
struct Estimate {
    double mean = 0, standard_error = 0;
};
inline Estimate estimate(const std::vector<double>& values) {
    const auto n = static_cast<double>(values.size());
    double sum = 0, squares = 0;
    for (const double v : values) sum += v;
    for (const double v : values) squares += (v - sum / n) * (v - sum / n);
    return {sum / n, std::sqrt(squares / (n - 1) / n)};
}

} // namespace sim::test
