#include "sim/resolve.hpp"

#include "sim/figure.hpp"
#include "sim/observables.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

namespace sim {

namespace {

using Type = Node::Type;
using Words = std::vector<std::string_view>;

/// The value of a key, or the node itself: always somewhere to point to.
const Node& within(const Node& node, std::string_view key) {
    const Node* found = find(node, key);
    return found != nullptr ? *found : node;
}
const Node& item(const Node& list, std::size_t index) {
    return list.is(Type::list) && index < list.items.size() ? list.items[index] : list;
}

template <class Things> Words ids(const Things& things) {
    Words words;
    for (const auto& thing : things) words.emplace_back(thing.id);
    return words;
}

/// A date that was understood: others have been reported already.
bool is_date(const Node* node) { return node != nullptr && node->is(Type::scalar) && parse_instant(node->text).ok(); }

class Resolver {
public:
    Resolver(Scenario& scenario, const Node& root, Problems& problems) : scenario_(scenario), root_(root), problems_(problems) {}

    void run() {
        if (!scenario_.name.empty()) check_id(within(root_, "scenario"), scenario_.name, problems_);
        check_clock();
        check_ids();
        add_defaults();
        check_sizes();
        for (std::size_t i = 0; i < scenario_.hardware.roadmap.size(); ++i) resolve_roadmap(i);
        for (std::size_t i = 0; i < scenario_.kinds.size(); ++i) resolve_kind(i);
        for (std::size_t i = 0; i < scenario_.labs.size(); ++i) resolve_group(i);
        check_shares();
        for (std::size_t i = 0; i < scenario_.streams.size(); ++i) resolve_stream(i);
        resolve_market(scenario_.hardware.cloud.market, within(within(within(root_, "hardware"), "cloud"), "market"));
        for (std::size_t i = 0; i < scenario_.network.list.size(); ++i) resolve_tie(i);
        for (std::size_t i = 0; i < scenario_.corpora.size(); ++i) resolve_corpus(i);
        for (std::size_t i = 0; i < scenario_.policies.size(); ++i) resolve_policy(i);
        check_experiment();
        resolve_report();
        for (std::size_t i = 0; i < scenario_.claims.size(); ++i) resolve_claim(i);
        resolve_hindcast();
    }

private:
    /// The place of a word in a list; 0, and a problem, where it is not there.
    std::uint32_t find_in(const Words& words, std::string_view word, std::string_view what, const Node& node, std::string_view otherwise = {}) {
        const auto found = std::find(words.begin(), words.end(), word);
        if (found != words.end()) return static_cast<std::uint32_t>(found - words.begin());
        if (!word.empty() && !words.empty()) // an empty list has been reported itself
        {
            const std::string hint = did_you_mean(word, words);
            problems_.at(node, fmt::format("there is no {} {}", what, in_quotes(word)), hint.empty() ? std::string{otherwise} : hint);
        }
        return 0;
    }

    // ---- clock --------------------------------------------------------------------------------------------------------

    void check_clock() {
        const Clock& clock = scenario_.clock;
        const Node& node = within(root_, "clock");
        const Node* end = find(node, "end");
        if (clock.funding_months == 0 || 12 % clock.funding_months != 0)
            problems_.at(within(node, "funding"), "clock.funding must divide a year: 1, 2, 3, 4, 6 or 12 mo");
        clock_runs_ = is_date(find(node, "start")) && is_date(end) && clock.start < clock.end;
        if (is_date(find(node, "start")) && is_date(end) && !clock_runs_)
            problems_.at(*end, fmt::format("clock.end must come after clock.start, which is {}", to_text(clock.start)));
    }

    // ---- ids ----------------------------------------------------------------------------------------------------------

    template <class Things> void check_ids_of(const Things& things, const Node& list, std::string_view what) {
        std::set<std::string_view> known;
        for (std::size_t i = 0; i < things.size(); ++i) {
            const std::string_view id = things[i].id;
            const Node& node = within(item(list, i), "id");
            if (id.empty()) continue;
            check_id(node, id, problems_);
            if (!known.insert(id).second) problems_.at(node, fmt::format("{}: the id {} is there twice", what, in_quotes(id)));
        }
    }

