// Plays a story to its end, or until somebody who watches says that it is enough, and keeps what it leaves behind.
#include "sim/trial.hpp"

#include "model/replicate.hpp"

namespace sim {

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
    } catch (const StoryFailure& failure) {
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
