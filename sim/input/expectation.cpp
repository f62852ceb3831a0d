// An expectation as the figure that says when it is broken.
#include "input/expectation.hpp"

#include <fmt/format.h>

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

} // namespace

ParsedExpectation parse_expectation(std::string_view text, const Layout& layout) {
    const std::size_t at = text.find_first_of("<>=");
    if (at == text.npos) return {{}, fmt::format("'{}' is no comparison: FIGURE == FIGURE, or with <=, >=, < or >", text)};
    const std::size_t size = at + 1 < text.size() && text[at + 1] == '=' ? 2 : 1;
    const std::string_view op = text.substr(at, size);
    if (op == "=") return {{}, fmt::format("'{}': '=' is no comparison; equality is '=='", text)};
    const std::string a(trimmed(text.substr(0, at))), b(trimmed(text.substr(at + size)));
    const std::string date = to_text(layout.dates.back());
    for (const std::string& side : {a, b}) {
        const ParsedFigure alone = Figure::parse(dated(side, date), layout);
        if (!alone.ok()) return {{}, fmt::format("in '{}': {}", side, alone.error)};
    }
    ParsedFigure parsed = Figure::parse(opposite(op, a, b), layout);
    return {std::move(parsed.figure), std::move(parsed.error)};
}

} // namespace sim
