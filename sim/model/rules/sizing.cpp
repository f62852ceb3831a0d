// Process: size by choice. A team picks the paper and the size of its published run that bring most credit per time.
#include "model/rules.hpp"

#include "base/quick.hpp"
#include "engine/draw.hpp"
#include "model/exponentials.hpp"

#include <algorithm>
#include <cmath>

namespace sim {
namespace {

double power_of_two(double x) { return quick_exp2(std::clamp(x, -1000.0, 1000.0)); }
double log2_of(double x) { return quick_log2(std::clamp(x, 1e-300, 1e300)); }

/// One team's look: what holds for every paper that it considers, and the best so far. Amounts of compute are logarithms to base 2.
class Search {
public:
    Search(Story& story, TeamId team, Programme& plan)
        : story_(story), research_(story.scenario->research), id_(story.world[team].lab), lab_(story.world[id_]), plan_(plan),
          b_(research_.performance), theta_(research_.overlap) {
        const std::uint32_t ordinal = lab_.projects;
        const auto drawn = [&](Purpose purpose, const Distribution& law) {
            Roll roll = story.dice.roll(purpose, lab_.key, ordinal);
            return draw(law, roll);
        };
        log_intensity_ = log2_of(drawn(Purpose::intensity, research_.intensity));
        const double step = drawn(Purpose::step, research_.step);
        most_known_ = step > 0 ? log2_of(step * largest_known()) : 1000;
        open_size_ = drawn(Purpose::extension, research_.open_size);
        reach_ = log2_of(std::max(lab_.fleet.reach, plan.speed * lab_.patience));
        first_power_ = quick_power(std::max(1.0, plan.first_seconds), theta_);
        own_power_ = quick_power(std::max(1.0, plan.own_seconds), theta_);
        log_runs_ = log2_of(plan.runs);
        lone_part_ = best_part(b_, theta_, 0);
    }

    void consider(PaperId id, bool is_own) {
        const Paper& paper = story_.world[id];
        know(paper.domain);
        const bool open =
            paper.open && story_.scenario->research.bytes_per_parameter * parameters(paper) <= lab_.fleet.memory + lab_.fleet.other_memory;
        const bool reproduces = !is_own && !open;
        if (reproduces && paper.log2_compute - log_known_ > reach_) return;
        const double least =
            paper.log2_compute + log2_of(open && !is_own ? std::min<double>(open_size_, research_.least_size) : research_.least_size);
        const double most = std::min(reach_ + log_known_, most_known_);
        if (least > most) return;
        const double first =
            reproduces ? stage(first_power_, paper.log2_compute - log_speed_) / std::max<double>(research_.success, 0.01) : 0;
        const double wanted = log_intensity_ + best_size(first);
        const double size = std::clamp(wanted, least, most);
        const double seconds = first + stage(own_power_, log_runs_ + size - log_speed_);
        const double credit = room_beside(story_.world, *story_.scenario, paper.children) * paper.freshness *
                              power_of_two(b_ * (size - story_.world.typical));
        if (credit * best_seconds_ <= best_credit_ * seconds) return;
        best_credit_ = credit;
        best_seconds_ = seconds;
        plan_.parent = id;
        plan_.reproduces = reproduces;
        plan_.compute = power_of_two(size);
        plan_.known = known_;
        plan_.corner = size > wanted ? Corner::parent : size == wanted ? Corner::none : most == most_known_ ? Corner::step : Corner::reach;
    }

private:
    /// FLOP of the largest run that all know of by now.
    [[nodiscard]] double largest_known() const {
        const auto& frontier = story_.world.frontier;
        const Instant heard = story_.now() - from_seconds(research_.news);
        for (std::size_t i = frontier.size(); i-- > 0;)
            if (frontier[i].published <= heard || i == 0) return frontier[i].compute;
        return 1;
    }
    [[nodiscard]] double parameters(const Paper& paper) const { return std::sqrt(paper.flop / research_.flop_per_parameter2); }
    void know(DomainId domain) {
        if (domain == domain_) return;
        domain_ = domain;
        known_ = efficiency(story_, id_, domain);
        log_known_ = log2_of(known_);
        log_speed_ = log_known_ + log2_of(plan_.speed);
    }
    /// Seconds of a stage with so much people's time^theta, and log2 of its seconds of computing.
    [[nodiscard]] double stage(double people_power, double log_seconds) const {
        return quick_power(people_power + power_of_two(theta_ * log_seconds), 1 / theta_);
    }
    /// log2 of W where it brings most credit per time, after so long a first stage.
    [[nodiscard]] double best_size(double first) const {
        if (!(b_ > 0)) return -1000;
        const double part = first > 0 ? best_part(b_, theta_, first / std::max(1.0, plan_.own_seconds)) : lone_part_;
        return log_speed_ - log_runs_ + (log2_of(own_power_) + log2_of(part / (1 - part))) / theta_;
    }

