// Each expectation of the scenario, looked for in every trial that went well.
#include "study/breaches.hpp"

#include "base/text.hpp"
#include "input/expectation.hpp"
#include "study/figure_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

namespace sim {
namespace {

/// Some trials, and the one of them that comes first.
struct TrialsFound {
    std::uint64_t count = 0;
    Trial first; ///< by run_id
    /// True where it is the first one so far.
    bool add(const Trial& trial) {
        if (count++ > 0 && first.id < trial.id) return false;
        first = trial;
        return true;
    }
};

/// The trials in which one expectation does not hold.
struct Breaches {
    TrialsFound broken;  ///< it is false there
    Instant date;        ///< at which it is so in the first of them
    TrialsFound unknown; ///< it has no value there at any date
};

/// The trials of a variant at a point that went well, in the order of `trials_that_went_well`.
std::vector<Trial> names_of_trials(Store& store, const TrialList& list, std::uint32_t variant, std::uint32_t point) {
    std::vector<Trial> found;
    const std::uint64_t per_replicate = std::uint64_t{list.variants} * list.points;
    for (std::uint64_t id = std::uint64_t{variant} * list.points + point; id < list.size(); id += per_replicate) {
        const auto stored = store.find(list.trial(id));
        if (stored && stored->head.status == Outcome::Status::ok) found.push_back(list.trial(id));
    }
    return found;
}

void add_breaches(Breaches& breaches, const Run& run, Store& store, const ParsedExpectation& expected, std::uint32_t variant,
                  std::uint32_t point) {
    const std::vector<StoredRow> rows = trials_that_went_well(store, run.trials, variant, point);
    const std::vector<double> years = figure_in_each(store, rows, expected.broken), known = figure_in_each(store, rows, expected.known);
    const auto holds = [&](std::size_t t) { return std::isnan(years[t]) && !std::isnan(known[t]); };
    std::size_t held = 0;
    while (held < rows.size() && holds(held)) ++held;
    if (held == rows.size()) return;
    const std::vector<Trial> trials = names_of_trials(store, run.trials, variant, point);
    for (std::size_t t = 0; t < rows.size(); ++t) {
        if (holds(t)) continue;
        if (std::isnan(years[t]))
            breaches.unknown.add(trials[t]);
        else if (breaches.broken.add(trials[t]))
            breaches.date = *std::ranges::find(run.layouts[variant].dates, years[t], decimal_year);
    }
}

Breaches breaches_of(const std::string& expected, const Run& run, Store& store) {
    Breaches breaches;
    for (std::uint32_t variant = 0; variant < run.trials.variants; ++variant) {
        const ParsedExpectation expectation = parse_expectation(expected, run.layouts[variant]);
        if (!expectation.ok()) continue; // a variant that measures other things
        for (std::uint32_t point = 0; point < run.trials.points; ++point) add_breaches(breaches, run, store, expectation, variant, point);
    }
    return breaches;
}

} // namespace

std::vector<std::string> broken_expectations(const Run& run, Store& store) {
    std::vector<std::string> broken;
    for (const std::string& expected : run.variants.front().expect) {
        const Breaches breaches = breaches_of(expected, run, store);
        const auto tell = [&](std::string_view what, const TrialsFound& found, const std::string& when) {
            if (found.count == 0) return;
            broken.push_back(fmt::format("expect: '{}' {} in {}; first in {}{}", expected, what, counted(found.count, "trial"),
                                         name_of(run, found.first), when));
        };
        const bool names_dates = dated(expected, "") == expected;
        tell("does not hold", breaches.broken, names_dates ? "" : " on " + to_text(breaches.date));
        tell("has no value", breaches.unknown, "");
    }
    return broken;
}

} // namespace sim
