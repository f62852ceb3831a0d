// Reads expressions by recursive descent; the grammar is in the header.
#include "base/expression.hpp"

#include "base/extended.hpp"
#include "base/units.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace sim {
namespace {

using Op = Expression::Op;
using Node = Expression::Node;

constexpr std::size_t most_nodes = 1000;
constexpr int deepest = 100;

struct Sign {
    std::string_view text;
    Op op;
};
constexpr Sign comparison_signs[] = {{"<=", Op::at_most}, {">=", Op::at_least}, {"==", Op::equal}, {"<", Op::below}, {">", Op::above}};

struct Function {
    std::string_view name;
    Op op;
    int operands; ///< 0: a comparison
};
constexpr Function functions[] = {{"log2", Op::log2, 1}, {"log10", Op::log10, 1}, {"sqrt", Op::sqrt, 1},
                                  {"min", Op::least, 2}, {"max", Op::most, 2},    {"first", Op::first, 0}};

std::string functions_text() {
    std::vector<std::string_view> names;
    for (const Function& function : functions) names.push_back(function.name);
    return enumerated(names);
}

// ---- numbers ----------------------------------------------------------------------------------------------------------

std::size_t behind_blanks(std::string_view text, std::size_t at) { return std::min(text.find_first_not_of(' ', at), text.size()); }

/// The word or the '%' that begins there.
std::string_view factor_at(std::string_view text, std::size_t at) {
    if (at < text.size() && text[at] == '%') return text.substr(at, 1);
    if (at == text.size() || !is_letter(text[at])) return {};
    std::size_t end = at;
    while (end < text.size() && is_word(text[end])) ++end;
    return text.substr(at, end - at);
}

bool is_unit(std::string_view word) { return !word.empty() && parse_unit(word).error.empty(); }

/// True where a word that ends there is only the beginning of a name or a call.
bool goes_on(std::string_view text, std::size_t end) { return end < text.size() && std::string_view(".[@(").find(text[end]) != text.npos; }

/// Where the unit behind a number's digits ends; where the digits do if there is none. In a condition "and" may follow a number, elsewhere
/// a word can only be its unit.
std::size_t end_of_unit(std::string_view text, std::size_t digits, const Language& language, bool in_condition) {
    std::size_t end = digits, at = behind_blanks(text, digits);
    if (const std::string_view first = factor_at(text, at); !first.empty()) {
        if (in_condition && (!is_unit(first) || goes_on(text, at + first.size()))) return digits;
        end = at + first.size();
        at = behind_blanks(text, end);
    } else if (at == text.size() || text[at] != '/') {
        return digits;
    }
    while (at < text.size() && (text[at] == '/' || text[at] == '*')) {
        const std::size_t begin = behind_blanks(text, at + 1);
        const std::string_view factor = factor_at(text, begin);
        if (!is_unit(factor) || language.has(factor) || goes_on(text, begin + factor.size())) break;
        end = begin + factor.size();
        at = behind_blanks(text, end);
    }
    return end;
}

// ---- reading ----------------------------------------------------------------------------------------------------------

/// The value of a node that names nothing.
std::optional<double> constant(const Expression& expression, std::uint32_t index) {
    const Node& node = expression.nodes[index];
    if (node.op == Op::number) return node.number;
    if (node.op == Op::term || node.op == Op::first) return std::nullopt;
    const auto a = constant(expression, node.a), b = node.b == node.a ? a : constant(expression, node.b);
    return a && b ? std::optional(result_of(node.op, *a, *b)) : std::nullopt;
}

class Reader {
public:
    Reader(std::string_view text, Language& language, bool condition)
        : cursor_(text), language_(language), grammar_(language.grammar()), condition_(condition) {}

