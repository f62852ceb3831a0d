// Dates and ratios of paired differences, as a table.
#include "report/worth.hpp"

#include "report/labels.hpp"
#include "report/rounding.hpp"
#include "study/per_money.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace sim {
namespace {

/// -1, 0 or 1: 0 where the interval holds 0, or nothing differs. Nothing where the replicates are too few for an interval.
std::optional<int> sign_of(const PairedStatistics& of) {
    if (!differ(of)) return 0;
    if (std::isnan(of.difference.ci95_low)) return std::nullopt;
    return of.difference.ci95_low > 0 ? 1 : of.difference.ci95_high < 0 ? -1 : 0;
}

std::string ratio_text(const std::optional<PerMoney>& per, As as) {
    if (!per) return "no money differs";
    const As shown = as == As::percent ? As::points : as;
    if (!per->interval) return "no interval";
    Statistics of;
    of.n = 2;
    of.mean = per->ratio;
    of.ci95_low = per->interval->low;
    of.ci95_high = per->interval->high;
    of.mcse = of.sd = of.ci95_high - of.ci95_low;
    return (of.mean > 0 ? "+" : "") + mean_with_interval(of, shown);
}

} // namespace

std::optional<std::uint32_t> resolved_from(const std::map<std::uint32_t, PairedStatistics>& by_date) {
    std::optional<std::uint32_t> first;
    int sign = 0; // that of the last date with an interval
    for (auto row = by_date.rbegin(); row != by_date.rend(); ++row) {
        const std::optional<int> here = sign_of(row->second);
        if (!here) continue;
        if (*here == 0 || (sign != 0 && *here != sign)) break;
        sign = *here;
        first = row->first;
    }
    return first;
}

void WorthTable::add(const PairedRow& row) {
    const Column& column = run_.layouts[0].columns[row.column];
    if (run_.trials.points > 1 || std::ranges::find(selection_.metrics, column.metric) == selection_.metrics.end() ||
        std::ranges::find(selection_.groups, column.group) == selection_.groups.end())
        return;
    rows_[{row.other, row.column}].emplace(row.date, row.of);
}

Table WorthTable::of_other(Store& store, std::uint32_t other) const {
    const Layout& layout = run_.layouts[0];
    Table table{fmt::format("{} -> {}: from when, and for how much", label_of_variant(run_, 0), label_of_variant(run_, other)),
                {},
                2,
                {"measure", "group", "from when"},
                {},
                {},
                fmt::format("compare-{}-worth", run_.variants[other].variant)};
    if (selection_.dates.empty() || run_.trials.points > 1) return table;
    const std::uint32_t last = selection_.dates.back();
    table.heads.push_back(fmt::format("per 100 million USD in {}", head_of(layout.dates[last], run_.layouts)));
    table.caption =
        "from when: the first period from which on the 95 % interval of the difference holds no 0, but for periods without one\nper 100 "
        "million USD: the mean "
        "difference over that of `policy_money` of the world, added up since the two part, with its 95 % interval (Fieller); no interval: "
        "the difference in money is not resolved";
    for (const Metric metric : selection_.metrics) {
        for (const std::uint32_t group : selection_.groups) {
            const std::uint32_t column = layout.column(metric, group);
            const auto rows = rows_.find({other, column});
            if (rows == rows_.end() || std::ranges::none_of(rows->second, [](const auto& row) { return differ(row.second); })) continue;
            const auto from = resolved_from(rows->second);
            const std::string when = from ? head_of(layout.dates[*from], run_.layouts)
                                          : fmt::format("not by {}", head_of(layout.dates[rows->second.rbegin()->first], run_.layouts));
            const std::string money =
                metric == Metric::policy_money ? "" : ratio_text(per_money(store, run_, other, last, column), shown_as(row_of(metric)));
            table.rows.push_back({with_unit(row_of(metric)), label_of(run_.variants[0], layout.groups[group].name), when, money});
        }
    }
    return table;
}

} // namespace sim
