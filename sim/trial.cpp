#include "sim/trial.hpp"

#include "sim/replicate.hpp"

#include <exception>

namespace sim {

struct Player::Stage : Replicate {
    using Replicate::Replicate;
};

Player::Player(const Scenario& scenario) : stage_(std::make_unique<Stage>(scenario)) {}
Player::~Player() = default;
Player::Player(Player&&) noexcept = default;
Player& Player::operator=(Player&&) noexcept = default;

Outcome Player::play(std::uint64_t seed, std::uint64_t replicate) {
    const Dice dice(seed, replicate);
    Outcome outcome;
    Story& story = stage_->story;
    try {
        stage_->begin(dice);
        while (step(story)) {}
    } catch (const StoryFailure& failure) {
        outcome.status = Outcome::Status::failed;
        outcome.reason = failure.what();
    }
    outcome.inputs = stage_->inputs.values();
    outcome.events = story.events;
    outcome.fingerprint = story.fingerprint;
    outcome.values = story.record;
    return outcome;
}

}  // namespace sim
