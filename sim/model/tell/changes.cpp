// Compares a lab before and after an event: its terms, GPUs and money first, then its results and what its teams are at.
#include "model/tell/changes.hpp"

#include "base/text.hpp"
#include "model/rules.hpp"
#include "model/tell/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace sim::tell {
namespace {

using Phrases = std::vector<std::string>;

/// What is said of a lab's means: on which terms it buys, what it owns, rents and can spend.
class Means {
public:
    Means(const Story& story, const LabState& before, const LabState& after, bool is_purchase)
        : story_(story), before_(before), after_(after), is_purchase_(is_purchase) {}

    Phrases say() && {
        terms();
        market();
        fleet();
        rent();
        money();
        weight();
        return std::move(said_);
    }

private:
    void say(std::string phrase) { said_.push_back(std::move(phrase)); }
    [[nodiscard]] const GenerationState& generation(GenerationId id) const { return story_.world.generations[id.index]; }
    [[nodiscard]] std::string price_text(GenerationId id) const { return si_text(generation(id).price * after_.terms.price_factor, "USD"); }

    void terms() {
        const Terms& was = before_.terms;
        const Terms& is = after_.terms;
        if (is.price_factor != was.price_factor) say(fmt::format("GPUs cost {:.3g} times their list price", is.price_factor));
        if (is.cap != was.cap) say(cap_text(is.cap));
        if (is.income_factor != was.income_factor) say(fmt::format("its income is {:.3g} times what it would be", is.income_factor));
        if (is.grant != was.grant) say(fmt::format("grants of {} a year for each researcher", si_text(is.grant * in_seconds(year), "USD")));
        if (is.pool != was.pool) say(is.pool == nobody ? "no public cloud any more" : "it may use a public cloud");
    }
    [[nodiscard]] static std::string cap_text(double cap) {
        return std::isinf(cap) ? "GPUs of any speed can be bought" : fmt::format("no GPU above {} can be bought", si_text(cap, "FLOP/s"));
    }

    void market() {
        if (before_.buys && !after_.buys) say("there is no GPU that it could buy any more");
        if (!after_.buys || (before_.buys && before_.best == after_.best)) return;
        const GenerationState& best = generation(after_.best);
        say(fmt::format("the best buy is {} from now on: {} for {}", best.name, si_text(best.peak, "FLOP/s"), price_text(after_.best)));
    }

    /// The cohorts of one look that the other does not have.
    template <class Cohorts> static std::vector<Cohort> only_in(const Cohorts& cohorts, const Cohorts& others) {
        std::vector<Cohort> found;
        std::ranges::copy_if(cohorts, std::back_inserter(found), [&](const Cohort& cohort) {
            return std::ranges::none_of(others, [&](const Cohort& other) { return same(other, cohort); });
        });
        return found;
    }
    /// The same purchases, and fewer GPUs of each.
    static bool is_spread(const Fleet& old, const Fleet& now) {
        return now.owned < old.owned && std::ranges::equal(old.cohorts, now.cohorts, [](const Cohort& a, const Cohort& b) {
                   return a.generation == b.generation && a.bought == b.bought;
               });
    }
    void fleet() {
        const Fleet& old = before_.lab.fleet;
        const Fleet& now = after_.lab.fleet;
        const std::vector<Cohort> bought = only_in(now.cohorts, old.cohorts);
        if (!is_purchase_ && is_spread(old, now))
            return say(fmt::format("what it owns is shared by more labs: {}, {}", counted(now.gpus, "GPU"), si_text(now.peak, "FLOP/s")));
        for (const Cohort& c : only_in(old.cohorts, now.cohorts))
            say(fmt::format("retires {} {} of {}", c.count, generation(c.generation).name, calendar_year(c.bought)));
        upkeep();
        for (const Cohort& c : bought) say(fmt::format("buys {} {} at {}", c.count, generation(c.generation).name, si_text(c.paid, "USD")));
        if (!std::ranges::equal(old.cohorts, now.cohorts, [](const auto& a, const auto& b) { return same(a, b); }))
            say(fmt::format("owns {}, {}", counted(now.gpus, "GPU"), si_text(now.peak, "FLOP/s")));
    }
    /// What it spent besides on other things than GPUs of its own.
    void upkeep() {
        constexpr double rounding = 1e-9; // of all that it spent
        double rest = after_.lab.tally.spend - before_.lab.tally.spend;
        rest -= after_.lab.tally.spend_on_gpus - before_.lab.tally.spend_on_gpus;
        if (rest > rounding * after_.lab.tally.spend)
            say(fmt::format("pays {} for {}", si_text(rest, "USD"), is_purchase_ && bills_electricity() ? "electricity" : "rented GPUs"));
    }

