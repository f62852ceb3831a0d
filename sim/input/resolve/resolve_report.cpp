// The checks of what is asked: tables, claims, expectations and precision.
#include "input/resolve/resolve_parts.hpp"

#include "base/units.hpp"
#include "input/expectation.hpp"
#include "input/figure.hpp"
#include "input/wanted.hpp"
#include "sim/metric.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sim {
namespace {

class ReportResolver : private Resolving {
public:
    using Resolving::Resolving;

    void run() {
        readable_ = clock_runs_ && problems_.size() == 0;
        resolve_tables();
        for (std::size_t i = 0; i < scenario_.report.keep.size(); ++i) resolve_keep(i);
        for (std::size_t i = 0; i < scenario_.claims.size(); ++i) resolve_claim(i);
        for (std::size_t i = 0; i < scenario_.report.precision.size(); ++i) resolve_precision(i);
        for (std::size_t i = 0; i < scenario_.expect.size(); ++i) resolve_expectation(i);
    }

private:
    void resolve_tables() {
        Report& report = scenario_.report;
        const Node& node = within(root_, "report");
        const Words known = table_names();
        for (std::size_t i = 0; i < report.tables.size(); ++i) find_in(known, report.tables[i], "measure", item(within(node, "tables"), i));
        for (std::size_t i = 0; i < report.groups.size(); ++i) check_group(report.groups[i], item(within(node, "groups"), i));
        if (clock_runs_) resolve_dates(report.dates, within(node, "dates"));
    }

    /// A figure can only be understood in the variants that it is about.
    void resolve_claim(std::size_t i) {
        const Claim& claim = scenario_.claims[i];
        const Node& node = item(within(root_, "claims"), i);
        check_number(claim.published, within(node, "published"));
        check_number(claim.tolerance, within(node, "tolerance"));
        check_margins(claim, node);
        const bool concerned = claim.variant.empty() || claim.variant == scenario_.variant ||
                               std::ranges::find(claim.instead, scenario_.variant) != claim.instead.end();
        if (!concerned || !readable_ || claim.metric.empty()) return;
        const ParsedFigure parsed = Figure::parse(claim.metric, Layout(scenario_));
        if (!parsed.ok())
            return problems_.at(within(node, "metric"),
                                fmt::format("claims[{}].metric, at '{}': {}", claim.id, claim.metric.substr(parsed.at, 30), parsed.error));
        check_beside(parsed.figure, claim.published, within(node, "published"), fmt::format("claims[{}].published", claim.id));
        if (!claim.tolerance.empty()) check_tolerance(parsed.figure, claim, within(node, "tolerance"));
    }

    /// Nothing lies within less than nothing, nor within a factor of 0.
    void check_margins(const Claim& claim, const Node& node) {
        if (parse_quantity(claim.tolerance).quantity.value < 0)
            problems_.at(within(node, "tolerance"), fmt::format("claims[{}].tolerance is below 0: no figure could be within it", claim.id));
        const ParsedQuantity published = parse_quantity(claim.published);
        if (claim.within_factor > 1 && published.ok() && !(published.quantity.value > 0))
            problems_.at(within(node, "within_factor"),
                         fmt::format("claims[{}].within_factor: nothing is within a factor of {}", claim.id, claim.published),
                         "a tolerance says how far off it may be");
    }

    /// Beside "98 %" a tolerance of "2" could be 2 % as well as 200 %.
    void check_tolerance(const Figure& figure, const Claim& claim, const Node& node) {
        check_beside(figure, claim.tolerance, node, fmt::format("claims[{}].tolerance", claim.id));
        const std::string_view unit = unit_in(claim.published);
        if (!unit.empty() && unit_in(claim.tolerance).empty())
            problems_.at(node, fmt::format("claims[{}].tolerance needs a unit, as 'published' has one", claim.id),
                         fmt::format("such as '{} {}'", claim.tolerance, unit));
    }
    void resolve_precision(std::size_t i) {
        Precision& precision = scenario_.report.precision[i];
        const Node& node = item(within(within(root_, "report"), "precision"), i);
        check_number(precision.within, within(node, "within"));
        if (!precision.within.empty() && !(parse_quantity(precision.within).quantity.value > 0))
            problems_.at(within(node, "within"), "report.precision: 'within' must be above 0");
        if (!readable_ || precision.figure.empty()) return;
        const WantedFigure wanted = wanted_figure(precision.figure);
        const ParsedFigure parsed = Figure::parse(wanted.figure, Layout(scenario_));
        if (!parsed.ok())
            problems_.at(within(node, "figure"),
                         fmt::format("report.precision, at '{}': {}", wanted.figure.substr(parsed.at, 30), parsed.error));
        else if (check_beside(parsed.figure, precision.within, within(node, "within"), "report.precision: 'within'"))
            precision.half_width = printed_beside(parsed.figure, precision.within).value;
    }

