// Reads a scenario, plays three replicates of each variant with the libraries that were installed, has their results written, and prints
// the fingerprint that is read back from them.
#include <sim/ensemble.hpp>
#include <sim/results.hpp>
#include <sim/run.hpp>
#include <sim/scenario_file.hpp>
#include <sim/store.hpp>
#include <sim/trial.hpp>

#include <cstdio>
#include <filesystem>

int main(int, char** arguments) {
    const sim::Reading reading = sim::read_scenario_file(arguments[1]);
    if (!reading.ok()) return 1;
    const sim::Run run = sim::run_of({&reading, 1}, 3, reading.variants.front().seed);
    const auto folder = std::filesystem::temp_directory_path() / "sim_consumer";
    std::filesystem::remove_all(folder);
    sim::Store store(folder / sim::store_name, sim::provenance_of(run));
    for (std::uint64_t id = 0; id < run.trials.size(); ++id) {
        const sim::Trial trial = run.trials.trial(id);
        sim::Player player(run.variants[trial.variant]);
        store.add(trial, player.play(run.seed, trial.replicate));
    }
    store.commit();
    sim::complete_results(folder, run, {&reading, 1}, store, sim::take_stock(run.trials, store), {});
    std::printf("%016llx\n", static_cast<unsigned long long>(sim::open_results(folder).manifest.inventory.fingerprint));
    std::filesystem::remove_all(folder);
}
