// The ways of writing a probability law in a scenario, with units and ranges checked.
#pragma once

#include "input/document.hpp"
#include "model/fields.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

/// How a field's numbers are measured: its unit and range, and how many base units one unit of what the scenario keeps is.
struct Measure {
    const Field& row;
    double kept = 1;         ///< 1 for base units; growth rates are kept per year instead of per second
    bool may_be_law = false; ///< a map of a law could stand there as well

    /// Reads "2.3 yr", checked; nothing, and a problem, where it is no such number.
    [[nodiscard]] std::optional<double> read(const Node& node, const std::string& path, Problems& problems) const;
    /// A kept number in the field's unit, rounded to 15 digits, so that what was written comes back.
    [[nodiscard]] double in_unit(double number) const;
    /// As the messages put it: "at least 1 yr".
    [[nodiscard]] std::string range() const;
    [[nodiscard]] bool holds(double number) const;
};

/// A parameter of a law: in the field's unit or a pure number; positive or any.
struct LawParameter {
    std::string_view key;
    bool measured = true;
    bool positive = true;
};
/// One way of writing a law: the key of a map, and what stands behind it.
struct LawForm {
    std::string_view key;
    std::string_view doc;
    std::size_t numbers = 0; ///< one, or so many in brackets, ascending; 0: a map of parameters
    std::vector<LawParameter> parameters = {};
    Distribution (*make)(const std::vector<double>& values) = nullptr; ///< the law with these parameters
};
/// All of them; two of one key differ in their first parameter.
[[nodiscard]] std::span<const LawForm> law_forms();
/// The shapes that an interval such as ci90 may name as its `law`.
[[nodiscard]] constexpr std::string_view word_of(IntervalShape shape) {
    switch (shape) {
    case IntervalShape::normal:
        return "normal";
    case IntervalShape::lognormal:
        return "lognormal";
    case IntervalShape::uniform:
        return "uniform";
    case IntervalShape::loguniform:
        return "loguniform";
    case IntervalShape::beta:
        return "beta";
    }
    return {};
}
inline constexpr auto interval_laws = words_of<IntervalShape>;

/// A number as messages and docs write it: "2 yr", a rate in per cent, a pure number alone.
[[nodiscard]] std::string with_unit(double number, std::string_view unit);

struct Extent {
    double least, most;
};
/// All that a law can give, or, for laws without an end, all but a negligible share.
[[nodiscard]] Extent extent_of(const Distribution& distribution);

/// Reads one law, checked; nothing, and a problem, where the node is none. `others` are further keys that the map may have.
[[nodiscard]] std::optional<Distribution> read_law(const Node& node, const Measure& measure, const std::string& path, Problems& problems,
                                                   std::span<const std::string_view> others = {});
/// The number that a law describes: the constant, or uncertain with the law's median as its value.
[[nodiscard]] Number number_of(const Distribution& law);

} // namespace sim
