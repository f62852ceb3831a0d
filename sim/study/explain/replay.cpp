// Players that are given their inputs.
#include "study/explain/replay.hpp"

#include "ensemble/signals.hpp"
#include "sim/trial.hpp"
#include "sim/version.hpp"

#include <fmt/format.h>

#include <memory>

namespace sim {
namespace {

Advice until_signal() { return signal_caught() != 0 ? Advice::drop : Advice::go_on; }

} // namespace

Provenance Replay::provenance(const Run& run) const {
    const Scenario& scenario = run.variants[variant];
    Provenance from{fmt::format("{} ({})", scenario.name, name), std::string(model_version), run.seed, {}};
    from.variants.push_back({scenario.variant, scenario.hash, hash_of(run.layouts[variant])});
    for (std::uint32_t point = 0; point < points; ++point) from.points.push_back(fmt::format("{}={}", name, point));
    return from;
}

bool play_replay(const Run& run, const Replay& replay, Store& store, unsigned threads) {
    const Scenario& scenario = run.variants[replay.variant];
    const MakePlay make_play = [&] {
        auto player = std::make_shared<Player>(scenario, run.layouts[replay.variant]);
        return [player, &run, &replay](const Trial& trial) {
            const Replayed from = replay.trial(trial.point, trial.replicate);
            return player->play_with(from.inputs, run.seed, from.luck, until_signal);
        };
    };
    EnsembleOptions options;
    options.threads = threads;
    const TrialList list = replay.list();
    options.wanted = [&](std::uint64_t id) { return replay.wanted(list.trial(id).point); };
    options.interrupted = [] { return signal_caught() != 0; };
    const SignalWatch watch;
    play_all(list, {&run.layouts[replay.variant], 1}, make_play, store, options);
    store.commit();
    return signal_caught() == 0;
}

} // namespace sim
