// Process: size by choice. A team picks the paper and the size of its published run that bring most credit per time.
#include "model/rules.hpp"

#include "base/quick.hpp"
#include "engine/draw.hpp"
#include "model/exponentials.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>

namespace sim {
namespace {

double power_of_two(double x) { return quick_exp2(std::clamp(x, -1000.0, 1000.0)); }
double log2_of(double x) { return quick_log2(std::clamp(x, 1e-300, 1e300)); }

// To 1e-7, which is enough to compare papers: what is chosen is then worked out to the last place.
double rough_exp2(double x) {
    x = std::clamp(x, -1000.0, 1000.0);
    const std::int64_t whole = whole_part(x + 0.5);
    const double r = (x - static_cast<double>(whole)) * std::numbers::ln2, r2 = r * r;
    const double series = (1 + r) + (0.5 + r * (1.0 / 6)) * r2 + ((1.0 / 24 + r * (1.0 / 120)) + r2 * (1.0 / 720)) * (r2 * r2);
    return series * std::bit_cast<double>(static_cast<std::uint64_t>(whole + 1023) << 52U);
}
double rough_log2(double x) {
    const auto bits = std::bit_cast<std::uint64_t>(x) - std::bit_cast<std::uint64_t>(std::numbers::sqrt2 / 2);
    const auto whole = static_cast<std::int64_t>(bits) >> 52;
    const double m = std::bit_cast<double>(std::bit_cast<std::uint64_t>(x) - (static_cast<std::uint64_t>(whole) << 52U));
    const double s = (m - 1) / (m + 1), q = s * s;
    const double series = (1 + q * (1.0 / 3)) + (q * q) * ((1.0 / 5 + q * (1.0 / 7)) + (q * q) * (1.0 / 9));
    return static_cast<double>(whole) + (2 * std::numbers::log2e) * s * series;
}
double rough_power(double base, double x) { return rough_exp2(x * rough_log2(base)); }

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
        if (!plan.flagship) log_intensity_ = log2_of(drawn(Purpose::intensity, research_.intensity));
        const double step = drawn(Purpose::step, research_.step);
        most_known_ = step > 0 ? log2_of(step * largest_known()) : 1000;
        reach_ = log2_of(std::max(lab_.fleet.reach, plan.speed * lab_.patience));
        first_power_ = quick_power(std::max(1.0, plan.first_seconds), theta_);
        own_power_ = quick_power(std::max(1.0, plan.own_seconds), theta_);
        log_own_power_ = log2_of(own_power_);
        log_runs_ = log2_of(plan.runs);
        log_least_ = log2_of(research_.least_size);
        log_least_open_ = std::min(log_least_, log2_of(drawn(Purpose::extension, research_.open_size)));
        per_own_second_ = 1 / std::max(1.0, plan.own_seconds);
        tries_ = 1 / std::max<double>(research_.success, 0.01);
        per_theta_ = 1 / theta_;
        const double part = best_part(b_, theta_, 0);
        if (b_ > 0) lone_size_ = (log_own_power_ + log2_of(part / (1 - part))) / theta_;
    }

