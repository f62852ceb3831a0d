// The one place where numbers become text for people, the large ones in words (magnitudes.hpp): in tables, below them, on the page and in
// what is said about them.
#pragma once

#include "study/intervals.hpp"
#include "study/paired.hpp"

#include <cstdint>
#include <string>

namespace sim {

/// As what a number is shown: in its unit, a part of 1 as parts of a hundred ("17 %"), or a difference of such parts as percentage
/// points ("17 pp").
enum class As : std::uint8_t { number, percent, points };

// ---- numbers whose Monte Carlo error is known -------------------------------------------------------------------------
// A quantile to the last digit of which its own standard error is at most three units; a mean, and both ends of its interval, to the digit
// of which half the interval is 3 to 30 units. At most four significant digits of a quantile, and of anything at least one: what is above
// 0 never reads 0, and neither does what is below. A value that never varies has no zeros behind its point, and that of one replicate three
// digits. Where an interval would stand that these replicates do not allow, there is how many it takes: "[n >= 310]".

/// "17.2 % [16.1, 18.4]": the median and the interval from p05 to p95. A value that never varies stands alone.
[[nodiscard]] std::string cell_text(const Statistics& statistics, As as);
/// The same beside trials that failed: "17.2 % [16.1, 18.4] {16.9, 17.6}", in braces what the median would be at least and at most,
/// whatever these had given. Where they are more than 5 % there is no interval: its ends could be anywhere.
[[nodiscard]] std::string cell_text(const Statistics& statistics, std::uint64_t failed, As as);
/// The mean alone: "17.2 %".
[[nodiscard]] std::string mean_text(const Statistics& statistics, As as);
/// "17.4 % [17.1, 17.9]": the mean and its 95 % interval; one value stands alone.
[[nodiscard]] std::string mean_with_interval(const Statistics& statistics, As as);
/// "17.4 % -> 64.2 %: +46.8 pp [46.1, 47.5]": the means of both variants, to the digit of their mean difference, and that with its 95 %
/// interval. One pair has no interval.
[[nodiscard]] std::string cell_text(const PairedStatistics& paired, As as);
/// The end of that: "+46.8 pp [46.1, 47.5]". Differences of what is shown as percent are percentage points. "~0" where it is less than a
/// millionth of what is compared.
[[nodiscard]] std::string difference_text(const PairedStatistics& paired, As as);

/// What p05 to p95 of so many replicates are called, by what they hold of further ones: "90 % interval"; "67 % interval, the range" of 5.
[[nodiscard]] std::string tails_text(std::uint64_t n);

// ---- numbers whose error nobody knows -----------------------------------------------------------------------------------

/// Three significant digits: "1,230", "0.046", "1.23 billion", "1.23e21", "17.2 %"; infinities and not-a-number by their names.
[[nodiscard]] std::string text_of(double value, As as = As::number);
/// "12.3 -> 45.6 %"
[[nodiscard]] std::string change_text(double from, double to, As as);
/// With its sign, but for 0: "+1230", "-0.046", "+17.2 pp".
[[nodiscard]] std::string text_with_sign(double value, As as = As::number);
/// What people have written themselves: four significant digits.
[[nodiscard]] std::string setting_text(double value);

// ---- numbers of which people know how large they can be: so many decimals -----------------------------------------------

/// Correlations and skills: "+0.42"; to one digit below 0.005.
[[nodiscard]] std::string coefficient_text(double value);
/// The size of such a number: "0.42".
[[nodiscard]] std::string size_text(double value);
/// Years with their parts: "2025.1 [2024.8, 2025.9]", the median and the interval from p05 to p95; alone where it never varies;
/// "never" where that is infinitely late.
[[nodiscard]] std::string years_text(const Statistics& years);
/// A part of a whole: "45 %", "4.5 %", "< 0.1 %".
[[nodiscard]] std::string part_text(double part);
/// A part of a few, in whole percent: "63 %"; with as many decimals as tell it from none and from all.
[[nodiscard]] std::string percent_text(double part);
/// "63 % [56, 69]", to whole percent unless the interval is narrower than one; each with as many decimals as tell it from none and from
/// all.
[[nodiscard]] std::string probability_text(double probability, Interval interval);

// ---- what all of them are made with -------------------------------------------------------------------------------------

/// The number rounded to a multiple of 10^last_digit, halves away from 0: (1234.5, 1) is "1230", (0.12345, -3) "0.123", (1.234e21, 19)
/// "1.23e21". Exponents are used from a million and below a thousandth.
[[nodiscard]] std::string rounded(double value, int last_digit);

} // namespace sim
