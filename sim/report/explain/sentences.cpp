// Words first: one sentence for each thing that was found, and none for what was not.
#include "report/explain/sentences.hpp"

#include "base/text.hpp"
#include "report/labels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>

namespace sim {
namespace {

constexpr std::size_t most_inputs_told = 4;
constexpr double nearly_all = 0.95, as_written = 1e-12, least_chance_told = 0.001;

struct Word {
    double part;
    std::string_view text;
};
constexpr Word words_for_parts[] = {{0.1, "a tenth"}, {0.2, "a fifth"}, {1.0 / 3, "a third"}, {0.5, "a half"}, {2.0 / 3, "two thirds"}};

std::string first_lowered(std::string text) {
    if (text.size() > 1 && !std::isupper(static_cast<unsigned char>(text[1]))) text[0] = lower(text[0]);
    return text;
}

std::string first_raised(std::string text) {
    if (!text.empty()) text[0] = upper(text[0]);
    return text;
}

/// "countries", of the groups among which one is the largest.
std::string_view word_of_level(Level level) {
    switch (level) {
    case Level::country:
        return "countries";
    case Level::kind:
        return "kinds of labs";
    case Level::country_kind:
        return "kinds of labs in all countries";
    case Level::size:
        return "sizes of labs";
    case Level::domain:
        return "domains";
    default:
        return "groups";
    }
}

} // namespace

std::string Telling::subject() const {
    const std::string which =
        of_.difference ? fmt::format(", {} -> {}", label_of_variant(run_, 0), label_of_variant(run_, of_.variant)) : "";
    if (!of_.question.column) return of_.question.text + which;
    const Layout& layout = run_.layouts[of_.variant];
    const Days days = layout.period(of_.question.date);
    return fmt::format(
        "{}: {}{} in {}{}", first_raised(label_of(run_.variants[of_.variant], layout.groups[of_.question.column->group].name)),
        of_.difference ? "change of " : "", first_lowered(std::string(row_of(of_.question.column->metric).title)), to_text(days), which);
}

As Telling::as() const {
    const As as = of_.question.column ? shown_as(row_of(of_.question.column->metric)) : As::number;
    return of_.difference && as == As::percent ? As::points : as;
}

std::string Telling::unit() const { return of_.question.column ? std::string(row_of(of_.question.column->metric).unit) : ""; }

std::string Telling::cell() const {
    if (of_.of.n == 0) return "not measured";
    const std::string text = cell(of_.of, of_.failed);
    return as() == As::number && !unit().empty() ? fmt::format("{} {}", text, unit()) : text;
}

std::string Telling::cell(const Statistics& statistics, std::uint64_t failed) const {
    return of_.question.figure.is_date() ? years_text(statistics) : cell_text(statistics, failed, as());
}

std::string Telling::change(double from, double to) const {
    return of_.question.figure.is_date() ? fmt::format("{:.1f} -> {:.1f}", from, to) : change_text(from, to, as());
}

std::string Telling::level_text(double level) const {
    if (as() == As::percent)
        for (const Word& word : words_for_parts)
            if (std::abs(level - word.part) < as_written) return std::string(word.text);
    if (of_.question.figure.is_date()) return setting_text(level);
    const std::string text = text_of(level, as());
    return as() == As::number && !unit().empty() ? fmt::format("{} {}", text, unit()) : text;
}

std::string Telling::title_of_group(std::size_t group) const {
    std::vector<std::string> titles;
    for (const std::size_t input : of_.inputs->groups[group]) titles.push_back(names_[input].title);
    return enumerated(titles) + (titles.size() > 1 ? " together" : "");
}

std::string Telling::silence() const {
    switch (of_.silence) {
    case Silence::swept:
        return "What a sweep moves is told by its own table, \"What moves it?\". For what the draws decide, play one of its points "
               "alone (--set 'sweep=~' --set PATH=VALUE) and explain that run.";
    case Silence::certain:
        return "No input of this variant is uncertain: all that varies is luck.";
    case Silence::few:
        return fmt::format("{} cannot tell what decides it; it takes {}.", counted(of_.of.n, "trial"), least_trials_explained);
    case Silence::failed:
        return fmt::format("{} of {} trials failed, and what they would have been might decide it; above {} nothing is said.", of_.failed,
                           of_.failed + of_.trials, percent_text(most_failed_explained));
    case Silence::constant:
        return "It is the same in every trial: nothing decides it.";
    case Silence::none:
        break;
    }
    return {};
}

/// "at most 1.7 %"
std::string Telling::chance_text() const {
    return of_.parts.chance < least_chance_told ? fmt::format("less than {}", part_text(least_chance_told))
                                                : fmt::format("at most {}", part_text(of_.parts.chance));
}

/// "each of the other 58 inputs at most 1.7 %, the level of chance"
std::string Telling::others_text() const {
    const std::size_t others = of_.parts.parts.size() - of_.above_chance();
    if (others == 0) return {};
    return others == 1 ? fmt::format("the other input {}, the level of chance", chance_text())
                       : fmt::format("each of the other {} inputs {}, the level of chance", others, chance_text());
}

std::string Telling::rest_text() const {
    const double explained = of_.parts.explained();
    if (explained > nearly_all || of_.above_chance() == 0) return {};
    return fmt::format(" The other {} is luck, what inputs do together, and inputs below chance.", percent_text(1 - explained));
}

std::string Telling::first_sentence() const {
    if (!of_.told()) return silence();
    const std::size_t above = of_.above_chance();
    if (above == 0)
        return fmt::format("No input decides it by itself: each of {} explains {} of the variance, the level of chance.",
                           of_.parts.parts.size(), chance_text());
    std::vector<std::string> parts;
    for (std::size_t p = 0; p < std::min(above, most_inputs_told); ++p) {
        const PartOfVariance& part = of_.parts.parts[p];
        parts.push_back(fmt::format("{} {}{}", title_of_group(part.group), probability_text(part.part, part.interval),
                                    p == 0 ? " of the variance" : ""));
    }
    if (above > most_inputs_told)
        parts.push_back(fmt::format("{} more, {}less than these", above - most_inputs_told, above - most_inputs_told > 1 ? "each " : ""));
    if (const std::string others = others_text(); !others.empty()) parts.push_back(others);
    return fmt::format("What decides it: {}.{}", fmt::join(parts, "; "), rest_text());
}

/// "Where growth of researchers (China) is below 10 %/yr: 18 % [11, 25]; from 10 to 20: ...; above: ..."
std::string Telling::stretches_text() const {
    if (of_.stretches.empty()) return {};
    const InputName& name = names_[*of_.leading];
    const double low = of_.stretches[1].from, high = of_.stretches[1].to;
    return fmt::format("Where {} is below {}: {}; from there to {}: {}; above: {}.", name.title, value_text(name, low),
                       cell(of_.stretches[0].of, 0), value_text(name, high), cell(of_.stretches[1].of, 0), cell(of_.stretches[2].of, 0));
}

/// "To reach a third on average, growth of researchers (China) must be 20.7 [20.2, 21.3] %/yr or more (median assumed: 15.8)."
std::string Telling::reached_text(const Reached& reached) const {
    const InputName& name = names_[*of_.leading];
    const Crossing& crossing = reached.crossing;
    const bool rises = reached.level > of_.curve->value(of_.curve->median());
    const bool more = crossing.upwards == rises;
    const std::string at = crossing.surely ? value_text(name, crossing.at, crossing.interval) : "about " + value_text(name, crossing.at);
    return fmt::format("To {} {} on average, {} must be {} or {} (assumed: {}).", rises ? "reach" : "fall to", level_text(reached.level),
                       name.title, at, more ? "more" : "less", number_text(name, quantile(of_.inputs->list[*of_.leading].law, 0.5)));
}

std::string Telling::limit_text(const BoxLimit& limit) const {
    const InputName& name = names_[limit.input];
    return fmt::format("{} is {} {}", name.title, limit.above ? "at least" : "at most", value_text(name, limit.at));
}

/// "it is the largest of all countries", "it is a third or more"
std::string Telling::happening_words() const {
    switch (of_.happening->what) {
    case Happening::What::leads:
        return fmt::format("it is the largest of all {}",
                           word_of_level(run_.layouts[of_.variant].groups[of_.question.column->group].level));
    case Happening::What::at_least:
        return fmt::format("it is {} or more", level_text(of_.happening->level));
    case Happening::What::at_most:
        return fmt::format("it is {} or less", level_text(of_.happening->level));
    }
    return {};
}

std::string Telling::happening_text() const {
    const BoxCounts& counts = of_.happening->box.counts;
    std::vector<std::string> limits;
    for (const BoxLimit& limit : of_.happening->box.limits) limits.push_back(limit_text(limit));
    const Interval interval = interval_of_probability(static_cast<double>(counts.hits_inside), counts.inside);
    return fmt::format("In {} of the worlds where {}, {}; elsewhere in {}. These are {} of the worlds where it is so.",
                       probability_text(counts.density(), interval), enumerated(limits), happening_words(),
                       percent_text(counts.elsewhere()), percent_text(counts.coverage()));
}

std::vector<std::string> Telling::sentences() const {
    if (of_.silence == Silence::swept) return {fmt::format("{}: {}", subject(), silence())};
    std::vector<std::string> lines{fmt::format("{}: {}. {}", subject(), cell(), first_sentence())};
    if (!of_.told()) return lines;
    if (of_.of.n < of_.trials)
        lines[0] += fmt::format(" In {} of {} trials it has no value; these are left out.", of_.trials - of_.of.n, of_.trials);
    if (const std::string text = stretches_text(); !text.empty()) lines.push_back(text);
    for (const Reached& reached : of_.reached) lines.push_back(reached_text(reached));
    if (of_.leading && of_.question.asked && of_.reached.empty())
        lines.push_back(fmt::format("No value of {} within the stated range makes it {} on average.", names_[*of_.leading].title,
                                    level_text(of_.question.asked->level)));
    if (of_.happening) lines.push_back(happening_text());
    return lines;
}

} // namespace sim
