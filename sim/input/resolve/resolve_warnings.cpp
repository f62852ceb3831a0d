// What a scenario may say, and its author will hardly have meant: things that change nothing, and tables in which nothing can stand.
#include "input/resolve/resolve_parts.hpp"

#include "base/units.hpp"
#include "model/fields.hpp"
#include "sim/metric.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <variant>

namespace sim {
namespace {

using std::chrono::year_month;

/// The first funding round on or after an instant of the story; the first of all is on day one.
Instant round_from(const Clock& clock, Instant at) {
    if (at <= clock.start) return clock.start;
    const std::chrono::year_month_day day{std::chrono::floor<std::chrono::days>(at)};
    for (year_month month = day.year() / std::chrono::January;; month += std::chrono::months(clock.funding_months)) {
        const Instant round = std::chrono::sys_days{month / 1};
        if (round >= at) return round;
    }
}

std::string lower_case(std::string_view text) {
    std::string small(text);
    std::ranges::transform(small, small.begin(), lower);
    return small;
}

/// The keys of a struct that only programmes go by.
struct KeysOfProgramme {
    std::vector<std::string_view> keys;
    template <class T> void field(const Field& row, T&) {
        if (row.of_programme) keys.push_back(row.key);
    }
};

class WarningFinder : private Resolving {
public:
    using Resolving::Resolving;

    void run() {
        warn_of_end();
        warn_of_lookalikes();
        for (std::size_t k = 0; k < scenario_.kinds.size(); ++k) warn_of_idle_kind(k);
        for (std::size_t p = 0; p < scenario_.policies.size(); ++p) {
            warn_of_idle_policy(p);
            warn_of_nobody(p);
        }
        warn_of_parts(root_);
        warn_of_nothing_to_do();
        warn_of_tables();
        warn_of_other_work();
        warn_of_paths();
        warn_of_adoption();
        if (!scenario_.claims.empty() && !scenario_.sweep.over.list.empty())
            problems_.warn(within(root_, "claims"), "claims are judged where nothing is swept: here they are not",
                           "leave out 'sweep', or play the claims in a file without one");
        for (std::size_t c = 0; c < scenario_.claims.size(); ++c) warn_of_claimed_share(c);
    }

private:
    // ---- time ---------------------------------------------------------------------------------------------------------

    void warn_of_end() {
        const int in_year = calendar_year(scenario_.clock.end);
        if (scenario_.clock.end != new_year(in_year)) return;
        const Layout layout(scenario_);
        problems_.warn(within(within(root_, "clock"), "end"),
                       fmt::format("clock.end is the first day of {}: what is measured last is of {}", in_year,
                                   to_text(layout.period(layout.dates.size() - 1))),
                       fmt::format("'{}' ends with that year", in_year - 1));
    }

    void warn_of_idle_policy(std::size_t p) {
        const Policy& policy = scenario_.policies[p];
        const Clock& clock = scenario_.clock;
        const Node& node = item(within(root_, "policies"), p);
        const std::string name = fmt::format("policies[{}]", policy.id);
        if (policy.at > clock.end)
            return problems_.warn(within(node, "at"), fmt::format("{} begins after the end, {}: nothing happens", name, to_text(clock.end)),
                                  "begin earlier, or let 'clock' end later");
        if (policy.until && *policy.until <= clock.start)
            return problems_.warn(within(node, "until"),
                                  fmt::format("{} is over before the start, {}: nothing happens", name, to_text(clock.start)),
                                  "end later, or leave the policy out");
        if (is_programme() && std::holds_alternative<EfficiencyProgramme>(policy.what))
            return problems_.warn(within(node, "what"), fmt::format("{} has no effect where research.work is programme", name),
                                  "leave the policy out, or let 'work' be jobs");
        warn_of_parts_without_effect(policy, node, name);
        if (std::holds_alternative<Posts>(policy.what)) warn_of_posts(policy, node, name);
        const bool pays = std::holds_alternative<BudgetChange>(policy.what) || std::holds_alternative<PublicCloud>(policy.what);
        const Instant round = round_from(clock, policy.at);
        if (pays && (round > clock.end || (policy.until && round >= *policy.until)))
            problems_.warn(within(node, "at"), fmt::format("{} covers no funding round: nothing is paid", name),
                           fmt::format("the next round is on {}; 'clock: {{funding: 1 mo}}' has one each month", to_text(round)));
    }

