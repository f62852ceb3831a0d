// An expectation as the figure that says when it is broken.
#include "input/expectation.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sim {
namespace {

/// What must never hold, for a comparison that must always hold.
std::string opposite(std::string_view op, const std::string& a, const std::string& b) {
    const std::string rounding = fmt::format("1e-9 * max(max({0}, -({0})), max({1}, -({1})))", a, b);
    if (op == "==") return fmt::format("first(max(({0}) - ({1}), ({1}) - ({0})) > {2})", a, b, rounding);
    if (op == "<=") return fmt::format("first(({}) - ({}) > {})", a, b, rounding);
    if (op == ">=") return fmt::format("first(({1}) - ({0}) > {2})", a, b, rounding);
    return op == "<" ? fmt::format("first(({}) >= ({}))", a, b) : fmt::format("first(({}) <= ({}))", a, b);
}

/// True where both sides are numbers that can be told apart: 0 times what is infinite is no number.
std::string both_known(const std::string& a, const std::string& b) {
    return fmt::format("first(0 * (({0}) - ({1})) >= 0 * (({0}) - ({1})))", a, b);
}

/// The comparison itself, so that what is wrong is told at its place in the text.
ParsedFigure as_written(std::string_view text, std::size_t op, const Layout& layout) {
    constexpr std::string_view before = "first(";
    std::string whole = fmt::format("{}{})", before, text);
    if (text.substr(op).starts_with("==")) whole[before.size() + op] = '>'; // figures know no equality; >= asks the same of the units
    ParsedFigure parsed = Figure::parse(whole, layout);
    parsed.at = std::min(parsed.at < before.size() ? 0 : parsed.at - before.size(), text.size());
    return parsed;
}

} // namespace

ParsedExpectation parse_expectation(std::string_view text, const Layout& layout) {
    const std::size_t at = text.find_first_of("<>=");
    if (at == text.npos) return {{}, {}, "no comparison: FIGURE == FIGURE, or with <=, >=, < or >"};
    const std::size_t size = at + 1 < text.size() && text[at + 1] == '=' ? 2 : 1;
    const std::string_view op = text.substr(at, size);
    if (op == "=") return {{}, {}, "'=' is no comparison; equality is '=='", at};
    if (const ParsedFigure written = as_written(text, at, layout); !written.ok()) return {{}, {}, written.error, written.at};
    const std::string a(trimmed(text.substr(0, at))), b(trimmed(text.substr(at + size)));
    ParsedFigure parsed = Figure::parse(opposite(op, a, b), layout);
    if (!parsed.ok()) return {{}, {}, std::move(parsed.error)};
    ParsedFigure known = Figure::parse(both_known(a, b), layout);
    return {std::move(parsed.figure), std::move(known.figure), std::move(known.error)};
}

} // namespace sim
