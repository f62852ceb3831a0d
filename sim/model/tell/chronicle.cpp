#include "model/tell/chronicle.hpp"

#include "base/text.hpp"
#include "model/rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <vector>

namespace sim {
namespace {

// ---- words --------------------------------------------------------------------------------------------------------

/// Three digits and the prefix that suits: "12.3 kUSD".
std::string si_text(double value, std::string_view unit) {
    static constexpr std::string_view prefixes[] = {"", "k", "M", "G", "T", "P", "E", "Z", "Y"};
    std::size_t prefix = 0;
    for (; std::abs(value) >= 999.5 && prefix + 1 < std::size(prefixes); ++prefix) value /= 1000;
    return fmt::format("{:.3g} {}{}", value, prefixes[prefix], unit);
}

std::string time_text(double seconds) {
    const double hours = seconds / 3600;
    if (hours < 2) return fmt::format("{:.3g} min", hours * 60);
    if (hours < 48) return fmt::format("{:.3g} h", hours);
    return hours < 24 * 730 ? fmt::format("{:.3g} days", hours / 24) : fmt::format("{:.4g} years", seconds / in_seconds(year));
}

/// "2010-01-11 12:00"
std::string minute_text(Instant at) {
    std::string text = to_text(at);
    if (text.size() == 10) return text + " 00:00";
    text[10] = ' ';
    return text.substr(0, 16);
}

std::string hours_text(double gpu_hours) { return gpu_hours < 999.5 ? fmt::format("{:.3g}", gpu_hours) : fmt::format("{:.0f}", gpu_hours); }

// ---- the lab between two events ------------------------------------------------------------------------------------

/// The lab's projects that are neither over nor given up, by their number at the lab.
std::map<std::uint32_t, Project> projects_of(const World& world, LabId lab) {
    std::map<std::uint32_t, Project> found;
    for (const Project& project : world.projects) {
        const bool over = project.stage == Project::Stage::abandoned || project.stage == Project::Stage::closed;
        if (project.lab == lab && !over) found[project.ordinal] = project;
    }
    return found;
}

/// All that can be seen of a lab from outside.
struct State {
    Lab lab;
    bool buys = false;
    GenerationId best; // what it would buy
    Terms terms;
};

State state_of(World& world, LabId id) {
    const Lab& lab = world[id];
    const Sector& sector = world.sector(lab.country, lab.kind);
    return {lab, sector.buys, sector.best, sector.terms};
}

bool same(const Cohort& a, const Cohort& b) { return a.generation == b.generation && a.bought == b.bought && a.count == b.count; }

bool same(const State& a, const State& b) {
    const auto seen = [](const State& s) {
        const Lab& l = s.lab;
        const Tally& t = l.tally;
        return std::tuple(l.cash, l.weight, l.credit, l.fleet.gpus, l.fleet.busy, l.waiting, l.running, l.projects, l.last_paper, l.rented,
                          s.buys, s.best, s.terms.price_factor, s.terms.cap, s.terms.income_factor, s.terms.grant, s.terms.pool, t.started,
                          t.finished, t.passed_over, t.reproductions, t.failed, t.abandoned, t.spend);
    };
    return seen(a) == seen(b) &&
           std::ranges::equal(a.lab.fleet.cohorts, b.lab.fleet.cohorts, [](const auto& x, const auto& y) { return same(x, y); });
}

/// What a life comes to.
struct Sums {
    std::uint64_t papers = 0, reproductions = 0, firsts = 0, failures = 0, abandoned = 0;
    double gpu_hours = 0, usd = 0;
};

// ---- one event ----------------------------------------------------------------------------------------------------

/// What one event changed, found by comparing the lab before and after it.
class Turn {
public:
    Turn(const Story& story, LabId id, const State& before, const State& after, const std::map<std::uint32_t, Project>& had,
         const std::map<std::uint32_t, Project>& has, bool is_purchase)
        : story_(story), world_(story.world), id_(id), before_(before), after_(after), had_(had), has_(has), is_purchase_(is_purchase) {}

