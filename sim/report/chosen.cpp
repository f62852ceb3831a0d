// Which lines the words in `report` want, as one look into two lists of marks.
#include "report/chosen.hpp"

#include "study/selection.hpp"

namespace sim {
namespace {

/// The dates and columns of one layout that are selected.
struct Marks {
    std::vector<bool> dates, columns;
    [[nodiscard]] bool has(const Line& line) const { return dates[line.date] && columns[line.column]; }
};

Marks marks_of(const Selection& selection, const Layout& layout) {
    Marks marks{std::vector<bool>(layout.dates.size()), std::vector<bool>(layout.columns.size())};
    for (const std::uint32_t date : selection.dates) marks.dates[date] = true;
    for (const Metric metric : selection.metrics) {
        for (const std::uint32_t group : selection.groups)
            if (const std::uint32_t column = layout.column(metric, group); column != Layout::absent) marks.columns[column] = true;
    }
    return marks;
}

std::vector<Marks> marks_of(const Run& run, bool all_dates) {
    std::vector<Marks> marks;
    for (std::size_t variant = 0; variant < run.variants.size(); ++variant) {
        Selection selection = selection_of(run.variants[variant], run.layouts[variant]);
        if (!all_dates && !selection.dates.empty()) selection.dates = {selection.dates.back()};
        marks.push_back(marks_of(selection, run.layouts[variant]));
    }
    return marks;
}

} // namespace

LineFilter selected_lines(const Run& run) {
    return [marks = marks_of(run, true)](const Line& line) { return marks[line.variant].has(line); };
}

LineFilter selected_lines_at_the_end(const Run& run) {
    return [marks = marks_of(run, false)](const Line& line) { return marks[line.variant].has(line); };
}

LineFilter selected_lines_of_base(const Run& run) {
    const Selection selection = selection_of(run.variants.front(), run.layouts.front());
    return [marks = marks_of(selection, run.layouts.front())](const Line& line) { return marks.has(line); };
}

} // namespace sim