    void check_ids() {
        const Node& hardware = within(root_, "hardware");
        check_ids_of(scenario_.hardware.generations, within(hardware, "generations"), "hardware.generations");
        check_ids_of(scenario_.hardware.roadmap, within(hardware, "roadmap"), "hardware.roadmap");
        check_ids_of(scenario_.countries, within(root_, "countries"), "countries");
        check_ids_of(scenario_.kinds, within(root_, "kinds"), "kinds");
        check_ids_of(scenario_.labs, within(root_, "labs"), "labs");
        check_ids_of(scenario_.sizes, within(root_, "sizes"), "sizes");
        check_ids_of(scenario_.domains, within(root_, "domains"), "domains");
        check_ids_of(scenario_.streams, within(root_, "streams"), "streams");
        check_ids_of(scenario_.network.list, within(within(root_, "network"), "list"), "network.list");
        check_ids_of(scenario_.corpora, within(root_, "corpora"), "corpora");
        check_ids_of(scenario_.policies, within(root_, "policies"), "policies");
        check_ids_of(scenario_.claims, within(root_, "claims"), "claims");
    }

    void add_defaults() {
        if (scenario_.domains.empty())
            scenario_.domains.push_back({"all", {.level = {1.0, {}}, .anchors = {}, .regimes = {}, .ceiling = {}, .cap = {}}});
        if (scenario_.sizes.empty()) scenario_.sizes.push_back({"all", 0});
        const auto name_after_id = [](auto& things) {
            for (auto& thing : things)
                if (thing.name.empty()) thing.name = thing.id;
        };
        name_after_id(scenario_.kinds);
        name_after_id(scenario_.corpora);
        name_after_id(scenario_.policies);
    }

    void check_sizes() {
        const Node& list = within(root_, "sizes");
        const auto& sizes = scenario_.sizes;
        if (sizes.front().from > 0) problems_.at(within(item(list, 0), "from"), "the first of the sizes must begin at 0 person");
        for (std::size_t i = 1; i < sizes.size(); ++i)
            if (sizes[i].from <= sizes[i - 1].from)
                problems_.at(within(item(list, i), "from"),
                             fmt::format("sizes[{}].from must be above that of the size before", sizes[i].id));
    }

    // ---- hardware and labs --------------------------------------------------------------------------------------------

    void resolve_roadmap(std::size_t i) {
        Roadmap& roadmap = scenario_.hardware.roadmap[i];
        const Node& node = within(item(within(within(root_, "hardware"), "roadmap"), i), "after");
        roadmap.base = {find_in(ids(scenario_.hardware.generations), roadmap.after, "generation", node)};
    }

    void resolve_market(const std::string& market, const Node& node) {
        Words markets;
        for (const Generation& generation : scenario_.hardware.generations) markets.emplace_back(generation.market);
        find_in(markets, market, "market", node);
    }

    void resolve_kind(std::size_t i) {
        Kind& kind = scenario_.kinds[i];
        const Node& node = item(within(root_, "kinds"), i);
        const auto& generations = scenario_.hardware.generations;
        for (std::size_t j = 0; j < kind.buys.size(); ++j) resolve_market(kind.buys[j], item(within(node, "buys"), j));
        kind.first_generation_id = {find_in(ids(generations), kind.first_generation, "generation", within(node, "first_generation"))};
        if (kind.first_gpus > 0 && find(node, "first_generation") == nullptr)
            problems_.at(within(node, "first_gpus"), fmt::format("kinds[{}] has first_gpus, but no first_generation", kind.id));
        const Budget& budget = kind.budget;
        const int incomes = budget.income.has_value() + budget.per_researcher.has_value() + budget.of_gdp_per_capita.has_value() +
                            budget.of_gdp.has_value();
        if (incomes > 1)
            problems_.at_head(within(node, "budget"), fmt::format("kinds[{}].budget has {} incomes", kind.id, incomes), "keep one");
    }