    /// In the order in which they are read best; empty where nothing is different.
    std::vector<std::string> changes(Sums& sums) {
        terms();
        market();
        fleet();
        rent();
        money();
        if (after_.lab.weight != before_.lab.weight)
            say(fmt::format("stands for {:.3g} real labs (before: {:.3g})", after_.lab.weight, before_.lab.weight));
        results(sums);
        losses(sums);
        jobs();
        return std::move(said_);
    }

private:
    using Phrase = std::string;
    void say(Phrase phrase) { said_.push_back(std::move(phrase)); }
    [[nodiscard]] const Tally& was() const { return before_.lab.tally; }
    [[nodiscard]] const Tally& is() const { return after_.lab.tally; }
    [[nodiscard]] const std::string& name_of(GenerationId generation) const { return world_.cards[generation.index].name; }
    [[nodiscard]] double price_of(GenerationId generation) const {
        return world_.cards[generation.index].price * after_.terms.price_factor;
    }

    void terms() {
        const Terms& was_so = before_.terms;
        const Terms& is_so = after_.terms;
        if (is_so.price_factor != was_so.price_factor) say(fmt::format("GPUs cost {:.3g} times their list price", is_so.price_factor));
        if (is_so.cap != was_so.cap)
            say(std::isinf(is_so.cap) ? "GPUs of any speed can be bought"
                                      : fmt::format("no GPU above {} can be bought", si_text(is_so.cap, "FLOP/s")));
        if (is_so.income_factor != was_so.income_factor)
            say(fmt::format("its income is {:.3g} times what it would be", is_so.income_factor));
        if (is_so.grant != was_so.grant)
            say(fmt::format("grants of {} a year for each researcher", si_text(is_so.grant * in_seconds(year), "USD")));
        if (is_so.pool != was_so.pool) say(is_so.pool == nobody ? "no public cloud any more" : "it may use a public cloud");
    }

    void market() {
        if (before_.buys && !after_.buys) say("there is no GPU that it could buy any more");
        if (!after_.buys || (before_.buys && before_.best == after_.best)) return;
        const Card& card = world_.cards[after_.best.index];
        say(fmt::format("the best buy is {} from now on: {} for {}", card.name, si_text(card.peak, "FLOP/s"),
                        si_text(price_of(after_.best), "USD")));
    }

    void fleet() {
        const auto missing_in = [](const auto& cohorts, const Cohort& cohort) {
            return std::ranges::none_of(cohorts, [&](const Cohort& c) { return same(c, cohort); });
        };
        const auto& old = before_.lab.fleet.cohorts;
        const auto& now = after_.lab.fleet.cohorts;
        for (const Cohort& c : old) {
            if (missing_in(now, c)) say(fmt::format("retires {} {} of {}", c.count, name_of(c.generation), calendar_year(c.bought)));
        }
        double rest = is().spend - was().spend;
        for (const Cohort& c : now) rest -= missing_in(old, c) ? c.count * price_of(c.generation) : 0;
        if (rest > 1e-9 * after_.lab.tally.spend)
            say(fmt::format("pays {} for {}", si_text(rest, "USD"), is_purchase_ ? "electricity" : "rented GPUs"));
        for (const Cohort& c : now) {
            if (missing_in(old, c))
                say(fmt::format("buys {} {} at {}", c.count, name_of(c.generation), si_text(price_of(c.generation), "USD")));
        }
        if (!std::ranges::equal(old, now, [](const auto& a, const auto& b) { return same(a, b); }))
            say(fmt::format("owns {}, {}", counted(after_.lab.fleet.gpus, "GPU"), si_text(after_.lab.fleet.peak, "FLOP/s")));
    }

    void rent() {
        if (after_.lab.rented == before_.lab.rented) return;
        if (after_.lab.rented.index == nobody) return say("rents no more");
        const double usd = rent_of(world_.cards[after_.lab.rented.index], *story_.scenario) * 3600;
        say(fmt::format("rents {} from now on, at {} an hour", name_of(after_.lab.rented), si_text(usd, "USD")));
    }

