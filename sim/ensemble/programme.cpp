// A player at each thread for each variant and point, made when it is needed.
#include "ensemble/programme.hpp"

#include "input/document.hpp"

#include <fmt/format.h>

#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace sim {
namespace {

// What a thread keeps of scenarios at points, as values of their documents: some 10 MB, 64 of china2030.yaml or all of a small one.
constexpr std::size_t most_kept = 64 * 3000;

std::size_t values_in(const Node& node) {
    std::size_t sum = 1;
    for (const Node& item : node.items) sum += values_in(item);
    return sum;
}

/// One thread's players, each at the point where it was last, and the scenarios at the first points that came its way. Reading one takes
/// some 7 % of the time of a trial (measured with china2030.yaml: 2 ms of 30).
class Players {
public:
    explicit Players(const Programme& programme) : programme_(programme), roles_(programme.variants.size()) {}

    Outcome play(const Trial& trial) {
        Role& role = roles_[trial.variant];
        if (!role.player || role.point != trial.point) {
            role.player.reset();
            role.player.emplace(player_at(trial));
            role.point = trial.point;
        }
        return role.player->play(programme_.seed, trial.replicate, watch());
    }

private:
    struct Role {
        std::optional<Player> player;
        std::uint32_t point = 0;
    };

    /// Over the trial that begins now.
    [[nodiscard]] Watch watch() const {
        if (!programme_.time_limit && !programme_.interrupted) return {};
        const auto limit = programme_.time_limit;
        const auto begin = std::chrono::steady_clock::now();
        return [limit, begin, interrupted = programme_.interrupted] {
            if (interrupted && interrupted()) return Advice::drop;
            return limit && std::chrono::steady_clock::now() - begin > *limit ? Advice::out_of_time : Advice::go_on;
        };
    }

    Player player_at(const Trial& trial) {
        const Layout& layout = programme_.layouts[trial.variant];
        if (programme_.points.paths.empty()) return Player(programme_.variants[trial.variant], layout);
        const std::pair cell(trial.variant, trial.point);
        const auto known = kept_.find(cell);
        if (known != kept_.end()) return Player(known->second, layout);
        const Scenario scenario = scenario_at(*programme_.documents[trial.variant], programme_.points, trial.point);
        if (!is_of(layout, scenario))
            throw BadPoint(
                fmt::format("point {}: other dates or groups are measured there than in the scenario as it stands", trial.point));
        const std::size_t values = values_in(programme_.documents[trial.variant]->root);
        if (values_kept_ + values <= most_kept) {
            kept_.emplace(cell, scenario);
            values_kept_ += values;
        }
        return Player(scenario, layout);
    }

    Programme programme_;
    std::vector<Role> roles_;
    std::map<std::pair<std::uint32_t, std::uint32_t>, Scenario> kept_;
    std::size_t values_kept_ = 0; // in their documents
};

} // namespace

MakePlay players_of(const Programme& programme) {
    return [programme] {
        auto players = std::make_shared<Players>(programme);
        return [players](const Trial& trial) { return players->play(trial); };
    };
}

} // namespace sim
