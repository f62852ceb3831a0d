// Plays replicates of scenarios and prints each trial's events and both fingerprints: what every build of the program must print alike.
#include "sim/reader.hpp"
#include "sim/trial.hpp"
#include "sim/trial_list.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace {

std::variant<std::string, sim::Unreadable> open_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return sim::Unreadable{"cannot be read"};
    return std::string(std::istreambuf_iterator<char>(file), {});
}

/// Its first points, each of so many replicates.
void play(const std::string& path, const sim::Scenario& variant, const sim::VariantDocument& document, std::uint64_t replicates) {
    constexpr std::uint32_t most_points = 2;
    const bool swept = variant.sweep.design.has_value();
    const sim::Points points = swept ? sim::points_of(variant.sweep, variant.seed) : sim::Points{};
    for (std::uint32_t point = 0; point < std::min(points.count(), most_points); ++point) {
        sim::Player player(swept ? sim::scenario_at(document, points, point) : variant);
        for (std::uint64_t replicate = 0; replicate < replicates; ++replicate) {
            const sim::Outcome outcome = player.play(variant.seed, replicate);
            std::printf("%s %s %u %llu: %llu %016llx %016llx %zu\n", path.c_str(), variant.variant.c_str(), point,
                        static_cast<unsigned long long>(replicate), static_cast<unsigned long long>(outcome.events),
                        static_cast<unsigned long long>(outcome.fingerprint), static_cast<unsigned long long>(outcome.values_fingerprint),
                        outcome.values.size());
        }
    }
}

} // namespace

int main(int count, char** words) {
    if (count < 3) return 2;
    for (int i = 2; i < count; ++i) {
        const sim::Reading reading = sim::read_scenario(words[i], open_file);
        if (!reading.ok() || reading.variants.empty()) return 1;
        for (std::size_t v = 0; v < reading.variants.size(); ++v)
            play(words[i], reading.variants[v], *reading.documents[v], std::strtoull(words[1], nullptr, 10));
    }
}
