// The sections of a page, each as HTML, in the order in which a reader meets them; empty where there is nothing to show.
#pragma once

#include "report/page/page.hpp"

#include <span>
#include <string>

namespace sim {

/// The first metric at the last date, in a few numbers, and how many trials failed.
[[nodiscard]] std::string headline_section(std::span<const Origin> origins, const ChartBook& charts);
/// What decides the figures at the head of a report: sentences, tornado and curve of each; in one sentence that it cannot be told, where it
/// cannot.
[[nodiscard]] std::string decides_section(std::span<const Origin> origins);
/// Room for the sliders of a sweep.
[[nodiscard]] std::string explore_section(const ChartBook& charts);
/// Room for each chart, with what it is and, in words, what it shows.
[[nodiscard]] std::string charts_section(const ChartBook& charts, const std::string& data_end);
[[nodiscard]] std::string tables_section(std::span<const Section> sections);
/// Every value that went in.
[[nodiscard]] std::string scenario_section(std::span<const Origin> origins);
/// What the intervals mean.
[[nodiscard]] std::string reading_section();
/// What the model can tell, and what follows from an assumption; with the drawing where teams plan programmes of runs.
[[nodiscard]] std::string limits_section(std::span<const Origin> origins);
/// Command, program, seed, trials and fingerprints.
[[nodiscard]] std::string origin_section(std::span<const Origin> origins);

} // namespace sim
