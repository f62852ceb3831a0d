// One story played from its first day to its end: a scenario and a luck in, an outcome out; no files, no threads.
#pragma once

#include "sim/metric.hpp"
#include "sim/scenario.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

struct Replicate;

/// What one trial leaves behind.
struct Outcome {
    enum class Status : std::uint8_t { ok, failed } status = Status::ok;
    std::string reason; ///< why it failed: one line, with the simulated date and the entity
    std::uint64_t events = 0;
    std::uint64_t fingerprint = 0; ///< 64-bit hash of the trajectory: (time, process, entity) of every event in order
    /// 64-bit hash of the inputs and values below, see hash_of_values: it also depends on what is measured. 0 where the trial was not
    /// played to its end in time.
    std::uint64_t values_fingerprint = 0;
    std::vector<double> values; ///< by Layout, in base units; not-a-number where a group has nothing to measure
    std::vector<double> inputs; ///< this replicate's draw of each of `uncertain_inputs`, in base units
};

/// Of the bits of all the inputs, then all the values, in order, and of how many there are; every not-a-number counts as the same one, and
/// -0 as 0. Nothing is rounded: equal hashes mean equal numbers.
[[nodiscard]] std::uint64_t hash_of_values(std::span<const double> inputs, std::span<const double> values);

/// Asked every few thousand events, and as often while a story is set up, whether it is to go on. `out_of_time` makes the trial a failed
/// one, without events and fingerprint, as these would depend on the machine.
enum class Advice : std::uint8_t { go_on, drop, out_of_time };
using Watch = std::function<Advice()>;
/// Why a trial failed whose watch said `out_of_time`. Played again it need not fail.
inline constexpr std::string_view ran_out_of_time = "ran out of time (--timeout-run)";
/// The story was to be dropped: there is no outcome.
struct Dropped : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Plays replicates of one scenario, one after the other, and keeps its memory between them. One per thread.
/// The outcome depends on (scenario, seed, replicate) alone, never on what was played before; events and fingerprint not on the layout.
class Player {
public:
    /// Measures all there is.
    explicit Player(const Scenario& scenario);
    /// Measures what the layout has. REQUIRES: it is one of the scenario.
    Player(const Scenario& scenario, const Layout& layout);
    ~Player();
    Player(Player&&) noexcept;
    Player& operator=(Player&&) noexcept;
    /// Throws Dropped, where a watch says so.
    [[nodiscard]] Outcome play(std::uint64_t seed, std::uint64_t replicate, const Watch& watch = {});
    /// The same with these values in place of drawn ones, in base units and in the order of `Outcome::inputs`: only the luck is the
    /// replicate's. REQUIRES: as many as there are uncertain inputs.
    [[nodiscard]] Outcome play_with(std::span<const double> inputs, std::uint64_t seed, std::uint64_t replicate, const Watch& watch = {});

private:
    std::unique_ptr<Replicate> replicate_;
};

} // namespace sim
