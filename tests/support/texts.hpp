// Scenarios that a test has as texts: a tiny world, and what a test lays over it.
#pragma once

#include "sim/reader.hpp"

#include "support/catch.hpp"

#include <string>
#include <vector>

namespace sim::test {

/// One country, one lab of one kind, one GPU to buy.
inline const std::string tiny_world = R"(scenario: tiny
clock: {start: 2010-01-01, end: 2012-12-31, sample: 12 mo}
replicates: 3
hardware:
  utilisation: 1
  generations: [{id: unit, market: unit, release: 2009-01-01, price: 1 USD, peak: 1 FLOP/s}]
countries: [{id: ONE, name: South Korea, researchers: 15 person, gdp: 30 USD/yr, population: 3 person}]
kinds: [{id: lab, budget: {income: 2 USD/yr}, team_size: 5 person, patience: 30 d}]
labs: [{id: only, kind: lab, of: [ONE], count: 1, researchers: 5 person, share: 100 %}]
research: {candidates: 1 paper, success: 100 %, research_time: 10 d, extension: 1}
seeds: {count: 1 paper, compute: 86400 FLOP}
)";

/// Read with these sections laid over the tiny world.
inline Reading read_over_tiny(const std::string& sections, const std::vector<std::string>& sets = {}) {
    const OpenSource open = [&](const std::string& path) {
        return path == "tiny.yaml" ? tiny_world : "scenario: over\nextends: tiny.yaml\n" + sections;
    };
    return read_scenario("over.yaml", open, sets);
}
/// Everything that is said of it.
inline std::string said_of(const std::string& sections, const std::vector<std::string>& sets = {}) {
    const Reading reading = read_over_tiny(sections, sets);
    return to_text(reading.problems) + to_text(reading.warnings);
}
inline Scenario scenario_over_tiny(const std::string& sections, const std::vector<std::string>& sets = {}) {
    const Reading reading = read_over_tiny(sections, sets);
    INFO(to_text(reading.problems));
    REQUIRE(reading.ok());
    return reading.variants.front();
}

} // namespace sim::test
