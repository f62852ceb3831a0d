// The checks of policies: whom they are about, what they name, and that they begin before they end.
#include "input/resolve/resolve_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <variant>

namespace sim {
namespace {

class PolicyResolver : private Resolving {
public:
    using Resolving::Resolving;

    void run() {
        for (std::size_t i = 0; i < scenario_.policies.size(); ++i) resolve_policy(i);
    }

private:
    void resolve_policy(std::size_t i) {
        Policy& policy = scenario_.policies[i];
        const Node& node = item(within(root_, "policies"), i);
        resolve_whom(policy, within(node, "whom"));
        std::visit([&](auto& action) { resolve_action(action, policy, node); }, policy.what);
        const Node* until = find(node, "until");
        if (is_date(find(node, "at")) && is_date(until) && *policy.until <= policy.at)
            problems_.at(*until, fmt::format("policies[{}].until must come after 'at', which is {}", policy.id, to_text(policy.at)));
    }

    void resolve_whom(Policy& policy, const Node& node) {
        const auto choose = [&](const std::vector<std::string>& words, const auto& things, std::string_view what, const Node& list,
                                auto& chosen) {
            const Words known = ids(things);
            if (list.is(Type::list) && words.empty())
                problems_.at(list, fmt::format("policies[{}].whom is about no {}", policy.id, what), "leave it out for all");
            for (std::size_t j = 0; j < words.size(); ++j) {
                if (std::find(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(j), words[j]) !=
                    words.begin() + static_cast<std::ptrdiff_t>(j))
                    problems_.at(item(list, j), fmt::format("policies[{}].whom names {} twice", policy.id, in_quotes(words[j])));
                if (const auto found = find_in(known, words[j], what, item(list, j), names(things))) chosen.push_back({*found});
            }
            for (std::uint32_t k = 0; words.empty() && k < known.size(); ++k) chosen.push_back({k});
        };
        choose(policy.whom.country, scenario_.countries, "country", within(node, "country"), policy.whom.countries);
        choose(policy.whom.kind, scenario_.kinds, "kind of lab", within(node, "kind"), policy.whom.kinds);
    }

    /// Most kinds of policies name nothing that is elsewhere.
    template <class Action> void resolve_action(const Action&, const Policy&, const Node&) {}

    void resolve_action(HardwareAccess& access, Policy&, const Node& node) {
        for (std::size_t j = 0; j < access.opens.size(); ++j) resolve_market(access.opens[j], item(within(node, "opens"), j));
    }

    void resolve_action(Migration& migration, Policy& policy, const Node& node) {
        if (migration.to.empty())
            return problems_.at_head(node, fmt::format("policies[{}] needs 'to'", policy.id), "the country to which researchers move");
        if (!resolve_id(migration.to_id, ids(scenario_.countries), migration.to, "country", within(node, "to"), names(scenario_.countries)))
            return;
        if (!policy.whom.kind.empty())
            problems_.at(within(within(node, "whom"), "kind"),
                         fmt::format("policies[{}]: researchers of all kinds of labs move", policy.id), "name countries only");
        const bool somebody = !policy.whom.countries.empty();
        std::erase(policy.whom.countries, migration.to_id);
        if (somebody && policy.whom.countries.empty())
            problems_.at(within(node, "to"),
                         fmt::format("policies[{}]: nobody can move, as {} is the only country named", policy.id, in_quotes(migration.to)));
    }

    void resolve_action(Posts&, Policy& policy, const Node&) {
        for (const std::string_view key : {"gdp", "population"})
            need_of_countries(policy.whom.countries, key, fmt::format("policies[{}] pays people by GDP per head", policy.id));
    }

    void resolve_action(PublicCloud& cloud, Policy& policy, const Node& node) {
        cloud.run_by_id = policy.whom.kinds.empty() ? KindId{0} : policy.whom.kinds.front();
        if (!cloud.run_by.empty())
            resolve_id(cloud.run_by_id, ids(scenario_.kinds), cloud.run_by, "kind of lab", within(node, "run_by"), names(scenario_.kinds));
        if (cloud.income && cloud.of_gdp)
            problems_.at_head(*find(node, "of_gdp"), fmt::format("policies[{}] has both 'income' and 'of_gdp'", policy.id), "keep one");
        if (cloud.of_gdp) need_of_countries(policy.whom.countries, "gdp", fmt::format("policies[{}] has a part of it", policy.id));
    }
};

} // namespace

void resolve_policies(Scenario& scenario, const Node& root, Problems& problems) { PolicyResolver{scenario, root, problems}.run(); }

} // namespace sim
