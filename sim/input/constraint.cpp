#include "input/constraint.hpp"

#include "base/arithmetic.hpp"
#include "sim/problem.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace sim {
namespace {

std::string name_of(Dimension dimension) {
    const std::string text = unit_text(dimension);
    return text.empty() ? "a number without a unit" : fmt::format("in {}", text);
}

} // namespace

/// Recursive descent; the grammar is in the header.
class ConstraintReader {
public:
    ConstraintReader(std::string_view text, std::span<const ConstraintTerm> terms) : text_(text), terms_(terms) {}

    Constraint read() {
        do constraint_.comparisons_.push_back(comparison());
        while (take_word("and"));
        if (peek() != '\0') throw Wrong{fmt::format("'{}' was not expected here", text_.substr(at_)), at_};
        return std::move(constraint_);
    }

private:
    using Op = Constraint::Op;
    /// A node, and what it measures.
    struct Part {
        std::uint32_t node;
        Dimension dimension;
    };

    char peek() {
        while (at_ < text_.size() && text_[at_] == ' ') ++at_;
        return at_ < text_.size() ? text_[at_] : '\0';
    }
    bool take(std::string_view what) {
        peek();
        if (!text_.substr(at_).starts_with(what)) return false;
        at_ += what.size();
        return true;
    }
    bool take_word(std::string_view word) {
        peek();
        const std::size_t end = at_ + word.size();
        if (!text_.substr(at_).starts_with(word) || (end < text_.size() && is_word(text_[end]))) return false;
        at_ = end;
        return true;
    }
    std::uint32_t add(Constraint::Node node) {
        constraint_.nodes_.push_back(node);
        return static_cast<std::uint32_t>(constraint_.nodes_.size() - 1);
    }

    std::uint32_t comparison() {
        static constexpr std::pair<std::string_view, Op> signs[] = {
            {"<=", Op::at_most}, {">=", Op::at_least}, {"==", Op::equal}, {"<", Op::below}, {">", Op::above}};
        const Part a = sum();
        peek();
        const std::size_t begin = at_;
        for (const auto& [sign, op] : signs) {
            if (!take(sign)) continue;
            const Part b = sum();
            need_same(a, b, begin);
            return add({op, 0, 0, a.node, b.node});
        }
        throw Wrong{"a comparison is missing here: <=, <, >=, > or ==", at_};
    }
    Part sum() {
        if (++depth_ > 100) throw Wrong{"nested too deep", at_};
        Part left = product();
        while (true) {
            peek();
            const std::size_t begin = at_;
            const Op op = take("+") ? Op::add : take("-") ? Op::subtract : Op::number;
            if (op == Op::number) break;
            const Part right = product();
            need_same(left, right, begin);
            left.node = add({op, 0, 0, left.node, right.node});
        }
        --depth_;
        return left;
    }
    Part product() {
        Part left = factor();
        while (true) {
            const Op op = take("*") ? Op::multiply : take("/") ? Op::divide : Op::number;
            if (op == Op::number) return left;
            const Part right = factor();
            const int sign = op == Op::multiply ? 1 : -1;
            for (std::size_t i = 0; i < base_count; ++i)
                left.dimension.power[i] = static_cast<std::int8_t>(left.dimension.power[i] + sign * right.dimension.power[i]);
            left.node = add({op, 0, 0, left.node, right.node});
        }
    }
    Part factor() {
        if (take("(")) {
            const Part inside = sum();
            if (!take(")")) throw Wrong{"')' is missing here", at_};
            return inside;
        }
        if (take("-")) {
            if (++depth_ > 100) throw Wrong{"nested too deep", at_};
            const Part inside = factor();
            --depth_;
            return {add({Op::subtract, 0, 0, add({}), inside.node}), inside.dimension};
        }
        if (is_digit(peek())) return number();
        return term();
    }
    void need_same(const Part& a, const Part& b, std::size_t at) const {
        if (a.dimension != b.dimension)
            throw Wrong{fmt::format("the left side is {}, the right one {}", name_of(a.dimension), name_of(b.dimension)), at};
    }

