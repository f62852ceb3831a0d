// Process: size by choice. A team picks the paper and the size of its published run that bring most credit per time.
#include "model/rules.hpp"

#include "base/quick.hpp"
#include "engine/draw.hpp"
#include "model/exponentials.hpp"
#include "model/log_sums.hpp"

#include <boost/container/small_vector.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace sim {
namespace {

double power_of_two(double x) { return quick_exp2(std::clamp(x, -1000.0, 1000.0)); }

double drawn(const Distribution& law, Roll roll) { return draw(law, roll); }

constexpr double most_part = 0.9999;

/// The root of x = b (1 + first (1 - x)^(1/theta)), whose right side falls with x: by Newton's method, to the last places or in so many
/// steps.
double root_from(double part, double b, double theta, double first, int most_steps = 8) {
    constexpr double close = 1e-8; // after which a step, which squares what is wrong, leaves nothing
    double change = 1;
    for (int i = 0; i < most_steps && change > close; ++i) {
        const double rest = b * first * quick_power(1 - part, 1 / theta);
        const double next = std::min(most_part, part - (part - b - rest) / (1 + rest / (theta * (1 - part))));
        change = std::abs(next - part);
        part = next;
    }
    return part;
}

/// One team's look: what holds for every paper that it considers, and the best so far. Amounts are logarithms to base 2; credit per time is
/// rough while papers are compared, and what is chosen is then worked out to 1e-9.
class Search {
public:
    /// REQUIRES: people's times as logarithms.
    Search(Story& story, TeamId team, Programme& plan, double log_first, double log_own, const Hand& luck)
        : story_(story), sizing_(story.world.sizing), research_(story.scenario->research), id_(story.world[team].lab),
          lab_(story.world[id_]), plan_(plan), b_(research_.performance), theta_(research_.overlap), per_theta_(1 / theta_),
          log_first_(std::max(0.0, log_first)), log_own_(std::max(0.0, log_own)) {
        if (!plan.flagship) log_intensity_ = sizing_.intensity.draw(luck[1]);
        const double step = sizing_.step.draw(luck[2]);
        most_known_ = step > LogLaw::zero ? step + largest_known() : 1000;
        reach_ = clamped_log2(std::max(lab_.fleet.reach, plan.speed * lab_.patience));
        log_plan_speed_ = clamped_log2(plan.speed);
        log_runs_ = clamped_log2(plan.runs);
        log_least_open_ = std::min(sizing_.least, sizing_.open_size.draw(luck[3]));
    }

