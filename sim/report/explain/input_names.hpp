// How an uncertain input is called in front of people: a title in place of its path, its unit, what it means, and where its figure is from.
#pragma once

#include "model/inputs.hpp"
#include "sim/reader.hpp"
#include "study/intervals.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace sim {

/// One uncertain input, in words.
struct InputName {
    std::string path;   ///< "countries[CHN].researchers.growth"
    std::string title;  ///< "growth of researchers (China)"
    std::string unit;   ///< in which it is shown: "%/yr", "yr"
    double shown = 1;   ///< base units in one of them
    std::string doc;    ///< the sentence of its field
    std::string source; ///< what the scenario says beside it, or above; empty where that is nothing
};
/// Of each input of a variant.
[[nodiscard]] std::vector<InputName> names_of(const std::vector<UncertainInput>& inputs, const VariantDocument& document);

/// "15.8 %/yr": three digits.
[[nodiscard]] std::string value_text(const InputName& name, double value);
/// "15.8", without the unit.
[[nodiscard]] std::string number_text(const InputName& name, double value);
/// "20.7 [20.2, 21.3] %/yr": to the digits that the interval supports.
[[nodiscard]] std::string value_text(const InputName& name, double value, Interval interval);

} // namespace sim
