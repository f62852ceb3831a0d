// The language of constraints: the swept paths; and whether one holds at a point.
#include "input/constraint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace sim {
namespace {

using Op = Expression::Op;

constexpr std::array<std::string_view, 5> comparisons_of_constraints{"<=", "<", ">=", ">", "=="};

class ConstraintLanguage : public Language {
public:
    ConstraintLanguage(std::span<const ConstraintTerm> terms)
        : Language({.has_functions = false, .comparisons = comparisons_of_constraints, .subject = "", .operands = "a number or a path"}),
          terms_(terms) {}

    /// "hardware.roadmap[home].every": an id in brackets may have any characters.
    [[nodiscard]] std::size_t length_of_name(std::string_view text) const override {
        std::size_t end = 0;
        while (end < text.size() && (is_word(text[end]) || text[end] == '.' || text[end] == '[')) {
            if (text[end] == '[') end = std::min(text.find(']', end), text.size() - 1);
            ++end;
        }
        return end;
    }
    [[nodiscard]] bool has(std::string_view word) const override { return std::ranges::find(terms_, word, path_of) != terms_.end(); }
    Term read(std::string_view name, std::size_t begin, Cursor&, bool) override {
        const auto found = std::ranges::find(terms_, name, path_of);
        if (found == terms_.end()) {
            std::vector<std::string_view> known;
            for (const ConstraintTerm& term : terms_) known.emplace_back(term.path);
            const std::string hint = did_you_mean(name, known);
            throw Wrong{fmt::format("'{}' is not swept{}{}", name, hint.empty() ? "" : "; ", hint), begin};
        }
        if (!found->dimension) throw Wrong{fmt::format("'{}' is not a number", name), begin};
        return {static_cast<std::uint32_t>(found - terms_.begin()), *found->dimension};
    }

private:
    static std::string_view path_of(const ConstraintTerm& term) { return term.path; }
    std::span<const ConstraintTerm> terms_;
};

} // namespace

ParsedConstraint Constraint::parse(std::string_view text, std::span<const ConstraintTerm> terms) {
    ParsedConstraint parsed;
    try {
        ConstraintLanguage language(terms);
        parsed.constraint.expression_ = read_condition(text, language);
    } catch (const Wrong& wrong) {
        parsed.error = wrong.what;
        parsed.at = wrong.at;
    }
    return parsed;
}

double Constraint::evaluate(std::uint32_t index, std::span<const double> values) const {
    const Expression::Node& node = expression_.nodes[index];
    if (node.op == Op::number) return node.number;
    if (node.op == Op::term) return values[node.term];
    const double a = evaluate(node.a, values), b = node.b == node.a ? a : evaluate(node.b, values);
    if (is_comparison(node.op) && !(std::isfinite(a) && std::isfinite(b))) return 0;
    return result_of(node.op, a, b);
}

bool Constraint::holds(std::span<const double> values) const {
    const auto& nodes = expression_.nodes;
    return nodes.empty() || evaluate(static_cast<std::uint32_t>(nodes.size() - 1), values) == 1;
}

} // namespace sim
