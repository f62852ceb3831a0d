// Reads what is asked, and finds what a report would ask by itself.
#include "study/explain/question.hpp"

#include "study/selection.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sim {
namespace {

constexpr std::size_t most_groups_asked = 6;

/// Where the comparison stands that is in no brackets, and how long its sign is.
struct Sign {
    std::size_t at = 0, length = 0;
};
std::optional<Sign> sign_in(std::string_view text) {
    int depth = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        depth += c == '(' || c == '[' ? 1 : c == ')' || c == ']' ? -1 : 0;
        if (depth == 0 && (c == '<' || c == '>'))
            return Sign{i, i + 1 < text.size() && text[i + 1] == '=' ? std::size_t{2} : std::size_t{1}};
    }
    return std::nullopt;
}

std::string_view without_blanks(std::string_view text) {
    const std::size_t first = text.find_first_not_of(' ');
    return first == text.npos ? std::string_view{} : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

/// Sets column and date where the figure is one metric of one group as it is.
void find_column(Question& question, const Layout& layout) {
    const Figure& figure = question.figure;
    if (figure.places().size() != 1 || figure.is_date()) return;
    for (const double probe : {1.0, 3.0})
        if (const double same = figure.value({&probe, 1}); same != probe) return;
    const std::size_t place = figure.places().front();
    question.column = layout.columns[place % layout.columns.size()];
    question.date = static_cast<std::uint32_t>(place / layout.columns.size());
}

/// The metric of a group on a date, as a figure is written.
std::string figure_text(const Layout& layout, const Column& column, std::uint32_t date) {
    const Days days = layout.period(date);
    const std::string on = is_calendar_year(days) ? to_text(days) : to_text(layout.dates[date]);
    return fmt::format("{}[{}]@{}", row_of(column.metric).id, layout.groups[column.group].name, on);
}

void find_lead(Question& question, const Layout& layout) {
    if (!question.column || !adds_up(row_of(question.column->metric))) return;
    const Level level = layout.groups[question.column->group].level;
    std::string rivals;
    for (std::uint32_t group = 0; group < layout.groups.size(); ++group) {
        if (group == question.column->group || layout.groups[group].level != level) continue;
        if (layout.column(question.column->metric, group) == Layout::absent) return; // who leads is not known
        const std::string rival = figure_text(layout, {question.column->metric, group}, question.date);
        rivals = rivals.empty() ? rival : fmt::format("max({}, {})", rivals, rival);
    }
    if (rivals.empty()) return;
    const ParsedFigure lead = Figure::parse(fmt::format("{} - {}", figure_text(layout, *question.column, question.date), rivals), layout);
    if (lead.ok()) question.lead = lead.figure;
}

/// The value that a figure is compared with, in base units; nothing where it is none.
std::optional<double> level_of(std::string_view text, std::string_view figure_written, const Figure& figure, const Layout& layout) {
    if (const PrintedFigure printed = printed_beside(figure, text); printed.ok()) return printed.value;
    const ParsedFigure difference = Figure::parse(fmt::format("({}) - ({})", figure_written, text), layout);
    if (!difference.ok() || difference.figure.places() != figure.places()) return std::nullopt;
    const std::vector<double> ones(figure.places().size(), 1.0);
    return figure.value(ones) - difference.figure.value(ones);
}

} // namespace

ParsedQuestion parse_question(std::string_view text, const Layout& layout) {
    ParsedQuestion parsed;
    const std::optional<Sign> sign = sign_in(text);
    Question& question = parsed.question;
    question.text = without_blanks(sign ? text.substr(0, sign->at) : text);
    ParsedFigure figure = Figure::parse(question.text, layout);
    if (!figure.ok()) return {{}, figure.error, figure.at};
    question.figure = std::move(figure.figure);
    find_column(question, layout);
    find_lead(question, layout);
    if (!sign) return parsed;
    const std::size_t behind = sign->at + sign->length;
    const std::string_view value = without_blanks(text.substr(behind));
    const std::optional<double> level = level_of(value, question.text, question.figure, layout);
    if (!level)
        return {{},
                "the figure is compared with a number that measures the same; two figures are compared by their difference: 'A - B >= 0'",
                behind};
    question.asked = Threshold{*level / question.shown(), text[sign->at] == '>'};
    return parsed;
}

std::vector<Question> headline_questions(const Scenario& scenario, const Layout& layout) {
    const Selection selection = selection_of(scenario, layout);
    std::vector<Question> questions;
    for (std::size_t m = 0; m < selection.metrics.size() && !selection.dates.empty(); ++m) {
        std::size_t asked = 0;
        for (const std::uint32_t group : selection.groups) {
            const std::uint32_t column = layout.column(selection.metrics[m], group);
            if (column == Layout::absent || asked >= (m == 0 ? most_groups_asked : 1)) continue;
            ++asked;
            ParsedQuestion parsed = parse_question(figure_text(layout, layout.columns[column], selection.dates.back()), layout);
            if (parsed.ok()) questions.push_back(std::move(parsed.question));
        }
    }
    return questions;
}

} // namespace sim
