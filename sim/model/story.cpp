#include "model/story.hpp"

#include "model/event_rows.hpp"

#include "engine/draw.hpp"
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
    for (std::uint32_t g = 0; g < story.world.cards.size(); ++g) {
        for (std::uint32_t c = 0; c < scenario.countries.size(); ++c) {
            const Instant at = story.world.cards[g].release + from_seconds(scenario.countries[c].access.delay);
            plan(story.agenda, std::max(at, scenario.clock.start), HardwareRelease{{g}, {c}});
        }
    }
}

void plan_years(Story& story) {
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
        if (!stream.rate) continue;
        const double rate = story.world.streams[s].rate.at(story.now());
        Roll roll = story.dice.roll(Purpose::arrival, story.world.streams[s].key, 0);
        if (rate > 0) plan(story.agenda, story.now() + from_seconds(draw_exponential(roll) / rate), Arrival{{s}});
    }
}

void plan_first_choices(Story& story) {
    for (std::uint32_t l = 0; l < story.world.labs.size(); ++l) {
        const Lab& lab = story.world.labs[l];
        for (std::uint32_t team = 0; team < lab.teams; ++team) {
            Roll roll = story.dice.roll(Purpose::first_choice, lab.key, team);
            plan(story.agenda, story.now() + from_seconds(story.scenario->research.start_within * roll.uniform()), ProjectChoice{{l}});
        }
    }
}

/// A 64-bit mix after each event, so that the hash depends on every event and on their order.
std::uint64_t mix(std::uint64_t hash, const Appointment& a) {
    const auto when = static_cast<std::uint64_t>(a.at.time_since_epoch().count());
    hash = (hash ^ when) * 0x9e3779b97f4a7c15ULL;
    hash = (hash ^ (hash >> 32U) ^ (std::uint64_t{a.rank} << 32U) ^ a.who) * 0xd6e8feb86659fd93ULL;
    return hash ^ (hash >> 32U);
}

} // namespace

void begin(Story& story, const Scenario& scenario, const Layout& layout, const Dice& dice) {
    story.scenario = &scenario;
    story.layout = &layout;
    story.dice = dice;
    story.events = 0;
    story.fingerprint = 0;
    story.record.assign(layout.size(), std::numeric_limits<double>::quiet_NaN());
    if (in_seconds(scenario.clock.end - scenario.clock.start) > 1000 * scenario.research.half_life) {
        throw StoryFailure("research.half_life is shorter than a thousandth of the story: credit cannot be told from nothing");
    }
    day_one(story.world, scenario, dice);
    story.agenda.reset(scenario.clock.start, scenario.clock.end, 4 * story.world.labs.size());
    plan_policies(story);
    plan_releases(story);
    plan_years(story);
    plan_streams(story);
    if (scenario.research.endogenous) plan_first_choices(story);
    for (std::uint32_t d = 0; d < layout.dates.size(); ++d) plan(story.agenda, layout.dates[d], Sample{d});
}

void play(Story& story, const Appointment& appointment) {
    story.fingerprint = mix(story.fingerprint, appointment);
    if (++story.events > story.scenario->most_events) {
        throw StoryFailure(fmt::format("more than {} events by {}: see most_events", story.scenario->most_events, to_text(story.now())));
    }
    dispatch(appointment, [&](auto event) { on(event, story); });
}

bool step(Story& story) {
    if (story.agenda.empty()) return false;
    play(story, story.agenda.next());
    return true;
}

std::string to_text(const Story& story, const Appointment& a) {
    const auto lab = [&](LabId id) {
        return (id.index < story.world.research_labs ? "lab " : "public cloud ") + lab_name(story.world, *story.scenario, id);
    };
    const auto project = [&](ProjectId id) {
        return fmt::format("project {} of {}", story.world[id].ordinal + 1, lab(story.world[id].lab));
    };
    struct Who {
        const Story& story;
        const decltype(lab)& lab_text;
        const decltype(project)& project_text;
        std::string operator()(PolicyBegin e) const { return story.scenario->policies[e.policy.index].id; }
        std::string operator()(PolicyEnd e) const { return story.scenario->policies[e.policy.index].id; }
        std::string operator()(HardwareRelease e) const {
            return fmt::format("generation {} in {}", story.world.cards[e.generation.index].name,
                               story.scenario->countries[e.country.index].id);
        }
        std::string operator()(Staffing e) const { return story.scenario->countries[e.country.index].id; }
        std::string operator()(Funding e) const { return story.scenario->countries[e.country.index].id; }
        std::string operator()(Purchase e) const { return lab_text(e.lab); }
        std::string operator()(Arrival e) const { return story.scenario->streams[e.stream.index].id; }
        std::string operator()(ProjectChoice e) const { return lab_text(e.lab); }
        std::string operator()(ReproductionEnd e) const { return project_text(e.project); }
        std::string operator()(ExtensionReady e) const { return project_text(e.project); }
        std::string operator()(ExtensionEnd e) const { return project_text(e.project); }
        std::string operator()(Diffusion e) const {
            return fmt::format("advance of {}", lab_text(story.world.know_how.advances[e.advance.index].lab));
        }
        std::string operator()(Sample) const { return "world"; }
    };
    return fmt::format("{} {} {}", to_text(a.at), event_rows[a.rank].name, dispatch(a, Who{story, lab, project}));
}

} // namespace sim
