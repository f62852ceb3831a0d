// Whether two stores hold the same outcome of a trial, and where they differ.
#pragma once

#include "sim/store.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace sim {

/// One thing that two outcomes of the same trial say differently.
struct Discrepancy {
    std::string what; ///< "events", "research_share of country:CHN on 2030-12-31 and 11 more of 900 values"
    std::string one, other;
};

/// What a discrepancy of the fingerprints is called: of the events, and of the inputs and values.
inline constexpr std::string_view events_discrepancy = "fingerprint", values_discrepancy = "values fingerprint";

/// Status, reason, events, both fingerprints, drawn inputs and values, bit by bit; empty where all agree.
/// REQUIRES: both stores hold the trial, of which the layout is. Throws DamagedStore.
[[nodiscard]] std::vector<Discrepancy> discrepancies(Store& one, Store& other, const Trial& trial, const Layout& layout);

} // namespace sim
