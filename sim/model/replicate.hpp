// One replicate of a scenario, ready to be played event by event: the scenario with its uncertain numbers drawn, and the story in it.
#pragma once

#include "model/inputs.hpp"
#include "model/story.hpp"

#include <utility>

namespace sim {

/// Keeps its memory between replicates. Not to be moved: the story refers to the scenario and the layout beside it.
struct Replicate {
    explicit Replicate(const Scenario& played) : Replicate(played, Layout(played)) {}
    Replicate(const Scenario& played, Layout what) : scenario(played), layout(std::move(what)), inputs(scenario) {}
    Replicate(const Replicate&) = delete;
    Replicate& operator=(const Replicate&) = delete;

    /// Draws the uncertain numbers and sets the story to its first day. Throws StoryFailure.
    void begin(const Dice& dice) {
        inputs.draw(dice);
        sim::begin(story, scenario, layout, dice);
    }
    /// The same with these values of the uncertain numbers.
    void begin(const Dice& dice, std::span<const double> values) {
        inputs.set(values);
        sim::begin(story, scenario, layout, dice);
    }

    Scenario scenario;
    Layout layout;
    Inputs inputs;
    Story story;
};

} // namespace sim
