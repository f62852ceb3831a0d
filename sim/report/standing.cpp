// ranks.csv, and the table "Who is ahead?".
#include "report/standing.hpp"

#include "report/columns.hpp"
#include "report/forms/csv.hpp"
#include "report/labels.hpp"
#include "report/rounding.hpp"
#include "study/intervals.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <unordered_map>
#include <utility>

namespace sim {
namespace {

std::string row_label(const Run& run, const Standing& s) {
    const auto name = [&](std::uint32_t group) { return label_of(run.variants[s.variant], run.layouts[s.variant].groups[group].name); };
    if (s.other == Layout::absent) return fmt::format("{}: {} first", row_of(s.metric).title, name(s.group));
    return fmt::format("{}: {} > {}", row_of(s.metric).title, name(s.group), name(s.other));
}

/// Intervals of probabilities that occur again and again: counts over the same replicates.
class Intervals {
public:
    const Interval& of(const Standing& s) {
        const auto [known, is_new] = known_.try_emplace({s.ahead, s.n});
        if (is_new) known->second = interval_of_probability(s.ahead, s.n);
        return known->second;
    }

private:
    std::map<std::pair<double, std::uint64_t>, Interval> known_;
};

} // namespace

void write_standings(const FilePlace& place, const Run& run, std::span<const Standing> standings) {
    CsvFile file(place, csv_kind("ranks.csv").heads());
    Intervals intervals;
    for (const Standing& s : standings) {
        const Layout& layout = run.layouts[s.variant];
        const Interval& interval = intervals.of(s);
        file.cell(run.variants[s.variant].variant)
            .cell(std::uint64_t{s.point})
            .cell(to_text(layout.dates[s.date]))
            .cell(row_of(s.metric).id);
        file.cell(layout.groups[s.group].name).cell(s.other == Layout::absent ? "all others" : layout.groups[s.other].name);
        file.cell(s.n).cell(s.probability()).cell(interval.low).cell(interval.high).end_row();
    }
    file.commit();
}

Table standings_table(const Run& run, std::span<const Standing> standings, std::vector<std::string> footnotes) {
    std::vector<Instant> dates;
    for (const Standing& s : standings) dates.push_back(run.layouts[s.variant].dates[s.date]);
    std::ranges::sort(dates);
    dates.erase(std::unique(dates.begin(), dates.end()), dates.end());
    Table table{"Who is ahead?",
                fmt::format("Probability, over {} replicates, that the first is above the second, or above all others of its kind, ties "
                            "split [an interval that holds it in at least 95 % of cases]\n"
                            "of the report's first such measure; ranks.csv has all",
                            run.trials.replicates),
                2,
                {"variant", "of"},
                {},
                std::move(footnotes)};
    for (const Instant date : dates) table.heads.push_back(head_of(date, run.layouts));
    Intervals intervals;
    // Rows in the order of metric and group, whatever dates they have.
    for (std::uint32_t variant = 0; variant < run.trials.variants; ++variant) {
        std::vector<std::vector<std::string>> rows;
        std::unordered_map<std::string, std::size_t> places; // of the rows, by label
        for (const Standing& s : standings) {
            if (s.variant != variant || s.point != 0 || s.metric != standings.front().metric ||
                (s.other != Layout::absent && s.other < s.group))
                continue;
            const std::string label = row_label(run, s);
            const auto [place, is_new] = places.emplace(label, rows.size());
            if (is_new) {
                rows.push_back({label_of_variant(run, variant), label});
                rows.back().resize(table.heads.size());
            }
            const auto date = std::ranges::find(dates, run.layouts[variant].dates[s.date]) - dates.begin();
            rows[place->second][2 + static_cast<std::size_t>(date)] = probability_text(s.probability(), intervals.of(s));
        }
        table.rows.insert(table.rows.end(), rows.begin(), rows.end());
    }
    return table;
}

} // namespace sim
