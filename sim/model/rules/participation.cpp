// Process: participation. Teams take to GPUs as far as the papers of the field are within their lab's reach, and as soon as others show
// them.
#include "model/rules.hpp"

#include "base/quick.hpp"

#include <algorithm>
#include <cmath>

namespace sim {
namespace {

/// Last year's papers with compute by the FLOP that working on them takes now; a model that is open takes less.
struct YearsWork {
    std::vector<double> flop, up_to; ///< ascending; and the part of all papers up to each

    explicit YearsWork(Story& story) {
        std::vector<std::pair<double, double>> items;
        const World& world = story.world;
        const double open = std::min(1.0, mean_of(story.scenario->research.open_size));
        double all = 0;
        for (std::uint32_t p = world.first_of_year; p < world.papers.size(); ++p) {
            const Paper& paper = world[PaperId{p}];
            if (!(paper.compute > 0)) continue;
            items.emplace_back(paper.compute / common_efficiency(story, paper.domain) * (paper.open ? open : 1), paper.weight);
            all += paper.weight;
        }
        std::ranges::sort(items);
        double sum = 0;
        for (const auto& [needed, weight] : items) {
            flop.push_back(needed);
            up_to.push_back((sum += weight) / all);
        }
    }
    [[nodiscard]] double part_within(double reach) const {
        const auto end = std::ranges::upper_bound(flop, reach) - flop.begin();
        return end == 0 ? 0 : up_to[static_cast<std::size_t>(end - 1)];
    }
};

/// On the GPUs that a year's money would buy, or rent where it does not buy one.
double affordable(const Story& story, const Lab& lab, double seconds) {
    const Sector& sector = story.world.sector_of(lab);
    if (!sector.buys) return 0;
    const Scenario& scenario = *story.scenario;
    const GenerationState& generation = story.world.generations[sector.best.index];
    const double price = price_in(sector.terms, generation, scenario, story.now()) * scenario.kinds[lab.kind.index].full_cost;
    const double gpus = yearly_income(story, lab, scenario.people.ceiling) / price, speed = generation.peak * scenario.hardware.utilisation;
    if (gpus >= 1)
        return reach_within(scenario, seconds, gpus, speed * times_faster(gpus * scenario.kinds[lab.kind.index].largest_job, scenario),
                            generation.memory);
    return scenario.hardware.cloud.market.empty() ? 0 : std::min(speed * gpus * scenario.hardware.cloud.break_even, speed * seconds);
}

/// Towards ceiling x access: upwards as others show it, downwards where papers are out of reach.
void adopt(Lab& lab, const People& people, double by_others, double by_want) {
    const double access = (lab.fits[0] + lab.fits[1] + lab.fits[2]) / 3, aim = people.ceiling * access;
    lab.users += (aim - lab.users) * (aim > lab.users ? by_others : by_want);
}

} // namespace

double reach_in(const Story& story, const Lab& lab, double seconds) {
    const Scenario& scenario = *story.scenario;
    const Fleet& fleet = lab.fleet;
    const double gpus = shares_gpus(scenario) ? static_cast<double>(fleet.grains) / static_cast<double>(grains_per_gpu) : fleet.gpus;
    if (!(gpus > 0)) return 0;
    return reach_within(scenario, seconds, gpus, fleet.speed * times_faster(gpus, scenario), (fleet.memory + fleet.other_memory) / gpus);
}

void look_at_access(Story& story) {
    World& world = story.world;
    const People& people = story.scenario->people;
    if (!(people.adoption > 0)) return;
    const YearsWork shelf(story);
    const bool is_first = story.now() == story.scenario->clock.start;
    const double year_rate = people.adoption * in_seconds(year);
    const double by_others = 1 - quick_exp(-year_rate * world.users / people.ceiling), by_want = 1 - quick_exp(-year_rate);
    double users = 0, researchers = 0;
    for (const LabId id : world.turns) { // whose order, and with it the last place of the sums, is no list's
        Lab& lab = world[id];
        const double part =
            shelf.flop.empty() ? lab.fits[0] : shelf.part_within(std::max(lab.fleet.reach_all, affordable(story, lab, lab.patience)));
        lab.fits = is_first ? std::array{part, part, part} : std::array{part, lab.fits[0], lab.fits[1]};
        if (!is_first) adopt(lab, people, by_others, by_want);
        users += lab.weight * lab.researchers * lab.users;
        researchers += lab.weight * lab.researchers;
    }
    world.users = researchers > 0 ? users / researchers : 0;
}

} // namespace sim