    void resolve_group(std::size_t i) {
        LabGroup& group = scenario_.labs[i];
        const Node& node = item(within(root_, "labs"), i);
        group.kind_id = {find_in(ids(scenario_.kinds), group.kind, "kind of lab", within(node, "kind"))};
        resolve_countries(group, within(node, "of"));
        if (group.share && find(node, "weight") != nullptr)
            problems_.at_head(*find(node, "weight"), fmt::format("labs[{}] has both a share and a weight", group.id),
                              "the share makes the weights");
        if (group.share) need_of_countries(group.countries, "researchers", fmt::format("labs[{}] has a share of them", group.id));
        if (scenario_.kinds.empty()) return;
        const Budget& budget = scenario_.kinds[group.kind_id.index].budget;
        const std::string follows = fmt::format("labs[{}] has a budget that follows it", group.id);
        if (budget.of_gdp || budget.of_gdp_per_capita) need_of_countries(group.countries, "gdp", follows);
        if (budget.of_gdp_per_capita) need_of_countries(group.countries, "population", follows);
    }

    void resolve_countries(LabGroup& group, const Node& of) {
        const Words countries = ids(scenario_.countries);
        const bool all = std::find(group.of.begin(), group.of.end(), "*") != group.of.end();
        if (all && group.of.size() > 1) problems_.at(of, fmt::format("labs[{}].of says '*', which is every country, and more", group.id));
        std::set<std::uint32_t> chosen;
        for (std::size_t j = 0; j < group.of.size() && !all; ++j) {
            const std::uint32_t index = find_in(countries, group.of[j], "country", item(of, j));
            if (std::find(countries.begin(), countries.end(), group.of[j]) == countries.end()) continue;
            if (chosen.insert(index).second)
                group.countries.push_back({index});
            else
                problems_.at(item(of, j), fmt::format("labs[{}].of names {} twice", group.id, in_quotes(group.of[j])));
        }
        for (std::uint32_t c = 0; c < countries.size() && all; ++c) group.countries.push_back({c});
    }

    void need_of_countries(const std::vector<CountryId>& countries, std::string_view key, const std::string& why) {
        for (const CountryId country : countries) {
            const Node& node = item(within(root_, "countries"), country.index);
            if (!node.is(Type::map) || find(node, key) != nullptr) continue;
            problems_.at_head(node, fmt::format("countries[{}] needs '{}'", scenario_.countries[country.index].id, key),
                              why);
        }
    }

    void check_shares() {
        constexpr double rounding = 1e-9;
        std::map<std::uint32_t, double> sums;
        for (std::size_t i = 0; i < scenario_.labs.size(); ++i) {
            const LabGroup& group = scenario_.labs[i];
            if (!group.share) continue;
            for (const CountryId country : group.countries) {
                double& sum = sums[country.index];
                const bool fitted = sum <= 1 + rounding;
                sum += *group.share;
                if (fitted && sum > 1 + rounding)
                    problems_.at(within(item(within(root_, "labs"), i), "share"),
                                 fmt::format("with this share, the labs of {} have more than all its researchers",
                                             scenario_.countries[country.index].id));
            }
        }
    }

    // ---- know-how, data, policies ----------------------------------------------------------------------------------------

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
            if (const auto found = lab_of_name(scenario_, text)) lab = *found;
            else problems_.at(within(node, key), fmt::format("there is no lab {}", in_quotes(text)), labs_hint(text));
        };
        resolve_end(tie.from, "from", tie.from_lab);
        resolve_end(tie.to, "to", tie.to_lab);
        if (!tie.from.empty() && tie.from == tie.to) problems_.at(within(node, "to"), fmt::format("a tie of {} with itself", in_quotes(tie.to)));
    }

    void resolve_corpus(std::size_t i) {
        resolve_market(scenario_.corpora[i].market, within(item(within(root_, "corpora"), i), "market"));
    }

