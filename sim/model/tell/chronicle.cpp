// Plays a replicate and writes down, line by line, what each event has to do with one lab.
#include "model/tell/chronicle.hpp"

#include "base/text.hpp"
#include "model/plan.hpp"
#include "model/tell/cause.hpp"
#include "model/tell/changes.hpp"
#include "model/tell/words.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sim {
namespace {

using namespace tell;

class Life {
public:
    Life(Replicate& replicate, LabId id, Instant until, const std::function<void(const std::string&)>& line)
        : story_(replicate.story), scenario_(replicate.scenario), id_(id), until_(std::min(until, scenario_.clock.end)),
          line_(line), last_{state_of(story_.world, id), projects_of(story_.world, id)} {}

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
        GpuTime time = 0;
        for (const Account account : {Account::reproduction, Account::exploration, Account::extension, Account::efficiency})
            time += ledger[account];
        for (const auto& [number, project] : projects_of(story_.world, id_)) {
            if (project.stage != Project::Stage::research)
                time += (project.gpus * grains_per_gpu + project.holds) * (at - project.posted).count();
        }
        sums_.gpu_hours += gpu_seconds_of(time) * ms_per_second / gpu_ms_per_gpu_hour;
        sums_.usd += lab().tally.spend;
    }

    void tell(const Appointment& appointment) {
        const bool is_sample = is<Sample>(appointment);
        if (is_sample) add_up_period(appointment.at);
        last_.state = state_of(story_.world, id_);
        const Cause cause = cause_of(story_, appointment, id_);
        play(story_, appointment);
        Moment now{state_of(story_.world, id_), {}};
        if (is_sample || (cause.own.empty() && same(last_.state, now.state))) return;
        now.projects = projects_of(story_.world, id_);
        write(appointment, cause, now);
        last_.projects = std::move(now.projects);
    }

    void write(const Appointment& appointment, const Cause& cause, const Moment& now) {
        std::vector<std::string> said = changes(story_, id_, last_, now, is<Purchase>(appointment), sums_);
        if (said.empty() && cause.own.empty()) return;
        if (said.empty()) said = in_vain(appointment);
        const bool is_loss = now.state.lab.tally.abandoned > last_.state.lab.tally.abandoned && !cause.rival.empty();
        const std::string& what = !cause.own.empty() ? cause.own : is_loss ? cause.rival : cause.elsewhere;
        line_(fmt::format("{}  {}{}{}", minute_text(appointment.at), what, said.empty() ? "" : ": ", fmt::join(said, "; ")));
    }

    /// What is said of an event of the lab's own that changes nothing.
    [[nodiscard]] std::vector<std::string> in_vain(const Appointment& appointment) const {
        if (is<Purchase>(appointment)) return {"none"};
        if (!is<ProjectChoice>(appointment)) return {};
        return {fmt::format("none is within its reach; it looks again in {}", time_text(scenario_.research.retry))};
    }

    Story& story_;
    const Scenario& scenario_;
    LabId id_;
    Instant until_;
    const std::function<void(const std::string&)>& line_;
    Moment last_; ///< before the present event
    Sums sums_;
};

} // namespace

void tell_life(Replicate& replicate, LabId lab, Instant until, const std::function<void(const std::string&)>& line) {
    Life(replicate, lab, until, line).tell();
}

} // namespace sim
