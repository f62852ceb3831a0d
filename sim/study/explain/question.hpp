// What is to be explained: a figure, with or without what is claimed of it, and the figures at the head of a report.
#pragma once

#include "input/figure.hpp"
#include "sim/run.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

/// That a figure is at least, or at most, as large as a level.
struct Threshold {
    double level = 0; ///< in the unit in which tables print the figure
    bool at_least = true;
};

/// A figure that somebody asks about.
struct Question {
    std::string text; ///< the figure as it is written: "research_share[CHN]@2030"
    Figure figure;
    std::optional<Column> column; ///< where it is one metric of one group...
    std::uint32_t date = 0;       ///< ...on this date, into Layout::dates
    std::optional<Threshold> asked;
    /// By how much its group is ahead of the largest other one of its level; only of parts of a whole.
    std::optional<Figure> lead;
    std::optional<std::size_t>
        by; ///< the input that it is told over, into ExplainedInputs::list; the one that explains most where none is named
    /// How much of it one is in which tables print it, in base units.
    [[nodiscard]] double shown() const { return figure.shown(); }
};

/// Either a question, or a sentence that says what is wrong, and where in the text.
struct ParsedQuestion {
    Question question;
    std::string error;
    std::size_t at = 0; ///< bytes from the beginning
    [[nodiscard]] bool ok() const { return error.empty(); }
};

/// "FIGURE", or "FIGURE >= VALUE", with >=, <=, > or <. The value is a number, with or without a unit, or arithmetic on numbers.
[[nodiscard]] ParsedQuestion parse_question(std::string_view text, const Layout& layout);

/// The figures at the head of a variant's report: of the first metric all groups that it shows, at most 6, and of each further metric the
/// first group; at the last date that it shows.
[[nodiscard]] std::vector<Question> headline_questions(const Scenario& scenario, const Layout& layout);

} // namespace sim
