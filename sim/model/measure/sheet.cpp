// Measures what the layout asks for at a sample date, each metric once.
#include "model/measure/sheet.hpp"

#include <cassert>
#include <stdexcept>

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

const std::vector<std::vector<double>>& Sheet::up_to_now(Metric metric) {
    std::vector<std::vector<double>>& kept = story_.looked_back_on[metric];
    if (kept.size() == date_) kept.push_back(values(metric));
    if (kept.size() != date_ + 1U) throw std::logic_error("a metric is looked back on that was not measured on every date");
    return kept;
}

void measure(Story& story, std::uint32_t date) {
    Sheet sheet(story, date);
    const std::vector<Column>& columns = story.layout->columns;
    double* const row = story.record.data() + std::size_t{date} * columns.size();
    for (std::size_t c = 0; c < columns.size();) {
        const Metric metric = columns[c].metric;
        const std::vector<double>& values = sheet.values(metric);
        const std::uint32_t first = first_group_of(*story.layout, metric);
        for (; c < columns.size() && columns[c].metric == metric; ++c) {
            assert(columns[c].group - first < values.size());
            row[c] = values[columns[c].group - first];
        }
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
