// What decides a figure, in sentences.
#pragma once

#include "report/explain/input_names.hpp"
#include "report/rounding.hpp"
#include "study/explain/explain.hpp"

#include <string>
#include <vector>

namespace sim {

/// An explanation with the words that it is told in: those of its variant.
class Telling {
public:
    /// REQUIRES: a run with the document of the explanation's variant; all of them outlive this.
    Telling(const Run& run, const Explanation& of, const std::vector<InputName>& names) : run_(run), of_(of), names_(names) {}
    [[nodiscard]] const Explanation& of() const { return of_; }
    [[nodiscard]] const Run& run() const { return run_; }
    [[nodiscard]] const std::vector<InputName>& names() const { return names_; }

    /// "China: research share in 2030", or the figure as it was typed.
    [[nodiscard]] std::string subject() const;
    /// In what the figure is shown: as percent, or in `unit`.
    [[nodiscard]] As as() const;
    [[nodiscard]] std::string unit() const;
    /// "27 % [13, 45]", with the unit.
    [[nodiscard]] std::string cell() const;
    /// "17.2 -> 23.1 %"
    [[nodiscard]] std::string change(double from, double to) const;
    /// "a third", "33.4 %", "1200 GPU".
    [[nodiscard]] std::string level_text(double level) const;
    /// The title of a group's input, or of all of its inputs.
    [[nodiscard]] std::string title_of_group(std::size_t group) const;

    /// "What decides it: ... 74 % [72, 77] of the variance; ...", or why nothing can be said; always one sentence or two.
    [[nodiscard]] std::string first_sentence() const;
    /// "at most 1.7 %", what chance may give to an input.
    [[nodiscard]] std::string chance_text() const;
    /// The subject with its value, that sentence, and what there is to say of the leading input, of levels and of a box: a line each.
    [[nodiscard]] std::vector<std::string> sentences() const;

private:
    [[nodiscard]] std::string cell(const Statistics& statistics, std::uint64_t failed) const;
    [[nodiscard]] std::string silence() const;
    [[nodiscard]] std::string others_text() const;
    [[nodiscard]] std::string rest_text() const;
    [[nodiscard]] std::string stretches_text() const;
    [[nodiscard]] std::string reached_text(const Reached& reached) const;
    [[nodiscard]] std::string happening_words() const;
    [[nodiscard]] std::string happening_text() const;
    [[nodiscard]] std::string limit_text(const BoxLimit& limit) const;
    const Run& run_;
    const Explanation& of_;
    const std::vector<InputName>& names_;
};

} // namespace sim
