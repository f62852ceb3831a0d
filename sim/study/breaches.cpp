// Each expectation of the scenario, looked for in every trial that went well.
#include "study/breaches.hpp"

#include "base/text.hpp"
#include "input/expectation.hpp"
#include "study/figure_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace sim {
namespace {

/// The trials in which one expectation does not hold.
struct Breaches {
    std::uint64_t trials = 0;
    Trial first;  ///< by run_id
    Instant date; ///< at which it does not hold there
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

void add_breaches(Breaches& breaches, const Run& run, Store& store, const Figure& broken, std::uint32_t variant, std::uint32_t point) {
    const std::vector<double> years = figure_in_each(store, trials_that_went_well(store, run.trials, variant, point), broken);
    if (std::ranges::all_of(years, [](double year) { return std::isnan(year); })) return;
    const std::vector<Trial> trials = names_of_trials(store, run.trials, variant, point);
    for (std::size_t t = 0; t < years.size(); ++t) {
        if (std::isnan(years[t])) continue;
        if (breaches.trials++ > 0 && breaches.first.id < trials[t].id) continue;
        breaches.first = trials[t];
        breaches.date = *std::ranges::find(run.layouts[variant].dates, years[t], decimal_year);
    }
}

Breaches breaches_of(const std::string& expected, const Run& run, Store& store) {
    Breaches breaches;
    for (std::uint32_t variant = 0; variant < run.trials.variants; ++variant) {
        const ParsedExpectation expectation = parse_expectation(expected, run.layouts[variant]);
        if (!expectation.ok()) continue; // a variant that measures other things
        for (std::uint32_t point = 0; point < run.trials.points; ++point)
            add_breaches(breaches, run, store, expectation.broken, variant, point);
    }
    return breaches;
}

} // namespace

std::vector<std::string> broken_expectations(const Run& run, Store& store) {
    std::vector<std::string> broken;
    for (const std::string& expected : run.variants.front().expect) {
        const Breaches breaches = breaches_of(expected, run, store);
        if (breaches.trials == 0) continue;
        const bool names_dates = dated(expected, "") == expected;
        broken.push_back(fmt::format("expect: '{}' does not hold in {}; first in {}{}", expected, counted(breaches.trials, "trial"),
                                     name_of(run, breaches.first), names_dates ? "" : " on " + to_text(breaches.date)));
    }
    return broken;
}

} // namespace sim