    void consider(const Candidate& paper, bool is_own) {
        know(paper.domain);
        if (paper.log2_worth + most_rate_ <= best_rate_) return;
        const bool open = paper.open && !is_own && fits_memory(paper);
        const bool reproduces = !is_own && !open;
        const double least = paper.log2_compute + (open ? log_least_open_ : sizing_.least);
        if (least > most_ || (reproduces && paper.log2_compute - log_known_ > reach_)) return;
        const double first = reproduces ? sizing_.tries + stage(log_first_, paper.log2_compute - log_speed_) : none;
        const double rate = paper.log2_worth + rate_of(first, std::clamp(rough_size(first), least, most_));
        if (rate <= best_rate_) return;
        best_rate_ = rate;
        best_ = {paper.paper, open, reproduces};
    }
    /// The best so far, with its size; nothing where there was none.
    void settle() {
        if (best_.paper.index == nobody) return;
        const Paper& paper = story_.world[best_.paper];
        know(paper.domain);
        const double computing = power_of_two(paper.log2_compute - log_speed_);
        const double first =
            best_.reproduces ? overlapping(std::max(1.0, plan_.first_seconds), computing, theta_) * power_of_two(sizing_.tries) : 0;
        const double wanted = best_size(first), least = paper.log2_compute + (best_.open ? log_least_open_ : sizing_.least);
        const double size = std::clamp(wanted, std::min(least, most_), most_);
        plan_.parent = best_.paper;
        plan_.reproduces = best_.reproduces;
        plan_.compute = power_of_two(size);
        plan_.known = known_;
        const Corner above = most_ == most_known_ ? Corner::step : Corner::reach;
        plan_.corner = size > wanted ? Corner::parent : size < wanted ? above : Corner::none;
    }

private:
    /// The largest run that all know of by now.
    [[nodiscard]] double largest_known() const {
        const auto& frontier = story_.world.frontier;
        const Instant heard = story_.now() - from_seconds(research_.news);
        for (std::size_t i = frontier.size(); i-- > 0;)
            if (frontier[i].published <= heard || i == 0) return frontier[i].log2_compute;
        return 0;
    }
    /// A model that is open is of use where the lab's memory holds it.
    [[nodiscard]] bool fits_memory(const Candidate& paper) const {
        if (research_.bytes_per_parameter <= 0) return true;
        const double flop = power_of_two(paper.log2_compute - log_known_);
        return memory_of_job(research_, flop) <= lab_.fleet.memory + lab_.fleet.other_memory;
    }
    /// As `efficiency`, but for the last places, which were a fiftieth of a trial.
    [[nodiscard]] double nearly_known(DomainId domain) const {
        const World& world = story_.world;
        const double common = world.domains[domain.index].efficiency.nearly_at(story_.now());
        const std::vector<double>& factor = world.know_how.factor;
        return factor.empty() ? common : common * factor[id_.index * world.domains.size() + domain.index];
    }
    void know(DomainId domain) {
        if (domain == domain_) return;
        domain_ = domain;
        known_ = nearly_known(domain);
        log_known_ = clamped_log2(known_);
        log_speed_ = log_known_ + log_plan_speed_;
        most_ = std::min(reach_ + log_known_, most_known_);
        most_rate_ = rate_of(none, std::min(rough_size(none) - log_intensity_, most_)) + rounding;
    }
    [[nodiscard]] double stage(double log_people, double log_computing) const {
        return log_overlapping(log_people, log_computing, theta_, per_theta_);
    }
    /// Credit per time of a run of that size after so long a first stage, but for what its parent is worth.
    [[nodiscard]] double rate_of(double first, double size) const {
        const double own = stage(log_own_, log_runs_ + size - log_speed_);
        return b_ * size - (first == none ? own : log_sum(first, own));
    }
    /// W where it brings most credit per time, after so long a first stage.
    [[nodiscard]] double rough_size(double first) const {
        return b_ > 0 ? log_speed_ - log_runs_ + log_intensity_ + log_own_ + sizing_.best(first - log_own_) : none;
    }
    [[nodiscard]] double best_size(double first) const {
        if (!(b_ > 0)) return none;
        double part = std::min(b_, most_part);
        if (first > 0) {
            const double roughly = power_of_two(theta_ * sizing_.best(clamped_log2(first) - log_own_));         // x / (1 - x)
            part = root_from(roughly / (1 + roughly), b_, theta_, first / std::max(1.0, plan_.own_seconds), 1); // to 1e-9
        }
        return log_speed_ - log_runs_ + log_intensity_ + log_own_ + clamped_log2(part / (1 - part)) / theta_;
    }

