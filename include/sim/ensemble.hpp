// All trials of a list on all cores: any thread may play any trial at any time, and no result can tell.
#pragma once

#include "sim/store.hpp"

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace sim {

/// Plays one trial. What it throws makes the trial a failed one, with that reason.
using Play = std::function<Outcome(const Trial&)>;
/// Makes a Play for one thread alone, and a fresh one after it threw.
using MakePlay = std::function<Play()>;

/// Which trials are meant, by id.
using Wanted = std::function<bool(std::uint64_t id)>;
[[nodiscard]] inline bool every_trial(std::uint64_t) { return true; }

/// Where trials come from: up to so many that are still to be played, none at the end. Any thread may ask.
using Take = std::function<std::vector<Trial>(std::size_t most)>;
/// Where outcomes go. Any thread may tell.
using Put = std::function<void(const Trial&, const Outcome&)>;

struct EnsembleOptions {
    unsigned threads = 1;
    Wanted wanted = every_trial;  ///< the others are not played; asked by one thread
    bool stop_on_failure = false; ///< start no further trial once one has failed
    /// Asked before each trial, by any thread.
    std::function<bool()> interrupted = [] { return false; };
    /// Others who play along, asked in a thread of its own: returns once `take` has nothing more and all that they took is put.
    std::function<void(const Take&, const Put&)> others;
    /// Told of each trial, one at a time, in the order of completion.
    std::function<void(const Trial&, const Outcome&)> finished = [](auto&, auto&) {};
};

/// What a run of the ensemble did.
struct Played {
    std::uint64_t trials = 0;
    std::uint64_t failed = 0;
    std::uint64_t events = 0;
    /// One more trial.
    void add(const Outcome& outcome);
    void add(const Played& more);
};

/// Plays every wanted trial that the store does not hold yet and puts its outcome there; ends early when interrupted, and keeps what is
/// finished.
///
/// `layouts` has one for each variant: a trial whose values are infinite, or not as many as its layout says, fails and says which.
/// Memory is proportional to the threads, plus one bit a trial. Throws IoError when the store does.
Played play_all(const TrialList& list, std::span<const Layout> layouts, const MakePlay& make_play, Store& store,
                const EnsembleOptions& options);

/// Plays trials on so many threads for as long as there are any: what `play_all` does with its own, for whoever keeps no store.
void play_trials(const Take& take, const Put& put, std::span<const Layout> layouts, const MakePlay& make_play, unsigned threads,
                 const std::function<bool()>& interrupted);

/// As many threads as there are cores that this process may use.
[[nodiscard]] unsigned all_threads();

/// What a store holds of a list of trials.
struct Inventory {
    Played played;
    /// 64 bits that depend on the fingerprint and the status of every trial held, and on their order by trial id: on nothing else.
    std::uint64_t fingerprint = 0;
    /// The same of their values' fingerprints: where only this one differs, the same was played, and other things or otherwise measured.
    std::uint64_t values_fingerprint = 0;
};
[[nodiscard]] Inventory take_stock(const TrialList& list, Store& store, const Wanted& wanted = every_trial);

/// What is measured at a place of an outcome's values: "research_share of country:CHN on 2030-12-31". REQUIRES: place < layout.size().
[[nodiscard]] std::string name_of(const Layout& layout, std::size_t place);

/// Calls body(0) ... body(count - 1), in any order, on so many threads. The first exception ends the loop and is passed on.
void in_parallel(std::size_t count, unsigned threads, const std::function<void(std::size_t)>& body);

} // namespace sim