    /// What each kind of policy takes; the first is needed, or for public_cloud one of the first two.
    struct Terms {
        std::string_view what;
        Policy::What is;
        std::vector<std::string_view> keys;
        std::size_t needed;                         // so many of the first keys, of which one must be there
    };
    static const std::vector<Terms>& terms() {
        using enum Policy::What;
        static const std::vector<Terms> all = {
            {"hardware_access", hardware_access, {"delay", "cap", "price_factor", "opens"}, 4},
            {"public_cloud", public_cloud, {"income", "of_gdp", "run_by", "largest_job", "quota"}, 2},
            {"budget", budget, {"factor", "grant"}, 2},
            {"open_release", open_release, {}, 0},
            {"migration", migration, {"rate", "to"}, 1},
            {"efficiency_programme", efficiency_programme, {"part"}, 1},
            {"price_shock", price_shock, {"price_factor", "electricity_factor"}, 2},
        };
        return all;
    }

    void resolve_policy(std::size_t i) {
        Policy& policy = scenario_.policies[i];
        const Node& node = item(within(root_, "policies"), i);
        Words known;
        for (const Terms& t : terms()) known.push_back(t.what);
        const auto found = std::ranges::find(terms(), policy.what, &Terms::what);
        if (found == terms().end()) {
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

    static std::string what_it_takes(const Terms& terms_of_it) {
        return terms_of_it.keys.empty() ? "it takes nothing besides 'whom' and dates" : fmt::format("it takes {}", fmt::join(terms_of_it.keys, ", "));
    }

    void check_terms(const Policy& policy, const Terms& terms_of_it, const Node& node) {
        static constexpr std::string_view common[] = {"id", "name", "what", "at", "until", "whom", "source", "note", "checked"};
        for (const Node& entry : node.items) {
            const std::string_view key = entry.key;
            const bool known = std::ranges::find(common, key) != std::end(common) || std::ranges::find(terms_of_it.keys, key) != terms_of_it.keys.end();
            bool elsewhere = false;
            for (const Terms& t : terms()) elsewhere |= std::ranges::find(t.keys, key) != t.keys.end();
            if (!known && elsewhere) problems_.at_head(entry, fmt::format("policies[{}]: {} says nothing about {}", policy.id, policy.what, in_quotes(key)), what_it_takes(terms_of_it));
        }
        std::string choice;
        for (std::size_t k = 0; k < terms_of_it.needed; ++k) {
            if (find(node, terms_of_it.keys[k]) != nullptr) return;
            choice += fmt::format("{}'{}'", k == 0 ? "" : " or ", terms_of_it.keys[k]);
        }
        if (terms_of_it.needed > 0) problems_.at_head(node, fmt::format("policies[{}] needs {}", policy.id, choice), fmt::format("{} is about that", policy.what));
    }

    void resolve_whom(Policy& policy, const Node& node) {
        const auto choose = [&](const std::vector<std::string>& words, const Words& known, std::string_view what, const Node& list, auto& chosen) {
            for (std::size_t j = 0; j < words.size(); ++j) {
                if (std::find(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(j), words[j]) != words.begin() + static_cast<std::ptrdiff_t>(j))
                    problems_.at(item(list, j), fmt::format("policies[{}].whom names {} twice", policy.id, in_quotes(words[j])));
                chosen.push_back({find_in(known, words[j], what, item(list, j))});
            }
            for (std::uint32_t k = 0; words.empty() && k < known.size(); ++k) chosen.push_back({k});
        };
        choose(policy.whom.country, ids(scenario_.countries), "country", within(node, "country"), policy.whom.countries);
        choose(policy.whom.kind, ids(scenario_.kinds), "kind of lab", within(node, "kind"), policy.whom.kinds);
    }

    void resolve_migration(Policy& policy, const Node& node) {
        if (policy.to.empty()) return problems_.at_head(node, fmt::format("policies[{}] needs 'to'", policy.id), "the country to which researchers move");
        policy.to_id = {find_in(ids(scenario_.countries), policy.to, "country", within(node, "to"))};
        if (!policy.whom.kind.empty())
            problems_.at(within(within(node, "whom"), "kind"), fmt::format("policies[{}]: researchers of all kinds of labs move", policy.id), "name countries only");
        std::erase(policy.whom.countries, policy.to_id);
        if (policy.whom.countries.empty())
            problems_.at(within(node, "to"), fmt::format("policies[{}]: nobody can move, as {} is the only country named", policy.id, in_quotes(policy.to)));
    }

    void resolve_public_cloud(Policy& policy, const Node& node) {
        policy.run_by_id = policy.whom.kinds.empty() ? KindId{0} : policy.whom.kinds.front();
        if (!policy.run_by.empty()) policy.run_by_id = {find_in(ids(scenario_.kinds), policy.run_by, "kind of lab", within(node, "run_by"))};
        if (policy.income && policy.of_gdp) problems_.at_head(*find(node, "of_gdp"), fmt::format("policies[{}] has both 'income' and 'of_gdp'", policy.id), "keep one");
        if (policy.of_gdp) need_of_countries(policy.whom.countries, "gdp", fmt::format("policies[{}] has a part of it", policy.id));
    }

    // ---- experiment ---------------------------------------------------------------------------------------------------

    void check_experiment() {
        constexpr double most_numbers = 1e8;            // 800 MB for each thread
        const Experiment& e = scenario_.experiment;
        if (e.samples.empty()) return;
        const Node& node = within(root_, "experiment");
        if (e.wrong > e.nonzero)
            problems_.at(within(node, "wrong"), "experiment.wrong are coefficients in place of some of experiment.nonzero: at most as many");
        else if (std::uint64_t{e.nonzero} + e.wrong > e.coefficients)
            problems_.at(within(node, "coefficients"), "experiment.coefficients must hold experiment.nonzero and experiment.wrong");
        for (std::size_t i = 1; i < e.samples.size(); ++i)
            if (e.samples[i] <= e.samples[i - 1]) problems_.at(item(within(node, "samples"), i), "experiment.samples must ascend");
        for (std::size_t i = 1; i < e.goals.size(); ++i)
            if (e.goals[i] <= e.goals[i - 1]) problems_.at(item(within(node, "goals"), i), "experiment.goals must ascend");
        const double most = e.samples.back();
        if (most * std::max(static_cast<double>(e.coefficients), e.coefficients_per_sample * most) > most_numbers)
            problems_.at(item(within(node, "samples"), e.samples.size() - 1), "experiment: samples x coefficients are more than 1e8 numbers",
                         "that is 800 MB for each thread; take fewer");
    }

    // ---- papers and report --------------------------------------------------------------------------------------------

    void resolve_stream(std::size_t i) {
        Stream& stream = scenario_.streams[i];
        const Node& node = item(within(root_, "streams"), i);
        if (stream.domain.empty()) stream.domain = scenario_.domains.front().id;
        stream.domain_id = {find_in(ids(scenario_.domains), stream.domain, "domain", within(node, "domain"))};
        const bool dates = find(node, "at") != nullptr, rate = find(node, "rate") != nullptr;
        if (dates && rate)
            problems_.at_head(*find(node, "rate"), fmt::format("streams[{}] has both 'at' and 'rate'", stream.id), "keep one");
        if (!dates && !rate)
            problems_.at_head(node, fmt::format("streams[{}] needs 'at' or 'rate'", stream.id),
                              "such as 'at: [2017-10-17]' or 'rate: 5 paper/yr'");
        for (std::size_t j = 0; j < stream.at.size(); ++j) {
            const Node& date = item(within(node, "at"), j);
            if (!is_date(&date)) continue;
            if (j > 0 && stream.at[j] < stream.at[j - 1]) problems_.at(date, fmt::format("streams[{}].at must ascend", stream.id));
            if (clock_runs_ && stream.at[j] < scenario_.clock.start)
                problems_.at(date, fmt::format("streams[{}].at is before clock.start", stream.id));
        }
    }

    void resolve_report() {
        Report& report = scenario_.report;
        const Node& node = within(root_, "report");
        Words known;
        for (const MetricRow& row : metrics()) known.push_back(row.id);
        known.push_back("ledger");                      // the table of where the compute went
        for (std::size_t i = 0; i < report.tables.size(); ++i) find_in(known, report.tables[i], "measure", item(within(node, "tables"), i));
        for (std::size_t i = 0; i < report.groups.size(); ++i) check_group(report.groups[i], item(within(node, "groups"), i));
        if (clock_runs_) resolve_dates(report.dates, within(node, "dates"));
    }

    /// A figure can only be understood in the variants that it is about.
    void resolve_claim(std::size_t i) {
        const Claim& claim = scenario_.claims[i];
        const Node& node = item(within(root_, "claims"), i);
        check_printed(claim.published, within(node, "published"));
        if (!claim.tolerance.empty()) {
            check_printed(claim.tolerance, within(node, "tolerance"));
            if (parse_quantity(claim.tolerance).quantity.dimension != parse_quantity(claim.published).quantity.dimension)
                problems_.at(within(node, "tolerance"), fmt::format("claims[{}].tolerance does not measure the same as 'published'", claim.id));
        }
        const bool concerned = claim.variant.empty() || claim.variant == scenario_.variant || std::ranges::find(claim.instead, scenario_.variant) != claim.instead.end();
        if (!concerned || !clock_runs_ || problems_.size() > 0 || claim.metric.empty()) return;
        const ParsedFigure parsed = Figure::parse(claim.metric, Layout(scenario_));
        if (!parsed.ok()) problems_.at(within(node, "metric"), fmt::format("claims[{}].metric, at '{}': {}", claim.id, claim.metric.substr(parsed.at, 30), parsed.error));
    }

    void check_printed(const std::string& text, const Node& node) {
        const ParsedQuantity parsed = parse_quantity(text);
        if (!text.empty() && !parsed.ok()) problems_.at(node, parsed.error);
    }

    // ---- hindcast -----------------------------------------------------------------------------------------------------

    void resolve_hindcast() {
        check_ids_of(scenario_.observations, within(root_, "observations"), "observations");
        for (std::size_t i = 0; i < scenario_.observations.size(); ++i) resolve_observation(i);
        const Node& origin = within(within(root_, "hindcast"), "origin");
        if (!scenario_.hindcast.origin || !is_date(&origin)) return;
        if (clock_runs_ && (*scenario_.hindcast.origin < scenario_.clock.start || *scenario_.hindcast.origin >= scenario_.clock.end))
            problems_.at(origin, fmt::format("hindcast.origin must lie between clock.start and clock.end, {} and {}",
                                             to_text(scenario_.clock.start), to_text(scenario_.clock.end)));
        for (const Node& part : root_.items) {
            static constexpr std::string_view no_inputs[] = {"clock", "observations", "hindcast", "report", "claims"};
            if (std::ranges::find(no_inputs, part.key) == std::end(no_inputs)) refuse_later(part);
        }
    }

    void refuse_later(const Node& node) {
        static constexpr std::string_view dates[] = {"at", "from", "until", "release"};
        const bool dated = std::ranges::find(dates, node.key) != std::end(dates);
        if (node.is(Type::scalar) && dated) refuse_later_date(node, node.text, false);
        for (const Node& entry : node.items) {
            if (node.is(Type::map)) refuse_later_date(entry, entry.key, true);
            if (dated && entry.is(Type::scalar) && (node.is(Type::list) || entry.key == "value"))
                refuse_later_date(entry, entry.text, false);
            refuse_later(entry);
        }
    }

    void refuse_later_date(const Node& node, const std::string& text, bool is_key) {
        const ParsedInstant date = parse_instant(text);
        if (!date.ok() || date.instant <= *scenario_.hindcast.origin) return;
        const std::string message =
            fmt::format("{} is after the hindcast's origin, {}: nobody knew it then", in_quotes(text), to_text(*scenario_.hindcast.origin));
        constexpr const char* hint = "'~' removes what a file below says";
        if (is_key)
            problems_.at_head(node, message, hint);
        else
            problems_.at(node, message, hint);
    }

    void resolve_observation(std::size_t i) {
        Observation& observation = scenario_.observations[i];
        const Node& node = item(within(root_, "observations"), i);
        if (observation.name.empty()) observation.name = observation.id;
        static constexpr std::string_view scales[] = {"identity", "log", "logit"};
        const auto scale = std::ranges::find(scales, observation.scale);
        if (scale == std::end(scales))
            problems_.at(within(node, "scale"), fmt::format("observations[{}].scale must be identity, log or logit, not {}", observation.id,
                                                            in_quotes(observation.scale)));
        else
            observation.on = static_cast<Observation::Scale>(scale - std::begin(scales));
        resolve_points(observation, within(node, "values"));
        if (observation.values.points.empty() || observation.metric.empty() || !clock_runs_ || problems_.size() > 0) return;
        const std::string date = to_text(sample_dates(scenario_.clock).back());
        const ParsedFigure parsed = Figure::parse(dated(observation.metric, date), Layout(scenario_));
        if (!parsed.ok())
            problems_.at(within(node, "metric"), fmt::format("observations[{}].metric: {}", observation.id, parsed.error));
        else
            resolve_unit(observation, within(node, "values"));
    }

    /// Whole years become dates; what is to be scored must be measured, and what is on a logarithmic scale must be on it.
    void resolve_points(Observation& observation, const Node& values) {
        const std::vector<Instant> samples = clock_runs_ ? sample_dates(scenario_.clock) : std::vector<Instant>{};
        std::size_t before = 0, after = 0;
        const auto& origin = scenario_.hindcast.origin;
        for (Series::Point& point : observation.values.points) {
            const Node& node = node_at(values, point.at);
            const int in_year = calendar_year(point.at);
            if (point.whole_year) point.at = new_year(in_year + 1) - std::chrono::days(1);
            const auto found = std::find_if(samples.rbegin(), samples.rend(),
                                            [&](Instant s) { return point.whole_year ? calendar_year(s) == in_year : s == point.at; });
            if (found != samples.rend()) point.at = *found;
            const bool scored = origin && point.at > *origin;
            (scored ? after : before) += 1;
            if (scored && clock_runs_ && found == samples.rend())
                problems_.at_head(node, fmt::format("observations[{}].values: {} is no sample date", observation.id, in_quotes(node.key)));
            check_on_scale(observation, point.value.value, node);
        }
        std::ranges::stable_sort(observation.values.points, {}, &Series::Point::at);
        const auto twice = std::ranges::adjacent_find(observation.values.points, {}, &Series::Point::at);
        if (twice != observation.values.points.end())
            problems_.at_head(values, fmt::format("observations[{}].values has two for {}", observation.id, to_text(twice->at)));
        if (!origin || observation.values.points.empty()) return;
        const auto need = [&](std::string_view what) {
            problems_.at_head(
                values, fmt::format("observations[{}].values needs {} the hindcast's origin, {}", observation.id, what, to_text(*origin)));
        };
        if (before < 2) need("two or more dates up to");
        if (after < 1) need("one or more dates after");
    }

    static const Node& node_at(const Node& values, Instant at) {
        const auto found = std::ranges::find_if(values.items, [&](const Node& n) {
            const auto date = parse_instant(n.key);
            return date.ok() && date.instant == at;
        });
        return found == values.items.end() ? values : *found;
    }

    void check_on_scale(const Observation& observation, double value, const Node& node) {
        if (observation.on == Observation::Scale::log && value <= 0)
            problems_.at(node, fmt::format("observations[{}].values: {} has no logarithm", observation.id, in_quotes(node.text)),
                         "take 'scale: identity'");
        if (observation.on == Observation::Scale::logit && (value <= 0 || value >= 1))
            problems_.at(
                node,
                fmt::format("observations[{}].values: {} has no logit, as it is not between 0 and 1", observation.id, in_quotes(node.text)),
                "take 'scale: identity'");
    }

    /// Metrics of one unit that are only added keep it; any other figure is what its values are.
    void resolve_unit(Observation& observation, const Node& values) {
        const auto& points = observation.values.points;
        const std::vector<Metric> named = metrics_in(observation.metric);
        const MetricRow& first = row_of(named.empty() ? Metric::research_share : named.front());
        const auto same_unit = [&](Metric metric) { return row_of(metric).unit == first.unit; };
        const bool plain =
            !named.empty() && std::ranges::all_of(named, same_unit) && observation.metric.find_first_of("*/^()") == std::string::npos;
        const Dimension dimension = plain ? dimension_of(first.unit) : points.front().value.dimension;
        observation.unit = plain ? std::string(first.unit) : unit_text(dimension);
        observation.per_base = plain ? first.per_base : 1;
        for (const auto& point : points) {
            if (point.value.dimension != dimension)
                return problems_.at_head(values,
                                         fmt::format("observations[{}].values must all be {}", observation.id,
                                                     observation.unit.empty() ? "numbers without a unit" : "in " + observation.unit));
        }
    }

    /// "country:CHN" and the like for all things of the scenario.
    std::vector<std::string> simple_groups() const {
        std::vector<std::string> names{"world"};
        for (const Country& c : scenario_.countries) names.push_back("country:" + c.id);
        for (const Kind& k : scenario_.kinds) names.push_back("kind:" + k.id);
        for (const SizeClass& s : scenario_.sizes) names.push_back("size:" + s.id);
        for (const Domain& d : scenario_.domains) names.push_back("domain:" + d.id);
        for (const Corpus& c : scenario_.corpora) names.push_back("corpus:" + c.id);
        for (const std::string_view learner : learner_names) {
            for (const std::uint32_t samples : scenario_.experiment.samples) names.push_back(fmt::format("learner:{}/n:{}", learner, samples));
            for (const double goal : scenario_.experiment.goals) names.push_back(fmt::format("learner:{}/goal:{}", learner, to_text(goal)));
        }
        return names;
    }

    /// A simple group, or "country:CHN/kind:academia".
    void check_group(const std::string& name, const Node& node) {
        const std::vector<std::string> simple = simple_groups();
        const Words words{simple.begin(), simple.end()};
        const std::size_t slash = name.find('/');
        const bool crossed = name.starts_with("country:") && slash != name.npos && name.compare(slash + 1, 5, "kind:") == 0;
        find_in(words, crossed ? name.substr(0, slash) : name, "group", node);
        if (crossed) find_in(words, name.substr(slash + 1), "group", node);
    }

    void resolve_dates(std::vector<Instant>& dates, const Node& list) {
        const std::vector<Instant> samples = sample_dates(scenario_.clock);
        for (std::size_t i = 0; i < dates.size(); ++i) {
            const Node& node = item(list, i);
            if (!is_date(&node)) continue;
            const bool whole_year = node.text.size() == 4;
            const auto found = std::find_if(samples.rbegin(), samples.rend(), [&](Instant sample) {
                return whole_year ? calendar_year(sample) == calendar_year(dates[i]) : sample == dates[i];
            });
            if (found == samples.rend()) {
                const auto after = std::lower_bound(samples.begin(), samples.end(), dates[i]);
                problems_.at(node, fmt::format("report.dates: {} is no sample date", in_quotes(node.text)),
                             fmt::format("near it is {}", to_text(after == samples.end() ? samples.back() : *after)));
                continue;
            }
            dates[i] = *found;
            if (i > 0 && is_date(&item(list, i - 1)) && dates[i] <= dates[i - 1]) problems_.at(node, "report.dates must ascend");
        }
    }

    Scenario& scenario_;
    const Node& root_;
    Problems& problems_;
    bool clock_runs_ = false;
};

}  // namespace

void resolve(Scenario& scenario, const Node& root, Problems& problems) { Resolver{scenario, root, problems}.run(); }

void check_id(const Node& node, std::string_view id, Problems& problems) {
    const auto proper = [](char c) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
        return letter || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '+' || c == '.';
    };
    const bool good =
        std::all_of(id.begin(), id.end(), proper) && !id.empty() && id.front() != '.' && id.front() != '-' && id.size() <= 100;
    if (good) return;
    const std::string message = fmt::format("{} cannot be a name", in_quotes(id));
    constexpr const char* hint = "letters, digits, '_', '-', '+' and inner '.' can make one";
    if (node.is(Type::scalar))
        problems.at(node, message, hint);
    else
        problems.at_head(node, message, hint);
}

}  // namespace sim
