// What one event changed for a lab, in words, found by comparing the lab before and after it.
#pragma once

#include "model/story.hpp"
#include "model/tell/moment.hpp"

#include <string>
#include <vector>

namespace sim::tell {

/// What a life comes to.
struct Sums {
    std::uint64_t papers = 0, reproductions = 0, firsts = 0, failures = 0, abandoned = 0;
    double gpu_hours = 0, usd = 0;
};

/// In the order in which they are read best; empty where nothing is different. Counts what happened into the sums.
/// REQUIRES: the story stands where `after` was looked at.
[[nodiscard]] std::vector<std::string> changes(const Story& story, LabId lab, const Moment& before, const Moment& after, bool is_purchase,
                                               Sums& sums);

} // namespace sim::tell
