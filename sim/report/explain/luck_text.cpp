// Sentences about what was played to find out.
#include "report/explain/luck_text.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace sim {
namespace {

/// A mean with its interval, in the unit.
std::string mean_cell(const Telling& telling, const Statistics& of) {
    const std::string text = mean_with_interval(of, telling.as());
    return telling.as() == As::number && !telling.unit().empty() ? fmt::format("{} {}", text, telling.unit()) : text;
}

constexpr double least_luck_told = 0.001;

std::string error_text(const Telling& telling, double error) {
    constexpr double errors = 2; // of half an interval
    return text_of(errors * error, telling.as() == As::number ? As::number : As::points);
}

} // namespace

std::string luck_text(const Telling& telling, const std::optional<LuckPart>& luck) {
    if (!luck) return "It is the same whatever the luck and the inputs.";
    const Statistics& of = telling.of().of;
    const std::string runs = fmt::format("The ends of [...] are known to +-{} and +-{}, from {}.", error_text(telling, of.p05_error),
                                         error_text(telling, of.p95_error), counted(of.n, "trial"));
    if (luck->interval.high < least_luck_told)
        return fmt::format("Less than {} of its variance is luck of the simulated world, all else its inputs. {}",
                           part_text(least_luck_told), runs);
    const Interval inputs{1 - luck->interval.high, 1 - luck->interval.low};
    return fmt::format(
        "Of its variance {} is luck of the simulated world and {} its inputs, alone and together ({} trials played again with other "
        "luck). {}",
        probability_text(luck->part, luck->interval), probability_text(1 - luck->part, inputs), luck->trials, runs);
}

Table totals_table(const Telling& telling, std::span<const Total> totals) {
    Table table{fmt::format("What inputs do together: {}", telling.of().question.text),
                "alone: part of the variance that the input explains by itself; in all: with what it does together with other inputs and "
                "with luck (Jansen's total index, common random numbers), 95 % intervals",
                1,
                {"input", "alone", "in all", "pairs"},
                {},
                {}};
    for (const Total& total : totals) {
        const PartOfVariance& alone = *std::ranges::find(telling.of().parts.parts, total.group, &PartOfVariance::group);
        const std::string in_all =
            total.converged() ? probability_text(total.part, total.interval) : fmt::format("not converged: use --samples {}", total.needed);
        table.rows.push_back(
            {telling.title_of_group(total.group), probability_text(alone.part, alone.interval), in_all, std::to_string(total.pairs)});
    }
    return table;
}

std::vector<std::string> flip_text(const Telling& telling, const std::optional<Flip>& flip) {
    const Explanation& of = telling.of();
    const Threshold& asked = *of.question.asked;
    const bool holds = asked.at_least ? of.of.mean >= asked.level : of.of.mean <= asked.level;
    std::vector<std::string> lines{fmt::format("{}: {} on average, so '{} {}' {}.", telling.subject(), mean_cell(telling, of.of),
                                               asked.at_least ? "at least" : "at most", telling.level_text(asked.level),
                                               holds ? "holds" : "does not hold")};
    const InputName& name = telling.names()[*of.leading];
    const double median = quantile(of.inputs->list[*of.leading].law, 0.5);
    if (!flip) {
        const Interval range = of.curve->range();
        lines.push_back(fmt::format("It does not turn within the stated range of {}, from {} to {}.", name.title,
                                    number_text(name, range.low), value_text(name, range.high)));
        return lines;
    }
    const Crossing& at = flip->predicted;
    lines.push_back(fmt::format("It turns where {} is {} (assumed: {}).", name.title,
                                at.surely ? value_text(name, at.at, at.interval) : "about " + value_text(name, at.at),
                                value_text(name, median)));
    for (std::size_t p = 0; p < flip->played.size(); ++p) {
        const PlayedThere& played = flip->played[p];
        const bool last = p + 1 == flip->played.size();
        lines.push_back(fmt::format("Played at {} in {}: {}{}", value_text(name, played.at), counted(played.of.n, "trial"),
                                    mean_cell(telling, played.of),
                                    !last             ? "."
                                    : flip->confirmed ? ": confirmed."
                                                      : ": not confirmed, the curve does not hold there."));
    }
    return lines;
}

} // namespace sim
