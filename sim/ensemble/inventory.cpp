// What a store holds of a list of trials, counted and fingerprinted.
#include "sim/ensemble.hpp"

namespace sim {

void Played::add(const Outcome& outcome) {
    ++trials;
    failed += outcome.status == Outcome::Status::failed ? 1U : 0U;
    events += outcome.events;
}

void Played::add(const Played& more) {
    trials += more.trials;
    failed += more.failed;
    events += more.events;
}

constexpr unsigned status_bit = 63;

namespace {

std::uint64_t joined(std::uint64_t before, std::uint64_t id, const Outcome& head, std::uint64_t fingerprint) {
    return mix(mix(before + id) ^ fingerprint ^ static_cast<std::uint64_t>(head.status) << status_bit);
}

} // namespace

Inventory take_stock(const TrialList& list, Store& store, const Wanted& wanted) {
    Inventory inventory;
    for (std::uint64_t id = 0; id < list.size(); ++id) {
        if (!wanted(id)) continue;
        const auto stored = store.find(list.trial(id));
        if (!stored) continue;
        inventory.played.add(stored->head);
        const Outcome& head = stored->head;
        inventory.fingerprint = joined(inventory.fingerprint, id, head, head.fingerprint);
        inventory.values_fingerprint = joined(inventory.values_fingerprint, id, head, head.values_fingerprint);
    }
    return inventory;
}

} // namespace sim