    void money() {
        const double change = after_.lab.cash - before_.lab.cash;
        if (change != 0)
            say(fmt::format("cash {}{}, now {}", change > 0 ? "+" : "", si_text(change, "USD"), si_text(after_.lab.cash, "USD")));
    }

    void results(Sums& sums) {
        if (is().reproductions > was().reproductions) {
            ++sums.reproductions;
            sums.firsts += is().firsts > was().firsts ? 1 : 0;
            say(is().firsts > was().firsts ? "it succeeds, as the first" : "it succeeds");
        }
        if (is().failed > was().failed) {
            ++sums.failures;
            say("it fails");
        }
        if (after_.lab.last_paper != before_.lab.last_paper) {
            ++sums.papers;
            say(publication());
        }
        if (after_.lab.credit > before_.lab.credit) say(fmt::format("credit +{:.3g}", after_.lab.credit - before_.lab.credit));
    }

    [[nodiscard]] Phrase publication() const {
        const PaperId id = after_.lab.last_paper;
        Phrase phrase = fmt::format("publishes paper {}, W = {}", id.index, si_text(world_[id].compute, "FLOP"));
        const auto [edge, end] = out_edges(id.index, world_.papers);
        if (is().efficiency_papers > was().efficiency_papers) phrase += ", which others can have for less from now on";
        if (edge == end) return phrase;
        const PaperId parent{static_cast<std::uint32_t>(target(*edge, world_.papers))};
        return phrase + fmt::format(" ({:.3g} times paper {})", world_[id].compute / world_[parent].compute, parent.index);
    }

    void losses(Sums& sums) {
        if (is().abandoned > was().abandoned) {
            for (const auto& [number, project] : had_) {
                if (has_.contains(number)) continue;
                ++sums.abandoned;
                const bool without = project.paper.index == nobody;
                say(fmt::format("gives up project {}{}", number + 1, without ? "" : fmt::format(" (paper {})", project.paper.index)));
            }
        }
        if (is().passed_over > was().passed_over) say("passes the paper over: too large for it, or its queue is full");
    }

    void jobs() {
        for (const auto& [number, project] : has_) {
            const auto old = had_.find(number);
            if (project.stage == Project::Stage::research) {
                if (old == had_.end())
                    say(fmt::format("project {} sets out to do with less compute in {}", number + 1, domain_of(project)));
                else if (old->second.stage != project.stage)
                    say("research for an own experiment begins");
                continue;
            }
            const bool is_new = old == had_.end() || old->second.stage != project.stage;
            if (is_new) say(job_text(number, project));
            if (project.gpus > 0 && (is_new || old->second.gpus == 0))
                say(start_text(number, project, is_new));
            else if (is_new)
                say(fmt::format("waits for GPUs ({} in the queue)", world_[project.host].waiting));
        }
    }

    [[nodiscard]] const std::string& domain_of(const Project& project) const { return story_.scenario->domains[project.domain.index].id; }

    [[nodiscard]] Phrase job_text(std::uint32_t number, const Project& project) const {
        if (project.stage == Project::Stage::extension)
            return si_text(project.flop, "FLOP") + (project.efficiency_work ? " for the same result with less compute" : "");
        const Paper& paper = world_[project.paper];
        const std::string by = paper.lab.index == nobody ? ""
                               : paper.lab == id_        ? ", its own"
                                                         : ", by " + lab_name(world_, *story_.scenario, paper.lab);
        return fmt::format("project {} takes up paper {} ({}, of {}{}): {} to reproduce", number + 1, project.paper.index,
                           story_.scenario->domains[paper.domain.index].id, to_text(paper.published).substr(0, 10), by,
                           si_text(project.flop, "FLOP"));
    }

