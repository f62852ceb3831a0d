// Plays a story to its end, or until somebody who watches says that it is enough, and keeps what it leaves behind.
#include "sim/trial.hpp"

#include "model/replicate.hpp"
#include "sim/quantity.hpp"

#include <bit>

namespace sim {

Player::Player(const Scenario& scenario) : replicate_(std::make_unique<Replicate>(scenario)) {}
Player::Player(const Scenario& scenario, const Layout& layout) : replicate_(std::make_unique<Replicate>(scenario, layout)) {}
Player::~Player() = default;
Player::Player(Player&&) noexcept = default;
Player& Player::operator=(Player&&) noexcept = default;

namespace {

std::uint64_t hash_of(std::span<const double> numbers, std::uint64_t hash) {
    constexpr std::uint64_t not_a_number = 0x7ff8000000000000;
    hash = mix(hash ^ numbers.size());
    for (const double number : numbers) {
        const std::uint64_t bits = number == 0 ? 0 : number != number ? not_a_number : std::bit_cast<std::uint64_t>(number);
        hash = mix((hash ^ bits) + 1);
    }
    return hash;
}

void play_through(Story& story) {
    while (step(story)) story.world.patience.spend();
}

Outcome out_of_time() {
    Outcome outcome;
    outcome.status = Outcome::Status::failed;
    outcome.reason = ran_out_of_time;
    return outcome;
}

/// Begins the replicate in one way or another, and plays it to its end.
template <class Begin> Outcome play_begun(Replicate& replicate, const Watch& watch, const Begin& begin) {
    Outcome outcome;
    Story& story = replicate.story;
    try {
        story.world.patience = Patience(watch);
        begin();
        play_through(story);
    } catch (const OutOfTime&) {
        return out_of_time();
    } catch (const StoryFailure& failure) {
        outcome.status = Outcome::Status::failed;
        outcome.reason = failure.what();
    }
    outcome.inputs = replicate.inputs.values();
    outcome.events = story.events;
    outcome.fingerprint = story.fingerprint;
    outcome.values = story.record;
    outcome.values_fingerprint = hash_of_values(outcome.inputs, outcome.values);
    return outcome;
}

} // namespace

std::uint64_t hash_of_values(std::span<const double> inputs, std::span<const double> values) { return hash_of(values, hash_of(inputs, 0)); }

Outcome Player::play(std::uint64_t seed, std::uint64_t replicate, const Watch& watch) {
    return play_begun(*replicate_, watch, [&] { replicate_->begin(Dice(seed, replicate)); });
}

Outcome Player::play_with(std::span<const double> inputs, std::uint64_t seed, std::uint64_t replicate, const Watch& watch) {
    return play_begun(*replicate_, watch, [&] { replicate_->begin(Dice(seed, replicate), inputs); });
}

} // namespace sim
