// Plans what a scenario knows in advance, plays one event after the other, and keeps the fingerprint.
#include "model/story.hpp"

#include "engine/draw.hpp"
#include "model/plan.hpp"
#include "model/rules.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sim {
namespace {

void plan_policies(Story& story) {
    for (std::uint32_t p = 0; p < story.scenario->policies.size(); ++p) {
        const Policy& policy = story.scenario->policies[p];
        if (!changes_anything(policy) || (policy.until && *policy.until <= story.now())) continue;
        plan(story.agenda, std::max(policy.at, story.now()), PolicyBegin{{p}});
        if (policy.until) plan(story.agenda, *policy.until, PolicyEnd{{p}});
    }
}

void plan_releases(Story& story) {
    const Scenario& scenario = *story.scenario;
    for (std::uint32_t g = 0; g < story.world.generations.size(); ++g) {
        for (std::uint32_t c = 0; c < scenario.countries.size(); ++c) {
            story.world.patience.spend();
            const Instant at = story.world.generations[g].release + from_seconds(scenario.countries[c].access.delay);
            plan(story.agenda, std::max(at, scenario.clock.start), HardwareRelease{{g}, {c}});
        }
    }
}

void plan_years(Story& story) {
    if (shares_gpus(*story.scenario)) plan(story.agenda, story.now(), Review{static_cast<std::uint32_t>(calendar_year(story.now()))});
    for (std::uint32_t c = 0; c < story.scenario->countries.size(); ++c) {
        plan(story.agenda, story.now(), Staffing{{c}});
        plan(story.agenda, story.now(), Funding{{c}});
    }
}

void plan_streams(Story& story) {
    for (std::uint32_t s = 0; s < story.scenario->streams.size(); ++s) {
        const Stream& stream = story.scenario->streams[s];
        for (const Instant at : stream.at) {
            if (at >= story.now()) plan(story.agenda, at, Arrival{{s}});
        }
        if (stream.rate) plan_first_arrival(story, {s});
    }
}

void plan_first_choices(Story& story) {
    for (std::uint32_t t = 0; t < story.world.teams.size(); ++t) {
        story.world.patience.spend();
        const Team& team = story.world.teams[t];
        Roll roll = story.dice.roll(Purpose::first_choice, story.world[team.lab].key, team.number);
        plan(story.agenda, story.now() + from_seconds(story.scenario->research.start_within * roll.uniform()), ProjectChoice{{t}});
    }
}

/// A 64-bit mix after each event, so that the hash depends on every event and on their order.
std::uint64_t mix(std::uint64_t hash, const Appointment& a) {
    const auto when = static_cast<std::uint64_t>(a.at.time_since_epoch().count());
    hash = (hash ^ when) * 0x9e3779b97f4a7c15ULL;
    hash = (hash ^ (hash >> 32U) ^ (std::uint64_t{event_rows[a.order].number} << 32U) ^ a.who) * 0xd6e8feb86659fd93ULL;
    return hash ^ (hash >> 32U);
}

constexpr std::size_t usually_pending_per_lab = 4;

/// What no story can hold.
void check(const Scenario& scenario) {
    constexpr double most_half_lives = 1000; // so that 2^n is a double
    if (in_seconds(scenario.clock.end - scenario.clock.start) > most_half_lives * scenario.research.half_life)
        throw StoryFailure("research.half_life is shorter than a thousandth of the story: credit cannot be told from nothing");
}

} // namespace

void begin(Story& story, const Scenario& scenario, const Layout& layout, const Dice& dice) {
    story.scenario = &scenario;
    story.layout = &layout;
    story.dice = dice;
    story.events = 0;
    story.fingerprint = 0;
    story.record.assign(layout.size(), std::numeric_limits<double>::quiet_NaN());
    story.looked_back_on.clear();
    check(scenario);
    day_one(story.world, scenario, dice);
    story.agenda.reset(scenario.clock.start, scenario.clock.end, usually_pending_per_lab * story.world.labs.size());
    plan_policies(story);
    plan_releases(story);
    plan_years(story);
    plan_streams(story);
    if (scenario.research.endogenous) plan_first_choices(story);
    for (std::uint32_t d = 0; d < layout.dates.size(); ++d) plan(story.agenda, layout.dates[d], Sample{d});
}

namespace {

/// Apart from where it is thrown, which every event passes.
[[noreturn, gnu::noinline, gnu::cold]] void fail_for_many_events(const Story& story) {
    throw StoryFailure(fmt::format("more than {} events by {}: see most_events", story.scenario->most_events, to_text(story.now())));
}

} // namespace

void play(Story& story, const Appointment& appointment) {
    story.fingerprint = mix(story.fingerprint, appointment);
    if (++story.events > story.scenario->most_events) fail_for_many_events(story);
    dispatch(appointment, [&](auto event) { on(event, story); });
}

namespace {

bool ends_a_job(EventKey key) { return order_of(key) == event_order<ReproductionEnd> || order_of(key) == event_order<ExtensionEnd>; }

/// Brings the project of an event that comes soon on its way from memory, and a step later its lab: with 10,000 labs an eighth of the time.
void look_ahead(const World& world, const Agenda& agenda) {
    if (const EventKey later = agenda.soon(1); later != 0 && ends_a_job(later)) __builtin_prefetch(&world.projects[who_of(later)], 1);
    if (const EventKey next = agenda.soon(0); next != 0 && ends_a_job(next)) fetch_for_job(world, world.projects[who_of(next)].lab);
}

} // namespace

bool step(Story& story) {
    if (story.agenda.empty()) return false;
    const Appointment appointment = story.agenda.next();
    constexpr std::size_t many = 1024; // labs that a processor's cache does not hold
    if (story.world.labs.size() >= many) look_ahead(story.world, story.agenda);
    play(story, appointment);
    return true;
}

namespace {

std::string whom(const Story& story, PolicyId id) { return story.scenario->policies[id.index].id; }
std::string whom(const Story& story, CountryId id) { return story.scenario->countries[id.index].id; }
std::string whom(const Story& story, StreamId id) { return story.scenario->streams[id.index].id; }
std::string whom(const Story& story, LabId id) {
    return (id.index < story.world.research_labs ? "lab " : "public cloud ") + lab_name(story.world, *story.scenario, id);
}
std::string whom(const Story& story, TeamId id) { return whom(story, story.world[id].lab); }
std::string whom(const Story& story, ProjectId id) {
    const Project& project = story.world[id];
    return fmt::format("project {} of {}", project.ordinal + 1, whom(story, project.lab));
}
std::string whom(const Story& story, AdvanceId id) {
    return fmt::format("advance of {}", whom(story, story.world.know_how.advances[id.index].lab));
}

/// By its one id, whichever that is.
template <class E> std::string whom_of(const Story& story, E event) {
    const auto [id] = event;
    return whom(story, id);
}
std::string whom_of(const Story&, Sample) { return "world"; }
std::string whom_of(const Story&, Review) { return "world"; }
std::string whom_of(const Story& story, HardwareRelease event) {
    return fmt::format("generation {} in {}", story.world.generations[event.generation.index].name, whom(story, event.country));
}

} // namespace

std::string event_text(const Story& story, const Appointment& appointment) {
    return dispatch(appointment, [&](auto event) { return fmt::format("{} {}", event.name, whom_of(story, event)); });
}

std::string to_text(const Story& story, const Appointment& appointment) {
    return fmt::format("{} {}", to_text(appointment.at), event_text(story, appointment));
}

} // namespace sim