    [[nodiscard]] Phrase start_text(std::uint32_t number, const Project& project, bool just_named) const {
        const bool rented = project.host.index == nobody;
        const Lab& place = rented ? after_.lab : world_[project.host];
        const double seconds = project.flop / speed_of(place.fleet, project.gpus, *story_.scenario);
        Phrase phrase = fmt::format("starts {}on {}{} for {}",
                                    just_named ? "" : fmt::format("project {} ({}) ", number + 1, si_text(project.flop, "FLOP")),
                                    counted(project.gpus, "GPU"),
                                    rented                ? " that it rents"
                                    : project.host == id_ ? ""
                                                          : " of the public cloud",
                                    time_text(seconds));
        const Span waited = project.posted - project.requested;
        return waited.count() > 0 ? phrase + fmt::format(", after {} in the queue", time_text(in_seconds(waited))) : phrase;
    }

    const Story& story_;
    const World& world_;
    LabId id_;
    const State& before_;
    const State& after_;
    const std::map<std::uint32_t, Project>& had_;
    const std::map<std::uint32_t, Project>& has_;
    bool is_purchase_;
    std::vector<std::string> said_;
};

// ---- a life -------------------------------------------------------------------------------------------------------

class Life {
public:
    Life(Replicate& replicate, LabId id, Instant until, const std::function<void(const std::string&)>& line)
        : story_(replicate.story), scenario_(replicate.scenario), id_(id), until_(std::min(until, scenario_.clock.end)), line_(line),
          had_(projects_of(story_.world, id)) {}

    void tell() {
        line_(head());
        while (!story_.agenda.empty()) {
            const Appointment next = story_.agenda.next();
            if (next.at > until_) break;
            tell(next);
        }
        add_up_period(until_);
        line_(close());
    }

private:
    [[nodiscard]] const Lab& lab() const { return story_.world[id_]; }

    [[nodiscard]] std::string head() const {
        const Country& country = scenario_.countries[lab().country.index];
        return fmt::format("{} ({}, {}): {:.3g} researchers in {}, wealth factor {:.3g}, patience {}, weight {:.3g}, {}",
                           lab_name(story_.world, scenario_, id_), scenario_.kinds[lab().kind.index].id,
                           country.name.empty() ? country.id : country.name, lab().researchers, counted(lab().teams, "team"),
                           lab().budget_factor, time_text(lab().patience), lab().weight, counted(lab().fleet.gpus, "GPU"));
    }

    [[nodiscard]] std::string close() const {
        return fmt::format("From {} to {}: {}, {} ({} first), {}, {} given up; {} GPU-hours; {}", to_text(scenario_.clock.start),
                           to_text(until_), counted(sums_.papers, "paper"), counted(sums_.reproductions, "reproduction"), sums_.firsts,
                           counted(sums_.failures, "failure"), counted(sums_.abandoned, "project"), hours_text(sums_.gpu_hours),
                           si_text(sums_.usd, "USD spent"));
    }

    /// The tally up to an instant before which nothing more happens, before a sample clears it.
    void add_up_period(Instant at) {
        const Ledger& ledger = lab().tally.ledger;
        std::int64_t gpu_ms = ledger[Account::reproduction] + ledger[Account::extension] + ledger[Account::efficiency];
        for (const auto& [number, project] : projects_of(story_.world, id_)) {
            if (project.stage != Project::Stage::research) gpu_ms += project.gpus * (at - project.posted).count();
        }
        sums_.gpu_hours += static_cast<double>(gpu_ms) / 3.6e6;
        sums_.usd += lab().tally.spend;
    }

