// Process: exogenous papers. Each lab that looks at one attempts it, if it is within reach and the queue has room.
#include "model/rules.hpp"

#include "base/quick.hpp"
#include "engine/draw.hpp"

#include <algorithm>

namespace sim {
namespace {

PaperId appear(Story& story, StreamId id, std::uint32_t ordinal) {
    const Stream& stream = story.scenario->streams[id.index];
    const StreamState& state = story.world.streams[id.index];
    Roll roll = story.dice.roll(Purpose::arrival_cost, state.key, ordinal);
    const double compute = state.scale.at(story.now()) * draw(stream.cost, roll);
    Paper paper = paper_of_today(story, compute, compute, stream.domain_id);
    paper.memory = stream.memory;
    return publish(story.world, paper, std::nullopt);
}

void look_at(Story& story, LabId lab_id, PaperId paper_id) {
    Lab& lab = story.world[lab_id];
    const Paper& paper = story.world[paper_id];
    const double flop = paper.compute / efficiency(story, lab_id, paper.domain);
    const LabId host_id = host_for(story, lab_id, flop);
    const Lab& host = story.world[host_id.index == nobody ? lab_id : host_id];
    const Kind& kind = story.scenario->kinds[host.kind.index];
    const std::uint32_t gpus = host.fleet.gpus > 0 ? host.fleet.gpus : host.fleet.largest_job;
    const bool fits = flop <= reach_anywhere(story, lab_id) && paper.memory * gpus <= host.fleet.memory * host.fleet.largest_job;
    const bool has_room =
        host_id.index == nobody || host.waiting < kind.queue_limit || can_start(host, *story.scenario, flop, paper.memory);
    if (!fits || !has_room) {
        lab.tally.passed_over += lab.weight;
        return;
    }
    const ProjectId id = open_project(story, lab_id, paper_id, false);
    story.world[id].host = host_id;
    story.world[id].flop = flop * attempt_of(story, lab, story.world[id].ordinal);
    story.world[id].memory = paper.memory;
    enter_race(story, id);
    request_gpus(story, id);
}

/// Each lab with the stream's probability, by skipping over those that do not look.
void find_readers(Story& story, StreamId id, std::uint32_t ordinal, PaperId paper) {
    const StreamState& state = story.world.streams[id.index];
    const std::uint32_t labs = story.world.research_labs;
    if (story.scenario->streams[id.index].interest >= 1) {
        for (std::uint32_t l = 0; l < labs; ++l) look_at(story, {l}, paper);
        return;
    }
    Roll roll = story.dice.roll(Purpose::interest, state.key, ordinal);
    constexpr double past_all_labs = 0x1p40;
    const auto skipped = [&] { return whole_part(std::min(draw_exponential(roll) * state.mean_skip, past_all_labs)); };
    for (std::int64_t l = skipped(); l < labs; l += 1 + skipped()) look_at(story, {static_cast<std::uint32_t>(l)}, paper);
}

} // namespace

/// The next paper of a Poisson stream comes after an exponential time at the rate of this instant.
void on(Arrival event, Story& story) {
    StreamState& state = story.world.streams[event.stream.index];
    const std::uint32_t ordinal = state.papers++;
    find_readers(story, event.stream, ordinal, appear(story, event.stream, ordinal));
    if (!story.scenario->streams[event.stream.index].rate) return;
    const double rate = state.rate.at(story.now());
    Roll roll = story.dice.roll(Purpose::arrival, state.key, ordinal + 1);
    if (rate > 0) plan(story.agenda, story.now() + from_seconds(draw_exponential(roll) / rate), event);
}

} // namespace sim