    [[nodiscard]] bool bills_electricity() const { return story_.scenario->hardware.bills_electricity; }

    void rent() {
        const GenerationId rented = after_.lab.rented;
        if (rented == before_.lab.rented) return;
        if (rented.index == nobody) return say("rents no more");
        constexpr double seconds_per_hour = 3600;
        const double usd = rent_of(generation(rented), *story_.scenario, story_.now()) * seconds_per_hour;
        say(fmt::format("rents {} from now on, at {} an hour", generation(rented).name, si_text(usd, "USD")));
    }

    void money() {
        const double change = after_.lab.cash - before_.lab.cash;
        constexpr double rounding = 1e-6; // USD
        if (std::abs(change) < rounding) return;
        const double left = std::abs(after_.lab.cash) < rounding ? 0 : after_.lab.cash;
        say(fmt::format("cash {}{}, now {}", change > 0 ? "+" : "", si_text(change, "USD"), si_text(left, "USD")));
    }

    void weight() {
        if (after_.lab.weight == before_.lab.weight) return;
        say(fmt::format("stands for {:.3g} real labs (before: {:.3g})", after_.lab.weight, before_.lab.weight));
    }

    const Story& story_;
    const LabState& before_;
    const LabState& after_;
    bool is_purchase_;
    Phrases said_;
};

/// What is said of a lab's work: what came out, what was given up, and which jobs ask for GPUs, wait or start.
class Work {
public:
    Work(const Story& story, LabId id, const Moment& before, const Moment& after, Sums& sums, Phrases said)
        : story_(story), world_(story.world), id_(id), before_(before), after_(after), sums_(sums), said_(std::move(said)) {}

    Phrases say() && {
        results();
        publications();
        losses();
        jobs();
        return std::move(said_);
    }

private:
    void say(std::string phrase) { said_.push_back(std::move(phrase)); }
    [[nodiscard]] const Tally& was() const { return before_.state.lab.tally; }
    [[nodiscard]] const Tally& is() const { return after_.state.lab.tally; }

    void results() {
        if (is().reproductions > was().reproductions) {
            const bool first = is().firsts > was().firsts;
            ++sums_.reproductions;
            sums_.firsts += first ? 1 : 0;
            say(first ? "it succeeds, as the first" : "it succeeds");
        }
        if (is().failed > was().failed) {
            ++sums_.failures;
            say("it fails");
        }
    }

    void publications() {
        const Lab& old = before_.state.lab;
        const Lab& now = after_.state.lab;
        if (now.last_paper != old.last_paper) {
            ++sums_.papers;
            say(publication(now.last_paper));
        } else if (shares_gpus(*story_.scenario) && is().papers > was().papers) {
            ++sums_.papers;
            say("publishes a paper without compute");
        }
        if (now.credit > old.credit) say(fmt::format("credit +{:.3g}", now.credit - old.credit));
    }
    [[nodiscard]] std::string publication(PaperId id) const {
        const Paper& paper = world_[id];
        std::string phrase = fmt::format("publishes paper {}, W = {}", id.index, si_text(paper.compute, "FLOP"));
        if (is().efficiency_papers > was().efficiency_papers) phrase += ", which others can have for less from now on";
        if (paper.parent.index == nobody) return phrase;
        return phrase + fmt::format(" ({:.3g} times paper {})", paper.compute / world_[paper.parent].compute, paper.parent.index);
    }

