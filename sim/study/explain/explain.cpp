// Reads draws and figures from the store, and has them taken apart.
#include "study/explain/explain.hpp"

#include "base/nothing.hpp"
#include "study/figure_values.hpp"
#include "study/rank_correlation.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace sim {
namespace {

constexpr double no_end = std::numeric_limits<double>::infinity();

// ---- round numbers ----------------------------------------------------------------------------------------------------

/// Ten to a whole power.
double power_of_ten(int exponent) {
    double power = 1;
    for (int i = 0; i < std::abs(exponent); ++i) power *= 10;
    return exponent < 0 ? 1 / power : power;
}

/// The power of ten up to a number's size. REQUIRES: size > 0 and finite.
int decade_of(double size) {
    int exponent = 0;
    while (power_of_ten(exponent + 1) <= size) ++exponent;
    while (power_of_ten(exponent) > size) --exponent;
    return exponent;
}

/// To so many significant digits.
double to_digits(double value, int digits) {
    if (value == 0 || !std::isfinite(value)) return value;
    const int last = decade_of(std::abs(value)) - digits + 1;
    const double step = power_of_ten(std::abs(last));
    return last >= 0 ? std::round(value / step) * step : std::round(value * step) / step;
}

/// 1, 2 and 5 times powers of ten, or parts of a whole that people have words for; the next below and above.
Interval round_levels_around(double value, bool share) {
    static constexpr double parts[] = {0.001, 0.002,   0.005, 0.01, 0.02, 0.05, 0.1,  0.2,  1.0 / 3,
                                       0.5,   2.0 / 3, 0.8,   0.9,  0.95, 0.98, 0.99, 0.995};
    Interval around{-no_end, no_end};
    const auto consider = [&](double level) {
        if (level < value) around.low = std::max(around.low, level);
        if (level > value) around.high = std::min(around.high, level);
    };
    if (share) {
        for (const double part : parts) consider(part);
    } else if (value != 0) {
        const int decade = decade_of(std::abs(value));
        const double sign = value < 0 ? -1 : 1;
        for (const int exponent : {decade - 1, decade, decade + 1})
            for (const double digit : {1.0, 2.0, 5.0}) consider(sign * digit * power_of_ten(exponent));
    }
    return around;
}

// ---- what was drawn and measured --------------------------------------------------------------------------------------

/// The trials of a variant that went well.
struct Sample {
    std::vector<StoredRow> rows;
    std::vector<StoredRow> base; // of a comparison, the same replicates of the first variant
    std::vector<Draws> draws;    // by input
    std::uint64_t failed = 0;
};

bool is_difference(const Run& run, std::uint32_t variant) { return run.kind == ResultsKind::compare && variant > 0; }

Sample sample_of(Store& store, const Run& run, std::uint32_t variant, std::size_t inputs) {
    Sample sample;
    sample.draws.resize(inputs);
    for (std::uint64_t replicate = 0; replicate < run.trials.replicates; ++replicate) {
        const auto stored = store.find({0, variant, 0, replicate});
        if (!stored) continue;
        const auto base = is_difference(run, variant) ? store.find({0, 0, 0, replicate}) : stored;
        if (!base || base->head.status == Outcome::Status::failed || stored->head.status == Outcome::Status::failed) {
            ++sample.failed;
            continue;
        }
        if (is_difference(run, variant)) sample.base.push_back(base->row);
        if (stored->head.inputs.size() != inputs) throw DamagedStore(store.path(), "a trial has not as many inputs as its scenario");
        sample.rows.push_back(stored->row);
        for (std::size_t i = 0; i < inputs; ++i) sample.draws[i].push_back(stored->head.inputs[i]);
    }
    return sample;
}

std::vector<double> values_of(Store& store, const Sample& sample, const Figure& figure, double shown) {
    std::vector<double> values = figure_in_each(store, sample.rows, figure);
    for (double& value : values) value /= shown;
    return values;
}

/// Of the question, or by how much it differs from the first variant; not-a-number where that does not measure it.
std::vector<double> answers_of(Store& store, const Sample& sample, const Question& question, const Layout* base) {
    std::vector<double> values = values_of(store, sample, question.figure, question.shown());
    if (base == nullptr) return values;
    const ParsedFigure parsed = Figure::parse(question.text, *base);
    const std::vector<double> from =
        parsed.ok() ? figure_in_each(store, sample.base, parsed.figure) : std::vector<double>(values.size(), nothing);
    for (std::size_t i = 0; i < values.size(); ++i) values[i] -= from[i] / question.shown();
    return values;
}

Silence silence_of(const Explanation& explanation, const Run& run) {
    if (run.trials.points > 1) return Silence::swept;
    if (static_cast<double>(explanation.failed) > most_failed_explained * static_cast<double>(explanation.failed + explanation.trials))
        return Silence::failed;
    if (explanation.inputs->list.empty()) return Silence::certain;
    if (explanation.of.n < least_trials_explained) return Silence::few;
    return explanation.of.sd > 0 ? Silence::none : Silence::constant;
}

// ---- one figure -------------------------------------------------------------------------------------------------------

/// The trials in which figures were measured, all the same ones.
struct Measured {
    DrawnInputs inputs;
    std::vector<std::size_t> explanations;    // their places
    std::vector<std::vector<double>> figures; // of each of them
    std::vector<std::vector<double>> leads;   // likewise; empty where there is none
};

/// Only where the flags say so.
std::vector<double> chosen(const std::vector<double>& values, const std::vector<char>& flags) {
    std::vector<double> found;
    for (std::size_t i = 0; i < values.size(); ++i)
        if (flags[i] != 0) found.push_back(values[i]);
    return found;
}

/// Of a group the one that explains most by itself.
std::size_t leading_of(const DrawnInputs& inputs, std::size_t group, const std::vector<double>& figure) {
    const auto& members = inputs.groups[group];
    const std::vector<double> values = centred(figure);
    return *std::ranges::max_element(members, {}, [&](std::size_t member) {
        const Draws* const draws = &inputs.draws[member];
        return part_of_variance(RankBasis({&draws, 1}, degree_for(figure.size())), values);
    });
}

/// The end of a third, as round as it can be without leaving a sixth or more than half on its side.
double round_end(const std::vector<double>& sorted, double part, double per_unit) {
    const double exact = sample_quantile(sorted, part);
    for (int digits = 1; digits <= 4; ++digits) {
        const double end = to_digits(exact / per_unit, digits) * per_unit;
        const auto below = static_cast<double>(std::ranges::lower_bound(sorted, end) - sorted.begin()) / static_cast<double>(sorted.size());
        if (std::abs(below - part) < 1.0 / 10) return end;
    }
    return exact;
}

std::vector<Stretch> stretches_of(const Explanation& of, double per_unit) {
    std::vector<double> sorted = of.draws;
    std::ranges::sort(sorted);
    const double low = round_end(sorted, 1.0 / 3, per_unit), high = round_end(sorted, 2.0 / 3, per_unit);
    if (!(low < high)) return {};
    std::vector<Stretch> stretches{{-no_end, low, {}}, {low, high, {}}, {high, no_end, {}}};
    for (Stretch& stretch : stretches) {
        std::vector<double> values;
        for (std::size_t i = 0; i < of.draws.size(); ++i)
            if (of.draws[i] >= stretch.from && of.draws[i] < stretch.to) values.push_back(of.values[i]);
        stretch.of = statistics(values);
    }
    return stretches;
}

/// Parts of a whole have round levels of their own, their differences have not.
bool is_share_of(const Explanation& of) { return !of.difference && of.question.column && is_share(row_of(of.question.column->metric)); }

/// What was asked, or the next round levels around the middle.
std::vector<double> levels_of(const Explanation& of) {
    if (of.question.asked) return {of.question.asked->level};
    const Interval around = round_levels_around(of.curve ? of.curve->value(of.curve->median()) : of.of.mean, is_share_of(of));
    std::vector<double> levels;
    if (std::isfinite(around.high)) levels.push_back(around.high);
    if (std::isfinite(around.low)) levels.push_back(around.low);
    return levels;
}

std::optional<Happening> happening_where(const Explanation& of, const DrawnInputs& inputs, Happening happening,
                                         const std::vector<double>& lead) {
    std::vector<char> happens;
    for (std::size_t i = 0; i < of.values.size(); ++i) {
        const bool yes = happening.what == Happening::What::leads      ? lead[i] >= 0
                         : happening.what == Happening::What::at_least ? of.values[i] >= happening.level
                                                                       : of.values[i] <= happening.level;
        happens.push_back(yes ? 1 : 0);
    }
    std::optional<Box> box = find_box(inputs.draws, happens);
    if (!box) return std::nullopt;
    happening.box = std::move(*box);
    return happening;
}

/// What was asked; else that the group leads, or that a round level is reached.
std::optional<Happening> happening_of(const Explanation& of, const DrawnInputs& inputs, const std::vector<double>& lead) {
    std::vector<Happening> tried;
    if (of.question.asked) {
        const Threshold& asked = *of.question.asked;
        tried.push_back({asked.at_least ? Happening::What::at_least : Happening::What::at_most, asked.level, {}});
    } else {
        if (!lead.empty()) tried.push_back({Happening::What::leads, 0, {}});
        for (const double level : levels_of(of))
            tried.push_back({level > of.of.mean ? Happening::What::at_least : Happening::What::at_most, level, {}});
    }
    for (const Happening& happening : tried)
        if (auto found = happening_where(of, inputs, happening, lead)) return found;
    return std::nullopt;
}

/// All that follows from the parts. REQUIRES: parts and values.
void conclude(Explanation& of, const DrawnInputs& inputs, const Resamples& resamples, const std::vector<double>& lead) {
    for (std::size_t p = 0; p < of.above_chance(); ++p) {
        const std::size_t input = leading_of(inputs, of.parts.parts[p].group, of.values);
        of.ends.push_back(means_at_ends(inputs.draws[input], of.values));
        if (p == 0) of.leading = input;
    }
    if (of.question.by) of.leading = of.question.by;
    if (of.leading) {
        const UncertainInput& leading = of.inputs->list[*of.leading];
        of.draws = inputs.draws[*of.leading];
        of.curve.emplace(of.draws, of.values, leading.law, resamples);
        of.stretches = stretches_of(of, leading.per_unit);
        for (const double level : levels_of(of))
            if (const auto crossing = of.curve->crossing(level)) of.reached.push_back({level, *crossing});
    }
    of.happening = happening_of(of, inputs, lead);
}

void explain_measured(const Measured& measured, std::vector<Explanation>& explanations, std::uint64_t seed, unsigned threads) {
    const VarianceParts taken_apart(measured.inputs, seed, threads);
    std::vector<Parts> parts = taken_apart.of(measured.figures, threads);
    in_parallel(parts.size(), threads, [&](std::size_t f) {
        Explanation& of = explanations[measured.explanations[f]];
        of.parts = std::move(parts[f]);
        of.values = measured.figures[f];
        conclude(of, measured.inputs, taken_apart.resamples(), measured.leads[f]);
    });
}

/// Those that were measured in the same trials together.
std::vector<Measured> together(const Sample& sample, const std::vector<Explanation>& explanations,
                               const std::vector<std::vector<double>>& figures, const std::vector<std::vector<double>>& leads) {
    std::map<std::vector<char>, Measured> all;
    for (std::size_t e = 0; e < explanations.size(); ++e) {
        if (!explanations[e].told()) continue;
        std::vector<char> flags;
        for (const double value : figures[e]) flags.push_back(std::isnan(value) ? 0 : 1);
        Measured& measured = all[flags];
        if (measured.explanations.empty()) {
            measured.inputs.groups = explanations[e].inputs->groups;
            for (const Draws& draws : sample.draws) measured.inputs.draws.push_back(chosen(draws, flags));
        }
        measured.explanations.push_back(e);
        measured.figures.push_back(chosen(figures[e], flags));
        measured.leads.push_back(leads[e].empty() ? leads[e] : chosen(leads[e], flags));
    }
    std::vector<Measured> list;
    for (auto& [flags, measured] : all) list.push_back(std::move(measured));
    return list;
}

/// "countries[CHN].researchers.fit", of what is drawn of a fitted curve; else empty.
std::string curve_of(const std::string& path) {
    const std::size_t at = path.rfind(".fit.");
    return at == path.npos ? "" : path.substr(0, at + 4);
}

} // namespace