    Expression read() {
        if (condition_)
            condition();
        else
            sum();
        if (cursor_.peek() != '\0') cursor_.fail(fmt::format("'{}' was not expected here", cursor_.rest()));
        return std::move(read_);
    }

private:
    std::uint32_t add(Node node) {
        if (read_.nodes.size() >= most_nodes) cursor_.fail(fmt::format("{}too long", grammar_.subject));
        read_.nodes.push_back(node);
        return static_cast<std::uint32_t>(read_.nodes.size() - 1);
    }
    /// `at` is where the operation is written.
    std::uint32_t join(Op op, std::uint32_t a, std::uint32_t b, std::size_t at) {
        if (grammar_.takes_bare_numbers && compares_units(op)) {
            const std::uint32_t left = a;
            a = in_unit_of(b, a);
            b = in_unit_of(left, b);
        }
        const Dimension dimension = dimension_of(op, a, b, at);
        const bool bare = read_.nodes[a].bare && read_.nodes[b].bare;
        const std::uint32_t joined = add({op, 0, 0, a, b, dimension, dimension == Dimension{} ? 1 : shown(op, a, b), bare});
        const auto value = constant(read_, joined);
        if (value && !std::isfinite(*value)) throw Wrong{"these numbers together make no number", at};
        return joined;
    }
    /// A number that no unit stands behind, in the unit in which the other side is seen.
    std::uint32_t in_unit_of(std::uint32_t other, std::uint32_t number) {
        const Node unit = read_.nodes[other];
        if (!read_.nodes[number].bare || unit.bare || unit.dimension == Dimension{}) return number;
        const std::uint32_t one = add({Op::number, unit.shown, 0, 0, 0, unit.dimension, unit.shown, false});
        return add({Op::multiply, 0, 0, number, one, unit.dimension, unit.shown, false});
    }
    double shown(Op op, std::uint32_t a, std::uint32_t b) const {
        const double left = read_.nodes[a].shown, right = read_.nodes[b].shown;
        if (op == Op::power) return power_of(left, constant(read_, b).value_or(1));
        const bool combines = op == Op::multiply || op == Op::divide || op == Op::sqrt;
        return combines ? result_of(op, left, right) : left;
    }
    void expect(char c) {
        if (!cursor_.take({&c, 1})) cursor_.fail(fmt::format("'{}' is missing here", c));
    }
    void descend() {
        if (++depth_ > deepest) cursor_.fail(fmt::format("{}nested too deep", grammar_.subject));
    }

