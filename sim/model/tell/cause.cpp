// Words for every event: a sentence of its own where a reader wants one, the log's words for all others.
#include "model/tell/cause.hpp"

#include "model/plan.hpp"
#include "model/rules.hpp"
#include "model/tell/words.hpp"

#include <fmt/format.h>

namespace sim::tell {
namespace {

// ---- the lab's own events: of the lab, or of one of its projects -------------------------------------------------------

template <class E> std::string own(const Story&, E) { return "An event of the lab"; }
std::string own(const Story&, Purchase) { return "The lab's purchases of the year"; }
std::string own(const Story&, ProjectChoice) { return "A free team looks for a paper"; }
std::string own(const Story& story, ReproductionEnd e) {
    const Project& project = story.world[e.project];
    return fmt::format("Project {} ends its reproduction of paper {}", project.ordinal + 1, project.paper.index);
}
std::string own(const Story& story, ExtensionReady e) {
    return fmt::format("Project {} has designed its own experiment", story.world[e.project].ordinal + 1);
}
std::string own(const Story& story, ExtensionEnd e) {
    const Project& project = story.world[e.project];
    if (shares_gpus(*story.scenario) && project.ends > story.now())
        return fmt::format("Project {} is not done yet: its GPUs have become fewer", project.ordinal + 1);
    if (project.use != Use::gpus) return fmt::format("Project {} has written its paper", project.ordinal + 1);
    const std::int64_t gpu_ms = project.gpu_time + project.gpus * (story.now() - project.posted).count();
    const double jobs = static_cast<double>(gpu_ms) / gpu_ms_per_gpu_hour;
    constexpr double seconds_per_hour = 3600; // of a programme's stages, all runs of which share GPUs
    const double stages = project.speed > 0 ? project.spent_flop * project.share / project.speed / seconds_per_hour : 0;
    return fmt::format("Project {} has run its own experiment ({} GPU-hours in all)", project.ordinal + 1,
                       hours_text(shares_gpus(*story.scenario) ? stages : jobs));
}

// ---- all others -------------------------------------------------------------------------------------------------------

template <class E> std::string elsewhere(const Story& story, E event) {
    return event_text(story, {story.now(), event_order<E>, who_of(event)});
}
std::string elsewhere(const Story& story, PolicyBegin e) {
    return fmt::format("Policy '{}' begins", story.scenario->policies[e.policy.index].id);
}
std::string elsewhere(const Story& story, PolicyEnd e) {
    return fmt::format("Policy '{}' ends", story.scenario->policies[e.policy.index].id);
}
std::string elsewhere(const Story&, Funding) { return "Money for the year"; }
std::string elsewhere(const Story&, Staffing) { return "The country's researchers are counted"; }
std::string elsewhere(const Story& story, HardwareRelease e) {
    return fmt::format("{} comes to the market", story.world.generations[e.generation.index].name);
}
std::string elsewhere(const Story& story, Arrival e) {
    return fmt::format("A paper of '{}' appears", story.scenario->streams[e.stream.index].id);
}

/// Another lab's project, or what is left of one that was given up.
template <EventOfProject E> Cause elsewhere_at_a_project(const Story& story, E event) {
    const Project& project = story.world[event.project];
    const std::string lab = lab_name(story.world, *story.scenario, project.lab);
    Cause cause{"", fmt::format("{} ends a job on paper {}", lab, project.paper.index), ""};
    if (std::is_same_v<E, ReproductionEnd>) cause.rival = fmt::format("{} reproduced paper {} first", lab, project.paper.index);
    return cause;
}

template <class E> Cause cause_of_event(const Story& story, E event, LabId) { return {"", elsewhere(story, event), ""}; }
template <EventOfLab E> Cause cause_of_event(const Story& story, E event, LabId lab) {
    return {event.lab == lab ? own(story, event) : "", "The world", ""};
}
template <EventOfTeam E> Cause cause_of_event(const Story& story, E event, LabId lab) {
    return {story.world[event.team].lab == lab ? own(story, event) : "", "The world", ""};
}
template <EventOfProject E> Cause cause_of_event(const Story& story, E event, LabId lab) {
    const Project& project = story.world[event.project];
    const bool is_own = project.lab == lab && project.stage != Project::Stage::abandoned;
    return is_own ? Cause{own(story, event), "", ""} : elsewhere_at_a_project(story, event);
}

} // namespace

Cause cause_of(const Story& story, const Appointment& appointment, LabId lab) {
    return dispatch(appointment, [&](auto event) { return cause_of_event(story, event, lab); });
}

} // namespace sim::tell
