// A metric as it is written down: what it is called, for which groups, what it means, and how it is measured.
#pragma once

#include "sim/metric.hpp"

#include <string_view>
#include <vector>

namespace sim {

class Sheet;

/// Only a whole one can be made: there is no metric without a title, a form, a sentence or a measuring.
struct Definition {
    /// The values at the sheet's date, in base units: one for each group from the first for which the metric is measured to the last, in
    /// the order of Layout::groups; `unmeasured` for a group without anything to measure. Draws nothing and changes nothing.
    using Measure = std::vector<double> (*)(Sheet& sheet);

    constexpr Definition(std::string_view its_id, std::string_view its_title, std::string_view its_unit, double its_per_base,
                         unsigned its_levels, MetricForm its_form, std::string_view its_doc, Measure its_measure)
        : id(its_id), title(its_title), unit(its_unit), per_base(its_per_base), levels(its_levels), form(its_form), doc(its_doc),
          measure(its_measure) {}

    std::string_view id, title, unit;
    double per_base;
    unsigned levels;
    MetricForm form;
    std::string_view doc;
    Measure measure;
};

/// Each metric has one of its own in a source of sim/model/measure/; a program with a metric that has none does not link.
template <Metric metric> Definition define();

/// REQUIRES: a metric, not Metric::count.
[[nodiscard]] const Definition& definition_of(Metric metric);

// ---- words of definitions -----------------------------------------------------------------------------------------

[[nodiscard]] constexpr unsigned only(Level level) { return static_cast<unsigned>(level); }
[[nodiscard]] constexpr unsigned operator|(Level a, Level b) { return only(a) | only(b); }
[[nodiscard]] constexpr unsigned operator|(unsigned levels, Level level) { return levels | only(level); }
/// Groups of labs: all but the countries' kinds, and these too.
inline constexpr unsigned coarse = Level::world | Level::country | Level::kind | Level::size | Level::income,
                          fine = coarse | Level::country_kind;

/// From base units to those of results.
inline constexpr double as_it_is = 1, in_hours = 1.0 / 3600, in_kwh = 1.0 / 3.6e6, in_tonnes = 1e-6, to_years = 1 / in_seconds(year),
                        a_year = in_seconds(year);

} // namespace sim
