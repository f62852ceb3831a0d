// Process: project choice. A free team looks at some recent papers and takes the one with the most credit per unit of time.
#include "model/rules.hpp"

#include "base/quick.hpp"
#include "engine/draw.hpp"
#include "model/exponentials.hpp"

#include <algorithm>
#include <cmath>

namespace sim {
namespace {

/// The first paper of the last `horizon`, moved on as time passes: its distance to the newest paper scales how far back teams look.
double recent_papers(Story& story) {
    World& world = story.world;
    const Instant since = story.now() - from_seconds(story.scenario->research.horizon);
    while (world.first_recent < world.papers.size() && world[PaperId{world.first_recent}].published < since) ++world.first_recent;
    return static_cast<double>(std::max<std::size_t>(1, world.papers.size() - world.first_recent));
}

/// Not every project wants all the compute that its lab could give it.
double appetite_of(const Story& story, const Lab& lab) {
    const Distribution& law = story.scenario->kinds[lab.kind.index].appetite;
    if (const auto* constant = std::get_if<Constant>(&law.law)) return std::min(1.0, constant->value);
    Roll roll = story.dice.roll(Purpose::appetite, lab.key, lab.projects);
    return std::min(1.0, draw(law, roll));
}

struct Option {
    std::uint32_t paper = nobody;
    double flop = 0;
    double credit = 0;
    double seconds = 1; // until a publication
};

/// GPUs that a team may use, and the largest job that it would run there.
struct Place {
    double alone = 0, together = 0; // seconds a FLOP on one GPU, and on as many as a job may take
    double reach = 0;               // FLOP
};
Place place_of(const Fleet& fleet, double reach) { return {1 / fleet.speed, 1 / fleet.gang_speed, reach}; }

/// One team's look at papers: what it can reach, and the best so far.
class Look {
public:
    Look(Story& story, LabId lab, double appetite)
        : story_(story), lab_(story.world[lab]), lab_id_(lab), aim_(story.scenario->kinds[lab_.kind.index].aim),
          own_(place_of(lab_.fleet, lab_.fleet.reach * appetite)) {
        if (const Pool* pool = pool_of(story.world, lab_)) {
            pool_ = place_of(story.world[pool->lab].fleet, reach_on(*pool, story.world, *story.scenario, lab) * appetite);
        }
    }
    /// FLOP of the largest job that it can run anywhere.
    [[nodiscard]] double reach() const { return std::max(own_.reach, pool_.reach); }

    void consider(std::uint32_t index) {
        const Paper& paper = story_.world[PaperId{index}];
        if (paper.domain != domain_) {
            domain_ = paper.domain;
            known_ = efficiency(story_, lab_id_, domain_);
        }
        const double flop = paper.compute / known_;
        if (flop > own_.reach && flop > pool_.reach) return;
        const double credit = room_beside(story_.world, *story_.scenario, paper.children) * paper.freshness * paper.performance;
        const double seconds = time_to_publish(flop, flop <= own_.reach ? own_ : pool_);
        if (credit * best_.seconds > best_.credit * seconds) best_ = {index, flop, credit, seconds};
    }
    [[nodiscard]] const Option& best() const { return best_; }

private:
    /// The reproduction, the research, and an own experiment of the usual size.
    [[nodiscard]] double time_to_publish(double flop, const Place& place) const {
        const double reproduction = std::max(flop * place.together, std::min(aim_, flop * place.alone));
        return reproduction + story_.world.research_time + std::min(lab_.patience, story_.world.mean_extension * reproduction);
    }

    Story& story_;
    const Lab& lab_;
    LabId lab_id_;
    double aim_;
    Place own_, pool_;
    DomainId domain_{nobody}; // of the last paper looked at, and the know-how in it
    double known_ = 1;
    Option best_;
};

/// The lab's own latest paper and others back from the newest: its own line of work, and what it reads.
void look_around(Story& story, const Lab& lab, Look& look) {
    if (look.reach() <= 0) return;
    if (lab.last_paper.index != nobody) look.consider(lab.last_paper.index);
    const double recent = recent_papers(story);
    const auto newest = static_cast<std::int64_t>(story.world.papers.size()) - 1;
    Roll roll = story.dice.roll(Purpose::choice, lab.key, lab.projects);
    Glances glances(roll);
    for (std::uint32_t i = 0; i < story.scenario->research.candidates; ++i) {
        const double back = glances() * recent;
        if (back < static_cast<double>(newest + 1)) look.consider(static_cast<std::uint32_t>(newest - whole_part(back)));
    }
}

/// A team that finds nothing within reach may try to make do with less, in a domain of its choice, and begins its research at once.
bool begin_efficiency_work(Story& story, TeamId team, double appetite, double reach) {
    World& world = story.world;
    const LabId id = world[team].lab;
    const double chance = story.scenario->kinds[world[id].kind.index].efficiency_work_when_cut;
    if (chance <= 0 || reach <= 0) return false;
    Roll roll = story.dice.roll(Purpose::idle_work, world[id].key, world[id].projects);
    if (roll.uniform() >= chance) return false;
    const ProjectId project = open_project(story, id, {nobody}, team);
    world[project].domain = {static_cast<std::uint32_t>(roll.uniform() * static_cast<double>(world.domains.size()))};
    world[project].appetite = appetite;
    world[project].efficiency_work = true;
    begin_research(story, project);
    return true;
}

} // namespace

void on(ProjectChoice event, Story& story) {
    if (shares_gpus(*story.scenario)) return begin_programme(story, event.team);
    const LabId lab = story.world[event.team].lab;
    const double appetite = appetite_of(story, story.world[lab]);
    Look look(story, lab, appetite);
    look_around(story, story.world[lab], look);
    const Option& best = look.best();
    if (best.paper == nobody) {
        if (begin_efficiency_work(story, event.team, appetite, look.reach())) return;
        ++story.world[lab].projects; // the next look has dice of its own
        plan(story.agenda, story.now() + from_seconds(story.scenario->research.retry), event);
        return;
    }
    const ProjectId id = open_project(story, lab, {best.paper}, event.team);
    Project& project = story.world[id];
    project.appetite = appetite;
    project.domain = story.world[PaperId{best.paper}].domain;
    project.host = host_for(story, lab, best.flop);
    project.memory = memory_of_job(story.scenario->research, best.flop);
    project.flop = best.flop * attempt_of(story, story.world[lab], project.ordinal);
    enter_race(story, id);
    request_gpus(story, id);
}

} // namespace sim