    static constexpr double none = -1000;    // so little that it does not count
    static constexpr double rounding = 1e-4; // by which tables may be wrong
    struct Best {
        PaperId paper{nobody};
        bool open = false, reproduces = false;
    };
    Story& story_;
    const Sizing& sizing_;
    const Research& research_;
    LabId id_;
    const Lab& lab_;
    Programme& plan_;
    double b_, theta_, per_theta_, log_first_, log_own_;
    double log_intensity_ = 0, most_known_ = 0, reach_ = 0, log_plan_speed_ = 0, log_runs_ = 0, log_least_open_ = 0;
    DomainId domain_{nobody};                          ///< last looked at, and what follows from it:
    double known_ = 1, log_known_ = 0, log_speed_ = 0; ///< effective FLOP/s
    double most_ = 0;                                  ///< size
    double most_rate_ = 0;                             ///< of any paper, as if it had not to be reproduced and could be of any size
    double best_rate_ = -std::numeric_limits<double>::infinity();
    Best best_;
};

/// The number of papers with compute of the last `horizon`, which scales how far back teams look.
double recent_compute(Story& story) {
    World& world = story.world;
    const Instant since = story.now() - from_seconds(story.scenario->research.horizon);
    while (world.first_candidate < world.candidates.size() && world[world.candidates[world.first_candidate].paper].published < since)
        ++world.first_candidate;
    constexpr std::size_t at_least = 30;
    return static_cast<double>(std::max(at_least, world.candidates.size() - world.first_candidate));
}

/// Papers back from the newest, each the one with the most credit of so many; and by chance the lab's own latest.
void search(Story& story, TeamId team, Search& found) {
    const World& world = story.world;
    const Research& research = story.scenario->research;
    const Lab& lab = world[world[team].lab];
    Roll roll = story.dice.roll(Purpose::choice, lab.key, lab.projects);
    const double own = roll.uniform(), recent = recent_compute(story);
    if (lab.last_paper.index != nobody && own < research.own_line) found.consider(world.candidates[world[lab.last_paper].place], true);
    const auto listed = static_cast<double>(world.candidates.size());
    // All glances are made before any paper is looked at, so that memory brings them while others are chosen.
    boost::container::small_vector<const Candidate*, 64> seen(std::size_t{research.candidates} * research.glances,
                                                              boost::container::default_init);
    glance(roll, seen.size(), [&, place = seen.data()](double times) mutable {
        const double back = times * recent;
        *place = back < listed ? &world.candidates.back() - static_cast<std::ptrdiff_t>(back) : nullptr;
        __builtin_prefetch(*place++);
    });
    for (std::size_t first = 0; first < seen.size(); first += research.glances) {
        const Candidate* best = nullptr;
        for (std::size_t i = first; i < first + research.glances; ++i)
            if (seen[i] != nullptr && (best == nullptr || seen[i]->credit > best->credit)) best = seen[i];
        if (best != nullptr && best->paper != lab.last_paper) found.consider(*best, false);
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

double best_part(double b, double theta, double first) {
    constexpr double outset = 0.95; // Newton's method cannot fail from this side
    if (!(b > 0) || first <= 0) return std::clamp(b, 0.0, most_part);
    return root_from(std::min(b * (1 + first), outset), b, theta, first);
}

void prepare_sizing(World& world, const Scenario& scenario) {
    const Research& research = scenario.research;
    Sizing& sizing = world.sizing;
    sizing.reproduction_time = LogLaw(research.reproduction_time);
    sizing.research_time = LogLaw(research.research_time);
    sizing.intensity = LogLaw(research.intensity);
    sizing.step = LogLaw(research.step);
    sizing.open_size = LogLaw(research.open_size);
    sizing.least = clamped_log2(research.least_size);
    sizing.tries = -clamped_log2(std::max<double>(research.success, 0.01));
    const double b = research.performance, theta = research.overlap;
    if (!(b > 0)) return; // no size is best then
    sizing.best.fill([&](double first) {
        const double part = best_part(b, theta, first);
        return clamped_log2(part / (1 - part)) / theta;
    });
}

Programme choose_programme(Story& story, TeamId id) {
    const Research& research = story.scenario->research;
    const Team& team = story.world[id];
    const Lab& lab = story.world[team.lab];
    const Kind& kind = story.scenario->kinds[lab.kind.index];
    Programme plan;
    const Hand people = story.dice.hand(Purpose::people_time, lab.key, lab.projects);
    const double log_first = story.world.sizing.reproduction_time.draw(people[0]),
                 log_own = story.world.sizing.research_time.draw(people[1]);
    plan.first_seconds = power_of_two(log_first);
    plan.own_seconds = power_of_two(log_own);
    const double luck = people[2].uniform();
    plan.use = uses_gpus(team, lab, luck) ? Use::gpus : without_gpus(story, lab, people[3].uniform());
    if (plan.use != Use::gpus) return plan;
    const Hand runs = story.dice.hand(Purpose::run_size, lab.key, lab.projects);
    const double flagship = team.number == 0 ? drawn(kind.first_runs, runs[0]) : 0;
    plan.flagship = flagship > 0;
    plan.runs =
        flagship > 0 ? std::max(1.0, flagship) : 1 + (research.runs - 1) * drawn(Distribution{LogNormal{1, research.runs_spread}}, runs[0]);
    plan.share = share_of(story, id);
    plan.speed = lab.fleet.speed * times_faster(plan.share, *story.scenario);
    if (plan.speed > 0) {
        Search found(story, id, plan, log_first, log_own, runs);
        search(story, id, found);
        found.settle();
    }
    if (plan.parent.index == nobody) plan.use = Use::for_want;
    return plan;
}

} // namespace sim
