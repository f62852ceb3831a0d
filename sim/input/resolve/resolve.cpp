// The checks of the world: clock, ids, hardware, labs, streams and experiment; and the order in which all checks are made.
#include "input/resolve/resolve.hpp"

#include "input/law_reader.hpp"
#include "input/resolve/resolve_parts.hpp"
#include "sim/event.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace sim {
namespace {

class WorldResolver : private Resolving {
public:
    using Resolving::Resolving;

    void run() {
        if (!scenario_.name.empty()) check_id(within(root_, "scenario"), scenario_.name, problems_);
        check_clock();
        check_ids();
        add_defaults();
        check_sizes();
        check_income_groups();
        check_baskets();
        share_out_drift();
        for (std::size_t i = 0; i < scenario_.hardware.roadmap.size(); ++i) resolve_roadmap(i);
        check_limits();
        for (std::size_t i = 0; i < scenario_.kinds.size(); ++i) resolve_kind(i);
        for (std::size_t i = 0; i < scenario_.labs.size(); ++i) resolve_group(i);
        check_shares();
        for (std::size_t i = 0; i < scenario_.streams.size(); ++i) resolve_stream(i);
        resolve_market(scenario_.hardware.cloud.market, within(within(within(root_, "hardware"), "cloud"), "market"));
        check_experiment();
    }

private:
    // ---- clock --------------------------------------------------------------------------------------------------------

    void check_clock() {
        const Clock& clock = scenario_.clock;
        const Node& node = within(root_, "clock");
        const Node* end = find(node, "end");
        if (clock.funding_months == 0 || 12 % clock.funding_months != 0)
            problems_.at(within(node, "funding"), "clock.funding must divide a year: 1, 2, 3, 4, 6 or 12 mo");
        if (is_date(find(node, "start")) && is_date(end) && !clock_runs_)
            problems_.at(*end, fmt::format("clock.end must come after clock.start, which is {}", to_text(clock.start)));
    }

    // ---- ids ----------------------------------------------------------------------------------------------------------

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
        check_ids_of(scenario_.benchmarks, within(root_, "benchmarks"), "benchmarks");
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
        name_after_id(scenario_.benchmarks);
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

    /// What some countries have only would be measured as if the others were in it.
    void check_income_groups() {
        for (std::size_t c = 0; c < scenario_.countries.size(); ++c) {
            if (scenario_.countries[c].income.find_first_of("/:[]@, ") == std::string::npos) continue;
            problems_.at(
                within(item(within(root_, "countries"), c), "income"),
                fmt::format("countries[{}].income is no word: {}", scenario_.countries[c].id, in_quotes(scenario_.countries[c].income)),
                "letters, digits, '-' and '_'");
        }
        const auto has = [](const Country& country) { return !country.income.empty(); };
        const auto without = std::ranges::find_if_not(scenario_.countries, has);
        if (without == scenario_.countries.end() || std::ranges::none_of(scenario_.countries, has)) return;
        problems_.at(item(within(root_, "countries"), static_cast<std::size_t>(without - scenario_.countries.begin())),
                     fmt::format("countries[{}] has no income group, others have one", without->id), "give 'income' to all, or to none");
    }

    void check_baskets() {
        const Node& list = within(root_, "baskets");
        const int first = calendar_year(scenario_.clock.start), last = calendar_year(scenario_.clock.end);
        for (std::size_t i = 0; i < scenario_.baskets.size(); ++i) {
            const auto basket = static_cast<int>(scenario_.baskets[i]);
            if (clock_runs_ && (basket < first || basket > last))
                problems_.warn(item(list, i), fmt::format("baskets: {} is not played: there is nothing in it", basket),
                               fmt::format("a year from {} to {}", first, last));
            if (i > 0 && scenario_.baskets[i] <= scenario_.baskets[i - 1]) problems_.at(item(list, i), "baskets must ascend");
        }
    }

    /// The drift that stands for all is each country's own: an input of its own, under the country's path.
    void share_out_drift() {
        Number& of_all = scenario_.people.drift;
        if (!of_all.law && of_all.value == 0) return;
        for (Country& country : scenario_.countries)
            if (follows_the_field(scenario_, country) && !country.drift) country.drift = of_all;
        of_all = Number{0.0};
    }

    // ---- hardware and labs --------------------------------------------------------------------------------------------

    void resolve_roadmap(std::size_t i) {
        Roadmap& roadmap = scenario_.hardware.roadmap[i];
        const Node& node = within(item(within(within(root_, "hardware"), "roadmap"), i), "after");
        resolve_id(roadmap.base, ids(scenario_.hardware.generations), roadmap.after, "generation", node);
    }

    /// A release packs its country and its generation into 32 bits.
    void check_limits() {
        constexpr std::size_t most_countries = HardwareRelease::most_countries, most_generations = HardwareRelease::most_generations;
        if (scenario_.countries.size() > most_countries)
            problems_.at_head(item(within(root_, "countries"), most_countries),
                              fmt::format("there are {} countries, at most {} can be played", scenario_.countries.size(), most_countries));
        const Hardware& hardware = scenario_.hardware;
        const Node& list = within(within(root_, "hardware"), "generations");
        std::size_t generations = hardware.generations.size();
        if (generations > most_generations)
            return problems_.at_head(item(list, most_generations), too_many_generations(generations, most_generations));
        for (std::size_t i = 0; i < hardware.roadmap.size(); ++i) {
            generations += members_of(hardware.roadmap[i]);
            if (generations > most_generations)
                return problems_.at(within(item(within(within(root_, "hardware"), "roadmap"), i), "every"),
                                    too_many_generations(generations, most_generations));
        }
    }

