// Goes through everything that names a figure or looks at one, and notes what it looks at.
#include "study/asked.hpp"

#include "input/expectation.hpp"
#include "input/figure.hpp"
#include "input/wanted.hpp"
#include "study/payers.hpp"
#include "study/per_money.hpp"
#include "study/selection.hpp"
#include "study/standing.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace sim {
namespace {

/// With @date behind each metric that has none, so that it can be read alone.
ParsedFigure figure_at_the_end(std::string_view text, const Layout& layout) {
    return Figure::parse(dated(text, to_text(layout.dates.back())), layout);
}

class Asking {
public:
    explicit Asking(const Scenario& scenario) : scenario_(scenario), whole_(scenario), selection_(selection_of(scenario, whole_)) {}

    Asked all() {
        ask_tables();
        ask_figures();
        for (const std::string& word : scenario_.report.keep) ask_word(word);
        add(columns_of_payers(scenario_, whole_));
        add(columns_of_money(whole_));
        if (!is_swept() || names(ledger_table)) add(columns_of_ledger(scenario_, whole_));
        if (names(ranks_table)) add(columns_of_standings(selection_, whole_));
        return std::move(asked_);
    }

    /// A metric is kept for the groups of the report, as if it had a table, or for all its groups where it is measured for
    /// none of those.
    void ask_word(std::string_view word) {
        const std::vector<Metric> metrics = metrics_named(word);
        if (metrics.empty()) return ask(figure_at_the_end(word, whole_));
        for (const Metric metric : metrics) {
            const std::vector<bool> drawn = groups_of_report();
            const auto of_report = [&](const Column& c) { return c.metric == metric && drawn[c.group]; };
            const bool any = std::ranges::any_of(whole_.columns, of_report);
            for (const Column& c : whole_.columns)
                if (c.metric == metric && (!any || drawn[c.group])) asked_.add(c.metric, c.group);
        }
    }
    [[nodiscard]] const Asked& so_far() const { return asked_; }

private:
    [[nodiscard]] bool is_swept() const { return scenario_.sweep.design.has_value(); }
    [[nodiscard]] bool names(std::string_view table) const {
        return std::ranges::find(scenario_.report.tables, table) != scenario_.report.tables.end();
    }

    /// What is drawn, and the world.
    [[nodiscard]] std::vector<bool> groups_of_report() const {
        std::vector<bool> groups = drawn_groups(whole_, selection_.groups, !is_swept());
        groups.front() = true;
        return groups;
    }
    void add(const std::vector<Column>& columns) {
        for (const Column& column : columns) asked_.add(column.metric, column.group);
    }
    void ask(const Figure& figure) {
        for (const std::size_t place : figure.places()) {
            const Column& column = whole_.columns[place % whole_.columns.size()];
            asked_.add(column.metric, column.group);
        }
    }
    /// What cannot be read is of another variant.
    void ask(const ParsedFigure& parsed) {
        if (parsed.ok()) ask(parsed.figure);
    }

    void ask_tables() {
        const std::vector<bool> drawn = groups_of_report();
        for (const Metric metric : selection_.metrics) {
            for (std::uint32_t group = 0; group < drawn.size(); ++group)
                if (drawn[group]) asked_.add(metric, group);
        }
    }
    void ask_figures() {
        for (const Claim& claim : scenario_.claims) ask(Figure::parse(claim.metric, whole_));
        for (const Precision& precision : scenario_.report.precision) ask(Figure::parse(wanted_figure(precision.figure).figure, whole_));
        for (const Observation& observation : scenario_.observations) ask(figure_at_the_end(observation.metric, whole_));
        for (const std::string& expectation : scenario_.expect) {
            const ParsedExpectation parsed = parse_expectation(expectation, whole_);
            ask(parsed.broken);
            ask(parsed.known);
        }
    }

    const Scenario& scenario_;
    Layout whole_;
    Selection selection_;
    Asked asked_;
};

bool keeps_all(const Scenario& scenario) { return std::ranges::find(scenario.report.keep, everything) != scenario.report.keep.end(); }

} // namespace

Asked asked_of(const Scenario& scenario) { return keeps_all(scenario) ? Asked::all() : Asking(scenario).all(); }

bool is_kept(std::string_view text, const Layout& layout, const Scenario& scenario) {
    if (text == everything) return keeps_all(scenario);
    Asking asking(scenario);
    asking.ask_word(text);
    const Layout wanted(scenario, asking.so_far());
    return !wanted.columns.empty() &&
           std::ranges::all_of(wanted.columns, [&](const Column& c) { return layout.column(c.metric, c.group) != Layout::absent; });
}

void ask_likewise(Asked& asked, const Scenario& scenario, const Layout& other) {
    const Layout whole(scenario);
    for (const Column& column : other.columns) {
        const auto same = std::ranges::find(whole.groups, other.groups[column.group].name, &Group::name);
        if (same != whole.groups.end()) asked.add(column.metric, static_cast<std::uint32_t>(same - whole.groups.begin()));
    }
}

} // namespace sim