    /// With its unit, which ends where the text can only go on as arithmetic: "1 USD/yr" is one number, "1 / a.b" is not.
    Part number() {
        constexpr std::size_t longest_unit = 40;
        const std::size_t begin = at_, digits = end_of_digits(text_, at_), last = std::min(text_.size(), digits + longest_unit);
        std::size_t best = digits;
        for (std::size_t end = digits; end <= last; ++end) {
            if (end < text_.size() && (is_word(text_[end]) || text_[end] == '.')) continue; // within a word
            if (parse_quantity(text_.substr(begin, end - begin)).ok() && text_[end - 1] != ' ') best = end;
            if (end < text_.size() && std::string_view(" /%*").find(text_[end]) == std::string_view::npos) break;
        }
        const ParsedQuantity parsed = parse_quantity(text_.substr(begin, best - begin));
        if (!parsed.ok()) throw Wrong{parsed.error, begin};
        at_ = best;
        return {add({Op::number, parsed.quantity.value, 0, 0, 0}), parsed.quantity.dimension};
    }

    Part term() {
        const std::size_t begin = at_;
        while (at_ < text_.size() && (is_word(text_[at_]) || text_[at_] == '.' || text_[at_] == '[')) {
            if (text_[at_] == '[') at_ = std::min(text_.find(']', at_), text_.size() - 1);
            ++at_;
        }
        const std::string_view path = text_.substr(begin, at_ - begin);
        if (path.empty()) throw Wrong{"a number or a path is missing here", begin};
        const auto found = std::ranges::find(terms_, path, [](const ConstraintTerm& t) -> std::string_view { return t.path; });
        if (found == terms_.end()) {
            std::vector<std::string_view> known;
            for (const ConstraintTerm& t : terms_) known.emplace_back(t.path);
            const std::string hint = did_you_mean(path, known);
            throw Wrong{fmt::format("'{}' is not swept{}{}", path, hint.empty() ? "" : "; ", hint), begin};
        }
        if (!found->dimension) throw Wrong{fmt::format("'{}' is not a number", path), begin};
        return {add({Op::term, 0, static_cast<std::uint32_t>(found - terms_.begin()), 0, 0}), *found->dimension};
    }

    std::string_view text_;
    std::span<const ConstraintTerm> terms_;
    Constraint constraint_;
    std::size_t at_ = 0;
    int depth_ = 0;
};

ParsedConstraint Constraint::parse(std::string_view text, std::span<const ConstraintTerm> terms) {
    try {
        return {ConstraintReader{text, terms}.read(), {}, 0};
    } catch (const Wrong& wrong) {
        return {{}, wrong.what, wrong.at};
    }
}

double Constraint::evaluate(std::uint32_t index, std::span<const double> values) const {
    const Node& node = nodes_[index];
    if (node.op == Op::number) return node.number;
    if (node.op == Op::term) return values[node.term];
    const double a = evaluate(node.a, values), b = evaluate(node.b, values);
    switch (node.op) {
    case Op::add:
        return a + b;
    case Op::subtract:
        return a - b;
    case Op::multiply:
        return a * b;
    case Op::divide:
        return a / b;
    case Op::at_most:
        return a <= b ? 1 : 0;
    case Op::below:
        return a < b ? 1 : 0;
    case Op::at_least:
        return a >= b ? 1 : 0;
    case Op::above:
        return a > b ? 1 : 0;
    default:
        return a == b ? 1 : 0;
    }
}

bool Constraint::holds(std::span<const double> values) const {
    return std::ranges::all_of(comparisons_, [&](std::uint32_t c) {
        const Node& node = nodes_[c];
        return std::isfinite(evaluate(node.a, values)) && std::isfinite(evaluate(node.b, values)) && evaluate(c, values) == 1;
    });
}

} // namespace sim
