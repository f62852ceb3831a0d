#include "input/resolve/resolve_parts.hpp"
#include "model/fields.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace sim {
namespace {

class PolicyResolver : private Resolving {
public:
    using Resolving::Resolving;

    void run() {
        for (std::size_t i = 0; i < scenario_.network.list.size(); ++i) resolve_tie(i);
        for (std::size_t i = 0; i < scenario_.corpora.size(); ++i) resolve_corpus(i);
        for (std::size_t i = 0; i < scenario_.benchmarks.size(); ++i) resolve_benchmark(i);
        for (std::size_t i = 0; i < scenario_.policies.size(); ++i) resolve_policy(i);
    }

private:
    /// Which labs a group has in a country, for a name that gives these two; how labs are called, for any other.
    std::string labs_hint(std::string_view name) const {
        for (const LabGroup& group : scenario_.labs) {
            for (const CountryId country : group.countries) {
                const std::string start = fmt::format("{}@{}/", group.id, scenario_.countries[country.index].id);
                if (name.starts_with(start)) return fmt::format("there are {}1 to {}{}", start, start, group.count);
            }
        }
        return "labs are called group@COUNTRY/number, numbers from 1";
    }

    void resolve_tie(std::size_t i) {
        Tie& tie = scenario_.network.list[i];
        const Node& node = item(within(within(root_, "network"), "list"), i);
        const auto resolve_end = [&](const std::string& text, std::string_view key, LabName& lab) {
            if (text.empty()) return;
            if (const auto found = lab_of_name(scenario_, text))
                lab = *found;
            else
                problems_.at(within(node, key), fmt::format("there is no lab {}", in_quotes(text)), labs_hint(text));
        };
        resolve_end(tie.from, "from", tie.from_lab);
        resolve_end(tie.to, "to", tie.to_lab);
        if (!tie.from.empty() && tie.from == tie.to)
            problems_.at(within(node, "to"), fmt::format("a tie of {} with itself", in_quotes(tie.to)));
    }

    void resolve_corpus(std::size_t i) { resolve_market(scenario_.corpora[i].market, within(item(within(root_, "corpora"), i), "market")); }

    void resolve_benchmark(std::size_t i) {
        Benchmark& benchmark = scenario_.benchmarks[i];
        const Node& node = item(within(root_, "benchmarks"), i);
        benchmark.is = static_cast<Benchmark::Law>(find_in({std::begin(benchmark_laws), std::end(benchmark_laws)}, benchmark.law, "law",
                                                           within(node, "law"), "given, polynomial or exponential"));
        const std::string name = fmt::format("benchmarks[{}]", benchmark.id);
        for (const std::string_view key : {"error", "slope", "targets"}) {
            const Node* const there = find(node, key);
            if (benchmark.is == Benchmark::Law::given && there != nullptr)
                problems_.at_head(*there, fmt::format("{}: a given compute has no {}", name, in_quotes(key)),
                                  "polynomial and exponential laws do");
            if (benchmark.is != Benchmark::Law::given && there == nullptr)
                problems_.at_head(node, fmt::format("{} needs '{}'", name, key), fmt::format("a {} law is about that", benchmark.law));
        }
        for (std::size_t t = 1; t < benchmark.targets.size(); ++t)
            if (benchmark.targets[t] >= benchmark.targets[t - 1])
                problems_.at(item(within(node, "targets"), t), fmt::format("{}.targets must descend", name));
        if (!benchmark.domain.empty())
            benchmark.domain_id = DomainId{find_in(ids(scenario_.domains), benchmark.domain, "domain", within(node, "domain"))};
        if (!benchmark.country.empty())
            benchmark.country_id = {find_in(ids(scenario_.countries), benchmark.country, "country", within(node, "country"))};
        resolve_market(benchmark.market, within(node, "market"));
    }

    void resolve_policy(std::size_t i) {
        Policy& policy = scenario_.policies[i];
        const Node& node = item(within(root_, "policies"), i);
        const auto found = std::ranges::find(policy_terms(), policy.what,
                                             [](const PolicyTerms& t) { return policy_kinds[static_cast<std::size_t>(t.is)]; });
        if (found == policy_terms().end()) {
            const Words known{std::begin(policy_kinds), std::end(policy_kinds)};
            find_in(known, policy.what, "kind of policy", within(node, "what"), fmt::format("one of {}", fmt::join(known, ", ")));
        } else {
            policy.is = found->is;
            check_terms(policy, *found, node);
        }
        resolve_whom(policy, within(node, "whom"));
        for (std::size_t j = 0; j < policy.opens.size(); ++j) resolve_market(policy.opens[j], item(within(node, "opens"), j));
        if (policy.is == Policy::What::migration) resolve_migration(policy, node);
        if (policy.is == Policy::What::public_cloud) resolve_public_cloud(policy, node);
        const Node* until = find(node, "until");
        if (is_date(find(node, "at")) && is_date(until) && *policy.until <= policy.at)
            problems_.at(*until, fmt::format("policies[{}].until must come after 'at', which is {}", policy.id, to_text(policy.at)));
    }

