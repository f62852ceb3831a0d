// The ways of writing a probability law in a scenario, with units and ranges checked.
#pragma once

#include "sim/document.hpp"
#include "sim/fields.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace sim {

/// How a field's numbers are measured: its unit and range, and how many base units one unit of what the scenario keeps is.
struct Measure {
    const Field& row;
    double kept = 1;                                ///< 1 for base units; growth rates are kept per year instead of per second

    /// Reads "2.3 yr", checked; nothing, and a problem, where it is no such number.
    [[nodiscard]] std::optional<double> read(const Node& node, const std::string& path, Problems& problems) const;
    /// A kept number in the field's unit, rounded to 15 digits, so that what was written comes back.
    [[nodiscard]] double in_unit(double number) const;
    /// As the messages put it: "at least 1 yr".
    [[nodiscard]] std::string range() const;
    [[nodiscard]] bool holds(double number) const;
};

/// Reads one law from one node.
class LawReader {
public:
    LawReader(const Node& node, Measure measure, std::string path, Problems& problems)
        : node_(node), measure_(measure), path_(std::move(path)), problems_(problems) {}
    /// Nothing, and a problem, where the node is no law. `others` are further keys that the map may have.
    [[nodiscard]] std::optional<Distribution> read(std::span<const std::string_view> others = {});

private:
    [[nodiscard]] std::optional<Distribution> read_form(const Node& form);
    [[nodiscard]] std::optional<Distribution> read_interval(const Node& form);
    [[nodiscard]] std::optional<std::vector<double>> read_bounds(const Node& form, std::size_t count);
    [[nodiscard]] std::optional<double> read_parameter(const Node& form, std::string_view key, bool measured, bool positive);
    [[nodiscard]] std::optional<double> read_measured(const Node& form, std::string_view key) { return read_parameter(form, key, true, false); }
    [[nodiscard]] std::optional<double> read_positive(const Node& form, std::string_view key) { return read_parameter(form, key, false, true); }
    [[nodiscard]] bool has_parameters(const Node& form, std::span<const std::string_view> keys);
    [[nodiscard]] std::optional<Distribution> checked(const Node& form, const Distribution& law);

    const Node& node_;
    Measure measure_;
    std::string path_;
    Problems& problems_;
};

/// The number that a law describes: the constant, or uncertain with the law's median as its value.
[[nodiscard]] Number number_of(const Distribution& law);

}  // namespace sim