    void consider(const Candidate& paper, bool is_own) {
        know(paper.domain);
        const bool open = paper.open && !is_own && fits_memory(paper);
        const bool reproduces = !is_own && !open;
        const double least = paper.log2_compute + (open ? log_least_open_ : log_least_), most = std::min(reach_ + log_known_, most_known_);
        if (least > most || (reproduces && paper.log2_compute - log_known_ > reach_)) return;
        const double first = reproduces ? stage(first_power_, paper.log2_compute - log_speed_) * tries_ : 0;
        const double wanted = rough_size(first), size = std::clamp(wanted, least, most);
        const double seconds = first + stage(own_power_, log_runs_ + size - log_speed_);
        const double credit =
            room_beside(story_.world, *story_.scenario, paper.children) * paper.freshness * rough_exp2(b_ * (size - story_.world.typical));
        if (credit * best_seconds_ <= best_credit_ * seconds) return;
        best_credit_ = credit;
        best_seconds_ = seconds;
        best_ = {paper.paper, paper.domain, reproduces, first, least, most};
    }
    /// The best so far, with its size to the last digit; nothing where there was none.
    void settle() {
        if (best_.paper.index == nobody) return;
        know(best_.domain);
        const double wanted = best_size(best_.first), size = std::clamp(wanted, best_.least, best_.most);
        plan_.parent = best_.paper;
        plan_.reproduces = best_.reproduces;
        plan_.compute = power_of_two(size);
        plan_.known = known_;
        const Corner above = best_.most == most_known_ ? Corner::step : Corner::reach;
        plan_.corner = size > wanted ? Corner::parent : size < wanted ? above : Corner::none;
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
    /// A model that is open is of use where the lab's memory holds it.
    [[nodiscard]] bool fits_memory(const Candidate& paper) const {
        if (research_.bytes_per_parameter <= 0) return true;
        const double flop = power_of_two(paper.log2_compute - log_known_);
        return memory_of_job(research_, flop) <= lab_.fleet.memory + lab_.fleet.other_memory;
    }
    void know(DomainId domain) {
        if (domain == domain_) return;
        domain_ = domain;
        known_ = efficiency(story_, id_, domain);
        log_known_ = log2_of(known_);
        log_speed_ = log_known_ + log2_of(plan_.speed);
    }
    /// Seconds of a stage with so much people's time^theta, and log2 of its seconds of computing.
    [[nodiscard]] double stage(double people_power, double log_seconds) const {
        return rough_power(people_power + rough_exp2(theta_ * log_seconds), per_theta_);
    }
    /// log2 of W where it brings most credit per time, after so long a first stage; roughly by two of Newton's steps.
    [[nodiscard]] double rough_size(double first) const {
        if (!(b_ > 0)) return -1000;
        if (first <= 0) return log_speed_ - log_runs_ + log_intensity_ + lone_size_;
        const double over = b_ * first * per_own_second_;
        double part = std::min(b_ + over, outset);
        for (int i = 0; i < 2; ++i) {
            const double rest = over * rough_power(1 - part, per_theta_);
            part = std::min(most_part, part - (part - b_ - rest) / (1 + rest * per_theta_ / (1 - part)));
        }
        return log_speed_ - log_runs_ + log_intensity_ + (log_own_power_ + rough_log2(part / (1 - part))) * per_theta_;
    }
    [[nodiscard]] double best_size(double first) const {
        if (!(b_ > 0)) return -1000;
        const double part = best_part(b_, theta_, first * per_own_second_);
        return log_speed_ - log_runs_ + log_intensity_ + (log_own_power_ + log2_of(part / (1 - part))) / theta_;
    }

    static constexpr double outset = 0.95, most_part = 0.9999;
    struct Best {
        PaperId paper{nobody};
        DomainId domain;
        bool reproduces = false;
        double first = 0, least = 0, most = 0;
    };
    Story& story_;
    const Research& research_;
    LabId id_;
    const Lab& lab_;
    Programme& plan_;
    double b_, theta_;
    double log_intensity_ = 0, most_known_ = 0, reach_ = 0, first_power_ = 1, own_power_ = 1, log_own_power_ = 0, log_runs_ = 0;
    double log_least_ = 0, log_least_open_ = 0, per_own_second_ = 1, per_theta_ = 1, tries_ = 1, lone_size_ = 0;
    DomainId domain_{nobody};
    double known_ = 1, log_known_ = 0, log_speed_ = 0; ///< of the domain last looked at; effective FLOP/s
    double best_credit_ = 0, best_seconds_ = 1;
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
    const auto newest = static_cast<double>(world.candidates.size()) - 1;
    Glances glances(roll);
    for (std::uint32_t i = 0; i < research.candidates; ++i) {
        const Candidate* best = nullptr;
        for (std::uint32_t g = 0; g < research.glances; ++g) {
            const double back = glances() * recent;
            if (back >= newest + 1) continue;
            const Candidate& seen = world.candidates[static_cast<std::size_t>(newest) - static_cast<std::size_t>(whole_part(back))];
            if (best == nullptr || seen.credit > best->credit) best = &seen;
        }
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

/// The root of x = b (1 + first (1 - x)^(1/theta)), whose right side falls with x: by Newton's method, from the side on which it cannot
/// fail.
double best_part(double b, double theta, double first) {
    constexpr double most = 0.9999, outset = 0.95;
    if (!(b > 0) || first <= 0) return std::clamp(b, 0.0, most);
    double part = std::min(b * (1 + first), outset);
    constexpr int steps = 8;
    for (int i = 0; i < steps; ++i) {
        const double rest = b * first * quick_power(1 - part, 1 / theta);
        part = std::min(most, part - (part - b - rest) / (1 + rest / (theta * (1 - part))));
    }
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
    plan.flagship = flagship > 0;
    plan.runs =
        flagship > 0 ? std::max(1.0, flagship) : 1 + (research.runs - 1) * draw(Distribution{LogNormal{1, research.runs_spread}}, runs);
    plan.share = share_of(story, id);
    plan.speed = lab.fleet.speed * times_faster(plan.share, *story.scenario);
    if (plan.speed > 0) {
        Search found(story, id, plan);
        search(story, id, found);
        found.settle();
    }
    if (plan.parent.index == nobody) plan.use = Use::for_want;
    return plan;
}

} // namespace sim
