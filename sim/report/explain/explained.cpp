// Rows for people and rows for programs, of the same numbers.
#include "report/explain/explained.hpp"

#include "base/text.hpp"
#include "report/columns.hpp"
#include "report/forms/csv.hpp"
#include "report/labels.hpp"

#include <fmt/format.h>

#include <cmath>

namespace sim {
namespace {

constexpr double assumed_low = 0.05, assumed_middle = 0.5, assumed_high = 0.95;
constexpr double least_of_size = 1e-9; // what is less is rounding

/// "15.8 [4, 28] %/yr": the median of the law and the ends of its middle 90 %.
std::string assumed_text(const InputName& name, const Distribution& law) {
    const double size = std::max(std::abs(quantile(law, assumed_low)), std::abs(quantile(law, assumed_high)));
    const auto at = [&](double p) {
        const double value = quantile(law, p);
        return number_text(name, std::abs(value) > least_of_size * size ? value : 0);
    };
    const std::string text = fmt::format("{} [{}, {}]", at(assumed_middle), at(assumed_low), at(assumed_high));
    return name.unit.empty() ? text : fmt::format("{} {}", text, name.unit);
}

/// Of all inputs of a group.
std::string joined(const Telling& telling, std::size_t group, std::string (*text)(const Telling&, std::size_t)) {
    std::vector<std::string> texts;
    for (const std::size_t input : telling.of().inputs->groups[group])
        if (std::string one = text(telling, input); std::ranges::find(texts, one) == texts.end() && !one.empty()) texts.push_back(one);
    return fmt::format("{}", fmt::join(texts, "; "));
}
std::string assumed(const Telling& telling, std::size_t input) {
    return assumed_text(telling.names()[input], telling.of().inputs->list[input].law);
}
std::string source(const Telling& telling, std::size_t input) { return telling.names()[input].source; }

/// Input, part, how the figure goes with it, what is assumed of it, and why.
std::vector<std::string> row_of_part(const Telling& telling, std::size_t number) {
    const Explanation& of = telling.of();
    const PartOfVariance& part = of.parts.parts[number];
    const MeansAtEnds& ends = of.ends[number];
    return {telling.title_of_group(part.group), probability_text(part.part, part.interval), telling.change(ends.low, ends.high),
            joined(telling, part.group, assumed), joined(telling, part.group, source)};
}

std::vector<std::vector<std::string>> rows_of(const Telling& telling) {
    const Explanation& of = telling.of();
    std::vector<std::vector<std::string>> rows;
    if (!of.told()) return rows;
    for (std::size_t p = 0; p < of.above_chance(); ++p) rows.push_back(row_of_part(telling, p));
    if (const std::size_t others = of.parts.parts.size() - of.above_chance(); others > 0)
        rows.push_back({others == 1 ? "the other one" : fmt::format("each of {}{}", others, rows.empty() ? "" : " others"),
                        fmt::format("{} (chance)", telling.chance_text()), "", "", ""});
    return rows;
}

const std::vector<std::string> heads{"input", "part of the variance", "low -> high", "assumed", "source"};
constexpr auto legend_of_parts = "part of the variance that the input explains by itself [95 % interval]; low -> high: mean over the third "
                                 "of the trials with its lowest "
                                 "and with its highest draws; assumed: median [90 %] of its law";

/// What is said, row by row.
class Rows {
public:
    Rows(const FilePlace& place, const ExplainedRun& explained) : explained_(explained), file_(place, csv_kind("explain.csv").heads()) {}

    void add(const Telling& telling) {
        telling_ = &telling;
        const Explanation& of = telling.of();
        if (!of.told()) return;
        for (const PartOfVariance& part : of.parts.parts) add_part(part);
        row("chance", nullptr, "", {}, nothing, of.parts.chance, {});
        for (std::size_t p = 0; p < of.above_chance(); ++p) add_ends(of.parts.parts[p], of.ends[p]);
        for (const Stretch& stretch : of.stretches) add_stretch(stretch);
        for (const Reached& reached : of.reached) add_reached(reached);
        if (of.happening) add_box(*of.happening);
    }
    void commit() { file_.commit(); }

private:
    static constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
    /// Empty ends are not-a-number.
    struct Ends {
        double low = nothing, high = nothing;
    };
    static Ends ends_of(const Interval& interval) { return {interval.low, interval.high}; }
    static double finite(double value) { return std::isfinite(value) ? value : nothing; }

    void row(std::string_view what, const InputName* input, std::string_view unit, Ends of_input, double level, double value,
             Ends interval) {
        const Explanation& of = telling_->of();
        file_.cell(explained_.run().variants[of.variant].variant).cell(of.question.text).cell(of.of.n).cell(of.failed).cell(what);
        if (input == nullptr)
            file_.empty_cell().empty_cell().empty_cell();
        else
            file_.cell(input->path).cell(input->title).cell(input->source);
        file_.cell(unit).cells_where_known({of_input.low, of_input.high, level, value, interval.low, interval.high});
        file_.end_row();
    }
    [[nodiscard]] const InputName& name_of(std::size_t input) const { return telling_->names()[input]; }
    /// As files have units: a rate is a pure number a year.
    [[nodiscard]] double in_unit(std::size_t input, double value) const {
        return finite(value / telling_->of().inputs->list[input].per_unit);
    }
    [[nodiscard]] const std::string& unit_of_input(std::size_t input) const { return telling_->of().inputs->list[input].unit; }