    /// Researchers are counted on 1 January, and posts are further ones of those of whom labs have a share.
    void warn_of_posts(const Policy& policy, const Node& node, const std::string& name) {
        const auto has_share = [&](const LabGroup& group) {
            return group.share && std::ranges::any_of(group.countries, [&](CountryId c) { return policy.whom.holds(c, group.kind_id); });
        };
        if (std::ranges::none_of(scenario_.labs, has_share))
            problems_.warn(node, fmt::format("{} pays nobody: none of its labs has a share of the country's researchers", name),
                           "give the groups of labs a 'share'");
        const Instant start = std::max(policy.at, scenario_.clock.start);
        const int in_year = calendar_year(start);
        const Instant next = start == scenario_.clock.start || start == new_year(in_year) ? start : new_year(in_year + 1);
        if (next > scenario_.clock.end || (policy.until && next >= *policy.until))
            problems_.warn(within(node, "at"),
                           fmt::format("{} covers no 1 January, on which researchers are counted: nobody is paid", name),
                           fmt::format("begin on {}", to_text(new_year(in_year + 1))));
    }

    /// Fields of a policy that the world around it makes idle.
    void warn_of_parts_without_effect(const Policy& policy, const Node& node, const std::string& name) {
        const auto warn = [&](std::string_view key, const std::string& why) {
            if (find(node, key) != nullptr)
                problems_.warn(within(node, key), fmt::format("{}.{} has no effect {}", name, key, why), "leave it out");
        };
        if (is_programme() && std::holds_alternative<PublicCloud>(policy.what)) {
            for (const std::string_view key : {"quota", "largest_job"})
                warn(key, "where research.work is programme: each lab has its researchers' part of the cloud");
        }
        if (std::holds_alternative<PriceShock>(policy.what) && !scenario_.hardware.bills_electricity)
            warn("electricity_factor", "where hardware.bills_electricity is false: labs do not pay for it apart");
    }

    // ---- ways to work -------------------------------------------------------------------------------------------------

    [[nodiscard]] bool is_programme() const { return scenario_.research.work == Research::Work::programme; }

    /// What only one of the two ways to work goes by.
    void warn_of_other_work() {
        if (is_programme()) return;
        warn_of_programme(scenario_.research, "research");
        warn_of_programme(scenario_.people, "people");
    }
    template <class Section> void warn_of_programme(Section& section, std::string_view key) {
        const Node& node = within(root_, key);
        KeysOfProgramme programme;
        fields(programme, section);
        for (const std::string_view field : programme.keys)
            if (find(node, field) != nullptr)
                problems_.warn(within(node, field), fmt::format("{}.{} has no effect where research.work is jobs", key, field),
                               "leave it out, or set 'research: {work: programme}'");
    }

    // ---- people -------------------------------------------------------------------------------------------------------

    /// What no country's path after its table goes by.
    void warn_of_paths() {
        const Node& people = within(root_, "people");
        const auto follows = [&](const Country& country) { return follows_the_field(scenario_, country); };
        const bool none = std::ranges::none_of(scenario_.countries, follows);
        const std::string_view why =
            scenario_.people.field_growth ? "every country with researchers has a growth of its own" : "people.field_growth is not given";
        for (const std::string_view key : {"field_growth", "field_shock", "follows_gdp", "drift", "share_walk"})
            if (none && find(people, key) != nullptr)
                problems_.warn(within(people, key), fmt::format("people.{} has no effect: {}", key, why), hint_of_paths());
        for (std::size_t c = 0; c < scenario_.countries.size(); ++c) warn_of_drift(c);
    }
    [[nodiscard]] std::string hint_of_paths() const {
        return scenario_.people.field_growth ? "leave it out, or a country's 'researchers: {growth: ...}'"
                                             : "such as 'people: {field_growth: 10 %/yr}', or leave it out";
    }
    void warn_of_drift(std::size_t c) {
        const Country& country = scenario_.countries[c];
        const Node& node = item(within(root_, "countries"), c);
        if (!country.drift || find(node, "drift") == nullptr || follows_the_field(scenario_, country)) return;
        problems_.warn(within(node, "drift"),
                       fmt::format("countries[{}].drift has no effect: {}", country.id,
                                   !scenario_.people.field_growth        ? "people.field_growth is not given"
                                   : country.researchers.regimes.empty() ? "the country has no researchers"
                                                                         : "its researchers have a growth of their own"),
                       "leave it out");
    }