    Story& story_;
    const Research& research_;
    LabId id_;
    const Lab& lab_;
    Programme& plan_;
    double b_, theta_;
    double log_intensity_ = 0, most_known_ = 0, open_size_ = 1, reach_ = 0, first_power_ = 1, own_power_ = 1, log_runs_ = 0, lone_part_ = 0;
    DomainId domain_{nobody};
    double known_ = 1, log_known_ = 0, log_speed_ = 0; ///< of the domain last looked at; effective FLOP/s
    double best_credit_ = 0, best_seconds_ = 1;
};

/// The number of papers with compute of the last `horizon`, which scales how far back teams look.
double recent_compute(Story& story) {
    World& world = story.world;
    const Instant since = story.now() - from_seconds(story.scenario->research.horizon);
    while (world.first_buildable < world.buildable.size() && world[world.buildable[world.first_buildable]].published < since)
        ++world.first_buildable;
    constexpr std::size_t at_least = 30;
    return static_cast<double>(std::max(at_least, world.buildable.size() - world.first_buildable));
}

/// Papers back from the newest, each the one with the most credit of so many; and by chance the lab's own latest.
void search(Story& story, TeamId team, Search& found) {
    const World& world = story.world;
    const Research& research = story.scenario->research;
    const Lab& lab = world[world[team].lab];
    Roll roll = story.dice.roll(Purpose::choice, lab.key, lab.projects);
    const double own = roll.uniform(), recent = recent_compute(story);
    if (lab.last_paper.index != nobody && own < research.own_line) found.consider(lab.last_paper, true);
    const auto newest = static_cast<double>(world.buildable.size()) - 1;
    Glances glances(roll);
    for (std::uint32_t i = 0; i < research.candidates; ++i) {
        PaperId best{nobody};
        for (std::uint32_t g = 0; g < research.glances; ++g) {
            const double back = glances() * recent;
            if (back >= newest + 1) continue;
            const PaperId seen = world.buildable[static_cast<std::size_t>(whole_part(newest - back + 0.5))];
            if (best.index == nobody || world[seen].credit > world[best].credit) best = seen;
        }
        if (best.index != nobody && best != lab.last_paper) found.consider(best, false);
    }
}

/// Why a team writes without compute: those who would not use any where all was within reach do so by choice.
Use without_gpus(const Story& story, const Lab& lab, double luck) {
    const double ceiling = story.scenario->people.ceiling, access = (lab.fits[0] + lab.fits[1] + lab.fits[2]) / 3;
    const double not_users = 1 - lab.users, in_want = std::max(0.0, ceiling * (1 - access));
    return luck * not_users < in_want ? Use::for_want : Use::by_choice;
}

bool uses_gpus(const Team& team, const Lab& lab, double luck) {
    const double users = teams_with_gpus(lab);
    if (team.number == 0) return users >= 1;
    return luck * (lab.real_teams - 1) < users - 1;
}

} // namespace

double overlapping(double a, double b, double theta) {
    const double longer = std::max(a, b), shorter = std::min(a, b);
    return longer <= 0 || shorter <= 0 ? longer : longer * quick_power(1 + quick_power(shorter / longer, theta), 1 / theta);
}

/// By repeated insertion, which converges fast: b is small, and the right side changes slowly.
double best_part(double b, double theta, double first) {
    constexpr double most = 0.999;
    double part = std::min(b, most);
    if (!(b > 0) || first <= 0) return part;
    for (int i = 0; i < 4; ++i) part = std::min(most, b * (1 + first * quick_power(1 - part, 1 / theta)));
    return part;
}

Programme choose_programme(Story& story, TeamId id) {
    const Research& research = story.scenario->research;
    const Team& team = story.world[id];
    const Lab& lab = story.world[team.lab];
    const Kind& kind = story.scenario->kinds[lab.kind.index];
    Programme plan;
    Roll first = story.dice.roll(Purpose::reproduction_time, lab.key, lab.projects),
         own = story.dice.roll(Purpose::research_time, lab.key, lab.projects),
         use = story.dice.roll(Purpose::uses_gpus, lab.key, lab.projects), runs = story.dice.roll(Purpose::runs, lab.key, lab.projects);
    plan.first_seconds = draw(research.reproduction_time, first);
    plan.own_seconds = draw(research.research_time, own);
    const double luck = use.uniform();
    plan.use = uses_gpus(team, lab, luck) ? Use::gpus : without_gpus(story, lab, use.uniform());
    if (plan.use != Use::gpus) return plan;
    const double flagship = team.number == 0 ? draw(kind.first_runs, runs) : 0;
    plan.runs =
        flagship > 0 ? std::max(1.0, flagship) : 1 + (research.runs - 1) * draw(Distribution{LogNormal{1, research.runs_spread}}, runs);
    plan.share = share_of(story, id);
    plan.speed = lab.fleet.speed * times_faster(plan.share, *story.scenario);
    if (plan.speed > 0) {
        Search found(story, id, plan);
        search(story, id, found);
    }
    if (plan.parent.index == nobody) plan.use = Use::for_want;
    return plan;
}

} // namespace sim
