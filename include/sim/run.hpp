// What a run plays: its variants, the points of its sweep, and the list of trials; what every file of a results folder is about.
#pragma once

#include "sim/ensemble.hpp"
#include "sim/metric.hpp"
#include "sim/reader.hpp"
#include "sim/scenario.hpp"
#include "sim/shard.hpp"
#include "sim/store.hpp"
#include "sim/trial_list.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

/// Which files a results folder has beside runs.csv: those of `sim run`, of `sim hindcast` or of `sim compare`.
enum class ResultsKind : std::uint8_t { run, hindcast, compare };
[[nodiscard]] std::string_view to_text(ResultsKind kind);

/// What every file of a results folder is about.
struct Run {
    std::vector<Scenario> variants;
    std::vector<Layout> layouts;                                   ///< of each variant: what is measured and kept of it
    std::vector<std::shared_ptr<const VariantDocument>> documents; ///< of each variant, for scenario_at
    Points points;
    TrialList trials;
    std::uint64_t seed = 0;
    std::string command;                ///< that gives these results again; without options that cannot reach a result
    std::vector<std::string> arguments; ///< as typed, without the program's name
    ResultsKind kind = ResultsKind::run;
    std::vector<std::string> series;  ///< what series.csv has: metrics, sets of them, or "all" that is kept; none: there is no such file
    std::vector<Precision> precision; ///< figures for which replicates are added until they are known so well
    std::optional<Shard> shard;       ///< the folder is for these trials alone, and is there to be merged: nothing is summarised
    std::string title;                ///< of the first scenario file, whatever its variants say; its name where it has none
    std::vector<std::string> titles;  ///< of each variant for people; empty where it has none of its own

    [[nodiscard]] bool wants(std::uint64_t id) const { return !shard || shard->holds(id); }
    /// How many trials it wants.
    [[nodiscard]] std::uint64_t size() const { return shard ? shard->size(trials.size()) : trials.size(); }
};
/// What people read for a variant: its own title, which no other variant has, or else its id. REQUIRES: variant < variants.
[[nodiscard]] const std::string& label_of_variant(const Run& run, std::uint32_t variant);
/// "trial 17 (trend, point 0, replicate 8)"
[[nodiscard]] std::string name_of(const Run& run, const Trial& trial);

/// What depends on the machine and the day; the only such part of a results folder.
struct WallClock {
    std::string started, finished; ///< ISO 8601, UTC
    double seconds = 0;
    unsigned threads = 1; ///< of each rank
    int ranks = 1;
    Played played; ///< in this command; the rest was there before
};
/// This instant; ISO 8601, UTC.
[[nodiscard]] std::string now_as_text();

/// With this seed the points of a sweep cannot be found, though with the scenario's own they can.
struct NoPoints : std::runtime_error {
    using std::runtime_error::runtime_error;
};
/// Throws NoPoints.
[[nodiscard]] Points points_or_throw(const Sweep& sweep, std::uint64_t seed);

/// What is kept of each variant: what it asks for (see `report` in docs/reference.md), and where they are compared what the first one
/// does. REQUIRES: scenarios of readings without problems.
[[nodiscard]] std::vector<Layout> layouts_of(std::span<const Scenario> variants, bool compared);

/// The run of all variants of these readings: what each measures, the points of the first one's sweep, and the list of trials. Throws
/// NoPoints. REQUIRES: readings without problems, at least one.
[[nodiscard]] Run run_of(std::span<const Reading> readings, std::uint64_t replicates, std::uint64_t seed);
/// Where its outcomes come from, for the store.
[[nodiscard]] Provenance provenance_of(const Run& run);

} // namespace sim
