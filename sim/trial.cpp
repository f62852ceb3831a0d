#include "sim/trial.hpp"

#include "sim/inputs.hpp"
#include "sim/story.hpp"

#include <exception>

namespace sim {

/// What a player keeps between replicates: its own copy of the scenario, in which the uncertain numbers are redrawn each time.
struct Player::Stage {
    explicit Stage(const Scenario& played) : scenario(played), layout(scenario), inputs(scenario) {}
    Stage(const Stage&) = delete;
    Stage& operator=(const Stage&) = delete;

    Scenario scenario;
    Layout layout;
    Inputs inputs;
    Story story;
};

Player::Player(const Scenario& scenario) : stage_(std::make_unique<Stage>(scenario)) {}
Player::~Player() = default;
Player::Player(Player&&) noexcept = default;
Player& Player::operator=(Player&&) noexcept = default;

Outcome Player::play(std::uint64_t seed, std::uint64_t replicate) {
    const Dice dice(seed, replicate);
    Outcome outcome;
    stage_->inputs.draw(dice);
    outcome.inputs = stage_->inputs.values();
    Story& story = stage_->story;
    try {
        begin(story, stage_->scenario, stage_->layout, dice);
        while (step(story)) {}
    } catch (const StoryFailure& failure) {
        outcome.status = Outcome::Status::failed;
        outcome.reason = failure.what();
    }
    outcome.events = story.events;
    outcome.fingerprint = story.fingerprint;
    outcome.values = story.record;
    return outcome;
}

}  // namespace sim