std::size_t Explanation::above_chance() const {
    return static_cast<std::size_t>(std::ranges::count_if(parts.parts, [](const PartOfVariance& part) { return part.above_chance; }));
}

ExplainedInputs explained_inputs(const Scenario& scenario) {
    ExplainedInputs inputs{uncertain_inputs(scenario), {}};
    std::vector<std::string> paths;
    for (const UncertainInput& input : inputs.list) paths.push_back(input.path);
    std::vector<std::size_t> first(paths.size()); // of its group
    for (std::size_t i = 0; i < paths.size(); ++i) {
        first[i] = i;
        for (std::size_t j = i; j-- > 0;)
            if (const std::string curve = curve_of(paths[i]); !curve.empty() && curve == curve_of(paths[j])) first[i] = first[j];
    }
    for (const CorrelatedSet& set : correlated_sets(paths, scenario.correlations)) {
        for (const std::size_t member : set.members) {
            const std::size_t old = first[member], joined = first[set.members.front()];
            std::ranges::replace(first, std::max(old, joined), std::min(old, joined));
        }
    }
    std::map<std::size_t, std::vector<std::size_t>> groups;
    for (std::size_t i = 0; i < paths.size(); ++i) groups[first[i]].push_back(i);
    for (auto& [number, members] : groups) inputs.groups.push_back(std::move(members));
    return inputs;
}

