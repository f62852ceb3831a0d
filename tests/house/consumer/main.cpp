// Reads a scenario, plays three replicates of each variant with the libraries that were installed, and prints the run's fingerprint.
#include <sim/ensemble.hpp>
#include <sim/reader.hpp>
#include <sim/run.hpp>
#include <sim/store.hpp>
#include <sim/trial.hpp>

#include <cstdio>
#include <filesystem>

int main(int, char** arguments) {
    const sim::Reading reading = sim::read_scenario(arguments[1]);
    if (!reading.ok()) return 1;
    const sim::Run run = sim::run_of({&reading, 1}, 3, reading.variants.front().seed);
    const auto file = std::filesystem::temp_directory_path() / "sim_consumer.sqlite";
    std::filesystem::remove(file);
    sim::Store store(file, sim::provenance_of(run));
    for (std::uint64_t id = 0; id < run.design.size(); ++id) {
        const sim::Trial trial = run.design.trial(id);
        sim::Player player(run.variants[trial.variant]);
        store.add(trial, sim::pack(player.play(run.seed, trial.replicate)));
    }
    store.commit();
    std::printf("%016llx\n", static_cast<unsigned long long>(sim::take_stock(run.design, store).fingerprint));
    std::filesystem::remove(file);
}
