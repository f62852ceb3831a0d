// Process: exogenous papers. Each lab that looks at one attempts it, if it is within reach and the queue has room.
#include "model/rules.hpp"

#include "base/quick.hpp"
#include "engine/draw.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace sim {
namespace {

/// The rolls of an arrival's hand.
constexpr unsigned of_cost = 0, of_interest = 1, of_gap = 2;

PaperId appear(Story& story, StreamId id, Roll luck) {
    const Stream& stream = story.scenario->streams[id.index];
    const StreamState& state = story.world.streams[id.index];
    const double compute = state.scale.nearly_at(story.now()) * draw(stream.cost, luck);
    Paper paper = paper_of_today(story, compute, compute, stream.domain_id);
    paper.memory = stream.memory;
    return publish(story.world, paper, std::nullopt);
}

void look_at(Story& story, LabId lab_id, PaperId paper_id) {
    Lab& lab = story.world[lab_id];
    const Paper& paper = story.world[paper_id];
    const double flop = paper.compute / efficiency(story, lab_id, paper.domain);
    const bool at_home = lab.fleet.gpus > 0 && flop <= lab.fleet.reach; // as `host_for` says first, and most are
    const LabId host_id = at_home ? lab_id : host_for(story, lab_id, flop);
    const Lab& host = story.world[host_id.index == nobody ? lab_id : host_id];
    const Kind& kind = story.scenario->kinds[host.kind.index];
    const std::uint32_t gpus = host.fleet.gpus > 0 ? host.fleet.gpus : host.fleet.largest_job;
    const bool fits =
        (at_home || flop <= reach_anywhere(story, lab_id)) && paper.memory * gpus <= host.fleet.memory * host.fleet.largest_job;
    const bool has_room =
        host_id.index == nobody || host.waiting < kind.queue_limit || can_start(host, *story.scenario, flop, paper.memory);
    if (!fits || !has_room) {
        lab.tally.passed_over += lab.weight;
        return;
    }
    const ProjectId id = open_project(story, lab_id, paper_id, {nobody});
    story.world[id].host = host_id;
    story.world[id].flop = flop * attempt_of(story, lab, story.world[id].ordinal);
    story.world[id].memory = paper.memory;
    enter_race(story, id);
    request_gpus(story, id);
}

/// Each lab with the stream's probability, by skipping over those that do not look; by turns, so that no list says who comes first.
void find_readers(Story& story, StreamId id, Roll luck, PaperId paper) {
    const StreamState& state = story.world.streams[id.index];
    const std::vector<LabId>& turns = story.world.turns;
    if (story.scenario->streams[id.index].interest >= 1) {
        for (const LabId lab : turns) look_at(story, lab, paper);
        return;
    }
    constexpr double past_all_labs = 0x1p40;
    const auto skipped = [&] { return whole_part(std::min(draw_exponential(luck) * state.mean_skip, past_all_labs)); };
    const auto labs = static_cast<std::int64_t>(turns.size());
    std::array<LabId, 8> ahead; // readers found before the one who looks, so that memory brings their labs meanwhile
    std::int64_t l = skipped();
    for (std::size_t found = 0, looked = 0;; ++looked) {
        for (; l < labs && found < looked + ahead.size(); l += 1 + skipped()) {
            const LabId reader = ahead[found++ % ahead.size()] = turns[static_cast<std::size_t>(l)];
            fetch_for_job(story.world, reader);
        }
        if (looked == found) return;
        look_at(story, ahead[looked % ahead.size()], paper);
    }
}

/// A stretch of time in which the rate is a quadratic in u, the part of it that has passed: through its values at 0, 1/2 and 1.
struct Stretch {
    double seconds, first, middle, last;
    [[nodiscard]] double papers_until(double u) const {
        const double linear = -3 * first + 4 * middle - last, square = 2 * first - 4 * middle + 2 * last;
        return seconds * u * (first + u * (linear / 2 + u * square / 3));
    }
    /// The u by which so many papers are expected. REQUIRES: that many are by its end.
    [[nodiscard]] double when_expected(double papers) const {
        if (first == middle && middle == last) return papers / (seconds * first);
        double before = 0, after = 1;
        constexpr int halvings = 50;
        for (int i = 0; i < halvings; ++i) {
            const double u = (before + after) / 2;
            (papers_until(u) < papers ? before : after) = u;
        }
        return after;
    }
};

Stretch stretch_from(const Curve& rate, Instant from) {
    constexpr Span day = std::chrono::days{1};
    return {in_seconds(day), rate.at(from), rate.at(from + day / 2), rate.at(from + day)};
}

/// From an instant on, when so many papers are expected to have come: by Simpson's rule, day for day. Nothing: not before the end.
std::optional<Instant> when_expected(const Curve& rate, Instant from, double papers, Instant end) {
    if (rate.is_constant()) {
        const double a_second = rate.at(from);
        return a_second > 0 ? std::optional(from + from_seconds(papers / a_second)) : std::nullopt;
    }
    for (; from <= end; from += std::chrono::days{1}) {
        const Stretch stretch = stretch_from(rate, from);
        const double more = stretch.papers_until(1);
        if (!(more < papers)) return from + from_seconds(stretch.seconds * stretch.when_expected(papers));
        papers -= more;
    }
    return std::nullopt;
}

/// A Poisson process whose rate changes is one of rate 1 in the time that the sum of its rate over time keeps: the next paper comes when an
/// exponential number of them is expected. So a rate of 0 only makes it wait.
void plan_arrival(Story& story, StreamId stream, Roll luck) {
    const Curve& rate = story.world.streams[stream.index].rate;
    const auto next = when_expected(rate, story.now(), draw_exponential(luck), story.scenario->clock.end);
    if (next) plan(story.agenda, *next, Arrival{stream});
}

} // namespace

void plan_first_arrival(Story& story, StreamId stream) {
    constexpr std::uint64_t before_all = ~std::uint64_t{0};
    plan_arrival(story, stream, story.dice.hand(Purpose::arrival, story.world.streams[stream.index].key, before_all)[of_gap]);
}

void on(Arrival event, Story& story) {
    StreamState& state = story.world.streams[event.stream.index];
    const Hand luck = story.dice.hand(Purpose::arrival, state.key, state.papers++);
    const PaperId paper = appear(story, event.stream, luck[of_cost]);
    if (!shares_gpus(*story.scenario))
        find_readers(story, event.stream, luck[of_interest], paper); // else teams come upon it when they choose
    if (story.scenario->streams[event.stream.index].rate) plan_arrival(story, event.stream, luck[of_gap]);
}

} // namespace sim