    static std::string what_it_takes(const PolicyTerms& terms_of_it) {
        return terms_of_it.keys.empty() ? "it takes nothing besides 'whom' and dates"
                                        : fmt::format("it takes {}", fmt::join(terms_of_it.keys, ", "));
    }

    void check_terms(const Policy& policy, const PolicyTerms& terms_of_it, const Node& node) {
        static constexpr std::string_view common[] = {"id", "name", "what", "at", "until", "whom", "source", "note", "checked"};
        for (const Node& entry : node.items) {
            const std::string_view key = entry.key;
            const bool known =
                std::ranges::find(common, key) != std::end(common) || std::ranges::find(terms_of_it.keys, key) != terms_of_it.keys.end();
            bool elsewhere = false;
            for (const PolicyTerms& t : policy_terms()) elsewhere |= std::ranges::find(t.keys, key) != t.keys.end();
            if (!known && elsewhere)
                problems_.at_head(entry, fmt::format("policies[{}]: {} says nothing about {}", policy.id, policy.what, in_quotes(key)),
                                  what_it_takes(terms_of_it));
        }
        std::string choice;
        for (std::size_t k = 0; k < terms_of_it.needed; ++k) {
            if (find(node, terms_of_it.keys[k]) != nullptr) return;
            choice += fmt::format("{}'{}'", k == 0 ? "" : " or ", terms_of_it.keys[k]);
        }
        if (terms_of_it.needed > 0)
            problems_.at_head(node, fmt::format("policies[{}] needs {}", policy.id, choice), fmt::format("{} is about that", policy.what));
    }

    void resolve_whom(Policy& policy, const Node& node) {
        const auto choose = [&](const std::vector<std::string>& words, const Words& known, std::string_view what, const Node& list,
                                auto& chosen) {
            for (std::size_t j = 0; j < words.size(); ++j) {
                if (std::find(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(j), words[j]) !=
                    words.begin() + static_cast<std::ptrdiff_t>(j))
                    problems_.at(item(list, j), fmt::format("policies[{}].whom names {} twice", policy.id, in_quotes(words[j])));
                chosen.push_back({find_in(known, words[j], what, item(list, j))});
            }
            for (std::uint32_t k = 0; words.empty() && k < known.size(); ++k) chosen.push_back({k});
        };
        choose(policy.whom.country, ids(scenario_.countries), "country", within(node, "country"), policy.whom.countries);
        choose(policy.whom.kind, ids(scenario_.kinds), "kind of lab", within(node, "kind"), policy.whom.kinds);
    }

    void resolve_migration(Policy& policy, const Node& node) {
        if (policy.to.empty())
            return problems_.at_head(node, fmt::format("policies[{}] needs 'to'", policy.id), "the country to which researchers move");
        policy.to_id = {find_in(ids(scenario_.countries), policy.to, "country", within(node, "to"))};
        if (!policy.whom.kind.empty())
            problems_.at(within(within(node, "whom"), "kind"),
                         fmt::format("policies[{}]: researchers of all kinds of labs move", policy.id), "name countries only");
        std::erase(policy.whom.countries, policy.to_id);
        if (policy.whom.countries.empty())
            problems_.at(within(node, "to"),
                         fmt::format("policies[{}]: nobody can move, as {} is the only country named", policy.id, in_quotes(policy.to)));
    }

    void resolve_public_cloud(Policy& policy, const Node& node) {
        policy.run_by_id = policy.whom.kinds.empty() ? KindId{0} : policy.whom.kinds.front();
        if (!policy.run_by.empty())
            policy.run_by_id = {find_in(ids(scenario_.kinds), policy.run_by, "kind of lab", within(node, "run_by"))};
        if (policy.income && policy.of_gdp)
            problems_.at_head(*find(node, "of_gdp"), fmt::format("policies[{}] has both 'income' and 'of_gdp'", policy.id), "keep one");
        if (policy.of_gdp) need_of_countries(policy.whom.countries, "gdp", fmt::format("policies[{}] has a part of it", policy.id));
    }
};

} // namespace

const std::vector<PolicyTerms>& policy_terms() {
    using enum Policy::What;
    static const std::vector<PolicyTerms> all = {
        {hardware_access, {"delay", "cap", "price_factor", "opens"}, 4},
        {public_cloud, {"income", "of_gdp", "run_by", "largest_job", "quota"}, 2},
        {budget, {"factor", "grant"}, 2},
        {open_release, {}, 0},
        {migration, {"rate", "to"}, 1},
        {efficiency_programme, {"part"}, 1},
        {price_shock, {"price_factor", "electricity_factor"}, 2},
    };
    return all;
}

void resolve_policies(Scenario& scenario, const Node& root, Problems& problems) { PolicyResolver{scenario, root, problems}.run(); }

} // namespace sim
