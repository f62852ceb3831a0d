// Playing, looking at what is known by then, and playing on.
#include "study/looks.hpp"

#include <algorithm>
#include <chrono>

namespace sim {
namespace {

/// Plays up to the next look, and takes stock.
void play_up(PlayedRun& played, Store& store, const PlayOptions& options, Audience& audience) {
    const Run& run = played.run;
    const Wanted wanted = [&run](std::uint64_t id) { return run.wants(id); };
    const Inventory before = take_stock(run.trials, store, wanted);
    const auto begin = std::chrono::steady_clock::now();
    if (!(options.stop_on_failure && before.played.failed > 0)) {
        audience.begin(run.size(), before.played.trials);
        const auto finished = [&](const Trial& trial, const Outcome& outcome) { audience.finished(run, trial, outcome); };
        played.clock.played.add(play_missing(run, store, wanted, options, finished));
        audience.end();
    }
    played.clock.seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    played.clock.finished = now_as_text();
    played.inventory = take_stock(run.trials, store, wanted);
    played.whole = played.inventory.played.trials == run.size();
}

} // namespace

PlayedRun play_to_end(const Run& run, Store& store, const PlayOptions& options, Audience& audience) {
    PlayedRun played;
    played.run = run;
    played.clock.started = now_as_text();
    played.clock.threads = threads_of(options);
    played.clock.ranks = options.ranks == nullptr ? 1 : options.ranks->count();
    const std::uint64_t most = run.trials.replicates * most_growth;
    while (true) {
        play_up(played, store, options, audience);
        if (!played.whole || run.precision.empty()) return played;
        std::uint64_t& replicates = played.run.trials.replicates;
        const Knowledge known = *least_known(store, played.run.trials, played.run.layouts, played.run.precision);
        played.precise = known.enough();
        const bool last = played.precise || replicates >= most;
        audience.looked(played.run, known, last);
        if (last) return played;
        replicates = std::min(next_look(replicates), most);
    }
}

} // namespace sim