    std::uint32_t condition() {
        std::uint32_t left = comparison();
        while (cursor_.take_word("and")) {
            const std::size_t at = cursor_.at();
            const std::uint32_t right = comparison();
            left = join(Op::both, left, right, at);
        }
        return left;
    }
    std::uint32_t comparison() {
        const std::uint32_t a = sum();
        cursor_.peek();
        const std::size_t at = cursor_.at();
        for (const Sign& sign : comparison_signs) {
            if (std::ranges::find(grammar_.comparisons, sign.text) == grammar_.comparisons.end() || !cursor_.take(sign.text)) continue;
            const std::uint32_t b = sum();
            return join(sign.op, a, b, at);
        }
        cursor_.fail(fmt::format("a comparison is missing here: {}", enumerated(grammar_.comparisons, "or")));
    }
    std::uint32_t sum() {
        descend();
        std::uint32_t left = product();
        while (const auto op = operation('+', Op::add, '-', Op::subtract)) {
            const std::size_t at = cursor_.at() - 1;
            const std::uint32_t right = product();
            left = join(*op, left, right, at);
        }
        --depth_;
        return left;
    }
    std::uint32_t product() {
        std::uint32_t left = power();
        while (const auto op = operation('*', Op::multiply, '/', Op::divide)) {
            const std::size_t at = cursor_.at() - 1;
            const std::uint32_t right = power();
            left = join(*op, left, right, at);
        }
        return left;
    }
    std::optional<Op> operation(char one, Op op, char other, Op other_op) {
        if (cursor_.take({&one, 1})) return op;
        return cursor_.take({&other, 1}) ? std::optional(other_op) : std::nullopt;
    }
    std::uint32_t power() {
        if (cursor_.take("-")) {
            const std::size_t at = cursor_.at() - 1;
            const std::uint32_t a = power_within();
            return join(Op::negate, a, a, at);
        }
        const std::uint32_t base = atom();
        if (!grammar_.has_functions || !cursor_.take("^")) return base;
        const std::size_t at = cursor_.at() - 1;
        const std::uint32_t exponent = power_within();
        return join(Op::power, base, exponent, at);
    }
    std::uint32_t power_within() {
        descend();
        const std::uint32_t read = power();
        --depth_;
        return read;
    }
    std::uint32_t atom() {
        if (cursor_.take("(")) {
            const std::uint32_t inside = sum();
            expect(')');
            return inside;
        }
        if (const char next = cursor_.peek(); is_digit(next) || next == '.') return number();
        const std::size_t begin = cursor_.at(), length = language_.length_of_name(cursor_.rest());
        if (length == 0) cursor_.fail(fmt::format("{} is missing here", grammar_.operands));
        const std::string_view name = cursor_.take_bytes(length);
        if (grammar_.has_functions && cursor_.peek() == '(') return function(name, begin);
        const Language::Term term = language_.read(name, begin, cursor_, in_first_);
        return add({Op::term, 0, term.number, 0, 0, term.dimension, term.shown, false});
    }
    std::uint32_t number() {
        const std::size_t begin = cursor_.at();
        const std::string_view rest = cursor_.rest();
        const std::string_view text = cursor_.take_bytes(end_of_unit(rest, end_of_digits(rest), language_, condition_));
        const ParsedQuantity parsed = parse_quantity(text);
        if (!parsed.ok()) throw Wrong{parsed.error, begin};
        const std::string_view unit = taken_apart(text).unit;
        return add({Op::number, parsed.quantity.value, 0, 0, 0, parsed.quantity.dimension, scale_of(unit), unit.empty()});
    }
    std::uint32_t function(std::string_view name, std::size_t begin) {
        expect('(');
        const auto* const known = std::ranges::find(functions, name, &Function::name);
        if (known == std::end(functions))
            throw Wrong{fmt::format("there is no function '{}'; there are {}", name, functions_text()), begin};
        std::uint32_t a = 0, b = 0;
        if (known->op == Op::first) {
            if (in_first_) cursor_.fail("first(...) cannot stand inside of another one");
            in_first_ = true;
            a = b = comparison();
            in_first_ = false;
        } else {
            a = b = sum();
            if (known->operands == 2) {
                expect(',');
                b = sum();
            }
        }
        expect(')');
        return join(known->op, a, b, begin);
    }

    Dimension dimension_of(Op op, std::uint32_t a, std::uint32_t b, std::size_t at) {
        const auto exponent = op == Op::power ? constant(read_, b) : std::nullopt;
        UnitFit fit = fit_of(op, read_.nodes[a].dimension, read_.nodes[b].dimension, exponent);
        if (!fit.misfit.empty()) throw Wrong{std::move(fit.misfit), at};
        return fit.dimension;
    }

    Cursor cursor_;
    Language& language_;
    const Language::Grammar& grammar_;
    bool condition_;
    Expression read_;
    int depth_ = 0;
    bool in_first_ = false;
};

} // namespace

char Cursor::peek() {
    at_ = behind_blanks(text_, at_);
    return at_ < text_.size() ? text_[at_] : '\0';
}

bool Cursor::take(std::string_view what) {
    peek();
    if (!rest().starts_with(what)) return false;
    at_ += what.size();
    return true;
}

bool Cursor::take_word(std::string_view word) {
    peek();
    if (!rest().starts_with(word) || (rest().size() > word.size() && is_word(rest()[word.size()]))) return false;
    at_ += word.size();
    return true;
}

std::string_view Cursor::take_bytes(std::size_t count) {
    const std::string_view taken = rest().substr(0, count);
    at_ += taken.size();
    return taken;
}

Expression read_value(std::string_view text, Language& language) { return Reader{text, language, false}.read(); }

Expression read_condition(std::string_view text, Language& language) { return Reader{text, language, true}.read(); }

} // namespace sim