std::vector<Explanation> explain(Store& store, const Run& run, std::uint32_t variant, std::vector<Question> questions, unsigned threads) {
    const bool swept = run.trials.points > 1, difference = is_difference(run, variant);
    const auto inputs = std::make_shared<const ExplainedInputs>(swept ? ExplainedInputs{} : explained_inputs(run.variants[variant]));
    const Sample sample = swept ? Sample{} : sample_of(store, run, variant, inputs->list.size());
    std::vector<Explanation> explanations;
    std::vector<std::vector<double>> figures, leads;
    for (Question& question : questions) {
        figures.push_back(answers_of(store, sample, question, difference ? &run.layouts[0] : nullptr));
        Explanation of;
        of.variant = variant;
        of.difference = difference;
        of.question = std::move(question);
        of.trials = sample.rows.size();
        of.failed = sample.failed;
        of.inputs = inputs;
        of.of = statistics(figures.back(), sample.failed);
        of.silence = silence_of(of, run);
        leads.emplace_back();
        if (of.told() && of.question.lead && !of.question.asked && !difference)
            leads.back() = values_of(store, sample, *of.question.lead, 1);
        explanations.push_back(std::move(of));
    }
    for (const Measured& measured : together(sample, explanations, figures, leads))
        explain_measured(measured, explanations, run.seed, threads);
    return explanations;
}

} // namespace sim