    void add_part(const PartOfVariance& part) {
        for (const std::size_t input : telling_->of().inputs->groups[part.group])
            row("part", &name_of(input), "", {}, nothing, part.part, part.above_chance ? ends_of(part.interval) : Ends{});
    }
    void add_ends(const PartOfVariance& part, const MeansAtEnds& ends) {
        const InputName& name = name_of(telling_->of().inputs->groups[part.group].front());
        row("mean where low", &name, telling_->unit(), {}, nothing, ends.low, {});
        row("mean where high", &name, telling_->unit(), {}, nothing, ends.high, {});
    }
    void add_stretch(const Stretch& stretch) {
        const std::size_t leading = *telling_->of().leading;
        row("median between", &name_of(leading), telling_->unit(), {in_unit(leading, stretch.from), in_unit(leading, stretch.to)}, nothing,
            stretch.of.p50, {stretch.of.p05, stretch.of.p95});
    }
    void add_reached(const Reached& reached) {
        const std::size_t leading = *telling_->of().leading;
        const Crossing& crossing = reached.crossing;
        const Ends interval =
            crossing.surely ? Ends{in_unit(leading, crossing.interval.low), in_unit(leading, crossing.interval.high)} : Ends{};
        row("reached at", &name_of(leading), unit_of_input(leading), {}, reached.level, in_unit(leading, crossing.at), interval);
    }
    void add_box(const Happening& happening) {
        const BoxCounts& counts = happening.box.counts;
        const double level = happening.what == Happening::What::leads ? nothing : happening.level;
        for (const BoxLimit& limit : happening.box.limits)
            row(limit.above ? "box from" : "box to", &name_of(limit.input), unit_of_input(limit.input), {}, level,
                in_unit(limit.input, limit.at), {});
        row("in the box", nullptr, "", {}, level, counts.density(),
            ends_of(interval_of_probability(static_cast<double>(counts.hits_inside), counts.inside)));
        row("elsewhere", nullptr, "", {}, level, counts.elsewhere(), {});
        row("of it in the box", nullptr, "", {}, level, counts.coverage(), {});
    }

    const ExplainedRun& explained_;
    CsvFile file_;
    const Telling* telling_ = nullptr;
};

} // namespace

void ExplainedRun::add(Store& store, std::uint32_t variant, std::vector<Question> questions, unsigned threads) {
    Variant added{explain(store, *run_, variant, std::move(questions), threads), {}};
    if (!added.explanations.empty()) added.names = names_of(added.explanations.front().inputs->list, *run_->documents[variant]);
    variants_.push_back(std::move(added));
}

std::vector<Telling> ExplainedRun::tellings() const {
    std::vector<Telling> all;
    for (const Variant& variant : variants_)
        for (const Explanation& of : variant.explanations) all.emplace_back(*run_, of, variant.names);
    return all;
}

bool ExplainedRun::told() const {
    return std::ranges::any_of(variants_, [](const Variant& variant) {
        return std::ranges::any_of(variant.explanations, [](const Explanation& of) { return of.told(); });
    });
}

ExplainedRun explain_headline(const Run& run, Store& store, unsigned threads) {
    ExplainedRun explained(run);
    for (std::uint32_t variant = 0; variant < run.trials.variants; ++variant)
        explained.add(store, variant, headline_questions(run.variants[variant], run.layouts[variant]), threads);
    return explained;
}

void write_explanations(const FilePlace& place, const ExplainedRun& explained) {
    Rows rows(place, explained);
    for (const Telling& telling : explained.tellings()) rows.add(telling);
    rows.commit();
}

Table explanation_table(const Telling& telling, std::vector<std::string> footnotes) {
    Table table{fmt::format("What decides {}?", telling.of().question.text), {}, 1, heads, rows_of(telling), std::move(footnotes)};
    table.caption = fmt::format("{}", fmt::join(telling.sentences(), "\n"));
    if (telling.of().told()) table.footnotes.insert(table.footnotes.begin(), legend_of_parts);
    return table;
}

std::vector<Table> explanation_tables(const ExplainedRun& explained, const std::vector<std::string>& footnotes) {
    std::vector<Table> tables;
    std::uint32_t variant = 0;
    for (const Telling& telling : explained.tellings()) {
        if (!telling.of().told()) continue;
        const Scenario& scenario = explained.run().variants[telling.of().variant];
        if (tables.empty() || telling.of().variant != variant) {
            variant = telling.of().variant;
            tables.push_back({fmt::format("What decides this? ({})", label_of_variant(explained.run(), variant)),
                              {},
                              2,
                              {"figure"},
                              {},
                              footnotes,
                              "explain-" + scenario.variant});
            tables.back().heads.insert(tables.back().heads.end(), heads.begin(), heads.end());
            tables.back().footnotes.insert(tables.back().footnotes.begin(), legend_of_parts);
        }
        Table& table = tables.back();
        table.caption +=
            fmt::format("{}{}: {}. {}", table.caption.empty() ? "" : "\n", telling.subject(), telling.cell(), telling.first_sentence());
        for (std::vector<std::string>& row : rows_of(telling)) {
            row.insert(row.begin(), telling.subject());
            table.rows.push_back(std::move(row));
        }
    }
    return tables;
}

} // namespace sim
