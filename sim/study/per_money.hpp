// What a difference between two variants costs: for each 100 million USD that its policies give more.
#pragma once

#include "sim/run.hpp"
#include "study/intervals.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace sim {

/// USD for which differences are told.
inline constexpr double told_money = 100e6;

/// A mean difference over a mean difference of money.
struct PerMoney {
    double ratio = 0;                 ///< for `told_money`
    std::optional<Interval> interval; ///< 95 %; nothing where the difference in money is not resolved, or pairs are fewer than 10
};
/// E. C. Fieller (1954), "Some problems in interval estimation". Nothing where no money differs. REQUIRES: as many of the one as of the
/// other.
[[nodiscard]] std::optional<PerMoney> per_money(std::span<const double> differences, std::span<const double> money);

/// What it looks at besides: `policy_money` of the world.
[[nodiscard]] std::vector<Column> columns_of_money(const Layout& layout);
/// Of a metric on a date, in its unit: `policy_money` of the world is added up over all dates up to it, which before the variants part is
/// the same in both. Pairs of which a trial failed or has no value are left out. Nothing where one of the two does not measure it, or no
/// money differs. Throws IoError. REQUIRES: date and column of the first variant's layout; one point.
[[nodiscard]] std::optional<PerMoney> per_money(Store& store, const Run& run, std::uint32_t other, std::uint32_t date,
                                                std::uint32_t column);

} // namespace sim