    void losses() {
        if (is().abandoned > was().abandoned) {
            for (const auto& [number, project] : before_.projects) {
                if (!after_.projects.contains(number)) lose(number, project.paper);
            }
        }
        if (is().passed_over > was().passed_over) say("passes the paper over: too large for it, or its queue is full");
    }
    void lose(std::uint32_t number, PaperId paper) {
        ++sums_.abandoned;
        say(fmt::format("gives up project {}{}", number + 1, paper.index == nobody ? "" : fmt::format(" (paper {})", paper.index)));
    }

    void jobs() {
        for (const auto& [number, project] : after_.projects) {
            const auto old = before_.projects.find(number);
            const bool is_new = old == before_.projects.end();
            if (project.stage == Project::Stage::research)
                research(number, project, is_new ? nullptr : &old->second);
            else
                job(number, project, is_new ? nullptr : &old->second);
        }
    }
    void research(std::uint32_t number, const Project& project, const Project* old) {
        if (old == nullptr && project.use != Use::gpus)
            say(fmt::format("project {} begins, without GPUs", number + 1));
        else if (old == nullptr)
            say(fmt::format("project {} sets out to do with less compute in {}", number + 1, domain_of(project.domain)));
        else if (old->stage != project.stage)
            say("research for an own experiment begins");
    }
    void job(std::uint32_t number, const Project& project, const Project* old) {
        const bool is_new = old == nullptr || old->stage != project.stage;
        if (is_new) say(job_text(number, project));
        if (shares_gpus(*story_.scenario)) {
            if (is_new) say(share_text(project));
        } else if (project.gpus > 0 && (is_new || old->gpus == 0))
            say(start_text(number, project, is_new));
        else if (is_new)
            say(fmt::format("waits for GPUs ({} in the queue)", world_[project.host].waiting));
    }

    [[nodiscard]] const std::string& domain_of(DomainId id) const { return story_.scenario->domains[id.index].id; }

    [[nodiscard]] std::string job_text(std::uint32_t number, const Project& project) const {
        const std::string flop = si_text(project.flop, "FLOP");
        if (project.stage == Project::Stage::extension)
            return flop + (project.efficiency_work ? " for the same result with less compute" : "");
        const Paper& paper = world_[project.paper];
        return fmt::format("project {} takes up paper {} ({}, of {}{}): {} to reproduce", number + 1, project.paper.index,
                           domain_of(paper.domain), to_text(std::chrono::floor<std::chrono::days>(paper.published)), authors(paper), flop);
    }
    [[nodiscard]] std::string authors(const Paper& paper) const {
        if (paper.lab.index == nobody) return "";
        return paper.lab == id_ ? ", its own" : ", by " + lab_name(world_, *story_.scenario, paper.lab);
    }

    /// A stage computes for a part of its time, on the team's share of the lab's GPUs.
    [[nodiscard]] std::string share_text(const Project& project) const {
        return fmt::format("computes on {:.3g} GPUs for {} in all, done in {}", project.share, time_text(project.flop / project.speed),
                           time_text(in_seconds(project.ends - story_.now())));
    }
    [[nodiscard]] std::string start_text(std::uint32_t number, const Project& project, bool just_named) const {
        const bool rented = project.host.index == nobody;
        const Lab& place = rented ? after_.state.lab : world_[project.host];
        const double seconds = project.flop / speed_of(place.fleet, project.gpus, *story_.scenario);
        const std::string what = just_named ? "" : fmt::format("project {} ({}) ", number + 1, si_text(project.flop, "FLOP"));
        const char* const whose = rented ? " that it rents" : project.host == id_ ? "" : " of the public cloud";
        const Span waited = project.posted - project.requested;
        return fmt::format("starts {}on {}{} for {}", what, counted(project.gpus, "GPU"), whose, time_text(seconds)) +
               (waited.count() > 0 ? fmt::format(", after {} in the queue", time_text(in_seconds(waited))) : "");
    }

    const Story& story_;
    const World& world_;
    LabId id_;
    const Moment& before_;
    const Moment& after_;
    Sums& sums_;
    Phrases said_;
};

} // namespace

std::vector<std::string> changes(const Story& story, LabId lab, const Moment& before, const Moment& after, bool is_purchase, Sums& sums) {
    Phrases means = Means(story, before.state, after.state, is_purchase).say();
    return Work(story, lab, before, after, sums, std::move(means)).say();
}

} // namespace sim::tell
