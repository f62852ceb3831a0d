// Plays a story to its end, or until somebody who watches says that it is enough, and keeps what it leaves behind.
#include "sim/trial.hpp"

#include "model/experiment/experiment.hpp"
#include "model/replicate.hpp"

#include <algorithm>
#include <exception>
#include <span>

namespace sim {
namespace {

/// The experiment's results stand with the last sample date.
void add_experiment(const Scenario& scenario, const Layout& layout, const Dice& dice, std::vector<double>& record) {
    if (scenario.experiment.samples.empty()) return;
    const std::vector<Learned> learned = run_experiment(scenario.experiment, dice);
    double* const row = record.data() + (layout.dates.size() - 1) * layout.columns.size();
    std::ranges::transform(learned, row + layout.first(Metric::performance, Level::learner), &Learned::performance);
    std::ranges::transform(learned, row + layout.first(Metric::computation, Level::learner), &Learned::computation);
    const std::size_t sizes = scenario.experiment.samples.size();
    if (scenario.experiment.goals.empty()) return;
    double* needed = row + layout.first(Metric::computation_needed, Level::goal);
    for (std::size_t from = 0; from < learned.size(); from += sizes) {
        for (const double goal : scenario.experiment.goals) *needed++ = computation_needed(std::span(learned).subspan(from, sizes), goal);
    }
}

} // namespace

Player::Player(const Scenario& scenario) : replicate_(std::make_unique<Replicate>(scenario)) {}
Player::~Player() = default;
Player::Player(Player&&) noexcept = default;
Player& Player::operator=(Player&&) noexcept = default;

namespace {

constexpr std::uint64_t events_between_questions = 4096; // about a millisecond

/// Plays to the end; false where time ran out before.
bool play_through(Story& story, const Watch& watch) {
    if (!watch) {
        while (step(story)) {
        }
        return true;
    }
    while (true) {
        for (std::uint64_t left = events_between_questions; left > 0; --left) {
            if (!step(story)) return true;
        }
        const Advice advice = watch();
        if (advice == Advice::drop) throw Dropped("dropped");
        if (advice == Advice::out_of_time) return false;
    }
}

Outcome out_of_time() {
    Outcome outcome;
    outcome.status = Outcome::Status::failed;
    outcome.reason = ran_out_of_time;
    return outcome;
}

} // namespace

Outcome Player::play(std::uint64_t seed, std::uint64_t replicate, const Watch& watch) {
    const Dice dice(seed, replicate);
    Outcome outcome;
    Story& story = replicate_->story;
    try {
        replicate_->begin(dice);
        if (!play_through(story, watch)) return out_of_time();
        add_experiment(replicate_->scenario, replicate_->layout, dice, story.record);
    } catch (const StoryFailure& failure) {
        outcome.status = Outcome::Status::failed;
        outcome.reason = failure.what();
    } catch (const ExperimentFailure& failure) {
        outcome.status = Outcome::Status::failed;
        outcome.reason = failure.what();
    }
    outcome.inputs = replicate_->inputs.values();
    outcome.events = story.events;
    outcome.fingerprint = story.fingerprint;
    outcome.values = story.record;
    return outcome;
}

} // namespace sim