    /// Teams take to GPUs where others have: where nobody has, nobody does.
    void warn_of_adoption() {
        const People& people = scenario_.people;
        if (!is_programme() || (!people.adoption.law && people.adoption == 0)) return;
        if (people.first_users.law || people.first_users != 0) return;
        problems_.warn_head(within(within(root_, "people"), "first_users"),
                            "people.first_users is 0: adoption never starts, and nobody ever works with GPUs",
                            "such as 'people: {first_users: 1 %}', or 'adoption: 0 %/yr', with which all do from the start");
    }

    // ---- names --------------------------------------------------------------------------------------------------------

    void warn_of_nobody(std::size_t p) {
        const Policy& policy = scenario_.policies[p];
        const auto holds = [&](const LabGroup& group) {
            return std::ranges::any_of(group.countries, [&](CountryId country) { return policy.whom.holds(country, group.kind_id); });
        };
        if (std::holds_alternative<PublicCloud>(policy.what) || std::ranges::any_of(scenario_.labs, holds)) return;
        problems_.warn(item(within(root_, "policies"), p),
                       fmt::format("policies[{}] is about no lab: there is none of these kinds there", policy.id), "change 'whom'");
    }

    void warn_of_lookalikes() {
        const Node& hardware = within(root_, "hardware");
        for (const std::string_view key : {"generations", "roadmap"}) warn_of_lookalikes_in(within(hardware, key), key);
        for (const Node& section : root_.items) warn_of_lookalikes_in(section, section.key);
    }
    void warn_of_lookalikes_in(const Node& list, std::string_view what) {
        if (!list.is(Type::list)) return;
        std::map<std::string, std::string_view> known;
        for (const Node& thing : list.items) {
            const std::string_view id = id_of(thing);
            const auto [first, is_new] = known.emplace(lower_case(id), id);
            if (!id.empty() && !is_new && first->second != id)
                problems_.warn(within(thing, "id"),
                               fmt::format("{}: {} differs only in case from {}", what, in_quotes(id), in_quotes(first->second)),
                               "if both are the same, write it alike");
        }
    }

    void warn_of_idle_kind(std::size_t k) {
        const auto is_this = [&](KindId id) { return id.index == k; };
        const bool used = std::ranges::any_of(scenario_.labs, is_this, &LabGroup::kind_id);
        const bool runs_cloud = std::ranges::any_of(scenario_.policies, [&](const Policy& policy) {
            const auto* const cloud = std::get_if<PublicCloud>(&policy.what);
            return cloud != nullptr && is_this(cloud->run_by_id);
        });
        if (used || runs_cloud) return;
        problems_.warn(within(item(within(root_, "kinds"), k), "id"),
                       fmt::format("no labs are of kind {}", in_quotes(scenario_.kinds[k].id)), "name it in 'labs', or leave it out");
    }

    // ---- numbers ------------------------------------------------------------------------------------------------------

    /// Money as a part of GDP may be above 1, and hardly ever is.
    void warn_of_parts(const Node& node) {
        for (const Node& entry : node.items) {
            if (entry.key == "of_gdp" || entry.key == "of_gdp_per_capita") warn_of_part(entry, entry.key);
            warn_of_parts(entry);
        }
    }
    void warn_of_part(const Node& node, const std::string& key) {
        if (node.is(Type::scalar) && node.key != "growth" && node.key != "source" && node.key != "note")
            warn_of_per_cent(node, node.text, key);
        for (const Node& entry : node.items) warn_of_part(entry, key);
    }
    void warn_of_per_cent(const Node& node, const std::string& text, std::string_view what) {
        const ParsedQuantity parsed = parse_quantity(text);
        if (!parsed.ok() || !unit_in(text).empty() || parsed.quantity.value <= 1) return;
        problems_.warn(node, fmt::format("{}: {} is a part, {:.6g} %", what, in_quotes(text), 100 * parsed.quantity.value),
                       fmt::format("is '{} %' meant?", text));
    }
    void warn_of_claimed_share(std::size_t c) {
        const Claim& claim = scenario_.claims[c];
        const std::string_view metric = std::string_view(claim.metric).substr(0, claim.metric.find_first_of("[@ "));
        const MetricRow* const row = find_metric(metric);
        if (row == nullptr || !is_share(*row) || claim.metric.find_first_of("+-*/^()") != std::string::npos) return;
        warn_of_per_cent(within(item(within(root_, "claims"), c), "published"), claim.published,
                         fmt::format("claims[{}].published", claim.id));
    }

    // ---- nothing to do ------------------------------------------------------------------------------------------------

