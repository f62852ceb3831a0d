// A figure of a trial: arithmetic on what it measured, such as "research_share[CHN]@2030 / research_share[USA]@2030".
#pragma once

#include "base/expression.hpp"
#include "sim/metric.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

struct ParsedFigure;

/// An expression (see base/expression.hpp) over the metrics of one layout, in base units.
///
///     metric[group]@date     a value; group as in results, or the id alone where it is clear ("CHN", "academia"); without [group] the
///                            world's. date: a sample date, or a year, of which all is measured at its last sample date.
///     metric[country:*]@date the sum over all countries; so with kind, size, domain and corpus
///     2, 3 %, 12 kUSD/yr     numbers; one without a unit beside what has one is in that unit, as tables print it
///     + - * / ^ ( )          ^ binds strongest, from the right
///     log2(x) log10(x) sqrt(x) min(a, b) max(a, b)
///     first(a >= b)          the first sample date at which it holds, as a year with its part: 2025.5 in the middle of 2025. Metrics in it
///                            have no @date where they are to be of that date. Also <=, > and <.
class Figure {
public:
    [[nodiscard]] static ParsedFigure parse(std::string_view text, const Layout& layout);
    /// Which values of an outcome it looks at: ascending places in Outcome::values, each once.
    [[nodiscard]] const std::vector<std::size_t>& places() const { return places_; }
    /// True where the whole is first(...): a year with its part.
    [[nodiscard]] bool is_date() const { return !nodes().empty() && nodes().back().op == Expression::Op::first; }
    /// What it measures, and how many base units one of the unit is in which tables print it. REQUIRES: a figure that was parsed.
    [[nodiscard]] Dimension dimension() const { return nodes().back().dimension; }
    [[nodiscard]] double shown() const { return nodes().back().shown; }
    /// From the values at `places()`. Not-a-number where one that it needs is, or where `first` never holds.
    [[nodiscard]] double value(std::span<const double> at_places) const;

private:
    friend class FigureLanguage;
    /// A metric in it, of one group or several.
    struct Measured {
        std::vector<std::uint32_t> columns; // to be added up
        std::int64_t date = -1;             // into the dates; -1: that of `first`
    };
    [[nodiscard]] const std::vector<Expression::Node>& nodes() const { return expression_.nodes; }
    [[nodiscard]] double evaluate(std::uint32_t node, std::size_t date, std::span<const double> at_places) const;
    [[nodiscard]] double first_date(const Expression::Node& comparison, std::span<const double> at_places) const;
    [[nodiscard]] double sum(const Measured& measured, std::size_t date, std::span<const double> at_places) const;
    void find_places(bool any_date, std::uint32_t node);

    Expression expression_;
    std::vector<Measured> measured_; // the terms
    std::vector<std::size_t> places_;
    std::vector<Instant> dates_;
    std::size_t columns_ = 0;
};

/// Either a figure, or a sentence that says what is wrong, and where in the text.
struct ParsedFigure {
    Figure figure;
    std::string error;
    std::size_t at = 0; ///< bytes from the beginning
    [[nodiscard]] bool ok() const { return error.empty(); }
};

/// A number that is compared with a figure: what was published, a tolerance, how well it is to be known, what was observed.
struct PrintedFigure {
    double number = 0;             ///< as it is written
    std::string unit;              ///< likewise: "%", "", "MUSD"
    double scale = 1;              ///< base units that one of the number is: of its unit, else of the one in which tables print the figure
    double value = 0;              ///< in base units
    double half_of_last_digit = 0; ///< in base units: how far off a number may be that is printed like this
    std::string error;             ///< empty where the text was understood, and measures what the figure does
    [[nodiscard]] bool ok() const { return error.empty(); }
};
/// The one way in which numbers and figures meet.
[[nodiscard]] PrintedFigure printed_beside(const Figure& figure, std::string_view text);

/// The figure with "@date" behind each metric that has none; metrics within first(...) get one too.
[[nodiscard]] std::string dated(std::string_view figure, std::string_view date);
/// The metrics that a figure names, in order; a word that is none is passed over.
[[nodiscard]] std::vector<Metric> metrics_in(std::string_view figure);

/// The instant as a year with its part: 2025.5 at noon of 2 July 2025.
[[nodiscard]] double decimal_year(Instant at);

} // namespace sim
