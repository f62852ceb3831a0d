// Process: review. At each new year the field looks back: how large papers were, what labs could have worked on, who takes to GPUs or goes.
#include "model/rules.hpp"

#include <algorithm>

namespace sim {
namespace {

/// The typical size of last year's papers with compute, and that of their lowest tenth. A year without any changes nothing.
void weigh_up_papers(World& world) {
    std::vector<std::pair<double, double>> sizes;
    double sum = 0, weight = 0;
    for (std::size_t p = world.first_of_year; p < world.papers.size(); ++p) {
        const Paper& paper = world.papers[p];
        if (!(paper.compute > 0)) continue;
        sizes.emplace_back(paper.log2_compute, paper.weight);
        sum += paper.weight * paper.log2_compute;
        weight += paper.weight;
    }
    if (!(weight > 0)) return;
    world.typical = sum / weight;
    std::ranges::sort(sizes);
    double below = 0;
    constexpr double lowest_part = 0.1;
    for (const auto& [size, counts] : sizes) {
        world.lowest = size;
        if ((below += counts) >= lowest_part * weight) break;
    }
}

void note_time_of_projects(World& world) {
    if (world.stage_weight > 0) world.stage_seconds = world.stage_sum / world.stage_weight;
    world.stage_sum = world.stage_weight = 0;
}

} // namespace

void on(Review event, Story& story) {
    World& world = story.world;
    weigh_up_papers(world);
    note_time_of_projects(world);
    look_at_access(story);
    move_people(story);
    world.first_of_year = static_cast<std::uint32_t>(world.papers.size());
    plan(story.agenda, new_year(calendar_year(story.now()) + 1), Review{event.year + 1});
}

} // namespace sim