    static std::string too_many_generations(std::size_t found, std::size_t most) {
        return fmt::format("there are {} generations of GPUs up to here, at most {} can be played", found, most);
    }

    /// How many GPUs the series has until the end of the clock; 0 where its beginning or its step was not understood.
    [[nodiscard]] std::size_t members_of(const Roadmap& road) const {
        const auto& generations = scenario_.hardware.generations;
        const Span every = from_seconds(road.every.law ? extent_of(*road.every.law).least : road.every.value); // the most that may be drawn
        if (road.base.index >= generations.size() || every <= Span{0}) return 0;
        const Span left = scenario_.clock.end - generations[road.base.index].release;
        return left < every ? 0 : static_cast<std::size_t>(left / every);
    }

    void resolve_kind(std::size_t i) {
        Kind& kind = scenario_.kinds[i];
        const Node& node = item(within(root_, "kinds"), i);
        const auto& generations = scenario_.hardware.generations;
        for (std::size_t j = 0; j < kind.buys.size(); ++j) resolve_market(kind.buys[j], item(within(node, "buys"), j));
        for (std::size_t j = 0; j < kind.heavy.size(); ++j) resolve_market(kind.heavy[j], item(within(node, "heavy"), j));
        resolve_id(kind.first_generation_id, ids(generations), kind.first_generation, "generation", within(node, "first_generation"));
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
        const bool has_kind =
            resolve_id(group.kind_id, ids(scenario_.kinds), group.kind, "kind of lab", within(node, "kind"), names(scenario_.kinds));
        resolve_countries(group, within(node, "of"));
        if (group.share && find(node, "weight") != nullptr)
            problems_.at_head(*find(node, "weight"), fmt::format("labs[{}] has both a share and a weight", group.id),
                              "the share makes the weights");
        if (group.share) need_of_countries(group.countries, "researchers", fmt::format("labs[{}] has a share of them", group.id));
        if (!has_kind) return;
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
            const auto index = find_in(countries, group.of[j], "country", item(of, j), names(scenario_.countries));
            if (!index) continue;
            if (chosen.insert(*index).second)
                group.countries.push_back({*index});
            else
                problems_.at(item(of, j), fmt::format("labs[{}].of names {} twice", group.id, in_quotes(group.of[j])));
        }
        for (std::uint32_t c = 0; c < countries.size() && all; ++c) group.countries.push_back({c});
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

    // ---- experiment ---------------------------------------------------------------------------------------------------

    void check_experiment() {
        constexpr double most_numbers = 1e8; // 800 MB for each thread
        const Experiment& e = scenario_.experiment;
        if (e.samples.empty()) return;
        const Node& node = within(root_, "experiment");
        if (e.wrong > e.nonzero)
            problems_.at(within(node, "wrong"),
                         "experiment.wrong are coefficients in place of some of experiment.nonzero: at most as many");
        else if (std::uint64_t{e.nonzero} + e.wrong > e.coefficients)
            problems_.at(within(node, "coefficients"), "experiment.coefficients must hold experiment.nonzero and experiment.wrong");
        for (std::size_t i = 1; i < e.samples.size(); ++i)
            if (e.samples[i] <= e.samples[i - 1]) problems_.at(item(within(node, "samples"), i), "experiment.samples must ascend");
        for (std::size_t i = 1; i < e.goals.size(); ++i)
            if (e.goals[i] <= e.goals[i - 1]) problems_.at(item(within(node, "goals"), i), "experiment.goals must ascend");
        const double most = e.samples.back();
        if (most * std::max(static_cast<double>(e.coefficients), e.coefficients_per_sample * most) > most_numbers)
            problems_.at(item(within(node, "samples"), e.samples.size() - 1),
                         "experiment: samples x coefficients are more than 1e8 numbers", "that is 800 MB for each thread; take fewer");
    }

    // ---- papers and report --------------------------------------------------------------------------------------------

    void resolve_stream(std::size_t i) {
        Stream& stream = scenario_.streams[i];
        const Node& node = item(within(root_, "streams"), i);
        if (stream.domain.empty()) stream.domain = scenario_.domains.front().id;
        resolve_id(stream.domain_id, ids(scenario_.domains), stream.domain, "domain", within(node, "domain"));
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
};

} // namespace

void resolve(Scenario& scenario, const Node& root, Problems& problems) {
    WorldResolver{scenario, root, problems}.run();
    resolve_ties(scenario, root, problems);
    resolve_yardsticks(scenario, root, problems);
    resolve_policies(scenario, root, problems);
    resolve_report(scenario, root, problems);
    resolve_hindcast(scenario, root, problems);
    resolve_correlations(scenario, root, problems);
    resolve_sweep(scenario, root, problems);
    resolve_warnings(scenario, root, problems);
}

void check_id(const Node& node, std::string_view id, Problems& problems) {
    if (is_name(id)) return;
    const std::string message = fmt::format("{} cannot be a name", in_quotes(id));
    if (node.is(Node::Type::scalar))
        problems.at(node, message, what_makes_a_name);
    else
        problems.at_head(node, message, what_makes_a_name);
}

} // namespace sim
