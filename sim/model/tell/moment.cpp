// Looks at a lab between two events, and tells whether two looks differ.
#include "model/tell/moment.hpp"

#include <algorithm>
#include <tuple>

namespace sim::tell {

LabState state_of(const World& world, LabId id) {
    const Lab& lab = world[id];
    const Sector& sector = world.sector_of(lab);
    return {lab, sector.buys, sector.best, sector.terms};
}

bool same(const Cohort& a, const Cohort& b) { return a.generation == b.generation && a.bought == b.bought && a.count == b.count; }

bool same(const LabState& a, const LabState& b) {
    const auto seen = [](const LabState& s) {
        const Lab& l = s.lab;
        const Tally& t = l.tally;
        return std::tuple(l.cash, l.weight, l.credit, l.fleet.gpus, l.fleet.busy, l.waiting, l.running, l.projects, l.last_paper, l.rented,
                          s.buys, s.best, s.terms.price_factor, s.terms.cap, s.terms.income_factor, s.terms.grant, s.terms.pool, t.started,
                          t.finished, t.passed_over, t.reproductions, t.failed, t.abandoned, t.spend);
    };
    return seen(a) == seen(b) &&
           std::ranges::equal(a.lab.fleet.cohorts, b.lab.fleet.cohorts, [](const auto& x, const auto& y) { return same(x, y); });
}

Projects projects_of(const World& world, LabId lab) {
    Projects found;
    for (const Project& project : world.projects) {
        const bool over = project.stage == Project::Stage::abandoned || project.stage == Project::Stage::closed;
        if (project.lab == lab && !over) found[project.ordinal] = project;
    }
    return found;
}

} // namespace sim::tell
