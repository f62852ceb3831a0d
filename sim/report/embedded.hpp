// Texts that are files of this repository, or of a library, and parts of the program.
#pragma once

#include <string_view>

namespace sim::embedded {

extern const std::string_view page_template; ///< HTML with {{names}} for what differs from page to page
extern const std::string_view page_style;
extern const std::string_view page_numbers, page_smooth, page_sweep, page_view, page_chart, page_save, page_controls,
    page_start;                              ///< its script, in this order
extern const std::string_view page_flow;     ///< docs/limits.svg
extern const std::string_view chart_library; ///< dygraphs
extern const std::string_view chart_library_style;
extern const std::string_view odd_md; ///< docs/odd.md

} // namespace sim::embedded
