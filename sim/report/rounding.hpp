// Numbers as text, rounded to what their Monte Carlo error supports.
#pragma once

#include "study/paired.hpp"

#include <string>

namespace sim {

/// "17.2 % [16.1, 18.4]": the median and the interval from p05 to p95, to the last digit of which the Monte Carlo standard error of the
/// mean is at most three units; at most four significant digits, and at least one. A value that never varies stands alone.
[[nodiscard]] std::string cell_text(const Statistics& statistics, bool percent);

/// The mean to the last digit that its Monte Carlo error supports, by the same rule.
[[nodiscard]] std::string mean_text(const Statistics& statistics);
/// "17.42 % +- 0.31": the mean and half of its 95 % interval (Student's t), both to two digits of the latter; one value stands alone.
[[nodiscard]] std::string mean_with_interval(const Statistics& statistics, bool percent);
/// "17.4 % -> 64.2 %: +46.8 pp [46.1, 47.5]": the means of both worlds, and their mean difference with its 95 % interval, each rounded by
/// its own Monte Carlo error in the same way; differences of shares are percentage points. One pair has no interval.
[[nodiscard]] std::string cell_text(const PairedStatistics& paired, bool percent);
/// The end of that: "+46.8 pp [46.1, 47.5]".
[[nodiscard]] std::string difference_text(const PairedStatistics& paired, bool percent);

/// The number rounded to a multiple of 10^last_digit: (1234.5, 1) is "1230", (0.12345, -3) "0.123", (1.234e21, 19) "1.23e21".
/// Exponents are used from a million and below a thousandth.
[[nodiscard]] std::string rounded(double value, int last_digit);

} // namespace sim
