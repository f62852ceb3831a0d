#include "sim/report.hpp"

#include "sim/version.hpp"

#include "revision.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace sim {
namespace {

using Json = nlohmann::ordered_json;

#if defined(__clang__)
constexpr auto compiler = "clang " __clang_version__;
#else
constexpr auto compiler = "g++ " __VERSION__;
#endif

std::string hexadecimal(std::uint64_t value) { return fmt::format("{:016x}", value); }

Json variants_of(const Run& run) {
    Json list = Json::array();
    for (const Scenario& variant : run.variants) list.push_back({{"name", variant.variant}, {"hash", hexadecimal(variant.hash)}});
    return list;
}

Json counts_of(const Run& run, const Inventory& inventory) {
    return {{"variants", run.design.variants},   {"points", run.design.points},       {"replicates", run.design.replicates},
            {"trials", inventory.played.trials}, {"failed", inventory.played.failed}, {"events", inventory.played.events}};
}

Json times_of(const WallClock& clock) {
    const double rate = clock.seconds > 0 ? static_cast<double>(clock.played.events) / clock.seconds : 0;
    return {{"started", clock.started}, {"finished", clock.finished},           {"seconds", clock.seconds},
            {"threads", clock.threads}, {"trials_played", clock.played.trials}, {"events_played", clock.played.events},
            {"events_per_second", rate}};
}

}  // namespace

std::string manifest(const Run& run, const Inventory& inventory, const WallClock& clock) {
    const Json json = {
        {"program", "sim"},
        {"version", program_version},
        {"model_version", model_version},
        {"revision", revision},
        {"compiler", compiler},
        {"command", run.command},
        {"arguments", run.arguments},
        {"scenario", run.variants.front().name},
        {"title", run.variants.front().title},
        {"seed", run.seed},
        {"variants", variants_of(run)},
        {"counts", counts_of(run, inventory)},
        {"fingerprint", hexadecimal(inventory.fingerprint)},
        {"wall_clock", times_of(clock)},
    };
    // Names of files may hold any bytes: those that are no UTF-8 are replaced.
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace sim