    void warn_of_nothing_to_do() {
        const Research& research = scenario_.research;
        const bool papers = scenario_.seeds.count > 0 || !scenario_.streams.empty();
        if (research.endogenous && !papers && !is_programme())
            problems_.warn_head(within(root_, "seeds"), "no paper can ever appear: seeds.count is 0 and there is no stream",
                                "such as 'seeds: {count: 50 paper, compute: 1e18 FLOP}'");
        if (research.endogenous && papers && is_zero(research.research_time))
            problems_.warn_head(
                within(within(root_, "research"), "research_time"),
                "research.research_time is 0: a team is through with a project as soon as its jobs are, and goes on without end",
                "such as 'research: {research_time: 90 d}'");
        if ((research.endogenous || !scenario_.streams.empty()) && !somebody_has_money())
            problems_.warn_head(within(root_, "kinds"), "no lab has an income, or GPUs to begin with: nobody can compute",
                                "such as 'budget: {per_researcher: 1000 USD/yr/person}'");
    }
    static bool is_zero(const Distribution& law) {
        const auto* const constant = std::get_if<Constant>(&law.law);
        return constant != nullptr && constant->value == 0;
    }
    [[nodiscard]] bool somebody_has_money() const {
        const auto earns = [&](const LabGroup& group) {
            const Kind& kind = scenario_.kinds[group.kind_id.index];
            const Budget& b = kind.budget;
            return b.income || b.per_researcher || b.of_gdp_per_capita || b.of_gdp || kind.first_gpus > 0;
        };
        const auto gives = [](const Policy& policy) {
            const auto* const change = std::get_if<BudgetChange>(&policy.what);
            return std::holds_alternative<PublicCloud>(policy.what) || (change != nullptr && change->grant != 0);
        };
        return std::ranges::any_of(scenario_.labs, earns) || std::ranges::any_of(scenario_.policies, gives);
    }

    // ---- tables -------------------------------------------------------------------------------------------------------

    void warn_of_tables() {
        const Report& report = scenario_.report;
        if (report.groups.empty() || report.tables.empty() || !clock_runs_) return;
        const Layout layout(scenario_);
        const Node& node = within(root_, "report");
        std::vector<Metric> all;
        for (std::size_t t = 0; t < report.tables.size(); ++t) {
            const std::vector<Metric> metrics = metrics_named(report.tables[t]);
            all.insert(all.end(), metrics.begin(), metrics.end());
            if (!metrics.empty() && std::ranges::none_of(metrics, [&](Metric metric) { return has_any(layout, metric, report.groups); }))
                problems_.warn(item(within(node, "tables"), t),
                               fmt::format("the table of {} is empty: it is measured for none of report.groups", report.tables[t]),
                               "it is measured for " + levels_text(layout, metrics.front()));
        }
        for (std::size_t g = 0; g < report.groups.size(); ++g)
            warn_of_missing(layout, all, report.groups[g], item(within(node, "groups"), g));
    }
    static bool is_measured(const Layout& layout, Metric metric, std::string_view group) {
        return std::ranges::any_of(layout.columns,
                                   [&](const Column& c) { return c.metric == metric && layout.groups[c.group].name == group; });
    }
    static bool has_any(const Layout& layout, Metric metric, const std::vector<std::string>& groups) {
        return std::ranges::any_of(groups, [&](const std::string& group) { return is_measured(layout, metric, group); });
    }
    void warn_of_missing(const Layout& layout, const std::vector<Metric>& metrics, const std::string& group, const Node& node) {
        if (metrics.empty() || std::ranges::any_of(metrics, [&](Metric metric) { return is_measured(layout, metric, group); })) return;
        problems_.warn(node, fmt::format("nothing of report.tables is measured for {}: it has no row", in_quotes(group)), "leave it out");
    }
    static std::string levels_text(const Layout& layout, Metric metric) {
        std::vector<std::string> levels;
        for (const Column& column : layout.columns) {
            const std::string& name = layout.groups[column.group].name;
            std::string level = column.metric != metric ? "" : name == "world" ? name : name.substr(0, name.find(':') + 1) + "...";
            if (!level.empty() && std::ranges::find(levels, level) == levels.end()) levels.push_back(std::move(level));
        }
        return enumerated(levels);
    }
};

} // namespace

void resolve_warnings(Scenario& scenario, const Node& root, Problems& problems) {
    if (problems.size() == 0) WarningFinder{scenario, root, problems}.run();
}

} // namespace sim
