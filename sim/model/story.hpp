// A story: a scenario, the world in it, the agenda of what comes, the dice, and the record of what was measured. A value.
#pragma once

#include "engine/agenda.hpp"
#include "engine/dice.hpp"
#include "model/world.hpp"

#include <map>
#include <stdexcept>
#include <vector>

namespace sim {

/// Why a story cannot go on: one line that names the quantity, the entity and the simulated date.
struct StoryFailure : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Copying a story gives a twin that goes on in the same way; the scenario and the layout are shared and never change.
struct Story {
    const Scenario* scenario = nullptr;
    const Layout* layout = nullptr;
    Dice dice{0, 0};
    Agenda agenda{Instant{}, Instant{}};
    World world;
    std::vector<double> record;                                        ///< by layout
    std::map<Metric, std::vector<std::vector<double>>> looked_back_on; ///< date by date, of metrics that others go by: whether kept or not
    std::uint64_t events = 0;
    std::uint64_t fingerprint = 0;

    [[nodiscard]] Instant now() const { return agenda.now(); }
};

/// Sets a story to its first day, with everything planned that the scenario knows in advance; keeps the memory.
void begin(Story& story, const Scenario& scenario, const Layout& layout, const Dice& dice);
/// Plays the next event. False when nothing is left to play.
bool step(Story& story);
/// Plays an event that was just taken out of the story's agenda: for those who want to look at it before.
void play(Story& story, const Appointment& appointment);
/// "ProjectChoice lab universities@CHN/3": names and no indices, so that it says the same in another world. REQUIRES: not yet played.
[[nodiscard]] std::string event_text(const Story& story, const Appointment& appointment);
/// "2017-10-17 ProjectChoice lab universities@CHN/3", for logs and messages. REQUIRES: not yet played.
[[nodiscard]] std::string to_text(const Story& story, const Appointment& appointment);

} // namespace sim