    void tell(const Appointment& appointment) {
        const bool is_sample = appointment.rank == process_rank<Sample>;
        if (is_sample) add_up_period(appointment.at);
        const State before = state_of(story_.world, id_);
        const std::string what = cause(appointment);
        play(story_, appointment);
        const State after = state_of(story_.world, id_);
        if (is_sample || (what.empty() && same(before, after))) return;
        auto has = projects_of(story_.world, id_);
        auto changes = Turn(story_, id_, before, after, had_, has, appointment.rank == process_rank<Purchase>).changes(sums_);
        had_ = std::move(has);
        if (changes.empty() && what.empty()) return;
        if (changes.empty() && appointment.rank == process_rank<Purchase>) changes.push_back("none");
        if (changes.empty() && appointment.rank == process_rank<ProjectChoice>)
            changes.push_back(fmt::format("none is within its reach; it looks again in {}", time_text(scenario_.research.retry)));
        std::string text = minute_text(appointment.at) + "  " +
                           (!what.empty()                                            ? what
                            : after.lab.tally.abandoned > before.lab.tally.abandoned ? rival_
                                                                                     : fallback_);
        for (std::size_t i = 0; i < changes.size(); ++i) text += (i == 0 ? ": " : "; ") + changes[i];
        line_(text);
    }

    /// What happens, where it is the lab's own event; for all others `fallback_` says it, should the lab be changed by them.
    std::string cause(const Appointment& appointment) {
        fallback_ = "The world";
        return dispatch(appointment, [&](auto event) -> std::string {
            using E = decltype(event);
            if constexpr (requires { event.lab; }) {
                return event.lab == id_ ? own(event) : std::string();
            } else if constexpr (requires { event.project; }) {
                const Project& project = story_.world[event.project];
                if (project.lab == id_ && project.stage != Project::Stage::abandoned) return own(event, project);
                fallback_ = fmt::format("{} ends a job on paper {}", lab_name(story_.world, scenario_, project.lab), project.paper.index);
                if (std::is_same_v<E, ReproductionEnd>)
                    rival_ =
                        fmt::format("{} reproduced paper {} first", lab_name(story_.world, scenario_, project.lab), project.paper.index);
            } else if constexpr (!std::is_same_v<E, Sample>) {
                fallback_ = other(event, appointment);
            }
            return {};
        });
    }

    static std::string own(Purchase) { return "The lab's purchases of the year"; }
    static std::string own(ProjectChoice) { return "A free team looks for a paper"; }
    std::string own(ReproductionEnd, const Project& p) const {
        return fmt::format("Project {} ends its reproduction of paper {}", p.ordinal + 1, p.paper.index);
    }
    std::string own(ExtensionReady, const Project& p) const {
        return fmt::format("Project {} has designed its own experiment", p.ordinal + 1);
    }
    std::string own(ExtensionEnd, const Project& p) const {
        const auto time = static_cast<double>(p.gpu_time + p.gpus * (story_.now() - p.posted).count()) / 3.6e6;
        return fmt::format("Project {} has run its own experiment ({} GPU-hours in all)", p.ordinal + 1, hours_text(time));
    }
    template <class E> std::string own(E) const { return "An event of the lab"; }

    std::string other(PolicyBegin e, const Appointment&) const {
        return fmt::format("Policy '{}' begins", scenario_.policies[e.policy.index].id);
    }
    std::string other(PolicyEnd e, const Appointment&) const {
        return fmt::format("Policy '{}' ends", scenario_.policies[e.policy.index].id);
    }
    std::string other(Funding, const Appointment&) const { return "Money for the year"; }
    std::string other(Staffing, const Appointment&) const { return "The country's researchers are counted"; }
    std::string other(HardwareRelease e, const Appointment&) const {
        return fmt::format("{} comes to the market", story_.world.cards[e.generation.index].name);
    }
    std::string other(Arrival e, const Appointment&) const {
        return fmt::format("A paper of '{}' appears", scenario_.streams[e.stream.index].id);
    }
    template <class E> std::string other(E, const Appointment& appointment) const {
        const std::string text = to_text(story_, appointment);
        return text.substr(text.find(' ') + 1); // without its date
    }

    Story& story_;
    const Scenario& scenario_;
    LabId id_;
    Instant until_;
    const std::function<void(const std::string&)>& line_;
    std::map<std::uint32_t, Project> had_;
    std::string fallback_, rival_;
    Sums sums_;
};

} // namespace

void tell_life(Replicate& replicate, LabId lab, Instant until, const std::function<void(const std::string&)>& line) {
    Life(replicate, lab, until, line).tell();
}

} // namespace sim