    void resolve_keep(std::size_t i) {
        const std::string& word = scenario_.report.keep[i];
        if (!readable_ || word == everything || !metrics_named(word).empty()) return;
        const Layout layout(scenario_);
        const ParsedFigure parsed = Figure::parse(dated(word, to_text(layout.dates.back())), layout);
        if (!parsed.ok())
            problems_.at(item(within(within(root_, "report"), "keep"), i),
                         fmt::format("report.keep: {}: {}", in_quotes(word), parsed.error), "name metrics, sets of them, figures, or all");
    }

    void resolve_expectation(std::size_t i) {
        if (!readable_) return;
        const ParsedExpectation parsed = parse_expectation(scenario_.expect[i], Layout(scenario_));
        const Node& list = within(root_, "expect");
        if (!parsed.ok())
            problems_.at(item(list, i), fmt::format("expect, at '{}': {}", scenario_.expect[i].substr(parsed.at, 30), parsed.error));
    }

    void check_number(const std::string& text, const Node& node) {
        const ParsedQuantity parsed = parse_quantity(text);
        if (!text.empty() && !parsed.ok()) problems_.at(node, parsed.error);
    }

    /// "country:CHN" and the like for all things of the scenario.
    std::vector<std::string> simple_groups() const {
        std::vector<std::string> names{"world"};
        for (const Country& c : scenario_.countries) names.push_back("country:" + c.id);
        for (const Kind& k : scenario_.kinds) names.push_back("kind:" + k.id);
        for (const SizeClass& s : scenario_.sizes) names.push_back("size:" + s.id);
        for (const std::string& income : income_groups(scenario_)) names.push_back("income:" + income);
        for (const Domain& d : scenario_.domains) names.push_back("domain:" + d.id);
        for (const Corpus& c : scenario_.corpora) names.push_back("corpus:" + c.id);
        for (const std::string_view learner : learner_names) {
            for (const std::uint32_t samples : scenario_.experiment.samples)
                names.push_back(fmt::format("learner:{}/n:{}", learner, samples));
            for (const double goal : scenario_.experiment.goals) names.push_back(fmt::format("learner:{}/goal:{}", learner, to_text(goal)));
        }
        for (const Benchmark& b : scenario_.benchmarks) {
            if (b.targets.empty()) names.push_back("benchmark:" + b.id);
            for (const double error : b.targets) names.push_back(fmt::format("benchmark:{}/error:{}", b.id, to_text(error)));
        }
        for (const std::uint32_t basket : scenario_.baskets) {
            names.push_back(fmt::format("basket:{}", basket));
            for (const Country& c : scenario_.countries) names.push_back(fmt::format("basket:{}/country:{}", basket, c.id));
            for (const Kind& k : scenario_.kinds) names.push_back(fmt::format("basket:{}/kind:{}", basket, k.id));
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

    bool readable_ = false; // figures: what they are about is in order
};

} // namespace

Words table_names() {
    Words names;
    for (const MetricRow& row : metrics()) names.push_back(row.id);
    for (const std::string_view set : metric_sets()) names.push_back(set);
    names.push_back("ledger"); // the table of where the compute went
    names.push_back("ranks");  // the table of who is ahead
    return names;
}

void resolve_report(Scenario& scenario, const Node& root, Problems& problems) { ReportResolver{scenario, root, problems}.run(); }

} // namespace sim
