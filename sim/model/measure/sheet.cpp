// Measures what the layout asks for at a sample date, each metric once.
#include "model/measure/sheet.hpp"

#include <cassert>

namespace sim {

Sheet::Sheet(Story& story, std::uint32_t date)
    : story_(story), date_(date), counts_{static_cast<std::uint32_t>(story.scenario->countries.size()),
                                          static_cast<std::uint32_t>(story.scenario->kinds.size()),
                                          static_cast<std::uint32_t>(story.scenario->sizes.size()),
                                          static_cast<std::uint32_t>(income_groups(*story.scenario).size())} {}

const std::vector<double>& Sheet::values(Metric metric) {
    std::vector<double>& found = values_[static_cast<std::size_t>(metric)];
    if (found.empty()) found = definition_of(metric).measure(*this);
    return found;
}

Span Sheet::period() const { return story_.now() - (date_ == 0 ? story_.scenario->clock.start : story_.layout->dates[date_ - 1]); }

void measure(Story& story, std::uint32_t date) {
    Sheet sheet(story, date);
    const std::vector<Column>& columns = story.layout->columns;
    double* const row = story.record.data() + std::size_t{date} * columns.size();
    const std::vector<double>* values = nullptr;
    for (std::size_t first = 0, c = 0; c < columns.size(); ++c) {
        if (c == 0 || columns[c].metric != columns[first].metric) {
            first = c;
            values = &sheet.values(columns[c].metric);
        }
        const std::uint32_t place = columns[c].group - columns[first].group;
        assert(place < values->size());
        row[c] = (*values)[place];
    }
}

std::vector<double> parts_of_world(std::vector<double> by_group) {
    const double all = by_group[0];
    for (double& value : by_group) value = all > 0 ? value / all : unmeasured;
    return by_group;
}

std::vector<double> ratios(std::vector<double> over, const std::vector<double>& under) {
    for (std::size_t g = 0; g < over.size(); ++g) over[g] = under[g] > 0 ? over[g] / under[g] : unmeasured;
    return over;
}

} // namespace sim
