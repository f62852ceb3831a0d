// The uncertain numbers of a scenario: which they are, and their values in one replicate.
#pragma once

#include "engine/dice.hpp"
#include "model/correlation.hpp"
#include "sim/scenario.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace sim {

/// A number of the scenario that is drawn once per replicate.
struct UncertainInput {
    std::string path;    ///< "hardware.roadmap[consumer].every", as for `--set`
    std::string unit;    ///< the unit of the field
    double per_unit = 1; ///< base units in one `unit`; 1 for a growth rate, which is kept per year
    Distribution law;
};
/// All of them, in the order of the field table.
[[nodiscard]] std::vector<UncertainInput> uncertain_inputs(const Scenario& scenario);

/// The uncertain numbers of one scenario object, ready to be drawn in place.
///
/// Each number's draw depends on the replicate's dice and on its own path alone: adding, removing or fixing another one changes nothing.
/// Only numbers that the scenario correlates also depend on those before them in their set (see correlation.hpp); each keeps its law.
class Inputs {
public:
    /// Keeps pointers into the scenario. REQUIRES: it outlives this, and its lists keep their lengths and places.
    explicit Inputs(Scenario& scenario);
    /// Sets each number to this replicate's value. REQUIRES: correlations that were checked when the scenario was read.
    void draw(const Dice& dice);
    /// Sets the numbers to these, in base units, in the order of `list`. REQUIRES: as many.
    void set(std::span<const double> values);
    /// The numbers as they stand, in base units, in the order of `list`.
    [[nodiscard]] std::vector<double> values() const;
    [[nodiscard]] const std::vector<UncertainInput>& list() const { return list_; }

private:
    void add(const std::string& path, std::string_view unit, double per_unit, Number& number);
    void add(const std::string& path, std::string_view unit, Growth& growth);

    struct Slot {
        Number* number;
        std::uint64_t key; // of its path
    };
    std::vector<UncertainInput> list_;
    std::vector<Slot> slots_;
    std::vector<CorrelatedSet> sets_;
};

} // namespace sim
